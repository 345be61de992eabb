"""Items of Wikidata as candidates: what a name could mean that the gazetteer does not hold, or holds without an id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.gazetteer import Entry, Gazetteer, normalise
from kg.gazetteer.names import skeleton, spelt_alike, variant_of
from kg.link.candidates import ALIAS, FULL, SPELLING, VARIANT, Candidate
from kg.wikidata.items import COUNTRY, GEONAMES, POPULATION, Item

SOURCE = "wikidata"
"""The source of entries that were found online."""


def to_candidate(item: Item, kind: str, names: Sequence[str], *, countries: Mapping[str, str], gazetteer: Gazetteer) -> Candidate | None:
    """The item as a candidate for an entity of these names; None where it does not bear any of them.

    A search finds whatever begins with a name; only the name itself counts, a spelling of it in another transliteration, or
    the model that a designation is a variant of. The country comes from the item, else from a demonym in its description ("Ukrainian
    politician").
    """
    entry = to_entry(item, kind, countries=countries, gazetteer=gazetteer)
    best: Candidate | None = None
    for name in names:
        for own in entry.names:
            found = _compare(entry, name, own)
            if found is not None and (best is None or found.quality > best.quality):
                best = found
    return best


def to_entry(item: Item, kind: str, *, countries: Mapping[str, str], gazetteer: Gazetteer) -> Entry:
    """The item as a gazetteer has its things. `countries` has ISO codes by Wikidata id."""
    label = item.label or item.id
    country = next((countries[c] for c in item.values.get(COUNTRY, ()) if c in countries), None) or _country_of(item.description, gazetteer)
    return Entry(
        key=f"{SOURCE}:{item.id}",
        label=label,
        type=kind,
        names=(label, *item.aliases),
        wikidata=item.id,
        geonames=_whole(item, GEONAMES),
        lat=item.latitude,
        lon=item.longitude,
        country=country,
        parent=f"rigour:{country.lower()}" if country else None,
        population=_whole(item, POPULATION) or 0,
        pages=item.sitelinks,
        source=SOURCE,
        evidence=f"Wikidata {item.id}",
    )


def _compare(entry: Entry, name: str, own: str) -> Candidate | None:
    key, other = normalise(name), normalise(own)
    if key == other:
        return Candidate(entry, name, FULL if own == entry.label else ALIAS)
    if variant_of(name, own):
        return Candidate(entry, name, VARIANT, variant=True)
    if " " in key and skeleton(key) == skeleton(other) and spelt_alike(key, other):
        return Candidate(entry, name, SPELLING)
    return None


def _country_of(description: str | None, gazetteer: Gazetteer) -> str | None:
    words = (description or "").replace(",", " ").split()
    for i in range(len(words)):
        found = gazetteer.longest_demonym(words, i) or gazetteer.longest_match(words, i)
        if found is None:
            continue
        entry = found[1] if isinstance(found[1], Entry) else found[1][0]
        if entry.type == "Country":
            return entry.country
    return None


def _whole(item: Item, name: str) -> int | None:
    value = next(iter(item.values.get(name, ())), "")
    return int(value) if value.isdigit() else None
