"""The compiled gazetteer: one SQLite file, written whole or not at all, named by what it was made of.

`names` finds entries by key; `words` says for the first piece of a key how long the names that begin so are (a bit for each
length), which lets a scan of running text pass over nearly every word without a look at the file.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kg.gazetteer.entry import TRUST, Entry, Record
from kg.gazetteer.names import is_junk, is_stop_word, normalise, pieces, skeleton

T = TypeVar("T")

FORMAT = "7"
"""Goes into the file's name: raise it when the tables or their meaning change."""
_KEPT = 30
LONGEST = 12
"""Pieces of the longest name that a scan of running text looks for."""
_BONES = 5
"""Consonants that a name of several words must have to be found by its skeleton: fewer meet by chance."""
_COLUMNS = (
    "key, label, type, names, wikidata, match, geonames, lat, lon, country, admin1, population, source, parent, evidence, "
    "approximate, capital"
)
_SCHEMA = """
CREATE TABLE entries (id INTEGER PRIMARY KEY, key TEXT UNIQUE, label TEXT, type TEXT, names TEXT, wikidata TEXT, match TEXT,
  geonames INTEGER, lat REAL, lon REAL, country TEXT, admin1 TEXT, population INTEGER, source TEXT, parent TEXT, evidence TEXT,
  approximate INTEGER, capital INTEGER);
CREATE TABLE names (name TEXT, rank INTEGER, entry INTEGER, written TEXT, weak INTEGER,
  PRIMARY KEY (name, rank, entry, written)) WITHOUT ROWID;
CREATE TABLE bones (skeleton TEXT, entry INTEGER, name TEXT, PRIMARY KEY (skeleton, entry, name)) WITHOUT ROWID;
CREATE TABLE demonyms (word TEXT PRIMARY KEY, entry INTEGER) WITHOUT ROWID;
CREATE TABLE blobs (name TEXT PRIMARY KEY, text TEXT);
"""


Watch = Callable[[float], None]
"""Is told again and again how much of a piece of work is done, from 0 to 1."""
_OFTEN = 250
"""Records after which it is told."""


def watched(records: Sequence[T], watch: Watch) -> Iterator[T]:
    """The records, one after the other, while somebody is told how far they are."""
    for number, record in enumerate(records):
        if number % _OFTEN == 0:
            watch(number / len(records))
        yield record
    watch(1.0)


def unwatched(_: float) -> None:
    """A watch of nobody."""


def cache_folder() -> Path:
    """Where compiled data lies: `$XDG_CACHE_HOME/dateline`, by default `~/.cache/dateline` (XDG base directory specification)."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "dateline"


def write(path: Path, make: Callable[[sqlite3.Connection], None], *, base: Path | None = None) -> None:
    """Let `make` fill a file beside `path` (a copy of `base`, if given), then move it there in one step: two processes may do so at once.

    Raises:
        OSError: the folder cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    os.close(handle)
    try:
        if base is not None:
            shutil.copyfile(base, name)
        with closing(sqlite3.connect(name)) as connection:
            make(connection)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def forget(folder: Path, *, keep: Path) -> None:
    """Remove compiled files that no process has written for `_KEPT` days: those of earlier versions, of users' old files, and of who was
    killed while writing."""
    oldest = time.time() - _KEPT * 86400
    for path in (*folder.glob("gazetteer-*.sqlite"), *folder.glob("*.tmp")):
        if path != keep and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def fill(connection: sqlite3.Connection, records: Iterable[Record], watch: Watch = unwatched) -> None:
    """Fill an empty database: the same records give the same content, whatever their order."""
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
    connection.executemany("INSERT INTO blobs VALUES (?, '')", [("words",), ("low_words",)])
    ordered = sorted(records, key=lambda r: (TRUST.get(r.entry.source, 9), -r.entry.population, r.entry.key))
    _insert_all(connection, watched(ordered, watch))


@dataclass(slots=True)
class _Lengths:
    """The two tables of first pieces (see `read_lengths`), while they are filled."""

    words: dict[str, int]
    low_words: dict[str, int]

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> _Lengths:
        return cls(read_lengths(connection, "words"), read_lengths(connection, "low_words"))

    def write(self, connection: sqlite3.Connection) -> None:
        for name, table in (("words", self.words), ("low_words", self.low_words)):
            text = "\n".join(f"{word} {bits}" for word, bits in sorted(table.items()))
            connection.execute("UPDATE blobs SET text = ? WHERE name = ?", (text, name))


