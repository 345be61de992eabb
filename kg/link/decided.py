"""Decisions applied: what a person decided about a link wins over what linking found, and moves no IRI.

An entity's IRI comes from the offline gazetteer's name for it, or its own (`kg.naming`). So a decided link keeps the label and sense of
the link it takes the place of, and the words by which that was found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from kg.assemble import entity_nodes
from kg.iri import Minter
from kg.link.decisions import Decision, Decisions
from kg.model import ContainingPlace, Document, Entity, Link
from kg.naming import slug
from kg.ontology import Ontology

Facts = Callable[[str], Link | None]
"""What is known of a Wikidata item, as a link to it: point, GeoNames id, the places it lies in. None: nothing is."""
_MARK = "by decision: "


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
        if decision.decision == "reject":
            if link is not None and _is_rejected(link, decision):
                method = _method(link, decision, "rejected")
                link = Link(method=method, label=link.label, sense=link.sense)
        elif link is not None and link.wikidata == decision.wikidata:
            link = replace(link, match=decision.match, score=1.0, method=_method(link, decision, _PAST[decision.decision]))
        else:
            known = facts(decision.wikidata or "") or Link(wikidata=decision.wikidata)
            old = link or Link()
            link = replace(
                known,
                wikidata=decision.wikidata,
                match=decision.match,
                score=1.0,
                method=_method(old, decision, _PAST[decision.decision]),
                label=old.label,
                sense=old.sense,
                parts={},
                runner_up=None,
            )
    return link


_PAST = {"accept": "accepted", "set": "set", "reject": "rejected"}


def _decided(entity: Entity, name: str, decisions: Decisions, facts: Facts) -> Entity:
    link = decided_link(entity.link, decisions.of(name), facts)
    if link is not None and any(decisions.of(place_name(p)) for p in link.within):
        link = replace(link, within=tuple(decided_place(p, decisions.of(place_name(p)), facts) for p in link.within))
    return entity if link == entity.link else replace(entity, link=link)


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


def _is_rejected(link: Link, decision: Decision) -> bool:
    return (link.wikidata is not None and decision.wikidata == link.wikidata) or decision.wikidata is None


def _method(link: Link, decision: Decision, word: str) -> str:
    found = link.method.partition(_MARK)[0].rstrip("; ")
    said = f"{_MARK}{word} {decision.date}".rstrip()
    return f"{found}; {said}" if found else said
