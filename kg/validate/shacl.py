"""SHACL validation with pySHACL: the shapes that Dateline packages, over facts handed to rdflib."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import NamespaceManager

from kg.resources import data_path
from kg.validate.facts import Facts, Value
from kg.validate.report import Violation
from kg.vocab import DL, PREFIXES, XSD

_SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def run_shapes(facts: Facts) -> Iterator[Violation]:
    """What breaks the shapes. All superclasses must be there as types: nothing is inferred."""
    with _quiet():
        data = _to_rdflib(facts)
        shapes = rdflib.Graph().parse(data=data_path("ontology", "shapes.ttl").read_text(encoding="utf-8"), format="turtle")
        _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True, meta_shacl=False, do_owl_imports=False)
    if not isinstance(results, rdflib.Graph):  # pySHACL gives a ValidationFailure where the shapes themselves are broken
        raise RuntimeError(f"ontology/shapes.ttl: {results}")
    names = _names()
    for result in results.subjects(rdflib.RDF.type, _SH.ValidationResult):
        shape = results.value(result, _SH.sourceShape)
        yield Violation(
            focus=str(results.value(result, _SH.focusNode)),
            message=str(results.value(result, _SH.resultMessage)),
            path=_show_path(results, results.value(result, _SH.resultPath), names),
            value=_show(results.value(result, _SH.value), names),
            rule=str(shape).rsplit("#", 1)[-1] if isinstance(shape, rdflib.URIRef) else "",
        )


def _to_rdflib(facts: Facts) -> rdflib.Graph:
    graph = rdflib.Graph()
    terms: dict[Value, rdflib.term.Identifier] = {}

    def term(node: Value) -> rdflib.term.Identifier:
        known = terms.get(node)
        if known is None:
            known = terms[node] = _term(node)
        return known

    for subject, triples in facts.about.items():
        for predicate, value in triples:
            graph.add((term(subject), term(predicate), term(value)))
    return graph


def _term(node: Value) -> rdflib.term.Identifier:
    if isinstance(node, ox.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return rdflib.BNode(node.value)
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    if node.datatype == XSD.string:
        return rdflib.Literal(node.value)  # to rdflib a plain literal and an xsd:string are two things, to RDF 1.1 they are one
    return rdflib.Literal(node.value, datatype=rdflib.URIRef(node.datatype.value), normalize=False)


def _names() -> NamespaceManager:
    names = NamespaceManager(rdflib.Graph(), bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        names.bind(prefix, iri)
    return names


def _show(node: rdflib.term.Node | None, names: NamespaceManager) -> str:
    if node is None:
        return ""
    return f"dl:{node.removeprefix(DL.iri)}" if isinstance(node, rdflib.URIRef) and node.startswith(DL.iri) else str(node)


def _show_path(results: rdflib.Graph, path: rdflib.term.Node | None, names: NamespaceManager) -> str:
    if isinstance(path, rdflib.URIRef):
        return names.normalizeUri(path)
    inverse = results.value(path, _SH.inversePath) if path is not None else None
    return f"^{names.normalizeUri(str(inverse))}" if inverse is not None else ""


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging each literal that is not of its datatype: the shapes report those."""
    logger = logging.getLogger("rdflib.term")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
