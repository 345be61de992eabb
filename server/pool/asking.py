"""One question to a worker, from its place in the queue to the last byte of the answer; and the words for what can go wrong with it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

from kg.errors import QueryError, StoreError
from kg.results import Format, Shape, formats_for
from server.evaluator import NotAcceptableError, UnavailableError
from server.pool.frames import ASK, DATA, END, FAILED, HEAD, STARTED, STOP, Channel
from server.pool.lines import FrontLine
from server.pool.run import Run
from server.pool.supervisor import QUERIES
from server.settings import PoolSettings

_log = logging.getLogger(__name__)

STOP_WITHIN = 0.25
"""Seconds in which a worker may end an answer that nobody reads; after that it is killed, which costs a new process."""
TAKEN_WITHIN = 0.5
"""Seconds that a worker with nothing else to do may need to take a question: to wake, and to open a new snapshot."""
ALARM_WITHIN = 0.3
"""Seconds after the deadline by when a worker's own alarm must have ended it; after that it is killed."""
_NEARLY = 0.05
"""Seconds before the deadline when an end was the deadline's all the same: the worker's clock began to run a little earlier."""


class Reply(Iterator[bytes]):
    """The frames of one answer as they come. However it ends, the worker is let go exactly once."""

    def __init__(self, request: dict[str, Any], settings: PoolSettings, over: Callable[[Reply], None], *, connect: bool = True) -> None:
        """`over` is called once, when nothing more will come. `connect`: it has a connection of its own, for `send`."""
        self.pid = 0
        """The worker's process, once there is one."""
        self.snapshot: str | None = None
        """What it reads from."""
        self._request = request
        self._settings = settings
        self._tell_over = over
        self._over = False
        self._deadline = 0.0
        if connect:
            self._socket = socket.socket(socket.AF_UNIX)
            self._channel = Channel(self._socket)
        self._presence = -1
        self._kept: tuple[bytes, bytes] | None = None
        self._stop = b""

    def send(self, run: Run) -> None:
        """Stand in the queue until a worker takes the question.

        Raises:
            UnavailableError: too many wait already, or none came free in time.
        """
        patience = time.monotonic() + self._settings.patience + TAKEN_WITHIN
        try:
            self._socket.setblocking(False)
            self._socket.connect(run.address(QUERIES))
            theirs, self._presence = os.pipe()
            try:
                self._channel.send((ASK, json.dumps(self._request, ensure_ascii=False).encode()), deadline=patience, descriptor=theirs)
            finally:
                os.close(theirs)
            frame = self._channel.receive(patience)
        except (BlockingIOError, ConnectionRefusedError, FileNotFoundError):
            self._end()
            raise UnavailableError("the server is busy: too many queries wait already", retry_after=1, reason="busy") from None
        except TimeoutError:
            self._end()
            raise busy(self._settings) from None
        except (OSError, EOFError):
            self._end()
            raise UnavailableError("the query was stopped: the server is about to end, or lost the process that was to answer", 1) from None
        if frame[0] != STARTED:
            self._kept = frame
            self._deadline = patience
            return
        self.pid, self.snapshot = json.loads(frame[1])
        self._deadline = time.monotonic() + self._settings.seconds

    def head(self) -> tuple[Shape, Format]:
        """The answer's shape and format, when the first bytes are there."""
        kind, payload = self._receive()
        assert kind == HEAD
        shape, name = json.loads(payload)
        return shape, next(form for form in formats_for(shape) if form.name == name)

    def __next__(self) -> bytes:
        if self._over:
            raise StopIteration
        kind, payload = self._receive()
        if kind == DATA:
            return payload
        assert kind == END
        self._end(whole=True)
        raise StopIteration

    def close(self) -> None:
        """Nobody will read on: ask the worker to stop, and let it be killed if it does not."""
        if self._over:
            return
        deadline = time.monotonic() + STOP_WITHIN
        with contextlib.suppress(OSError, EOFError):
            self._channel.send((STOP, self._stop), deadline=deadline)
            while self._channel.receive(deadline)[0] not in (END, FAILED):
                pass
            self._end(whole=True)
        self._end()

    def __del__(self) -> None:
        self._end()

    def _end(self, *, whole: bool = False) -> None:
        """Let go; a worker that is still at this question is ended by it. `whole`: it is not."""
        if self._over:
            return
        self._over = True
        self._let_go(whole=whole)
        self._tell_over(self)

    def _let_go(self, *, whole: bool) -> None:
        if self._presence >= 0:
            os.close(self._presence)
        self._socket.close()

    def _receive(self) -> tuple[bytes, bytes]:
        try:
            kind, payload = self._kept or self._channel.receive(self._deadline + ALARM_WITHIN)
            self._kept = None
        except TimeoutError:
            self._end()
            raise overdue(self._settings) from None
        except (OSError, EOFError):
            self._end()
            raise crashed(self.pid, self._request, self._settings, self._deadline) from None
        if kind == FAILED:
            self._end(whole=True)
            raise failure(self._request, self._settings, **json.loads(payload))
        return kind, payload


