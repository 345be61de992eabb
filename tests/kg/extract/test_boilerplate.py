"""What stands around an article makes no actor and no event, and what the article itself says stays."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract.rules.boilerplate import boilerplate, part_clocks
from kg.model import Document
from kg.resources import data_path
from tests.kg.extract.test_robustness import assert_spans_are_the_text

Read = Callable[..., Document]
NEWS = "Rebels shelled a market in Taiz on Monday, killing three people, the army said."
AROUND = [
    "(Reporting by Anna Petrova in Kyiv and James Miller in London; Editing by Sarah Cole)",
    "Additional reporting by Omar Haddad",
    "By Ann Example",
    "Associated Press writers John Smith in Beirut and Sara Hassan in Erbil contributed to this report.",
    "READ MORE: Russia bombs hospital in Kharkiv",
    "Related: Ten killed in market blast",
    "Sign up for our newsletter to receive the day's attacks and deals in your inbox.",
    "Subscribe now for just $1 a week.",
    "Follow us on Twitter and Facebook.",
    "Download our app. Click here to fight hunger.",
    "© 2024 Example News. All rights reserved. This material may not be published or broadcast.",
    "Our Standards: The Thomson Reuters Trust Principles.",
    "Image: Mykola Synelnykov/Getty Images",
    "| Date | Place | Killed |\n|---|---|---|\n| 3 May | Sumy | 4 |",
    "Town\tKilled\tInjured\nSumy\t3\t4",
    "An earlier version of this article said that troops had killed five people.",
    "https://example.org/news/troops-kill-nine",
    "ADVERTISEMENT",
]


@pytest.mark.parametrize("around", AROUND)
def test_what_stands_around_an_article_adds_nothing_to_it(read: Read, around: str) -> None:
    alone, together = read(NEWS, "2024-05-06"), read(f"{NEWS}\n\n{around}\n", "2024-05-06")
    assert [(e.type, e.trigger.text) for e in together.events] == [(e.type, e.trigger.text) for e in alone.events]
    assert {e.label for e in together.entities} == {e.label for e in alone.entities}
    assert_spans_are_the_text(together)


@pytest.mark.parametrize(
    "text",
    [
        "The army said it would share the report with the families of the dead.",
        "The minister thanked donors for their support and asked them to give to those who had lost their homes.",
        "Fighters are paid $200 a month, a commander said.",
        "Both sides accepted the terms of the ceasefire.",
        "The rebels demanded a free trial for their leader.",
        "Reporting by Reuters showed that shells had hit the school, and the army denied it to the committee of inquiry on Monday.",
        "He read more than 40 names of the dead.",
        "Police arrested the editor of the newspaper.",
        "Troops followed them on foot.",
        "Photographs showed a crater beside the school.",
        "Attackers threw stones | Police used tear gas",
    ],
)
def test_what_an_article_says_is_kept(text: str) -> None:
    assert boilerplate(text) == []


def test_the_credit_of_a_photograph_goes_and_its_caption_stays(read: Read) -> None:
    document = read("Firefighters work at the site of a missile strike in Dnipro on May 3, 2024. REUTERS/Mykola Synelnykov\n", "2024-05-06")
    labels = {e.label for e in document.entities}
    assert "Dnipro" in labels
    assert not any("Synelnykov" in label for label in labels)


def test_the_time_of_a_live_entry_is_no_part_of_its_sentence() -> None:
    assert part_clocks("14:32 Air raid sirens sound") == "14:32\nAir raid sirens sound"
    assert part_clocks("09:05 GMT Troops leave") == "09:05 GMT\nTroops leave"
    assert part_clocks("14:05 GMT\nTwo killed") == "14:05 GMT\nTwo killed"
    assert part_clocks("At 14:32 Air raid sirens sounded") == "At 14:32 Air raid sirens sounded"


def test_a_name_in_another_script_is_no_entity(read: Read) -> None:
    document = read("The army said it had hit the base at Хмеймим on Monday.", "2024-05-06")
    assert not any("Хмеймим" in e.label and e.named for e in document.entities)


PIECES = [NEWS, *AROUND, "LIVE: 12:04 Troops leave", "\u00ad", "🚀", "\r\n", "\u200f", "\ufffd"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["\n", "\r\n", " "]))
def test_spans_are_the_text_whatever_stands_around(read: Read, pieces: list[str], between: str) -> None:
    assert_spans_are_the_text(read(between.join(pieces), "2024-05-06"))


UNITS = [
    "a|b|c\n",
    "x\t\n",
    "By A B\n",
    "(Reporting by X",
    "https://",
    "© ",
    "sign up for our ",
    "12:04 A\n",
    "Follow us on ",
    "Reporting by A B in C, ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_boilerplate_of_any_length_is_found_in_time_that_grows_with_it(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    spans = boilerplate(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(b < c for (_, b), (c, _) in itertools.pairwise(spans))


DATA = tomllib.loads(data_path("ontology", "boilerplate.toml").read_text("utf-8"))


@pytest.mark.parametrize("entry", [*DATA["sentences"], *DATA["parts"]], ids=lambda entry: str(entry["has"][0]))
def test_what_a_pattern_matches_has_one_of_the_words_that_it_is_looked_for_by(entry: dict[str, str]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.from_regex(entry["pattern"], alphabet=st.characters(max_codepoint=127)))
    def holds(text: str) -> None:
        assert any(word in text.lower() for word in entry["has"]), text

    holds()
