"""Linking takes the right sense of a name, only a close one where that is the truth, and none where the text does not say."""

from __future__ import annotations

import pytest

from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.model import Article, Document, Entity, Form, Link, Mention
from kg.ontology import Ontology


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Gazetteer.load(), Ontology.load())


def document(text: str, *entities: tuple[str, str]) -> Document:
    """A document whose entities, given as (name, class), are mentioned wherever their name stands in the text."""
    made, mentions = [], []
    for number, (label, kind) in enumerate(entities):
        made.append(Entity(id=f"e{number}", type=kind, label=label, named=True))
        start = text.find(label)
        while start >= 0:
            form: Form = "name"
            mentions.append(Mention(start=start, end=start + len(label), text=label, type=kind, form=form, entity=f"e{number}"))
            start = text.find(label, start + 1)
    return Document(article=Article(id="a", text=text), mentions=tuple(mentions), entities=tuple(made))


def links(linker: Linker, text: str, *entities: tuple[str, str]) -> list[Link | None]:
    return [e.link for e in linker.link(document(text, *entities)).entities]


def one(linker: Linker, text: str, *entities: tuple[str, str]) -> Link:
    link = links(linker, text, *entities)[0]
    assert link is not None
    return link


def test_a_country_of_many_names_is_one_item(linker: Linker) -> None:
    found = [one(linker, f"{name} said so.", (name, "Country")).wikidata for name in ("Ivory Coast", "Côte d'Ivoire", "Cote d’Ivoire")]
    assert found == ["Q1008"] * 3


def test_georgia_is_the_country_beside_tbilisi_and_the_state_beside_atlanta(linker: Linker) -> None:
    country = one(linker, "Georgia's parliament in Tbilisi voted.", ("Georgia", "Country"), ("Tbilisi", "Settlement"))
    state = one(
        linker,
        "Voters in Georgia went to the polls. In Atlanta and in Savannah, as in the rest of the United States, queues were long.",
        ("Georgia", "Region"),
        ("Atlanta", "Settlement"),
        ("Savannah", "Settlement"),
        ("United States", "Country"),
    )
    assert (country.wikidata, country.sense) == ("Q230", None)
    assert (state.wikidata, state.sense) == ("Q1428", "us")


@pytest.mark.parametrize(("name", "qid"), [("Jordan", "Q810"), ("Chad", "Q657")])
def test_a_country_with_a_persons_name_is_the_country_where_it_is_one(linker: Linker, name: str, qid: str) -> None:
    assert one(linker, f"Refugees fled to {name}.", (name, "Country")).wikidata == qid


@pytest.mark.parametrize("name", ["Jordan", "Chad", "Paris", "Florence"])
def test_a_person_with_the_name_of_a_place_is_not_that_place(linker: Linker, name: str) -> None:
    assert links(linker, f"{name} said she would sue.", (name, "Person")) == [None]


def test_tripoli_is_in_the_country_that_the_article_is_about(linker: Linker) -> None:
    libya = one(linker, "Militias in Tripoli, Libya's capital, fought.", ("Tripoli", "Settlement"), ("Libya", "Country"))
    lebanon = one(
        linker,
        "Lebanon's army moved into Tripoli, north of Beirut, on Friday.",
        ("Tripoli", "Settlement"),
        ("Lebanon", "Country"),
        ("Beirut", "Settlement"),
    )
    assert (libya.country, libya.sense) == ("LY", None)
    assert (lebanon.country, lebanon.sense) == ("LB", "lb")


def test_a_place_named_after_a_comma_decides(linker: Linker) -> None:
    texas = one(
        linker,
        "A gunman opened fire in Odessa, Texas, while Ukraine and Kyiv looked on.",
        ("Odessa", "Settlement"),
        ("Ukraine", "Country"),
        ("Kyiv", "Settlement"),
    )
    assert (texas.country, texas.wikidata) == ("US", None)
    assert one(linker, "Missiles hit Odessa.", ("Odessa", "Settlement")).wikidata == "Q1874"


