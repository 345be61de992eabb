"""Decisions about links, applied to what a dataset holds: each article's graph says what it would say had it been built with them.

What a link that has given way had brought (point, GeoNames id, the places around) goes with it. Nothing else is touched: not the
entity's IRI, its label or its class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyoxigraph as ox

from kg.assemble import Knowledge, Node
from kg.iri import Minter
from kg.link.decided import Facts, contradicts, decided_link, decided_place, is_identified
from kg.link.decisions import Decision, Decisions
from kg.model import Article, ContainingPlace, Document, Link
from kg.ontology import Ontology
from kg.rdf import terms
from kg.rdf.changes import Changes, Graph
from kg.rdf.contribution import Contribution, Draft
from kg.rdf.derive import DEFAULT, View
from kg.rdf.entities import describe_link, place_node
from kg.rdf.links import note_link
from kg.vocab import DL, GEO, OWL, SKOS

_MATCHES = (SKOS.exactMatch, SKOS.closeMatch)
_IDENTITY = (*_MATCHES, OWL.sameAs, DL.linkScore, DL.linkMethod)
_PLACING = (DL.geonames, GEO.hasGeometry, DL.locatedIn, DL.countryCode)
"""What a link brings beside the item; it goes when the item changes."""
_AROUND = (SKOS.exactMatch, OWL.sameAs, DL.geonames, GEO.hasGeometry, DL.countryCode)
"""What an article says of a place for the only reason that something lies in it."""


class Relinking:
    """Plans the changes that decisions, or the wish for `owl:sameAs`, make to a dataset."""

    def __init__(self, view: View, ontology: Ontology, minter: Minter, *, facts: Facts, same_as: bool) -> None:
        self.changes = Changes(view, ontology, minter)
        self.changed: set[ox.NamedNode] = set()
        self._ontology, self._minter, self._facts, self._same_as = ontology, minter, facts, same_as

    def decide(self, decisions: Decisions) -> None:
        """Plan that all decisions about entities of the dataset hold."""
        for name, about in sorted(decisions.by_entity.items()):
            entity = ox.NamedNode(self._minter.entity(name))
            articles = {_node(q.object) for q in self.changes.match(entity, DL.mentionedIn, None, DEFAULT)}
            for article in sorted(articles, key=str):
                self._decide_in(entity, article, about)
            matched = {q.graph_name for p in _MATCHES for q in self.changes.match(entity, p, None, None)}
            for graph in sorted(matched - articles, key=str):
                if isinstance(graph, ox.NamedNode) and self._minter.is_article(graph.value):
                    self._decide_around(entity, graph, about)

    def same_as(self) -> None:
        """Plan that every exact match is `owl:sameAs` too."""
        for quad in list(self.changes.match(None, SKOS.exactMatch, None, None)):
            graph = quad.graph_name
            subject = quad.subject
            if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(self._minter.entity("")):
                continue
            if isinstance(graph, ox.DefaultGraph) or (isinstance(graph, ox.NamedNode) and self._minter.is_article(graph.value)):
                same = ox.Quad(subject, OWL.sameAs, quad.object, graph)
                if not any(True for _ in self.changes.match(subject, OWL.sameAs, quad.object, graph)):
                    self.changes.annotate((), [same])
                    self.changed.add(subject)

    def _decide_in(self, entity: ox.NamedNode, article: ox.NamedNode, about: Sequence[Decision]) -> None:
        """An article that mentions the entity."""
        shared = any(True for _ in self.changes.match(entity, None, None, article))
        graph = article if shared else DEFAULT
        old = self._held_link(entity, article, graph)
        new = decided_link(old, about, self._facts)
        if new == old:
            return
        self.changed.add(entity)
        placing: Sequence[ox.NamedNode] = ()
        if is_identified(old):
            placing = _PLACING if _target(old) != _target(new) else ()
        elif new is not None:
            placing = self._told_better(new, entity, article, graph)
            new = self._completing(new, entity, graph, placing)
        around = list(self._around(entity, article, graph)) if DL.locatedIn in placing else []
        gone = [t for p in (*_IDENTITY, *placing) for t in self._said(entity, p, graph)]
        if GEO.hasGeometry in placing:
            gone += self._said(ox.NamedNode(self._minter.geometry(entity.value)), None, graph)
        draft = self._draft(article)
        if new is not None:
            node = Node(entity.value, shared)
            describe_link(draft, node, new)
            if new.wikidata or new.geonames:
                note_link(draft, entity.value, new)
            if new.country:
                draft.say(node, DL.countryCode, terms.text(new.country.upper()))
        kept = draft.contribution
        if not shared:
            self.changes.revise(article, gone, kept.own, shared=False)
            gone = []
        self.changes.revise(article, [*gone, *around], kept.shared, shared=True)
        self._note(entity, article, kept)

    def _told_better(self, link: Link, entity: ox.NamedNode, article: ox.NamedNode, graph: Graph) -> list[ox.NamedNode]:
        """What a graph guesses of a thing that had no item, and the item it gets knows: point, places around, country.

        That it lies in a place which the article names is the article's word, and goes only where the item is in another country.
        """
        around = [_node(t.object) for t in self._said(entity, DL.locatedIn, graph)]
        codes = [t.object for thing in (entity, *around) for t in self._said(thing, DL.countryCode, graph)]
        wrong = contradicts(link, [code.value for code in codes if isinstance(code, ox.Literal)])
        said = any(True for place in around for _ in self.changes.match(place, DL.mentionedIn, article, None))
        known = {
            GEO.hasGeometry: link.latitude is not None,
            DL.locatedIn: bool(link.within) and not said,
            DL.countryCode: link.country is not None,
        }
        return [predicate for predicate, is_known in known.items() if wrong or is_known]

    def _said(self, subject: ox.NamedNode, predicate: ox.NamedNode | None, graph: Graph) -> list[ox.Triple]:
        return [q.triple for q in self.changes.match(subject, predicate, None, graph)]

    def _completing(self, link: Link, entity: ox.NamedNode, graph: Graph, placing: Sequence[ox.NamedNode]) -> Link:
        """A link of what had none, without what the graph says already and goes on saying: the name's own point, places around, country."""

        def has(predicate: ox.NamedNode) -> bool:
            return predicate not in placing and any(True for _ in self.changes.match(entity, predicate, None, graph))

        if has(GEO.hasGeometry):
            link = replace(link, latitude=None, longitude=None, approximate=False)
        return replace(link, within=() if has(DL.locatedIn) else link.within, country=None if has(DL.countryCode) else link.country)

    def _around(self, entity: ox.NamedNode, article: ox.NamedNode, graph: Graph) -> Iterator[ox.Triple]:
        """What an article says of the places that an entity lies in, as far as it speaks of them for that reason alone."""
        for quad in list(self.changes.match(entity, DL.locatedIn, None, graph)):
            place = _node(quad.object)
            mentioned = any(True for _ in self.changes.match(place, DL.mentionedIn, article, None))
            if mentioned or any(q.subject != entity for q in self.changes.match(None, DL.locatedIn, place, article)):
                continue
            for subject in (place, ox.NamedNode(self._minter.geometry(place.value))):
                yield from (q.triple for q in self.changes.match(subject, None, None, article))
            yield from self._around(place, article, article)

    def _note(self, entity: ox.NamedNode, article: ox.NamedNode, kept: Contribution) -> None:
        note = ox.NamedNode(self._minter.link(article.value, entity.value))
        self.changes.annotate(list(self.changes.match(note, None, None, article)), kept.named)

    def _decide_around(self, entity: ox.NamedNode, article: ox.NamedNode, about: Sequence[Decision]) -> None:
        """An article that does not mention the entity, where something lies in it."""
        point = ox.NamedNode(self._minter.geometry(entity.value))
        held = [q.triple for p in _AROUND for q in self.changes.match(entity, p, None, article)]
        shape = [q.triple for q in self.changes.match(point, None, None, article)]
        old = ContainingPlace(
            type="Place",
            label="",
            wikidata=next((_qid(t.object) for t in held if t.predicate == SKOS.exactMatch), None),
            geonames=next((_number(t.object) for t in held if t.predicate == DL.geonames), None),
        )
        new = decided_place(old, about, self._facts)
        if new == old:
            return
        self.changed.add(entity)
        draft = self._draft(article)
        place_node(draft, Node(entity.value, True), new)
        if any(d.match == "close" and d.wikidata == old.wikidata for d in about):  # it is the place that it was
            shape, held = [], [t for t in held if t.predicate in (SKOS.exactMatch, OWL.sameAs)]
        self.changes.revise(article, [*held, *shape], draft.contribution.shared, shared=True)

    def _held_link(self, entity: ox.NamedNode, article: ox.NamedNode, graph: Graph) -> Link | None:
        """The link that an article gave, as far as its graph tells: what the item brought beside is looked at by predicate."""
        note = ox.NamedNode(self._minter.link(article.value, entity.value))
        facts: dict[ox.NamedNode, list[str]] = {}
        for quad in self.changes.match(note, None, None, article):
            facts.setdefault(quad.predicate, []).append(quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else "")
        if not facts:
            return None
        targets = facts.get(DL.linkTarget, [])
        close = any(True for _ in self.changes.match(entity, SKOS.closeMatch, None, graph))
        parts = (part.partition("=") for part in facts.get(DL.linkPart, ()))
        return Link(
            wikidata=next((q for t in targets if (q := _id_of(t))), None),
            geonames=next((int(n) for t in targets if (n := t.rstrip("/").rpartition("/")[2]).isdigit()), None),
            score=float(next(iter(facts.get(DL.linkScore, ["0"])))),
            method=next(iter(facts.get(DL.linkMethod, [""]))),
            match="close" if close else "exact",
            parts={name: float(value) for name, _, value in parts},
            runner_up=next(iter(facts.get(DL.runnerUp, [])), None),
        )

    def _draft(self, article: ox.NamedNode) -> Draft:
        knowledge = Knowledge(
            document=Document(article=Article(id="", text="")),
            minter=self._minter,
            article=article.value,
            sha256="",
            entities={},
            events={},
            claims=(),
            figures={},
            positions=(),
        )
        return Draft(knowledge, self._ontology, Contribution(article), same_as=self._same_as)


def _target(link: Link | None) -> tuple[str | None, int | None]:
    return (link.wikidata, link.geonames) if link is not None else (None, None)


def _node(term: object) -> ox.NamedNode:
    assert isinstance(term, ox.NamedNode)  # articles have IRIs
    return term


def _qid(term: object) -> str | None:
    return _id_of(term.value) if isinstance(term, ox.NamedNode) else None


def _number(term: object) -> int | None:
    text = term.value.rstrip("/").rpartition("/")[2] if isinstance(term, ox.NamedNode) else ""
    return int(text) if text.isdigit() else None


def _id_of(iri: str) -> str | None:
    base = terms.wikidata("").value
    return iri.removeprefix(base) if iri.startswith(base) else None
