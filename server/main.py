"""Start the server: what the command ``dateline serve`` calls."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kg.queries import StoredQuery
from kg.store.interface import Dataset
from server.app import create_app
from server.listening import HttpServer, ServeError, address_of, bind
from server.settings import Settings

__all__ = ["ServeError", "can_pool", "serve", "serve_folder"]

LAST_WORDS = 5
"""Seconds for answers that are on their way at the end."""


def can_pool(where: str) -> bool:
    """Whether the dataset at this address can be queried in processes of their own: it lies in a folder, and the system is a Unix."""
    return os.name == "posix" and where != "memory:" and not where.startswith(("http://", "https://"))


def serve_folder(store: Path, configure: Callable[[], Settings], *, ready: Callable[[str], None] | None = None) -> None:
    """Serve a dataset in a folder, with processes for everything: see `server.serving.serve_folder`."""
    from server import serving  # noqa: PLC0415  needs what only a Unix has

    _quiet()
    serving.serve_folder(store, configure, ready=ready)


def serve(
    dataset: Dataset,
    host: str,
    port: int,
    *,
    settings: Settings | None = None,
    queries: Mapping[str, StoredQuery] | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve any dataset from this process alone until it is told to stop (SIGINT and SIGTERM end it without a traceback).

    For datasets and systems where `can_pool` is false: queries run in threads of this process, without limits of time and memory.
    `ready` is called once with the address, when the server listens there; with port 0 the system chooses a free one.

    Raises:
        ServeError: the address cannot be listened on; the line says why and what to do.
        QueryError: a stored query's file is broken.
    """
    _quiet()
    settings = settings or Settings(base=dataset.base)
    with contextlib.ExitStack() as ending:
        ending.enter_context(contextlib.suppress(KeyboardInterrupt))
        ending.enter_context(_terminable())
        listeners = bind(host, port)
        for listener in listeners:
            ending.callback(listener.close)
        server = HttpServer(create_app(dataset, queries=queries, settings=settings), listeners, settings)
        ending.callback(server.close, within=LAST_WORDS)
        ending.callback(_heed_no_more)
        if ready is not None:
            ready(address_of(host, listeners[0]))
        while True:
            server.turn()


def _quiet() -> None:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a request waits a moment is no news


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM end the server as Ctrl-C does. Only the main thread may say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _heed_no_more() -> None:
    """The server is on its way out: a second Ctrl-C must not keep it from putting things away."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
