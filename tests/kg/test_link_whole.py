"""Names that mean many things, through the whole of extraction and linking, on sentences of our own."""

from __future__ import annotations

import datetime as dt

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.model import Article, Document, Entity
from kg.naming import world_names
from kg.ontology import Ontology


class Reader:
    """Extraction and linking as a run has them."""

    def __init__(self) -> None:
        self.ontology = Ontology.load()
        gazetteer = Gazetteer.load()
        self._extractor, self._linker = RulesExtractor(self.ontology, gazetteer), Linker(gazetteer, self.ontology)

    def read(self, text: str) -> Document:
        article = Article(id="a", text=text, published=dt.date(2025, 6, 4))
        return self._linker.link(next(iter(self._extractor.extract([article]))))

    def entity(self, text: str, label: str) -> Entity:
        return next(e for e in self.read(text).entities if e.label == label)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


ITEMS = [
    ("Georgia's parliament in Tbilisi passed the law, and police in Georgia held 20 protesters.", "Georgia", "Country", "Q230"),
    ("Voters in Georgia went to the polls. In Atlanta, police held a man who had threatened US officials.", "Georgia", "Region", "Q1428"),
    ("A gunman killed three people in Savannah, Georgia, police said on Monday.", "Georgia", "Region", "Q1428"),
    ("Jordan shot down two drones over Amman on Sunday, the Jordanian army said.", "Jordan", "Country", "Q810"),
    ("Chad closed its border with Sudan after soldiers were killed near Adre.", "Chad", "Country", "Q657"),
    ("Police in Spokane, Washington, shot a man who had attacked officers.", "Washington", "Region", "Q1223"),
    ("Wildfires in Washington state forced thousands of people to flee.", "Washington state", "Region", "Q1223"),
    ("Explosions shook Sanaa on Sunday; Houthi officials said Israel had attacked the airport.", "Sanaa", "Settlement", "Q2471"),
    ("Drones hit Kursk on Monday.", "Kursk", "Settlement", "Q3159"),
    ("Fighting went on in Kursk Oblast, where Russian troops recaptured Sudzha.", "Kursk Oblast", "Region", "Q3178"),
    ("Ukrainian forces entered Kursk region in August.", "Kursk region", "Region", "Q3178"),
    ("Russian air defences shot down 12 drones over the Kursk and Belgorod regions.", "Kursk region", "Region", "Q3178"),
    ("Russian air defences shot down 12 drones over the Kursk and Belgorod regions.", "Belgorod region", "Region", "Q3329"),
    ("Russian missiles struck the port of Odessa on Monday, Ukrainian officials said.", "Odessa", "Settlement", "Q1874"),
    ("Russia annexed Crimea in 2014. Ukrainian drones struck an airfield in Crimea on Tuesday.", "Crimea", "Region", "Q7835"),
    ("Fighters of M23 captured Goma in eastern Congo, and the Congolese army withdrew.", "Congo", "Country", "Q974"),
    ("Soldiers held protesters in Brazzaville, the capital of the Republic of Congo.", "Republic of Congo", "Country", "Q971"),
    ("Jihadists attacked an army post in Niger on Monday, killing 17 soldiers, officials in Niamey said.", "Niger", "Country", "Q1032"),
    ("Gunmen kidnapped 30 students in Nigeria on Monday.", "Nigeria", "Country", "Q1033"),
    ("Soldiers in Guinea seized power and arrested the president in Conakry.", "Guinea", "Country", "Q1006"),
    ("Troops from Equatorial Guinea joined the exercise.", "Equatorial Guinea", "Country", "Q983"),
    ("Guinea-Bissau sent soldiers to the border.", "Guinea-Bissau", "Country", "Q1007"),
    ("Papua New Guinea sent police to the islands.", "Papua New Guinea", "Country", "Q691"),
    ("Sudan accused South Sudan of sending fighters to Darfur.", "Sudan", "Country", "Q1049"),
    ("Sudan accused South Sudan of sending fighters to Darfur.", "South Sudan", "Country", "Q958"),
    ("Militants killed 26 tourists in Kashmir, and India accused Pakistan of backing them.", "Kashmir", "Region", "Q43100"),
]
"""Ids as in the verified list and in rigour."""


