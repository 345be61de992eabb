"""Turtle and TriG for people: sections in the order in which one reads, one block for each subject, the same bytes for the same data.

Articles first, then entities, events in order of time with their figures, claims in order of the text, and the rest. In a block the
classes come first, the most specific before the wider, then the label, then what matters most. Written as a stream: only the subjects'
names are held in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

import pyoxigraph as ox

from kg.rdf.schema import GRAPH
from kg.store.interface import Dataset, GraphName
from kg.vocab import DL, GEO, PREFIXES, PROV, RDF, RDFS, SCHEMA, SKOS, XSD

DEFAULT = ox.DefaultGraph()
SECTIONS = ("article", "entity", "event", "claim")
"""Kinds of IRIs below the base that have a section; figures stand with their events, and what is left comes last."""
HEADINGS = {"article": "Articles", "entity": "Entities", "event": "Events", "claim": "Claims", "": "Runs and the rest"}

DATA_PREFIXES = ("dl", "rdfs", "owl", "xsd", "skos", "prov", "geo", "schema", "wd")
"""The prefixes of `kg.vocab.PREFIXES` that data need; the ontology's alignments need all."""

_RELATIVE = re.compile(r"(?:article|entity|event|claim|figure|link|mention|run)/[\w-]+(?:#geometry)?")
_LOCAL = re.compile(r"[A-Za-z_](?:[\w-]*[\w])?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?\d*\.\d+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\\n\r\t\x00-\x08\x0b\x0c\x0e-\x1f\x7f]')
_ORDER = (
    *(RDF.type, RDFS.label, SKOS.altLabel, SCHEMA.headline, SCHEMA.publisher, SCHEMA.datePublished, SCHEMA.url, DL.kind, DL.status),
    *(DL.agent, DL.instrument, DL.target, DL.victim, DL.recipient, DL.origin, DL.destination, DL.topic, DL.place, DL.date),
    *(DL.startDate, DL.endDate, DL.dateText, DL.duration, DL.figure, DL.deaths, DL.injured, DL.partOf, DL.cause, DL.inResponseTo),
    *(DL.follows, DL.measure, DL.value, DL.bound, DL.unit, DL.of, DL.figureText, DL.cumulative),
    *(DL.holdsPosition, DL.positionIn, DL.memberOf),
    *(DL.affiliation, DL.operator, DL.modelName, DL.count, DL.locatedIn, DL.countryCode, SKOS.exactMatch, SKOS.closeMatch, DL.geonames),
    *(
        GEO.hasGeometry,
        GEO.asWKT,
        DL.about,
        DL.claimant,
        DL.onBehalfOf,
        DL.sourceText,
        DL.stance,
        DL.polarity,
        DL.certainty,
        DL.temporality,
        DL.cue,
        DL.quote,
    ),
    *(DL.refersTo, DL.surface, DL.start, DL.end, DL.form, PROV.wasQuotedFrom, PROV.wasGeneratedBy),
)
_RANK = {predicate: number for number, predicate in enumerate(_ORDER)}

Subject = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Layout:
    """Which subjects a dataset's graphs have, in reading order; made once for a writing."""

    def __init__(self, dataset: Dataset, *, ontology: bool) -> None:
        self._dataset = dataset
        self._schema = frozenset() if ontology else frozenset(q.triple for q in dataset.match(None, None, None, GRAPH))
        self._schema_subjects = frozenset(t.subject for t in self._schema)
        self.with_ontology = ontology

    def quads(self, subject: Subject, graph: GraphName) -> list[ox.Quad]:
        """What a graph says of a subject, without the ontology if that is left out."""
        found = self._dataset.match(subject, None, None, graph)
        if graph == DEFAULT and subject in self._schema_subjects:
            return [q for q in found if q.triple not in self._schema]
        return list(found)

    def subjects(self, graph: GraphName) -> list[Subject]:
        """The subjects of a graph, by name."""
        found = {q.subject for q in self._dataset.match(None, None, None, graph)}
        kept = (s for s in found if isinstance(s, ox.NamedNode | ox.BlankNode) and (s not in self._schema_subjects or self.quads(s, graph)))
        return sorted(kept, key=lambda s: (isinstance(s, ox.BlankNode), s.value))

    def graphs(self) -> list[ox.NamedNode | ox.BlankNode]:
        """The named graphs, by name."""
        return sorted((g for g in self._dataset.graphs() if self.with_ontology or g != GRAPH), key=lambda g: g.value)

    def grouped(self, graph: GraphName) -> Iterator[tuple[Subject, list[ox.Quad]]]:
        """Each subject of a graph with what the graph says of it. A named graph is read at once, for it is that of one article or claim."""
        if graph == DEFAULT:
            for subject in self.subjects(graph):
                yield subject, self.quads(subject, graph)
            return
        found: dict[Subject, list[ox.Quad]] = {}
        for quad in self._dataset.match(None, None, None, graph):
            if isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
                found.setdefault(quad.subject, []).append(quad)
        yield from sorted(found.items(), key=_by_name)

    def in_order(self, *, named: bool) -> Iterator[ox.Quad]:
        """All quads, graph by graph and subject by subject, each subject's sorted: for formats that are read by programs."""
        for graph in (DEFAULT, *(self.graphs() if named else ())):
            for _, quads in self.grouped(graph):
                yield from sorted(quads, key=lambda q: (str(q.predicate), str(q.object)))


def _by_name(item: tuple[Subject, list[ox.Quad]]) -> tuple[bool, str]:
    return isinstance(item[0], ox.BlankNode), item[0].value


class TurtleWriter:
    """Writes one dataset to one stream."""

    def __init__(self, dataset: Dataset, out: IO[bytes], *, ontology: bool) -> None:
        self._dataset = dataset
        self._out = out
        self._base = dataset.base
        self._layout = Layout(dataset, ontology=ontology)
        self._prefixes = PREFIXES if ontology else {p: PREFIXES[p] for p in DATA_PREFIXES}
        self._names: dict[str, str] = {}
        self._depths = _class_depths(dataset)

    def write_default_graph(self) -> None:
        """Turtle."""
        self._write_prologue()
        sections = self._sections()
        for heading in (*SECTIONS, ""):
            subjects = sections[heading]
            if subjects:
                self._write(f"\n# {HEADINGS[heading]}\n")
            for subject in subjects:
                self._write("\n" + self._block(subject, self._layout.quads(subject, DEFAULT)))

    def write_everything(self) -> None:
        """TriG: the default graph, then each named graph."""
        self.write_default_graph()
        for graph in self._layout.graphs():
            blocks = "".join(self._block(subject, quads, indent="    ") for subject, quads in self._layout.grouped(graph))
            if blocks:
                self._write(f"\nGRAPH {self._term(graph)} {{\n{blocks}}}\n")

    def _write(self, text: str) -> None:
        self._out.write(text.encode())

    def _write_prologue(self) -> None:
        self._write(f"@base <{self._base}> .\n")
        self._write("".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in self._prefixes.items()))

    # -- what comes when
    def _sections(self) -> dict[str, list[Subject]]:
        sections: dict[str, list[Subject]] = {name: [] for name in (*SECTIONS, "")}
        figures: dict[Term, Term] = {q.object: q.subject for q in self._dataset.match(None, DL.figure, None, DEFAULT)}
        for subject in self._layout.subjects(DEFAULT):
            if subject not in figures:
                kind = subject.value[len(self._base) :].split("/")[0] if subject.value.startswith(self._base) else ""
                sections[kind if kind in SECTIONS else ""].append(subject)
        sections["event"] = list(self._with_figures(self._by_date(sections["event"]), figures))
        articles, starts = self._values(PROV.wasQuotedFrom), self._values(DL.start)
        sections["claim"].sort(key=lambda c: (articles.get(c, ""), int(starts.get(c, "0")), c.value))
        return sections

    def _by_date(self, events: Iterable[Subject]) -> list[Subject]:
        dates = self._values(DL.date)
        return sorted(events, key=lambda e: (dates.get(e, "9"), e.value))

    def _with_figures(self, events: Iterable[Subject], figures: Mapping[Term, Term]) -> Iterator[Subject]:
        by_event: dict[Term, list[Subject]] = {}
        for figure, event in figures.items():
            if isinstance(figure, ox.NamedNode | ox.BlankNode):
                by_event.setdefault(event, []).append(figure)
        for event in events:
            yield event
            yield from sorted(by_event.get(event, ()), key=lambda f: f.value)

    def _values(self, predicate: ox.NamedNode) -> dict[Term, str]:
        found: dict[Term, str] = {}
        for quad in self._dataset.match(None, predicate, None, DEFAULT):
            value = _text(quad.object)
            found[quad.subject] = min(value, found.get(quad.subject, value))
        return found

    # -- blocks
    def _block(self, subject: Subject, quads: Iterable[ox.Quad], *, indent: str = "") -> str:
        values: dict[ox.NamedNode, list[Term]] = {}
        for quad in quads:
            values.setdefault(quad.predicate, []).append(quad.object)
        lines = []
        for predicate in sorted(values, key=lambda p: (_RANK.get(p, len(_RANK)), p.value)):
            if predicate == RDF.type:
                name, objects = "a", sorted(values[predicate], key=lambda o: (-self._depths.get(o, 0), _text(o)))
            else:
                found = values[predicate]
                name, objects = self._term(predicate), sorted(found, key=str) if len(found) > 1 else found
            lines.append(f"{name} {', '.join(map(self._term, objects))}")
        return f"{indent}{self._term(subject)} {f' ;{chr(10)}{indent}    '.join(lines)} .\n" if lines else ""

    def _term(self, term: Term) -> str:
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        return str(term)

    def _iri(self, iri: str) -> str:
        if iri.startswith(self._base):
            rest = iri[len(self._base) :]
            return f"<{rest}>" if _RELATIVE.fullmatch(rest) else f"<{iri}>"
        name = self._names.get(iri)
        if name is None:
            name = _prefixed(iri, self._prefixes)
            if len(self._names) < 50_000:  # links to Wikidata may be many
                self._names[iri] = name
        return name

    def _literal(self, literal: ox.Literal) -> str:
        datatype, value = literal.datatype, literal.value
        if (datatype == XSD.integer and _INTEGER.fullmatch(value)) or (datatype == XSD.decimal and _DECIMAL.fullmatch(value)):
            return value
        quoted = f'"{_ESCAPED.sub(_escape, value)}"'
        if literal.language:
            direction = f"--{literal.direction}" if getattr(literal, "direction", None) else ""
            return f"{quoted}@{literal.language}{direction}"
        return quoted if datatype == XSD.string else f"{quoted}^^{self._iri(datatype.value)}"


def _prefixed(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return str(ox.NamedNode(iri))


def _class_depths(dataset: Dataset) -> dict[Term, int]:
    """How far below its root each class of the dataset's ontology is."""
    above: dict[Term, list[Term]] = {}
    for quad in dataset.match(None, RDFS.subClassOf, None, GRAPH):
        above.setdefault(quad.subject, []).append(quad.object)
    depths: dict[Term, int] = {}

    def depth(node: Term, seen: frozenset[Term] = frozenset()) -> int:
        if node not in depths:
            parents = [p for p in above.get(node, ()) if p not in seen]
            depths[node] = 1 + max((depth(p, seen | {node}) for p in parents), default=0)
        return depths[node]

    for node in list(above):
        depth(node)
    return depths


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def _text(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else str(term)
