"""Relations that a noun phrase states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from tests.kg.extract.mentioning import Found, finder


@pytest.fixture(scope="module")
def find(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Callable[[str], Found]:
    return finder(parse, extractor)


def test_a_title_before_a_name_is_an_office_in_the_country_named_with_it(find: Callable[[str], Found]) -> None:
    found = find("Kenyan President William Ruto opened the talks.")
    assert ("holdsPosition", "William Ruto", "Kenya", "President") in found.related()


def test_an_apposition_after_a_name_is_an_office(find: Callable[[str], Found]) -> None:
    found = find("Jean Kamau, the defence minister of Rwanda, denied the report.")
    assert ("holdsPosition", "Jean Kamau", "Rwanda", "defence minister") in found.related()


def test_the_country_before_a_weapon_operates_it(find: Callable[[str], Found]) -> None:
    found = find("Turkish drones struck the convoy.")
    assert ("operator", "Turkish drones", "Turkey", None) in found.related()


def test_the_country_of_officials_is_their_affiliation(find: Callable[[str], Found]) -> None:
    found = find("Pakistani officials blamed bandits.")
    assert ("affiliation", "Pakistani officials", "Pakistan", None) in found.related()


def test_fighters_are_members_of_the_group_before_them(find: Callable[[str], Found]) -> None:
    found = find("Hamas fighters crossed the fence.")
    assert any(r[0] == "memberOf" and r[1] == "Hamas fighters" for r in found.related())


def test_a_comma_between_places_says_what_lies_where(find: Callable[[str], Found]) -> None:
    found = find("Shells fell near Homs, Syria, on Friday.")
    assert ("locatedIn", "Homs", "Syria", None) in found.related()


def test_a_list_of_places_says_nothing_of_what_lies_where(find: Callable[[str], Found]) -> None:
    found = find("Delegations came from Kenya, Uganda, Rwanda and Burundi.")
    assert not [r for r in found.related() if r[0] == "locatedIn"]


def test_a_possessor_of_a_place_is_what_it_lies_in(find: Callable[[str], Found]) -> None:
    found = find("Rockets hit Syria's Idlib province.")
    assert any(r[0] == "locatedIn" and "Idlib" in r[1] and r[2] == "Syria" for r in found.related())


def test_a_relations_span_covers_the_words_that_show_it(find: Callable[[str], Found]) -> None:
    text = "Turkish drones struck the convoy."
    relation = next(r for r in find(text).relations if r.type == "operator")
    assert text[relation.start : relation.end] == "Turkish drones"


def test_a_part_of_a_country_lies_in_it(find: Callable[[str], Found]) -> None:
    found = find("Floods hit northern Iraq.")
    assert ("locatedIn", "northern Iraq", "Iraq", None) in found.related()


def test_a_description_before_a_name_is_an_affiliation(find: Callable[[str], Found]) -> None:
    found = find("Saudi journalist Reem Nasser was released.")
    assert ("affiliation", "Reem Nasser", "Saudi Arabia", None) in found.related()


def test_a_former_president_held_the_office_of_president(find: Callable[[str], Found]) -> None:
    found = find("Former Malian President Ibrahim Keita died.")
    assert ("holdsPosition", "Ibrahim Keita", "Mali", "President") in found.related()
