"""The server in production: one process that looks after all others, and speaks to nobody.

::

    dateline serve ─┬─ gunicorn ─── fronts: HTTP (server.front)
                    ├─ writer: changes, snapshots (server.pool.writer)
                    └─ workers: queries (server.pool.worker)

It has one thread and no state that would be missed, starts again what ends, and takes everything with it when it is killed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import signal
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask

from kg.errors import DatelineError
from server.app import create_app, new_shared
from server.front import GRACE, LAST_WORDS, Fronts
from server.listening import address_of, bind
from server.pool.evaluator import PoolEvaluator
from server.pool.exchange import Exchange
from server.pool.sandbox import die_with_parent
from server.pool.supervisor import LOOK_EVERY, Keeping, Supervisor
from server.settings import Settings

_log = logging.getLogger(__name__)

FILES = 8192
"""Open files in one process."""
NOT_SOONER = 1.0
"""Seconds between two starts of gunicorn."""


def serve_folder(store: Path, configure: Callable[[], Settings], *, ready: Callable[[str], None] | None = None) -> None:
    """Serve a dataset in a folder until the process is told to stop.

    SIGTERM and SIGINT end it, when answers on their way had `GRACE` seconds; SIGHUP reads the settings and stored queries again, and the
    dataset, where it is only read.

    Args:
        configure: gives the settings; called again at SIGHUP. What it raises then is told, and the old ones stay.
        ready: called once with the address, when somebody answers there.

    Raises:
        ServeError: the address cannot be listened on.
        QueryError: a stored query's file is broken.
        StoreError: the dataset cannot be opened, or there is no place for copies of it.
    """
    settings = configure()
    assert settings.pool is not None
    keeping = Keeping(where=store, base=settings.base, writable=settings.token is not None)
    _allow_files()
    with contextlib.ExitStack() as ending:
        signals = ending.enter_context(_Signals())
        listeners = bind(settings.host, settings.port)
        for listener in listeners:
            ending.callback(listener.close)
        supervisor = ending.enter_context(Supervisor(keeping, settings.pool))
        http = _Http(supervisor, listeners, configure)
        ending.callback(http.close)
        http.start()
        while True:
            supervisor.step(LOOK_EVERY, signals.descriptor, http.descriptor)
            if http.became_ready() and ready is not None:
                ready(address_of(settings.host, listeners[0]))
                ready = None
            http.start_again()
            caught = signals.caught()
            if signal.SIGTERM in caught or signal.SIGINT in caught:
                break
            if signal.SIGHUP in caught:
                _reload(configure, supervisor, http)
        signals.heed_no_more()
        http.end()


def _allow_files() -> None:
    """A connection takes an open file, an answer that waits for its client another: more than the 1,024 of most systems."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if most == resource.RLIM_INFINITY else min(FILES, most), most))


def _reload(configure: Callable[[], Settings], supervisor: Supervisor, http: _Http) -> None:
    try:
        pool = configure().pool
        assert pool is not None
    except DatelineError as error:
        _log.error("nothing is loaded anew: %s", error)
        return
    supervisor.refresh(pool)
    http.reload()


class _Signals:
    """SIGTERM, SIGINT and SIGHUP as something to wait for."""

    def __init__(self) -> None:
        self._caught: list[int] = []
        self._before: dict[int, object] = {}

    def __enter__(self) -> _Signals:
        self.descriptor, self._write = os.pipe()
        for end in (self.descriptor, self._write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            self._before[number] = signal.signal(number, lambda got, _: self._caught.append(got))
        return self

    def caught(self) -> list[int]:
        """What came since the last time."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.descriptor, 1 << 10)
        caught, self._caught = self._caught, []
        return caught

    def heed_no_more(self) -> None:
        """The server is on its way out: a second Ctrl-C must not keep it from putting things away."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what `signal.signal` gave
        os.close(self.descriptor)
        os.close(self._write)


class _Http:
    """Gunicorn as a process. It is forked off, not started anew: it has the listening sockets and the modules already."""

    def __init__(self, supervisor: Supervisor, listeners: Sequence[socket.socket], configure: Callable[[], Settings]) -> None:
        self._supervisor = supervisor
        self._listeners = listeners
        self._configure = configure
        self._shared = new_shared()
        self._pid = 0
        self._started = 0.0
        self.descriptor, self._tell = os.pipe()
        os.set_blocking(self.descriptor, False)

    def start(self) -> None:
        """Fork it off."""
        self._started = time.monotonic()
        self._pid = os.fork()
        if self._pid == 0:
            self._run()

    def start_again(self) -> None:
        """Where it has ended of itself, or was killed: its processes end with it."""
        if self._is_alive() or time.monotonic() < self._started + NOT_SOONER:
            return
        _log.warning("the processes that speak HTTP ended; they are started again")
        self.start()

    def became_ready(self) -> bool:
        """Whether one of its processes began to listen since the last time."""
        try:
            return bool(os.read(self.descriptor, 1 << 10))
        except BlockingIOError:
            return False

    def reload(self) -> None:
        """New processes take the place of the old ones, which finish what they are at."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGHUP)

    def end(self) -> None:
        """Let it end: answers on their way have some seconds; then the workers end, which is told to the clients."""
        if not self._is_alive():
            return
        os.kill(self._pid, signal.SIGTERM)
        end = time.monotonic() + GRACE
        while self._is_alive() and time.monotonic() < end:
            self._supervisor.step(0.05)
        self._supervisor.end_workers()
        end = time.monotonic() + 2 * LAST_WORDS
        while self._is_alive() and time.monotonic() < end:
            time.sleep(0.02)

    def close(self) -> None:
        """End it at once, if it is there."""
        if self._is_alive():
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self.descriptor)
        os.close(self._tell)

    def _is_alive(self) -> bool:
        if self._pid:
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(self._pid, os.WNOHANG)[0] == 0:
                    return True
            self._pid = 0
        return False

    def _run(self) -> None:
        """In the new process."""
        code = 1
        try:
            os.setsid()  # Ctrl-C is for the process that looks after all
            die_with_parent()
            signal.set_wakeup_fd(-1)
            self._supervisor.forget()
            Fronts(self._make, self._configure, self._listeners, lambda: _written(self._tell)).run()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            _log.exception("the processes that speak HTTP cannot start")
        finally:
            os._exit(code)  # what this process was forked from is not its own to clear up

    def _make(self) -> tuple[Flask, Settings]:
        settings = self._configure()
        assert settings.pool is not None
        exchange = Exchange(self._supervisor.run, self._supervisor.questions, settings.pool)
        evaluator = PoolEvaluator(self._supervisor.run, settings.limits, settings.pool, exchange)
        self._shared.after_fork()
        return create_app(None, settings=settings, evaluator=evaluator, shared=self._shared), settings


def _written(descriptor: int) -> None:
    os.write(descriptor, b"!")
