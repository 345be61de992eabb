"""The three tests of the service description: there is RDF, it names the endpoint, and it keeps to the vocabulary."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import Graph

from tests.conformance.failure import FailureError
from tests.conformance.manifest import RDF, Test
from tests.conformance.service import Service

SD = "http://www.w3.org/ns/sparql-service-description#"
SHAPES = Path(__file__).with_name("service_description.ttl")
"""The classes, domains and ranges of SPARQL 1.1 Service Description, section 3, as shapes."""


def description(test: Test, service: Service) -> None:
    """One of the three, by its name."""
    answer = service.send("GET", "/sparql", headers={"Accept": "text/turtle", "Host": f"127.0.0.1:{service.port}"})
    if answer.status != 200 or answer.media_type != "text/turtle":
        raise FailureError(f"no RDF: {answer.told()}")
    endpoint = ox.NamedNode(f"http://127.0.0.1:{service.port}/sparql")
    triples = ox.Dataset(ox.parse(answer.body, format=ox.RdfFormat.TURTLE, base_iri=endpoint.value))
    name = test.id.rpartition("/")[2]
    if name == "returns-rdf" and not len(triples):
        raise FailureError("no triple")
    if name == "has-endpoint-triple" and not any(q.predicate.value == f"{SD}endpoint" and q.object == endpoint for q in triples):
        raise FailureError(f"{endpoint} is not named as the endpoint")
    if name == "conforms-to-schema":
        services = [q.subject for q in triples if q.predicate.value == f"{RDF}type" and q.object == ox.NamedNode(f"{SD}Service")]
        if len(services) != 1:
            raise FailureError(f"{len(services)} services")
        conforms, _, told = pyshacl.validate(Graph().parse(data=answer.body, format="turtle"), shacl_graph=Graph().parse(SHAPES))
        if not conforms:
            raise FailureError(str(told))
