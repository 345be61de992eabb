"""The W3C's own tests of the SPARQL 1.1 Protocol, as far as they lie beside the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from werkzeug.test import TestResponse

from kg.sparql import Limits
from kg.store import open_dataset
from server.app import create_app
from server.evaluator import Evaluator, LocalEvaluator
from server.pool.evaluator import PoolEvaluator
from server.settings import PoolSettings, Settings
from tests.fixtures.example import BASE, ExampleDataset

FOLDER = Path(__file__).parents[3] / "shared" / "w3c" / "sparql" / "sparql11" / "protocol"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RDFS_LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")


def manifest() -> Graph:
    return Graph().parse(FOLDER / "manifest.ttl")


def names() -> list[str]:
    if not FOLDER.is_dir():
        return []
    return sorted(str(test).rpartition("#")[2] for test in manifest().subjects(RDF.type, MF.ProtocolTest))


@pytest.fixture(scope="module")
def tests() -> Graph:
    return manifest()


@pytest.fixture(scope="module", params=["in this process", "in processes of their own"])
def evaluator(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluator]:
    if request.param == "in this process":
        yield LocalEvaluator(ExampleDataset(), Limits())  # type: ignore[arg-type]
        return
    with (
        open_dataset(tmp_path_factory.mktemp("w3c") / "store", mode="write") as dataset,
        PoolEvaluator(dataset, Limits(), PoolSettings(workers=2)) as pool,
    ):
        yield pool


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the W3C's tests do not lie beside the project")
@pytest.mark.parametrize("name", names())
def test_the_protocol_test_of_the_w3c_passes(tests: Graph, evaluator: Evaluator, name: str) -> None:
    test = next(subject for subject in tests.subjects(RDF.type, MF.ProtocolTest) if str(subject).endswith("#" + name))
    changes = ["CLEAR ALL"]
    for data in tests.objects(test, UT.graphData):
        path = FOLDER / str(tests.value(data, UT.graph)).rpartition("/")[2]
        triples = " ".join(f"{q.triple} ." for q in ox.parse(path=path))
        changes.append(f"INSERT DATA {{ GRAPH <{tests.value(data, RDFS_LABEL)}> {{ {triples} }} }}")
    evaluator.update(" ;\n".join(changes))
    settings = Settings(base=BASE, token="t")
    client = create_app(ExampleDataset(), queries={}, settings=settings, evaluator=evaluator).test_client()  # type: ignore[arg-type]
    for asked in requests(tests, test):
        headers = [(str(tests.value(h, HT.fieldName)), str(tests.value(h, HT.fieldValue))) for h in items(tests, asked, HT.headers)]
        response = client.open(
            str(tests.value(asked, HT.absolutePath)).replace("/sparql/", "/sparql", 1),
            method=str(tests.value(asked, HT.methodName)),
            headers=[*headers, ("Authorization", "Bearer t")],
            data=body(tests, asked),
        )
        expect(tests, tests.value(asked, HT.resp), response)


def requests(tests: Graph, test: Any) -> Iterator[Any]:
    action = tests.value(test, MF.action)
    yield from items(tests, action, HT.requests)


def items(tests: Graph, subject: Any, predicate: URIRef) -> list[Any]:
    listed = tests.value(subject, predicate)
    return list(Collection(tests, listed)) if listed is not None else []


def body(tests: Graph, asked: Any) -> bytes | None:
    content = tests.value(asked, HT.body)
    if content is None:
        return None
    return str(tests.value(content, CNT.chars)).encode(str(tests.value(content, CNT.characterEncoding) or "utf-8"))


def expect(tests: Graph, expected: Any, response: TestResponse) -> None:
    classes = {str(status)[-3] for status in tests.objects(expected, MF.expectedStatus)}
    assert str(response.status_code)[0] in classes, response.text
    boolean = tests.value(expected, MF.expectedBoolean)
    if isinstance(boolean, Literal):
        assert response.get_json(force=True)["boolean"] is bool(boolean.toPython())
    form = str(tests.value(expected, MF.expectedFormat) or "")
    kinds = {"boolean": "sparql-results", "tabular": "sparql-results", "RDF": "turtle"}
    assert kinds.get(form, "") in response.content_type if form else True
