"""A dataset behind a SPARQL service: Virtuoso, Fuseki, GraphDB, Stardog, Neptune, QLever, another Dateline.

An article is written with one update in one request: a service that keeps to the standard runs it whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg.assemble import assemble
from kg.errors import StoreError
from kg.iri import Minter
from kg.model import Document
from kg.rdf.changes import Changes
from kg.rdf.derive import Term
from kg.rdf.mapping import contribution
from kg.rdf.relinking import Relinking
from kg.rdf.schema import GRAPH, LAYOUT, edition, other_layout, schema_changes
from kg.store.client import SparqlClient, restored
from kg.store.inspect import article_records, count_everything, find_articles, the_article
from kg.store.interface import ArticleRecord, GraphName, Info, Mode, Results
from kg.store.loading import read_quads
from kg.store.neighbourhood import Neighbourhood, held_schema
from kg.store.settings import Settings
from kg.store.updates import delete_text, insert_text, update_text
from kg.vocab import DCTERMS

if TYPE_CHECKING:
    import rdflib

    from kg.link.decided import Facts
    from kg.link.decisions import Decisions
    from kg.ontology import Ontology

QUADS_AT_ONCE = 2_000
"""Quads in one request where they need not be written together: Virtuoso's compiler fails on much longer ones."""
SKOLEM = "https://w3id.org/dateline/.well-known/genid/"
"""Names for the ontology's blank nodes, which over HTTP would be others in each request."""


