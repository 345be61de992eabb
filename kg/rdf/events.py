"""Events: kind, participants, place, time, figures, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.assemble import Node
from kg.model import Event, EventDate, Figure, Span
from kg.rdf import terms
from kg.rdf.contribution import Draft, Value
from kg.rdf.labels import event_labels
from kg.vocab import DL, RDF, RDFS

BETWEEN = {"partOf": DL.partOf, "cause": DL.cause, "inResponseTo": DL.inResponseTo, "follows": DL.follows}
SHORT_CUTS = {"Deaths": DL.deaths, "Injuries": DL.injured}
"""Measures that an event also carries as an integer."""


def describe_events(draft: Draft) -> None:
    """All that the article says of its events. Their classes and status follow from all claims (`kg.rdf.derive`)."""
    labels = event_labels(draft.knowledge.document, draft.ontology)
    for event in draft.knowledge.document.events:
        node = draft.knowledge.events[event.id]
        draft.contribution.events[draft.iri(node.iri)] = None
        draft.say(node, DL.kind, draft.term(event.type))
        draft.say(node, RDFS.label, terms.english(labels[event.id]))
        draft.say(node, DL.mentionedIn, draft.contribution.article)
        draft.say(node, DL.duration, terms.duration(event.duration) if event.duration else None)
        for _, predicate, value in statements(draft, event):
            draft.say(node, predicate, value)
        for figure, told in zip(event.figures, draft.knowledge.figures[event.id], strict=True):
            draft.say(node, DL.figure, draft.to(told))
            _figure(draft, told, figure)
    _between(draft)


def statements(draft: Draft, event: Event) -> Iterator[tuple[Span, ox.NamedNode, Value]]:
    """Roles, places and dates of an event, each with the span of its evidence."""
    entities = draft.knowledge.entities
    for argument in event.arguments:
        yield Span(argument.start, argument.end), draft.term(argument.role), draft.iri(entities[argument.entity].iri)
    for argument in event.place:
        yield Span(argument.start, argument.end), DL.place, draft.iri(entities[argument.entity].iri)
    if event.date is not None:
        span = Span(event.date.start, event.date.end)
        for predicate, value in _dates(event.date):
            yield span, predicate, value


def figure_triples(figure: Figure, event: ox.NamedNode, iri: ox.NamedNode) -> Iterator[ox.Triple]:
    """A figure as a source asserts it: the link to its node, and the short cut."""
    yield ox.Triple(event, DL.figure, iri)
    if figure.measure in SHORT_CUTS and not figure.cumulative:
        yield ox.Triple(event, SHORT_CUTS[figure.measure], terms.integer(round(figure.value)))


def _dates(date: EventDate) -> Iterator[tuple[ox.NamedNode, Value]]:
    first = terms.date(date.value) if date.value else None
    last = terms.date(date.until) if date.until else None
    if first is not None:
        yield DL.date, first
        if last is not None and date.until != date.value:
            yield DL.startDate, first
            yield DL.endDate, last
    yield DL.dateText, terms.text(" ".join(date.text.split()))


def _figure(draft: Draft, node: Node, figure: Figure) -> None:
    draft.say(node, RDF.type, DL.Figure)
    draft.say(node, DL.measure, draft.term(figure.measure))
    draft.say(node, DL.value, terms.decimal(figure.value))
    draft.say(node, DL.bound, draft.term(figure.bound))
    draft.say(node, DL.unit, terms.text(figure.unit) if figure.unit else None)
    draft.say(node, DL.of, draft.to(draft.knowledge.entities.get(figure.of)) if figure.of else None)
    draft.say(node, DL.figureText, terms.text(figure.text))
    draft.say(node, DL.cumulative, terms.boolean(True) if figure.cumulative else None)
    draft.say(node, DL.mentionedIn, draft.contribution.article)


def _between(draft: Draft) -> None:
    events = draft.knowledge.events
    for relation in draft.knowledge.document.relations:
        if relation.type in BETWEEN and relation.object is not None:
            subject, value = events.get(relation.subject), events.get(relation.object)
            if subject is not None and value is not None and subject != value:
                draft.say(subject, BETWEEN[relation.type], draft.to(value))
