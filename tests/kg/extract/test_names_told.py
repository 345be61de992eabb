"""What a name names, as the words within it and beside it tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from tests.kg.extract.mentioning import Found, finder


@pytest.fixture(scope="module")
def find(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Callable[[str], Found]:
    return finder(parse, extractor)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Karim Haddad said the army had withdrawn.", "Karim Haddad"),
        ("Yusuf Demirci told reporters that the road was closed.", "Yusuf Demirci"),
        ("Ursula von der Leyen met the troops.", "Ursula von der Leyen"),
        ("Soldiers detained Luis de la Fuente in the capital.", "Luis de la Fuente"),
        ("Nguyễn Văn Minh, spokesman for the coast guard, said a vessel was rammed.", "Nguyễn Văn Minh"),
        ("Abdullah ibn Saud was absent.", "Abdullah ibn Saud"),
        ("Police arrested opposition leader Marie-Claire d'Almeida on Monday.", "Marie-Claire d'Almeida"),
        ("Lt Col Jean-Baptiste Ouattara led the raid.", "Jean-Baptiste Ouattara"),
    ],
)
def test_a_name_that_begins_with_a_given_name_is_a_persons_whole(find: Callable[[str], Found], text: str, name: str) -> None:
    assert find(text).types().get(name) == "Person"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Police raided the Abdullah Mosque.", "Abdullah Mosque", "Mosque"),
        ("The Ahmed Foundation denied it.", "Ahmed Foundation", "NonGovernmentalOrganization"),
        ("Francis Scott Key Bridge collapsed.", "Francis Scott Key Bridge", "Bridge"),
        ("Hassan Province was calm on Monday.", "Hassan Province", "AdministrativeRegion"),
        ("San Marco Battalion troops arrived.", "San Marco Battalion", "MilitaryUnit"),
        ("Aurora Dynamics said its plant was hit.", "Aurora Dynamics", "Organization"),
        ("Human Rights Watch said nine had died.", "Human Rights Watch", "HumanRightsOrganization"),
    ],
)
def test_a_given_name_makes_no_person_of_what_its_other_words_tell(find: Callable[[str], Found], text: str, name: str, kind: str) -> None:
    assert find(text).types().get(name) == kind


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The tanker Marlin Luanda was hit.", "Marlin Luanda", "OilTanker"),
        ("The frigate Hessen returned fire.", "Hessen", "Warship"),
        ('The "Black Falcons" group claimed the attack.', "Black Falcons", "Organization"),
        ("The Sons of the Valley militia attacked a base of the army.", "Sons of the Valley militia", "Militia"),
        ("The Daily Messenger newspaper reported the clashes.", "Daily Messenger newspaper", "MediaOutlet"),
        ("Local newspaper Kivu Soir reported clashes.", "Kivu Soir", "MediaOutlet"),
        ("Rebels and the Sons of Meroe announced a merger.", "Sons of Meroe", "Organization"),
        ("Fighters of Ansar al-Din seized the town.", "Ansar al-Din", "ArmedGroup"),
        ("Rebels took Ngorongo on Sunday.", "Ngorongo", "Settlement"),
    ],
)
def test_the_noun_beside_a_name_tells_what_it_names(find: Callable[[str], Found], text: str, name: str, kind: str) -> None:
    assert find(text).types().get(name) == kind


def test_what_acts_on_a_vessel_is_not_the_vessel(find: Callable[[str], Found]) -> None:
    assert find("The tanker Iran seized was released.").types()["Iran"] == "Country"


def test_whom_rebels_capture_is_no_town_where_he_is_said_to_be_an_officer(find: Callable[[str], Found]) -> None:
    assert find("Rebels captured Okonkwo, a senior officer.").types()["Okonkwo"] == "Person"


def test_an_operation_is_an_event_and_no_building(find: Callable[[str], Found]) -> None:
    found = find("Operation Iron Gate began at dawn; the troops entered the city of Aleppo.")
    assert not any("Gate" in words for words in found.types())
    aleppo = found.entity("the city of Aleppo")
    assert aleppo is not None
    assert aleppo.label == "Aleppo"


def test_fighters_of_a_model_are_aircraft(find: Callable[[str], Found]) -> None:
    assert find("Two F-16 fighters were sent.").types()["F-16 fighters"] == "FighterAircraft"
    assert find("Three F/A-18 Super Hornets followed.").types()["F/A-18 Super Hornets"] == "FighterAircraft"
    assert find("Two armed fighters were seen.").types()["armed fighters"] == "Fighters"


def test_a_drone_keeps_its_model_though_the_parser_takes_it_for_a_sign(find: Callable[[str], Found]) -> None:
    entity = find("HIMARS rockets hit a depot, and Shahed-136 drones struck Odesa.").entity("Shahed-136 drones")
    assert entity is not None
    assert entity.attributes["model"] == "Shahed-136"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("A further 12 Leopard 2 tanks will be delivered.", "Leopard 2 tanks"),
        ("A dozen Leopard 2 tanks burned.", "Leopard 2 tanks"),
        ("Dozens of T-72 tanks were destroyed.", "T-72 tanks"),
        ("Another 30 armoured vehicles were promised.", "armoured vehicles"),
    ],
)
def test_a_label_begins_with_no_quantity(find: Callable[[str], Found], text: str, label: str) -> None:
    assert label in {e.label for e in find(text).entities}


def test_a_label_has_no_quotation_mark_without_its_partner(find: Callable[[str], Found]) -> None:
    found = find('"Falcons" fighters left the town.')
    assert not any(e.label.count('"') == 1 for e in found.entities)


def test_a_state_of_a_federation_is_a_region_and_a_state_of_the_world_a_country(find: Callable[[str], Found]) -> None:
    kaduna = find("Gunmen killed twelve people in the state of Kaduna.")
    assert kaduna.types()["the state of Kaduna"] == "Region"
    assert kaduna.entity("the state of Kaduna") == kaduna.entity("Kaduna")
    assert find("The state of Israel was founded in 1948.").types()["The state of Israel"] == "Country"


def test_people_in_small_letters_are_no_body(find: Callable[[str], Found]) -> None:
    assert find("Police met the sons of Idris Salim.").types()["the sons of Idris Salim"] == "Families"
