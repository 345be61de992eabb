"""Cutting an article's text where mentions and evidence begin and end."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from server.graph import Row
from server.reading import Piece, read_along

NEGATED = ox.NamedNode("https://w3id.org/dateline/ontology#Negated")


def row(start: int, end: int, **terms: str) -> Row:
    named = {name: ox.Literal(value) for name, value in terms.items()}
    return {"start": ox.Literal(start), "end": ox.Literal(end), **named}


def test_a_text_without_anything_is_one_piece() -> None:
    assert read_along("abc", [], []) == [Piece(text="abc")]


def test_evidence_that_overlaps_is_counted() -> None:
    pieces = read_along("abcdef", [], [row(0, 4), row(3, 6)])
    assert [(piece.text, piece.claims, piece.anchor) for piece in pieces] == [("abc", 1, 0), ("d", 2, 3), ("ef", 1, None)]


def test_a_denial_marks_its_evidence() -> None:
    (piece,) = read_along("abc", [], [{**row(0, 3), "polarity": NEGATED}])
    assert piece.negated


def test_words_belong_to_the_shortest_mention_around_them() -> None:
    pieces = read_along("governor of Sumy", [row(0, 16, node="g", form="nominal"), row(12, 16, node="s", form="name")], [])
    assert [(piece.text, piece.refers) for piece in pieces] == [("governor of ", "g"), ("Sumy", "s")]


def test_a_trigger_is_known_by_its_form() -> None:
    (piece,) = read_along("strike", [row(0, 6, node="v", form="trigger", label="a strike")], [])
    assert piece.trigger and piece.label == "a strike"


def test_offsets_outside_the_text_are_passed_over() -> None:
    assert read_along("abc", [row(2, 9, node="x"), row(2, 1, node="y")], [row(7, 9)]) == [Piece(text="abc")]


spans = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=6)


@given(article=st.text(max_size=10), mentions=spans, claims=spans)
def test_the_pieces_put_together_are_the_text(article: str, mentions: list[tuple[int, int]], claims: list[tuple[int, int]]) -> None:
    pieces = read_along(article, [row(*span, node="x") for span in mentions], [row(*span) for span in claims])
    assert "".join(piece.text for piece in pieces) == article
