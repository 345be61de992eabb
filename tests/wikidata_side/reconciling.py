"""A reconciliation service on loopback (API 0.2), which answers from a table and misbehaves on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server


@dataclass
class ReconcilingService:
    """Where it is, what it knows, what it was asked, and the answers that replace the next ones (status and body)."""

    url: str = ""
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


@contextmanager
def reconciling(known: Mapping[str, Sequence[str]]) -> Iterator[ReconcilingService]:
    """A service that proposes these ids for these names, until the block ends."""
    service = ReconcilingService(known=known)
    app = Flask("tests.reconciling")

    @app.post("/reconcile")
    def reconcile() -> Response:
        queries = json.loads(request.form["queries"])
        service.asked += [q["query"] for q in queries.values()]
        if service.faults:
            status, body = service.faults.pop(0)
            return Response(body, status, {"Retry-After": "1"} if status == 429 else {})
        return jsonify({key: {"result": [_result(i) for i in service.known.get(q["query"], ())]} for key, q in queries.items()})

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    service.url = f"http://127.0.0.1:{server.port}/reconcile"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


def _result(id: str) -> dict[str, object]:
    return {"id": id, "name": "whatever it is called there", "score": 100, "match": True, "type": []}
