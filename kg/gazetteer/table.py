"""A user's own gazetteer as a table: tab-separated, with a header line.

Columns: `label` and `type` (a class of the ontology) are needed; `names` (separated by ``|``), `wikidata`, `geonames`,
`lat`, `lon`, `country` (ISO code), `population`, `evidence` are not.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import GazetteerError
from kg.gazetteer.entry import Entry, Name, Record

_QID = re.compile(r"Q[1-9]\d*")


def read_table(path: Path) -> Iterator[Record]:
    """The records of a TSV file.

    Raises:
        GazetteerError: a column is missing, or a value is not what its column holds; the message names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            missing = {"label", "type"} - set(rows.fieldnames or ())
            if missing:
                raise GazetteerError(f"{path}: no column {' or '.join(sorted(missing))} (a table needs label and type, tab-separated)")
            for row in rows:
                yield _record(path, rows.line_num, {k: (v or "").strip() for k, v in row.items() if k and not isinstance(v, list)})
    except (OSError, UnicodeDecodeError) as error:
        raise GazetteerError(f"{path}: cannot be read as a UTF-8 table ({error})") from error


def _record(path: Path, line: int, row: dict[str, str]) -> Record:
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
    names = dict.fromkeys([row["label"], *(n.strip() for n in row.get("names", "").split("|") if n.strip())])
    entry = Entry(
        key=f"user:{row['type']}:{row['label']}",
        label=row["label"],
        type=row["type"],
        names=tuple(names),
        wikidata=qid or None,
        geonames=int(numbers["geonames"]) if "geonames" in numbers else None,
        lat=numbers.get("lat"),
        lon=numbers.get("lon"),
        country=row.get("country", "").upper() or None,
        population=int(numbers.get("population", 0)),
        source="user",
        evidence=row.get("evidence") or str(path.name),
    )
    return Record(entry=entry, names=tuple(Name(n) for n in names))