@pytest.mark.parametrize(("text", "name", "kind", "qid"), ITEMS)
def test_a_name_of_many_things_is_the_item_that_the_text_means(reader: Reader, text: str, name: str, kind: str, qid: str) -> None:
    entity = reader.entity(text, name)
    assert entity.link is not None
    assert (entity.type, entity.link.wikidata, entity.link.match) == (kind, qid, "exact")


TOWNS = [
    ("Militias clashed in Tripoli on Friday, and Libya's government called for calm.", "Tripoli", 2210247, "LY"),
    ("Lebanese soldiers arrested four gunmen in Tripoli, the army said in Beirut.", "Tripoli", 266826, "LB"),
    ("Negotiators met in Washington on Monday to discuss a ceasefire.", "Washington", 4140963, "US"),
    ("A gunman killed seven people in Odessa, Texas, police said.", "Odessa", 5527554, "US"),
    ("Drones struck a plant in Vladimir, east of Moscow, on Tuesday, the Russian governor said.", "Vladimir", 473247, "RU"),
    ("Police fired tear gas at protesters in Santiago on Friday, and Chile's president spoke.", "Santiago", 3871336, "CL"),
    ("Protesters marched in Santiago de Cuba on Sunday against blackouts in Cuba.", "Santiago de Cuba", 3536729, "CU"),
    ("Police in San José arrested members of a drug gang, Costa Rica's security minister said.", "San José", 3621849, "CR"),
    ("A gunman killed nine people in San Jose, California, on Wednesday.", "San Jose", 5392171, "US"),
    ("Police arrested two men in Birmingham, the BBC reported from the United Kingdom.", "Birmingham", 2655603, "GB"),
    ("A soldier was wounded in an ambush near Costa Rica, a town south of Culiacán, Mexico's army said.", "Costa Rica", 4012693, "MX"),
    ("Four people were shot dead in Birmingham, Alabama, on Saturday.", "Birmingham", 4049979, "US"),
]


@pytest.mark.parametrize(("text", "name", "geonames", "country"), TOWNS)
def test_a_town_of_many_namesakes_is_the_one_that_the_text_means(reader: Reader, text: str, name: str, geonames: int, country: str) -> None:
    entity = reader.entity(text, name)
    assert entity.link is not None
    assert (entity.link.geonames, entity.link.country, entity.attributes.get("country")) == (geonames, country, country)
    assert entity.link.within[-1].type == "Country"
    assert entity.link.latitude is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Michael Jordan and his lawyer met in Chicago. Jordan said he was glad.", "Michael Jordan"),
        ("Chad Wolf, a former official, criticised the raid. Wolf said that Chad was his first name.", "Chad Wolf"),
        ("Vladimir Petrov was arrested in Moscow. Vladimir said he was innocent.", "Vladimir Petrov"),
    ],
)
def test_a_person_who_bears_a_places_name_is_not_that_place(reader: Reader, text: str, name: str) -> None:
    document = reader.read(text)
    assert next(e for e in document.entities if e.label == name).type == "Person"
    bare = {e.label: e.link for e in document.entities if e.label in {"Jordan", "Chad", "Vladimir"}}
    assert all(link is None for link in bare.values())


def test_a_country_that_is_spoken_of_stays_one_beside_a_person_of_its_name(reader: Reader) -> None:
    text = "Michael Jordan met officials in Amman. Jordanian police said that Jordan would protect him."
    link = reader.entity(text, "Jordan").link
    assert link is not None
    assert link.wikidata == "Q810"


