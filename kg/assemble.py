"""Who is who: gives every entity, event, claim and figure of a document its IRI, and says which of them other articles share.

Articles meet where their IRIs are equal. So merging needs no search, and the order of input cannot change the result: what remains
to be decided when articles meet (which label, which status) is decided from all that is known of an IRI (`kg.rdf.derive`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.consistency import check_document
from kg.iri import Minter, sha256
from kg.merging import merge_keys, represented
from kg.model import Claim, Document, Event, Figure, Relation
from kg.naming import LONGEST, slug, world_names
from kg.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the graph. A shared one may be spoken of by other articles too; any other goes with its article."""

    iri: str
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """A document whose things have IRIs.

    `entities` and `events` are by the document's ids, `claims` and `positions` in the order of the document's claims and
    relations (None: the relation names no position), `figures` by event id, in the order of the event's figures (the same number of
    the same things, said again, is one figure).
    """

    document: Document
    minter: Minter
    article: str
    sha256: str
    entities: Mapping[str, Node]
    events: Mapping[str, Node]
    claims: tuple[str, ...]
    figures: Mapping[str, tuple[Node, ...]]
    positions: tuple[Node | None, ...]

    def node(self, local: str) -> Node | None:
        """The entity or event that an id of the document stands for."""
        return self.entities.get(local) or self.events.get(local)


def assemble(document: Document, ontology: Ontology, *, minter: Minter | None = None) -> Knowledge:
    """Give the things of one document their IRIs (rules: `kg.iri`, `kg.naming`, `kg.merging`).

    Raises:
        InputError: the document contradicts itself (`kg.consistency`).
        OntologyError: a class of the document is not in the ontology.
    """
    check_document(document)
    minter = minter or Minter()
    article = minter.article(document.article)
    hash_ = sha256(document.article.text)
    entities = entity_nodes(document, ontology, minter)
    events = _events(document, entities, ontology, minter, hash_)
    nodes = {**entities, **events}
    return Knowledge(
        document=document,
        minter=minter,
        article=article,
        sha256=hash_,
        entities=entities,
        events=events,
        claims=tuple(minter.claim(hash_, *_claim_identity(c, nodes)) for c in document.claims),
        figures={e.id: tuple(_figure(f, events[e.id], document, entities, minter) for f in e.figures) for e in document.events},
        positions=tuple(_position(r, entities, minter, hash_) for r in document.relations),
    )


def entity_nodes(document: Document, ontology: Ontology, minter: Minter) -> dict[str, Node]:
    """The nodes of a document's entities, by their ids."""
    hash_ = sha256(document.article.text)
    world = world_names(document, ontology)
    first: dict[str, tuple[int, int]] = {}
    for mention in document.mentions:
        where = mention.start, mention.end
        first[mention.entity] = min(where, first.get(mention.entity, where))
    nodes: dict[str, Node] = {}
    taken: set[str] = set()
    for entity in document.entities:
        if entity.id in world:
            nodes[entity.id] = Node(minter.entity(world[entity.id]), True)
            continue
        iri = minter.unnamed(_readable(entity.label), hash_, *first.get(entity.id, (entity.label,)))
        if iri in taken:  # two entities of one mention: an extractor's slip, told apart by their place in the document
            iri = f"{iri}-{len(taken)}"
        taken.add(iri)
        nodes[entity.id] = Node(iri, False)
    return nodes


def _readable(label: str) -> str:
    """The readable part of an IRI that a hash tells apart."""
    return slug(label)[:LONGEST].strip("-")


def _events(document: Document, entities: Mapping[str, Node], ontology: Ontology, minter: Minter, hash_: str) -> dict[str, Node]:
    by_id = {e.id: e for e in document.entities}
    world = {i: n.iri for i, n in entities.items() if n.shared}
    stands_for = represented(document.relations, world)
    nodes: dict[str, Node] = {}
    taken: set[str] = set()
    for event in document.events:
        keys = merge_keys(event, by_id, world, ontology, stands_for=stands_for)
        # Two events of one article that come to one key are two, for its author saw both: the main one, which comes first, has it.
        merged = next((iri for iri in (minter.event("merged", *key) for key in keys) if iri not in taken), None)
        iri = merged or next(i for i in _own_iris(event, minter, hash_) if i not in taken)
        taken.add(iri)
        nodes[event.id] = Node(iri, merged is not None)
    return nodes


def _own_iris(event: Event, minter: Minter, hash_: str) -> Iterator[str]:
    yield minter.event(hash_, event.trigger.start, event.trigger.end)
    yield minter.event(hash_, event.trigger.start, event.trigger.end, event.type)
    number = 2
    while True:
        yield minter.event(hash_, event.trigger.start, event.trigger.end, event.type, number)
        number += 1


def _claim_identity(claim: Claim, nodes: Mapping[str, Node]) -> list[object]:
    about = sorted(nodes[a].iri for a in claim.about if a in nodes)
    claimant = nodes[claim.claimant].iri if claim.claimant and claim.claimant in nodes else None
    cue = (claim.cue.start, claim.cue.end) if claim.cue else None
    content = (claim.content.start, claim.content.end) if claim.content else None
    return [claim.start, claim.end, about, claimant, claim.stance, claim.polarity, claim.certainty, claim.temporality, cue, content]


def _figure(figure: Figure, event: Node, document: Document, entities: Mapping[str, Node], minter: Minter) -> Node:
    """A figure belongs to its event: articles that give the same number of the same things give one figure."""
    of: str | None = None
    if figure.of is not None:
        node = entities[figure.of]
        of = node.iri if node.shared else next(e.type for e in document.entities if e.id == figure.of)
    total = ("cumulative",) if figure.cumulative else ()
    return Node(minter.figure(event.iri, figure.measure, figure.value, figure.bound, figure.unit, of, *total), event.shared)


def _position(relation: Relation, entities: Mapping[str, Node], minter: Minter, hash_: str) -> Node | None:
    """The office that a holdsPosition relation names: "Defence Minister" in Ukraine is one for all articles."""
    if relation.type != "holdsPosition" or not relation.value:
        return None
    title = _readable(relation.value) or "position"
    within = entities.get(relation.object) if relation.object else None
    if within is not None and within.shared:
        return Node(f"{minter.entity(title)}-{within.iri.rsplit('/', 1)[-1]}", True)
    return Node(minter.unnamed(title, hash_, relation.start, relation.end), False)
