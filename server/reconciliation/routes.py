"""The addresses of the reconciliation service. All of them may be read from any page in the world (section 3.3)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template, request

from kg.reconcile import Thing
from server.evaluator import Evaluator
from server.graph import ROLES, Graph, text
from server.problems import RequestError
from server.protocol import read_fields
from server.reconciliation import answers
from server.reconciliation.holder import Holder
from server.reconciliation.requests import IDS, LONGEST, read_batch, read_extension
from server.settings import Settings

PATH = "/reconcile"
PREVIEW_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""A preview is made to be shown in a frame of another page; there is nothing in it that could be clicked to any effect."""
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,60}(?:\.[A-Za-z_$][\w$]{0,60}){0,3}")
_FORM = "application/x-www-form-urlencoded"


def blueprint(evaluator: Evaluator, settings: Settings) -> Blueprint:
    """The service over the graph's entities and the gazetteer."""
    routes = Blueprint("reconciliation", __name__)
    service = _Service(evaluator, settings)
    routes.add_url_rule(PATH, "endpoint", service.endpoint, methods=["GET", "POST"], strict_slashes=False)
    routes.add_url_rule(f"{PATH}/suggest/<any(entity, type, property):what>", "suggest", service.suggest)
    routes.add_url_rule(f"{PATH}/flyout", "flyout", service.flyout)
    routes.add_url_rule(f"{PATH}/properties", "properties", service.properties)
    routes.add_url_rule(f"{PATH}/preview/<path:name>", "preview", service.preview)
    routes.add_url_rule(f"{PATH}/view/<path:name>", "view", service.view)
    return routes


class _Service:
    def __init__(self, evaluator: Evaluator, settings: Settings) -> None:
        self._settings = settings
        self._graph = Graph(evaluator)
        self._holder = Holder(evaluator, settings)

    def endpoint(self) -> Response:
        """The manifest, the results for a batch, or property values, by what the request has."""
        fields = _fields()
        asked = [name for name in ("queries", "extend") if name in fields]
        if len(asked) > 1:
            raise RequestError(HTTPStatus.BAD_REQUEST, "queries and extend in one request; one of the two")
        if not asked:
            if "query" in fields:
                raise RequestError(HTTPStatus.BAD_REQUEST, "query: a batch is taken, in the parameter queries (API 0.2)")
            if request.method == "POST":
                raise RequestError(HTTPStatus.BAD_REQUEST, "a POST has queries or extend in its form")
            return _answer(answers.manifest(self._settings, request.host_url.rstrip("/"), self._holder.catalogue().ontology), fields)
        if asked == ["queries"]:
            batch = read_batch(fields["queries"])
            return _answer(answers.results(self._holder.catalogue(), batch), fields)
        wanted = read_extension(fields["extend"])
        return _answer(answers.extension(self._holder.catalogue(), wanted, self._events), fields)

    def suggest(self, what: str) -> Response:
        """What begins with the prefix."""
        fields = _fields()
        prefix, skip = _short(fields.get("prefix", "")), _whole(fields.get("cursor", "0"), "cursor")
        if what == "property":
            found = answers.suggested_properties(prefix, skip)
        elif what == "type":
            found = answers.suggested_types(self._holder.catalogue().ontology, prefix, skip)
        else:
            found = answers.suggested_entities(self._holder.catalogue(), prefix, skip)
        return _answer({"result": found}, fields)

    def flyout(self) -> Response:
        """A preview as a piece of HTML."""
        fields = _fields()
        id_ = fields.get("id", "")
        return _answer({"id": id_, "html": self._rendered("_preview.html", self._thing(id_), id_)}, fields)

    def properties(self) -> Response:
        """Properties that a type may have."""
        fields = _fields()
        limit = _whole(fields["limit"], "limit") if "limit" in fields else None
        return _answer(answers.proposals(self._holder.catalogue().ontology, _short(fields.get("type", "")), limit), fields)

    def preview(self, name: str) -> Response:
        """A small page for a frame."""
        page = self._rendered("preview.html", self._thing(name), name)
        headers = {"Content-Security-Policy": PREVIEW_POLICY, "Access-Control-Allow-Origin": "*"}
        return Response(page, content_type="text/html; charset=utf-8", headers=headers)

    def view(self, name: str) -> Response:
        """The page of an entity; of what only the gazetteer knows, the preview."""
        if not self._thing(name).in_graph:
            return self.preview(name)
        response = redirect(f"/entity/{name}", code=303)
        assert isinstance(response, Response)
        return response

    def _thing(self, id_: str) -> Thing:
        thing = self._holder.catalogue().get(id_) if 0 < len(id_) <= LONGEST else None
        if thing is None:
            raise RequestError(HTTPStatus.NOT_FOUND, "there is no entity with this id, in the graph or the gazetteer")
        return thing

    def _rendered(self, template: str, thing: Thing, id_: str) -> str:
        ontology = self._holder.catalogue().ontology
        (kind, *_) = answers.types_of(ontology, thing)
        return render_template(template, thing=thing, kind=kind["name"], events=self._events([id_]).get(id_, 0), root=request.host_url)

    def _events(self, ids: Sequence[str]) -> Mapping[str, int]:
        prefix = f"{self._settings.base}entity/"
        nodes = [str(node) for id_ in ids[:IDS] if (node := _node(prefix + id_)) is not None]
        if not nodes:
            return {}
        rows = self._graph.rows(
            f"SELECT ?e (COUNT(DISTINCT ?event) AS ?n) WHERE {{ VALUES ?e {{ {' '.join(nodes)} }} VALUES ?role {{ {ROLES} }} "
            "?event ?role ?e } GROUP BY ?e"
        )
        return {text(row, "e").removeprefix(prefix): int(text(row, "n")) for row in rows}


def _node(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _fields() -> dict[str, str]:
    """The parameters of the address and of the form; the first of each name."""
    fields = read_fields(request.query_string)
    if request.method == "POST":
        if request.mimetype != _FORM:
            raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"{request.mimetype or 'no content type'}: a POST is {_FORM}")
        fields += read_fields(request.get_data())
    found: dict[str, str] = {}
    for name, value in fields:
        found.setdefault(name, value)
    return found


def _answer(body: dict[str, Any], fields: Mapping[str, str]) -> Response:
    """JSON, or, for pages of the time before CORS, a call of the function that they name. What is told is public anyway."""
    data = json.dumps(body, ensure_ascii=False)
    callback = fields.get("callback")
    if callback is None:
        return Response(data, content_type="application/json; charset=utf-8")
    if not _CALLBACK.fullmatch(callback):
        raise RequestError(HTTPStatus.BAD_REQUEST, "callback: the name of a function is expected")
    script = data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response(f"/**/{callback}({script});", content_type="text/javascript; charset=utf-8")


def _short(value: str) -> str:
    if len(value) > LONGEST:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"at most {LONGEST} characters are taken")
    return value


def _whole(value: str, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", value):
        raise RequestError(HTTPStatus.BAD_REQUEST, f"{name}: a whole number of at most four digits is expected")
    return int(value)
