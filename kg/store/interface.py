"""What every dataset is: articles go in and out whole, and questions are answered, wherever the quads are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Protocol, Self

import pyoxigraph as ox

from kg.model import Document

if TYPE_CHECKING:
    import rdflib

    from kg.link.decided import Facts
    from kg.link.decisions import Decisions

Mode = Literal["read", "write"]
GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """An article that a dataset holds. `published` is an ISO date."""

    iri: str
    id: str
    sha256: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What a dataset holds, counted. `entities` and `events` are by class (local name), the most frequent first."""

    where: str
    articles: int
    entities: int
    events: int
    unrealized: int
    claims: int
    figures: int
    mentions: int
    linked: int
    """Entities with a link to Wikidata."""
    triples: int
    """Triples of the default graph, without the ontology."""
    quads: int
    graphs: int
    ontology: str
    """Version of the ontology that the dataset carries."""
    entities_by_class: Mapping[str, int] = field(default_factory=dict)
    events_by_class: Mapping[str, int] = field(default_factory=dict)
    events_by_status: Mapping[str, int] = field(default_factory=dict)


class Dataset(Protocol):
    """A knowledge graph as DESIGN.md section 3 lays it out. Get one from `kg.store.open_dataset`; use it in a `with` statement."""

    where: str
    base: str
    mode: Mode

    def add(self, document: Document) -> bool:
        """Put one article's document in, in one transaction: all of it, or nothing.

        An article is the same article when its text is the same (sha256). Where it is there already with another
        document (extracted anew, or linked), the new one takes the old one's place.

        Returns:
            Whether anything changed.

        Raises:
            StoreError: the dataset was opened for reading, or cannot be written.
            OntologyError: the document has a class, role or measure that the ontology lacks.
        """
        ...

    def remove(self, article: str) -> bool:
        """Take an article (its IRI, id or sha256) out, with everything that it alone supported; False where it is not there.

        Raises:
            StoreError: several articles bear the id, or the dataset cannot be written.
        """
        ...

    def relink(self, decisions: Decisions, *, facts: Facts, same_as: bool = False) -> int:
        """Apply people's decisions about links, in one transaction, and write `owl:sameAs` for all exact links if asked to.

        `facts` tells what is known of a Wikidata item that an entity gets. Doing so twice changes nothing.

        Returns:
            How many entities changed.

        Raises:
            StoreError: the dataset was opened for reading, or cannot be written.
        """
        ...

    def has(self, article: str) -> bool:
        """Whether the article (its IRI, id or sha256) is there: what a resumed run asks."""
        ...

    def query(
        self, sparql: str, *, default_graphs: Sequence[GraphName] | None = None, named_graphs: Sequence[ox.NamedNode] | None = None
    ) -> Results:
        """Answer a SPARQL query.

        Raises:
            QueryError: the query is broken; one line with line and column.
        """
        ...

    def update(self, sparql: str) -> None:
        """Run a SPARQL update in one transaction.

        Raises:
            QueryError: the update is broken; one line with line and column.
            StoreError: the dataset was opened for reading, or cannot be written.
        """
        ...

    def write_graph(self, graph: ox.NamedNode | None, triples: Iterable[ox.Triple], *, replace: bool) -> None:
        """Let the triples be all that one graph holds (None: the default graph), or add them to it, in one transaction.

        Raises:
            StoreError: the dataset was opened for reading, or cannot be written.
        """
        ...

    def articles(self) -> list[ArticleRecord]:
        """All articles, by date, then IRI."""
        ...

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad, in no order."""
        ...

    def match(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | ox.BlankNode | ox.Literal | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that fit; None fits everything (for `graph`: the default graph and all named ones)."""
        ...

    def graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """The named graphs: one for each article and claim, and the ontology's."""
        ...

    def load(self, source: Path | Iterable[ox.Quad]) -> int:
        """Put in the quads of another dataset's export (TriG or N-Quads: all of it); how many are new.

        IRIs are the same everywhere, so the two graphs meet. What follows from both together (labels, kinds, status) is then derived
        anew: the result is that of adding the articles of both. (A SPARQL service gets the quads as they are.)

        Raises:
            StoreError: the file cannot be read or is broken; the message has file and line.
        """
        ...

    def as_rdflib(self) -> rdflib.Dataset:
        """The same data for those who work with rdflib. Give it query strings, not prepared queries: those go to rdflib's own engine."""
        ...

    def info(self) -> Info:
        """What is in it, counted."""
        ...

    def snapshot(self, target: Path) -> None:
        """Make a copy that is consistent and stays as it is, in a folder that is not there yet (DESIGN.md section 7: hard links).

        Raises:
            StoreError: this kind of dataset has no files of its own.
        """
        ...

    def close(self) -> None:
        """Write everything down and let go of the files."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
