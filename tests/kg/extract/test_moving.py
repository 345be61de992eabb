"""People who are moved are the target of the move, whoever moves them; weapons stay the means, and whoever goes by himself acts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


def _roles(document: Document) -> set[tuple[str, str]]:
    label = {e.id: e.label.lower() for e in document.entities}
    return {(a.role, label[a.entity]) for e in document.events for a in e.arguments}


@pytest.mark.parametrize(
    ("text", "moved", "mover"),
    [
        ("Iran withdrew its operatives from Syria.", "operatives", "iran"),
        ("France pulled 400 troops out of Niger.", "troops", "france"),
        ("Russia has deployed 2,000 fighters to Libya.", "fighters", "russia"),
        ("Serbia withdrew its army from Kosovo.", "army", "serbia"),
        ("The withdrawal of American troops from Afghanistan began.", "american troops", "united states"),
        ("Rwandan troops were deployed to Cabo Delgado.", "rwandan troops", "rwanda"),
    ],
)
def test_people_who_are_moved_are_the_target(read: Reader, text: str, moved: str, mover: str) -> None:
    roles = _roles(read(text))
    assert {("target", moved), ("agent", mover)} <= roles
    assert ("instrument", moved) not in roles


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("NATO sent four warships to the Black Sea.", "warships"),
        ("Turkey moved tanks to the border.", "tanks"),
    ],
)
def test_weapons_that_are_moved_are_the_means(read: Reader, text: str, means: str) -> None:
    roles = _roles(read(text))
    assert ("instrument", means) in roles
    assert ("target", means) not in roles


def test_who_leaves_by_himself_acts(read: Reader) -> None:
    roles = _roles(read("The rebels withdrew from Goma."))
    assert ("agent", "rebels") in roles
    assert not any(role in {"target", "instrument"} for role, _ in roles)


def test_fighters_are_not_sent_by_the_state_they_come_from(read: Reader) -> None:
    roles = _roles(read("Syrian fighters were sent to Libya on Tuesday."))
    assert {("target", "syrian fighters"), ("destination", "libya")} <= roles
    assert not any(role == "agent" for role, _ in roles)


def test_a_promise_to_move_troops_is_not_made_of_the_troops(read: Reader) -> None:
    document = read("Honduras is willing to withdraw its troops from Nicaragua.")
    label = {e.id: e.label for e in document.entities}
    (promise,) = (e for e in document.events if e.type == "Promise")
    assert {(a.role, label[a.entity]) for a in promise.arguments} == {("agent", "Honduras"), ("topic", "Nicaragua")}


def test_an_army_is_mobilised_against_somebody_else(read: Reader) -> None:
    document = read("Israel mobilised the army for an assault on Gaza.")
    label = {e.id: e.label for e in document.entities}
    (mobilisation,) = (e for e in document.events if e.type == "Mobilization")
    assert {label[a.entity] for a in mobilisation.arguments if a.role == "target"} == {"army", "Gaza"}
