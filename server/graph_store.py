"""The SPARQL 1.1 Graph Store HTTP Protocol at ``/graphs``: whole graphs are read, replaced, added to and removed.

A graph is named by ``?graph=IRI``, ``?default``, or directly: ``/graphs/NAME`` is the graph with just that address.

The dataset has a layout of its own (DESIGN.md, section 3), and a write must not make it say what no article says. So the graphs of
articles and claims, and the ontology's, are only read here: articles come and go whole, by ``dateline build`` and ``dateline remove``.
The default graph may be added to; it is replaced or emptied only as long as the dataset holds no article. All other graphs are
their writers' own. (A SPARQL update, by who has the token, is held by none of these rules.)
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import pyoxigraph as ox
from flask import Blueprint, Request, Response, request

from kg.ontology import IRI as ONTOLOGY
from kg.vocab import DL
from server.access import authorize, has_token
from server.answering import Operation
from server.evaluator import Evaluator
from server.negotiation import parse_accept
from server.problems import RequestError
from server.protocol import answer_query, apply_change, read_fields
from server.rdf_body import read_triples
from server.settings import Settings

PATH = "/graphs"


@dataclass(frozen=True, slots=True)
class Target:
    """The graph that a request is about; None: the default graph."""

    graph: ox.NamedNode | None

    @property
    def told(self) -> str:
        """How an error names it."""
        return "the default graph" if self.graph is None else f"the graph {self.graph.value}"


def blueprint(evaluator: Evaluator, settings: Settings) -> Blueprint:
    """The graph store over an evaluator."""
    routes = Blueprint("graph_store", __name__)
    store = GraphStore(evaluator, settings)

    @routes.route(PATH, methods=["GET", "PUT", "POST", "DELETE"], strict_slashes=False)
    @routes.route(f"{PATH}/<path:_name>", methods=["GET", "PUT", "POST", "DELETE"])
    def graphs(_name: str = "") -> Response:
        if request.method in ("GET", "HEAD"):
            return store.read(read_target(request))
        if has_token(request, settings):
            request.max_content_length = request.max_form_memory_size = settings.max_update_body
        authorize(request, settings)
        if request.method == "POST" and not _name and not request.query_string:
            return store.make(f"{request.host_url}{PATH.strip('/')}/{uuid.uuid4()}")
        target = read_target(request)
        if request.method == "PUT":
            return store.replace(target)
        return store.add(target) if request.method == "POST" else store.remove(target)

    return routes


def read_target(request: Request) -> Target:
    """The graph that a request names, by sections 4.1 and 4.2.

    Raises:
        RequestError: 400 for none or more than one, or what is no absolute IRI.
    """
    fields = [(key, value) for key, value in read_fields(request.query_string) if key in ("graph", "default")]
    direct = _address(request)
    if direct is not None:
        fields.append(("graph", direct))
    if len(fields) != 1:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"name one graph: {PATH}?default, or {PATH}?graph= and its IRI, percent-encoded")
    ((key, value),) = fields
    if key == "default":
        return Target(None)
    try:
        return Target(ox.NamedNode(value))
    except ValueError as error:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"graph: no absolute IRI ({str(error).lower()})") from None


def _address(request: Request) -> str | None:
    """The address of a graph that is identified directly, as it was sent: decoded and encoded again it might be another IRI."""
    sent = request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or request.full_path
    path = urlsplit(sent).path
    return f"{request.host_url.rstrip('/')}{path}" if path.removeprefix(PATH).strip("/") else None


class GraphStore:
    """What can be done with graphs."""

    def __init__(self, evaluator: Evaluator, settings: Settings) -> None:
        self._evaluator = evaluator
        self._settings = settings

    def read(self, target: Target) -> Response:
        """The graph in the format that the client likes best (section 5.2)."""
        self._require(target)
        pattern = "?s ?p ?o" if target.graph is None else f"GRAPH {target.graph} {{ ?s ?p ?o }}"
        operation = Operation(query=f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}")
        return answer_query(self._evaluator, operation, parse_accept(request.headers.get("Accept")))

    def replace(self, target: Target) -> Response:
        """Let the body be all that the graph holds (section 5.3)."""
        self._guard(target)
        triples = self._triples(target)
        new = not self._exists(target)
        self._change(target, triples, replace=True)
        return self._written(target, new)

    def add(self, target: Target) -> Response:
        """Add the body to the graph (section 5.5)."""
        self._guard(target, adding=True)
        triples = self._triples(target)
        new = not self._exists(target)
        self._change(target, triples, replace=False)
        return self._written(target, new)

    def make(self, address: str) -> Response:
        """A new graph with the body, at an address of this server's choice (section 5.5)."""
        return self.add(Target(ox.NamedNode(address)))

    def remove(self, target: Target) -> Response:
        """Remove the graph (section 5.4)."""
        self._guard(target)
        self._require(target)
        text = "CLEAR DEFAULT" if target.graph is None else f"DROP SILENT GRAPH {target.graph}"
        apply_change(lambda: self._evaluator.update(text))
        return Response(status=HTTPStatus.NO_CONTENT.value)

    def _triples(self, target: Target) -> list[ox.Triple]:
        base = request.base_url if target.graph is None else target.graph.value
        return read_triples(request, base=base, most=self._settings.max_update_body)

    def _change(self, target: Target, triples: Sequence[ox.Triple], *, replace: bool) -> None:
        """One transaction: all of it, or nothing."""
        lines = "".join(f"{triple} .\n" for triple in triples)
        apply_change(lambda: self._evaluator.write(target.graph.value if target.graph else None, lines, replace=replace))

    def _written(self, target: Target, new: bool) -> Response:
        headers = {"Location": target.graph.value} if new and target.graph is not None and _address(request) is None else {}
        return Response(status=(HTTPStatus.CREATED if new else HTTPStatus.NO_CONTENT).value, headers=headers)

    def _require(self, target: Target) -> None:
        if not self._exists(target):
            raise RequestError(HTTPStatus.NOT_FOUND, f"{target.told} is not there")

    def _exists(self, target: Target) -> bool:
        if target.graph is None:
            return True
        return bool(self._evaluator.table(f"SELECT (1 AS ?there) WHERE {{ GRAPH {target.graph} {{}} }}", limit=1).rows)

    def _guard(self, target: Target, *, adding: bool = False) -> None:
        """Keep what articles say from being changed by others."""
        base = self._settings.base
        if target.graph is not None:
            if target.graph.value == ONTOLOGY or target.graph.value.startswith((f"{base}article/", f"{base}claim/")):
                detail = (
                    f"{target.told} is kept by Dateline, and only read here: articles come and go whole (dateline build, dateline remove)"
                )
                raise RequestError(HTTPStatus.CONFLICT, detail)
        elif not adding and self._evaluator.table(f"SELECT ?article WHERE {{ ?article a <{DL.Article.value}> }} LIMIT 1").rows:
            detail = f"{target.told} holds what the dataset's articles say, and is not replaced while there are any; POST adds to it"
            raise RequestError(HTTPStatus.CONFLICT, detail)
