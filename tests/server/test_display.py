"""How terms look on pages."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.results import Table, Term
from server.display import Display, number_in, plain_duration, plain_number, spaced, split_at, without_repeated

BASE = "https://w3id.org/dateline/id/"
DL = "https://w3id.org/dateline/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
EVENT = ox.NamedNode(BASE + "event/1")
DISPLAY = Display(BASE, {EVENT.value: "a strike"})


@pytest.mark.parametrize(
    ("term", "text", "href", "kind"),
    [
        (EVENT, "a strike", "/event/1", "iri"),
        (ox.NamedNode(BASE + "entity/é a".replace(" ", "%20")), "entity/é%20a", "/entity/%C3%A9%20a", "iri"),
        (ox.NamedNode(DL + "DroneStrike"), "drone strike", "/ontology/DroneStrike", "iri"),
        (ox.NamedNode(DL + "Disputed"), "disputed", "/ontology/Disputed", "disputed"),
        (ox.NamedNode("http://www.wikidata.org/entity/Q159"), "wd:Q159", "http://www.wikidata.org/entity/Q159", "iri"),
        (ox.NamedNode("javascript:alert(1)"), "javascript:alert(1)", None, "iri"),
        (ox.NamedNode("urn:x:y"), "urn:x:y", None, "iri"),
        (ox.Literal("40.0", datatype=ox.NamedNode(XSD + "decimal")), "40", None, "number"),
        (ox.Literal("PT1H30M", datatype=ox.NamedNode(XSD + "duration")), "1 hour 30 minutes", None, "text"),
        (ox.Literal("2025-06", datatype=ox.NamedNode(XSD + "gYearMonth")), "2025-06", None, "date"),
        (ox.Literal("<b>"), "<b>", None, "text"),
        (None, "", None, "empty"),
    ],
)
def test_a_term_has_its_words_and_leads_only_where_it_may(term: Term | None, text: str, href: str | None, kind: str) -> None:
    cell = DISPLAY.cell(term)
    assert (cell.text, cell.href, cell.kind) == (text, href, kind)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("P3D", "3 days"),
        ("P1Y2M", "1 year 2 months"),
        ("PT90M", "90 minutes"),
        ("P2W", "2 weeks"),
        ("P", "P"),
        ("-P1D", "-P1D"),
        ("x", "x"),
    ],
)
def test_durations_are_told_as_words(value: str, words: str) -> None:
    assert plain_duration(value) == words


@pytest.mark.parametrize(("name", "words"), [("inResponseTo", "in response to"), ("DroneStrike", "drone strike"), ("sha256", "sha256")])
def test_names_are_told_as_words(name: str, words: str) -> None:
    assert spaced(name) == words


@pytest.mark.parametrize(("value", "plain"), [("40.0", "40"), ("0.5", "0.5"), ("1E3", "1E3"), ("-2.00", "-2"), ("7", "7")])
def test_numbers_lose_only_what_means_nothing(value: str, plain: str) -> None:
    assert plain_number(value) == plain


def test_a_cue_is_cut_out_once() -> None:
    assert split_at("he said she said", "said") == ("he ", "said", " she said")
    assert split_at("he said", "told") == ("he said", "", "")


def test_a_column_that_repeats_the_name_of_an_iri_is_left_out() -> None:
    table = Table(columns=("event", "label", "n"), rows=((EVENT, ox.Literal("a strike"), ox.Literal(1)), (EVENT, None, ox.Literal(2))))
    assert without_repeated(table, DISPLAY).columns == ("event", "n")


def test_a_column_that_says_anything_else_stays() -> None:
    table = Table(columns=("event", "label"), rows=((EVENT, ox.Literal("a strike")), (EVENT, ox.Literal("another"))))
    assert without_repeated(table, DISPLAY) == table
    empty = Table(columns=("event", "label"), rows=((EVENT, None),))
    assert without_repeated(empty, DISPLAY) == empty


@pytest.mark.parametrize(
    ("term", "number"),
    [
        (ox.Literal(12), 12),
        (ox.Literal("²"), 0),
        (ox.Literal("9" * 5000), 0),
        (ox.Literal("-3"), 0),
        (ox.Literal("many"), 0),
        (EVENT, 0),
        (None, 0),
    ],
)
def test_a_picture_counts_by_whole_numbers_alone(term: Term | None, number: int) -> None:
    assert number_in(term) == number
