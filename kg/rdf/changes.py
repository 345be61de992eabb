"""What must be written and deleted so that a dataset holds an article, or no longer holds it.

The default graph is a function of the set of articles, and each article's graph keeps what that article says of shared things. So a
triple goes when no other article's graph has it, a functional property takes the next value, and status is taken anew from the claims
that are left: adding twice changes nothing, the order of articles does not matter, and removing undoes adding, quad for quad.

Every step looks up by subject, never scans: the cost of an article does not grow with the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.iri import Minter
from kg.ontology import Ontology
from kg.rdf.contribution import Contribution
from kg.rdf.derive import DEFAULT, DERIVED, ONE_VALUE, Term, View, event_facts, highest
from kg.rdf.exclusions import classes_of, exclude, with_superclasses
from kg.vocab import DL, PROV, RDF

Graph = ox.NamedNode | ox.DefaultGraph
NOTES = frozenset({DL.salience, DL.rule})
"""What an article's graph says of shared things that is no part of the default graph."""


class Changes:
    """Quads to add to a dataset and to remove from it; itself a view of the dataset as it will be.

    `added` and `removed` have nothing in common. `dropped` are the named graphs that will be empty.
    """

    def __init__(self, view: View, ontology: Ontology, minter: Minter) -> None:
        self.added: dict[ox.Quad, None] = {}
        self.removed: dict[ox.Quad, None] = {}
        self.dropped: dict[ox.NamedNode, None] = {}
        self._view = view
        self._ontology = ontology
        self._minter = minter
        self._by_subject: dict[Term, dict[ox.Quad, None]] = {}
        self._by_value: dict[Term, dict[ox.Quad, None]] = {}

    # -- a view of what will be
    def match(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, value: Term | None, graph: Graph | None
    ) -> Iterator[ox.Quad]:
        """The quads that fit, after these changes."""
        for quad in self._view.match(subject, predicate, value, graph):
            if quad not in self.removed and quad not in self.added:
                yield quad
        pending: Iterable[ox.Quad] = self.added
        if subject is not None:
            pending = self._by_subject.get(subject, ())
        elif value is not None:
            pending = self._by_value.get(value, ())
        for quad in list(pending):
            if (
                (predicate is None or quad.predicate == predicate)
                and (value is None or quad.object == value)
                and (graph is None or quad.graph_name == graph)
            ):
                yield quad

    # -- an article comes
    def add_article(self, contribution: Contribution) -> None:
        """Plan the addition of an article that the dataset does not hold."""
        for triple in contribution.own:
            self._add(_quad(triple, DEFAULT))
        for triple in contribution.shared:
            self._add(_quad(triple, contribution.article))
            if triple.predicate not in ONE_VALUE and triple.predicate != RDF.type:
                self._add(_quad(triple, DEFAULT))
        for quad in contribution.named:
            self._add(quad)
            self.dropped.pop(_iri(quad.graph_name), None)
        self.dropped.pop(contribution.article, None)
        self._settle(contribution.shared, contribution.article)
        for event in contribution.events:
            self.derive(event)

    def _settle(self, shared: Iterable[ox.Triple], article: ox.NamedNode) -> None:
        """Let the new values of functional properties and the new classes meet those that are there."""
        for triple in shared:
            subject, predicate, value = _iri(triple.subject), triple.predicate, triple.object
            if predicate == RDF.type:
                self._settle_class(subject, _iri(value), article)
            elif predicate in ONE_VALUE:
                present = [q.object for q in self.match(subject, predicate, None, DEFAULT)]
                best = highest(predicate, [*present, value], self._ontology)
                self._set(subject, predicate, {best} if best is not None else set())

    def _settle_class(self, subject: ox.NamedNode, node: ox.NamedNode, article: ox.NamedNode) -> None:
        asserted = self.match(subject, RDF.type, node, None)
        if any(self._is_article(q.graph_name) and q.graph_name != article for q in asserted):
            return  # another article says so too: the classes are settled with it
        present = {_iri(q.object) for q in self.match(subject, RDF.type, None, DEFAULT)}
        new = with_superclasses(node, self._ontology)
        if exclude(new, present, self._ontology):
            self.settle_classes(subject)
        else:  # what is there stays: a class that has given way cannot come back by an addition
            for each in new:
                self._add(ox.Quad(subject, RDF.type, each, DEFAULT))

    def _asserted(self, subject: ox.NamedNode) -> set[ox.NamedNode]:
        """The classes that articles say a shared thing has."""
        found = self.match(subject, RDF.type, None, None)
        return {_iri(q.object) for q in found if self._is_article(q.graph_name)}

    # -- graphs meet
    def settle(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> None:
        """Plan that a functional property keeps the highest of the values that the default graph has."""
        best = highest(predicate, [q.object for q in self.match(subject, predicate, None, DEFAULT)], self._ontology)
        self._set(subject, predicate, {best} if best is not None else set())

    def settle_classes(self, subject: ox.NamedNode) -> None:
        """Plan that a shared thing has as many of the classes that articles give it as can be together."""
        self._set(subject, RDF.type, set(classes_of(self._asserted(subject), self._ontology)))

    def derive(self, event: ox.NamedNode) -> None:
        """Plan that what follows from an event's kind, claims and figures is as they are now."""
        known = any(True for _ in self.match(event, DL.kind, None, DEFAULT))
        facts = event_facts(self, event, self._ontology, self._minter) if known else {}
        for predicate in DERIVED:
            self._set(event, predicate, facts.get(predicate, set()))

    # -- an article goes
    def remove_article(self, article: ox.NamedNode) -> None:
        """Plan the removal of an article that the dataset holds."""
        graph = list(self.match(None, None, None, article))
        supported = [q.triple for q in graph if self._is_support(q)]
        shared = {t.subject for t in supported}
        claims = [q.subject for q in self.match(None, PROV.wasQuotedFrom, article, DEFAULT)]
        mentioned = [q.subject for q in self.match(None, DL.mentionedIn, article, DEFAULT)]
        events = self._events_of(claims, mentioned)
        for own in (article, *claims, *(m for m in mentioned if m not in shared)):
            self._remove_subject(own)
        for claim in claims:
            self._drop(claim)
        for quad in graph:
            self._remove(quad)
        self.dropped[article] = None
        self._withdraw(supported, article)
        for event in events:
            self.derive(event)

    def _is_support(self, quad: ox.Quad) -> bool:
        subject = quad.subject
        inner = isinstance(subject, ox.NamedNode) and self._minter.is_within_article(subject.value)
        return not inner and quad.predicate not in NOTES

    def _events_of(self, claims: Iterable[Term], mentioned: Iterable[Term]) -> list[ox.NamedNode]:
        """The events that the claims are about or that the article mentions: their status may change."""
        found: dict[ox.NamedNode, None] = {}
        for claim in claims:
            for quad in self.match(_iri(claim), DL.about, None, DEFAULT):
                if self._minter.is_event(_iri(quad.object).value):
                    found[_iri(quad.object)] = None
        found.update((_iri(m), None) for m in mentioned if self._minter.is_event(_iri(m).value))
        return list(found)

    def _withdraw(self, triples: Iterable[ox.Triple], article: ox.NamedNode) -> None:
        """Take away what only this article supported; let the next value step forward."""
        lost: dict[ox.NamedNode, None] = {}
        for triple in triples:
            subject = _iri(triple.subject)
            if triple.predicate in ONE_VALUE:
                self._step_forward(subject, triple.predicate, triple.object)
            elif not self._has_support(triple):
                if triple.predicate == RDF.type:
                    lost[subject] = None
                else:
                    self._remove(_quad(triple, DEFAULT))
        for subject in lost:
            self.settle_classes(subject)

    def _step_forward(self, subject: ox.NamedNode, predicate: ox.NamedNode, lost: Term) -> None:
        if not any(True for _ in self.match(subject, predicate, lost, DEFAULT)) or self._has_support(ox.Triple(subject, predicate, lost)):
            return
        left = {q.object for q in self.match(subject, predicate, None, None) if self._is_article(q.graph_name)}
        best = highest(predicate, left, self._ontology)
        self._set(subject, predicate, {best} if best is not None else set())

    def _has_support(self, triple: ox.Triple) -> bool:
        """Whether an article's graph, after these changes, has the triple."""
        found = self.match(_iri(triple.subject), triple.predicate, triple.object, None)
        return any(self._is_article(q.graph_name) for q in found)

    def _is_article(self, graph: object) -> bool:
        return isinstance(graph, ox.NamedNode) and self._minter.is_article(graph.value)

    # -- what an article says is revised
    def revise(self, article: ox.NamedNode, old: Iterable[ox.Triple], new: Iterable[ox.Triple], *, shared: bool) -> None:
        """Plan that an article says `new` instead of `old`: of shared things, or of what is its alone."""
        before, after = dict.fromkeys(old), dict.fromkeys(new)
        gone, come = [t for t in before if t not in after], [t for t in after if t not in before]
        for triple in gone:
            self._remove(_quad(triple, article if shared else DEFAULT))
        if shared:
            self._withdraw(gone, article)
        for triple in come:
            self._add(_quad(triple, article if shared else DEFAULT))
            if shared and triple.predicate not in ONE_VALUE and triple.predicate != RDF.type:
                self._add(_quad(triple, DEFAULT))
        if shared:
            self._settle(come, article)

    def annotate(self, old: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> None:
        """Plan that the notes of articles' graphs are `new` instead of `old`."""
        before, after = dict.fromkeys(old), dict.fromkeys(new)
        for quad in before:
            if quad not in after:
                self._remove(quad)
        for quad in after:
            if quad not in before:
                self._add(quad)

    # -- single quads
    def _set(self, subject: ox.NamedNode, predicate: ox.NamedNode, values: set[Term]) -> None:
        for quad in list(self.match(subject, predicate, None, DEFAULT)):
            if quad.object not in values:
                self._remove(quad)
        for value in values:
            self._add(ox.Quad(subject, predicate, value, DEFAULT))

    def _remove_subject(self, subject: Term) -> None:
        node = _iri(subject)
        for name in (node, ox.NamedNode(self._minter.geometry(node.value))):
            for quad in list(self.match(name, None, None, DEFAULT)):
                self._remove(quad)

    def _drop(self, graph: Term) -> None:
        for quad in list(self.match(None, None, None, _iri(graph))):
            self._remove(quad)
        self.dropped[_iri(graph)] = None

    def _add(self, quad: ox.Quad) -> None:
        if quad in self.removed:
            del self.removed[quad]
        elif quad not in self.added:
            self.added[quad] = None
            self._by_subject.setdefault(quad.subject, {})[quad] = None
            self._by_value.setdefault(quad.object, {})[quad] = None

    def _remove(self, quad: ox.Quad) -> None:
        if quad in self.added:
            del self.added[quad]
            del self._by_subject[quad.subject][quad]
            del self._by_value[quad.object][quad]
            if not any(True for _ in self._view.match(_iri(quad.subject), quad.predicate, quad.object, _graph(quad))):
                return  # it was never there
        self.removed[quad] = None


def _quad(triple: ox.Triple, graph: Graph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _graph(quad: ox.Quad) -> Graph:
    return quad.graph_name if isinstance(quad.graph_name, ox.NamedNode) else DEFAULT


def _iri(term: object) -> ox.NamedNode:
    if not isinstance(term, ox.NamedNode):
        raise TypeError(f"an IRI was expected, not {term}")  # everything that an article brings has an IRI
    return term
