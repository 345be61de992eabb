"""What is wrong with a gazetteer file: each finding with its place, so that its author can mend it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import GazetteerError
from kg.gazetteer.entry import Record
from kg.gazetteer.names import is_junk, is_stop_word, normalise
from kg.gazetteer.table import iter_rows, to_record
from kg.gazetteer.turtle import read_turtle
from kg.ontology import Ontology

_QID = re.compile(r"Q[1-9]\d*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SPLIT = re.compile(r"^(?P<where>.*?(?:, line \d+)?): (?P<rule>.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: the line or item it is at, and what is wrong."""

    where: str
    rule: str

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}"


def check_file(path: Path, ontology: Ontology) -> Iterator[Problem]:
    """The problems of a gazetteer file (`.ttl` as Turtle, anything else as a table), in its order.

    Junk names, ids that are none, classes that the ontology lacks, points off the globe, things listed twice.

    Raises:
        GazetteerError: the file cannot be read at all.
    """
    first: dict[tuple[str, str], str] = {}
    for where, record in _records(path):
        if isinstance(record, GazetteerError):
            found = _SPLIT.match(str(record))
            yield Problem(where, found["rule"] if found and found["where"].startswith(str(path)) else str(record))
            continue
        for rule in (*_of_names(record), *_of_facts(record, ontology), *_twice(record, where, first)):
            yield Problem(where, rule)


def _records(path: Path) -> Iterator[tuple[str, Record | GazetteerError]]:
    if path.suffix == ".ttl":
        for record in read_turtle(path, source="user").records:
            yield f"{path}, {record.entry.key}", record
        return
    for line, row in iter_rows(path):
        try:
            yield f"{path}, line {line}", to_record(path, line, row)
        except GazetteerError as error:
            yield f"{path}, line {line}", error


def _of_names(record: Record) -> Iterator[str]:
    for name in record.names:
        if is_junk(name.text):
            yield f"the name {name.text!r} is none that a text could be searched for (a bare number, or too short)"
        elif is_stop_word(name.text):
            yield f"the name {name.text!r} is an ordinary word"
    keys = [normalise(name.text) for name in record.names]
    for name, key in zip(record.names, keys, strict=True):
        if key and keys.index(key) < record.names.index(name):
            yield f"the name {name.text!r} is {record.names[keys.index(key)].text!r} again, to the normaliser"


def _of_facts(record: Record, ontology: Ontology) -> Iterator[str]:
    entry = record.entry
    if entry.type not in ontology:
        yield f"the type {entry.type!r} is no class of the ontology"
    if entry.wikidata and not _QID.fullmatch(entry.wikidata):
        yield f"{entry.wikidata!r} is no id of a Wikidata item"
    if entry.country and not _COUNTRY.fullmatch(entry.country):
        yield f"the country {entry.country!r} is no ISO code of two letters"
    if (entry.lat is None) != (entry.lon is None):
        yield "it has only one of lat and lon"
    if abs(entry.lat or 0) > 90 or abs(entry.lon or 0) > 180:
        yield f"lat {entry.lat}, lon {entry.lon} is not on the globe"
    if entry.population < 0:
        yield f"the population {entry.population} is below zero"


def _twice(record: Record, where: str, first: dict[tuple[str, str], str]) -> Iterator[str]:
    entry = record.entry
    things: Iterable[tuple[str, str]] = [
        ("label and type", f"{entry.type} {normalise(entry.label)} {entry.wikidata or ''} {entry.country or ''}")
    ]
    if entry.wikidata and entry.match == "exact":
        things = [("Wikidata id", entry.wikidata)]
    for kind, value in things:
        if (kind, value) in first:
            yield f"the same {kind} as {first[kind, value]}"
        else:
            first[kind, value] = where.rpartition(", ")[2]


def read_notes(path: Path) -> list[str]:
    """The notes above a table: what made it, and from what."""
    notes: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in file:
                if not line.startswith("#"):
                    break
                notes.append(line[1:].strip())
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    return notes