def test_washington_is_the_city_unless_it_is_called_a_state(linker: Linker) -> None:
    assert one(linker, "Talks in Washington went on.", ("Washington", "Settlement")).geonames == 4140963
    assert one(linker, "Wildfires in Washington state spread.", ("Washington", "Region")).wikidata == "Q1223"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The army will suspend operations in Arauca and Chocó. A commission is to be set up.", "Region"),
        ("The army will suspend operations in Chocó and Arauca.", "Region"),
        ("Fighting went on in Arauca, Chocó and Nariño.", "Region"),
        ("Fighting went on in Chocó, Arauca, and Nariño.", "Region"),
        ("Fighting went on in Norte de Santander and Arauca.", "Region"),
        ("Fighting went on in Arauca and Bogotá.", "Settlement"),
        ("Fighting went on in Arauca, Bogotá and Chocó.", "Settlement"),
        ("Fighting went on in Arauca. Chocó and Nariño were quiet.", "Settlement"),
        ("Fighting went on in Arauca and Borno.", "Settlement"),
        ("Fighting went on in Arauca and in its hills.", "Settlement"),
        ("Fighting went on in the city of Arauca and Chocó.", "Settlement"),
    ],
)
def test_a_small_town_s_name_beside_regions_of_its_country_is_that_of_its_region(linker: Linker, text: str, kind: str) -> None:
    (arauca,) = linker.link(document(text, ("Arauca", "Settlement"))).entities
    assert arauca.link is not None
    assert (arauca.type, arauca.link.country) == (kind, "CO")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shells fell on Goma and North Kivu.", "Goma"),
        ("Blasts were heard in Kandahar and Helmand.", "Kandahar"),
        ("Blasts were heard in Kharkiv and Donbas.", "Kharkiv"),
        ("Troops left Maiduguri and Borno.", "Maiduguri"),
    ],
)
def test_a_great_town_or_a_region_s_own_beside_a_region_stays_a_town(linker: Linker, text: str, name: str) -> None:
    (town,) = linker.link(document(text, (name, "Settlement"))).entities
    assert (town.type, town.link is not None) == ("Settlement", True)


def test_kursk_is_the_city_and_kursk_region_the_oblast(linker: Linker) -> None:
    city, region = links(linker, "In Kursk region, near Kursk itself", ("Kursk", "Settlement"), ("Kursk region", "Region"))
    assert city is not None
    assert region is not None
    assert (city.wikidata, region.wikidata) == ("Q3159", "Q3178")


def test_the_kremlin_is_only_close_to_the_government_it_stands_for(linker: Linker) -> None:
    kremlin = one(linker, "The Kremlin denied it.", ("The Kremlin", "GovernmentBody"))
    assert (kremlin.wikidata, kremlin.match) == ("Q1140115", "close")


def test_a_capital_that_speaks_is_only_close_to_the_city(linker: Linker) -> None:
    speaker = one(linker, "Moscow rejected the offer.", ("Moscow", "GovernmentBody"))
    assert (speaker.wikidata, speaker.match, speaker.sense) == ("Q649", "close", "government")
    assert (speaker.latitude, speaker.within) == (None, ())


def test_the_sanaa_government_is_not_the_city_of_sanaa(linker: Linker) -> None:
    government, city = links(
        linker, "The Sanaa government said Sanaa was hit.", ("Sanaa government", "GovernmentBody"), ("Sanaa", "Settlement")
    )
    assert government is None
    assert city is not None
    assert city.wikidata == "Q2471"


@pytest.mark.parametrize("name", ["Tu-95", "Tu95", "Tu-95MS", "Tupolev Tu-95"])
def test_ways_to_write_an_aircraft_meet(linker: Linker, name: str) -> None:
    link = one(linker, f"A {name} burned.", (name, "Bomber"))
    assert (link.wikidata, link.match) == ("Q181815", "exact")


@pytest.mark.parametrize(("name", "qid"), [("Tu-22M3", "Q204944"), ("MiG-31BM", "Q150050"), ("Mi-8AMTSh", "Q155635")])
def test_a_variant_is_only_close_to_its_family(linker: Linker, name: str, qid: str) -> None:
    link = one(linker, f"A {name} burned.", (name, "Aircraft"))
    assert (link.wikidata, link.match) == (qid, "close")


def test_the_other_aircraft_of_a_similar_name_is_not_linked_to_the_family(linker: Linker) -> None:
    assert one(linker, "A Tu-22 burned.", ("Tu-22", "Bomber")).wikidata is None


