"""What follows from all that is known of a thing: one value of a functional property, an event's status, classes and short cuts.

Every function here depends on the set of what articles say, never on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

import pyoxigraph as ox

from kg.iri import Minter
from kg.ontology import Ontology
from kg.rdf import terms
from kg.rdf.exclusions import with_superclasses
from kg.rdf.sides import Sides
from kg.rdf.status import REALIZED, Evidence, bearing, status
from kg.vocab import DL, GEO, PROV, RDF, RDFS, SCHEMA

DEFAULT = ox.DefaultGraph()
ONE_VALUE = frozenset({RDFS.label, DL.kind, DL.of, GEO.asWKT, DL.linkScore, DL.linkMethod})
"""Properties of which a shared thing has one value in the default graph: the highest in the order of `rank`."""
DERIVED = (RDF.type, DL.status, DL.deaths, DL.injured)
"""Properties of events that follow from its claims and figures."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class View(Protocol):
    """A dataset as it is, or as it will be with changes under way."""

    def match(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, value: Term | None, graph: ox.NamedNode | ox.DefaultGraph | None
    ) -> Iterator[ox.Quad]: ...


def rank(predicate: ox.NamedNode, value: Term, ontology: Ontology) -> tuple[object, ...]:
    """The order of a property's values, total, so that the highest of a set is the same whatever comes first.

    A label in mixed case before one in capitals, then the longer one, which says more; of kinds the more specific (the deeper in the
    tree); of link scores the higher.
    """
    text = value.value if isinstance(value, ox.Literal | ox.NamedNode) else str(value)
    if predicate == RDFS.label:
        return text != text.upper(), len(text), text
    if predicate == DL.kind:
        name = ontology.name(text)
        return (len(ontology.ancestors(name)) if name in ontology else 0), text
    if predicate == DL.linkScore:
        return float(text), text
    return (text,)


def highest(predicate: ox.NamedNode, values: Iterable[Term], ontology: Ontology) -> Term | None:
    """The value that a functional property takes."""
    return max(values, key=lambda v: rank(predicate, v, ontology), default=None)


def event_facts(view: View, event: ox.NamedNode, ontology: Ontology, minter: Minter) -> dict[ox.NamedNode, set[Term]]:
    """The values of `DERIVED` for an event, from its kind, its claims and its figures in the default graph."""
    found = status(evidence_of(view, event, ontology, minter))
    facts: dict[ox.NamedNode, set[Term]] = {DL.status: {terms.named(ontology, found)}}
    kind = next((q.object for q in view.match(event, DL.kind, None, DEFAULT)), None)
    if found in REALIZED and isinstance(kind, ox.NamedNode):
        facts[RDF.type] = set(with_superclasses(kind, ontology))
    else:
        facts[RDF.type] = {DL.UnrealizedEvent}
    figures = [q.object for q in view.match(event, DL.figure, None, DEFAULT)]
    for measure, short_cut in ((DL.Deaths, DL.deaths), (DL.Injuries, DL.injured)):
        facts[short_cut] = _highest_figure(view, figures, measure)
    return facts


def evidence_of(view: View, event: ox.NamedNode, ontology: Ontology, minter: Minter) -> Iterator[Evidence]:
    """What each claim in the default graph says of the event's happening."""
    publishers: dict[str, str] = {}
    sides = _sides(ontology)
    for about in view.match(None, DL.about, event, DEFAULT):
        claim = {q.predicate: q.object for q in view.match(_node(about.subject), None, None, DEFAULT) if q.predicate != DL.about}
        article = claim.get(PROV.wasQuotedFrom)
        values = [ontology.name(_text(claim.get(p))) for p in (DL.stance, DL.polarity, DL.certainty, DL.temporality)]
        if not isinstance(article, ox.NamedNode):
            continue
        if article.value not in publishers:
            publishers[article.value] = next((_text(q.object) for q in view.match(article, SCHEMA.publisher, None, DEFAULT)), article.value)
        publisher = publishers[article.value]
        claimant, side = (_source(claim.get(p), publisher, minter) for p in (DL.claimant, DL.onBehalfOf))
        types, name = _described(view, claim.get(DL.claimant), article, ontology)
        side = side or (claimant if any(t in ontology and ontology.isa(t, "Country") for t in types) else None)
        yield Evidence(bearing(*values), article.value, publisher, claimant, side, sides.governs(types, name), name)


def _source(term: Term | None, publisher: str, minter: Minter) -> str | None:
    """A key that tells a source apart from others."""
    if term is None:
        return None
    readable = minter.readable(_text(term))
    return f"{publisher}: {readable}" if readable is not None else _text(term)  # "officials" of one publisher are another's officials


def _described(view: View, claimant: Term | None, article: ox.NamedNode, ontology: Ontology) -> tuple[set[str], str]:
    """What the article takes a claimant for: its classes, and what it is called.

    What other articles say of it does not count: they may come and go without the event being looked at again.
    """
    if not isinstance(claimant, ox.NamedNode):
        return set(), ""
    shared = any(True for _ in view.match(claimant, RDF.type, None, article))
    graph = article if shared else DEFAULT
    types = {ontology.name(_text(q.object)) for q in view.match(claimant, RDF.type, None, graph)}
    return types, min((_text(q.object) for q in view.match(claimant, RDFS.label, None, graph)), default="")


@lru_cache(maxsize=2)
def _sides(ontology: Ontology) -> Sides:
    return Sides(ontology)


def _highest_figure(view: View, figures: Iterable[Term], measure: ox.NamedNode) -> set[Term]:
    highest_value: float | None = None
    for figure in figures:
        facts = {q.predicate: q.object for q in view.match(_node(figure), None, None, DEFAULT)}
        own = DL.cumulative not in facts  # a running total counts more than this event
        if own and facts.get(DL.measure) == measure and isinstance(facts.get(DL.value), ox.Literal):
            value = float(_text(facts[DL.value]))
            highest_value = value if highest_value is None else max(value, highest_value)
    return set() if highest_value is None else {terms.integer(round(highest_value))}


def _node(term: Term) -> ox.NamedNode:
    if not isinstance(term, ox.NamedNode):
        raise TypeError(f"an IRI was expected, not {term}")  # everything that is written here has an IRI
    return term


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, ox.Literal | ox.NamedNode) else ""
