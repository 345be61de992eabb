"""Which media type a client gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.results import GRAPH_FORMATS, RESULT_FORMATS
from server.negotiation import choose, choose_format, parse_accept, prefers_html

OFFERED = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"]
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, OFFERED[0]),
        ("", OFFERED[0]),
        ("*/*", OFFERED[0]),
        ("*", OFFERED[0]),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.7", OFFERED[1]),
        ("text/csv;q=0.5, */*;q=0.1", "text/csv"),
        # The most exact range decides, whatever the order: JSON is refused here by name.
        ("*/*, application/sparql-results+json;q=0", OFFERED[1]),
        ("application/*;q=0.2, text/csv;q=0.1", OFFERED[0]),
        ("text/csv; charset=utf-8; q=1.0, application/sparql-results+json;q=0.9", "text/csv"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("nonsense", None),
        ("nonsense, text/csv", "text/csv"),
    ],
)
def test_the_best_liked_type_wins_and_the_first_of_equals(accept: str | None, chosen: str | None) -> None:
    assert choose(parse_accept(accept), OFFERED) == chosen


def test_other_names_of_a_type_are_known() -> None:
    json = choose_format(parse_accept("application/json"), RESULT_FORMATS)
    ntriples = choose_format(parse_accept("text/plain"), GRAPH_FORMATS)
    assert json is not None and json.name == "json"
    assert ntriples is not None and ntriples.name == "ntriples"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (FIREFOX, True),
        ("text/html", True),
        ("*/*", False),
        (None, False),
        ("text/html;q=0.5, text/turtle", False),
        ("text/html;q=0", False),
    ],
)
def test_html_is_for_those_who_ask_for_it_by_name(accept: str | None, wanted: bool) -> None:
    assert prefers_html(parse_accept(accept), ["text/turtle", "application/xml"]) is wanted


@given(header=st.text(alphabet="abc/*;=q.,019 +-", max_size=60))
def test_no_header_breaks_it(header: str) -> None:
    assert choose(parse_accept(header), OFFERED) in (None, *OFFERED)
