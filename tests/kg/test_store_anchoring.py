"""Queries that begin at the given end of a path: the same solutions as often, and only where the numbers speak for it."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import event, given, reject
from hypothesis import strategies as st

from kg.store.anchoring import anchored
from kg.store.engine import ask
from kg.store.patterns import UnreadError, read_query

NODES = [f"<x:{letter}>" for letter in "abcd"]
PROPERTIES = ["<x:p>", "<x:q>", "<x:r>"]


def always(query: str) -> int:
    """Everything but what a path of any length leads to is large, and so is what else has an end that is given."""
    return 1 if "+" in query or "<x:few>" in query or "*" in query.replace("COUNT(*)", "") else 1_000


# -- the law
triples = st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(NODES))
graphs = st.lists(triples, min_size=1, max_size=14, unique=True)
steps = st.recursive(
    st.sampled_from(PROPERTIES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "*", "?"])).map(lambda pair: f"({pair[0]}){pair[1]}"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}/{pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        inner.map(lambda path: f"^({path})"),
    ),
    max_leaves=3,
)
variables = st.sampled_from(["?x", "?y", "?z"])
anywhere = st.one_of(variables, st.sampled_from([*NODES, "<x:unknown>"]))
plain = st.tuples(variables, st.one_of(st.sampled_from(PROPERTIES), steps), anywhere).map(" ".join)
ending = st.tuples(
    variables, st.sampled_from(["", "<x:q>/"]), steps, st.sampled_from(["+", "*"]), st.sampled_from([*NODES, "<x:unknown>"])
).map(lambda parts: f"{parts[0]} {parts[1]}({parts[2]}){parts[3]} {parts[4]}")
blocks = st.lists(st.one_of(plain, ending), min_size=1, max_size=3).flatmap(
    lambda statements: st.one_of(ending, plain).flatmap(lambda last: st.permutations([*statements, last]).map(" . ".join))
)
groups = st.recursive(
    blocks,
    lambda inner: st.one_of(
        st.tuples(inner, variables, st.sampled_from(NODES)).map(lambda parts: f"{parts[0]} FILTER({parts[1]} = {parts[2]})"),
        inner.map(lambda group: f"VALUES ?x {{ <x:a> <x:b> <x:b> }} {group}"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]} OPTIONAL {{ {pair[1]} }}"),
        st.tuples(inner, inner).map(lambda pair: f"{{ {pair[0]} }} UNION {{ {pair[1]} }}"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]} MINUS {{ {pair[1]} }}"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]} FILTER NOT EXISTS {{ {pair[1]} }}"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]} {{ SELECT DISTINCT ?x {{ {pair[1]} }} }}"),
        st.tuples(inner, inner).map(lambda pair: f"GRAPH <x:g> {{ {pair[0]} }} FILTER(BOUND(?x)) OPTIONAL {{ {pair[1]} }}"),
        inner.map(lambda group: f"GRAPH ?g {{ {group} }}"),
        inner.map(lambda group: f"BIND(<x:a> AS ?x) {group} VALUES ?y {{ <x:a> <x:b> UNDEF }}"),
    ),
    max_leaves=2,
)


def solutions(results: object) -> Counter[tuple[str, ...]]:
    assert isinstance(results, ox.QuerySolutions)
    return Counter(tuple(str(row[name]) for name in ("x", "y", "z", "g")) for row in results)


@given(graph=graphs, named=graphs, group=groups)
def test_a_query_that_is_rewritten_has_the_same_solutions_as_often(
    graph: list[tuple[str, ...]], named: list[tuple[str, ...]], group: str
) -> None:
    store = ox.Store()
    inside = " . ".join(" ".join(triple) for triple in named)
    store.update(f"INSERT DATA {{ {' . '.join(' '.join(triple) for triple in graph)} GRAPH <x:g> {{ {inside} }} }}")
    query = f"SELECT ?x ?y ?z ?g WHERE {{ {group} }}"
    try:
        expected = solutions(store.query(query))
    except SyntaxError:
        reject()  # one variable is bound twice
    rewritten = anchored(query, always)
    event("rewritten" if rewritten != query else "left alone")
    assert solutions(store.query(rewritten)) == expected


# -- what is rewritten
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?e { ?e <x:p>/<x:q>+ <x:c> }", "SELECT ?e { VALUES ?anchor0 { <x:c> } ?e <x:p>/<x:q>+  ?anchor0  }"),
        (
            "PREFIX x: <x:> ASK { ?e a x:E ; x:p ?p FILTER(?e > 1) ?p x:q* x:c. }",
            "PREFIX x: <x:> ASK { VALUES ?anchor0 { x:c } ?e a x:E ; x:p ?p FILTER(?e > 1) ?p x:q*  ?anchor0 . }",
        ),
        (
            "SELECT (COUNT(*) AS ?anchor0) { { ?e (<x:p>|a)/(<x:q>/<x:r>)* <x:c> } UNION { ?e ?p ?q } }",
            "SELECT (COUNT(*) AS ?anchor0) { { VALUES ?anchor0_ { <x:c> } ?e (<x:p>|a)/(<x:q>/<x:r>)*  ?anchor0_  } UNION { ?e ?p ?q } }",
        ),
        (
            "SELECT ?e { ?x ?y ?z OPTIONAL { ?x ?z ?y } VALUES ?k { <x:k> 1 } FILTER(?e != 1) ?e <x:k> ?k . ?e <x:p>/<x:q>+ <x:c> }",
            "SELECT ?e { ?x ?y ?z OPTIONAL { ?x ?z ?y } VALUES ?anchor0 { <x:c> } VALUES ?k { <x:k> 1 } FILTER(?e != 1) ?e <x:k> ?k . "
            "?e <x:p>/<x:q>+  ?anchor0  }",
        ),
        ("SELECT ?e { ?e <x:p> ?p FILTER ( ?p=<x:few> ) }", "SELECT ?e { VALUES ?p { <x:few> } ?e <x:p> ?p FILTER ( ?p=<x:few> ) }"),
        ("SELECT ?e { FILTER(<x:few> = ?e) ?e <x:p>+ ?p }", "SELECT ?e { VALUES ?e { <x:few> } FILTER(<x:few> = ?e) ?e <x:p>+ ?p }"),
        (
            "CONSTRUCT { ?e <x:p>\n<x:d> } { ?e <x:label> '}'@en, ?f ; <x:p>/<x:q>+ <x:c>, ?d # <x:c> }\n}",
            "CONSTRUCT { ?e <x:p>\n<x:d> } { VALUES ?anchor0 { <x:c> } ?e <x:label> '}'@en, ?f ; <x:p>/<x:q>+  ?anchor0 , ?d # <x:c> }\n}",
        ),
    ],
)
def test_the_end_of_a_path_is_what_the_query_begins_with(query: str, expected: str) -> None:
    assert anchored(query, always) == expected
    ox.Store().query(expected)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x { ?x <x:q>+ <x:c> }",
        "SELECT ?x { ?x <x:p>/<x:q> <x:c> . FILTER(2*3 > ?x) }",
        "SELECT ?x { ?x <x:p>/<x:q>+ ?c }",
        "SELECT ?x { <x:a> <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { <x:a> <x:p> ?x . ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT * { ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { { SELECT DISTINCT * { ?x <x:p>/<x:q>+ <x:c> } } }",
        "SELECT (COUNT(DISTINCT *) AS ?n) { ?x <x:p>/<x:q>+ <x:c> }",
        "DESCRIBE * { ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { _:b <x:r> ?x . ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { [] <x:r> ?x . ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { ?x <x:r> (1 2) . ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { ?x <x:p>/!<x:r>/<x:q>+ <x:c> }",
        "SELECT ?x { ?x <x:r> ?y {| <x:s> ?z |} . ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { ?x <x:p>/<x:q>+ <x:c> SERVICE <x:s> { ?x ?y ?z } }",
        "SELECT ?x { ?x <x:p>/<x:q>+ <x:c> LATERAL { ?x ?y ?z } }",
        "SELECT ?x { ?x <x:p>/<x:q> +5 }",
        "SELECT ?x { FILTER EXISTS { ?x <x:p>/<x:q>+ <x:c> } }",
        "SELECT ?x { FILTER(?a<?b && EXISTS { ?x <x:p>/<x:q>+ <x:c> } || ?c>?d) }",
        "SELECT ?x { ?x a <x:e> OPTIONAL { ?x <x:p>/<x:q>+ <x:c> } }",
        "SELECT ?x { ?x <x:p> ?y FILTER(?y = <x:many>) }",
        "SELECT ?x { ?x <x:p> ?y FILTER(?y = <x:few> || ?x = <x:few>) }",
        "SELECT ?x { ?x <x:p> ?y FILTER(?z = <x:few>) OPTIONAL { ?x <x:q> ?z } }",
        "SELECT ?x { { ?x <x:p> ?y } ?x <x:q> ?z FILTER(?y = <x:few>) }",
        "SELECT ?x { GRAPH ?g { ?x <x:p>/<x:q>+ <x:c> } }",
        "SELECT ?x { GRAPH $g { { SELECT ?x { ?x <x:p>/<x:q>+ <x:c> } } } }",
        "SELECT ?x { VALUES ?x { UNDEF } ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { VALUES ?y { UNDEF } ?x <x:r> ?y ; <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { VALUES ?x { <x:a> } ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { ?x <x:p>/<x:q>+ <x:c> } VALUES (?y ?x) { (1 <x:a>) }",
        "SELECT ?x { ?x <x:p>/<x:q>+ <x:c> { ?x <x:r> <x:d> } }",
        "SELECT ?x { ?x <x:r> ?y { ?x <x:p>/<x:q>+ <x:c> } }",
        "INSERT { ?x <x:r> 1 } WHERE { ?x <x:p>/<x:q>+ <x:c> }",
        "CONSTRUCT WHERE { ?x <x:p>/<x:q>+ <x:c> }",
        "SELECT ?x { ?x <x:p>/<x:q>+ <x:c> ",
        "SELECT ?x { ?x <x:p>/<x:q>+ <x:c> ) }",
    ],
)
def test_what_is_well_as_it_is_or_not_understood_is_left_alone(query: str) -> None:
    assert anchored(query, always) == query


def test_where_another_pattern_is_the_smaller_one_the_engine_may_begin_with_it() -> None:
    query = "SELECT ?e { ?e <x:kind> <x:k> ; <x:p>/<x:q>+ <x:c> ; <x:agent> <x:a> }"
    sizes = {"<x:kind> <x:k>": 2_000, "<x:agent> <x:a>": 30, "<x:q>+ <x:c>": 20}
    asked: list[str] = []

    def count(text: str) -> int:
        asked.append(text)
        return next(size for pattern, size in sizes.items() if pattern in text)

    assert anchored(query, count) == query
    sizes["<x:agent> <x:a>"] = 80
    assert anchored(query, count) != query
    for text in asked:
        ox.Store().query(text)


def test_what_is_counted_is_in_the_graph_that_the_pattern_speaks_of() -> None:
    asked: list[str] = []

    def count(text: str) -> int:
        asked.append(text)
        return 1

    anchored("PREFIX x: <x:> SELECT ?e { GRAPH x:g { ?e x:kind x:k ; x:p/x:q+ x:c } }", count)
    assert asked == [
        "PREFIX x: <x:>  SELECT (COUNT(*) AS ?n) { SELECT ?anchored { GRAPH x:g { ?anchored x:kind x:k } } LIMIT 2000 }",
    ]


def test_the_answer_is_that_of_the_text_as_it_was_sent() -> None:
    store = ox.Store()
    lines = [f"<x:e{number}> <x:p> <x:place{number % 5}> ; <x:kind> <x:k> . <x:place{number % 5}> <x:q> <x:c> ." for number in range(50)]
    store.update(f"INSERT DATA {{ {' '.join(lines)} <x:c> <x:q> <x:d> }}")
    query = "SELECT * { ?e <x:kind> <x:k> ; <x:p>/<x:q>+ <x:d> }"
    results = ask(store, query)
    assert isinstance(results, ox.QuerySolutions)
    assert [variable.value for variable in results.variables] == ["e"]
    assert len(list(results)) == 50


def test_a_reader_says_so_when_it_does_not_understand() -> None:
    with pytest.raises(UnreadError):
        read_query("SELECT ?x { ?x <x:p> [ <x:q> 1 ] }")
    query = read_query(
        "BASE <x:> SELECT ?x { ?x <x:p>/(a|^<x:q>)*, <x:r> 1.5, 'a'^^<x:t>; a ?y. OPTIONAL { ?x ?p ?y } }".replace("*, ", "* 2, ?z;")
    )
    (place, block), *_ = query.groups[0].blocks
    assert (place, query.prologue) == (22, "BASE <x:> ")
    assert [pattern.object.text for pattern in block] == ["2", "?z", "1.5", "'a'^^<x:t>", "?y"]
    assert [len(pattern.steps) for pattern in block] == [2, 2, 1, 1, 1]
    assert [group.alone for group in query.groups] == [True, False]
