"""Who did what to whom: roles from positions, weapons' owners, and where."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document
from kg.ontology import Ontology

Reader = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russian drones struck a power station in Sumy.", {("agent", "Russia"), ("target", "power station"), ("place", "Sumy")}),
        ("The camp was bombed by rebels.", {("agent", "rebels"), ("target", "camp")}),
        ("Ethiopia's shelling of Mekelle went on.", {("agent", "Ethiopia"), ("target", "Mekelle")}),
        ("Police arrested a general accused of shooting a judge.", {("agent", "Police"), ("target", "general")}),
        ("A suicide bomber killed fifteen recruits in Kabul.", {("victim", "recruits"), ("place", "Kabul")}),
        ("Clashes between the army and the rebels broke out in Juba.", {("agent", "army"), ("target", "rebels"), ("place", "Juba")}),
        ("The army imposed a blockade in Homs.", {("agent", "army"), ("target", "Homs")}),
        ("The commander surrendered to government forces.", {("agent", "commander"), ("recipient", "government forces")}),
    ],
)
def test_positions_fill_roles(read: Reader, text: str, expected: set[tuple[str, str]]) -> None:
    document = read(text)
    label = {e.id: e.label for e in document.entities}
    found = {(a.role, label[a.entity].removeprefix("The ").removeprefix("the ")) for e in document.events for a in (*e.arguments, *e.place)}
    assert expected <= found


@pytest.mark.parametrize(
    "text",
    [
        "A rocket killed two shepherds in Ladakh.",
        "Bombs fell on the bridge.",
        "Tanks shelled the village of Avdiivka.",
        "The report called for sanctions against Eritrea.",
    ],
)
def test_weapons_and_papers_act_in_no_event(read: Reader, ontology: Ontology, text: str) -> None:
    document = read(text)
    kind = {e.id: e.type for e in document.entities}
    agents = {kind[a.entity] for e in document.events for a in e.arguments if a.role in {"agent", "victim"}}
    assert all(ontology.isa(k, "Actor") for k in agents)


def test_no_group_is_no_doer(read: Reader) -> None:
    (event,) = read("No group attacked the convoy.").events
    assert not [a for a in event.arguments if a.role == "agent"]


def test_money_receives_nothing(read: Reader) -> None:
    document = read("Norway gave $2 million to Malawi.")
    label = {e.id: e.label for e in document.entities}
    recipients = {label[a.entity] for e in document.events for a in e.arguments if a.role == "recipient"}
    assert recipients == {"Malawi"}
