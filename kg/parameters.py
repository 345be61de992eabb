"""Parameters of stored queries: what a value must look like, and the RDF term it becomes.

A value never enters a query as text. It becomes a term of the RDF library, and that term's own serialisation is what the
query receives: quotes, braces and line breaks inside a value stay inside its literal.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import pyoxigraph as ox

from kg.errors import QueryError
from kg.ontology import DL

Type = Literal["iri", "string", "date", "integer", "decimal", "class", "entity", "event"]
TYPES: tuple[str, ...] = get_args(Type)


_XSD = "http://www.w3.org/2001/XMLSchema#"
_LOCAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")

Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter: the query holds it as a VALUES block of the variable of the same name.

    `type` class takes a local name of the ontology ("Attack"); entity takes a name as people write it ("Russia"), a
    Wikidata id or an IRI; event takes an IRI, the last part of one, or words of its label.
    """

    name: str
    type: Type = "string"
    description: str = ""
    default: str | None = None
    enumeration: tuple[str, ...] = ()
    required: bool = False


class Names(Protocol):
    """Finds what a person means by a name; a dataset can (`kg.queries.DatasetNames`)."""

    def find(self, kind: Literal["class", "entity", "event"], text: str) -> Sequence[ox.NamedNode]:
        """The nodes of that name.

        Raises:
            QueryError: there is none; the line says which names are near.
        """
        ...


def to_terms(parameter: Parameter, value: str, names: Names | None = None) -> tuple[Term, ...]:
    """The term, or for a name that several nodes bear the terms, that `value` stands for.

    Raises:
        QueryError: the value is not of the parameter's type, not in its enumeration, or names nothing.
    """
    value = value.strip()
    if parameter.enumeration and value not in parameter.enumeration:
        near = _near(value, parameter.enumeration) or f"one of {', '.join(parameter.enumeration)}"
        raise QueryError(f'parameter {parameter.name}: "{_short(value)}" is not a value of it; it takes {near}')
    if parameter.type == "string":
        return (_literal(parameter, value),)
    if parameter.type in ("integer", "decimal"):
        return (_number(parameter, value),)
    if parameter.type == "date":
        return (_date(parameter, value),)
    if parameter.type == "iri":
        return (_iri(parameter, value),)
    # What an enumeration lists needs no looking up: these are often individuals of the ontology, such as a status.
    return _named(parameter, value, None if parameter.enumeration else names)


def _literal(parameter: Parameter, value: str) -> ox.Literal:
    if "\x00" in value or any(0xD800 <= ord(character) < 0xE000 for character in value):
        raise _wrong(parameter, value, "text without control characters")
    return ox.Literal(value)


def _number(parameter: Parameter, value: str) -> ox.Literal:
    pattern = r"[+-]?\d{1,18}" if parameter.type == "integer" else r"[+-]?\d{1,18}(?:\.\d{1,18})?"
    if not re.fullmatch(pattern, value, re.ASCII):
        raise _wrong(parameter, value, "a whole number such as 10" if parameter.type == "integer" else "a number such as 2.5")
    return ox.Literal(value, datatype=ox.NamedNode(_XSD + parameter.type))


def _date(parameter: Parameter, value: str) -> ox.Literal:
    # ISO week dates and the compact form, which `fromisoformat` also takes, are no xsd:date.
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return ox.Literal(dt.date.fromisoformat(value).isoformat(), datatype=ox.NamedNode(_XSD + "date"))
        except ValueError as error:
            raise _wrong(parameter, value, f"a day of the calendar ({error})") from None
    raise _wrong(parameter, value, "a date as YYYY-MM-DD, such as 2025-06-01")


def _iri(parameter: Parameter, value: str) -> ox.NamedNode:
    text = value[1:-1] if value.startswith("<") and value.endswith(">") else value
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        raise _wrong(parameter, value, f"an absolute IRI ({str(error).lower()})") from None


def _named(parameter: Parameter, value: str, names: Names | None) -> tuple[ox.NamedNode, ...]:
    if value.startswith("dl:"):
        value = DL + value.removeprefix("dl:")
    if _ABSOLUTE.fullmatch(value.strip("<>")):
        return (_iri(parameter, value),)
    if not value:
        raise _wrong(parameter, value, "a name or an IRI")
    kind: Literal["class", "entity", "event"]
    kind = "class" if parameter.type == "class" else "event" if parameter.type == "event" else "entity"
    if names is not None:
        try:
            return tuple(names.find(kind, value))
        except QueryError as error:
            raise QueryError(f"parameter {parameter.name}: {error}") from None
    if kind == "class" and _LOCAL_NAME.fullmatch(value):
        return (ox.NamedNode(DL + value),)
    raise _wrong(parameter, value, "an IRI (names are looked up only where there is a dataset)")


def _wrong(parameter: Parameter, value: str, wanted: str) -> QueryError:
    return QueryError(f'parameter {parameter.name}: "{_short(value)}" is not {wanted}')


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _near(value: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(value, known, n=3, cutoff=0.6)
    return " or ".join(near)
