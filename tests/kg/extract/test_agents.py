"""Who acts: people are not the state they come from, helpers are not doers, and what is made of things does nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document
from kg.ontology import Ontology

Reader = Callable[..., Document]


def _roles(document: Document) -> set[tuple[str, str]]:
    label = {e.id: e.label for e in document.entities}
    return {(a.role, label[a.entity]) for e in document.events for a in e.arguments}


@pytest.mark.parametrize(
    ("text", "role", "person"),
    [
        ("The British-Libyan who carried out the bombing was known to police.", "agent", "British-Libyan"),
        ("A British-Libyan blew himself up at a concert in Manchester.", "agent", "British-Libyan"),
        ("A Tunisian drove a truck into a crowd in Berlin.", "agent", "Tunisian"),
        ("The Moroccan who attacked the train was arrested.", "target", "Moroccan"),
        ("A Palestinian stabbed an Israeli in Jerusalem.", "target", "Israeli"),
        ("The Syrian was arrested in Lyon.", "target", "Syrian"),
    ],
)
def test_one_of_a_nation_is_a_person_and_not_the_nation(read: Reader, text: str, role: str, person: str) -> None:
    document = read(text)
    assert (role, person) in _roles(document)
    assert {e.type for e in document.entities if e.label == person} == {"Person"}


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("An ethnic Albanian guerrilla attack killed two soldiers.", {"guerrilla"}),
        ("Syrian rebel attacks on Aleppo killed ten.", {"rebel"}),
        ("A Pakistani militant attack killed two in Kashmir.", set()),
        ("Ethnic Albanian guerrillas attacked a police station in Tetovo.", {"Ethnic Albanian guerrillas"}),
        ("Russian-speaking separatists shelled Mariupol.", {"Russian-speaking separatists"}),
        ("Uyghur militants stabbed two guards in Kashgar.", {"Uyghur militants"}),
        ("Afghan Taliban killed three policemen in Zabul.", {"Afghan Taliban"}),
    ],
)
def test_a_state_does_not_act_through_fighters_who_come_from_it(read: Reader, text: str, agents: set[str]) -> None:
    document = read(text)
    assert {who for role, who in _roles(document) if role == "agent"} == agents
    countries = {e.label for e in document.entities if e.type == "Country"}
    assert not {who for role, who in _roles(document) if role == "agent"} & countries


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("A Russian army offensive began near Kupiansk.", "Russia"),
        ("Israeli warplanes bombed Gaza City.", "Israel"),
        ("A Saudi-led air campaign killed dozens.", "Saudi Arabia"),
        ("Ethiopian air strikes hit Mekelle.", "Ethiopia"),
    ],
)
def test_a_state_acts_through_its_army_and_what_it_leads(read: Reader, text: str, state: str) -> None:
    assert ("agent", state) in _roles(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "The Russian-backed offensive began in May.",
        "The UN-brokered ceasefire took effect on Monday.",
        "The Iranian-backed attack on the base wounded three soldiers.",
    ],
)
def test_who_backs_or_brokers_does_not_do_it(read: Reader, text: str) -> None:
    assert not any(role == "agent" for role, _ in _roles(read(text)))


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Russia won the approval of China.", "China"),
        ("The plan needs the approval of parliament.", "parliament"),
        ("The reports tell of the barbarity of the Assad regime.", "Assad regime"),
        ("Two journalists remain in the custody of the Taliban.", "Taliban"),
        ("The suspect is in the custody of the FBI.", "FBI"),
    ],
)
def test_whose_approval_cruelty_or_custody_it_is_acts(read: Reader, text: str, holder: str) -> None:
    roles = _roles(read(text))
    assert ("agent", holder) in roles
    assert ("target", holder) not in roles


@pytest.mark.parametrize(
    ("text", "role", "who"),
    [
        ("The Houthis released a captain under the mediation of Oman.", "agent", "Oman"),
        ("Malaysian authorities handed over a third suspect.", "target", "third suspect"),
        ("The republic has seen bombings targeted at the Russian military.", "target", "Russian military"),
        ("Attacks launched against the pipeline cut supplies.", "target", "pipeline"),
        ("Gunmen stormed the academy and detonated explosive vests.", "instrument", "explosive vests"),
        ("OCPAD condemned the army.", "agent", "OCPAD"),
        ("Chad and Sudan are upgrading diplomatic ties.", "target", "Sudan"),
        ("Two brothers carried bombs to the street before detonating them.", "agent", "brothers"),
        ("An insurgent cell planned attacks on the convoy and attacked it.", "agent", "insurgent cell"),
    ],
)
def test_words_that_make_one_trigger_still_name_who_takes_part(read: Reader, text: str, role: str, who: str) -> None:
    assert (role, who) in _roles(read(text))


def test_nobody_is_hit_by_himself_through_a_plain_pronoun(read: Reader) -> None:
    document = read("The patrol engaged the attackers with an airstrike, killing several of them.")
    for event in document.events:
        agents = {a.entity for a in event.arguments if a.role == "agent"}
        assert not agents & {a.entity for a in event.arguments if a.role in {"victim", "target"}}


def test_what_a_person_from_a_country_does_is_not_what_its_capital_says(read: Reader) -> None:
    document = read("Damascus denied the charge. A Syrian who fled to Idlib said doctors there had treated forty people.")
    label = {e.id: e.label for e in document.entities}
    (denial,) = (e for e in document.events if e.type == "Denial")
    assert {label[a.entity] for a in denial.arguments if a.role == "agent"} == {"Syria"}


def test_who_is_held_is_the_target_of_custody(read: Reader) -> None:
    roles = _roles(read("The court extended the custody of three activists."))
    assert ("target", "activists") in roles


def test_a_network_of_things_does_nothing(read: Reader, ontology: Ontology) -> None:
    document = read("A network of tunnels was used to attack the base.")
    assert not any(role == "agent" for role, _ in _roles(document))
    assert not any(ontology.isa(e.type, "Actor") for e in document.entities)


def test_a_network_of_people_does(read: Reader) -> None:
    assert ("agent", "network of smugglers") in _roles(read("The network of smugglers attacked the patrol."))


@pytest.mark.parametrize("text", ["May 2023 gunmen attacked a village in Plateau.", "In May 2023 gunmen attacked a village in Plateau."])
def test_a_date_is_no_part_of_who_acts(read: Reader, text: str) -> None:
    assert ("agent", "gunmen") in _roles(read(text))


def test_a_capitalised_participle_names_nobody(read: Reader) -> None:
    document = read("Coordinated attacks hit Baghdad on Tuesday.")
    assert "Coordinated" not in {e.label for e in document.entities}