class LineReply(Reply):
    """The frames of an answer that comes over a line. The line is given back when it ends well, and closed when it does not."""

    def __init__(
        self, line: FrontLine, number: int, snapshot: str, request: dict[str, Any], settings: PoolSettings, over: Callable[[Reply], None]
    ) -> None:
        super().__init__(request, settings, over, connect=False)
        self.pid, self.snapshot = line.pid, snapshot
        self.line = line
        self.whole = False
        """Whether the worker was done with it."""
        self._channel = line.channel
        self._deadline = line.at_work()[1] + settings.seconds
        self._stop = str(number).encode()

    def _let_go(self, *, whole: bool) -> None:
        self.whole = whole


def busy(settings: PoolSettings) -> UnavailableError:
    """What one is told whom no worker took in time."""
    detail = f"the server is busy: no worker was free within {settings.patience:g} seconds"
    return UnavailableError(detail, retry_after=2, reason="busy")


def overdue(settings: PoolSettings) -> UnavailableError:
    """What one is told whose query took too long."""
    seconds = settings.seconds
    return UnavailableError(
        f"the query was stopped: it took more than {seconds:g} seconds; ask for less, or add a LIMIT",
        round(seconds) or 1,
        reason="time",
    )


def crashed(pid: int, request: dict[str, Any], settings: PoolSettings, deadline: float) -> UnavailableError:
    """What one is told whose worker ended; be it at the deadline."""
    if time.monotonic() >= deadline - _NEARLY:
        return overdue(settings)
    _log.warning("the worker %d ended at: %s", pid, " ".join(request["text"].split())[:500])
    # The engine aborts alike for want of memory, of stack, and where it finds itself in the wrong (pyoxigraph 0.5 does so when it
    # sorts some mixtures of values).
    reasons = f"it takes more than {_memory(settings)} of memory, nests too deep, meets a fault of the engine, or was killed from outside"
    return UnavailableError(f"the query was stopped, because its process failed: {reasons}")


def failure(request: dict[str, Any], settings: PoolSettings, kind: str, text: str) -> Exception:
    """What a worker tells instead of an answer."""
    match kind:
        case "query":
            return QueryError(text)
        case "format":
            return NotAcceptableError("graph" if text == "graph" else "boolean" if text == "boolean" else "bindings")
        case "memory":
            return UnavailableError(f"the query was stopped: it takes more than {_memory(settings)} of memory", reason="memory")
        case "size":
            return UnavailableError(f"the query was stopped: its answer has more than {settings.result_bytes:,} bytes", reason="size")
        case "store":
            return StoreError(text)
    return RuntimeError(f"a worker failed at: {request['text'][:500]}\n{text}")


def _memory(settings: PoolSettings) -> str:
    return f"{settings.memory >> 20:,} MB"
