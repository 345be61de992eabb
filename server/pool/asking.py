"""One question to a worker, from its place in the queue to the last byte of the answer."""

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

    def __init__(self, request: dict[str, Any], settings: PoolSettings, over: Callable[[Reply], None]) -> None:
        """`over` is called once, when nothing more will come."""
        self.pid = 0
        """The worker's process, once there is one."""
        self.snapshot: str | None = None
        """What it reads from."""
        self._request = request
        self._settings = settings
        self._tell_over = over
        self._over = False
        self._deadline = 0.0
        self._socket = socket.socket(socket.AF_UNIX)
        self._channel = Channel(self._socket)
        self._presence = -1
        self._kept: tuple[bytes, bytes] | None = None

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
            detail = f"the server is busy: no worker was free within {self._settings.patience:g} seconds"
            raise UnavailableError(detail, retry_after=2, reason="busy") from None
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
        self._end()
        raise StopIteration

    def close(self) -> None:
        """Nobody will read on: ask the worker to stop, and let it be killed if it does not."""
        if self._over:
            return
        deadline = time.monotonic() + STOP_WITHIN
        with contextlib.suppress(OSError, EOFError):
            self._channel.send((STOP, b""), deadline=deadline)
            while self._channel.receive(deadline)[0] not in (END, FAILED):
                pass
        self._end()

    def __del__(self) -> None:
        self._end()

    def _end(self) -> None:
        """Let go; a worker that is still at this question is ended by it."""
        if self._over:
            return
        self._over = True
        if self._presence >= 0:
            os.close(self._presence)
        self._socket.close()
        self._tell_over(self)

    def _receive(self) -> tuple[bytes, bytes]:
        try:
            kind, payload = self._kept or self._channel.receive(self._deadline + ALARM_WITHIN)
            self._kept = None
        except TimeoutError:
            self._end()
            raise self._overdue() from None
        except (OSError, EOFError):
            self._end()
            raise self._crashed() from None
        if kind == FAILED:
            self._end()
            raise self._failure(**json.loads(payload))
        return kind, payload

    def _overdue(self) -> UnavailableError:
        seconds = self._settings.seconds
        return UnavailableError(
            f"the query was stopped: it took more than {seconds:g} seconds; ask for less, or add a LIMIT",
            round(seconds) or 1,
            reason="time",
        )

    def _crashed(self) -> UnavailableError:
        if time.monotonic() >= self._deadline - _NEARLY:
            return self._overdue()
        _log.warning("the worker %d ended at: %s", self.pid, " ".join(self._request["text"].split())[:500])
        # The engine aborts alike for want of memory, of stack, and where it finds itself in the wrong (pyoxigraph 0.5 does so when it
        # sorts some mixtures of values).
        reasons = f"it takes more than {self._memory()} of memory, nests too deep, meets a fault of the engine, or was killed from outside"
        return UnavailableError(f"the query was stopped, because its process failed: {reasons}")

    def _failure(self, kind: str, text: str) -> Exception:
        match kind:
            case "query":
                return QueryError(text)
            case "format":
                return NotAcceptableError("graph" if text == "graph" else "boolean" if text == "boolean" else "bindings")
            case "memory":
                return UnavailableError(f"the query was stopped: it takes more than {self._memory()} of memory", reason="memory")
            case "size":
                return UnavailableError(
                    f"the query was stopped: its answer has more than {self._settings.result_bytes:,} bytes", reason="size"
                )
            case "store":
                return StoreError(text)
        return RuntimeError(f"a worker failed at: {self._request['text'][:500]}\n{text}")

    def _memory(self) -> str:
        return f"{self._settings.memory >> 20:,} MB"
