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


def test_what_an_operation_was_made_of_is_part_of_it(read: Reader) -> None:
    d = read(
        "The operation marked the country's longest attack, with 117 drones deployed across three regions. "
        "The drones, hidden in trucks, were released deep inside Russia."
    )
    assert {("Deployment", "partOf", "Attack"), ("DroneStrike", "partOf", "Attack")} <= relations(d)


def test_weapons_of_a_kind_do_not_make_two_attacks_one(read: Reader) -> None:
    d = read("The army bombed Goma with drones. Rebels attacked Bukavu with drones.")
    assert not {r for r in relations(d) if r[1] == "partOf"}
