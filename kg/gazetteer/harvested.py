"""What becomes of Wikidata's items in a gazetteer: rows with usable names, written as a table, compared with the table before."""

from __future__ import annotations

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, fields, replace
from pathlib import Path

from kg.errors import GazetteerError
from kg.gazetteer.compiled import LONGEST
from kg.gazetteer.names import is_acronym, is_junk, is_stop_word, normalise, pieces
from kg.gazetteer.places import STRONG
from kg.wikidata.harvest import Harvested
from kg.wikidata.items import COUNTRY, GEONAMES, POPULATION, Item

_LAST_LATIN = "\u024f"
_TYPOGRAPHIC = frozenset("‐‑–—‘’“”′ʼʻ№")
_LONGEST_NAME = 80
"""Characters of a name: longer ones are descriptions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a gazetteer's table (`kg.gazetteer.table`), all as text."""

    label: str
    type: str
    names: str = ""
    ambiguous: str = ""
    wikidata: str = ""
    geonames: str = ""
    lat: str = ""
    lon: str = ""
    country: str = ""
    population: str = ""
    evidence: str = ""


COLUMNS = tuple(f.name for f in fields(Row))


@dataclass(frozen=True, slots=True)
class Difference:
    """How a table differs from an earlier one: rows by key; of changed ones, the columns that changed."""

    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[tuple[Row, tuple[str, ...]], ...] = ()


@dataclass(slots=True)
class Dropped:
    """What was left out on purpose, counted."""

    items: int = 0
    """Items without a name that a text could be searched for."""
    names: int = 0
    """Junk aliases, names in other scripts, descriptions."""


def to_rows(harvested: Iterable[Harvested], *, countries: Mapping[str, str], dropped: Dropped, words: Iterable[str] = ()) -> list[Row]:
    """The rows of a gazetteer, sorted: the same items give the same rows, whatever their order.

    Names that are no names are left out. A name counts only in context (`ambiguous`) where it is one plain word or a short acronym
    (but for the label of a city), where it is an alias that several items bear, or where it is one of `words`, which are weak as
    anybody's name. `countries` has ISO codes by Wikidata id.
    """
    rows: list[Row] = []
    for one in harvested:
        row = _row(one, countries, dropped)
        if row is None:
            dropped.items += 1
        else:
            rows.append(row)
    bearers = Counter(key for row in rows for key in {normalise(n) for n in _split(row.names) + _split(row.ambiguous)})
    bearers += Counter(normalise(row.label) for row in rows)
    weak = {normalise(word) for word in words}
    return sorted((_weakened(row, bearers, weak) for row in rows), key=_order)


def is_name(text: str) -> bool:
    """Whether a text can be searched for this name: Latin letters, a capital or a digit, no sentence, no junk, no stop word."""
    if is_junk(text) or is_stop_word(text) or len(text) > _LONGEST_NAME or len(pieces(text)) > LONGEST:
        return False
    if any(c in "\t\n\r|" for c in text) or any(c > _LAST_LATIN and c not in _TYPOGRAPHIC for c in text):
        return False
    return any(c.isupper() or c.isdigit() for c in text)  # "strategic bomber" is a kind, not a name


def _row(one: Harvested, countries: Mapping[str, str], dropped: Dropped) -> Row | None:
    item = one.item
    if item.label is None or not is_name(item.label) or not any(c.isupper() for c in item.label):
        return None
    label = item.label.strip()
    known = {normalise(label)}
    names: list[str] = []
    ambiguous: list[str] = []
    for alias in sorted(map(str.strip, item.aliases)):
        if not is_name(alias):
            dropped.names += 1
        elif normalise(alias) not in known:
            known.add(normalise(alias))
            (ambiguous if _is_ordinary(alias) else names).append(alias)
    return Row(
        label=label,
        type=one.type,
        names="|".join(names),
        ambiguous="|".join(ambiguous),
        wikidata=item.id,
        geonames=_number(item, GEONAMES),
        lat=_degrees(item.latitude),
        lon=_degrees(item.longitude),
        country=_country(item, countries),
        population=_number(item, POPULATION),
        evidence=f"Wikidata: {item.id} is of the class {one.by}",
    )