def extend(connection: sqlite3.Connection, records: Sequence[Record], words: Iterable[str], watch: Watch = unwatched) -> None:
    """Add a user's records, in their order, below all that is there, and make `words` weak as anybody's name.

    A record that is a thing of the packaged sources (the same Wikidata id, or the same place in GeoNames) adds its names to that one,
    and its Wikidata id where there was none: one thing listed twice would be its own rival. A name that is weak there stays weak.
    """
    (number,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    by_qid = {qid: id for id, qid in connection.execute("SELECT id, wikidata FROM entries WHERE match = 'exact'") if qid}
    by_place = {p: id for id, p in connection.execute("SELECT id, geonames FROM entries WHERE wikidata IS NULL") if p is not None}
    lengths = _Lengths.read(connection)
    with connection:
        for record in watched(records, watch):
            entry = record.entry
            same = by_qid.get(entry.wikidata) if entry.match == "exact" else None
            if same is None and (same := by_place.get(entry.geonames)) is not None:
                connection.execute(
                    "UPDATE entries SET wikidata = ?, match = ?, evidence = evidence || ' ; ' || ? WHERE id = ?",
                    (entry.wikidata, entry.match, entry.evidence, same),
                )
            if same is None:
                _insert(connection, number, record, lengths)
                number += 1
            else:
                _insert_names(connection, same, record, lengths)
        lengths.write(connection)
        connection.executemany("UPDATE names SET weak = 1 WHERE name = ?", [(normalise(w),) for w in words])


def _insert_all(connection: sqlite3.Connection, records: Iterable[Record]) -> None:
    lengths = _Lengths.read(connection)
    with connection:
        for number, record in enumerate(records):
            _insert(connection, number, record, lengths)
        lengths.write(connection)


def _insert(connection: sqlite3.Connection, number: int, record: Record, lengths: _Lengths) -> None:
    e = record.entry
    row = (e.key, e.label, e.type, "\n".join(e.names), e.wikidata, e.match, e.geonames, e.lat, e.lon, e.country, e.admin1, e.population)
    connection.execute(
        f"INSERT INTO entries (id, {_COLUMNS}) VALUES ({','.join('?' * 18)})",
        (number, *row, e.source, e.parent, e.evidence, e.approximate, e.capital),
    )
    _insert_names(connection, number, record, lengths)


def _insert_names(connection: sqlite3.Connection, number: int, record: Record, lengths: _Lengths) -> None:
    """The names and demonyms of a record, as those of the entry of that number."""
    for name in record.names:
        found = pieces(name.text)
        if len(found) > 1 and found[0] == "the":
            found = found[1:]
        if not found or len(found) > LONGEST or is_junk(name.text) or is_stop_word(name.text):
            continue
        key = " ".join(found)
        connection.execute("INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?, ?)", (key, number, number, name.text, name.weak))
        if record.entry.source != "geonames" and len(found) > 1 and not name.weak and len(bones := skeleton(key)) >= _BONES:
            connection.execute("INSERT OR IGNORE INTO bones VALUES (?, ?, ?)", (bones, number, key))
        table = lengths.low_words if name.text[0].islower() and not name.text.lower().startswith("the ") else lengths.words
        table[found[0]] = table.get(found[0], 0) | 1 << len(found)
    for word in record.demonyms:
        connection.execute("INSERT OR IGNORE INTO demonyms VALUES (?, ?)", (word, number))


def connect(path: Path) -> sqlite3.Connection:
    """Open a compiled file for reading only; nothing ever changes it, so no locks are taken."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a compiled gazetteer holds; `linked` entries have a Wikidata id, `located` ones a point."""

    entries: int
    names: int
    linked: int
    located: int
    by_source: dict[str, int]


def count(connection: sqlite3.Connection) -> Counts:
    """Count what is there."""
    entries, linked, located = connection.execute("SELECT count(*), count(wikidata), count(lat) FROM entries").fetchone()
    (names,) = connection.execute("SELECT count(*) FROM names").fetchone()
    by_source = dict(connection.execute("SELECT source, count(*) FROM entries GROUP BY source"))
    return Counts(entries, names, linked, located, by_source)


def read_lengths(connection: sqlite3.Connection, name: str) -> dict[str, int]:
    """The table of first pieces: a bit for each length (in pieces) that a name beginning so has."""
    (text,) = connection.execute("SELECT text FROM blobs WHERE name = ?", (name,)).fetchone()
    return {word: int(bits) for word, bits in (line.split(" ") for line in text.split("\n") if line)}


def read_demonyms(connection: sqlite3.Connection) -> dict[str, int]:
    """Demonyms with the number of the entry that they belong to."""
    return dict(connection.execute("SELECT word, entry FROM demonyms"))


def read_senses(connection: sqlite3.Connection, key: str, limit: int) -> list[tuple[str, bool, Entry]]:
    """The names with this key: as written in the source, whether weak, and what bears it; most trusted and populous first."""
    rows = connection.execute(
        f"SELECT n.written, n.weak, {', '.join('e.' + c for c in _COLUMNS.split(', '))} "
        "FROM names n JOIN entries e ON e.id = n.entry WHERE n.name = ? ORDER BY n.weak, n.rank LIMIT ?",
        (key, limit),
    )
    return [(row[0], bool(row[1]), to_entry(row[2:])) for row in rows]


def read_similar(connection: sqlite3.Connection, bones: str) -> list[tuple[str, Entry]]:
    """The names of several words that have this skeleton, with what bears them."""
    rows = connection.execute(
        f"SELECT b.name, {', '.join('e.' + c for c in _COLUMNS.split(', '))} "
        "FROM bones b JOIN entries e ON e.id = b.entry WHERE b.skeleton = ? ORDER BY b.entry, b.name",
        (bones,),
    )
    return [(row[0], to_entry(row[1:])) for row in rows]


def read_beginning(connection: sqlite3.Connection, prefix: str, limit: int) -> list[tuple[str, Entry]]:
    """Names with a key that begins so, as written, with what bears them: one name for each, most trusted and populous first."""
    rows = connection.execute(
        f"SELECT n.written, {', '.join('e.' + c for c in _COLUMNS.split(', '))} FROM entries e JOIN "
        "(SELECT entry, rank, written, min(length(name)) FROM names WHERE name >= ? AND name < ? GROUP BY entry ORDER BY rank LIMIT ?) n "
        "ON e.id = n.entry ORDER BY n.rank",
        (prefix, f"{prefix}\uffff", limit),
    )
    return [(row[0], to_entry(row[1:])) for row in rows]


def read_keys(connection: sqlite3.Connection, prefix: str) -> list[str]:
    """The keys of names that begin so."""
    rows = connection.execute("SELECT DISTINCT name FROM names WHERE name >= ? AND name < ?", (prefix, f"{prefix}\uffff"))
    return [row[0] for row in rows]


def read_holding(connection: sqlite3.Connection, wikidata: str | None, geonames: int | None) -> list[Entry]:
    """The entries with a Wikidata or a GeoNames id, most trusted first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM entries WHERE wikidata = ? OR geonames = ? ORDER BY id", (wikidata, geonames))
    return [to_entry(row) for row in rows]


def read_entry(connection: sqlite3.Connection, key: str | int) -> Entry | None:
    """The entry of that key or number."""
    column = "id" if isinstance(key, int) else "key"
    row = connection.execute(f"SELECT {_COLUMNS} FROM entries WHERE {column} = ?", (key,)).fetchone()
    return to_entry(row) if row else None


def read_item(connection: sqlite3.Connection, qid: str) -> Entry | None:
    """The first entry that is exactly a Wikidata item."""
    query = f"SELECT {_COLUMNS} FROM entries WHERE wikidata = ? AND match = 'exact' ORDER BY id LIMIT 1"
    row = connection.execute(query, (qid,)).fetchone()
    return to_entry(row) if row else None


def read_entries(connection: sqlite3.Connection, kind: str) -> Iterator[Entry]:
    """The entries of one class, in their order."""
    return map(to_entry, connection.execute(f"SELECT {_COLUMNS} FROM entries WHERE type = ? ORDER BY id", (kind,)))


def to_entry(row: tuple) -> Entry:  # type: ignore[type-arg]  # one database row: seventeen columns of several types
    """An entry out of its row."""
    key, label, kind, names, wikidata, match, geonames, lat, lon, country, admin1, population, source, parent, evidence, *flags = row
    return Entry(
        key=key,
        label=label,
        type=kind,
        names=tuple(names.split("\n")),
        wikidata=wikidata,
        match=match,
        geonames=geonames,
        lat=lat,
        lon=lon,
        country=country,
        admin1=admin1,
        population=population,
        source=source,
        parent=parent,
        evidence=evidence,
        approximate=bool(flags[0]),
        capital=bool(flags[1]),
    )
