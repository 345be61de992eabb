"""Places that share a noun, states, peoples of two countries, and where "here" is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from kg.model import Document
from tests.kg.extract.mentioning import Found, finder

Read = Callable[..., Document]


@pytest.fixture(scope="module")
def find(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Callable[[str], Found]:
    return finder(parse, extractor)


def entities(d: Document) -> dict[str, str]:
    return {e.label: e.type for e in d.entities}


def labels(d: Document, trigger: str, role: str) -> set[str]:
    label = {e.id: e.label for e in d.entities}
    return {label[a.entity] for v in d.events if v.trigger.text == trigger for a in (*v.arguments, *v.place) if a.role == role}


@pytest.mark.parametrize(
    ("text", "names", "kind"),
    [
        (
            "Gunmen attacked the villages of Gassol, Bali and Karim Lamido in Taraba state.",
            {"Gassol", "Bali", "Karim Lamido"},
            "Village",
        ),
        ("Rebels seized the towns of Kasuku, Mubambiro and Ngungu on Tuesday.", {"Kasuku", "Mubambiro", "Ngungu"}, "Town"),
    ],
)
def test_names_after_a_plural_of_places_are_such_places_each_of_its_own(
    find: Callable[[str], Found], text: str, names: set[str], kind: str
) -> None:
    found = find(text)
    assert {words: found.types().get(words) for words in names} == dict.fromkeys(names, kind)
    assert len({e.id for n in names if (e := found.entity(n)) is not None}) == len(names)
    assert not any(words.startswith("the ") for words in found.types())


def test_what_befalls_listed_places_befalls_each(read: Read) -> None:
    d = read("Rebels seized the towns of Kasuku, Mubambiro and Ngungu on Tuesday.")
    assert labels(d, "seized", "target") == {"Kasuku", "Mubambiro", "Ngungu"}


def test_governors_of_places_are_no_places(read: Read) -> None:
    d = read("Police arrested the governors of Kano and Kaduna on Tuesday.")
    assert labels(d, "arrested", "target").isdisjoint({"Kano", "Kaduna"})


def test_a_state_with_a_name_is_a_region_and_no_government(find: Callable[[str], Found]) -> None:
    found = find("Police in the southern Mexican state of Guerrero found two bodies.")
    assert found.types()["the southern Mexican state of Guerrero"] == "Region"
    entity = found.entity("Guerrero")
    assert entity is not None
    assert (entity.type, entity.label) == ("Region", "Guerrero")
    assert find("Rebels entered the state of Ngoro.").types()["Ngoro"] == "AdministrativeRegion"
    assert find("Envoys recognised the state of Israel.").types()["the state of Israel"] == "Country"


def test_the_first_word_of_a_noun_is_no_name_though_it_has_a_capital(find: Callable[[str], Found]) -> None:
    found = find("Riot police fired tear gas at protesters.")
    assert found.types()["Riot police"] == "PoliceOfficers"
    assert "Riot" not in found.types()


def test_troops_of_two_countries_are_of_both(find: Callable[[str], Found]) -> None:
    found = find("Ugandan and Somali troops captured the town.")
    assert found.types()["Ugandan and Somali troops"] == "Soldiers"
    assert {object_ for kind, _, object_, _ in found.related() if kind == "affiliation"} == {"Uganda", "Somalia"}


def test_a_people_is_not_its_country(find: Callable[[str], Found]) -> None:
    assert not find("Ethnic Albanian guerrillas attacked a police station.").related()
    assert ("affiliation", "Albanian guerrillas", "Albania", None) in find("Albanian guerrillas attacked a police station.").related()


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("IS claimed the attack on the church.", "claimed"),
        ("IS attacked a base in Deir al-Zor.", "attacked"),
        ("Officials said so, but IS denied it.", "denied"),
    ],
)
def test_is_in_capitals_is_the_islamic_state(read: Read, text: str, trigger: str) -> None:
    d = read(text)
    assert entities(d)["IS"] == "ArmedGroup"
    assert labels(d, trigger, "agent") == {"IS"}


def test_what_is_written_in_capitals_all_through_has_a_verb(read: Read) -> None:
    assert "IS" not in entities(read("WHAT IS KNOWN ABOUT THE ATTACK\n\nGunmen killed 12 people in Mosul."))


def test_here_is_the_town_of_the_dateline(read: Read) -> None:
    d = read("LVIV, Ukraine — A missile struck a depot here on Tuesday, killing two.")
    assert labels(d, "struck", "place") == {"LVIV"}
    d = read("GOMA, Democratic Republic of Congo (Reuters) - Rebels shelled the airport. Two hospitals here were damaged.")
    assert labels(d, "damaged", "place") == {"GOMA"}


@pytest.mark.parametrize(
    "text",
    [
        "A missile struck a depot here on Tuesday, killing two in Kyiv.",
        'LVIV, Ukraine — "They killed two men here," said Olha Bondar, who had fled from Kharkiv.',
        "LVIV, Ukraine — Missiles struck here and there on Tuesday.",
    ],
)
def test_here_is_nowhere_without_a_dateline_and_where_another_speaks(read: Read, text: str) -> None:
    assert not any(m.text == "here" for m in read(text).mentions)