def _is_ordinary(alias: str) -> bool:
    """Whether a name may well be something else: one plain word ("Bear" for a bomber), or an acronym of two or three letters."""
    letters = alias.replace(".", "")
    return (is_acronym(alias) and len(letters) <= 3) or (letters.isalpha() and not is_acronym(alias))


def _is_great(row: Row) -> bool:
    return row.type == "Settlement" and row.population != "" and int(row.population) >= STRONG


def _weakened(row: Row, bearers: Mapping[str, int], weak: Set[str]) -> Row:
    shared = [n for n in _split(row.names) if bearers[normalise(n)] > 1 or normalise(n) in weak]
    if normalise(row.label) in weak or (_is_ordinary(row.label) and not _is_great(row)):
        shared.append(row.label)
    kept = [n for n in _split(row.names) if n not in shared]
    return replace(row, names="|".join(kept), ambiguous="|".join(sorted([*_split(row.ambiguous), *shared]))) if shared else row


def _split(names: str) -> list[str]:
    return names.split("|") if names else []


def _order(row: Row) -> tuple[str, str, int, str]:
    return row.type, row.label, len(row.wikidata), row.wikidata


def _number(item: Item, property: str) -> str:
    """The value, if there is one and no more, as a whole number."""
    values = item.values.get(property, ())
    return values[0] if len(values) == 1 and values[0].isdigit() else ""


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{round(value, 5):g}"


def _country(item: Item, countries: Mapping[str, str]) -> str:
    codes = {countries.get(id, "") for id in item.values.get(COUNTRY, ())}
    return codes.pop() if len(codes) == 1 else ""


def check_writable(path: Path) -> None:
    """See that a file can be written there, before the work of hours is lost.

    Raises:
        GazetteerError: it cannot.
    """
    try:
        with tempfile.TemporaryFile(dir=path.resolve().parent):
            pass
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be written ({error.strerror}); give another --output") from error


def write_rows(path: Path, rows: Iterable[Row], *, notes: Iterable[str]) -> None:
    """Write a table in one step: whoever reads the file has the old one or the new one, whole. `notes` stand above it, behind ``#``.

    Raises:
        GazetteerError: the file cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(f"# {' '.join(note.split())}\n" for note in notes)
                table = csv.writer(file, delimiter="\t", lineterminator="\n")
                table.writerow(COLUMNS)
                table.writerows([getattr(row, column) for column in COLUMNS] for row in rows)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be written ({error.strerror}); nothing is changed") from error


def read_rows(path: Path) -> list[Row]:
    """The rows of a table that `write_rows` wrote, for comparison.

    Raises:
        GazetteerError: it is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
            if not {"label", "type", "wikidata"} <= set(rows.fieldnames or ()):
                raise GazetteerError(f"{path}: no gazetteer that was built from Wikidata, so it is not written over; give another --output")
            return [Row(**{c: row.get(c) or "" for c in COLUMNS}) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GazetteerError(f"{path}: cannot be read as a UTF-8 table ({error})") from error


def compare(old: Iterable[Row], new: Iterable[Row]) -> Difference:
    """What was added, removed and changed, by Wikidata id."""
    before, after = ({row.wikidata or f"{row.type} {row.label}": row for row in rows} for rows in (old, new))
    changed = []
    for key, row in after.items():
        if key in before and before[key] != row:
            columns = tuple(c for c in COLUMNS if getattr(before[key], c) != getattr(row, c))
            changed.append((row, columns))
    return Difference(
        added=tuple(row for key, row in after.items() if key not in before),
        removed=tuple(row for key, row in before.items() if key not in after),
        changed=tuple(changed),
    )
