"""Who starts the writer and the workers, sees to it that they are there, and ends them."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from kg.errors import StoreError
from server.pool import lines
from server.pool.process import Process, told
from server.pool.run import Run
from server.settings import PoolSettings

_log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds after which old snapshots are looked for."""
NOT_SOONER = 1.0
"""Seconds between two tries to start what did not come up: its reason does not go away in an instant."""
SPARE = 1
"""Workers that are up and wait: one takes the place of a killed one at once, while the next comes up (some tenths of a second)."""
END_WITHIN = 10.0
"""Seconds that the writer has to put its last writes into files. They are safe if it does not: in its log."""
QUERIES = "queries"
CHANGES = "changes"
"""The sockets' names."""
_EXPECTED = {told(-signal.SIGALRM), told(-signal.SIGIO), told(0)}
"""Ends that are no news: at the deadline, because who asked went away, and of its own will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is kept: a dataset in a folder, for reading or also for writing, and the base of its IRIs."""

    where: Path
    base: str
    writable: bool = False


class Supervisor:
    """The processes of one server over one dataset. Not for several threads: who calls `step` again and again is its life."""

    def __init__(self, keeping: Keeping, settings: PoolSettings) -> None:
        """Make the folder and the sockets. From here on questions can be asked; they wait until the workers are there.

        Raises:
            StoreError: there is no place for snapshots.
        """
        self._keeping = keeping
        self._settings = settings
        self.run, self._lock = Run.create(keeping.where)
        self.questions, self._taken = lines.queue()
        """Where the loops of fronts put their questions."""
        try:
            self._queries = _listening(self.run, QUERIES, settings.queue + settings.workers)  # those count too whose turn is now
            self._changes = _listening(self.run, CHANGES, settings.update_queue)
        except BaseException:
            self.questions.close()
            self._taken.close()
            self.run.remove()
            raise
        self._workers: list[Process] = []
        self._writer: Process | None = None
        self._starting_again = {"worker": 0.0, "writer": 0.0}
        self._is_stale = True
        self._looked = 0.0
        self._ends: dict[str, Counter[str]] = {"worker": Counter(), "writer": Counter()}
        self._started = Counter[str]()

    def start(self) -> None:
        """Start everything, and wait until there is a snapshot to ask.

        Raises:
            StoreError: the dataset cannot be opened or copied; nothing is left.
        """
        try:
            while self.run.current() is None:
                self.step(0.2)
                if self._writer is not None and self._writer.failure:
                    raise StoreError(self._writer.failure)
                if self._ends["writer"]:
                    raise StoreError(f"{self._keeping.where}: its process did not start ({', '.join(self._ends['writer'])})")
        except BaseException:
            self.close()
            raise

    @property
    def pids(self) -> list[int]:
        """The workers that are up."""
        return [worker.pid for worker in self._workers if worker.is_at_work]

    @property
    def writer(self) -> int | None:
        """The writer's process, if there is one."""
        return self._writer.pid if self._writer is not None else None

    def status(self) -> dict[str, Any]:
        """What can be counted: starts, and ends by reason (``SIGALRM``: at the deadline; ``SIGIO``: the client went away)."""
        return {
            "workers": {"up": len(self.pids), "started": self._started["worker"], "ended": dict(self._ends["worker"])},
            "writer": {"pid": self.writer, "started": self._started["writer"], "ended": dict(self._ends["writer"])},
        }

    def refresh(self, settings: PoolSettings) -> None:
        """Go on with these settings; and publish the dataset anew, where it is only read and others may have written to it."""
        self._settings = settings
        self._is_stale = True
        for worker in self._workers:
            worker.let_end()

    def step(self, timeout: float = LOOK_EVERY, *others: int) -> list[int]:
        """Start what is missing, and wait for something to happen; which of the other descriptors are readable."""
        changed = self._start_missing()
        processes = {process.fileno(): process for process in self._everybody()}
        readable, _, _ = select.select([*processes, *others], [], [], timeout)
        for descriptor, process in processes.items():
            if descriptor in readable:
                changed = True
                if not process.listen():
                    self._bury(process)
        self._let_go()
        if changed:
            self.run.tell(self.status())
        if time.monotonic() - self._looked > LOOK_EVERY:
            self._looked = time.monotonic()
            self.run.remove_unused()
        return [other for other in others if other in readable]

    def close(self) -> None:
        """End the workers, also busy ones, let the writer finish, and remove the snapshots. To do it twice does no harm."""
        if self._lock < 0:
            return
        self.end_workers()
        if self._writer is not None:
            self._writer.let_end()
            self._writer.reap(END_WITHIN)
            self._writer = None
        for end in (self._queries, self._changes, self.questions, self._taken):
            end.close()
        self.run.remove()
        os.close(self._lock)
        self._lock = -1

    def end_workers(self) -> None:
        """End the workers: those who wait for an answer are told so. Until the next step there are none."""
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.reap()
        self._workers.clear()

    def forget(self) -> None:
        """In a process that was forked off: let go of what only the first one shall have."""
        for process in self._everybody():
            process.forget()
        for end in (self._queries, self._changes, self._taken):
            end.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _everybody(self) -> list[Process]:
        return [*self._workers, *([self._writer] if self._writer else [])]

    def _let_go(self) -> None:
        """Put those to work that are up, as many as shall be."""
        at_work = sum(1 for worker in self._workers if worker.is_at_work)
        for worker in self._workers:
            if at_work < self._settings.workers and worker.is_up and not worker.is_at_work:
                worker.go()
                at_work += 1

    def _start_missing(self) -> bool:
        started = False
        now = time.monotonic()
        if self._writer is None and (self._keeping.writable or self._is_stale) and now >= self._starting_again["writer"]:
            self._writer = self._start("writer", [self._changes], self._writer_arguments())
            self._is_stale = self._writer is None
            started = True
        while len(self._workers) < self._settings.workers + SPARE and now >= self._starting_again["worker"]:
            worker = self._start("worker", [self._queries, self._taken], [str(self.run.folder), str(self._settings.memory)])
            if worker is None:
                break
            self._workers.append(worker)
            started = True
        return started

    def _start(self, kind: str, ends: Sequence[socket.socket], arguments: list[str]) -> Process | None:
        try:
            process = Process(f"server.pool.{kind}", [end.fileno() for end in ends], arguments)
        except OSError as error:  # too many processes or open files: it may go by
            _log.error("a process of the server, a %s, cannot be started (%s)", kind, error.strerror)
            self._starting_again[kind] = time.monotonic() + NOT_SOONER
            return None
        self._started[kind] += 1
        return process

    def _writer_arguments(self) -> list[str]:
        keeping, settings = self._keeping, self._settings
        options = {
            "where": str(keeping.where),
            "base": keeping.base,
            "writable": keeping.writable,
            "seconds": settings.update_seconds,
            "memory": settings.update_memory,
        }
        return [str(self.run.folder), json.dumps(options)]

    def _bury(self, process: Process) -> None:
        kind = "writer" if process is self._writer else "worker"
        # Its socket ends before the process does, which has its memory to give back first.
        end = told(process.reap(within=END_WITHIN))
        if process is self._writer:
            self._writer = None
        else:
            self._workers.remove(process)
        if kind == "writer" and not self._keeping.writable and process.is_up:
            return  # it has published, and there is nothing else for it to do
        self._ends[kind][end] += 1
        if end not in _EXPECTED:
            _log.warning(
                "a process of the server, %s %d, ended (%s)%s", kind, process.pid, end, f": {process.failure}" * bool(process.failure)
            )
        if not process.is_up:
            self._starting_again[kind] = time.monotonic() + NOT_SOONER


class Supervised:
    """A supervisor that lives in a thread of its own: for tests and benchmarks, whose processes have other things to do."""

    def __init__(self, keeping: Keeping, settings: PoolSettings) -> None:
        self.supervisor = Supervisor(keeping, settings)
        self._wake, self._woken = socket.socketpair()
        self._failure: StoreError | None = None
        self._is_up = threading.Event()
        # It alone starts processes, so that they can be bound to its life.
        self._thread = threading.Thread(target=self._live, name="supervisor", daemon=True)

    def __enter__(self) -> Supervisor:
        self._thread.start()
        self._is_up.wait()
        if self._failure is not None:
            raise self._failure
        return self.supervisor

    def __exit__(self, *_: object) -> None:
        self._wake.close()
        self._thread.join()
        self._woken.close()

    def _live(self) -> None:
        try:
            self.supervisor.start()
        except StoreError as error:
            self._failure = error
            return
        finally:
            self._is_up.set()
        while not self.supervisor.step(LOOK_EVERY, self._woken.fileno()):
            pass
        self.supervisor.close()


def _listening(run: Run, name: str, backlog: int) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(run.address(name))
    listener.listen(max(0, backlog - 1))  # the system takes one more than it is told
    return listener
