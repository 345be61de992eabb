"""Day and place hold in a story until the text names another, or turns elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document, Event

Reader = Callable[..., Document]


def event(document: Document, word: str) -> Event:
    """The event with the word among its mentions."""
    text = document.article.text
    return next(e for e in document.events if any(word in text[m.start : m.end] for m in e.mentions))


def day(document: Document, word: str) -> str | None:
    date = event(document, word).date
    return date.value if date else None


def places(document: Document, word: str) -> set[str]:
    labels = {e.id: e.label for e in document.entities}
    return {labels[a.entity] for a in event(document, word).place}


@pytest.mark.parametrize(
    "text",
    [
        "Rebels attacked a convoy near Bunia on Monday. The soldiers shot two of them.",
        "On Monday evening militants stormed a police post. They killed six officers and torched the building. A passer-by was shot dead.",
    ],
)
def test_what_is_told_next_happened_on_the_same_day(read: Reader, text: str) -> None:
    assert day(read(text, "2024-05-08"), "shot") == "2024-05-06"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Rebels attacked a convoy near Bunia on Monday. They had burned a church before.", "pluperfect"),
        ("Rebels attacked a convoy near Bunia on Monday. Gunmen have shot many drivers in the province.", "perfect"),
        ("Rebels attacked a convoy near Bunia on Monday. Separately, a trader was shot in Kisangani.", "turns elsewhere"),
        ("Rebels attacked a convoy near Bunia on Monday. In March they shot two drivers.", "a time of its own"),
        ("Rebels attacked a convoy on Monday with a man who shot two drivers. The army shelled a village.", "in passing"),
        ("Rebels raided several farms in 2019. They shot two guards.", "a year is too wide"),
    ],
)
def test_what_steps_out_of_the_story_has_no_day_from_it(read: Reader, text: str, why: str) -> None:
    d = read(text, "2024-05-08")
    assert day(d, "burned" if "burned" in text else "shot") not in {"2024-05-06", "2019"}, why


def test_the_attackers_go_on_with_the_attack_in_the_next_paragraph(read: Reader) -> None:
    text = "Rebels massacre 30 in valley\n\nRebels massacred 30 people near Bunia on Monday, a priest said.\n\nThe {} shot two drivers."
    assert day(read(text.format("attackers"), "2024-05-08"), "shot") == "2024-05-06"
    assert day(read(text.format("guards"), "2024-05-08"), "shot") is None


@pytest.mark.parametrize(("word", "expected"), [("two", {"Bambari"}), ("nationwide", set()), ("similar", set())])
def test_raids_across_the_country_were_not_all_at_the_place_told_before(read: Reader, word: str, expected: set[str]) -> None:
    d = read(f"A bomb killed three guards in Bambari on Monday. Five more were killed in {word} raids.", "2024-05-08")
    assert places(d, "raids") == expected


def test_another_scene_has_another_day(read: Reader) -> None:
    d = read("Drones struck an oil depot in Ryazan on Monday; the governor confirmed it. A bomb killed two women in Odesa.", "2024-05-08")
    assert day(d, "killed") is None


def test_a_settlement_holds_for_the_next_sentence_about_the_same(read: Reader) -> None:
    d = read("Soldiers attacked a camp in Bambari on Monday. They shot three of the guards.", "2024-05-08")
    assert places(d, "shot") == {"Bambari"}


def test_the_main_event_of_a_dated_dispatch_hands_on_its_day(read: Reader) -> None:
    d = read("KABUL, Afghanistan (March 9, 2012) - A patrol attacked a bunker in Marjah. Two fighters were shot.")
    assert day(d, "shot") == "2012-03-09"


def test_who_is_arrested_may_be_elsewhere_by_then(read: Reader) -> None:
    d = read("Gunmen opened fire on shoppers in Tallinn on Friday night. Eleven people were arrested.", "2024-03-24")
    assert day(d, "arrested") == "2024-03-22"
    assert not places(d, "arrested")
