"""Whom an act concerns: owners of what is rejected or praised, participants of what is promised, the other side of a deal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document
from kg.ontology import Ontology

Reader = Callable[..., Document]


def roles(document: Document, kind: str) -> set[tuple[str, str]]:
    """Role and label of each argument of the events of a class."""
    label = {e.id: e.label for e in document.entities}
    return {(a.role, label[a.entity]) for e in document.events if e.type == kind for a in e.arguments}


@pytest.mark.parametrize(
    ("text", "kind", "agent", "target"),
    [
        ("Egypt rejected Ethiopia's offer on Thursday.", "Rejection", "Egypt", "Ethiopia"),
        ("Algeria rejected a French proposal on Thursday.", "Rejection", "Algeria", "France"),
        ("Kenya condemned the decision by Somalia to close the office.", "Condemnation", "Kenya", "Somalia"),
        ("Denmark has suspended aid to Niger.", "Sanction", "Denmark", "Niger"),
        ("Peru welcomed the decision of Chile.", "Support", "Peru", "Chile"),
        ("Bolivia has welcomed the decision by Chile.", "Support", "Bolivia", "Chile"),
        ("Jordan urged Israel to open the crossing.", "Demand", "Jordan", "Israel"),
        ("Mali demanded that France withdraw from the base.", "Demand", "Mali", "France"),
    ],
)
def test_an_act_turns_on_whose_the_matter_is(read: Reader, ontology: Ontology, text: str, kind: str, agent: str, target: str) -> None:
    document = read(text)
    found = {r for e in document.events if ontology.isa(e.type, kind) for r in roles(document, e.type)}
    assert ("agent", agent) in found
    assert ("target", target) in found
    assert ("agent", target) not in found


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Kosovo and Serbia agreed to exchange data.", "Agreement", {("agent", "Kosovo"), ("target", "Serbia")}),
        ("Rwanda and Uganda agreed with Kenya on a plan.", "Agreement", {("agent", "Rwanda"), ("agent", "Uganda"), ("target", "Kenya")}),
        ("China and Russia held war games in the Pacific.", "MilitaryExercise", {("agent", "China"), ("target", "Russia")}),
        ("Jordan and Iraq signed an agreement between the two countries.", "AgreementSigning", {("agent", "Jordan"), ("target", "Iraq")}),
        ("Turkey promised to send food to Somalia.", "Promise", {("agent", "Turkey"), ("recipient", "Somalia")}),
    ],
)
def test_sides_and_beneficiaries(read: Reader, text: str, kind: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= roles(read(text), kind)


def test_nobody_is_the_target_of_what_is_his_own(read: Reader) -> None:
    found = roles(read("Macron defended his decision on Monday."), "Support")
    assert not any(role == "target" for role, _ in found)


def test_what_is_bombed_owns_no_bombing(read: Reader) -> None:
    """ "of" after an event noun names whom it befell: nobody condemns the victims."""
    found = roles(read("Norway condemned the bombing of Sanaa."), "Condemnation")
    assert ("target", "Sanaa") not in found
