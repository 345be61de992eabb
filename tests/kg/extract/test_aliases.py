"""Who is who under several names, and what the words around an unfamiliar name tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.aliases import find_aliases
from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from kg.extract.rules.variants import initials
from kg.model import Document
from tests.kg.extract.mentioning import Found, finder
from tests.kg.extract.parsing import parse_words

Read = Callable[..., Document]


@pytest.fixture(scope="module")
def find(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Callable[[str], Found]:
    return finder(parse, extractor)


def same(found: Found, a: str, b: str) -> bool:
    first, second = found.entity(a), found.entity(b)
    return first is not None and first is second


@pytest.mark.parametrize(
    ("text", "name", "alias"),
    [
        ("Mohamed Hamdan Rizeg, better known as Hamadti, commands the force.", "Mohamed Hamdan Rizeg", "Hamadti"),
        ('Police captured José Adolfo Robles Carranza, alias "Pelusa". Pelusa was armed.', "José Adolfo Robles Carranza", "Pelusa"),
        ("Ahmed Hussein al-Rawi, also known as Dahlani, spoke in Damascus.", "Ahmed Hussein al-Rawi", "Dahlani"),
    ],
)
def test_an_alias_is_another_name_of_one_person(find: Callable[[str], Found], text: str, name: str, alias: str) -> None:
    found = find(text)
    assert same(found, name, alias)
    assert (entity := found.entity(name)) is not None
    assert entity.type == "Person"


def test_words_that_tell_more_than_a_name_make_no_alias() -> None:
    p = parse_words("Ada known to have met Ben . Ada alias Ben".split())
    spans = [(0, 1), (5, 6), (7, 8), (9, 10)]
    assert list(find_aliases(p, spans)) == [(2, 3)]


@pytest.mark.parametrize(
    ("text", "adjective", "country"),
    [
        ("Thirteen South African soldiers were killed.", "South African", "South Africa"),
        ("North Korean troops arrived.", "North Korean", "North Korea"),
        ("South Sudanese rebels fled.", "South Sudanese", "South Sudan"),
        ("The Sri Lankan navy denied it.", "Sri Lankan", "Sri Lanka"),
    ],
)
def test_an_adjective_of_two_words_is_of_its_own_country(find: Callable[[str], Found], text: str, adjective: str, country: str) -> None:
    entity = find(text).entity(adjective)
    assert entity is not None
    assert (entity.type, entity.label) == ("Country", country)


def test_of_an_army_before_its_chief_the_country_remains(find: Callable[[str], Found]) -> None:
    found = find("Sudan's army chief Abdel Fattah al-Hadari rejected the offer. Hadari's deputy agreed.")
    assert found.types()["Sudan"] == "Country"
    assert same(found, "Abdel Fattah al-Hadari", "Hadari")


def test_a_title_before_a_name_does_not_act_beside_its_bearer(read: Read) -> None:
    d = read("Sudan's army chief Abdel Fattah al-Hadari rejected the offer.")
    agents = {a.entity for v in d.events for a in v.arguments if a.role == "agent"}
    assert {e.label for e in d.entities if e.id in agents} == {"Abdel Fattah al-Hadari"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The Arakan Army seized Paletwa in January. The AA has since taken Kyauktaw and Minbya.", "Paletwa"),
        ("The Arakan Army seized Paletwa in January. The AA has since taken Kyauktaw and Minbya.", "Kyauktaw"),
        ("The Tatmadaw bombed Pazigyi in Sagaing.", "Pazigyi"),
    ],
)
def test_what_armies_take_and_bomb_is_a_place(find: Callable[[str], Found], text: str, place: str) -> None:
    assert find(text).types()[place] == "Settlement"


def test_an_unknown_name_is_what_its_apposition_says(find: Callable[[str], Found]) -> None:
    found = find("Fighters killed at least 35 people in Djaiba, a village in Ituri.")
    assert same(found, "Djaiba", "a village")
    assert (entity := found.entity("Djaiba")) is not None
    assert entity.type == "Village"


def test_two_letters_after_the_are_the_body_whose_initials_they_are(find: Callable[[str], Found]) -> None:
    found = find("The Arakan Army seized Paletwa. The AA denied losses.")
    assert same(found, "Arakan Army", "AA")
    assert "AA" not in find("The Arakan Army seized Paletwa. An AA battery burned.").types()


def test_initials_pass_over_an_elided_article() -> None:
    assert initials(["Police", "Nationale", "d'Haïti"]) == "PNH"


@pytest.mark.parametrize(
    ("text", "ship", "noun"),
    [
        ("The destroyer USS Carney shot down three missiles. The ship had left Norfolk.", "USS Carney", "The ship"),
        ("Commandos seized the container ship MSC Aries near the strait. The vessel carries 25 people.", "MSC Aries", "The vessel"),
    ],
)
def test_the_ship_is_the_one_that_was_named(find: Callable[[str], Found], text: str, ship: str, noun: str) -> None:
    found = find(text)
    assert same(found, ship, noun)
    assert (entity := found.entity(ship)) is not None
    assert "model" not in entity.attributes


def test_the_ship_is_neither_of_two(find: Callable[[str], Found]) -> None:
    found = find("The destroyer USS Carney escorted the destroyer USS Mason. The ship was hit.")
    assert not same(found, "USS Carney", "The ship")
    assert not same(found, "USS Mason", "The ship")


def test_a_class_of_ships_is_nobody(find: Callable[[str], Found]) -> None:
    found = find("The ship, an Arleigh Burke-class vessel, had left Norfolk.")
    assert "Person" not in found.types().values()


def test_a_capital_that_wants_something_is_not_the_town(find: Callable[[str], Found]) -> None:
    found = find("Drones struck two positions near Kobani. He said Ankara wanted to occupy the town.")
    assert same(found, "Kobani", "the town")


def test_a_region_before_a_town_takes_nothing_from_it(find: Callable[[str], Found]) -> None:
    found = find("In the Cauca town of Argelia, rebels attacked a patrol.")
    assert same(found, "the Cauca town of Argelia", "Argelia")


def test_the_first_word_of_a_company_is_the_company(find: Callable[[str], Found]) -> None:
    found = find("The vessel is operated by Zodiac Maritime. Zodiac is partly owned by Simon Aldous.")
    assert same(found, "Zodiac Maritime", "Zodiac")


def test_the_militia_of_a_name_is_the_militia_of_that_name(find: Callable[[str], Found]) -> None:
    found = find("CODECO attacked a camp. Fighters of the CODECO militia killed 35 people.")
    assert same(found, "CODECO", "the CODECO militia")


def test_a_title_has_its_own_noun(find: Callable[[str], Found]) -> None:
    offices = {
        value for kind, _, _, value in find("Haitian gang leader Jimmy Chéradieu threatened hotels.").related() if kind == "holdsPosition"
    }
    assert offices == {"gang leader"}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The president ordered the Fuerza Aeroespacial Colombiana to bomb a camp.", "Fuerza Aeroespacial Colombiana", "ArmedForce"),
        ("The Forces Armées Maliennes said they killed 11 men.", "Forces Armées Maliennes", "ArmedForce"),
        ("The Mouvement pour le Salut de l'Azawad took part.", "Mouvement pour le Salut de l'Azawad", "Organization"),
        ("Seven officers of the Policía Nacional del Perú died.", "Policía Nacional del Perú", "PoliceForce"),
        ("Militants ambushed a patrol of the Assam Rifles at Totbung.", "Assam Rifles", "MilitaryUnit"),
    ],
)
def test_names_whose_head_comes_first_are_whole(find: Callable[[str], Found], text: str, name: str, kind: str) -> None:
    assert find(text).types().get(name) == kind


def test_english_names_do_not_run_on_after_their_head(find: Callable[[str], Found]) -> None:
    types = find("The Front Monday denied it. The Security Forces Tuesday raided a house.").types()
    assert not any("Monday" in words or "Tuesday" in words for words in types)


def test_an_acronym_that_is_known_tells_what_it_stands_for(find: Callable[[str], Found]) -> None:
    found = find("The Forces Armées Maliennes (FAMa) said they killed 11 men. FAMa lost two pickups.")
    assert same(found, "Forces Armées Maliennes", "FAMa")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Rifleman Anil Gurung was injured.", "Anil Gurung", "Person"),
        ("GATIA is led by Fahad Ag Tifaou.", "Fahad Ag Tifaou", "Person"),
        ("The army and GATIA fighters took part.", "GATIA", "ArmedGroup"),
        ("Gunmen fired on a car on the Janzour highway.", "Janzour", "Settlement"),
        ("The army said its jets hit targets in Aita al-Shaab and Kfar Kila.", "Kfar Kila", "Settlement"),
    ],
)
def test_what_an_unfamiliar_name_is_its_neighbours_tell(find: Callable[[str], Found], text: str, name: str, kind: str) -> None:
    assert find(text).types().get(name) == kind


def test_officers_of_a_brigade_are_soldiers(find: Callable[[str], Found]) -> None:
    types = find("Four officers of the brigade were killed. Four officers of the force were killed.").types()
    assert types["officers of the brigade"] == "Soldiers"
    assert find("Two officers were killed.").types()["officers"] == "PoliceOfficers"


def test_who_is_said_to_hold_an_office_holds_it(find: Callable[[str], Found]) -> None:
    found = find("Saleh al-Karmi was deputy head of Hamas's political bureau.")
    assert same(found, "Saleh al-Karmi", "deputy head")
    assert not same(find("Saleh al-Karmi was not deputy head of the bureau."), "Saleh al-Karmi", "deputy head")
    assert not same(find("Saleh al-Karmi would be deputy head of the bureau."), "Saleh al-Karmi", "deputy head")


def test_the_boss_of_a_body_is_the_chief_who_was_named(find: Callable[[str], Found]) -> None:
    text = "Wagner chief Yevgeny Malakhov halted the march. Hamas leader Yahya Darwish praised him. The Wagner boss died in a crash."
    assert same(find(text), "Yevgeny Malakhov", "The Wagner boss")


@pytest.mark.parametrize(
    ("text", "held", "count"),
    [
        ("The Houthis took more than 400 passengers hostage.", "passengers", 400),
        ("They still hold 25 sailors hostage.", "sailors", 25),
    ],
)
def test_those_taken_hostage_are_counted_and_no_hostage_stands_beside_them(read: Read, text: str, held: str, count: int) -> None:
    d = read(text)
    assert [(e.label, e.attributes.get("count")) for e in d.entities if e.type in {"Passengers", "Crew", "Person", "Hostages"}] == [
        (held, count)
    ]
    assert [f.value for v in d.events for f in v.figures] == [count]


@pytest.mark.parametrize(
    ("text", "name", "short"),
    [
        ("Marines captured Rafael Lara Montero in Choix. Lara Montero was convicted.", "Rafael Lara Montero", "Lara Montero"),
        (
            "President Andrés Manuel Solís Arteaga denied it. Solís Arteaga sent condolences.",
            "Andrés Manuel Solís Arteaga",
            "Solís Arteaga",
        ),
        ("Troops of Abdelaziz al-Nuri shelled Kadugli. Al-Nuri's movement denied it.", "Abdelaziz al-Nuri", "Al-Nuri"),
    ],
)
def test_two_surnames_or_one_with_its_article_are_the_persons(find: Callable[[str], Found], text: str, name: str, short: str) -> None:
    assert same(find(text), name, short)


def test_brothers_with_two_surnames_are_two(find: Callable[[str], Found]) -> None:
    found = find("Jorge Quispe Zevallos died. Víctor Quispe Zevallos fled.")
    assert not same(found, "Jorge Quispe Zevallos", "Víctor Quispe Zevallos")


def test_a_clan_is_nobody(find: Callable[[str], Found]) -> None:
    assert "Person" not in find("Tribesmen of the Sikin clan were killed.").types().values()


def test_a_boat_is_what_the_noun_before_its_name_says(find: Callable[[str], Found]) -> None:
    found = find("Officers rescued 104 people from the sailing boat Agios off Pylos. The vessel had left Tobruk.")
    assert same(found, "the sailing boat", "Agios")
    assert same(found, "Agios", "The vessel")


@pytest.mark.parametrize(
    ("text", "trigger", "agent"),
    [
        ("Israeli troops shot dead Yusuf Karam, 22, near the checkpoint.", "shot dead", "Israeli troops"),
        ("Soldiers shot dead Maria Lopez near the border.", "shot dead", "Soldiers"),
        ("Gunmen shot dead Samuel Okoro, a farmer, in Jos.", "shot dead", "Gunmen"),
        ("Russia fired 12 missiles. Ukraine's air force shot down nine.", "shot down", "Ukraine's air force"),
    ],
)
def test_who_shoots_down_or_dead_is_not_shot(read: Read, text: str, trigger: str, agent: str) -> None:
    d = read(text)
    label = {e.id: e.label for e in d.entities}
    shot = [v for v in d.events if v.trigger.text == trigger]
    assert {label[a.entity] for v in shot for a in v.arguments if a.role == "agent"} == {agent}
    assert not any(label[a.entity] == agent for v in shot for a in v.arguments if a.role != "agent")
