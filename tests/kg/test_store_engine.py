"""What the engine reads otherwise than the standard, and gets put right."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, StoreError
from kg.store.engine import ask, change, in_order, small_letters, without_language


@pytest.fixture
def store() -> ox.Store:
    store = ox.Store()
    store.update("INSERT DATA { <x:z> <x:a> 'one'@en, 'two'@en . <x:b> <x:n> 1 }")
    return store


def columns(results: object) -> list[str]:
    assert isinstance(results, ox.QuerySolutions)
    return [variable.value for variable in results.variables]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", ["s", "p", "o"]),
        ("SELECT DISTINCT * WHERE { ?z <x:a> ?a }", ["z", "a"]),
        ("SELECT REDUCED * { { SELECT ?z { ?z <x:a> ?hidden } } ?z ?b ?a }", ["z", "b", "a"]),
        ("PREFIX select: <x:> SELECT*{ ?z select:a ?a }", ["z", "a"]),
        ("SELECT ?b ?a { ?a <x:n> ?b }", ["b", "a"]),
        ("SELECT * FROM <x:g> WHERE { ?z <x:a> ?a } ORDER BY ?a # the end", ["z", "a"]),
        ("SELECT * { ?z <x:a> ?a } VALUES ?z { <x:z> }", ["z", "a"]),
        ("SELECT * { { SELECT ?z (COUNT(?a) AS ?n) { ?z <x:a> ?a } GROUP BY ?z } FILTER(<x:f>(?n)) }", ["z", "n"]),
        ("SELECT * { ?z <x:a> ?a FILTER NOT EXISTS { ?y <x:none> ?x } }", ["z", "a"]),
        ("SELECT * { ?z <x:n> trueFILTER(?y) }", ["z"]),
        ("SELECT * { ?z <x:a> ?a } ORDER BY ?none ?a VALUES ?z { <x:z> }", ["z", "a"]),
        ('SELECT * { { ?z <x:a> ?a } UNION { GRAPH ?b { ?z ?y "?x" } } OPTIONAL { ?z <x:n>?/<x:n> ?p } } # ?q', ["z", "a", "b", "y", "p"]),
    ],
)
def test_the_columns_of_a_star_come_in_the_order_of_the_query(store: ox.Store, query: str, expected: list[str]) -> None:
    results = ask(store, query)
    assert columns(results) == expected
    assert len(list(results)) == len(list(store.query(query, custom_functions={ox.NamedNode("x:f"): lambda *_: None})))  # type: ignore[arg-type]


def test_a_query_is_evaluated_once(store: ox.Store) -> None:
    calls: list[str] = []

    class Watched:
        def query(self, text: str, **options: object) -> object:
            calls.append(text)
            return store.query(text)

    ask(Watched(), "SELECT * { ?z <x:a> ?a } ORDER BY ?a")  # type: ignore[arg-type]
    assert calls == ["SELECT  ?z ?a  { ?z <x:a> ?a } ORDER BY ?a"]


def test_keywords_of_booleans_have_no_case(store: ox.Store) -> None:
    assert bool(ask(store, "ASK { FILTER(TRUE && !False) }")) is True
    (row,) = ask(store, "SELECT ('TRUE' AS ?t) {}")  # type: ignore[misc]
    assert row["t"] == ox.Literal("TRUE")


@pytest.mark.parametrize("call", ["GROUP_CONCAT(?o)", "group_concat( DISTINCT ?o ; separator=' ')", "GROUP_CONCAT(CONCAT(?o, ''))"])
def test_texts_that_are_put_together_have_no_language(store: ox.Store, call: str) -> None:
    (row,) = ask(store, f"SELECT ({call} AS ?all) {{ <x:z> <x:a> ?o }}")  # type: ignore[misc]
    assert row["all"].language is None and sorted(row["all"].value.split()) == ["one", "two"]


def test_a_function_that_nobody_knows_is_an_error_of_its_expression_alone(store: ox.Store) -> None:
    assert list(ask(store, "SELECT ?s { ?s ?p ?o FILTER <x:f>(?o, 1) }")) == []  # type: ignore[arg-type]
    rows = list(ask(store, "SELECT ?s (<x:f>(?o) AS ?f) (<x:g>() AS ?g) { ?s <x:n> ?o }"))  # type: ignore[arg-type]
    assert [(row["s"].value, row["f"], row["g"]) for row in rows] == [("x:b", None, None)]
    change(store, "INSERT { ?s <x:f> ?f } WHERE { ?s <x:n> ?o BIND(<x:f>(?o) AS ?f) }", where="memory")
    assert len(store) == 3


@pytest.mark.parametrize("text", ["SELECT (TRUE AS ?x) WHERE {\n ?s ?p ; }", "ASK { VALUES ?x {\n TRUE 'GROUP_CONCAT(' ?x } }"])
def test_an_error_stands_where_it_is_in_the_text_that_was_sent(store: ox.Store, text: str) -> None:
    with pytest.raises(QueryError, match="query: syntax error in line 2, column"):
        ask(store, text)


def test_an_update_of_a_graph_that_is_not_there_is_the_clients_mistake(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="update: the graph <x:g> does not exist; with SILENT"):
        change(store, "DROP GRAPH <x:g>", where="memory")
    with pytest.raises(QueryError, match="update: the graph <x:g> already exists"):
        change(store, "CREATE GRAPH <x:g> ; CREATE GRAPH <x:g>", where="memory")
    with pytest.raises(QueryError, match="update: syntax error in line 1"):
        change(store, "INSERT DATA { ?x ?y ?z }", where="memory")


def test_too_many_unknown_functions_end_somewhere(store: ox.Store) -> None:
    with pytest.raises(StoreError, match="custom function"):
        ask(store, "SELECT * { " + " ".join(f"FILTER(<x:f{n}>())" for n in range(101)) + " }")


def test_another_service_is_not_asked_for_the_sake_of_the_columns() -> None:
    text = "SELECT * { ?z <x:a> ?a SERVICE <http://127.0.0.1:9/> { ?b ?c ?d } } ORDER BY ?b"
    assert in_order(text) == text


def test_what_needs_no_mending_is_left_alone() -> None:
    text = "SELECT ?true (true AS ?x) { ?s ?p 'GROUP_CONCAT(TRUE)' } # TRUE"
    assert without_language(small_letters(text)) == text
