"""The rules that SHACL Core has no words for.

All superclasses are there; the kind is the finest type; a quote stands at its offsets; each named graph belongs to an article or a claim.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.ontology import IRI, Ontology
from kg.validate.facts import Facts, Node
from kg.validate.report import Violation
from kg.vocab import DL, PROV, RDF


def check(facts: Facts, ontology: Ontology) -> Iterator[Violation]:
    """Every breach of these rules. Classes that the ontology does not know are left to the shapes."""
    yield from _graphs(facts)
    for node in facts.about:
        types = {ontology.name(o.value) for o in facts.values(node, RDF.type) if isinstance(o, ox.NamedNode)}
        types = {t for t in types if t in ontology}
        yield from _superclasses(node, types, ontology)
        if "Event" in types or "UnrealizedEvent" in types:
            yield from _kind(facts, node, types, ontology)
        if "Claim" in types:
            article = next((a for a in facts.values(node, PROV.wasQuotedFrom) if not isinstance(a, ox.Literal)), None)
            yield from _evidence(facts, node, DL.quote, facts.texts.get(article) if article else None)
        if "Mention" in types:
            yield from _evidence(facts, node, DL.surface, facts.texts.get(facts.graph_of.get(node, node)))


def _graphs(facts: Facts) -> Iterator[Violation]:
    for graph in facts.graphs - {ox.NamedNode(IRI)}:  # in which a dataset keeps a copy of its ontology
        if not {DL.Article, DL.Claim} & set(facts.values(graph, RDF.type)):
            yield Violation(focus=_show(graph), rule="graphs", message="a named graph is that of an article or a claim that is described")


def _superclasses(node: Node, types: set[str], ontology: Ontology) -> Iterator[Violation]:
    missing = {a for t in types for a in ontology.ancestors(t)} - types
    if missing:
        yield Violation(
            focus=_show(node),
            rule="superclasses",
            path="rdf:type",
            value=" ".join(sorted(missing)),
            message="all superclasses of a type are types too",
        )


def _kind(facts: Facts, node: Node, types: set[str], ontology: Ontology) -> Iterator[Violation]:
    for value in facts.values(node, DL.kind):
        kind = ontology.name(value.value) if isinstance(value, ox.NamedNode) else ""
        if kind not in ontology or not ontology.isa(kind, "Event"):
            message = "the kind of an event is a class of events"
        elif "UnrealizedEvent" in types:
            continue
        elif kind not in types:
            message = "the kind of an event that is said to have happened is one of its types"
        elif any(ontology.isa(t, kind) for t in types - {kind}):
            message = "the kind of an event is its most specific class"
        else:
            continue
        yield Violation(focus=_show(node), rule="kind", path="dl:kind", value=kind, message=message)


def _evidence(facts: Facts, node: Node, predicate: ox.NamedNode, text: str | None) -> Iterator[Violation]:
    words, start, end = facts.string(node, predicate), _offset(facts, node, DL.start), _offset(facts, node, DL.end)
    if words is None or start is None or end is None:
        return  # the shapes say so
    path = "dl:" + predicate.value.removeprefix(DL.iri)
    if len(words) != end - start:
        message = "evidence is as long as its offsets say"
    elif text is not None and text[start:end] != words:
        message = "evidence is the article's text at its offsets"
    else:
        return
    yield Violation(focus=_show(node), rule="evidence", path=path, value=words[:80], message=message)


def _offset(facts: Facts, node: Node, predicate: ox.NamedNode) -> int | None:
    value = facts.string(node, predicate)
    return int(value) if value is not None and value.isdecimal() else None


def _show(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
