"""Quantities: value, bound, unit, what is counted; and what they measure, by which word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.figures import measure
from kg.extract.rules.measures import FigureWords
from kg.extract.rules.numbers import number_words, read_number
from kg.extract.rules.parse import Parse
from kg.extract.rules.quantities import Quantity, find_numbers
from kg.extract.rules.times import find_times
from kg.model import Document
from tests.kg.extract.parsing import parse

Reader = Callable[..., Document]

WORDS = FigureWords.of(
    {
        "Deaths": {"verb": frozenset({"kill", "die"}), "noun": frozenset({"death", "fatality"}), "adjective": frozenset({"dead"})},
        "Injuries": {"verb": frozenset({"injure", "wound", "hurt"}), "adjective": frozenset({"wounded", "injured"})},
        "Captured": {"verb": frozenset({"capture", "detain", "arrest"})},
        "Missing": {"adjective": frozenset({"missing"})},
        "Damaged": {"verb": frozenset({"damage"})},
        "Destroyed": {"verb": frozenset({"destroy"})},
        "Deployed": {"verb": frozenset({"deploy", "send"})},
        "Launched": {"verb": frozenset({"launch", "fire"})},
        "Intercepted": {"verb": frozenset({"shoot down", "intercept"})},
        "Affected": {"verb": frozenset({"affect", "displace"})},
        "FinancialLoss": {"noun": frozenset({"loss", "damage", "cost"})},
        "AtLeast": {"phrase": frozenset({"at least", "no fewer than", "or more"})},
        "MoreThan": {"phrase": frozenset({"more than", "over", "exceeding"})},
        "AtMost": {"phrase": frozenset({"up to", "as many as"})},
        "LessThan": {"phrase": frozenset({"fewer than"})},
        "About": {"phrase": frozenset({"about", "some", "around", "nearly", "an estimated"})},
    }
)
PEOPLE = {"person", "people", "soldier", "insurgent", "worker", "leader", "civilian", "man", "rebel", "guard", "child", "other"}


def quantities(parsed: Parse) -> list[Quantity]:
    return find_numbers(parsed, find_times(parsed, None), bounds=WORDS.bounds)


def is_person(parsed: Parse, token: int) -> bool | None:
    if parsed.tags[token] == "CD" or parsed.lemmas[token] in PEOPLE:
        return True
    return False if parsed.pos[token] == "NOUN" else None


def measured(text: str) -> list[tuple[str, float, str, str]]:
    """Measure, value, bound and trigger of each figure."""
    parsed = parse(text)
    found = measure(parsed, quantities(parsed), WORDS, is_person=lambda token: is_person(parsed, token))
    return [(m.measure, m.quantity.value, m.quantity.bound, parsed.words[m.trigger]) for m in found]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2,500 men", 2500),
        ("twenty - three men", 23),
        ("two hundred and five men", 205),
        ("two and a half years", 2.5),
        ("1.2 m people", 1_200_000),
        ("40 billion", 40e9),
        ("a dozen men", 12),
        ("two dozen men", 24),
        ("two hundred fifty thousand", 250_000),
    ],
)
def test_a_number_is_read_from_digits_and_words(words: str, value: float) -> None:
    read = read_number(words.split(), 0, number_words())
    assert read is not None and read[0] == value


@pytest.mark.parametrize("words", ["34th brigade", "18:00 today", "men"])
def test_ordinals_clock_times_and_nouns_are_no_numbers(words: str) -> None:
    assert read_number(words.split(), 0, number_words()) is None


@pytest.mark.parametrize(
    ("text", "value", "bound", "unit", "head"),
    [
        ("Over 40 aircraft were hit.", 40, "MoreThan", None, "aircraft"),
        ("At least two workers left.", 2, "AtLeast", None, "workers"),
        ("An estimated 300 people fled.", 300, "About", None, "people"),
        ("Up to 20 troops arrived.", 20, "AtMost", None, "troops"),
        ("Several suspected insurgents fled.", 3, "AtLeast", None, "insurgents"),
        ("Dozens of soldiers fled.", 24, "AtLeast", None, "soldiers"),
        ("Tens of thousands of people fled.", 20_000, "AtLeast", None, "people"),
        ("34% of the fleet left.", 34, "Exactly", "percent", "fleet"),
        ("Two thirds of the houses burned.", 66.66, "Exactly", "percent", "houses"),
        ("The contract is worth US$ 40 million.", 40e6, "Exactly", "USD", "million"),
        ("The damage came to $7bn.", 7e9, "Exactly", "USD", "7bn"),
        ("It cost 5 million euros.", 5e6, "Exactly", "EUR", "euros"),
        ("4,000 or more troops arrived.", 4000, "AtLeast", None, "troops"),
    ],
)
def test_a_quantity_has_value_bound_unit_and_what_it_counts(text: str, value: float, bound: str, unit: str | None, head: str) -> None:
    parsed = parse(text)
    found = [(q.value, q.bound, q.unit, parsed.words[q.head]) for q in quantities(parsed)]
    assert found == [(value, bound, unit, head)]


def test_a_range_is_a_lower_and_an_upper_bound() -> None:
    parsed = parse("Between 10 and 15 soldiers fled.")
    assert [(q.value, q.bound, parsed.words[q.head]) for q in quantities(parsed)] == [
        (10, "AtLeast", "soldiers"),
        (15, "AtMost", "soldiers"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The 34th Brigade left on May 16, 2011.",
        "A 45-year-old man from the village spoke.",
        "Tu-95 bombers took off at 18:00.",
        "Resolution 2254 was adopted.",
        "John Smith, 45, spoke to reporters.",
        "They waited for nine hours.",
    ],
)
def test_names_dates_and_ages_are_no_quantities(text: str) -> None:
    assert quantities(parse(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The attack killed 12 people and wounded 28.", [("Deaths", 12, "Exactly", "killed"), ("Injuries", 28, "Exactly", "wounded")]),
        ("At least 12 people were killed.", [("Deaths", 12, "AtLeast", "killed")]),
        ("Rockets hit the port, killing at least two workers.", [("Deaths", 2, "AtLeast", "killing")]),
        ("Twelve people died.", [("Deaths", 12, "Exactly", "died")]),
        ("The blast left 12 people dead.", [("Deaths", 12, "Exactly", "dead")]),
        ("The death toll rose to 12.", [("Deaths", 12, "Exactly", "toll")]),
        ("Three of the soldiers were killed.", [("Deaths", 3, "Exactly", "killed")]),
        ("None were killed and no civilians were injured.", [("Deaths", 0, "Exactly", "killed"), ("Injuries", 0, "Exactly", "injured")]),
        ("Forces captured two villages and 15 soldiers.", [("Captured", 15, "Exactly", "captured")]),
        ("Some 40 rockets were fired and 36 were shot down.", [("Launched", 40, "About", "fired"), ("Intercepted", 36, "Exactly", "shot")]),
        ("Ukraine deployed 117 drones.", [("Deployed", 117, "Exactly", "deployed")]),
        ("Losses exceeding $2 billion were reported.", [("FinancialLoss", 2e9, "MoreThan", "Losses")]),
        (
            "Over 40 aircraft were damaged and 13 destroyed.",
            [("Damaged", 40, "MoreThan", "damaged"), ("Destroyed", 13, "Exactly", "destroyed")],
        ),
        ("Forces killed between three and six insurgents.", [("Deaths", 3, "AtLeast", "killed")]),
        ("The force returned fire, killing him.", [("Deaths", 1, "Exactly", "killing")]),
        ("Forces detained a leader.", [("Captured", 1, "Exactly", "detained")]),
        ("Forces killed insurgents.", []),
    ],
)
def test_what_a_number_measures_is_told_by_the_word_that_governs_it(text: str, expected: list[tuple[str, float, str, str]]) -> None:
    assert measured(text) == expected


def test_what_is_coordinated_is_counted_apart_and_summed() -> None:
    parsed = parse("Forces killed a leader and two guards.")
    found = measure(parsed, quantities(parsed), WORDS, is_person=lambda token: is_person(parsed, token))
    assert sorted((m.quantity.value, parsed.words[m.of] if m.of is not None else "sum") for m in found) == [
        (1, "leader"),
        (2, "guards"),
        (3, "sum"),
    ]


def test_a_number_that_nothing_measures_is_a_count_of_the_event_it_takes_part_in() -> None:
    parsed = parse("Sixty rebels attacked the village, which has two schools.")
    attack = parsed.words.index("attacked")
    found = measure(parsed, quantities(parsed), WORDS, is_person=lambda token: is_person(parsed, token), triggers={attack})
    assert [(m.measure, m.quantity.value, m.trigger) for m in found] == [("Count", 60, attack)]


def test_the_quote_of_a_figure_reaches_from_its_bound_to_its_noun() -> None:
    parsed = parse("The blast killed at least two young workers.")
    (quantity,) = quantities(parsed)
    assert parsed.span_text(*quantity.text_span(parsed)) == "at least two young workers"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gang members set fire to 45 houses.", ("Destroyed", 45.0)),
        ("The army attacked with 112 drones and three ballistic missiles.", ("Launched", 3.0)),
        ("The European Union imposed sanctions on nine people.", ("Targeted", 9.0)),
        ("As many as 300 families have fled their homes.", ("Affected", 300.0)),
        ("The navy seized 1.2 tonnes of cocaine.", ("Intercepted", 1.2)),
        ("The court fined the company 12 million dollars.", ("FinancialLoss", 12e6)),
        ("The bandits demanded a ransom of 50 million naira.", ("FinancialLoss", 50e6)),
        ("Rebels ambushed a patrol near Jaffna and killed thirteen soldiers.", ("Deaths", 13.0)),
    ],
)
def test_participants_are_measured_by_their_part_in_the_event(read: Reader, text: str, expected: tuple[str, float]) -> None:
    events = read(text).events
    assert expected in {(f.measure, f.value) for e in events[:1] for f in e.figures}


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Gunmen shot two drivers.", "Launched"),
        ("Jets hit a nine-storey building.", "Damaged"),
        ("How many civilians perished is disputed.", "Deaths"),
        ("Troops shelled the no-fire zone.", "Targeted"),
        ("He had planned and executed numerous attacks.", "Deaths"),
        ("Between 20 and 30 fighters were killed.", "Count"),
    ],
)
def test_what_is_no_count_of_such_things_is_none(read: Reader, text: str, measure: str) -> None:
    assert measure not in {f.measure for e in read(text).events for f in e.figures}


def test_a_bare_number_of_victims_is_so_many_people(read: Reader) -> None:
    d = read("The blast killed three and injured 28.")
    assert {e.label for e in d.entities} == {"three people", "28 people"}
    assert {(f.measure, f.value) for e in d.events for f in e.figures} == {("Deaths", 3.0), ("Injuries", 28.0)}


def test_how_long_what_an_attack_brought_about_lasted_is_its_figure(read: Reader) -> None:
    d = read("Russia launched missile assaults on Kyiv, triggering nine hours of air raid sirens.")
    assert {(f.measure, f.value, f.unit) for f in d.events[0].figures} == {("Duration", 9.0, "hour")}


def test_a_number_is_of_its_own_clause(read: Reader) -> None:
    d = read("Some 700,000 people have been uprooted since January, and between 15 and 20 peacekeepers have been killed.")
    figures = {(e.type, f.measure, f.value) for e in d.events for f in e.figures}
    assert ("Displacement", "Affected", 700000.0) in figures
    assert ("Death", "Deaths", 15.0) in figures
    assert not {f for f in figures if f[1] == "Deaths" and f[2] > 20}


def test_bodies_and_partygoers_are_no_weapons(read: Reader) -> None:
    d = read("Gunmen shot hundreds of partygoers. Soldiers recovered 260 bodies.")
    assert not {"Launched", "Intercepted"} & {f.measure for e in d.events for f in e.figures}
