"""What the dataset holds, in the terms of VoID, at ``/.well-known/void`` (W3C Interest Group Note, section 7.2; RFC 5785)."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response, request

from kg.vocab import DCTERMS, DL, OWL, RDF, SKOS, VOID, XSD
from server.description import PLAIN_GRAPHS, graph_response
from server.evaluator import Evaluator, UnavailableError
from server.graph import Graph, Row, text
from server.negotiation import parse_accept
from server.settings import Settings

WELL_KNOWN = "/.well-known/void"
_FEATURES = "http://www.w3.org/ns/formats/"
_VOCABULARIES = (DL.iri, "http://semanticweb.cs.vu.nl/2009/11/sem/", "http://www.w3.org/ns/prov#", SKOS.iri)
_CLASSES = f"""SELECT ?class (COUNT(*) AS ?n) WHERE {{ ?node a ?class FILTER(STRSTARTS(STR(?class), "{DL.iri}")) }}
GROUP BY ?class ORDER BY DESC(?n) ?class"""
_LINKS = """SELECT ?link (COUNT(*) AS ?n) WHERE {
VALUES ?link { skos:exactMatch skos:closeMatch owl:sameAs } ?node a dl:Entity ; ?link ?item } GROUP BY ?link"""


def blueprint(evaluator: Evaluator, settings: Settings) -> Blueprint:
    """The route of the description."""
    routes = Blueprint("void", __name__)

    @routes.get(WELL_KNOWN)
    def void() -> Response:
        return graph_response(void_triples(evaluator, settings, request.url_root), parse_accept(request.headers.get("Accept")))

    return routes


def void_triples(evaluator: Evaluator, settings: Settings, root: str) -> list[ox.Triple]:
    """The description of the dataset that is served at `root`; without the counts, where counting takes more than a query may."""
    document = ox.NamedNode(root.rstrip("/") + WELL_KNOWN)
    dataset = ox.NamedNode(f"{document.value}#dataset")
    triples = [
        ox.Triple(document, RDF.type, ox.NamedNode(f"{VOID.iri}DatasetDescription")),
        ox.Triple(document, ox.NamedNode("http://xmlns.com/foaf/0.1/primaryTopic"), dataset),
        ox.Triple(dataset, RDF.type, VOID.Dataset),
        ox.Triple(dataset, DCTERMS.title, ox.Literal(settings.title)),
        ox.Triple(dataset, DCTERMS.description, ox.Literal("Events, entities and claims of news about armed conflict", language="en")),
        ox.Triple(dataset, VOID.sparqlEndpoint, ox.NamedNode(f"{root}sparql")),
        ox.Triple(dataset, VOID.uriSpace, ox.Literal(settings.base)),
        ox.Triple(dataset, VOID.rootResource, ox.NamedNode(root)),
    ]
    triples += [ox.Triple(dataset, VOID.vocabulary, ox.NamedNode(iri)) for iri in _VOCABULARIES]
    names = {"turtle": "Turtle", "ntriples": "N-Triples", "rdfxml": "RDF_XML", "jsonld": "JSON-LD"}
    triples += [ox.Triple(dataset, VOID.feature, ox.NamedNode(_FEATURES + names[form.name])) for form in PLAIN_GRAPHS]
    try:
        return triples + _counts(Graph(evaluator), dataset)
    except UnavailableError:
        return triples


def _counts(graph: Graph, dataset: ox.NamedNode) -> list[ox.Triple]:
    (whole,) = graph.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    (entities,) = graph.rows(
        "SELECT (COUNT(*) AS ?n) WHERE { { ?node a dl:Entity } UNION { ?node a dl:Event } UNION { ?node a dl:Claim } }"
    )
    classes = graph.rows(_CLASSES)
    triples = [
        ox.Triple(dataset, VOID.triples, _number(whole)),
        ox.Triple(dataset, VOID.entities, _number(entities)),
        ox.Triple(dataset, VOID.classes, ox.Literal(str(len(classes)), datatype=XSD.integer)),
    ]
    for row in classes:
        part = ox.NamedNode(f"{dataset.value.removesuffix('#dataset')}#class-{text(row, 'class').removeprefix(DL.iri)}")
        triples += [
            ox.Triple(dataset, VOID.classPartition, part),
            ox.Triple(part, VOID.class_, ox.NamedNode(text(row, "class"))),
            ox.Triple(part, VOID.entities, _number(row)),
        ]
    for row in graph.rows(_LINKS):
        name = text(row, "link").rpartition("#")[2]
        links = ox.NamedNode(f"{dataset.value.removesuffix('#dataset')}#links-{name}")
        triples += [
            ox.Triple(dataset, VOID.subset, links),
            ox.Triple(links, RDF.type, VOID.Linkset),
            ox.Triple(links, VOID.linkPredicate, OWL.sameAs if name == "sameAs" else SKOS[name]),
            ox.Triple(links, VOID.target, dataset),
            ox.Triple(links, VOID.target, ox.NamedNode("http://www.wikidata.org/entity/")),
            ox.Triple(links, VOID.triples, _number(row)),
        ]
    return triples


def _number(row: Row) -> ox.Literal:
    return ox.Literal(text(row, "n"), datatype=XSD.integer)
