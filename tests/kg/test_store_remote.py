"""A dataset behind a SPARQL service: the same laws over HTTP, in few requests, and each failure in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings

from kg.errors import QueryError, StoreError
from kg.export import export_file
from kg.model import Document
from kg.ontology import Ontology
from kg.rdf.schema import schema_changes
from kg.store import Dataset, Settings, open_dataset
from kg.store.oxigraph import OxigraphDataset
from kg.store.remote import SKOLEM
from tests.kg.documents import retold, worked_example
from tests.kg.random_documents import documents
from tests.kg.sparql_service import Service, running

HELD = ox.NamedNode("urn:held-as-default")


@pytest.fixture
def service() -> Iterator[Service]:
    with running() as found:
        yield found


def opened(service: Service, ontology: Ontology, **choices: object) -> Dataset:
    """The service opened for writing; the ontology is put into it beforehand, for over HTTP that takes half a second."""
    if not len(service.store) and not choices:
        service.store.extend(schema_changes(ontology, [], skolem=SKOLEM)[1])
    return open_dataset(service.address, mode="write", ontology=ontology, settings=Settings(**choices))  # type: ignore[arg-type]


def local(ontology: Ontology, *told: Document) -> set[str]:
    """The data of an embedded dataset, without the ontology."""
    dataset = OxigraphDataset("memory:", ox.Store(), mode="read", ontology=ontology, settings=Settings())
    dataset.mode = "write"
    for document in told:
        dataset.add(document)
    return {str(q) for q in dataset.quads()}


def held(service: Service, before: set[ox.Quad]) -> set[str]:
    return {str(q) for q in service.store if q not in before}


def test_a_service_holds_the_same_quads_as_a_folder(service: Service, ontology: Ontology) -> None:
    dataset = opened(service, ontology)
    schema = set(service.store)
    a, b = worked_example(), retold(worked_example(), "Other. ", publisher="Other Wire")
    assert dataset.add(a) is True
    assert held(service, schema) == local(ontology, a)
    assert dataset.add(b) is True
    assert held(service, schema) == local(ontology, a, b)
    assert dataset.add(a) is False
    assert dataset.remove(a.article.id) is True
    assert held(service, schema) == local(ontology, b)
    assert dataset.remove(a.article.id) is False
    assert dataset.remove(b.article.id) is True
    assert held(service, schema) == set()


def test_the_laws_hold_over_http_for_random_documents(ontology: Ontology) -> None:
    with running() as service:
        dataset = opened(service, ontology)
        schema = set(service.store)

        @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(a=documents(), other=documents(), b=documents(" b"))
        def law(a: Document, other: Document, b: Document) -> None:
            for document in (a, b, other):  # the last is the first article's, told anew
                dataset.add(document)
            assert held(service, schema) == local(ontology, other, b)
            dataset.remove(b.article.id)
            assert held(service, schema) == local(ontology, other)
            dataset.remove(a.article.id)
            assert held(service, schema) == set()

        law()


def test_an_article_is_written_with_one_update(service: Service, ontology: Ontology) -> None:
    dataset = opened(service, ontology)
    service.requests.clear()
    dataset.add(worked_example())
    updates = [r for r in service.requests if r.startswith(("INSERT", "DELETE"))]
    assert len(updates) == 1
    assert len(service.requests) <= 12


def test_the_number_of_requests_does_not_grow(service: Service, ontology: Ontology) -> None:
    dataset = opened(service, ontology)
    counts = []
    for number in range(4):
        service.requests.clear()
        dataset.add(retold(worked_example(), f"Number {number}. "))
        counts.append(len(service.requests))
    assert len(set(counts)) == 1


def test_a_named_graph_may_stand_for_the_default_graph(service: Service, ontology: Ontology) -> None:
    dataset = opened(service, ontology, default_graph=HELD.value)
    dataset.add(worked_example())
    assert not any(isinstance(q.graph_name, ox.DefaultGraph) for q in service.store)
    assert dataset.articles()[0].title == "Drones hit Sumy"
    assert any(isinstance(q.graph_name, ox.DefaultGraph) for q in dataset.quads())
    assert not any(q.graph_name == HELD for q in dataset.quads())
    assert dataset.add(worked_example()) is False
    assert dataset.remove("sumy.txt") is True
    assert dataset.articles() == []


def test_the_ontology_is_written_once(service: Service, ontology: Ontology) -> None:
    open_dataset(service.address, mode="write", ontology=ontology)
    assert set(service.store) == set(schema_changes(ontology, [], skolem=SKOLEM)[1])
    number = len(service.store)
    service.requests.clear()
    opened(service, ontology)
    assert not any(r.startswith(("INSERT", "DELETE")) for r in service.requests)
    assert len(service.store) == number


def test_queries_of_every_form_are_answered(service: Service, ontology: Ontology) -> None:
    dataset = opened(service, ontology)
    dataset.add(worked_example())
    rows = dataset.query("SELECT ?s WHERE { ?s a <https://w3id.org/dateline/ontology#Attack> }")
    assert isinstance(rows, ox.QuerySolutions)
    assert len(list(rows)) == 1
    assert bool(dataset.query("ASK { ?s a <https://w3id.org/dateline/ontology#Ceasefire> }")) is False
    triples = dataset.query("CONSTRUCT WHERE { ?s a <https://w3id.org/dateline/ontology#Attack> }")
    assert isinstance(triples, ox.QueryTriples)
    assert len(list(triples)) == 1
    assert dataset.info().events == 1


def test_an_export_from_a_service_is_that_of_a_folder(service: Service, ontology: Ontology, tmp_path: Path) -> None:
    dataset = opened(service, ontology)
    dataset.add(worked_example())
    export_file(dataset, tmp_path / "remote.trig")
    with open_dataset("memory:", mode="write", ontology=ontology) as memory:
        memory.add(worked_example())
        export_file(memory, tmp_path / "local.trig")
    assert (tmp_path / "remote.trig").read_bytes() == (tmp_path / "local.trig").read_bytes()


def test_rdflib_asks_the_service(service: Service, ontology: Ontology) -> None:
    dataset = opened(service, ontology)
    dataset.add(worked_example())
    rows = dataset.as_rdflib().query("SELECT ?s WHERE { ?s a <https://w3id.org/dateline/ontology#Attack> }")
    assert len(list(rows)) == 1


def test_quads_are_loaded_in_portions(service: Service, ontology: Ontology) -> None:
    dataset = opened(service, ontology)
    node = ox.NamedNode("urn:a")
    assert dataset.load(ox.Quad(node, node, ox.Literal(n), node) for n in range(4500)) == 4500
    assert len(list(service.store.quads_for_pattern(None, None, None, node))) == 4500


# -- failures


def test_a_token_is_sent_and_its_lack_is_told(service: Service, ontology: Ontology) -> None:
    service.token = "secret"
    assert opened(service, ontology, token="secret").articles() == []
    with pytest.raises(StoreError, match="refused \\(401\\); give a token"):
        opened(service, ontology)


@pytest.mark.parametrize(
    ("fault", "says"),
    [(403, "refused"), (404, "no SPARQL service there"), (500, "failed (500): out of order"), (503, "failed (503): out of order")],
)
def test_what_a_service_refuses_is_told_in_one_line(service: Service, ontology: Ontology, fault: int, says: str) -> None:
    service.fault = fault
    with pytest.raises(StoreError) as caught:
        opened(service, ontology)
    assert says in str(caught.value)
    assert service.address in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_broken_query_is_told_with_its_place(service: Service, ontology: Ontology) -> None:
    dataset = opened(service, ontology)
    with pytest.raises(QueryError, match="line 2, column"):
        dataset.query("SELECT *\nWHERE { ?s ?p }")
    with pytest.raises(QueryError, match="line 1, column"):
        dataset.update("INSERT DATA { nonsense }")


def test_nobody_there_is_told(ontology: Ontology) -> None:
    with running() as service:
        address = service.address
    with pytest.raises(StoreError, match="cannot be reached"):
        open_dataset(address, ontology=ontology)


def test_a_slow_service_is_given_up(service: Service, ontology: Ontology) -> None:
    service.slow = 1.5
    with pytest.raises(StoreError, match="no answer within 1 s"):
        opened(service, ontology, timeout=1.0)


def test_a_page_is_no_service(service: Service, ontology: Ontology) -> None:
    service.fault = 200
    with pytest.raises(StoreError, match="is this a SPARQL service"):
        opened(service, ontology)


def test_a_failed_write_leaves_the_service_as_it_was(service: Service, ontology: Ontology) -> None:
    dataset = opened(service, ontology)
    dataset.add(worked_example())
    before = set(service.store)
    broken = replace(worked_example(), events=(replace(worked_example().events[0], type="Dragon"),))
    with pytest.raises(Exception, match="Dragon"):
        dataset.add(broken)
    assert set(service.store) == before


def test_a_service_opened_for_reading_is_not_written_to(service: Service, ontology: Ontology) -> None:
    dataset = open_dataset(service.address, ontology=ontology)
    for write in (lambda: dataset.add(worked_example()), lambda: dataset.remove("x"), lambda: dataset.update("CLEAR ALL")):
        with pytest.raises(StoreError, match="opened for reading"):
            write()
    assert len(service.store) == 0
