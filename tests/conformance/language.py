"""Tests of the language: a query or update is sent, and what comes back is compared with what the W3C expects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox

from tests.conformance.failure import FailureError, RefusedError
from tests.conformance.manifest import LABEL, MF, QT, UT, Test, iri_of, path_of
from tests.conformance.results import (
    Bindings,
    read_csv,
    read_dataset,
    read_json,
    read_rdf,
    read_tsv,
    read_xml,
    same_bindings,
    same_graph,
)
from tests.conformance.service import Answer, Service

_EVERYTHING = "SELECT ?g ?s ?p ?o WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_ACCEPT = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
_REFUSAL = re.compile(rb"(?:SERVICE|LOAD).* not ")
_READERS = {".srx": read_xml, ".srj": read_json, ".tsv": read_tsv}


def positive_syntax(test: Test, service: Service) -> None:
    """The text is taken: whatever it gives, it is no syntax error."""
    text = test.text.read_bytes().decode()
    answer = service.update(text) if _is_update(test) else service.query(text, "*/*")
    if answer.status == 400 and b"syntax error" not in answer.body and b"SILENT" in answer.body:
        return  # it was read, and run: the graph that it names is not there
    _check(answer, 200, 204)


def negative_syntax(test: Test, service: Service) -> None:
    """The text is refused, as a syntax error."""
    text = test.text.read_bytes().decode("utf-8", "surrogatepass")
    answer = service.update(text) if _is_update(test) else service.query(text, "*/*")
    if answer.status != 400:
        raise FailureError(f"taken: {answer.told()}")


def query_evaluation(test: Test, service: Service) -> None:
    """The results are those that the W3C expects."""
    action = test.graph.one(test.node, MF + "action")
    graphs = [(path_of(iri), None) for iri in test.graph.all(action, QT + "data")]
    named = [(path_of(iri), iri_of(path_of(iri))) for iri in test.graph.all(action, QT + "graphData")]
    load(service, [*graphs, *named, *_from_clauses(test, bool(graphs or named))])
    result = path_of(test.graph.one(test.node, MF + "result"))
    text = f"BASE <{iri_of(test.text)}>\n{test.text.read_bytes().decode()}"
    expected = None if result.suffix in (".csv", ".srx", ".srj", ".tsv") else read_rdf(result)
    if result.suffix == ".csv":
        answer = _check(service.query(text, "text/csv"), 200)
        if read_csv(answer.body) != read_csv(result.read_bytes()):
            raise FailureError(f"other results: {answer.told()}")
        return
    if isinstance(expected, ox.Dataset):
        answer = _check(service.query(text, "application/n-triples"), 200)
        found = ox.Dataset(ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES))
        if not same_graph(found, expected):
            raise FailureError(f"another graph: {answer.told()}")
        return
    reader = _READERS.get(result.suffix, read_json)
    if expected is None:
        expected = reader(result.read_bytes())
    answer = _check(service.query(text, _ACCEPT.get(result.suffix, _ACCEPT[".srj"])), 200)
    lax = test.graph.one(test.node, MF + "resultCardinality") == ox.NamedNode(MF + "LaxCardinality")
    if not _same(reader(answer.body), expected, lax):
        raise FailureError(f"other results: {answer.told()}")


def _same(found: Bindings | bool, expected: Bindings | bool, lax: bool) -> bool:
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    return same_bindings(found, expected, distinct=lax)


def update_evaluation(test: Test, service: Service) -> None:
    """The dataset after the update is the one that the W3C expects."""
    load(service, list(_state(test, "action")))
    text = test.text.read_bytes().decode()
    _check(service.update(f"BASE <{iri_of(test.text)}>\n{text}"), 200, 204)
    answer = _check(service.query(_EVERYTHING, _ACCEPT[".srj"]), 200)
    bindings = read_json(answer.body)
    assert isinstance(bindings, Bindings)
    found = ox.Dataset()
    for row in map(dict, bindings.rows):
        found.add(ox.Quad(row["s"], row["p"], row["o"], row.get("g")))  # type: ignore[arg-type]
    expected = ox.Dataset()
    for path, graph in _state(test, "result"):
        for quad in read_dataset(path, graph):
            expected.add(quad)
    if not same_graph(found, expected):
        raise FailureError(f"another dataset: {answer.told()}")


def _state(test: Test, which: str) -> Iterator[tuple[Path, str | None]]:
    state = test.graph.one(test.node, MF + which)
    for iri in test.graph.all(state, UT + "data"):
        yield path_of(iri), None
    for named in test.graph.all(state, UT + "graphData"):
        graph = test.graph.one(named, UT + "graph")
        yield path_of(graph), test.graph.text(named, LABEL)


def _from_clauses(test: Test, given: bool) -> Iterator[tuple[Path, str]]:
    """The graphs that FROM and FROM NAMED name, where the manifest gives no data: the test means the files."""
    if given:
        return
    words = test.text.read_bytes().decode().split()
    for before, word in pairwise(words):
        if before.upper() in ("FROM", "NAMED") and word.startswith("<"):
            path = test.text.parent / word.strip("<>").rpartition("/")[2]
            if path.is_file():
                yield path, iri_of(path)


def load(service: Service, files: list[tuple[Path, str | None]]) -> None:
    """Let the files be all that the dataset holds, in one update; none is sent where it is so from the test before."""
    state = tuple(files)
    if service.state == state:
        return
    blocks = []
    for path, graph in files:
        # A graph may be there without a triple: it is created, and then filled.
        if graph:
            blocks.append(f"CREATE SILENT GRAPH <{graph}>")
        lines = "".join(f"{_quad(q, graph)}\n" for q in ox.parse(path=path, base_iri=iri_of(path), rename_blank_nodes=True))
        blocks.append(f"INSERT DATA {{\n{lines}}}")
    _check(service.update(" ;\n".join(["DROP ALL", *blocks])), 200, 204)
    service.state = state


def _quad(quad: ox.Quad, graph: str | None) -> str:
    name = f"<{graph}>" if graph else None if quad.graph_name == ox.DefaultGraph() else str(quad.graph_name)
    return f"GRAPH {name} {{ {quad.triple} }}" if name else f"{quad.triple} ."


def _is_update(test: Test) -> bool:
    return "Update" in test.kind or test.text.suffix == ".ru"


def _check(answer: Answer, *statuses: int) -> Answer:
    if answer.status in statuses:
        return answer
    if _REFUSAL.search(answer.body):
        raise RefusedError(answer.told())
    raise FailureError(answer.told())
