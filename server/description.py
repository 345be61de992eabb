"""The service description (SPARQL 1.1 Service Description): what this endpoint can do, as RDF."""

from __future__ import annotations

from http import HTTPStatus

import pyoxigraph as ox
from flask import Response, request

from kg.results import GRAPH_FORMATS, RESULT_FORMATS, Format
from kg.vocab import DCTERMS, DL, FORMATS, PREFIXES, RDF, RDFS, SD
from server.negotiation import MediaRange, choose_format, prefers_html
from server.problems import RequestError
from server.settings import OutboundSettings, PoolSettings, Settings

_FORMATS = {
    "json": FORMATS.SPARQL_Results_JSON,
    "xml": FORMATS.SPARQL_Results_XML,
    "csv": FORMATS.SPARQL_Results_CSV,
    "tsv": FORMATS.SPARQL_Results_TSV,
    "turtle": FORMATS.Turtle,
    "ntriples": FORMATS.N_Triples,
    "trig": FORMATS.TriG,
    "nquads": FORMATS.N_Quads,
    "rdfxml": FORMATS.RDF_XML,
    "jsonld": FORMATS.JSON_LD,
}
PLAIN_GRAPHS: tuple[Format, ...] = tuple(form for form in GRAPH_FORMATS if form.name not in ("trig", "nquads"))


def describe_service(settings: Settings, accept: tuple[MediaRange, ...]) -> Response:
    """The description in the format that the client likes best; a browser is sent to the first page.

    Raises:
        RequestError: 406 when the client takes no RDF.
    """
    if prefers_html(accept, [form.media_type for form in PLAIN_GRAPHS]):
        return Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": "/#editor", "Vary": "Accept"})
    return graph_response(service_triples(request.base_url, settings), accept)


def graph_response(triples: list[ox.Triple], accept: tuple[MediaRange, ...]) -> Response:
    """A small graph in the format that the client likes best.

    Raises:
        RequestError: 406 when the client takes no RDF.
    """
    form = choose_format(accept, PLAIN_GRAPHS)
    if form is None:
        offered = ", ".join(known.media_type for known in PLAIN_GRAPHS)
        raise RequestError(HTTPStatus.NOT_ACCEPTABLE, f"this comes as {offered}")
    assert isinstance(form.engine, ox.RdfFormat)
    prefixes = PREFIXES if form.engine in (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML) else None
    response = Response(
        ox.serialize(triples, format=form.engine, prefixes=prefixes), content_type=form.content_type, headers={"Vary": "Accept"}
    )
    if request.method in ("GET", "HEAD"):
        response.add_etag()
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
    return response


def service_triples(endpoint: str, settings: Settings) -> list[ox.Triple]:
    """What the endpoint at this address is and can do."""
    service, dataset, graph = ox.NamedNode(endpoint), ox.NamedNode(f"{endpoint}#dataset"), ox.NamedNode(f"{endpoint}#default")
    limits = settings.limits
    about = (
        f"A query may have {limits.length:,} characters, {limits.depth} levels of nesting and {limits.groups} groups; "
        f"{_of_the_pool(settings.pool)}{_of_calls(settings.outbound)}; an update needs a bearer token, as does writing to the graph "
        f"store at {endpoint.removesuffix('/sparql')}/graphs: it may have {settings.update_limits.length:,} characters, "
        f"the body of either {settings.max_update_body:,} bytes{_of_updates(settings)}. Without the token, a body may have "
        f"{settings.max_body:,} bytes{_of_clients(settings)}."
    )
    triples = [
        ox.Triple(service, RDF.type, SD.Service),
        ox.Triple(service, SD.endpoint, service),
        ox.Triple(service, SD.supportedLanguage, SD.SPARQL11Query),
        ox.Triple(service, SD.feature, SD.EmptyGraphs),
        ox.Triple(service, RDFS.comment, ox.Literal(about, language="en")),
        ox.Triple(service, DCTERMS.title, ox.Literal(settings.title)),
        ox.Triple(service, SD.defaultDataset, dataset),
        ox.Triple(dataset, RDF.type, SD.Dataset),
        ox.Triple(dataset, RDFS.seeAlso, ox.NamedNode(f"{endpoint.removesuffix('/sparql')}/.well-known/void#dataset")),
        ox.Triple(dataset, SD.defaultGraph, graph),
        ox.Triple(graph, RDF.type, SD.Graph),
        ox.Triple(graph, DCTERMS.description, ox.Literal(f"Events, entities and claims in the terms of {DL.iri}", language="en")),
    ]
    if settings.token is not None:
        triples.append(ox.Triple(service, SD.supportedLanguage, SD.SPARQL11Update))
        triples += [ox.Triple(service, SD.inputFormat, _FORMATS[form.name]) for form in GRAPH_FORMATS]
    for form in (*RESULT_FORMATS, *GRAPH_FORMATS):
        triples.append(ox.Triple(service, SD.resultFormat, _FORMATS[form.name]))
    return triples


def _of_the_pool(pool: PoolSettings | None) -> str:
    if pool is None:
        return ""
    return (
        f"it may take {pool.seconds:g} seconds and {pool.memory >> 20:,} MB of memory, its answer may have {pool.result_bytes >> 20:,} MB; "
        f"{pool.workers} queries run at a time, and {pool.queue} may wait up to {pool.patience:g} seconds; "
    )


def _of_updates(settings: Settings) -> str:
    if settings.token is None or settings.pool is None:
        return ""
    return f"; it may take {settings.pool.update_seconds:g} seconds and {settings.pool.update_memory >> 20:,} MB of memory"


def _of_clients(settings: Settings) -> str:
    limits = [f"{settings.clients.queries} requests at a time"] if settings.clients.queries else []
    limits += [f"{settings.clients.rate:g} requests a second"] if settings.clients.rate else []
    return f", and one client {' and '.join(limits)}" if limits else ""


def _of_calls(outbound: OutboundSettings) -> str:
    if not outbound.services:
        return "SERVICE and LOAD are refused"
    return (
        f"SERVICE and LOAD take an IRI of {', '.join(outbound.services)} (no variable), at most {outbound.calls} to a request, "
        f"each within {outbound.seconds:g} seconds and {outbound.bytes:,} bytes, and are called before the rest is evaluated"
    )
