"""Online linking adds what is sure, weighs what it finds as it weighs the gazetteer, and leaves the rest as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kg.gazetteer import Gazetteer
from kg.gazetteer.territories import country_codes
from kg.link import Linker
from kg.link.gate import Gate
from kg.link.online import OnlineLinker
from kg.link.reconciler import Reconciler
from kg.model import Document, Entity, Link
from kg.naming import world_names
from kg.ontology import Ontology
from kg.wikidata import Wikidata, WikidataSettings
from kg.wikidata.classes import ClassList
from tests.kg.test_link import document
from tests.kg.test_wikidata import CONTACT, TestClock
from tests.wikidata_side.reconciling import ReconcilingService, reconciling
from tests.wikidata_side.service import Fault, WikidataService, running
from tests.wikidata_side.world import MANY, RUSSIA, UKRAINE, item, number, statement

CITY, SETTLEMENT, HUMAN, ORGANIZATION = "Q515", "Q486972", "Q5", "Q43229"
NOVEL, MOVEMENT = number(90), number(91)
TOWN, PERSON, SUMY, TALIBAN, HIDDEN = number(50), number(60), number(70), number(80), number(95)
SUMY_GEONAMES = "692194"
WORLD = (
    item(SETTLEMENT, "human settlement"),
    item(CITY, "city", statements=[statement("P279", SETTLEMENT)]),
    item(HUMAN, "human"),
    item(ORGANIZATION, "organization"),
    item(NOVEL, "novel"),
    item(MOVEMENT, "movement in tests", statements=[statement("P279", ORGANIZATION)]),
    item(number(52), "Karavolsk Rangers", statements=[statement("P31", MOVEMENT)], sites=MANY),
    item(number(51), "Karavolsk", statements=[statement("P31", NOVEL)], sites=[*MANY[1:], "ptwiki"]),
    item(TOWN, "Karavolsk", statements=[statement("P31", CITY), statement("P17", RUSSIA), statement("P625", (51.5, 41.25))], sites=MANY),
    item(PERSON, "Oleh Dubrynets", statements=[statement("P31", HUMAN)], description="Ukrainian politician", sites=MANY),
    item(number(61), "Mark Dubrynets", statements=[statement("P31", HUMAN)], description="British footballer", sites=MANY),
    item(number(71), "Sumy", statements=[statement("P31", CITY), statement("P17", "Q30"), statement("P1566", "1")], sites=MANY),
    item(
        SUMY,
        "Sumy",
        statements=[statement("P31", CITY), statement("P17", UKRAINE), statement("P1566", SUMY_GEONAMES)],
        sites=MANY[1:],  # the page of that title is about the other one
    ),
    item(TALIBAN, "Taliban", statements=[statement("P31", MOVEMENT)], sites=MANY),
    item(number(85), "Free Karavolsk", statements=[statement("P31", MOVEMENT)], sites=MANY[1:]),
    item(number(86), "Free Karavolsk", statements=[statement("P31", ORGANIZATION)], sites=MANY[1:]),
    item(number(87), "Northern Lantern", statements=[statement("P31", MOVEMENT), statement("P17", "Q40")], sites=[*MANY, *"abcdefgh"]),
    item(HIDDEN, "Eastern Shield of Tests", "Shield East", statements=[statement("P31", MOVEMENT)], sites=MANY),
)
TEXT = "Russia shelled Karavolsk. Russian officials said so."
NAMES = (("Russia", "Country"), ("Karavolsk", "Settlement"))


@pytest.fixture(scope="module")
def server() -> Iterator[WikidataService]:
    with running(WORLD) as found:
        yield found


@pytest.fixture
def service(server: WikidataService) -> WikidataService:
    server.asked.clear()
    server.faults.clear()
    return server


class Side:
    """An online linker over the tests' Wikidata, with what it told."""

    def __init__(
        self, service: WikidataService, gazetteer: Gazetteer, ontology: Ontology, folder: Path, reconcile: str | None, patience: float
    ) -> None:
        settings = WikidataSettings(
            contact=CONTACT,
            query_url=service.query_url,
            api_url=service.api_url,
            cache=folder / "wikidata.sqlite",
            attempts=2,
            timeout=patience,
            longest_wait=60.0,
        )
        clock = TestClock()
        self.told: list[str] = []
        self.wikidata = Wikidata(settings, clock=clock)
        self.reconciler = Reconciler(reconcile, settings, clock=clock) if reconcile else None
        self._offline = Linker(gazetteer, ontology)
        self.linker = OnlineLinker(
            gazetteer,
            ontology,
            lookup=self.wikidata,
            gate=Gate(ClassList.load(ontology, gate=True), ontology, self.wikidata),
            countries=country_codes(),
            proposals=self.reconciler,
            tell=self.told.append,
        )

    def offline(self, text: str, *entities: tuple[str, str]) -> Document:
        return self._offline.link(document(text, *entities))

    def linked(self, text: str, *entities: tuple[str, str]) -> dict[str, Link | None]:
        return {e.label: e.link for e in self.linker.link(self.offline(text, *entities)).entities}


