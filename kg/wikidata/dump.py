"""Items of the wanted classes out of a Wikidata JSON dump (one entity a line: mediawiki.org/wiki/Wikibase/DataModel/JSON).

The dump is read twice: first for what is a subclass of what, then for the items. Memory does not grow with it: subclasses and found
items go to a file in the cache, which also lets a run that was stopped go on where it was.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import re
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any

from kg.errors import GazetteerError
from kg.gazetteer.compiled import cache_folder
from kg.ontology import Ontology
from kg.wikidata.classes import ClassList
from kg.wikidata.harvest import Harvested, Progress
from kg.wikidata.items import SUBCLASS_OF, Item, read_item

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one entity: Wikidata allows about three millions."""
_BATCH = 5_000
_KEPT = 30
_ITEM = re.compile(rb'"id":\s*"(Q[1-9][0-9]*)"')
_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value INTEGER);
CREATE TABLE IF NOT EXISTS subclasses (child TEXT, parent TEXT);
CREATE TABLE IF NOT EXISTS found (id TEXT PRIMARY KEY, type TEXT, by TEXT, item TEXT);
"""
_BELOW = """
WITH RECURSIVE below(id) AS (SELECT ? UNION SELECT s.child FROM subclasses s JOIN below b ON s.parent = b.id) SELECT id FROM below
"""


class DumpReader:
    """The lines of a dump (`.json`, `.json.gz`, `.json.bz2`), with how many bytes of the file are read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.size = path.stat().st_size
            self._raw = path.open("rb")
        except OSError as error:
            raise GazetteerError(f"{path}: cannot be read ({error.strerror})") from error

    def lines(self, *, skip: int = 0) -> Iterator[tuple[int, bytes]]:
        """Number and text of each line that holds an entity, after the first `skip` lines.

        Raises:
            GazetteerError: the file is cut off or damaged, or no such dump; the message says after which line.
        """
        number = 0
        try:
            with _unpacked(self.path, self._raw) as file:
                array, ended = False, False
                while line := file.readline(LONGEST_LINE):
                    number += 1
                    if len(line) >= LONGEST_LINE:
                        raise GazetteerError(f"{self.path}, line {number}: too long; a Wikidata dump has one entity a line")
                    text = line.strip().rstrip(b",")
                    array, ended = array or text == b"[", ended or text == b"]"
                    if number > skip and text not in (b"", b"[", b"]"):
                        if not (text.startswith(b"{") and text.endswith(b"}")):
                            raise GazetteerError(
                                f"{self.path}, line {number}: no entity as Wikidata's JSON dumps have it (one object a line)"
                            )
                        yield number, text
                if array and not ended:
                    raise GazetteerError(f"{self.path}: ends in the middle (after line {number}); download it again")
        except (EOFError, zlib.error, OSError) as error:
            raise GazetteerError(f"{self.path}: damaged or cut off after line {number} ({error}); download it again") from error

    def read(self) -> int:
        """Bytes of the file so far."""
        return self.size if self._raw.closed else self._raw.tell()

    def close(self) -> None:
        self._raw.close()


def harvest_dump(
    path: Path, classes: ClassList, ontology: Ontology, *, watch: Callable[[Progress], None], work: Path | None = None
) -> Iterator[Harvested]:
    """The items of all classes in a dump, each once, by id. `work` is the folder of the working file, in the cache unless given.

    Raises:
        GazetteerError: the dump is broken, or the working file cannot be written.
    """
    file = _working_file(path, classes, work or cache_folder())
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _forget(file.parent)
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; {_SCHEMA}")
            _read_subclasses(connection, path, watch)
            _read_items(connection, path, classes, ontology, watch)
            for type, by, item in connection.execute("SELECT type, by, item FROM found ORDER BY id"):
                yield Harvested(Item.from_json(json.loads(item)), type, by)
    except (sqlite3.Error, OSError) as error:
        raise GazetteerError(f"{file}: the working file cannot be used ({error}); give another place with XDG_CACHE_HOME") from error
    for leftover in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        with suppress(OSError):
            leftover.unlink(missing_ok=True)


