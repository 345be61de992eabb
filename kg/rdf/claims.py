"""Claims: who says so, in which words; and each claim's graph, the triples that its source asserted.

A claim's graph holds of each event that the claim is about its kind, and those roles, places, dates and figures whose evidence lies
within the claim's words (its content, where that is given). Only what the source says has happened is typed there as an event; what it
denies, plans or fears is a `dl:UnrealizedEvent` in its graph too.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.assemble import Node
from kg.model import Claim, Event, Span
from kg.rdf import terms
from kg.rdf.contribution import Draft
from kg.rdf.entities import relation_triple
from kg.rdf.events import BETWEEN, figure_triples, statements
from kg.rdf.sides import Sides
from kg.rdf.status import Bearing, bearing
from kg.vocab import DL, PROV, RDF


def describe_claims(draft: Draft, run: ox.NamedNode | None) -> None:
    """The properties of each claim in the default graph, and its graph."""
    knowledge = draft.knowledge
    events = {e.id: e for e in knowledge.document.events}
    sides = Sides(draft.ontology).of(knowledge.document)
    for claim, iri in zip(knowledge.document.claims, knowledge.claims, strict=True):
        node = Node(iri, False)
        draft.say(node, RDF.type, DL.Claim)
        for about in claim.about:
            draft.say(node, DL.about, draft.to(knowledge.node(about)))
        draft.say(node, DL.claimant, draft.to(knowledge.node(claim.claimant)) if claim.claimant else None)
        side = sides.get(claim.claimant) if claim.claimant else None
        draft.say(node, DL.onBehalfOf, draft.to(knowledge.node(side)) if side else None)
        draft.say(node, DL.stance, draft.term(claim.stance))
        draft.say(node, DL.polarity, draft.term(claim.polarity))
        draft.say(node, DL.certainty, draft.term(claim.certainty))
        draft.say(node, DL.temporality, draft.term(claim.temporality))
        draft.say(node, DL.quote, terms.text(claim.quote))
        draft.say(node, DL.start, terms.integer(claim.start))
        draft.say(node, DL.end, terms.integer(claim.end))
        draft.say(node, DL.cue, terms.text(claim.cue.text) if claim.cue else None)
        if claim.source is not None:
            draft.say(node, DL.sourceText, terms.text(knowledge.document.article.text[claim.source.start : claim.source.end]))
        draft.say(node, PROV.wasQuotedFrom, draft.contribution.article)
        draft.say(node, PROV.wasGeneratedBy, run)
        for triple in _asserted(draft, claim, events):
            draft.contribution.named[ox.Quad(triple.subject, triple.predicate, triple.object, draft.iri(iri))] = None


def _asserted(draft: Draft, claim: Claim, events: dict[str, Event]) -> Iterator[ox.Triple]:
    span = claim.content or Span(claim.start, claim.end)
    affirmed = bearing(claim.stance, claim.polarity, claim.certainty, claim.temporality) is Bearing.AFFIRMS
    for about in claim.about:
        event = events.get(about)
        if event is not None:
            yield from _asserted_event(draft, event, span, affirmed=affirmed)
    yield from _asserted_relations(draft, claim, span)


def _asserted_event(draft: Draft, event: Event, span: Span, *, affirmed: bool) -> Iterator[ox.Triple]:
    node = draft.iri(draft.knowledge.events[event.id].iri)
    kind = draft.term(event.type)
    yield ox.Triple(node, RDF.type, kind if affirmed else DL.UnrealizedEvent)
    yield ox.Triple(node, DL.kind, kind)
    for evidence, predicate, value in statements(draft, event):
        if evidence in span:
            yield ox.Triple(node, predicate, value)
    for figure, told in zip(event.figures, draft.knowledge.figures[event.id], strict=True):
        if Span(figure.start, figure.end) in span:
            yield from figure_triples(figure, node, draft.iri(told.iri))


def _asserted_relations(draft: Draft, claim: Claim, span: Span) -> Iterator[ox.Triple]:
    """Relations whose words lie within the claim's, if the claim is about what they start from."""
    knowledge = draft.knowledge
    about = set(claim.about)
    for relation, position in zip(knowledge.document.relations, knowledge.positions, strict=True):
        if relation.subject not in about or Span(relation.start, relation.end) not in span:
            continue
        if relation.type in BETWEEN:
            subject, value = knowledge.events.get(relation.subject), knowledge.events.get(relation.object or "")
            if subject is not None and value is not None and subject != value:
                yield ox.Triple(draft.iri(subject.iri), BETWEEN[relation.type], draft.iri(value.iri))
        else:
            triple = relation_triple(draft, relation, position)
            if triple is not None:
                yield triple
