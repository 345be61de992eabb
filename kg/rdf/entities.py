"""Entities: what they are, what they are called, where they lie, what they are linked to, and how they hang together."""

from __future__ import annotations

import pyoxigraph as ox

from kg.assemble import Node
from kg.model import ContainingPlace, Entity, Link, Relation
from kg.naming import slug
from kg.rdf import terms
from kg.rdf.contribution import Draft
from kg.rdf.labels import display_label
from kg.vocab import DL, GEO, OWL, RDF, RDFS, SKOS

RELATIONS = {"memberOf": DL.memberOf, "affiliation": DL.affiliation, "locatedIn": DL.locatedIn, "operator": DL.operator}
"""Relations between entities that are one triple; holdsPosition goes through a node of its own."""


def describe_entities(draft: Draft) -> None:
    """The document's entities, and the places that they lie in."""
    forms: dict[str, dict[str, None]] = {}
    for mention in draft.knowledge.document.mentions:
        if mention.form == "name":
            forms.setdefault(mention.entity, {})[" ".join(mention.text.split())] = None
    for entity in draft.knowledge.document.entities:
        node = draft.knowledge.entities[entity.id]
        label = display_label(entity)
        draft.say_type(node, entity.type)
        draft.say(node, RDFS.label, terms.english(label))
        for form in (*forms.get(entity.id, ()), entity.label) if node.shared else forms.get(entity.id, ()):
            draft.say(node, SKOS.altLabel, terms.english(form) if form != label else None)
        draft.say(node, DL.mentionedIn, draft.contribution.article)
        _attributes(draft, node, entity)
        if entity.link is not None:
            describe_link(draft, node, entity.link)


def describe_relations(draft: Draft) -> None:
    """Relations between entities; those between events are `kg.rdf.events`'s."""
    knowledge = draft.knowledge
    for relation, position in zip(knowledge.document.relations, knowledge.positions, strict=True):
        subject = knowledge.entities.get(relation.subject)
        if subject is None:
            continue
        if position is not None:
            _position(draft, subject, relation, position)
        elif relation.type in RELATIONS and relation.object is not None:
            value = knowledge.entities.get(relation.object)
            if value is not None and value != subject:
                draft.say(subject, RELATIONS[relation.type], draft.to(value))


def relation_triple(draft: Draft, relation: Relation, position: Node | None) -> ox.Triple | None:
    """The triple by which a relation between entities stands in a claim's graph."""
    knowledge = draft.knowledge
    subject = knowledge.entities.get(relation.subject)
    value = knowledge.entities.get(relation.object) if relation.object else None
    if subject is None:
        return None
    if position is not None:
        return ox.Triple(draft.iri(subject.iri), DL.holdsPosition, draft.iri(position.iri))
    if value is None or value == subject or relation.type not in RELATIONS:
        return None
    return ox.Triple(draft.iri(subject.iri), RELATIONS[relation.type], draft.iri(value.iri))


def _attributes(draft: Draft, node: Node, entity: Entity) -> None:
    count = entity.attributes.get("count")
    if isinstance(count, int | float) and not isinstance(count, bool) and not node.shared:
        draft.say(node, DL.count, terms.integer(round(count)))
    link = entity.link
    country = link.country if link and link.replaced else entity.attributes.get("country") or (link.country if link else None)
    draft.say(node, DL.countryCode, terms.text(country.upper()) if isinstance(country, str) else None)
    model = entity.attributes.get("model")
    draft.say(node, DL.modelName, terms.text(model) if isinstance(model, str) and model else None)


def _position(draft: Draft, subject: Node, relation: Relation, position: Node) -> None:
    draft.say(subject, DL.holdsPosition, draft.to(position))
    draft.say_type(position, "Position")
    draft.say(position, RDFS.label, terms.english(" ".join((relation.value or "").split())))
    draft.say(position, DL.mentionedIn, draft.contribution.article)
    within = draft.knowledge.entities.get(relation.object) if relation.object else None
    draft.say(position, DL.positionIn, draft.to(within))


def describe_link(draft: Draft, node: Node, link: Link) -> None:
    """What joins the entity to the world, where it lies, and the places around that."""
    _identify(draft, node, link.wikidata, link.geonames, close=link.match == "close")
    _locate(draft, node, link.latitude, link.longitude, approximate=link.approximate)
    inner = node
    for place in link.within:
        outer = _containing(draft, place)
        if outer != inner:
            draft.say(inner, DL.locatedIn, draft.to(outer))
            inner = outer
    if link.wikidata or link.geonames:
        draft.say(node, DL.linkScore, terms.decimal(round(link.score, 3)))
        draft.say(node, DL.linkMethod, terms.text(link.method) if link.method else None)


def _containing(draft: Draft, place: ContainingPlace) -> Node:
    name = f"{slug(place.label)}-{slug(place.sense)}" if place.sense else slug(place.label)
    node = Node(draft.knowledge.minter.entity(name), True)
    draft.say_type(node, place.type)
    draft.say(node, RDFS.label, terms.english(place.label))
    place_node(draft, node, place)
    return node


def place_node(draft: Draft, node: Node, place: ContainingPlace) -> None:
    """What is said of a place that something lies in, beside its class and label."""
    draft.say(node, DL.countryCode, terms.text(place.country.upper()) if place.country else None)
    _identify(draft, node, place.wikidata, place.geonames, close=False)
    _locate(draft, node, place.latitude, place.longitude, approximate=place.approximate)


def _identify(draft: Draft, node: Node, qid: str | None, geonames: int | None, *, close: bool) -> None:
    draft.say(node, SKOS.closeMatch if close else SKOS.exactMatch, terms.wikidata(qid) if qid else None)
    if draft.same_as and not close:
        draft.say(node, OWL.sameAs, terms.wikidata(qid) if qid else None)
    draft.say(node, DL.geonames, terms.geonames(geonames) if geonames else None)


def _locate(draft: Draft, node: Node, latitude: float | None, longitude: float | None, *, approximate: bool) -> None:
    if latitude is None or longitude is None:
        return
    geometry = Node(draft.knowledge.minter.geometry(node.iri), node.shared)
    draft.say(node, GEO.hasGeometry, draft.to(geometry))
    draft.say(geometry, RDF.type, GEO.Geometry)
    draft.say(geometry, GEO.asWKT, terms.point(latitude, longitude))
    draft.say(geometry, DL.approximate, terms.boolean(True) if approximate else None)
