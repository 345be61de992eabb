"""The workers: started, lent out, killed, and replaced."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque

from server.evaluator import UnavailableError
from server.pool.frames import READY, Channel
from server.settings import PoolSettings

_log = logging.getLogger(__name__)

START_WITHIN = 30.0
"""Seconds in which a new process must be up."""
CRASH_WITHIN = 0.5
"""Seconds between the end of a worker's socket and the end of its process: it has its memory to give back first."""
LOOK_EVERY = 1.0
"""Seconds between two looks at idle workers, which may have been killed from outside."""


class Worker:
    """A worker's process and the socket to it."""

    def __init__(self, settings: PoolSettings) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            # A session of its own: Ctrl-C is for the server, which lets the workers end. -P: what lies in the folder in which
            # the server was started (a user's own `server`, say) is no part of it.
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "server.pool.worker", str(theirs.fileno()), str(settings.memory)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                # A crash is one line in the log: whoever sends what crashes the engine shall not fill the disk with backtraces.
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "RUST_BACKTRACE": "0"},
            )
        self.channel = Channel(ours)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self.process.pid

    def kill(self) -> None:
        """End it at once. It is gone when `reap` returns."""
        self.process.kill()

    def reap(self) -> int:
        """Wait for its end; what it ended with (negative: the signal)."""
        code = self.process.wait()
        self.channel.close()
        return code


class Crew:
    """As many workers as the settings say. `start` before use, `close` at the end: then no process is left."""

    def __init__(self, settings: PoolSettings) -> None:
        self._settings = settings
        self._changed = threading.Condition()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._lost: deque[Worker] = deque()
        self._waiting = 0
        self._closing = False
        self._keeper = threading.Thread(target=self._keep, name="keeper of the workers", daemon=True)

    def start(self) -> None:
        """Start the processes; they are there some tenths of a second later, and whoever asks before waits."""
        self._keeper.start()

    @property
    def pids(self) -> list[int]:
        """The processes that are there."""
        with self._changed:
            return [worker.pid for worker in self._all]

    @property
    def busy(self) -> list[int]:
        """Those that answer a question."""
        with self._changed:
            return [worker.pid for worker in self._all if worker not in self._idle]

    @property
    def waiting(self) -> int:
        """Questions that wait for a worker."""
        return self._waiting

    @property
    def closing(self) -> bool:
        """Whether `close` was called."""
        return self._closing

    def take(self) -> Worker:
        """A worker for one question, to be given back or reported lost.

        Raises:
            UnavailableError: too many wait already, or none came free in time.
        """
        with self._changed:
            if not self._idle and self._waiting >= self._settings.queue:
                raise UnavailableError("the server is busy: too many queries wait already", retry_after=1)
            deadline = time.monotonic() + self._settings.patience
            self._waiting += 1
            try:
                while True:
                    if self._closing:
                        raise UnavailableError("the server is about to end")
                    while self._idle:
                        worker = self._idle.pop()
                        if worker.process.poll() is None:
                            return worker
                        self._let_go(worker)
                    if not self._changed.wait(deadline - time.monotonic()):
                        detail = f"the server is busy: no worker was free within {self._settings.patience:g} seconds"
                        raise UnavailableError(detail, retry_after=2)
            finally:
                self._waiting -= 1

    def give(self, worker: Worker) -> None:
        """It has answered and can take the next question."""
        with self._changed:
            if self._closing:
                self._let_go(worker)
            else:
                self._idle.append(worker)
            self._changed.notify()

    def lose(self, worker: Worker) -> None:
        """End a worker at once; another takes its place."""
        worker.kill()
        with self._changed:
            self._let_go(worker)

    def bury(self, worker: Worker) -> int | None:
        """Replace a worker that is gone; what its process ended with, None where it was there all the same."""
        code = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = worker.process.wait(CRASH_WITHIN)
        self.lose(worker)
        return code

    def close(self) -> None:
        """End all workers, also those that are busy, and wait until they are gone."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._keeper.join()
        with self._changed:
            left, self._all = self._all, set()
        for worker in left:
            worker.kill()
        for worker in left:
            worker.reap()

    def _let_go(self, worker: Worker) -> None:
        if worker in self._all:
            self._all.discard(worker)
            self._lost.append(worker)
        self._changed.notify_all()

    # -- the keeper's thread: it alone starts processes, so they can be bound to its life
    def _keep(self) -> None:
        while True:
            with self._changed:
                for worker in [idle for idle in self._idle if idle.process.poll() is not None]:
                    self._idle.remove(worker)
                    self._let_go(worker)
                lost = list(self._lost)
                self._lost.clear()
                closing = self._closing
                missing = 0 if closing else self._settings.workers - len(self._all)
                if not (lost or missing or closing):
                    self._changed.wait(LOOK_EVERY)
                    continue
            started = [Worker(self._settings) for _ in range(missing)]
            for worker in lost:
                worker.kill()
                worker.reap()
            if closing:
                return
            welcome = [self._welcome(worker) for worker in started]
            if not all(welcome):
                time.sleep(LOOK_EVERY)  # what keeps a process from starting does not go away in an instant

    def _welcome(self, worker: Worker) -> bool:
        try:
            kind, _ = worker.channel.receive(time.monotonic() + START_WITHIN)
        except (OSError, EOFError):
            kind = b""
        if kind != READY:
            worker.kill()
            code = worker.reap()
            _log.error("a worker's process did not start (it ended with %s)", code)
            return False
        with self._changed:
            self._all.add(worker)
            self._idle.append(worker)
            self._changed.notify()
        return True


def told(code: int | None) -> str:
    """How a process ended, for the log."""
    if code is None:
        return "killed by the server"
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
