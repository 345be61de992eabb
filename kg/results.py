"""Results of queries, written: the SPARQL formats for bindings and booleans, the RDF formats for graphs, and rows for people.

The command line and the server write through here, so one query gives the same bytes in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

import pyoxigraph as ox

from kg.errors import QueryError
from kg.vocab import PREFIXES

Shape = Literal["bindings", "boolean", "graph"]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write results: its short name (``csv``), what people call it, its media type, others that mean it, its file ending."""

    name: str
    label: str
    media_type: str
    aliases: tuple[str, ...] = ()
    ending: str
    engine: ox.QueryResultsFormat | ox.RdfFormat

    @property
    def content_type(self) -> str:
        """The media type as an HTTP header says it."""
        return f"{self.media_type}; charset=utf-8"


RESULT_FORMATS: tuple[Format, ...] = (
    Format(
        name="json",
        label="JSON",
        media_type="application/sparql-results+json",
        aliases=("application/json",),
        ending="srj",
        engine=ox.QueryResultsFormat.JSON,
    ),
    Format(
        name="xml",
        label="XML",
        media_type="application/sparql-results+xml",
        aliases=("application/xml", "text/xml"),
        ending="srx",
        engine=ox.QueryResultsFormat.XML,
    ),
    Format(name="csv", label="CSV", media_type="text/csv", ending="csv", engine=ox.QueryResultsFormat.CSV),
    Format(name="tsv", label="TSV", media_type="text/tab-separated-values", ending="tsv", engine=ox.QueryResultsFormat.TSV),
)
GRAPH_FORMATS: tuple[Format, ...] = (
    Format(
        name="turtle", label="Turtle", media_type="text/turtle", aliases=("application/x-turtle",), ending="ttl", engine=ox.RdfFormat.TURTLE
    ),
    Format(
        name="ntriples",
        label="N-Triples",
        media_type="application/n-triples",
        aliases=("text/plain",),
        ending="nt",
        engine=ox.RdfFormat.N_TRIPLES,
    ),
    Format(name="trig", label="TriG", media_type="application/trig", ending="trig", engine=ox.RdfFormat.TRIG),
    Format(name="nquads", label="N-Quads", media_type="application/n-quads", ending="nq", engine=ox.RdfFormat.N_QUADS),
    Format(
        name="rdfxml",
        label="RDF/XML",
        media_type="application/rdf+xml",
        aliases=("application/xml", "text/xml"),
        ending="rdf",
        engine=ox.RdfFormat.RDF_XML,
    ),
    Format(
        name="jsonld",
        label="JSON-LD",
        media_type="application/ld+json",
        aliases=("application/json",),
        ending="jsonld",
        engine=ox.RdfFormat.JSON_LD,
    ),
)
"""First the one that is written when a client has no wish."""


def shape_of(results: Any) -> Shape:
    """What the engine gave: bindings (SELECT), a boolean (ASK) or a graph (CONSTRUCT, DESCRIBE)."""
    if isinstance(results, ox.QuerySolutions):
        return "bindings"
    if isinstance(results, ox.QueryBoolean | bool):
        return "boolean"
    return "graph"


def formats_for(shape: Shape) -> tuple[Format, ...]:
    """The formats that fit results of this shape."""
    return GRAPH_FORMATS if shape == "graph" else RESULT_FORMATS


def find_format(name: str, shape: Shape) -> Format:
    """The format of a short name, file ending or media type for results of this shape.

    Raises:
        QueryError: there is none; the line lists what there is.
    """
    for candidate in formats_for(shape):
        if name.lower() in (candidate.name, candidate.ending, candidate.media_type, *candidate.aliases):
            return candidate
    known = ", ".join(candidate.name for candidate in formats_for(shape))
    raise QueryError(f"{name}: no format for {'a graph' if shape == 'graph' else 'query results'}; there are {known}")


def write_results(results: Any, out: BinaryIO, form: Format) -> None:
    """Write an engine's results to `out` as they come, never whole in memory (JSON-LD is the exception: it is one value).

    A graph's triples are written once each, however often the engine repeats them, as long as they are few (see `_once`).

    Raises:
        QueryError: the format does not fit the shape of the results.
    """
    if form not in formats_for(shape_of(results)):
        raise QueryError(f"{form.name}: does not fit the {shape_of(results)} that this query gives")
    if shape_of(results) == "graph":
        assert isinstance(form.engine, ox.RdfFormat)
        prefixes = dict(PREFIXES) if form.engine in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.RDF_XML) else None
        ox.serialize(_once(results), out, format=form.engine, prefixes=prefixes)
    else:
        results.serialize(out, format=form.engine)


ONCE_AT_MOST = 1_000_000
"""How many triples of a CONSTRUCT are remembered to leave out repetitions: some 100 MB; after that repetitions pass."""


def _once(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    seen: set[ox.Triple] = set()
    for triple in triples:
        if triple in seen:
            continue
        if len(seen) < ONCE_AT_MOST:
            seen.add(triple)
        yield triple


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Bindings in memory, for a page or a terminal. `more` tells that the query gave more rows than were taken."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    more: bool = False


def to_table(results: ox.QuerySolutions, *, limit: int | None = None) -> Table:
    """Take at most `limit` rows of a SELECT's results."""
    columns = tuple(variable.value for variable in results.variables)
    rows: list[tuple[Term | None, ...]] = []
    for solution in results:
        if limit is not None and len(rows) >= limit:
            return Table(columns=columns, rows=tuple(rows), more=True)
        rows.append(tuple(solution[column] for column in columns))
    return Table(columns=columns, rows=tuple(rows))


def shorten(iri: str, prefixes: Mapping[str, str] = PREFIXES, base: str | None = None) -> str:
    """An IRI as people read it: ``dl:Attack``, ``wd:Q159``, ``entity/russia`` (below `base`), or whole where none fits."""
    if base and iri.startswith(base):
        return iri.removeprefix(base)
    for prefix, namespace in prefixes.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


def to_text(term: Term | None, prefixes: Mapping[str, str] = PREFIXES, base: str | None = None) -> str:
    """A term as a cell of a table shows it: short IRIs, literals without quotes and types."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value, prefixes, base)
    if isinstance(term, ox.Triple):
        return " ".join(to_text(part, prefixes, base) for part in _parts(term))
    return term.value if isinstance(term, ox.Literal) else f"_:{term.value}"


def _parts(triple: ox.Triple) -> Sequence[Term]:
    return (triple.subject, triple.predicate, triple.object)