@pytest.fixture
def side(service: WikidataService, gazetteer: Gazetteer, ontology: Ontology, tmp_path: Path) -> Iterator[Side]:
    with opened(service, gazetteer, ontology, tmp_path) as made:
        yield made


@contextmanager
def opened(
    service: WikidataService, gazetteer: Gazetteer, ontology: Ontology, folder: Path, reconcile: str | None = None, patience: float = 60.0
) -> Iterator[Side]:
    made = Side(service, gazetteer, ontology, folder, reconcile, patience)
    try:
        yield made
    finally:
        made.wikidata.close()
        if made.reconciler is not None:
            made.reconciler.close()


def test_a_name_that_the_gazetteer_lacks_is_found_by_its_page(side: Side) -> None:
    link = side.linked(TEXT, *NAMES)["Karavolsk"]
    assert link is not None
    assert (link.wikidata, link.match, link.country, link.latitude) == (TOWN, "exact", "RU", 51.5)
    assert link.method == "online (page title): name 'Karavolsk'"
    assert [p.label for p in link.within] == ["Russia"]
    assert {"name", "type", "prominence", "coherence", "runner_up"} <= set(link.parts)
    assert link.score >= 0.7


def test_an_item_of_a_class_that_the_graph_does_not_have_is_never_a_link(side: Side) -> None:
    found = side.linked(TEXT, *NAMES)["Karavolsk"]
    assert found is not None
    assert found.wikidata != number(51)
    assert found.runner_up is None


def test_a_search_finds_what_no_page_title_does_and_the_first_hit_is_not_taken(side: Side, service: WikidataService) -> None:
    link = side.linked("Ukraine said that Shield East had attacked.", ("Ukraine", "Country"), ("Shield East", "ArmedGroup"))["Shield East"]
    assert link is not None
    assert (link.wikidata, link.method) == (HIDDEN, "online (search): name 'Shield East'")
    hits = side.wikidata.search("Karavolsk")
    assert hits[0].id == number(52)  # begins with the name, and is something else
    assert service.calls("wbsearchentities")


def test_a_name_of_two_items_that_fit_alike_stays_unlinked(side: Side) -> None:
    assert side.linked("Russia said that Free Karavolsk had attacked.", ("Russia", "Country"), ("Free Karavolsk", "ArmedGroup")) == {
        "Russia": side.offline("Russia said so.", ("Russia", "Country")).entities[0].link,
        "Free Karavolsk": None,
    }


def test_a_person_is_linked_where_the_article_speaks_of_his_country_and_not_else(side: Side) -> None:
    text = "Ukraine accused Oleh Dubrynets of treason, Ukraine's security service said."
    assert side.linked(text, ("Ukraine", "Country"), ("Oleh Dubrynets", "Person"))["Oleh Dubrynets"] is not None
    text = "Ukraine accused Mark Dubrynets of treason, Ukraine's security service said."
    assert side.linked(text, ("Ukraine", "Country"), ("Mark Dubrynets", "Person"))["Mark Dubrynets"] is None
    assert side.linked("Oleh Dubrynets said so.", ("Oleh Dubrynets", "Person"))["Oleh Dubrynets"] is None


def test_an_organization_of_a_country_that_the_article_does_not_speak_of_is_a_namesake(side: Side) -> None:
    text = "Ukraine accused Northern Lantern of the attack, and Ukraine's president said Northern Lantern must answer."
    assert side.linked(text, ("Ukraine", "Country"), ("Northern Lantern", "Organization"))["Northern Lantern"] is None
    text = "Austria accused Northern Lantern of the attack, and Austria's president said Northern Lantern must answer."
    assert side.linked(text, ("Austria", "Country"), ("Northern Lantern", "Organization"))["Northern Lantern"] is not None


def test_a_place_of_geonames_gets_the_id_of_the_same_feature_and_of_no_namesake(side: Side, ontology: Ontology) -> None:
    text = "Russia shelled Poltava and Sumy, Ukraine said."
    names = (("Russia", "Country"), ("Sumy", "Settlement"), ("Ukraine", "Country"))
    before, link = side.offline(text, *names), side.linked(text, *names)["Sumy"]
    assert link is not None
    assert (link.wikidata, str(link.geonames)) == (SUMY, SUMY_GEONAMES)
    assert link.method.startswith("gazetteer (")
    assert "online (search)" in link.method
    assert [p.label for p in link.within] == ["Sumy Oblast", "Ukraine"]
    assert world_names(side.linker.link(before), ontology) == world_names(before, ontology)


def test_an_item_of_the_projects_list_without_an_id_gets_one(side: Side) -> None:
    link = side.linked("Afghanistan is ruled by the Taliban.", ("Afghanistan", "Country"), ("Taliban", "ArmedGroup"))["Taliban"]
    assert link is not None
    assert (link.wikidata, link.label) == (TALIBAN, "Taliban")