def _working_file(path: Path, classes: ClassList, folder: Path) -> Path:
    try:
        found = path.stat()
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be read ({error.strerror})") from error
    identity = repr((str(path.resolve()), found.st_size, found.st_mtime_ns, classes))
    return folder / f"dump-{hashlib.sha256(identity.encode()).hexdigest()[:16]}.sqlite"


def _forget(folder: Path) -> None:
    """Remove the working files of runs that nobody has gone on with for `_KEPT` days."""
    oldest = time.time() - _KEPT * 86_400
    for path in folder.glob("dump-*.sqlite*"):
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


def _read_subclasses(connection: sqlite3.Connection, path: Path, watch: Callable[[Progress], None]) -> None:
    if _state(connection, "subclasses read"):
        return
    with connection:
        connection.execute("DELETE FROM subclasses")
    with closing(DumpReader(path)) as reader, connection:
        connection.executemany("INSERT INTO subclasses VALUES (?, ?)", _subclass_pairs(reader, watch))
    with connection:
        connection.execute("CREATE INDEX IF NOT EXISTS by_parent ON subclasses (parent)")
        connection.execute("INSERT OR REPLACE INTO state VALUES ('subclasses read', 1)")


def _subclass_pairs(reader: DumpReader, watch: Callable[[Progress], None]) -> Iterator[tuple[str, str]]:
    for number, line in reader.lines():
        if number % _BATCH == 1:
            watch(Progress(step="reading what is a subclass of what", done=reader.read(), total=2 * reader.size, taken=0))
        if b'"P279"' in line:
            item = _item(reader.path, number, line)
            for parent in item.values.get(SUBCLASS_OF, ()) if item else ():
                assert item is not None
                yield item.id, parent


def _read_items(
    connection: sqlite3.Connection, path: Path, classes: ClassList, ontology: Ontology, watch: Callable[[Progress], None]
) -> None:
    members = {r: frozenset(id for (id,) in connection.execute(_BELOW, (r.wikidata,))) for r in classes.rules}
    wanted = frozenset(id.encode() for ids in members.values() for id in ids)
    last = _state(connection, "items read")
    (taken,) = connection.execute("SELECT count(*) FROM found").fetchone()
    batch: list[tuple[str, str, str, str]] = []
    with closing(DumpReader(path)) as reader:
        number = last
        try:
            for number, line in reader.lines(skip=last):
                if number % _BATCH == 1:
                    _keep(connection, batch, number - 1)
                    watch(Progress(step="reading items", done=reader.size + reader.read(), total=2 * reader.size, taken=taken))
                # Most entities name no wanted class at all: a look for ids costs a tenth of reading the JSON.
                if wanted.isdisjoint(_ITEM.findall(line)):
                    continue
                item = _item(path, number, line)
                fits = classes.type_of(item, members, ontology) if item else None
                if item and fits:
                    taken += 1
                    batch.append((item.id, fits[0].type, fits[1], json.dumps(item.to_json(), ensure_ascii=False)))
            _keep(connection, batch, number)
        except KeyboardInterrupt:
            _keep(connection, batch, number - 1)
            raise
        watch(Progress(step="reading items", done=2 * reader.size, total=2 * reader.size, taken=taken))


def _item(path: Path, number: int, line: bytes) -> Item | None:
    """The item of a line; None for a property or a lexeme."""
    try:
        record: Any = json.loads(line)
        if not isinstance(record, dict):
            raise ValueError("no JSON object")
        return read_item(record) if record.get("type") == "item" else None
    except (ValueError, RecursionError) as error:
        raise GazetteerError(f"{path}, line {number}: no entity as Wikidata's JSON dumps have it ({error})") from error


def _keep(connection: sqlite3.Connection, batch: list[tuple[str, str, str, str]], number: int) -> None:
    with connection:
        connection.executemany("INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?)", batch)
        connection.execute("INSERT OR REPLACE INTO state VALUES ('items read', ?)", (max(0, number),))
    batch.clear()


def _state(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def _unpacked(path: Path, raw: IO[bytes]) -> Any:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return gzip.GzipFile(fileobj=raw)
    return bz2.BZ2File(raw) if suffix == ".bz2" else raw
