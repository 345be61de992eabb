"""The tests' Wikidata as a server on loopback, which misbehaves on demand.

SPARQL is answered by Dateline's own endpoint over the world's triples; the two calls of the API by a small Flask application.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import pyoxigraph as ox
from flask import Flask, Request, Response, jsonify, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import WSGIRequestHandler, make_server

from kg.store import open_dataset
from server.app import create_app
from tests.wikidata_side.world import MERGED, WORLD, Record, triples

Fault = Literal["busy", "maxlag", "ratelimited", "truncated", "broken", "silent", "failure", "forbidden", "page", "overrun", "overrun late"]
BUSY_SECONDS = 7
_TRACE = (
    "SPARQL-QUERY: queryStr=SELECT\njava.util.concurrent.TimeoutException\n\tat java.util.concurrent.FutureTask.get(FutureTask.java:205)\n"
)
LARGEST = 2**31
"""Ids of items are no larger on the real site, which refuses the whole call for one that is. The tests' items are above: ten times this."""


@dataclass
class Asked:
    """A request as it came."""

    path: str
    fields: dict[str, str]
    agent: str | None


@dataclass
class WikidataService:
    """The server's addresses, what it was asked, and how it will misbehave: each fault is for one request, in order (None: it is well)."""

    query_url: str = ""
    api_url: str = ""
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault | None] = field(default_factory=list)
    world: list[Record] = field(default_factory=lambda: list(WORLD))
    merged: dict[str, str] = field(default_factory=lambda: dict(MERGED))
    most_at_once: int = 0
    retry_after: str = str(BUSY_SECONDS)
    before: Callable[[Asked], None] | None = None
    """Called with each request before it is answered."""
    released: threading.Event = field(default_factory=threading.Event)
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def calls(self, action: str) -> list[dict[str, str]]:
        """The fields of all calls of an action of the API."""
        return [a.fields for a in self.asked if a.fields.get("action") == action]

    def queries(self) -> list[str]:
        """The SPARQL queries so far."""
        return [a.fields["query"] for a in self.asked if "query" in a.fields]


