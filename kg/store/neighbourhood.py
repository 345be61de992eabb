"""What a change to one article must know of a dataset that is far away, fetched in a handful of requests.

`kg.rdf.changes` works on quads that it looks up one by one; over HTTP that would be hundreds of requests. So the part of the
dataset that it can look at is brought here first: what is said of the shared things an article names, the claims and figures of its
events, and, if the article is there already, all that it brought and who else supports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kg.iri import Minter
from kg.ontology import Ontology
from kg.rdf.changes import NOTES
from kg.rdf.derive import DERIVED, ONE_VALUE
from kg.rdf.exclusions import exclude, with_superclasses
from kg.rdf.schema import GRAPH
from kg.store.client import SparqlClient, restored
from kg.vocab import DL, PROV, RDF, RDFS, SCHEMA

AT_ONCE = 400
"""Names in one request: some services refuse longer ones."""
_ALTERNATIVES = " ".join(str(p) for p in sorted({*ONE_VALUE, RDF.type}, key=str))
_LOOKED_AT = " ".join(str(p) for p in sorted({*ONE_VALUE, *DERIVED}, key=str))

Node = ox.NamedNode


class Neighbourhood:
    """Fetches into a store in memory, which then answers as the dataset would."""

    def __init__(self, client: SparqlClient, minter: Minter, default_graph: Node | None) -> None:
        self.store = ox.Store()
        self._client = client
        self._minter = minter
        self._default = default_graph
        # Stands for all other articles' graphs: what they support, not which of them it is, decides what goes.
        self._others = ox.NamedNode(f"{minter.base}article/others")

    def match(
        self,
        subject: ox.NamedNode | ox.BlankNode | None,
        predicate: ox.NamedNode | None,
        value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None,
        graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None,
    ) -> Iterator[ox.Quad]:
        """See `kg.rdf.derive.View`."""
        return self.store.quads_for_pattern(subject, predicate, value, graph)

    def fetch_shared(self, subjects: Iterable[Node]) -> None:
        """What the default graph says of shared things, as far as an addition or a removal may change it."""
        for names in _batches(subjects):
            self._fetch(f"VALUES ?s {{ {names} }} VALUES ?p {{ {_LOOKED_AT} }} {self._in_default('?s ?p ?o')}")

    def fetch_classes(self, triples: Iterable[ox.Triple], article: Node, ontology: Ontology) -> None:
        """Which of an article's classes of shared things other articles say too; of a thing whose classes clash, all that they say."""
        types = [t for t in triples if t.predicate == RDF.type]
        for pairs in _batches(f"({t.subject} {t.predicate} {t.object})" for t in types):
            said = f"GRAPH ?g {{ ?s ?p ?o }} {self._other_articles(article)}"
            self._fetch(f"VALUES (?s ?p ?o) {{ {pairs} }} FILTER EXISTS {{ {said} }}", into=self._others)
        clashing = []
        for triple in types:
            present = (q.object for q in self.store.quads_for_pattern(triple.subject, RDF.type, None, ox.DefaultGraph()))
            if isinstance(triple.object, ox.NamedNode):
                known = {c for c in present if isinstance(c, ox.NamedNode)}
                if exclude(with_superclasses(triple.object, ontology), known, ontology):
                    clashing.append(triple.subject)
        for names in _batches(clashing):
            said = f"GRAPH ?g {{ ?s ?p ?o }} {self._other_articles(article)}"
            self._fetch(f"VALUES ?s {{ {names} }} VALUES ?p {{ {RDF.type} }} {said}", into=self._others)

    def fetch_events(self, events: Iterable[Node]) -> None:
        """The claims about events, what those are who make them, the publishers of their articles, and the events' figures."""
        for names in _batches(events):
            about = f"?s {DL.about} ?event"
            claim, publisher = f"{about} . ?s ?p ?o", f"?claim {DL.about} ?event ; {PROV.wasQuotedFrom} ?s . ?s ?p ?o"
            self._fetch(f"VALUES ?event {{ {names} }} {self._in_default(claim)}")
            self._fetch(f"VALUES ?event {{ {names} }} VALUES ?p {{ {SCHEMA.publisher} }} {self._in_default(publisher)}")
            self._fetch_claimants(names)
            self._fetch(f"VALUES ?s {{ {names} }} VALUES ?p {{ {DL.figure} }} {self._in_default('?s ?p ?o')}")
            self._fetch(f"VALUES ?event {{ {names} }} {self._in_default(f'?event {DL.figure} ?s . ?s ?p ?o')}")

    def _fetch_claimants(self, events: str) -> None:
        """What those are who make claims about events: to all, or where articles share them, to each claim's article."""
        claim = f"?claim {DL.about} ?event ; {DL.claimant} ?s"
        wanted = f"VALUES ?event {{ {events} }} VALUES ?p {{ {RDF.type} {RDFS.label} }}"
        self._fetch(f"{wanted} {self._in_default(f'{claim} . ?s ?p ?o')}")
        pattern = f"{wanted} {self._in_default(f'{claim} . ?claim {PROV.wasQuotedFrom} ?g')} GRAPH ?g {{ ?s ?p ?o }}"
        for row in self._client.rows(f"SELECT DISTINCT ?g ?s ?p ?o WHERE {{ {pattern} }}"):
            graph = row["g"]
            quad = _quad(row, graph) if isinstance(graph, ox.NamedNode) else None
            if quad is not None:
                self.store.add(quad)

    def fetch_article(self, article: Node) -> None:
        """All that an article brought, and what other articles support of it."""
        self._fetch("?s ?p ?o", graph=article)
        supports = (q.subject for q in self.store.quads_for_pattern(None, None, None, article) if q.predicate not in NOTES)
        shared = [s for s in _names(supports) if not self._minter.is_within_article(s.value)]
        self._fetch_supported(article)
        self._fetch(self._in_default(f"?s {PROV.wasQuotedFrom} {article} . ?s ?p ?o"))
        claims = self._subjects(PROV.wasQuotedFrom, article)
        for claim in claims:
            self._fetch("?s ?p ?o", graph=claim)
        self._fetch(f"VALUES ?p {{ {DL.mentionedIn} }} VALUES ?o {{ {article} }} {self._in_default('?s ?p ?o')}")
        mentioned = self._subjects(DL.mentionedIn, article)
        self._fetch_own([article, *(m for m in mentioned if m not in shared)])
        for names in _batches(shared):
            # Plain triples that the article supports must be seen to be removed.
            self._fetch(f"GRAPH {article} {{ ?s ?p ?o }} VALUES ?s {{ {names} }} {self._in_default('?s ?p ?o')}")
        events = {m for m in mentioned if self._minter.is_event(m.value)}
        for claim in claims:
            about = (q.object for q in self.store.quads_for_pattern(claim, DL.about, None, ox.DefaultGraph()))
            events |= {a for a in about if isinstance(a, ox.NamedNode) and self._minter.is_event(a.value)}
        self.fetch_shared((*shared, *events))
        self.fetch_events(events)

    def _subjects(self, predicate: Node, value: Node) -> list[Node]:
        return _names(q.subject for q in self.store.quads_for_pattern(None, predicate, value, ox.DefaultGraph()))

    def _fetch_own(self, subjects: Sequence[Node]) -> None:
        geometries = [ox.NamedNode(self._minter.geometry(s.value)) for s in subjects]
        for names in _batches((*subjects, *geometries)):
            self._fetch(f"VALUES ?s {{ {names} }} {self._in_default('?s ?p ?o')}")

    def _fetch_supported(self, article: Node) -> None:
        """Into the graph that stands for the others: what of the article they say too, and their other values."""
        other = f'FILTER(?g != {article} && STRSTARTS(STR(?g), "{self._minter.base}article/"))'
        self._fetch(f"GRAPH {article} {{ ?s ?p ?o }} FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} {other} }}", into=self._others)
        self._fetch(f"VALUES ?p {{ {_ALTERNATIVES} }} GRAPH {article} {{ ?s ?p ?mine }} GRAPH ?g {{ ?s ?p ?o }} {other}", into=self._others)

    def _other_articles(self, article: Node) -> str:
        return f'FILTER(?g != {article} && STRSTARTS(STR(?g), "{self._minter.base}article/"))'

    def _in_default(self, pattern: str) -> str:
        return f"GRAPH {self._default} {{ {pattern} }}" if self._default else pattern

    def _fetch(self, pattern: str, *, graph: Node | None = None, into: Node | None = None) -> None:
        if graph is not None:
            pattern = f"GRAPH {graph} {{ {pattern} }}"
        target = into or graph or ox.DefaultGraph()
        rows = self._client.rows(f"SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }}")
        self.store.extend(quad for quad in (_quad(row, target) for row in rows) if quad is not None)


def _names(terms: Iterable[object]) -> list[Node]:
    return [t for t in dict.fromkeys(terms) if isinstance(t, ox.NamedNode)]


def held_schema(client: SparqlClient) -> list[ox.Quad]:
    """The copy of the ontology that a service holds."""
    rows = client.rows(f"SELECT ?s ?p ?o WHERE {{ GRAPH {GRAPH} {{ ?s ?p ?o }} }}")
    return [quad for quad in (_quad(row, GRAPH) for row in rows) if quad is not None]


def _quad(row: ox.QuerySolution, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad | None:
    subject, predicate, value = row["s"], row["p"], row["o"]
    if isinstance(subject, ox.NamedNode | ox.BlankNode) and isinstance(predicate, ox.NamedNode) and value is not None:
        return ox.Quad(subject, predicate, restored(value), graph)
    return None


def _batches(terms: Iterable[object]) -> Iterator[str]:
    """Names, or rows of names, in portions as VALUES takes them."""
    every: Sequence[str] = sorted({str(t) for t in terms})
    for first in range(0, len(every), AT_ONCE):
        yield " ".join(every[first : first + AT_ONCE])
