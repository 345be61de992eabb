"""How terms look on pages: short, linked where they lead somewhere, never as code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

import pyoxigraph as ox

from kg.results import Table, Term, shorten, to_text
from kg.vocab import DL, PREFIXES

_DIGITS = 15
STATUSES = ("Reported", "Corroborated", "Disputed", "Denied", "Planned", "Hypothetical")


@dataclass(frozen=True, slots=True)
class Cell:
    """A term as a template shows it: `text`, a link if there is one, and what a pointer over it tells."""

    text: str
    href: str | None = None
    title: str = ""
    kind: str = "text"
    """``iri``, ``text``, ``number``, ``date`` or ``empty``; a status has its own name in small letters."""


@dataclass(frozen=True, slots=True)
class Display:
    """Shows terms for a server whose own IRIs lie under `base`, with the labels that were looked up for them."""

    base: str
    labels: Mapping[str, str] = field(default_factory=dict)

    def with_labels(self, labels: Mapping[str, str]) -> Display:
        """The same, with labels for some IRIs."""
        return Display(self.base, {**self.labels, **labels})

    def cell(self, term: Term | None) -> Cell:
        """A term for a table's cell."""
        if term is None:
            return Cell("", kind="empty")
        if isinstance(term, ox.NamedNode):
            name = term.value.removeprefix(DL.iri)
            kind = name.lower() if name in STATUSES else "iri"
            return Cell(self.name(term.value), self.href(term.value), term.value, kind)
        if isinstance(term, ox.Literal):
            datatype = term.datatype.value.rpartition("#")[2]
            number = datatype in ("integer", "decimal", "double", "float", "int", "long")
            kind = "number" if number else "date" if datatype in ("date", "dateTime", "gYear", "gYearMonth") else "text"
            title = (
                f"@{term.language}" if term.language else "" if term.datatype.value.endswith("#string") else shorten(term.datatype.value)
            )
            if datatype.casefold().endswith("duration"):
                return Cell(plain_duration(term.value), None, title, kind)
            return Cell(plain_number(term.value) if number else term.value, None, title, kind)
        return Cell(to_text(term, PREFIXES, self.base))

    def name(self, iri: str) -> str:
        """What people call an IRI: its label, or a short form."""
        if iri in self.labels:
            return self.labels[iri]
        if iri.startswith(DL.iri):
            return spaced(iri.removeprefix(DL.iri))
        return shorten(iri, PREFIXES, self.base)

    def property(self, iri: str) -> str:
        """A property's name in words, whatever its vocabulary: ``skos:exactMatch`` is "exact match"."""
        return self.labels.get(iri) or spaced(iri.rpartition("#")[2].rpartition("/")[2] or iri)

    def href(self, iri: str) -> str | None:
        """Where an IRI leads: a page of this server for its own, the address itself for http, nowhere for the rest."""
        if iri.startswith(self.base):
            return "/" + quote(iri.removeprefix(self.base), safe="/#%:@!$&'()*+,;=~-._")
        if iri.startswith(DL.iri):
            return "/ontology/" + quote(iri.removeprefix(DL.iri), safe="")
        return iri if iri.startswith(("http://", "https://")) else None

    def own(self, iris: Iterable[str]) -> list[str]:
        """Those of the IRIs that are this server's own things."""
        return [iri for iri in dict.fromkeys(iris) if iri.startswith(self.base)]


def without_repeated(table: Table, display: Display) -> Table:
    """The table without columns of text that only say again what an IRI beside them is shown as (``?event ?label``)."""
    names = [[display.cell(term).text if isinstance(term, ox.NamedNode) else None for term in row] for row in table.rows]
    kept = [
        column
        for column in range(len(table.columns))
        if not any(_repeats(table, names, column, other) for other in range(len(table.columns)) if other != column)
    ]
    return Table(
        columns=tuple(table.columns[column] for column in kept),
        rows=tuple(tuple(row[column] for column in kept) for row in table.rows),
        more=table.more,
    )


def _repeats(table: Table, names: list[list[str | None]], column: int, other: int) -> bool:
    """Whether every text in `column` is the name of the IRI in `other`, of the same row, and there is one."""
    found = False
    for row, named in zip(table.rows, names, strict=True):
        term = row[column]
        if isinstance(term, ox.NamedNode) or (term is not None and (not isinstance(term, ox.Literal) or named[other] != term.value)):
            return False
        found = found or term is not None
    return found


def spaced(name: str) -> str:
    """A local name as words: ``DroneStrike`` is "drone strike", ``inResponseTo`` "in response to"."""
    words = ""
    for before, character in zip(" " + name, name, strict=False):
        words += " " + character.lower() if character.isupper() and before.islower() else character
    return words[:1].lower() + words[1:] if not words[:2].isupper() else words


_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def plain_duration(value: str) -> str:
    """``PT1H30M`` as "1 hour 30 minutes"; what is no plain duration stays as it is."""
    match = _DURATION.fullmatch(value)
    units = ("year", "month", "week", "day", "hour", "minute", "second")
    given = zip(match.groups(), units, strict=True) if match else ()
    return " ".join(f"{number} {unit}{'' if number == '1' else 's'}" for number, unit in given if number) or value


def plain_number(value: str) -> str:
    """``40.0`` as "40"; what is no plain decimal stays as it is."""
    whole, dot, rest = value.partition(".")
    return whole if dot and rest.strip("0") == "" and whole.lstrip("+-").isdigit() else value


def number_in(term: Term | None) -> int:
    """The count that a cell holds, for pictures: a literal of decimal digits (15 at most); 0 for all else."""
    return int(term.value) if isinstance(term, ox.Literal) and term.value.isdecimal() and len(term.value) <= _DIGITS else 0


def split_at(text: str, part: str | None) -> tuple[str, str, str]:
    """`text` before, in and after the first place of `part`, to mark it; all of it is before when it is not there."""
    if not part or part not in text:
        return text, "", ""
    before, _, after = text.partition(part)
    return before, part, after
