"""Start the server: what the command ``dateline serve`` calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from waitress.server import create_server

from kg.errors import DatelineError
from kg.queries import StoredQuery
from kg.store.interface import Dataset
from server.app import create_app
from server.settings import Settings

THREADS = 8
"""Requests at a time. Each may hold one answer's chunks in memory (`server.evaluator.AHEAD`)."""


class ServeError(DatelineError):
    """The server cannot start."""


def serve(
    dataset: Dataset,
    host: str,
    port: int,
    *,
    settings: Settings | None = None,
    queries: Mapping[str, StoredQuery] | None = None,
    threads: int = THREADS,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve a dataset until the process is told to stop (SIGINT ends it without a traceback).

    `ready` is called once with the address, when the server listens there; with port 0 the system chooses a free one.

    Raises:
        ServeError: the address cannot be listened on; the line says why and what to do.
        QueryError: a stored query's file is broken.
    """
    if not 0 <= port <= 65535:
        # The resolver would take it modulo 65536, and the server would answer somewhere else.
        raise ServeError(f"{port}: no port; a port is a number from 0 to 65535")
    app = create_app(dataset, queries=queries, settings=settings)
    try:
        server = create_server(app, host=host, port=port, threads=threads, ident="dateline")
    except ValueError:
        raise ServeError(f"{host}: no such address; give --host 127.0.0.1") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ServeError(f"{host}:{port}: cannot be listened on ({reason}); give another --port or --host") from None
    if ready is not None:
        ready(f"http://{_authority(host, server)}/")
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _authority(host: str, server: Any) -> str:
    """Host and port as an address has them. A name that stands for several addresses ("localhost") has a socket for each."""
    listening = getattr(server, "effective_listen", None)
    port = listening[0][1] if listening else server.effective_port
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