def test_two_persons_of_one_surname_are_not_joined_by_it(reader: Reader) -> None:
    text = "Ali Hassan was killed on Monday and his brother Omar Hassan was wounded. Hassan had led a militia in Aleppo."
    document = reader.read(text)
    persons = [e.label for e in document.entities if e.type == "Person"]
    assert {"Ali Hassan", "Omar Hassan", "Hassan"} <= set(persons)
    assert all(e.link is None for e in document.entities if e.type == "Person")


def test_a_name_of_which_nothing_says_whose_it_is_has_no_link_and_is_no_entity_of_the_world(reader: Reader) -> None:
    document = reader.read("Gunmen opened fire in Tripoli on Friday.")
    tripoli = next(e for e in document.entities if e.label == "Tripoli")
    assert tripoli.link is None
    assert tripoli.id not in world_names(document, reader.ontology)
    assert "country" not in tripoli.attributes


def test_the_kremlin_is_close_to_the_government_even_where_a_drone_is_above_it(reader: Reader) -> None:
    for text in ("The Kremlin denied it on Monday.", "A drone exploded above the Kremlin in Moscow on Wednesday."):
        link = reader.entity(text, "Kremlin").link
        assert link is not None
        assert (link.wikidata, link.match) == ("Q1140115", "close")


def test_the_sanaa_government_is_not_linked_as_the_city(reader: Reader) -> None:
    document = reader.read("The Sanaa government said that Saudi jets had bombed the port of Hodeidah.")
    assert [e.label for e in document.entities if e.link and e.link.wikidata == "Q2471" and e.type != "Settlement"] == []


def test_a_link_tells_its_runner_up(reader: Reader) -> None:
    link = reader.entity("Militias clashed in Tripoli on Friday, and Libya's government called for calm.", "Tripoli").link
    assert link is not None
    assert link.runner_up is not None
    assert link.runner_up.startswith("Tripoli (Settlement, LB, GeoNames 266826): 0.")


def test_a_facility_that_is_only_described_gets_the_point_of_the_place_it_is_in(reader: Reader) -> None:
    plant = reader.entity("A power station in Sumy was hit by two missiles on Monday.", "power station")
    assert plant.link is not None
    assert (plant.link.wikidata, plant.link.geonames, plant.link.approximate) == (None, None, True)
    assert plant.link.latitude == pytest.approx(50.9, abs=0.1)
    assert [p.label for p in plant.link.within][:1] == ["Sumy"]


def test_what_lies_near_a_town_is_shown_there_but_is_not_said_to_be_in_it(reader: Reader) -> None:
    depot = reader.entity("Drones struck an oil depot near Voronezh on Monday, Russian officials said.", "oil depot")
    assert depot.link is not None
    assert depot.link.approximate
    assert depot.link.latitude is not None
    assert [p.label for p in depot.link.within] == ["Russia"]


def test_a_facility_somewhere_in_a_country_has_no_point(reader: Reader) -> None:
    assert reader.entity("Drones struck an oil depot in Russia on Monday.", "oil depot").link is None


def test_a_part_of_a_known_place_is_shown_there(reader: Reader) -> None:
    part = reader.entity("Israeli forces raided towns in the central Gaza Strip on Monday, killing three people.", "central Gaza Strip")
    assert part.link is not None
    assert (part.link.wikidata, part.link.approximate) == (None, True)
    assert part.link.latitude == pytest.approx(31.4, abs=0.2)


def test_a_district_that_no_list_holds_is_shown_at_the_town_of_its_name(reader: Reader) -> None:
    text = "Militants killed two soldiers in Anantnag district of Indian-administered Kashmir, India's army said."
    district = reader.entity(text, "Anantnag district")
    assert district.link is not None
    assert (district.link.wikidata, district.link.geonames, district.link.approximate) == (None, None, True)
    assert district.link.latitude == pytest.approx(33.73, abs=0.1)
    assert district.link.country == "IN"
    assert [p.label for p in district.link.within][-1] == "India"
