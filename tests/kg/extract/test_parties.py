"""Who "both countries" are, and the parties of talks that are told of again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Read = Callable[..., Document]


def parties(document: Document, kind: str) -> list[set[str]]:
    label = {e.id: e.label for e in document.entities}
    return [{label[a.entity] for a in e.arguments if a.role in {"agent", "target"}} for e in document.events if e.type == kind]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Russia and Ukraine traded fire. Both countries prepare to resume negotiations.", "Negotiation", [{"Russia", "Ukraine"}]),
        ("India and Pakistan agreed on a truce. The two countries exchanged prisoners.", "PrisonerExchange", [{"India", "Pakistan"}]),
        # where three are named, nobody is guessed
        ("Chad, Niger and Mali sent envoys. Both countries exchanged prisoners.", "PrisonerExchange", [{"countries"}]),
    ],
)
def test_both_countries_are_the_two_that_were_named(read: Read, text: str, kind: str, expected: list[set[str]]) -> None:
    assert parties(read(text), kind) == expected


def test_talks_told_of_again_have_the_parties_that_all_the_others_have(read: Read) -> None:
    text = "Russia and Ukraine will resume peace talks in Istanbul. The first round of negotiations, held in May, ended without a truce."
    assert [x for kind in ("PeaceTalks", "Negotiation") for x in parties(read(text), kind)] == [{"Russia", "Ukraine"}] * 2


def test_talks_of_others_have_no_parties_by_guess(read: Read) -> None:
    text = "Russia and Ukraine held talks in Istanbul. India and China held talks in Delhi. The negotiations were described as tense."
    assert {frozenset(x) for x in parties(read(text), "Negotiation")} == {
        frozenset({"Russia", "Ukraine"}),
        frozenset({"India", "China"}),
        frozenset(),
    }