class RemoteDataset:
    """A dataset in another process. Get one from `kg.store.open_dataset`."""

    def __init__(self, address: str, *, mode: Mode, ontology: Ontology | None, settings: Settings) -> None:
        self.where = address
        self.mode: Mode = mode
        self.base = settings.base
        self._settings = settings
        self._given_ontology = ontology
        self._minter = Minter(settings.base)
        self._client = SparqlClient(address, settings)
        self._default = ox.NamedNode(settings.default_graph) if settings.default_graph else None
        layout = other_layout(self.match(GRAPH, DCTERMS.identifier, None, GRAPH))  # tells at once whether there is a service, too
        if layout is not None:
            raise StoreError(f"{address}: laid out by another version of Dateline (layout {layout}, not {LAYOUT}); build it again")
        if mode == "write":
            self._refresh_ontology()

    # -- articles
    def add(self, document: Document) -> bool:
        """See `kg.store.interface.Dataset.add`."""
        self._check_writable()
        knowledge = assemble(document, self._ontology, minter=self._minter)
        settings = self._settings
        given = contribution(knowledge, self._ontology, keep_text=settings.keep_text, same_as=settings.same_as)
        near = Neighbourhood(self._client, self._minter, self._default)
        changes = Changes(near, self._ontology, self._minter)
        held = bool(find_articles(self, given.article.value, self._minter))
        near.fetch_shared(t.subject for t in given.shared if isinstance(t.subject, ox.NamedNode))
        near.fetch_shared(given.events)
        near.fetch_classes(given.shared, given.article, self._ontology)
        near.fetch_events(given.events)
        if held:
            near.fetch_article(given.article)
            changes.remove_article(given.article)
        changes.add_article(given)
        if held and not changes.removed and all(q in near.store for q in changes.added):
            return False
        self._client.update(update_text(changes, self._default))
        return True

    def remove(self, article: str) -> bool:
        """See `kg.store.interface.Dataset.remove`."""
        self._check_writable()
        found = the_article(self, article, self._minter)
        if found is None:
            return False
        near = Neighbourhood(self._client, self._minter, self._default)
        near.fetch_article(found)
        changes = Changes(near, self._ontology, self._minter)
        changes.remove_article(found)
        self._client.update(update_text(changes, self._default))
        return True

    def relink(self, decisions: Decisions, *, facts: Facts, same_as: bool = False) -> int:
        """See `kg.store.interface.Dataset.relink`."""
        self._check_writable()
        plan = Relinking(self, self._ontology, self._minter, facts=facts, same_as=same_as or self._settings.same_as)
        plan.decide(decisions)
        if same_as:
            plan.same_as()
        if plan.changes.added or plan.changes.removed:
            self._client.update(update_text(plan.changes, self._default))
        return len(plan.changed)

    def has(self, article: str) -> bool:
        """See `kg.store.interface.Dataset.has`."""
        return bool(find_articles(self, article, self._minter))

    def articles(self) -> list[ArticleRecord]:
        """See `kg.store.interface.Dataset.articles`."""
        return article_records(self)

    # -- questions
    def query(
        self, sparql_text: str, *, default_graphs: Sequence[GraphName] | None = None, named_graphs: Sequence[ox.NamedNode] | None = None
    ) -> Results:
        """See `kg.store.interface.Dataset.query`."""
        if default_graphs is None and named_graphs is None:
            own = [self._default.value] if self._default else []
            return self._client.query(sparql_text, default_graphs=own)
        defaults = [g.value for g in default_graphs or () if isinstance(g, ox.NamedNode)]
        return self._client.query(sparql_text, default_graphs=defaults, named_graphs=[g.value for g in named_graphs or ()])

    def update(self, sparql_text: str) -> None:
        """See `kg.store.interface.Dataset.update`."""
        self._check_writable()
        self._client.update(sparql_text)

    def write_graph(self, graph: ox.NamedNode | None, triples: Iterable[ox.Triple], *, replace: bool) -> None:
        """See `kg.store.interface.Dataset.write_graph`."""
        self._check_writable()
        name = graph or self._default
        clear = [f"DROP SILENT GRAPH {name}" if name else "CLEAR DEFAULT"] if replace else []
        quads = (ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
        self._client.update(" ;\n".join([*clear, insert_text(quads, self._default)]))

    def quads(self) -> Iterator[ox.Quad]:
        """See `kg.store.interface.Dataset.quads`."""
        return self.match()

    def match(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """See `kg.store.interface.Dataset.match`. A blank node has no name over HTTP: none is found by one."""
        terms = (subject, predicate, value)
        if any(isinstance(t, ox.BlankNode) for t in terms):
            return
        triple = " ".join(str(t) if t is not None else name for t, name in zip(terms, ("?s", "?p", "?o"), strict=True))
        patterns: list[tuple[str, GraphName | None]] = []
        if graph is None or isinstance(graph, ox.DefaultGraph):
            patterns.append((f"GRAPH {self._default} {{ {triple} }}" if self._default else triple, ox.DefaultGraph()))
        if graph is None:
            others = f"FILTER(?g != {self._default})" if self._default else ""
            patterns.append((f"GRAPH ?g {{ {triple} }} {others}", None))
        elif isinstance(graph, ox.NamedNode):
            patterns.append((f"GRAPH {graph} {{ {triple} }}", graph))
        for pattern, name in patterns:
            variables = " ".join(v for v in ("?g", "?s", "?p", "?o") if v in pattern)
            for row in self._client.rows(f"SELECT {variables or '*'} WHERE {{ {pattern} }}"):
                yield _quad(row, variables, terms, name)

    def graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """See `kg.store.interface.Dataset.graphs`."""
        for row in self._client.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"):
            graph = row["g"]
            if isinstance(graph, ox.NamedNode | ox.BlankNode) and graph != self._default:
                yield graph

    def info(self) -> Info:
        """See `kg.store.interface.Dataset.info`."""
        return count_everything(self)

    # -- whole datasets
    def load(self, source: Path | Iterable[ox.Quad]) -> int:
        """See `kg.store.interface.Dataset.load`. Written in portions: what was written before a failure stays."""
        self._check_writable()
        quads = iter(read_quads(source) if isinstance(source, Path) else source)
        loaded = 0
        while portion := list(islice(quads, QUADS_AT_ONCE)):
            self._client.update(insert_text(portion, self._default))
            loaded += len(portion)
        return loaded

    def as_rdflib(self) -> rdflib.Dataset:
        """See `kg.store.interface.Dataset.as_rdflib`."""
        import rdflib  # noqa: PLC0415  a third of a second to import
        from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore  # noqa: PLC0415

        settings = self._settings
        auth = (settings.user, settings.password or "") if settings.user is not None else None
        headers = {"Authorization": f"Bearer {settings.token}"} if settings.token else {}
        store = SPARQLUpdateStore(self.where, settings.update_url or self.where, method="POST_FORM", auth=auth, headers=headers)
        # "Union" to rdflib only means that it names no default graph in its requests: the service takes its own.
        return rdflib.Dataset(store=store, default_union=True)

    def snapshot(self, target: Path) -> None:
        """See `kg.store.interface.Dataset.snapshot`."""
        raise StoreError(f"{self.where}: a SPARQL service's files are its own; export it instead of copying it to {target}")

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- inside
    @property
    def _ontology(self) -> Ontology:
        if self._given_ontology is None:
            from kg.ontology import Ontology  # noqa: PLC0415

            self._given_ontology = Ontology.load()
        return self._given_ontology

    def _refresh_ontology(self) -> None:
        mark = edition(self._ontology)
        if self._client.ask(f"ASK {{ GRAPH {GRAPH} {{ {mark.subject} {mark.predicate} {mark.object} }} }}"):
            return
        removed, added = schema_changes(self._ontology, held_schema(self._client), skolem=SKOLEM)
        for make, quads in ((delete_text, removed), (insert_text, added)):
            for first in range(0, len(quads), QUADS_AT_ONCE):
                self._client.update(make(quads[first : first + QUADS_AT_ONCE], self._default))

    def _check_writable(self) -> None:
        if self.mode != "write":
            raise StoreError(f"{self.where}: opened for reading; open it for writing")


def _quad(
    row: ox.QuerySolution,
    variables: str,
    terms: tuple[ox.NamedNode | ox.BlankNode | None, ox.NamedNode | None, Term | None],
    graph: GraphName | None,
) -> ox.Quad:
    def value(name: str, given: Term | None) -> Term:
        found = row[name] if f"?{name}" in variables else given
        if found is None:
            raise StoreError(f"a row without ?{name}: is this a SPARQL service?")
        return found

    subject, predicate, thing = (value(n, t) for n, t in zip("spo", terms, strict=True))
    name = graph if graph is not None else value("g", None)
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)
    assert isinstance(predicate, ox.NamedNode)
    assert not isinstance(name, ox.Literal | ox.Triple)
    return ox.Quad(subject, predicate, restored(thing), name)
