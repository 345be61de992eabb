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


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Uganda agreed to set up a field hospital in Goma.", "Agreement", ("topic", "Goma")),
        ("Norway is ready to contribute troops to the force in Somalia.", "Promise", ("recipient", "force")),
        ("Senegal has refused to send peacekeepers to Haiti.", "AssistanceRefusal", ("topic", "Haiti")),
        ("Canada gave 30 million euros to promote farming in Ethiopia.", "AidDelivery", ("recipient", "Ethiopia")),
        ("Mexico will not lift the embargo until Cuba frees the prisoners.", "YieldRefusal", ("topic", "Cuba")),
        ("The Houthis declared a ceasefire in Yemen.", "Ceasefire", ("topic", "Yemen")),
        ("The UN provided food aid in northern Iraq.", "AidDelivery", ("recipient", "northern Iraq")),
    ],
)
def test_what_is_promised_concerns_whom_its_words_name(read: Reader, text: str, kind: str, expected: tuple[str, str]) -> None:
    assert expected in roles(read(text), kind)


def test_a_place_that_is_concerned_is_where_it_happens_too(read: Reader) -> None:
    document = read("The Houthis declared a ceasefire in Yemen.")
    label = {e.id: e.label for e in document.entities}
    assert [label[a.entity] for e in document.events for a in e.place] == ["Yemen"]


def test_relative_clauses_name_nobody_concerned(read: Reader) -> None:
    found = roles(read("Jordan agreed to repair the bridge that Iraq once built."), "Agreement")
    assert not any(label == "Iraq" for _, label in found)


def test_whose_support_it_is_gives_it(read: Reader) -> None:
    found = roles(read("The minister reiterated Kenya's support for the talks."), "Support")
    assert ("target", "Kenya") not in found


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Japan lifted sanctions imposed on India after the tests.", "SanctionsRelief", ("target", "India")),
        ("The president lifted restrictions imposed on the former minister.", "Concession", ("target", "former minister")),
        ("Israel mobilised the army for a ground assault on Gaza.", "Mobilization", ("target", "Gaza")),
    ],
)
def test_what_was_imposed_and_what_is_prepared_have_their_target(read: Reader, text: str, kind: str, expected: tuple[str, str]) -> None:
    assert expected in roles(read(text), kind)
