"""Numbers told again, and numbers that come on top."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.retelling import adds, retells
from kg.model import Document, Figure


def deaths(text: str, value: float, bound: str = "Exactly") -> list[Figure]:
    return [Figure(measure="Deaths", value=value, bound=bound, start=0, end=len(text), text=text)]


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (deaths("four insurgents", 4), deaths("four fighters", 4)),
        (deaths("several insurgents", 3, "AtLeast"), deaths("11 insurgents", 11)),
        (deaths("more than 30 insurgents", 30, "MoreThan"), deaths("34 insurgents", 34)),
        (deaths("five insurgents", 5), deaths("the insurgents", 3, "AtLeast")),
        (deaths("a Taliban leader", 1), deaths("the leader", 1)),
        (deaths("a leader", 1), deaths("the leader", 1) + deaths("the leader along with two aides", 3)),
        (deaths("about 40 people", 40, "About"), deaths("43 people", 43)),
        (deaths("two gunmen", 2) + deaths("the gunman", 1), deaths("a second gunman", 1)),
        (deaths("three additional suspects", 3), deaths("the additional suspects", 3)),
        (deaths("six rebels", 6), deaths("him", 1)),
    ],
)
def test_a_number_that_can_be_the_earlier_one_retells_it(first: list[Figure], later: list[Figure]) -> None:
    assert retells(first, later)


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (deaths("four insurgents", 4), deaths("two civilians", 2)),
        (deaths("two insurgents", 2), deaths("two other insurgents", 2)),
        (deaths("several insurgents", 3, "AtLeast"), deaths("one insurgent", 1)),
        (deaths("a leader", 1), deaths("a guard", 1)),
        (deaths("6,000 soldiers", 6000), deaths("at least four people", 4, "AtLeast")),
        (deaths("two insurgents", 2), []),
        (deaths("84 people", 84, "AtLeast"), deaths("the driver", 1)),
        (deaths("a gunman", 1), deaths("a second gunman", 1)),
        (deaths("12 people", 12), deaths("a second man", 1)),
    ],
)
def test_a_number_that_cannot_be_the_earlier_one_is_another(first: list[Figure], later: list[Figure]) -> None:
    assert not retells(first, later)


def test_more_people_come_on_top_but_more_than_is_a_bound() -> None:
    assert adds(deaths("two additional insurgents", 2), {"Deaths"})
    assert not adds(deaths("more than 30 insurgents", 30, "MoreThan"), {"Deaths"})


@pytest.mark.parametrize(
    "text",
    [
        "A bomb exploded in Aden, killing four. Al-Qaeda claimed responsibility for the attack.",
        "A bomb exploded in Aden, killing four. Al-Qaeda claimed responsibility for Sunday's attack.",
        "A ship was hit by two missiles near Aden. Al-Qaeda, which has hit more than 50 ships since 2023, claimed the attack a day later.",
    ],
)
def test_who_claims_the_attack_claims_the_one_that_was_told(read: Callable[..., Document], text: str) -> None:
    document = read(text, "2026-10-20")
    labels = {e.id: e.label for e in document.entities}
    first = min(document.events, key=lambda e: e.trigger.start)
    assert [labels[a.entity] for a in first.arguments if a.role == "agent"] == ["Al-Qaeda"]
    assert not any(e.type == "Attack" for e in document.events)


def test_the_day_of_a_claim_is_not_that_of_the_deed(read: Callable[..., Document]) -> None:
    ambush = read("Gunmen ambushed a convoy, killing two drivers. Al-Shabaab claimed the attack on Monday.", "2026-10-20").events
    assert [e.date is None for e in ambush if e.type == "Ambush"] == [True]
