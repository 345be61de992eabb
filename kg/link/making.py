"""From the sense that won to the link of an entity, with what explains it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.gazetteer import Entry, Gazetteer, normalise
from kg.link.score import Scored
from kg.model import ContainingPlace, Link

METONYM = "government"
"""The sense of a place's name that stands for who governs there: it keeps "Moscow" that says something apart from the city."""


def make_link(ranked: Sequence[Scored], gazetteer: Gazetteer) -> Link:
    """The link to the best of the ranked candidates, with its score, its parts and the runner-up."""
    best = ranked[0]
    entry, metonym, variant = best.candidate.entry, best.metonym, best.candidate.variant
    how = "metonymy" if metonym else "variant of" if variant else "name"
    return Link(
        wikidata=entry.wikidata,
        geonames=None if metonym else entry.geonames,
        score=best.score,
        method=f"gazetteer ({entry.source}): {how} {best.candidate.name!r}",
        match="close" if metonym or variant else entry.match,
        label=entry.label if not variant else None,
        latitude=None if metonym else entry.lat,
        longitude=None if metonym else entry.lon,
        approximate=entry.approximate and not metonym,
        country=entry.country,
        sense=METONYM if metonym else sense(entry, gazetteer),
        within=() if metonym else tuple(containing(p, gazetteer) for p in gazetteer.parents(entry)),
        parts={**best.parts, "runner_up": ranked[1].score if len(ranked) > 1 else 0.0},
        runner_up=describe(ranked[1]) if len(ranked) > 1 else None,
    )


def facts_about(qid: str, gazetteer: Gazetteer) -> Link | None:
    """What the gazetteer knows of a Wikidata item, as a link to it without score and method; None if it does not know the item."""
    entry = gazetteer.by_wikidata(qid)
    if entry is None:
        return None
    return Link(
        wikidata=qid,
        geonames=entry.geonames,
        latitude=entry.lat,
        longitude=entry.lon,
        approximate=entry.approximate,
        country=entry.country,
        within=tuple(containing(p, gazetteer) for p in gazetteer.parents(entry)),
    )


def describe(scored: Scored) -> str:
    """A candidate in words: its label, what it is and where, its id if it has one, and its score."""
    entry = scored.candidate.entry
    qualities = [entry.type, entry.country or "", entry.wikidata or (f"GeoNames {entry.geonames}" if entry.geonames else "")]
    return f"{entry.label} ({', '.join(q for q in qualities if q)}): {scored.score:.3f}"


def containing(place: Entry, gazetteer: Gazetteer) -> ContainingPlace:
    """A place as a step of another's chain of places."""
    return ContainingPlace(
        type=place.type,
        label=place.label,
        sense=sense(place, gazetteer),
        wikidata=place.wikidata if place.match == "exact" else None,
        geonames=place.geonames,
        latitude=place.lat,
        longitude=place.lon,
        approximate=place.approximate,
        country=place.country,
    )


def sense(entry: Entry, gazetteer: Gazetteer) -> str | None:
    """What tells an entry from better-known bearers of its label: its country, then its region or number."""
    key = normalise(entry.label)
    bearers = [e for e in gazetteer.lookup(entry.label) if normalise(e.label) == key]
    if not bearers or bearers[0].key == entry.key:
        return None
    country = (entry.country or "").lower()
    rivals = [e for e in bearers if e.key != entry.key and (e.country or "").lower() == country]
    if country and not rivals:
        return country
    if entry.type != "Settlement" and all(e.type == "Settlement" for e in rivals):
        return country or entry.type.lower()
    return f"{country}-{entry.geonames or entry.key.rpartition(':')[2]}".strip("-").lower()
