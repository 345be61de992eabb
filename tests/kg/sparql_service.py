"""A small SPARQL service on loopback for tests: query and update over an Oxigraph store, and misbehaviour on demand."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox


@dataclass
class Service:
    """The service's address, its data, and what it was asked. `fault` makes it answer with that status, `slow` after so many seconds."""

    address: str = ""
    store: ox.Store = field(default_factory=ox.Store)
    requests: list[str] = field(default_factory=list)
    token: str | None = None
    fault: int | None = None
    slow: float = 0.0
    says: str = "out of order"


@contextmanager
def running() -> Iterator[Service]:
    """A service on a free port, until the block ends."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = parse_qs(body)
            try:
                status, media, answer = _answer(service, form, self.headers.get("Authorization"), self.headers.get("Accept") or "")
            except SyntaxError as e:
                status, media, answer = 400, "text/plain", str(e).encode()
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            with suppress(BrokenPipeError):  # who asked has given up waiting
                self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_port}/sparql"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(service: Service, form: dict[str, list[str]], authorization: str | None, accept: str) -> tuple[int, str, bytes]:
    text = form.get("query", form.get("update", [""]))[0]
    service.requests.append(text)
    if service.slow:
        time.sleep(service.slow)
    if service.fault is not None:
        return service.fault, "text/html", f"<html><body>{service.says}</body></html>".encode()
    if service.token is not None and authorization != f"Bearer {service.token}":
        return 401, "text/plain", b"who are you?"
    if "update" in form:
        service.store.update(text)
        return 204, "text/plain", b""
    default = [ox.NamedNode(g) for g in form.get("default-graph-uri", ())]
    named = [ox.NamedNode(g) for g in form.get("named-graph-uri", ())]
    found = service.store.query(text, default_graph=default or None, named_graphs=named or None)  # type: ignore[arg-type]
    if isinstance(found, ox.QueryTriples):
        return 200, "application/n-triples", found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
    rows = ox.QueryResultsFormat.JSON if "json" in accept else ox.QueryResultsFormat.XML
    return 200, rows.media_type, found.serialize(format=rows) or b""
