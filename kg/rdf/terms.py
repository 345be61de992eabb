"""Values as RDF terms, in the form in which Oxigraph keeps them: what goes in is equal to what comes out."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import pyoxigraph as ox

from kg.ontology import Ontology
from kg.vocab import GEO, XSD

WIKIDATA = "http://www.wikidata.org/entity/"
"""http, exactly so: it is what Wikidata's own data say."""
GEONAMES = "https://sws.geonames.org/"

_PRECISIONS = (
    (re.compile(r"-?\d{4,}-\d\d-\d\d"), XSD.date),
    (re.compile(r"-?\d{4,}-\d\d"), XSD.gYearMonth),
    (re.compile(r"-?\d{4,}"), XSD.gYear),
)
_DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_SURROGATE = re.compile("[\ud800-\udfff]")


def text(value: str) -> ox.Literal:
    """A string, character for character. A lone surrogate, which RDF cannot hold, becomes U+FFFD: offsets stay right."""
    return ox.Literal(_SURROGATE.sub("\ufffd", value))


def english(value: str) -> ox.Literal:
    """A string in English."""
    return ox.Literal(_SURROGATE.sub("\ufffd", value), language="en")


def integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=XSD.integer)


def boolean(value: bool) -> ox.Literal:
    return ox.Literal("true" if value else "false", datatype=XSD.boolean)


def decimal(value: float) -> ox.Literal:
    """A number without exponent and without trailing zeros: 2.0 is "2", as Oxigraph keeps it. At most 18 significant digits."""
    plain = format(Decimal(f"{value:.15g}"), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return _as_stored(ox.Literal(plain, datatype=XSD.decimal))


def date(value: str) -> ox.Literal | None:
    """A date typed by its precision: day, month or year. None where it is none of them, or is on no calendar."""
    for pattern, datatype in _PRECISIONS:
        if pattern.fullmatch(value):
            literal = ox.Literal(value, datatype=datatype)
            return _as_stored(literal) if _is_on_calendar(value) else None
    return None


def duration(value: str) -> ox.Literal | None:
    """A TIMEX3 or ISO 8601 duration as xsd:duration, which has no weeks: "P2W" is "P14D". None where it is none ("PXD")."""
    match = _DURATION.fullmatch(value)
    if match is None:
        return None
    weeks = int(match[3][:-1]) if match[3] else 0
    if weeks:
        days = weeks * 7 + (int(match[4][:-1]) if match[4] else 0)
        head, tail = value[: match.start(3)], value[(match.end(4) if match[4] else match.end(3)) :]
        value = f"{head}{days}D{tail}"
    return _as_stored(ox.Literal(value, datatype=XSD.duration))


def point(latitude: float, longitude: float) -> ox.Literal:
    """A GeoSPARQL point: longitude first, five decimals (about a metre)."""
    return ox.Literal(f"POINT({_degrees(longitude)} {_degrees(latitude)})", datatype=GEO.wktLiteral)


def wikidata(qid: str) -> ox.NamedNode:
    return ox.NamedNode(f"{WIKIDATA}{qid}")


def geonames(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"{GEONAMES}{number}/")


@lru_cache(maxsize=4096)
def named(ontology: Ontology, name: str) -> ox.NamedNode:
    """A term of the ontology by its local name.

    Raises:
        OntologyError: there is no such term.
    """
    return ox.NamedNode(ontology.iri(name))


def _degrees(value: float) -> str:
    return f"{round(value, 5) + 0.0:.5f}".rstrip("0").rstrip(".")  # + 0.0: no "-0"


def _is_on_calendar(value: str) -> bool:
    parts = [int(p) for p in value.lstrip("-").split("-")]
    month = parts[1] if len(parts) > 1 else 1
    day = parts[2] if len(parts) > 2 else 1
    year = parts[0]
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= days[month - 1]


@lru_cache(maxsize=4096)
def _as_stored(literal: ox.Literal) -> ox.Literal:
    """The literal in Oxigraph's own lexical form, by asking it."""
    store = ox.Store()
    node = ox.NamedNode("urn:x")
    store.add(ox.Quad(node, node, literal))
    for quad in store:
        if isinstance(quad.object, ox.Literal):
            return quad.object
    return literal
