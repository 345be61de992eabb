"""Results written in every format, and read back."""

from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.results import GRAPH_FORMATS, RESULT_FORMATS, Format, find_format, shape_of, shorten, to_table, to_text, write_results

EX = "http://example.org/"


@pytest.fixture
def store() -> ox.Store:
    store = ox.Store()
    subject = ox.NamedNode(EX + "s")
    for value in (
        ox.Literal('a "quoted", word\nand a line'),
        ox.Literal("mot", language="fr"),
        ox.Literal(40),
        ox.NamedNode(EX + "o"),
        ox.BlankNode("b"),
    ):
        store.add(ox.Quad(subject, ox.NamedNode(EX + "p"), value))
    return store


def written(store: ox.Store, query: str, form: Format) -> bytes:
    out = io.BytesIO()
    write_results(store.query(query), out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", [form for form in RESULT_FORMATS if form.name != "csv"], ids=lambda form: form.name)
def test_bindings_come_back_as_they_were(store: ox.Store, form: Format) -> None:
    query = "SELECT ?s ?o WHERE { ?s ?p ?o FILTER(!ISBLANK(?o)) } ORDER BY STR(?o)"
    back = ox.parse_query_results(written(store, query, form), format=form.engine)  # type: ignore[arg-type]
    assert [(row["s"], row["o"]) for row in back] == [(row["s"], row["o"]) for row in store.query(query)]  # type: ignore[union-attr]


def test_csv_has_plain_values_that_a_spreadsheet_reads(store: ox.Store) -> None:
    text = written(
        store, "SELECT ?o ?none WHERE { ?s ?p ?o FILTER(ISLITERAL(?o)) } ORDER BY STR(?o)", find_format("csv", "bindings")
    ).decode()
    assert list(csv.reader(io.StringIO(text))) == [["o", "none"], ["40", ""], ['a "quoted", word\nand a line', ""], ["mot", ""]]


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.name)
def test_a_boolean_can_be_written_in_every_format(store: ox.Store, form: Format) -> None:
    assert b"true" in written(store, "ASK { ?s ?p ?o }", form)


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_a_graph_comes_back_as_it_was(store: ox.Store, form: Format) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(!ISBLANK(?o)) }"
    back = {quad.triple for quad in ox.parse(written(store, query, form), format=form.engine)}  # type: ignore[arg-type]
    assert back == set(store.query(query))  # type: ignore[arg-type]


def test_a_constructed_triple_is_written_once_however_often_it_is_found(store: ox.Store) -> None:
    text = written(store, "CONSTRUCT { <a:s> <a:p> <a:o> } WHERE { ?s ?p ?o }", find_format("ntriples", "graph"))
    assert text == b"<a:s> <a:p> <a:o> .\n"


def test_turtle_is_written_with_the_usual_prefixes() -> None:
    query = "CONSTRUCT { <https://w3id.org/dateline/ontology#Attack> a <http://www.w3.org/2002/07/owl#Class> } WHERE {}"
    text = written(ox.Store(), query, find_format("turtle", "graph")).decode()
    assert "dl:Attack a owl:Class ." in text


def test_a_format_of_the_other_shape_is_refused(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="turtle: no format for query results; there are json, xml, csv, tsv"):
        find_format("turtle", "bindings")
    with pytest.raises(QueryError, match="turtle: does not fit the bindings"):
        written(store, "SELECT * WHERE { ?s ?p ?o }", find_format("turtle", "graph"))


@pytest.mark.parametrize("name", ["ttl", "text/turtle", "TURTLE"])
def test_a_format_is_found_by_ending_and_media_type_too(name: str) -> None:
    assert find_format(name, "graph").name == "turtle"


def test_a_table_says_when_there_is_more(store: ox.Store) -> None:
    query = "SELECT ?o WHERE { ?s ?p ?o }"
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions) and shape_of(solutions) == "bindings"
    table = to_table(solutions, limit=3)
    assert len(table.rows) == 3 and table.more
    again = store.query(query)
    assert isinstance(again, ox.QuerySolutions)
    assert not to_table(again, limit=5).more


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/dateline/ontology#Attack", "dl:Attack"),
        ("http://www.wikidata.org/entity/Q159", "wd:Q159"),
        ("https://w3id.org/dateline/id/entity/russia", "entity/russia"),
        ("https://schema.org/a/b", "https://schema.org/a/b"),
        ("https://schema.org/", "https://schema.org/"),
    ],
)
def test_iris_are_shortened_only_where_the_short_form_is_a_name(iri: str, short: str) -> None:
    assert shorten(iri, base="https://w3id.org/dateline/id/") == short


def test_a_cell_is_text_without_quotes_and_types() -> None:
    assert [to_text(ox.Literal("x", language="en")), to_text(ox.Literal(4)), to_text(None)] == ["x", "4", ""]
