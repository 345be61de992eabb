"""Tests of the protocols: requests are sent as the manifest spells them, and each response is compared with what it expects."""

from __future__ import annotations

import pyoxigraph as ox

from tests.conformance.failure import FailureError
from tests.conformance.language import load
from tests.conformance.manifest import LABEL, MF, UT, Graph, Term, Test, path_of
from tests.conformance.results import same_graph
from tests.conformance.service import Answer, Service

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
STATUS = "http://www.w3.org/2011/http-statusCodes#"
_PATHS = {"/sparql/": "/sparql", "/gsp": "/graphs"}
"""Where the manifests think that the services are, and where ours are."""
_STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
_KINDS = {"boolean": "application/sparql-results+json", "tabular": "application/sparql-results+json", "RDF": "text/turtle"}


def requests_and_responses(test: Test, service: Service) -> None:
    """The requests of one test, in their order, over a dataset with its data."""
    graph = test.graph
    files = [(path_of(graph.one(data, UT + "graph")), graph.text(data, LABEL)) for data in graph.all(test.node, UT + "graphData")]
    load(service, files)
    action = graph.one(test.node, MF + "action")
    host = graph.text(action, HT + "connectionAuthority")
    names: dict[str, str] = {}
    for request in graph.items(action, HT + "requests"):
        answer = _send(graph, request, service, host, names)
        response = graph.one(request, HT + "resp")
        _compare(graph, response, answer)
        if (template := graph.text(response, MF + "expectedLocation")) is not None:
            if not (location := answer.headers.get("location")):
                raise FailureError(f"no Location: {answer.told()}")
            names[template] = location


def _send(graph: Graph, request: Term, service: Service, host: str | None, names: dict[str, str]) -> Answer:
    target = _text(graph, request, "absolutePath")
    for template, value in names.items():
        target = target.replace(template, value)
    for theirs, ours in _PATHS.items():
        if target.startswith(theirs):
            target = ours + target.removeprefix(theirs)
            break
    headers = _headers(graph, request) | ({"Host": host} if host else {})
    return service.send(_text(graph, request, "methodName"), target, headers=headers, body=_body(graph, request))


def _compare(graph: Graph, response: Term | None, answer: Answer) -> None:
    statuses = [
        status.value.removeprefix(STATUS) for status in graph.all(response, MF + "expectedStatus") if isinstance(status, ox.NamedNode)
    ]
    classes = {int(name[-3]) for name in statuses if name.startswith("StatusCode")}
    if statuses and answer.status not in {_STATUSES.get(name) for name in statuses} and answer.status // 100 not in classes:
        raise FailureError(f"not {' or '.join(statuses)}: {answer.told()}")
    if (boolean := graph.text(response, MF + "expectedBoolean")) is not None and f'"boolean":{boolean}'.encode() not in answer.body:
        raise FailureError(f"not {boolean}: {answer.told()}")
    if (form := graph.text(response, MF + "expectedFormat")) is not None and answer.media_type != _KINDS[form]:
        raise FailureError(f"not {form}, but {answer.media_type}")
    for name, value in _headers(graph, response).items():
        if answer.headers.get(name.lower()) != value:
            raise FailureError(f"{name}: {answer.headers.get(name.lower())}, not {value}")
    body = _body(graph, response)
    if body is not None:
        expected, found = (ox.Dataset(ox.parse(data, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)) for data in (body, answer.body))
        if not same_graph(found, expected):
            raise FailureError(f"another graph: {answer.told()}")


def _headers(graph: Graph, message: Term | None) -> dict[str, str]:
    return {_text(graph, header, "fieldName"): _text(graph, header, "fieldValue") for header in graph.items(message, HT + "headers")}


def _body(graph: Graph, message: Term | None) -> bytes | None:
    content = graph.one(message, HT + "body")
    characters = graph.text(content, CNT + "chars")
    return None if characters is None else characters.encode(graph.text(content, CNT + "characterEncoding") or "utf-8")


def _text(graph: Graph, subject: Term | None, name: str) -> str:
    found = graph.text(subject, HT + name)
    assert found is not None, name
    return found
