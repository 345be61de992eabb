"""Start the server: what the command ``dateline serve`` calls."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask
from waitress.server import create_server

from kg.errors import DatelineError
from kg.queries import StoredQuery
from kg.store.interface import Dataset
from server.app import create_app
from server.settings import Settings

if TYPE_CHECKING:
    from server.pool.evaluator import PoolEvaluator

CONNECTIONS = 800
"""Open at a time; a process may have 1,024 files open by default."""
STILL = 30
"""Seconds after which a connection is closed that sends nothing, or takes nothing of its answer."""
LAST_WORDS = 1
"""Seconds for threads whose query was stopped at the end."""
SPARE = 4
"""Threads beside those that wait for a worker."""
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
    """Serve a dataset until the process is told to stop (SIGINT and SIGTERM end it without a traceback).

    With `settings.pool`, queries run in processes of their own; the dataset must lie in a folder then.
    `ready` is called once with the address, when the server listens there; with port 0 the system chooses a free one.

    Raises:
        ServeError: the address cannot be listened on; the line says why and what to do.
        QueryError: a stored query's file is broken.
        StoreError: there is no place for the copies that the processes read.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a request waits a moment is no news
    if not 0 <= port <= 65535:
        # The resolver would take it modulo 65536, and the server would answer somewhere else.
        raise ServeError(f"{port}: no port; a port is a number from 0 to 65535")
    settings = settings or Settings(base=dataset.base)
    with contextlib.ExitStack() as ending:
        ending.enter_context(contextlib.suppress(KeyboardInterrupt))
        ending.enter_context(_terminable())
        evaluator = ending.enter_context(_pool(dataset, settings)) if settings.pool else None
        app = create_app(dataset, queries=queries, settings=settings, evaluator=evaluator)
        server = _listening(app, host, port, threads, settings)
        ending.callback(server.close)
        if evaluator is not None:
            # The server waits some seconds for answers on their way; those that take longer end now, and are told to their clients.
            ending.callback(server.task_dispatcher.shutdown, timeout=LAST_WORDS)
            ending.callback(evaluator.close)
        ending.callback(_heed_no_more)
        if ready is not None:
            ready(f"http://{_authority(host, server)}/")
        server.run()


def can_pool(where: str) -> bool:
    """Whether the dataset at this address can be queried in processes of their own: it lies in a folder, and the system is a Unix."""
    return os.name == "posix" and where != "memory:" and not where.startswith(("http://", "https://"))


def _pool(dataset: Dataset, settings: Settings) -> PoolEvaluator:
    from server.pool.evaluator import PoolEvaluator  # noqa: PLC0415  needs what only a Unix has

    assert settings.pool is not None
    return PoolEvaluator(dataset, settings.limits, settings.pool)


def _listening(app: Flask, host: str, port: int, threads: int, settings: Settings) -> Any:
    # Half-sent requests cost a connection each, not a thread: many may be open, and those that stand still are closed.
    options: dict[str, Any] = {"connection_limit": CONNECTIONS, "channel_timeout": STILL, "asyncore_use_poll": True}
    if settings.pool is not None:
        # Those who wait for a worker keep a thread each, and some are left for what needs no worker.
        threads = max(threads, settings.pool.workers + settings.pool.queue + SPARE)
        # A whole answer may wait for its client (beyond 1 MB in a file), so that a slow one holds up no worker.
        options["outbuf_high_watermark"] = settings.pool.result_bytes + (1 << 20)
    try:
        return create_server(app, host=host, port=port, threads=threads, ident="dateline", **options)
    except ValueError:
        raise ServeError(f"{host}: no such address; give --host 127.0.0.1") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ServeError(f"{host}:{port}: cannot be listened on ({reason}); give another --port or --host") from None


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


def _authority(host: str, server: Any) -> str:
    """Host and port as an address has them. A name that stands for several addresses ("localhost") has a socket for each."""
    listening = getattr(server, "effective_listen", None)
    port = listening[0][1] if listening else server.effective_port
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
