"""Decisions applied: what a person decided about a link wins over what linking found, and moves no IRI.

An entity's IRI comes from the offline gazetteer's name for it, or its own (`kg.naming`). So a decided link keeps the label and sense of
the link it takes the place of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from kg.assemble import entity_nodes
from kg.iri import Minter
from kg.link.decisions import Decision, Decisions
from kg.model import ContainingPlace, Document, Entity, Link
from kg.naming import NAMED_OFFLINE, slug
from kg.ontology import Ontology

Facts = Callable[[str], Link | None]
"""What is known of a Wikidata item, as a link to it: point, GeoNames id, the places it lies in. None: nothing is."""
MARK = "by decision: "
"""In the method of a link that a person decided about."""


class Linking(Protocol):
    """A linking stage."""

    def link(self, document: Document) -> Document: ...


class DecidedLinker:
    """A linking stage whose results give way to a person's decisions."""

    def __init__(self, linker: Linking, decisions: Decisions, ontology: Ontology, facts: Facts) -> None:
        self._linker, self._decisions, self._ontology, self._facts = linker, decisions, ontology, facts

    def link(self, document: Document) -> Document:
        """The linked document with every decision about its entities applied."""
        return apply_decisions(self._linker.link(document), self._decisions, self._ontology, self._facts)


def apply_decisions(document: Document, decisions: Decisions, ontology: Ontology, facts: Facts) -> Document:
    """The document with every decision about its entities, and about the places that they lie in, applied."""
    if not len(decisions):
        return document
    nodes = entity_nodes(document, ontology, Minter())
    entities = tuple(_decided(e, nodes[e.id].iri.rsplit("/", 1)[-1], decisions, facts) for e in document.entities)
    return document if entities == document.entities else replace(document, entities=entities)


def decided_link(link: Link | None, decisions: Sequence[Decision], facts: Facts) -> Link | None:
    """The link that follows from the decisions about its entity; applying them again changes nothing."""
    for decision in decisions:
        word = f"{MARK}{_PAST[decision.decision]} {decision.date}".rstrip()
        if decision.decision == "reject":
            if link is not None and is_identified(link) and decision.wikidata in (None, link.wikidata):
                link = _named_like(link, Link(method=word, replaced=True))
        elif link is not None and link.wikidata == decision.wikidata:
            found = link.method.partition(MARK)[0].rstrip("; ")
            link = replace(link, match=decision.match, score=1.0, method=f"{found}; {word}" if found else word)
        else:
            link = _named_like(link, _chosen(link, decision, facts, word))
    return link


def is_identified(link: Link | None) -> bool:
    """Whether a link says what thing of the world it is: some only say where that lies."""
    return link is not None and (link.wikidata is not None or link.geonames is not None)


def _chosen(link: Link | None, decision: Decision, facts: Facts, method: str) -> Link:
    """A link to the item that was decided for.

    Facts of a link to another item go. What was only guessed of a thing without an item stays as far as the item's own facts do not
    tell it, and if they tell of another country, none of it stays.
    """
    known = facts(decision.wikidata or "") or Link()
    if link is not None and not is_identified(link) and not contradicts(known, (link.country, *(p.country for p in link.within))):
        if known.latitude is None:
            known = replace(known, latitude=link.latitude, longitude=link.longitude, approximate=link.approximate)
        known = replace(known, country=known.country or link.country, within=known.within or link.within)
    replaced = is_identified(link) or known.country is not None
    return replace(known, wikidata=decision.wikidata, match=decision.match, score=1.0, method=method, replaced=replaced)


def contradicts(known: Link, guessed: Iterable[str | None]) -> bool:
    """Whether the country that is known of an item is another than those that were guessed, of itself or of the places around it."""
    country = (known.country or "").upper()
    return bool(country) and any(g and g.upper() != country for g in guessed)


def _named_like(old: Link | None, new: Link) -> Link:
    """The new link with what the entity's IRI was made of, so that it stays."""
    if old is None or not old.method.startswith(NAMED_OFFLINE):
        return new
    return replace(new, label=old.label, sense=old.sense)


_PAST = {"accept": "accepted", "set": "set", "reject": "rejected"}


def _decided(entity: Entity, name: str, decisions: Decisions, facts: Facts) -> Entity:
    decided = decisions.of(name)
    link = decided_link(_with_country(entity), decided, facts) if decided else entity.link
    if link is not None and any(decisions.of(place_name(p)) for p in link.within):
        link = replace(link, within=tuple(decided_place(p, decisions.of(place_name(p)), facts) for p in link.within))
    return entity if link == entity.link else replace(entity, link=link)


def _with_country(entity: Entity) -> Link | None:
    """The entity's link; where it only says where that lies, with the country that is said of the entity."""
    link, country = entity.link, entity.attributes.get("country")
    return link if link is None or is_identified(link) or not isinstance(country, str) else replace(link, country=country)


def place_name(place: ContainingPlace) -> str:
    """The last part of a containing place's IRI."""
    return f"{slug(place.label)}-{slug(place.sense)}" if place.sense else slug(place.label)


def decided_place(place: ContainingPlace, decisions: Sequence[Decision], facts: Facts) -> ContainingPlace:
    """A place that something lies in, with the item that was decided for it: only an exact one counts there."""
    before = Link(
        wikidata=place.wikidata,
        geonames=place.geonames,
        latitude=place.latitude,
        longitude=place.longitude,
        approximate=place.approximate,
        country=place.country,
    )
    after = decided_link(before, decisions, facts) or before
    return replace(
        place,
        wikidata=after.wikidata if after.match == "exact" else None,
        geonames=after.geonames,
        latitude=after.latitude,
        longitude=after.longitude,
        approximate=after.approximate,
        country=after.country,
    )
