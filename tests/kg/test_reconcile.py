"""Names of other people's tables against the graph and the gazetteer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph as ox
import pytest

from kg.gazetteer import Gazetteer
from kg.ontology import Ontology
from kg.reconcile import Candidate, Catalogue, Constraint, reconcile
from kg.reconcile.graph_names import read_graph_names
from kg.reconcile.matching import MARGIN
from kg.vocab import DL, RDFS
from tests.fixtures.example import BASE, ExampleDataset


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    dataset, ontology = ExampleDataset(), Ontology.load()

    return Catalogue(read_graph_names(lambda query: _rows(dataset.query(query)), BASE, ontology), Gazetteer.load(), ontology)


def _rows(results: object) -> Sequence[Mapping[str, object]]:
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    return [{name: row[name] for name in names} for row in results]


def matched(candidates: list[Candidate]) -> str | None:
    return next((candidate.thing.id for candidate in candidates if candidate.match), None)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Kharkiv", "kharkiv"),
        ("kharkiv", "kharkiv"),
        ("KHARKIV", "kharkiv"),
        ("Kharkov", "kharkiv"),
        ("Zaporozhye", "zaporizhzhia"),
        ("Hizballah", "hezbollah"),
        ("nato", "nato"),
        ("Tu-95MS", "tu-95"),
        ("Volodymyr Zelensky", "volodymyr-zelenskyy"),
        ("SBU", "security-service-of-ukraine"),
        ("Ministry of Defence of Russia", "ministry-of-defence-of-russia"),
        ("Q42308", "kharkiv"),
        ("http://www.wikidata.org/entity/Q42308", "kharkiv"),
        ("tripoli-lb", "tripoli-lb"),
        ("Borova", "borova"),
    ],
)
def test_a_name_that_can_mean_one_thing_is_matched(catalogue: Catalogue, name: str, id_: str) -> None:
    assert matched(reconcile(catalogue, name)) == id_


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Georgia", {"georgia", "georgia-us"}),
        ("Tripoli", {"tripoli", "tripoli-lb"}),
        ("Moscow", {"moscow", "russia"}),  # the example's articles call the government so
        ("Springfield", None),
        ("Kharkhiv", {"kharkiv"}),
        ("Su-30SM", {"sukhoi-su-30"}),
    ],
)
def test_a_name_that_leaves_a_doubt_has_candidates_and_no_match(catalogue: Catalogue, name: str, first: set[str] | None) -> None:
    candidates = reconcile(catalogue, name)
    assert candidates and matched(candidates) is None
    if first:
        assert {candidate.thing.id for candidate in candidates[: len(first)]} == first


@pytest.mark.parametrize("name", ["xyzzyqwerty", "the", "7", "", "???", "\x00", "a" * 500])
def test_what_is_no_name_has_no_candidates(catalogue: Catalogue, name: str) -> None:
    assert reconcile(catalogue, name) == []


def test_a_type_tells_namesakes_apart(catalogue: Catalogue) -> None:
    assert matched(reconcile(catalogue, "Georgia", types=["Country"])) == "georgia"
    assert matched(reconcile(catalogue, "Georgia", types=["Region"])) == "georgia-us"
    assert reconcile(catalogue, "Georgia", types=["Person"]) == []
    assert reconcile(catalogue, "Georgia", types=["NoSuchClass"]) == []
    likely = reconcile(catalogue, "Georgia", types=["Person"], strict="should")
    assert likely and matched(likely) is None
    assert reconcile(catalogue, "Georgia", types=["Country", "Person"]) and not reconcile(
        catalogue, "Georgia", types=["Country", "Person"], strict="all"
    )


@pytest.mark.parametrize(
    ("property_", "value", "id_"),
    [
        ("country", "Lebanon", "tripoli-lb"),
        ("country", "LB", "tripoli-lb"),
        ("country", "lebanon", "tripoli-lb"),
        ("country", "Libya", "tripoli"),
        ("coordinates", "34.43, 35.84", "tripoli-lb"),
        ("geonames", "266826", "tripoli-lb"),
        ("country", "Atlantis", None),
        ("coordinates", "north of here", None),
        ("shoe size", "44", None),
    ],
)
def test_a_property_tells_namesakes_apart(catalogue: Catalogue, property_: str, value: str, id_: str | None) -> None:
    assert matched(reconcile(catalogue, "Tripoli", constraints=[Constraint(property_, (value,))])) == id_


def test_a_property_vouches_for_a_name_that_is_better_known_as_anothers(catalogue: Catalogue) -> None:
    assert matched(reconcile(catalogue, "Odessa")) == "odesa"
    assert matched(reconcile(catalogue, "Odessa", constraints=[Constraint("coordinates", ("31.85,-102.35",))])) == "odessa"


def test_a_property_that_speaks_against_a_thing_keeps_it_from_being_a_match(catalogue: Catalogue) -> None:
    candidates = reconcile(catalogue, "Kharkiv", constraints=[Constraint("country", ("France",))])
    assert candidates[0].thing.id == "kharkiv" and matched(candidates) is None
    assert candidates[0].parts["property_country"] is False


def test_a_small_towns_own_name_comes_before_others_that_are_spelt_nearly_so(catalogue: Catalogue) -> None:
    candidates = reconcile(catalogue, "San Mariano")
    assert {candidate.thing.country for candidate in candidates} == {"philippines"} and matched(candidates) is None
    assert matched(reconcile(catalogue, "Lesosibirsk", constraints=[Constraint("country", ("Russia",))])) == "lesosibirsk"


def test_an_id_alone_is_enough(catalogue: Catalogue) -> None:
    assert matched(reconcile(catalogue, "", constraints=[Constraint("wikidata", ("Q42308",))])) == "kharkiv"
    assert matched(reconcile(catalogue, "", constraints=[Constraint("geonames", ("706483",))])) == "kharkiv"
    assert reconcile(catalogue, "", constraints=[Constraint("wikidata", ("nothing",))]) == []


def test_scores_fall_and_a_match_stands_apart(catalogue: Catalogue) -> None:
    for name in ("Kharkiv", "Georgia", "Odessa", "San Jose", "Wagner", "Victoria"):
        candidates = reconcile(catalogue, name, limit=100)
        scores = [candidate.score for candidate in candidates]
        assert scores == sorted(scores, reverse=True) and all(0 <= score <= 100 for score in scores)
        assert [candidate.match for candidate in candidates[1:]] == [False] * len(candidates[1:])
        if candidates[0].match and len(scores) > 1:
            assert scores[0] - scores[1] >= MARGIN


def test_what_the_graph_and_the_gazetteer_both_know_is_one_thing(catalogue: Catalogue) -> None:
    (kharkiv,) = [c.thing for c in reconcile(catalogue, "Kharkiv") if c.thing.type == "Settlement"]
    assert kharkiv.in_graph and kharkiv.population > 1_000_000 and kharkiv.country == "ukraine" and kharkiv.region == "kharkiv-oblast"
    assert catalogue.get("kharkiv") == kharkiv
    assert catalogue.get("no-such-thing") is None


def test_what_belongs_to_one_article_is_not_matched() -> None:
    store = ox.Store()
    for name in ("the-wagners", "russian-drones-0123456789ab"):
        node = f"<{BASE}entity/{name}>"
        store.update(f"INSERT DATA {{ {node} a {DL.Entity}, {DL.Group} ; {RDFS.label} '{name}'@en }}")

    names = read_graph_names(lambda query: _rows(store.query(query)), BASE, Ontology.load())
    assert list(names.things) == ["the-wagners"] and names.things["the-wagners"].type == "Group"


def test_every_id_of_the_gazetteer_leads_back_to_its_thing(catalogue: Catalogue) -> None:
    for name in ("Tripoli", "Georgia", "Odessa", "San José", "Springfield", "Su-30", "Hezbollah", "Black Sea"):
        for candidate in reconcile(catalogue, name, limit=100):
            found = catalogue.get(candidate.thing.id)
            assert found is not None and found.label == candidate.thing.label and found.geonames == candidate.thing.geonames
