"""Points for what the text only places: "a power station in Sumy", "central Gaza Strip" are shown there, and marked as approximate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from kg.gazetteer import Entry
from kg.model import ContainingPlace, Document, Entity, Link
from kg.ontology import Ontology

PLACED = ("Facility", "CivilAsset")
"""Classes of what stands at a place and has no entry of its own: where it is attacked, it is."""
LYING = (*PLACED, "Settlement", "Region")
"""Classes of what may be said to lie in a place."""
_POINTS = ("Settlement", "Region")
"""Classes of what is near enough to stand for a facility; a country is not."""


def place_facilities(document: Document, ontology: Ontology) -> Document:
    """The document with the nearest known place for every facility, settlement and region that has no link.

    That is the place which the text says it lies in, else the one place where all its events happen ("an oil depot near
    Voronezh"): then no more is said than that it lies in the same country. Two places: none.
    """
    by_id = {e.id: e for e in document.entities}
    kinds = {e.id: e.type for e in document.entities if e.link is None and e.type in ontology}
    loose = {i for i, kind in kinds.items() if ontology.isa(kind, *LYING)}
    if not loose:
        return document
    said: dict[str, set[str]] = defaultdict(set)
    for relation in document.relations:
        if relation.type == "locatedIn" and relation.subject in loose and relation.object is not None:
            said[relation.subject].add(relation.object)
    happened: dict[str, set[str]] = defaultdict(set)
    for event in document.events:
        for argument in event.arguments:
            if argument.role == "target" and argument.entity in loose and ontology.isa(kinds[argument.entity], *PLACED):
                happened[argument.entity].update(p.entity for p in event.place if p.entity != argument.entity)
    near = {e: _nearest(said[e] or happened[e], by_id, inside=bool(said[e])) for e in loose}
    return replace(document, entities=tuple(replace(e, link=near[e.id]) if near.get(e.id) else e for e in document.entities))


def at_known_place(entry: Entry, containing: tuple[ContainingPlace, ...]) -> Link:
    """Where a thing is that is called after a place: "Kupwara district", "a Beirut suburb"."""
    return Link(
        method=f"nearest known place: {entry.label}",
        latitude=entry.lat,
        longitude=entry.lon,
        approximate=True,
        country=entry.country,
        within=containing,
    )


def _nearest(places: set[str], by_id: dict[str, Entity], *, inside: bool) -> Link | None:
    """A link without a target: where the thing roughly is."""
    known = [e for p in places if (e := by_id.get(p)) is not None and e.type in _POINTS]
    if len(known) != 1 or len(known) != len(places):
        return None
    place = known[0]
    link = place.link
    if link is None or link.latitude is None or link.match == "close":
        return None
    around = ContainingPlace(
        type=place.type,
        label=link.label or place.label,
        sense=link.sense,
        wikidata=link.wikidata,
        geonames=link.geonames,
        latitude=link.latitude,
        longitude=link.longitude,
        approximate=link.approximate,
        country=link.country,
    )
    return Link(
        method=f"nearest known place: {around.label}",
        latitude=link.latitude,
        longitude=link.longitude,
        approximate=True,
        country=link.country,
        within=(around, *link.within) if inside else tuple(p for p in link.within if p.type == "Country"),
    )
