"""Syntax errors that the engine takes are told with their place, and what only looks like them is not."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.store.engine import ask, change
from kg.store.strictness import check_strictly


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT (COUNT(COUNT(*)) AS ?c) {}", "line 1, column 15: The COUNT stands within another aggregate"),
        ("SELECT ?s\n  (Sum(1 + IF(max (?x) > 1, 2, 3)) AS ?c) { ?s ?p ?x }", "line 2, column 15: The MAX stands within another"),
        ("SELECT * {\n  BIND(<<( 'a'@en <x:p> 1 )>> AS ?x)\n}", "line 2, column 8: The TRIPLE term has a literal or a triple term"),
        ("SELECT * { BIND(<<( <<( <x:s> <x:p> 1 )>> <x:p> 1 )>> AS ?x) }", "column 17: The TRIPLE term"),
        ("SELECT * { BIND(<<( TRUE <x:p> 1 )>> AS ?x) }", "column 17: The TRIPLE term"),
        ("SELECT (STR(<<( -1 <x:p> 1 )>>) AS ?x) {}", "column 13: The TRIPLE term"),
    ],
)
def test_what_the_standard_refuses_is_refused(query: str, told: str) -> None:
    with pytest.raises(QueryError, match=f"query: syntax error in .*{told}"):
        ask(ox.Store(), query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?c) (SUM(?x) + MAX(?x) AS ?d) { ?s ?p ?x } GROUP BY ?s HAVING (COUNT(?x) > MIN(?x))",
        "SELECT (COUNT(?n) AS ?c) { { SELECT (COUNT(*) AS ?n) { ?s ?p ?x } } }",
        "SELECT (SUM(IF(EXISTS { SELECT (COUNT(*) AS ?n) { ?s ?p ?x } }, 1, 0)) AS ?c) { ?s ?p ?x }",
        "SELECT (COUNT(CONCAT('COUNT(', ?x)) AS ?c) { ?s ?p ?x } # COUNT(COUNT(*))",
        "PREFIX count: <x:> SELECT (COUNT(count:count(?x)) AS ?c) { ?s ?p ?x }",
        "SELECT * { BIND(<<( <x:s> <x:p> <<( <x:s> <x:p> 1 )>> )>> AS ?x) FILTER('<<( 1' != ?x) }",
        "SELECT * { ?r <x:p> <<( ?s ?p ?o )>> FILTER(?o > 1) }",
        "SELECT * { ?r <x:p> <<( <<( ?s ?p ?o )>> ?p ?o )>>, (1 <<( <<( ?s ?p ?o )>> ?p ?o )>>) }",
    ],
)
def test_what_only_looks_like_it_is_taken(query: str) -> None:
    check_strictly(query)
    ask(ox.Store(), query)


def test_an_update_is_held_to_the_same() -> None:
    with pytest.raises(QueryError, match="The COUNT stands within another aggregate"):
        change(ox.Store(), "INSERT { ?s ?p ?c } WHERE { SELECT (COUNT(COUNT(*)) AS ?c) {} }", where="here")
