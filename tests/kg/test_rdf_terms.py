"""Values as RDF terms."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf import terms


def stored(literal: ox.Literal) -> object:
    """What Oxigraph gives back for a literal."""
    store = ox.Store()
    node = ox.NamedNode("urn:x")
    store.add(ox.Quad(node, node, literal))
    return next(iter(store)).object


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_a_number_comes_back_as_it_went_in(value: float) -> None:
    literal = terms.decimal(value)
    assert stored(literal) == literal
    assert float(literal.value) == pytest.approx(value, rel=1e-9, abs=1e-12)


@given(st.text(st.characters(codec=None)))
def test_a_text_comes_back_as_it_went_in(value: str) -> None:
    literal = terms.text(value)
    assert stored(literal) == literal
    assert len(literal.value) == len(value)


@pytest.mark.parametrize(
    ("timex", "expected"),
    [("P14D", "P14D"), ("P2W", "P14D"), ("PT48H", "P2D"), ("P1M", "P1M"), ("PXD", None), ("P", None), ("PT", None), ("2025-07-01", None)],
)
def test_a_duration_is_one_of_xml_schema_or_none(timex: str, expected: str | None) -> None:
    literal = terms.duration(timex)
    assert (literal.value if literal else None) == expected


@given(st.dates().map(str))
def test_every_day_of_the_calendar_is_a_date(day: str) -> None:
    literal = terms.date(day)
    assert literal is not None
    assert stored(literal) == literal


@pytest.mark.parametrize("value", ["2025-02-29", "2025-13-01", "2025-00", "soon", "2025-W22", "2025-07-01T10:00"])
def test_what_is_on_no_calendar_is_no_date(value: str) -> None:
    assert terms.date(value) is None


def test_a_point_has_its_longitude_first() -> None:
    assert terms.point(50.91, 34.8).value == "POINT(34.8 50.91)"
    assert terms.point(-0.000001, 10).value == "POINT(10 0)"
