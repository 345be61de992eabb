"""What refers to what in articles with two candidates: a wrong merge is worse than a missed one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from tests.kg.extract.mentioning import Found, finder


@pytest.fixture(scope="module")
def find(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Callable[[str], Found]:
    return finder(parse, extractor)


def label(found: Found, words: str, occurrence: int = 0) -> str | None:
    entity = found.entity(words, occurrence) if words in found.types() else None
    return entity.label if entity is not None else None


def test_a_ministry_of_another_country_is_another(find: Callable[[str], Found]) -> None:
    found = find("The Ministry of Defence said its forces shot down 12 drones. Russia's Ministry of Defence gave another figure.")
    assert found.entity("Ministry of Defence", 0) != found.entity("Ministry of Defence", 1)


def test_a_ministry_is_one_by_its_name_and_by_its_field(find: Callable[[str], Found]) -> None:
    found = find("The Ministry of the Interior denied the claims. The interior ministry said nothing more.")
    assert found.entity("The interior ministry") == found.entity("Ministry of the Interior")
    other = find("The Ministry of Health denied the claims. The interior ministry said nothing more.")
    assert other.entity("The interior ministry") != other.entity("Ministry of Health")


def test_the_hospital_is_the_one_named_last(find: Callable[[str], Found]) -> None:
    found = find(
        "A rocket struck a hospital. The hospital was evacuated. A second hospital in the suburb was also hit; the hospital closed."
    )
    assert found.entity("The hospital") == found.entity("a hospital")
    assert found.entity("the hospital") == found.entity("A second hospital")


def test_the_former_and_the_latter_are_the_two_just_named(find: Callable[[str], Found]) -> None:
    text = "President Amara Diallo met Prime Minister Kofi Asante. The former left at noon. "
    assert label(find(text), "The former") == "Amara Diallo"
    text = "President Amara Diallo met Prime Minister Kofi Asante. Police took the latter to the airport."
    assert label(find(text), "the latter") == "Kofi Asante"


def test_the_latter_of_three_is_nobody(find: Callable[[str], Found]) -> None:
    found = find("Amara Diallo met Kofi Asante and Grace Osei. The latter left at noon.")
    assert "The latter" not in found.types()


def test_the_country_is_that_of_the_capital_that_speaks(find: Callable[[str], Found]) -> None:
    found = find("Chad and Sudan reopened their border. N'Djamena said the country would receive food.")
    assert label(found, "the country") == "Chad"


def test_nobody_thanks_his_own_country(find: Callable[[str], Found]) -> None:
    found = find("Chad and Sudan reopened their border. Sudan thanked the country.")
    assert label(found, "the country") == "Chad"


def test_the_country_of_two_named_together_is_left_open(find: Callable[[str], Found]) -> None:
    found = find("Armenia and Azerbaijan signed a ceasefire. The country had lost four soldiers.")
    assert label(found, "The country") == "country"


def test_the_country_is_the_one_named_last(find: Callable[[str], Found]) -> None:
    found = find("Mali expelled the envoy. The country has been ruled by soldiers since 2020.")
    assert label(found, "The country") == "Mali"


def test_people_who_were_arrested_are_not_the_police(find: Callable[[str], Found]) -> None:
    found = find("Police in Karachi arrested four members of the Scarlet Path. They were taken to court on Friday.")
    assert label(found, "They") in {None, "members of the Scarlet Path"}
    found = find("Police in Karachi arrested four members of the Scarlet Path. They had planned attacks on trains.")
    assert label(found, "They") != "Police"


def test_a_body_is_they_where_no_people_are(find: Callable[[str], Found]) -> None:
    assert label(find("The police closed the road on Monday. They said a bomb had been found."), "They") == "police"


def test_a_town_that_its_kind_introduces_is_one_town(find: Callable[[str], Found]) -> None:
    found = find("The army retook the town of Bulo Xero from Al Shabaab. The town has 3,000 people.")
    assert label(found, "The town") == "Bulo Xero"


def test_a_group_in_quotation_marks_is_the_group(find: Callable[[str], Found]) -> None:
    found = find('The "Black Falcons" group claimed the attack. The group said more would follow.')
    assert label(found, "The group") == "Black Falcons"


def test_a_charity_named_after_its_noun_is_it(find: Callable[[str], Found]) -> None:
    found = find("Médecins Sans Frontières said its clinic was shelled. The charity Relief Now said it would leave.")
    assert label(found, "it") == "Relief Now"


def test_what_acts_on_a_body_is_not_its_name(find: Callable[[str], Found]) -> None:
    assert label(find("The militia Turkey supports left the town."), "Turkey") == "Turkey"


def test_a_given_name_after_a_word_for_kin_is_a_person(find: Callable[[str], Found]) -> None:
    assert find("Fatima Rahman and her sister Leyla fled the city.").types()["Leyla"] == "Person"


def test_the_agency_is_not_what_only_modifies_it(find: Callable[[str], Found]) -> None:
    found = find("The World Food Programme, another UN agency, stopped its convoys. The agency cited attacks.")
    assert label(found, "The agency") == "World Food Programme"


def test_it_in_what_a_capital_says_is_its_country_and_nobody_else(find: Callable[[str], Found]) -> None:
    found = find("Turkey said its jets had hit bases of the PKK. The group has bases in the mountains. Ankara said it would go on.")
    assert label(found, "it") == "Turkey"


def test_whom_a_relative_clause_is_about_is_not_its_object(find: Callable[[str], Found]) -> None:
    found = find("Health Minister Jana Novak resigned. Tomas Haas, who is not related to her, took over.")
    assert label(found, "her") != "Tomas Haas"
