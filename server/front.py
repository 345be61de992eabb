"""The processes that speak HTTP: gunicorn starts, replaces and ends them; in each of them `server.listening` does the work.

Gunicorn's own threaded worker gives a half-sent request a thread until the client deigns to go on, so some dozens of them are the end of
a server that the world can reach. Its care for processes is what is wanted here.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

from server.listening import HttpServer
from server.pool.sandbox import die_with_parent
from server.settings import Settings
from server.turning import LOOK_EVERY

GRACE = 5.0
"""Seconds that answers on their way have when a process ends; what takes longer is ended by the end of its worker."""
LAST_WORDS = 2.0
"""Seconds to tell those whose query was ended so."""
STUCK_AFTER = 60
"""Seconds without a sign of life after which a process is replaced: its loop turns every half second."""

Make = Callable[[], tuple[Flask, Settings]]


class Fronts(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn, set by Dateline's settings and nothing else."""

    def __init__(self, make: Make, settings: Callable[[], Settings], listeners: Sequence[socket.socket], ready: Callable[[], None]) -> None:
        """`make` gives the application, in each process anew; `ready` is called in each when it listens."""
        self._make = make
        self._settings = settings
        self._listeners = listeners
        self._ready = ready
        super().__init__()

    def load_config(self) -> None:
        """Called at the start, and when gunicorn is told to reload."""
        pool = self._settings().pool
        assert pool is not None
        ready = self._ready
        for name, value in {
            "bind": [f"fd://{listener.fileno()}" for listener in self._listeners],
            "workers": pool.fronts,
            "worker_class": Front,
            "timeout": STUCK_AFTER,
            "graceful_timeout": round(GRACE + LAST_WORDS + 1),
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "dateline",
            "post_fork": lambda arbiter, worker: die_with_parent(),
            "post_worker_init": lambda worker: ready(),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application of one process; with its settings."""
        return self._make()


class Front(Worker):  # type: ignore[misc]
    """One process."""

    def run(self) -> None:
        """Speak HTTP until gunicorn says that it is enough, or is no more."""
        app, settings = self.wsgi
        self.server = HttpServer(app, [listener.sock for listener in self.sockets], settings)
        seen = 0.0
        while self.alive:
            if time.monotonic() > seen + LOOK_EVERY:
                seen = time.monotonic()
                self.notify()
                if os.getppid() != self.ppid:
                    break
            self.server.turn()
        self.server.accept_no_more()
        end = time.monotonic() + GRACE + LAST_WORDS
        while self.server.is_busy and time.monotonic() < end:
            self.notify()
            self.server.turn()
        self.server.close()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM: no new connections, and an end when the old ones have what they asked for."""
        super().handle_exit(sig, frame)
        with contextlib.suppress(AttributeError):  # it came before the loop began
            self.server.wake()
