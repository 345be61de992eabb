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
        ("The general has been on trial since May.", {("target", "general")}),
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


@pytest.mark.parametrize(
    ("text", "kind", "agent", "target"),
    [
        ("Indian and Pakistani troops exchanged fire in Kashmir.", "ArmedClash", "India", "Pakistan"),
        ("The armies of Chad and Sudan clashed near the border.", "ArmedClash", "Chad", "Sudan"),
        ("The foreign ministers of Egypt and Sudan met on Monday.", "Meeting", "Egypt", "Sudan"),
    ],
)
def test_one_plural_may_name_both_sides(read: Reader, text: str, kind: str, agent: str, target: str) -> None:
    document = read(text)
    label = {e.id: e.label for e in document.entities}
    found = {(a.role, label[a.entity]) for e in document.events if e.type == kind for a in e.arguments}
    assert {("agent", agent), ("target", target)} <= found
    assert ("agent", target) not in found


@pytest.mark.parametrize(
    ("text", "kind", "agent"),
    [
        ("Oxfam put out a statement accusing the army of looting.", "Accusation", "Oxfam"),
        ("A UN report accused the rebels of recruiting children.", "Accusation", "UN"),
        ("Peru's parliament passed a resolution condemning the general.", "Condemnation", "Peru's parliament"),
    ],
)
def test_who_issues_a_document_speaks_in_it(read: Reader, text: str, kind: str, agent: str) -> None:
    document = read(text)
    label = {e.id: e.label for e in document.entities}
    assert agent in {label[a.entity] for e in document.events if e.type == kind for a in e.arguments if a.role == "agent"}


@pytest.mark.parametrize(
    ("text", "kind", "agent"),
    [
        ("The UN declared a state of siege in Katanga.", "MartialLaw", "UN"),
        ("Denmark announced a suspension of aid to Egypt.", "Sanction", "Denmark"),
        ("Rebels have stepped up attacks on the airport.", "Attack", "Rebels"),
        ("Kagame ordered attacks on the camps.", "Attack", "Kagame"),
    ],
)
def test_who_carries_a_noun_of_several_words_does_it(read: Reader, ontology: Ontology, text: str, kind: str, agent: str) -> None:
    document = read(text)
    label = {e.id: e.label for e in document.entities}
    events = [e for e in document.events if ontology.isa(e.type, kind)]
    assert agent in {label[a.entity] for e in events for a in e.arguments if a.role == "agent"}


@pytest.mark.parametrize(
    ("text", "stranger"),
    [
        ("Officials say forces loyal to the president have taken the camp.", "Officials"),
        ("Troops have set up two new bases, the agency reported.", "agency"),
        ("Militias broke the truce in occupied Karabakh.", "Karabakh"),
        ("The United States speeded up the removal of its forces from Panama.", "Panama"),
    ],
)
def test_who_only_tells_of_it_does_nothing(read: Reader, ontology: Ontology, text: str, stranger: str) -> None:
    document = read(text)
    label = {e.id: e.label for e in document.entities}
    doers = {label[a.entity] for e in document.events if ontology.isa(e.type, "ConflictEvent") for a in e.arguments if a.role == "agent"}
    assert stranger not in doers


def test_what_is_sent_receives_nothing(read: Reader) -> None:
    document = read("France sent a team of doctors to Liberia.")
    label = {e.id: e.label for e in document.entities}
    assert "team of doctors" not in {label[a.entity] for e in document.events for a in e.arguments if a.role == "recipient"}


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Police arrested ten men, including two officers.", "Arrest", {("target", "men"), ("target", "officers")}),
        ("Gangs set fire to police stations in Jacmel.", "ArsonAttack", {("agent", "Gangs"), ("target", "police stations")}),
        ("A Chinese ship rammed a Philippine boat.", "NavalAttack", {("target", "Philippine boat")}),
        (
            "A suicide bomber rammed a truck into an army post near Gao.",
            "SuicideAttack",
            {("agent", "suicide bomber"), ("instrument", "truck"), ("target", "army post")},
        ),
        ("The Provisional IRA accepted responsibility for the bombings.", "Bombing", {("agent", "Provisional IRA")}),
    ],
)
def test_members_means_and_claimed_doers(read: Reader, text: str, kind: str, expected: set[tuple[str, str]]) -> None:
    document = read(text)
    label = {e.id: e.label for e in document.entities}
    found = {(a.role, label[a.entity].removeprefix("The ")) for e in document.events if e.type == kind for a in e.arguments}
    assert expected <= found


def test_how_it_was_done_is_no_target(read: Reader) -> None:
    document = read("Russia attacked civilians on purpose.")
    labels = {e.id: e.label for e in document.entities}
    assert [labels[a.entity] for e in document.events for a in e.arguments if a.role == "target"] == ["civilians"]


@pytest.mark.parametrize("text", ["The army killed nobody.", "The army killed no civilians.", "Rebels fired no shots."])
def test_what_befell_nobody_did_not_happen(read: Reader, text: str) -> None:
    assert {c.polarity for c in read(text).claims} == {"Negated"}


def test_a_weekday_behind_a_name_is_no_part_of_it(read: Reader) -> None:
    assert "Thabo Mbeki" in {e.label for e in read("South African President Thabo Mbeki Tuesday released two spies.").entities}
