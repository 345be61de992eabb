"""One list of entries out of all sources: what two sources say of one thing is joined, the more trusted source wins.

1. A project item with `gaz:territory` joins rigour's territory of that code; one whose Wikidata id is a territory's joins that.
   Where the item has a Wikidata id of its own, that one holds (rigour's "Netherlands" is the Kingdom).
2. A project item with `gaz:geonames` takes coordinates and population from GeoNames, whose own entry then goes, and whose
   names the item bears as weak ones ("Gaza" is Gaza City's name only where the context says so).
3. A territory whose label the project replaces loses rigour's names (rigour calls the Republic of Crimea "Crimea").
4. A region learns its GeoNames code from its seat, or from the town that its name begins with ("Kursk Oblast"); the towns with
   that code then lie in it, and their population-weighted centre is the region's point (approximate).
5. What still has no point takes that of the town which `gaz:nearTown` names, else that of the region it lies in; both are marked as
   approximate. A country's point is nobody's: it would be hundreds of kilometres off. What has a country and nothing nearer lies in that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.errors import GazetteerError
from kg.gazetteer.entry import Entry, Name, Record
from kg.gazetteer.names import normalise

Admin = tuple[str, str]  # country code, GeoNames' code of the region


_MANY = 3
_GREAT = 1_000_000


def merge(project: Sequence[Record], territories: Iterable[Record], places: Iterable[Record]) -> list[Record]:
    """All entries, each once, with parents and coordinates filled.

    Raises:
        GazetteerError: two project items are the same territory.
    """
    joined = _join_territories(project, list(territories))
    towns = weaken_shared(places)
    joined, towns = _join_towns(joined, towns)
    regions = _region_codes(joined, towns)
    joined = [_centred(record, towns_of) if (towns_of := regions.get(record.entry.key)) else record for record in joined]
    home = {(t[0].entry.country or "", t[0].entry.admin1 or ""): key for key, t in regions.items()}
    return _placed([*(_housed(r, home) for r in joined), *(_housed(r, home) for r in towns)])


def _join_territories(project: Sequence[Record], territories: list[Record]) -> list[Record]:
    by_code = {t.territory: t for t in territories}
    by_qid = {t.entry.wikidata: t for t in territories}
    done: set[str] = set()
    joined: list[Record] = []
    renamed: dict[str, str] = {}
    for record in project:
        own = record.entry
        other = (
            by_code.get(record.territory)
            if record.territory
            else by_qid.get(own.wikidata)
            if own.wikidata and own.match == "exact"
            else None
        )
        if other is None:
            joined.append(record)
            continue
        if other.entry.key in done:
            raise GazetteerError(f"gazetteer: {own.key} is {other.entry.key} again; put all its names on one item")
        done.add(other.entry.key)
        renamed[own.key] = other.entry.key
        theirs = () if record.territory and normalise(own.label) != normalise(other.entry.label) else other.names
        names = tuple({n.text: n for n in (*theirs, *record.names)}.values())
        entry = replace(
            other.entry,
            label=own.label,
            type=own.type,
            names=tuple(dict.fromkeys((own.label, *(n.text for n in names)))),
            wikidata=own.wikidata or other.entry.wikidata,
            match=own.match if own.wikidata else "exact",
            geonames=own.geonames or other.entry.geonames,
            country=own.country or other.entry.country,
            admin1=own.admin1 or other.entry.admin1,
            parent=own.parent or other.entry.parent,
            source="project" if own.wikidata else "rigour",
            evidence=own.evidence or other.entry.evidence,
        )
        joined.append(replace(record, entry=entry, names=names, territory=other.territory))
    joined += [t for t in territories if t.entry.key not in done]
    return [replace(r, entry=replace(r.entry, parent=renamed.get(r.entry.parent or "", r.entry.parent))) for r in joined]


def _join_towns(records: list[Record], towns: list[Record]) -> tuple[list[Record], list[Record]]:
    by_id = {t.entry.geonames: t for t in towns}
    taken: set[int | None] = set()
    joined = []
    for record in records:
        own = record.entry
        town = by_id.get(own.geonames) if own.geonames else None
        if town is None:
            joined.append(record)
            continue
        taken.add(own.geonames)
        theirs = town.entry
        names = tuple({n.text: n for n in (*(replace(n, weak=True) for n in town.names), *record.names)}.values())
        entry = replace(
            own,
            names=tuple(dict.fromkeys((own.label, *(n.text for n in names)))),
            lat=theirs.lat,
            lon=theirs.lon,
            country=theirs.country,
            admin1=theirs.admin1,
            population=theirs.population,
            capital=theirs.capital,
            parent=own.parent if own.parent and not own.key.startswith("rigour:") else theirs.parent,
        )
        joined.append(replace(record, entry=entry, names=names))
    return joined, [t for t in towns if t.entry.geonames not in taken]


def _region_codes(records: list[Record], towns: list[Record]) -> dict[str, list[Record]]:
    """For each region that can be told, its towns in GeoNames."""
    by_admin: dict[Admin, list[Record]] = defaultdict(list)
    by_name: dict[tuple[str, str], Record] = {}
    everyone = [*towns, *(r for r in records if r.entry.type == "Settlement" and r.entry.admin1)]
    for town in everyone:
        country = town.entry.country or ""
        by_admin[country, town.entry.admin1 or ""].append(town)
        for name in town.names:
            slot = (country, normalise(name.text))
            if slot not in by_name or by_name[slot].entry.population < town.entry.population:
                by_name[slot] = town
    found: dict[str, list[Record]] = {}
    for record in records:
        admin = _admin_of(record, by_admin, by_name)
        if admin and admin in by_admin:
            found[record.entry.key] = by_admin[admin]
    return found


def _admin_of(record: Record, by_admin: dict[Admin, list[Record]], by_name: dict[tuple[str, str], Record]) -> Admin | None:
    entry, country = record.entry, record.entry.country or ""
    if entry.type != "Region":
        return None
    if entry.admin1:
        return country, entry.admin1
    code = (record.territory or "").partition("-")[2].upper()
    if country == "US" and (country, code) in by_admin:
        return country, code
    seats = [record.seat] if record.seat else [n.text.rpartition(" ")[0] for n in record.names if n.text.endswith((" Oblast", " Krai"))]
    for seat in seats:
        town = by_name.get((country, normalise(seat)))
        if town is not None and town.entry.admin1:
            return country, town.entry.admin1
    return None


def _centred(region: Record, towns: list[Record]) -> Record:
    """The region with the population-weighted mean of its towns as its point: near enough for a map, marked by `Linker`."""
    weight = sum(t.entry.population for t in towns) or 1
    lat = sum((t.entry.lat or 0.0) * t.entry.population for t in towns) / weight
    lon = sum((t.entry.lon or 0.0) * t.entry.population for t in towns) / weight
    first = towns[0].entry
    entry = replace(region.entry, lat=round(lat, 2), lon=round(lon, 2), approximate=True, admin1=first.admin1, country=first.country)
    return replace(region, entry=entry)


def _placed(records: list[Record]) -> list[Record]:
    """The records with a parent where only a country is known, and an approximate point where there is none."""
    by_geonames = {r.entry.geonames: r.entry for r in records if r.entry.geonames and r.entry.lat is not None}
    by_key = {r.entry.key: r.entry for r in records}
    return [_with_point(_with_parent(r, by_key), by_geonames, by_key) for r in records]


def _with_parent(record: Record, by_key: Mapping[str, Entry]) -> Record:
    entry = record.entry
    country = f"rigour:{(entry.country or '').lower()}"
    if entry.type not in {"Settlement", "Region"} or entry.parent or country == entry.key or country not in by_key:
        return record
    return replace(record, entry=replace(entry, parent=country))


def _with_point(record: Record, by_geonames: Mapping[int, Entry], by_key: Mapping[str, Entry]) -> Record:
    entry = record.entry
    if entry.lat is not None:
        return record
    other = by_geonames.get(record.near) if record.near else None
    parent = by_key.get(entry.parent or "")
    if other is None and entry.type in {"Settlement", "Region"} and parent is not None and parent.type == "Region":
        other = parent
    if other is None or other.lat is None:
        return record
    return replace(record, entry=replace(entry, lat=other.lat, lon=other.lon, approximate=True))


def _housed(record: Record, home: dict[Admin, str]) -> Record:
    """The record with the region it lies in as its parent, where one is known."""
    entry = record.entry
    region = home.get((entry.country or "", entry.admin1 or "")) if entry.type == "Settlement" else None
    return replace(record, entry=replace(entry, parent=region)) if region and region != entry.key else record


def weaken_shared(towns: Iterable[Record]) -> list[Record]:
    """The towns with every name made weak that three or more of them bear, unless one is a city of millions ("San Juan", "Santa Cruz")."""
    towns = list(towns)
    bearers: dict[str, list[int]] = defaultdict(list)
    for town in towns:
        bearers[normalise(town.entry.label)].append(town.entry.population)
    shared = {key for key, sizes in bearers.items() if len(sizes) >= _MANY and max(sizes) < _GREAT}
    return [replace(t, names=tuple(replace(n, weak=True) for n in t.names)) if normalise(t.entry.label) in shared else t for t in towns]


def weaken(records: Iterable[Record], words: frozenset[str]) -> list[Record]:
    """The records with every name that is one of `words` made weak; the project's own items say themselves which of their names are."""
    keys = {normalise(w) for w in words}
    return [
        replace(r, names=tuple(Name(n.text, weak=n.weak or normalise(n.text) in keys) for n in r.names))
        if r.entry.source == "geonames" and any(normalise(n.text) in keys for n in r.names)
        else r
        for r in records
    ]
