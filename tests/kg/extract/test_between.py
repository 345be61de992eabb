"""Relations between events are those that the syntax states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


def relations(document: Document) -> set[tuple[str, str, str]]:
    kind = {e.id: e.type for e in document.events}
    return {(kind[r.subject], r.type, kind[r.object]) for r in document.relations if r.subject in kind and r.object in kind}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister resigned after the coup.", ("Resignation", "follows", "Coup")),
        ("Police arrested ten students during the riots.", ("Arrest", "partOf", "Riot")),
        ("Shelling of Donetsk prompted residents to flee.", ("Displacement", "cause", "Shelling")),
        ("Israel bombed Rafah in response to the abduction.", ("AirStrike", "inResponseTo", "Abduction")),
    ],
)
def test_an_explicit_signal_relates_two_events(read: Reader, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in relations(read(text))


def test_order_in_the_text_alone_says_nothing(read: Reader) -> None:
    assert not relations(read("Rebels attacked Goma. The president visited Kigali."))