def test_an_entitys_iri_does_not_change_when_a_link_is_found(side: Side, ontology: Ontology) -> None:
    before = side.offline(TEXT, *NAMES)
    assert world_names(side.linker.link(before), ontology) == world_names(before, ontology)


def test_names_that_say_too_little_are_not_asked_for(side: Side, service: WikidataService) -> None:
    unnamed = Document(article=document("x").article, entities=(Entity(id="e1", type="Bomber", label="bomber", named=False),))
    side.linker.link(unnamed)
    side.linked("Dubrynets spoke in Russia. Militants left.", ("Dubrynets", "Person"), ("Russia", "Country"))
    side.linked(
        "Russia's Ministry of Defence and the 3rd Brigade denied it.", ("Ministry of Defence", "Ministry"), ("3rd Brigade", "MilitaryUnit")
    )
    assert service.asked == []


def test_the_same_cache_gives_the_same_links_without_a_request(
    service: WikidataService, gazetteer: Gazetteer, ontology: Ontology, tmp_path: Path
) -> None:
    with opened(service, gazetteer, ontology, tmp_path) as first:
        once = first.linked(TEXT, *NAMES)
    service.asked.clear()
    with opened(service, gazetteer, ontology, tmp_path) as second:
        assert second.linked(TEXT, *NAMES) == once
    assert service.asked == []


@pytest.mark.parametrize("fault", ["busy", "maxlag", "truncated", "broken", "failure", "forbidden", "page", "silent"])
def test_whatever_fails_leaves_the_offline_result_and_is_told_once(
    service: WikidataService, gazetteer: Gazetteer, ontology: Ontology, tmp_path: Path, fault: Fault
) -> None:
    service.faults += [fault] * 20
    text = f"{TEXT} Free Karavolsk denied it."
    names = (*NAMES, ("Free Karavolsk", "ArmedGroup"))
    with opened(service, gazetteer, ontology, tmp_path, patience=0.2 if fault == "silent" else 60.0) as side:
        offline = side.offline(text, *names)
        assert side.linker.link(offline) == offline
        assert side.linker.link(offline) == offline
        assert len(side.told) == 1
        assert side.told[0].startswith("online linking stopped: ")
        assert side.linker.tally.failed
        assert len(service.asked) <= 2


def test_a_passing_fault_is_waited_for(side: Side, service: WikidataService) -> None:
    service.faults.append("busy")
    link = side.linked(TEXT, *NAMES)["Karavolsk"]
    assert link is not None
    assert side.told == []


def test_no_network_leaves_the_offline_result(service: WikidataService, gazetteer: Gazetteer, ontology: Ontology, tmp_path: Path) -> None:
    away = replace(service, api_url="http://127.0.0.1:1/w/api.php")
    with opened(away, gazetteer, ontology, tmp_path) as side:
        offline = side.offline(TEXT, *NAMES)
        assert side.linker.link(offline) == offline
        assert len(side.told) == 1


@pytest.fixture
def proposing() -> Iterator[ReconcilingService]:
    with reconciling(
        {"Karavolsk Bulwark": [HIDDEN, number(51)], "Shield-East": [HIDDEN, "http://www.wikidata.org/entity/" + TOWN]}
    ) as found:
        yield found


def test_a_reconciliation_service_proposes_and_does_not_decide(
    service: WikidataService, gazetteer: Gazetteer, ontology: Ontology, tmp_path: Path, proposing: ReconcilingService
) -> None:
    text = "Russia said that Karavolsk Bulwark and Shield-East had attacked."
    names = (("Russia", "Country"), ("Karavolsk Bulwark", "ArmedGroup"), ("Shield-East", "ArmedGroup"))
    with opened(service, gazetteer, ontology, tmp_path, proposing.url) as side:
        links = side.linked(text, *names)
        assert links["Karavolsk Bulwark"] is None  # the item bears another name, whatever the service's score
        link = links["Shield-East"]
        assert link is not None
        assert (link.wikidata, link.method) == (HIDDEN, "online (reconciliation): name 'Shield-East'")
        asked = list(proposing.asked)
        assert side.linked(text, *names) == links
        assert proposing.asked == asked


@pytest.mark.parametrize("fault", [(429, "later"), (200, "{"), (200, '{"q0": {}}'), (404, "no such page"), (500, "")])
def test_a_reconciliation_service_that_fails_leaves_the_offline_result(
    service: WikidataService,
    gazetteer: Gazetteer,
    ontology: Ontology,
    tmp_path: Path,
    proposing: ReconcilingService,
    fault: tuple[int, str],
) -> None:
    proposing.faults += [fault] * 5
    with opened(service, gazetteer, ontology, tmp_path, proposing.url) as side:
        assert side.linked("Russia named Shield-East.", ("Russia", "Country"), ("Shield-East", "ArmedGroup"))["Shield-East"] is None
        assert len(side.told) == 1
