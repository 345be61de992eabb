"""A graph is replaced or added to as the standard says, whatever was there; and nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.store import open_dataset
from kg.store.graphs import write_graph
from kg.store.updates import insert_text

GRAPH = ox.NamedNode("x:g")
LITERALS = [ox.Literal("01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")), ox.Literal('" } \\ ', language="en")]


def graphs(blank: str) -> st.SearchStrategy[list[ox.Triple]]:
    """Triples whose blank nodes have a name of their own, as when they are read from a file."""
    subjects = st.sampled_from([ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.BlankNode(blank)])
    inner = ox.Triple(ox.BlankNode(blank), ox.NamedNode("x:p"), ox.Literal("in"))
    objects = st.one_of(subjects, st.integers(0, 3).map(ox.Literal), st.sampled_from([*LITERALS, inner]))
    return st.lists(st.builds(ox.Triple, subjects, st.sampled_from([ox.NamedNode("x:p"), ox.NamedNode("x:q")]), objects), max_size=8)


def quads(content: list[ox.Triple], graph: ox.NamedNode | None) -> list[ox.Quad]:
    return [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in content]


@given(before=graphs("one"), after=graphs("two"), named=st.booleans(), replace=st.booleans())
def test_a_graph_is_what_sparql_would_make_of_it(before: list[ox.Triple], after: list[ox.Triple], named: bool, replace: bool) -> None:
    graph, other = (GRAPH, None) if named else (None, GRAPH)
    stores = ox.Store(), ox.Store()
    for store in stores:
        store.extend(quads(before, graph) + quads(before[:2], other))
    write_graph(stores[0], graph, iter(after), replace=replace)
    clear = f"DROP SILENT GRAPH {GRAPH} ; CREATE SILENT GRAPH {GRAPH}" if named else "CLEAR DEFAULT"
    stores[1].update(f"{clear} ; {insert_text(quads(after, graph))}" if replace else insert_text(quads(after, graph)))
    contents = [ox.Dataset(store) for store in stores]
    for content in contents:
        content.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert contents[0] == contents[1]


def test_a_graph_without_triples_is_there() -> None:
    store = ox.Store()
    for replace in (True, False):
        write_graph(store, GRAPH, [], replace=replace)
        assert list(store.named_graphs()) == [GRAPH]
    write_graph(store, GRAPH, [ox.Triple(GRAPH, GRAPH, GRAPH)], replace=False)
    write_graph(store, GRAPH, [], replace=True)
    assert (list(store.named_graphs()), len(store)) == ([GRAPH], 0)


def test_what_stays_in_a_graph_is_not_written_again() -> None:
    written: list[str] = []
    store = ox.Store()

    class Watched:
        def quads_for_pattern(self, *pattern: ox.NamedNode | None) -> object:
            return store.quads_for_pattern(*pattern)

        def update(self, text: str) -> None:
            written.append(text)
            store.update(text)

    content = [ox.Triple(GRAPH, GRAPH, ox.Literal(number)) for number in range(50)]
    write_graph(store, GRAPH, content, replace=True)
    write_graph(Watched(), GRAPH, [*content[1:], ox.Triple(GRAPH, GRAPH, ox.Literal("new"))], replace=True)  # type: ignore[arg-type]
    (update,) = written
    assert update.count("<x:g> <x:g> ") == 2
    assert len(store) == 50


def test_a_dataset_opened_for_reading_takes_no_graph(tmp_path: Path) -> None:
    with open_dataset(tmp_path / "store", mode="write") as dataset:
        dataset.write_graph(GRAPH, [ox.Triple(GRAPH, GRAPH, GRAPH)], replace=True)
    with open_dataset(tmp_path / "store") as dataset:
        assert len(list(dataset.match(graph=GRAPH))) == 1
        with pytest.raises(StoreError, match="opened for reading"):
            dataset.write_graph(GRAPH, [], replace=True)