def test_a_weapon_is_known_far_from_where_it_is_made(linker: Linker) -> None:
    text = "A Shahed fell near Kyiv, Ukraine said."
    shahed = one(linker, text, ("Shahed", "LoiteringMunition"), ("Kyiv", "Settlement"), ("Ukraine", "Country"))
    assert shahed.label == "Shahed drone"


def test_a_base_is_known_with_and_without_its_kind(linker: Linker) -> None:
    assert one(linker, "Rockets hit Ain al-Asad base.", ("Ain al-Asad base", "Airbase")).label == "Ain al-Asad Air Base"


def test_crimea_is_the_verified_item(linker: Linker) -> None:
    assert one(linker, "Ships left Crimea.", ("Crimea", "Region")).wikidata == "Q7835"


def test_a_person_is_not_linked_by_a_surname_within_an_unknown_name(linker: Linker) -> None:
    text = "Mary Trump said that Donald Trump lied. Trump denied it."
    mary, donald, bare = links(linker, text, ("Mary Trump", "Person"), ("Donald Trump", "Person"), ("Trump", "Person"))
    assert mary is None
    assert donald is not None
    assert donald.wikidata == "Q22686"
    assert bare is None


def test_what_has_no_name_is_not_linked(linker: Linker) -> None:
    unnamed = Document(article=Article(id="a", text="the bear"), entities=(Entity(id="e1", type="Bomber", label="Tu-95", named=False),))
    assert linker.link(unnamed).entities[0].link is None


def test_a_settlement_has_coordinates_and_the_places_it_lies_in(linker: Linker) -> None:
    kursk = one(linker, "Drones hit Kursk.", ("Kursk", "Settlement"))
    assert kursk.latitude == pytest.approx(51.73, abs=0.02)
    assert kursk.longitude == pytest.approx(36.18, abs=0.02)
    assert [(p.type, p.label, p.wikidata) for p in kursk.within] == [("Region", "Kursk Oblast", "Q3178"), ("Country", "Russia", "Q159")]


def test_a_link_explains_itself(linker: Linker) -> None:
    link = one(linker, "Drones hit Kursk.", ("Kursk", "Settlement"))
    assert link.method == "gazetteer (project): name 'Kursk'"
    assert {"name", "type", "prominence", "coherence", "runner_up"} <= set(link.parts)
    assert 0.6 <= link.score <= 1


def test_nothing_else_of_the_document_changes(linker: Linker) -> None:
    before = document("Drones hit Kursk.", ("Kursk", "Settlement"))
    after = linker.link(before)
    assert (after.article, after.mentions, after.relations) == (before.article, before.mentions, before.relations)


@pytest.mark.parametrize(
    ("name", "kind", "qid"),
    [
        ("Ukraine Ground Forces", "ArmedForce", "Q682152"),
        ("Ukraine's Ground Forces", "ArmedForce", "Q682152"),
        ("Investigative Committee of Russia", "SecurityService", "Q2577002"),
        ("Russia's Investigative Committee", "SecurityService", "Q2577002"),
        ("Lebanese Hezbollah", "ArmedGroup", "Q41053"),
        ("Volodimir Zelenskij", "Person", "Q3874799"),
    ],
)
def test_a_name_is_known_with_its_country_said_otherwise_and_in_another_transliteration(
    linker: Linker, name: str, kind: str, qid: str
) -> None:
    assert one(linker, f"The {name} said so.", (name, kind)).wikidata == qid


@pytest.mark.parametrize(("name", "kind"), [("Iraqi Hezbollah", "ArmedGroup"), ("Islamic State of Somewhere", "ArmedGroup")])
def test_a_name_with_another_country_or_more_words_is_something_else(linker: Linker, name: str, kind: str) -> None:
    assert links(linker, f"{name} said so.", (name, kind)) == [None]


def test_a_small_town_of_a_country_that_the_article_does_not_speak_of_is_not_meant(linker: Linker) -> None:
    text = "Venezuela's president spoke at Miraflores in Caracas."
    assert links(linker, text, ("Miraflores", "Settlement"), ("Venezuela", "Country"), ("Caracas", "Settlement"))[0] is None
