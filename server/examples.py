"""The stored queries as RDF, in the way SIB's sparql-examples has it: ``sh:SPARQLExecutable`` with title, text, keywords, endpoint."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.queries import StoredQuery
from kg.sparql import Kind
from kg.vocab import RDF, RDFS, SCHEMA, SH

_FORMS: dict[Kind, tuple[ox.NamedNode, ox.NamedNode]] = {
    "select": (SH.SPARQLSelectExecutable, SH.select),
    "ask": (SH.SPARQLAskExecutable, SH.ask),
    "construct": (SH.SPARQLConstructExecutable, SH.construct),
}


def example_triples(queries: Iterable[StoredQuery], address: str, endpoint: str) -> list[ox.Triple]:
    """Each query as a node ``{address}/NAME``. Its text declares its own prefixes, so it needs no ``sh:prefixes``.

    SHACL has no term for DESCRIBE: such a query is an executable without a text.
    """
    triples: list[ox.Triple] = []
    for query in queries:
        node = ox.NamedNode(f"{address}/{query.name}")
        triples += [
            ox.Triple(node, RDF.type, SH.SPARQLExecutable),
            ox.Triple(node, RDFS.label, ox.Literal(query.title, language="en")),
            ox.Triple(node, RDFS.comment, ox.Literal(query.summary or query.title, language="en")),
            ox.Triple(node, SCHEMA.target, ox.NamedNode(endpoint)),
        ]
        triples += [ox.Triple(node, SCHEMA.keywords, ox.Literal(tag)) for tag in query.tags]
        if query.kind in _FORMS:
            kind, text = _FORMS[query.kind]
            triples += [ox.Triple(node, RDF.type, kind), ox.Triple(node, text, ox.Literal(query.body))]
    return triples