@contextmanager
def running(world: Iterable[Record] = WORLD) -> Iterator[WikidataService]:
    """A Wikidata on a free port of the loopback, until the block ends."""
    service = WikidataService(world=list(world))
    with open_dataset("memory:", mode="write") as dataset:
        dataset.load([ox.Quad(*triple) for triple in triples(service.world)])
        sparql = create_app(dataset, queries={})
        app = _Misbehaving(DispatcherMiddleware(sparql, {"/w": _api(service)}), service)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        service.query_url = f"http://127.0.0.1:{server.port}/sparql"
        service.api_url = f"http://127.0.0.1:{server.port}/w/api.php"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            service.released.set()
            server.shutdown()
            thread.join()
            server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class _Misbehaving:
    """Notes each request, and spoils the answer if a fault is due."""

    def __init__(self, app: Any, service: WikidataService) -> None:
        self._app, self._service = app, service

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        service = self._service
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        seen = Request({**environ, "wsgi.input": io.BytesIO(body)})
        fields = {**seen.args, **seen.form}
        environ["wsgi.input"] = io.BytesIO(body)
        asked = Asked(environ["SCRIPT_NAME"] + environ["PATH_INFO"], fields, environ.get("HTTP_USER_AGENT"))
        with service._lock:
            service.asked.append(asked)
            fault = service.faults.pop(0) if service.faults else None
        if fault == "silent":
            service.released.wait(30)
            return []
        with service._lock:
            service._now += 1
            service.most_at_once = max(service.most_at_once, service._now)
        try:
            if service.before is not None:
                service.before(asked)
            return self._answer(fault, environ, start_response)
        finally:
            with service._lock:
                service._now -= 1

    def _answer(self, fault: Fault | None, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if fault in ("busy", "failure", "forbidden"):
            status = {"busy": 429, "failure": 502, "forbidden": 403}[fault]
            headers = {"Retry-After": self._service.retry_after} if fault == "busy" else {}
            return Response("<html><body>not now</body></html>", status, headers)(environ, start_response)
        if fault in ("maxlag", "ratelimited"):
            error = {"code": fault, "info": "Waiting for a database server: 6.5 seconds lagged", "lag": 6.5}
            return Response(json.dumps({"error": error}), headers={"Retry-After": "5"}, mimetype="application/json")(
                environ, start_response
            )
        if fault == "page":
            return Response("<html><body>Sign in to this network</body></html>")(environ, start_response)
        if fault == "overrun":
            return Response(_TRACE, 500, mimetype="text/plain")(environ, start_response)
        whole = Response.from_app(self._app, environ)
        if fault in ("truncated", "broken", "overrun late"):
            body = whole.get_data()
            length = len(body) // 2 if fault == "truncated" else len(body)
            if fault == "overrun late":
                return Response(body[: len(body) // 2] + _TRACE.encode(), mimetype="application/json")(environ, start_response)
            start_response("200 OK", [("Content-Type", whole.content_type or ""), ("Content-Length", str(length))])
            return [body[: len(body) // 2]]
        return whole(environ, start_response)


def _api(service: WikidataService) -> Flask:
    app = Flask("tests.wikidata_api")

    @app.get("/api.php")
    def api() -> Response:
        action = request.args.get("action")
        if request.args.get("format") != "json" or action not in ("wbgetentities", "wbsearchentities"):
            return _error("unknown_action", f"Unrecognized value for parameter 'action': {action}.")
        return _entities(service) if action == "wbgetentities" else _search(service)

    return app


def _entities(service: WikidataService) -> Response:
    by_id = {r["id"]: r for r in service.world}
    found: dict[str, Any] = {}
    ids, titles = _listed("ids"), _listed("titles")
    if len(ids) > 50 or len(titles) > 50:
        return _error("toomanyvalues", "Too many values supplied; the limit is 50.")
    for id in ids:
        if int(id[1:]) >= 10 * LARGEST:
            return _error("no-such-entity", f'Could not find an entity with the ID "{id}".', id=id)
        target = service.merged.get(id, id)
        found[id] = dict(by_id[target]) if target in by_id else {"id": id, "missing": ""}
        if target != id:
            found[id]["redirects"] = {"from": id, "to": target}
    site = request.args.get("sites", "")
    by_title = {r["sitelinks"][site]["title"]: r for r in service.world if site in r["sitelinks"]}
    for n, title in enumerate(titles, start=1):
        record = by_title.get(title)
        found[record["id"] if record else f"-{n}"] = record or {"site": site, "title": title, "missing": ""}
    return jsonify(entities=found, success=1)


def _search(service: WikidataService) -> Response:
    text = request.args["search"].lower()
    hits: list[dict[str, Any]] = []
    for record in service.world:
        label = next(iter(record["labels"].values()))["value"]
        aliases = [a["value"] for found in dict(record["aliases"]).values() for a in found]
        matched = next((n for n in (label, *aliases) if n.lower().startswith(text)), None)
        if matched is None:
            continue
        hit = {"id": record["id"], "title": record["id"], "concepturi": f"http://www.wikidata.org/entity/{record['id']}", "label": label}
        hit["match"] = {"type": "label" if matched == label else "alias", "language": "en", "text": matched}
        if record["descriptions"]:
            hit["description"] = record["descriptions"]["en"]["value"]
        hits.append(hit)
    limit = int(request.args.get("limit", "7"))
    return jsonify(searchinfo={"search": request.args["search"]}, search=hits[:limit], success=1)


def _listed(name: str) -> list[str]:
    return [v for v in request.args.get(name, "").split("|") if v]


def _error(code: str, info: str, **more: str) -> Response:
    return jsonify(error={"code": code, "info": info, **more}, servedby="mw-tests")
