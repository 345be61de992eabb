"""Mentions: spans as a human annotator sets them, and classes of the ontology."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.mentions import find_mentions
from kg.extract.rules.parse import Parse
from kg.model import Article
from tests.kg.extract.mentioning import Found, finder

PIECES = "the of Army Syria , ( ) ' \" U.S. 3rd Brigade 's drone (SDF) President Mr Obama - near officials 40 \n dozens and".split(" ")


@pytest.fixture(scope="module")
def find(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Callable[[str], Found]:
    return finder(parse, extractor)


def test_countries_and_their_adjectives_are_mentions_of_the_country(find: Callable[[str], Found]) -> None:
    found = find("Ethiopian troops withdrew from Somalia after Kenyan pressure.")
    assert found.types()["Ethiopian"] == "Country"
    assert found.forms()["Ethiopian"] == "adjective"
    assert found.types()["Somalia"] == "Country"
    assert found.types()["Kenyan"] == "Country"


def test_a_noun_phrase_is_one_mention_with_determiner_and_adjectives_but_without_the_relative_clause(find: Callable[[str], Found]) -> None:
    found = find("A senior Colombian official who asked not to be named said rebels had attacked the old railway bridge.")
    assert "A senior Colombian official" in found.types()
    assert found.types()["the old railway bridge"] == "Bridge"


def test_a_singular_of_a_group_noun_is_a_person_and_a_plural_is_a_group(find: Callable[[str], Found], extractor: RulesExtractor) -> None:
    found = find("A soldier was killed. Two soldiers were wounded.")
    assert found.types()["A soldier"] == "Person"
    assert extractor.ontology.isa(found.types()["soldiers"], "Group")
    assert found.entity("soldiers").attributes["count"] == 2  # type: ignore[union-attr]


def test_a_number_in_front_is_counted_and_not_part_of_the_mention(find: Callable[[str], Found]) -> None:
    found = find("At least 40 civilians fled. Gunmen took dozens of civilians.")
    assert found.entity("civilians").attributes["count"] == 40  # type: ignore[union-attr]
    assert "dozens of civilians" in found.types()


def test_a_title_belongs_to_one_mention_and_the_bare_name_is_another_of_the_same_person(find: Callable[[str], Found]) -> None:
    found = find("Sudanese General Abdel Fattah al-Burhan met President William Ruto in Nairobi.")
    assert found.types()["President William Ruto"] == "Person"
    assert found.types()["William Ruto"] == "Person"
    assert found.entity("President William Ruto") == found.entity("William Ruto")
    assert found.entity("William Ruto").label == "William Ruto"  # type: ignore[union-attr]


def test_a_possessive_is_cut_off_the_name(find: Callable[[str], Found]) -> None:
    found = find("Mali's junta rejected Algeria's offer.")
    assert found.types()["Mali"] == "Country"
    assert found.types()["Algeria"] == "Country"


def test_the_head_of_a_name_tells_its_class(find: Callable[[str], Found], extractor: RulesExtractor) -> None:
    found = find("The 5th Parachute Brigade left. Officials of the Ministry of Water and Energy visited.")
    assert found.types()["5th Parachute Brigade"] == "MilitaryUnit"
    assert extractor.ontology.isa(found.types()["Ministry of Water and Energy"], "GovernmentBody")


def test_a_common_noun_after_a_places_name_tells_its_class(find: Callable[[str], Found], extractor: RulesExtractor) -> None:
    found = find("Militants raided a village in Borno province and another in Logar province.")
    for name in ("Borno province", "Logar province"):
        assert extractor.ontology.isa(found.types()[name], "Region")


def test_an_acronym_in_brackets_has_the_class_of_what_it_stands_for(find: Callable[[str], Found]) -> None:
    found = find("The Eastern Liberation Army (ELA) attacked the town. The ELA denied it.")
    assert found.types()["ELA"] == found.types()["Eastern Liberation Army"]
    assert found.entity("ELA", 1) == found.entity("Eastern Liberation Army")


def test_designations_of_weapons_are_mentions_by_pattern(find: Callable[[str], Found], extractor: RulesExtractor) -> None:
    found = find("Pilots flew two MiG-29 jets over the city.")
    assert extractor.ontology.isa(found.types()["MiG-29"], "Aircraft")


def test_the_weapon_within_a_compound_of_an_event_is_a_mention(find: Callable[[str], Found]) -> None:
    found = find("A drone strike hit the depot, and missile attacks followed.")
    assert "drone" in found.types()
    assert "missile" in found.types()


def test_one_name_has_one_class_in_a_text(find: Callable[[str], Found]) -> None:
    found = find("Villagers fled Zorbat. Fighting went on near Zorbat on Monday. In Zorbat, shops were shut. Zorbat was quiet.")
    types = {m.type for m in found.mentions if found.words(m) == "Zorbat"}
    assert len(types) <= 1


def test_titles_of_operations_are_no_actors(find: Callable[[str], Found]) -> None:
    found = find("The army launched Operation Desert Shield in the north.")
    assert "Operation Desert Shield" not in found.types()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_whatever_the_words_spans_lie_in_the_text_and_no_two_are_equal(
    parse: Callable[[str], Parse], extractor: RulesExtractor, words: list[str]
) -> None:
    p, reader = parse(" ".join(words) or "x"), extractor.reader
    mentions = find_mentions(p, reader.lexicon, reader.gazetteer, reader.ontology)
    spans = [(m.first, m.end) for m in mentions]
    assert len(set(spans)) == len(spans)
    assert all(0 <= m.first <= m.head < m.end <= len(p) for m in mentions)


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("Kurdish-led troops entered Deir ez-Zor, Syria, on Monday.", "Deir ez-Zor, Syria", "Settlement"),
        ("Shells fell on northern Gaza for hours.", "northern Gaza", "Region"),
        ("The Government of Iraq thanked donors.", "Iraq", "Country"),
        ("Minister for Eastern Europe Anna Berg resigned.", "Minister for Eastern Europe Anna Berg", "Person"),
        ("Sailors of HMS Ocean rescued them.", "HMS Ocean", "Warship"),
        ("Joaquín “El Chapo” Guzmán was moved to another cell.", "Joaquín “El Chapo” Guzmán", "Person"),
        ("The right-wing president Erik Holm won.", "right-wing president Erik Holm", "Person"),
        ("The two European countries signed.", "The two European countries", "Country"),
        ("The heads of state met in Addis Ababa.", "The heads of state", "Group"),
        (
            "A unit of the Democratic Forces for the Liberation of Rwanda fled.",
            "Democratic Forces for the Liberation of Rwanda",
            "Organization",
        ),
    ],
)
def test_phrases_around_a_name_or_noun_are_taken_whole(
    find: Callable[[str], Found], extractor: RulesExtractor, text: str, words: str, kind: str
) -> None:
    types = find(text).types()
    assert words in types
    assert extractor.ontology.isa(types[words], kind)


def test_a_common_noun_in_capitals_is_no_name(find: Callable[[str], Found]) -> None:
    found = find("UAV flights stopped. The UAVs were grounded.")
    assert found.forms()["The UAVs"] == "nominal"


def test_a_month_or_weekday_is_no_place(find: Callable[[str], Found]) -> None:
    found = find("On Sunday in May the talks in Geneva ended.")
    assert set(found.types()) & {"May", "Sunday"} == set()
    assert "Geneva" in found.types()


def test_a_person_that_the_labels_take_for_a_town_is_told_by_the_context(find: Callable[[str], Found]) -> None:
    found = find("The rebel leader, Zorban, fled the country. Zorban led two attacks.")
    assert found.types().get("Zorban") in {"Person", "Actor", None}


def test_what_only_counts_joins_the_phrase_to_the_sentence(find: Callable[[str], Found]) -> None:
    found = find("A group of farmers blocked the road.")
    mention = next(m for m in found.mentions if found.words(m) == "A group of farmers")
    assert found.parse.words[mention.head] == "group"
    assert found.parse.words[mention.core] == "farmers"


def test_the_number_itself_is_no_group(find: Callable[[str], Found]) -> None:
    found = find("The number of refugees doubled.")
    assert "The number of refugees" not in found.types()
    assert "refugees" in found.types()


def test_a_title_used_as_an_office_is_a_position(find: Callable[[str], Found]) -> None:
    found = find("Lawmakers elected her as president.")
    assert found.types().get("president") == "Position"


def test_justice_is_no_person(find: Callable[[str], Found]) -> None:
    assert "justice" not in find("The killers must be brought to justice.").types()


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The situation in Aleppo remains dire.", "Aleppo", "Settlement"),
        ("Troops were struck, as told in the KJTF releases on Monday.", "KJTF", "Organization"),
        ("In Sanaa, Karim Haddad runs the clinic.", "Karim Haddad", "Person"),
        ("All parties must respect the truce.", "All parties", "Group"),
        ("The frigate FGS Hessen sailed into the Red Sea.", "FGS Hessen", "Warship"),
        ("Army Brig. Gen. Hala Nasser spoke in Juba.", "Hala Nasser", "Person"),
        ("The strike destroyed two mortar systems.", "mortar systems", "Mortar"),
    ],
)
def test_unknown_names_and_unusual_nouns_have_their_class(extractor: RulesExtractor, text: str, words: str, kind: str) -> None:
    mentions = next(iter(extractor.extract([Article(id="t", text=text)]))).mentions
    assert {m.text: m.type for m in mentions}.get(words) == kind


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("Both sides must respect the Geneva Convention.", "Convention"),
        ("The envoy called for a political settlement.", "settlement"),
        ("Sectarian divisions remain.", "divisions"),
        ("The army advanced along two axes of attack.", "axes"),
        ("The wave of strikes reached its peak in May.", "peak"),
        ("He spoke at a press conference.", "press"),
        ("The U.S.-Iraq partnership is critical.", "U.S.-Iraq"),
        ("Planes flew using bomber, fighter and remotely piloted aircraft.", "fighter"),
    ],
)
def test_what_names_no_thing_is_no_mention(find: Callable[[str], Found], text: str, nothing: str) -> None:
    assert not any(nothing in words.split() for words in find(text).types())
