"""A user's own gazetteer as a table: tab-separated, with a header line.

Columns: `label` and `type` (a class of the ontology) are needed; `names` (separated by ``|``), `ambiguous` (names, the label or
further ones, that count only where the context agrees), `wikidata`, `geonames`, `lat`, `lon`, `country` (ISO code), `population`,
`evidence` are not. Lines that begin with ``#`` are notes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import GazetteerError
from kg.gazetteer.entry import Entry, Name, Record

_QID = re.compile(r"Q[1-9]\d*")


def read_table(path: Path) -> Iterator[Record]:
    """The records of a TSV file.

    Raises:
        GazetteerError: a column is missing, or a value is not what its column holds; the message names the line.
    """
    for line, row in iter_rows(path):
        yield to_record(path, line, row)


def iter_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a TSV file with their line numbers, values without white space around them.

    Raises:
        GazetteerError: the file cannot be read, or a column is missing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(lines := _Lines(file), delimiter="\t")
            missing = {"label", "type"} - set(rows.fieldnames or ())
            if missing:
                raise GazetteerError(f"{path}: no column {' or '.join(sorted(missing))} (a table needs label and type, tab-separated)")
            for row in rows:
                yield lines.number, {k: (v or "").strip() for k, v in row.items() if k and not isinstance(v, list)}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GazetteerError(f"{path}: cannot be read as a UTF-8 table ({error})") from error


class _Lines:
    """The lines of a file that are no notes, and the number of the last one in the file."""

    def __init__(self, file: Iterable[str]) -> None:
        self._lines = enumerate(file, start=1)
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while True:
            self.number, line = next(self._lines)
            if not line.startswith("#"):
                return line


def to_record(path: Path, line: int, row: dict[str, str]) -> Record:
    """The record of a row.

    Raises:
        GazetteerError: a value is not what its column holds.
    """

    def fail(column: str, rule: str) -> GazetteerError:
        return GazetteerError(f"{path}, line {line}: {column} is {row.get(column, '')!r}; {rule}")

    if not row["label"] or not row["type"]:
        raise fail("label" if not row["label"] else "type", "it must not be empty")
    qid = row.get("wikidata", "")
    if qid and not _QID.fullmatch(qid):
        raise fail("wikidata", "it must be an id such as Q42, or empty")
    try:
        numbers = {c: float(row[c]) for c in ("lat", "lon", "population", "geonames") if row.get(c)}
    except ValueError as error:
        raise GazetteerError(f"{path}, line {line}: {error}; lat, lon, population and geonames are numbers") from error
    names = dict.fromkeys([row["label"], *_names(row, "names")])
    ambiguous = dict.fromkeys(_names(row, "ambiguous"))
    entry = Entry(
        key=f"user:{qid}" if qid else f"user:{row['type']}:{row['label']}",
        label=row["label"],
        type=row["type"],
        names=(*names, *(n for n in ambiguous if n not in names)),
        wikidata=qid or None,
        geonames=int(numbers["geonames"]) if "geonames" in numbers else None,
        lat=numbers.get("lat"),
        lon=numbers.get("lon"),
        country=row.get("country", "").upper() or None,
        population=int(numbers.get("population", 0)),
        source="user",
        evidence=row.get("evidence") or str(path.name),
    )
    return Record(entry=entry, names=tuple(Name(n, weak=n in ambiguous) for n in entry.names))


def _names(row: dict[str, str], column: str) -> list[str]:
    return [n.strip() for n in row.get(column, "").split("|") if n.strip()]
