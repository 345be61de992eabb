"""The base IRI and the graphs of a request, written into its text."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from server.dataset_clause import with_base, with_graphs

BASE = "http://x/sparql"
USING = "USING <http://x/g>"


def test_relative_iris_get_the_address_of_the_endpoint_as_base() -> None:
    assert with_base("ASK { <s> ?p ?o }", lambda: BASE).text == "BASE <http://x/sparql> ASK { <s> ?p ?o }"


@pytest.mark.parametrize("text", ["ASK { <http://x/s> ?p '<s>' } # <s>", "BASE <http://y/> ASK { <s> ?p ?o }", "ASK {}"])
def test_a_text_that_needs_no_base_stays_as_it_is(text: str) -> None:
    assert with_base(text, lambda: BASE).text == text


def test_errors_tell_the_column_of_the_text_as_it_was_sent() -> None:
    based = with_base("ASK { <s> ?p }", lambda: BASE)
    assert str(based.mend(QueryError(f"query: syntax error in line 1, column {14 + based.shift}: x"))) == (
        "query: syntax error in line 1, column 14: x"
    )
    assert "line 2, column 3" in str(based.mend(QueryError("query: syntax error in line 2, column 3: x")))


@pytest.mark.parametrize(
    ("update", "written"),
    [
        ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", f"DELETE {{ ?s ?p ?o }} {USING} WHERE {{ ?s ?p ?o }}"),
        ("DELETE WHERE { ?s ?p ?o }", f"DELETE {{ ?s ?p ?o }} {USING} WHERE {{ ?s ?p ?o }}"),
        ("INSERT DATA { <a:b> <a:b> 'WHERE' } ; CLEAR ALL", "INSERT DATA { <a:b> <a:b> 'WHERE' } ; CLEAR ALL"),
        (
            "INSERT {} WHERE { { SELECT * WHERE { ?s ?p ?o } } } ; INSERT {} WHERE {}",
            f"INSERT {{}} {USING} WHERE {{ {{ SELECT * WHERE {{ ?s ?p ?o }} }} }} ; INSERT {{}} {USING} WHERE {{}}",
        ),
    ],
)
def test_every_operation_that_reads_reads_from_the_graphs(update: str, written: str) -> None:
    assert with_graphs(update, ["http://x/g"], []) == written


@pytest.mark.parametrize("update", ["DELETE WHERE", "DELETE WHERE {", "WHERE", "DELETE WHERE } {", "} WHERE {"])
def test_what_is_broken_stays_broken_for_the_engine_to_tell(update: str) -> None:
    assert "WHERE" in with_graphs(update, ["http://x/g"], [])


def test_named_graphs_are_named() -> None:
    assert "USING NAMED <http://x/n> WHERE" in with_graphs("INSERT {} WHERE {}", [], ["http://x/n"])


@pytest.mark.parametrize("update", ["WITH <a:g> INSERT {} WHERE {}", "INSERT {} USING <a:g> WHERE {}"])
def test_graphs_in_both_places_are_a_mistake(update: str) -> None:
    with pytest.raises(QueryError, match="one of the two"):
        with_graphs(update, ["http://x/g"], [])


def test_a_graph_that_is_no_iri_is_a_mistake_and_no_way_into_the_update() -> None:
    with pytest.raises(QueryError, match="absolute IRI"):
        with_graphs("INSERT {} WHERE {}", ["http://x/> WHERE {} ; DROP ALL #"], [])
