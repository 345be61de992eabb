"""A front's questions that its loop asks itself, without a thread that waits: see `Exchange`."""

from __future__ import annotations

import itertools
import json
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from kg.results import Format, Shape, formats_for
from server.pool.asking import ALARM_WITHIN, TAKEN_WITHIN, LineReply, Reply, busy, crashed, overdue
from server.pool.frames import ANSWER, STARTED
from server.pool.lines import LARGEST, FrontLine, Inbox, question, unpack
from server.pool.run import Run
from server.settings import PoolSettings

_log = logging.getLogger(__name__)

READ_AT_ONCE = 1 << 18
"""Bytes: what the system keeps on the way."""
LOOK_EVERY = 0.1
"""Seconds after which it is looked who waits too long."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A small answer, which is there."""

    snapshot: str
    shape: Shape
    form: Format
    body: bytes


Outcome = Whole | LineReply | Exception
"""What becomes of a question: a small answer; the beginning of a larger one, to be read by a thread; or the reason why there is none."""
Tell = Callable[[Outcome], None]


class Loop(Protocol):
    """What waits for something to be readable."""

    def watch(self, descriptor: int, call: Callable[[], None]) -> None:
        """Call when there is something to read."""

    def unwatch(self, descriptor: int) -> None:
        """Do not any more."""

    def later(self, call: Callable[[], None]) -> None:
        """Call from the loop; for threads."""


@dataclass(slots=True)
class _Waiting:
    request: dict[str, Any]
    tell: Tell
    over: Callable[[Reply], None]
    until: float


class Exchange:
    """Questions out, answers in. All of it happens in the loop; only a `LineReply` is for a thread, which has its line meanwhile."""

    def __init__(self, run: Run, questions: socket.socket, settings: PoolSettings) -> None:
        """`questions` is where they are put: `server.pool.lines.queue`. To be made in the process that asks."""
        self._questions = questions
        self._settings = settings
        self._most = settings.workers + settings.queue // settings.fronts
        self._name = f"front-{os.getpid()}-{secrets.token_hex(4)}"
        self._inbox = Inbox(run, self._name)
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._lines: set[FrontLine] = set()
        self._scratch = memoryview(bytearray(READ_AT_ONCE))
        self._loop: Loop | None = None
        self._looked = 0.0

    def attach(self, loop: Loop) -> None:
        """From now on questions can be asked."""
        self._loop = loop
        loop.watch(self._inbox.fileno(), self._greeted)

    def ask(self, request: dict[str, Any], tell: Tell, over: Callable[[Reply], None]) -> bool:
        """Put a question into the queue; `tell` is called with what becomes of it, `over` when a reply has ended.

        False: not this one, because it is large, or as many wait as may; there are other ways to ask it.
        """
        if self._loop is None or len(self._waiting) >= self._most:
            return False
        number, until = next(self._numbers), time.monotonic() + self._settings.patience
        if not self._put(number, request, until):
            return False
        self._waiting[number] = _Waiting(request, tell, over, until + TAKEN_WITHIN)
        return True

    @property
    def waiting(self) -> int:
        """Questions of which nothing was heard yet."""
        return len(self._waiting)

    @property
    def at_work(self) -> list[int]:
        """The workers that are at one of them."""
        return [line.pid for line in list(self._lines) if not line.is_over and not line.is_lent and line.at_work()[0] in self._waiting]

    def look(self) -> None:
        """Tell those who wait too long; to be called now and then."""
        now = time.monotonic()
        if not self._waiting or now < self._looked + LOOK_EVERY:
            return
        self._looked = now
        for number, waiting in list(self._waiting.items()):
            if now > waiting.until and number in self._waiting:
                self._late(number, waiting, now)

    def close(self) -> None:
        """Let go of everything."""
        for line in self._lines:
            line.close()
        self._lines.clear()
        self._inbox.close()

    def _put(self, number: int, request: dict[str, Any], until: float) -> bool:
        data = question(self._name, number, until, request)
        if len(data) > LARGEST:
            return False
        try:
            self._questions.send(data)
        except OSError:  # the queue is full
            return False
        return True

    def _late(self, number: int, waiting: _Waiting, now: float) -> None:
        line = next((line for line in self._lines if line.at_work()[0] == number), None)
        if line is None:
            self._tell(number, busy(self._settings))
            return
        end = line.at_work()[1] + self._settings.seconds + ALARM_WITHIN
        if now > end:
            self._drop(line)
            self._tell(number, overdue(self._settings))
        else:
            waiting.until = end

    def _greeted(self) -> None:
        assert self._loop is not None
        while (line := self._inbox.take()) is not None:
            self._lines.add(line)
            self._watch(line)

    def _watch(self, line: FrontLine) -> None:
        assert self._loop is not None
        self._loop.watch(line.fileno(), lambda: self._hear(line))

    def _hear(self, line: FrontLine) -> None:
        if line.is_over or line.is_lent:
            return
        is_there = line.channel.read(self._scratch)
        self._take(line)
        if not is_there and not line.is_over and not line.is_lent:
            self._lost(line)

    def _take(self, line: FrontLine) -> None:
        while not line.is_lent and (frame := line.channel.take()) is not None:
            kind, payload = frame
            if kind == ANSWER:
                number, head, body = unpack(payload)
                self._tell(number, Whole(*_told(head), body))
            else:
                assert kind == STARTED
                self._begun(line, *json.loads(payload))

    def _begun(self, line: FrontLine, number: int, snapshot: str) -> None:
        assert self._loop is not None
        waiting = self._waiting.get(number)
        if waiting is None:  # it came too late
            self._drop(line)
            return
        self._loop.unwatch(line.fileno())
        line.is_lent = True

        def over(reply: Reply) -> None:
            assert self._loop is not None and isinstance(reply, LineReply)
            waiting.over(reply)
            self._loop.later(lambda: self._given_back(line, whole=reply.whole))

        self._tell(number, LineReply(line, number, snapshot, waiting.request, self._settings, over))

    def _given_back(self, line: FrontLine, *, whole: bool) -> None:
        line.is_lent = False
        if not whole:
            number, _ = line.at_work()
            self._lines.discard(line)
            line.close()
            # The worker may have been done with that answer in the last instant, and at the next question.
            if (waiting := self._waiting.get(number)) is not None and not self._put(number, waiting.request, waiting.until):
                self._tell(number, busy(self._settings))
            return
        self._watch(line)
        self._take(line)  # what was read along with the end

    def _lost(self, line: FrontLine) -> None:
        """The worker ended, and with it what it was at."""
        number, began = line.at_work()
        self._drop(line)
        if (waiting := self._waiting.get(number)) is not None:
            self._tell(number, crashed(line.pid, waiting.request, self._settings, began + self._settings.seconds))

    def _drop(self, line: FrontLine) -> None:
        assert self._loop is not None
        self._loop.unwatch(line.fileno())
        self._lines.discard(line)
        line.close()

    def _tell(self, number: int, outcome: Outcome) -> None:
        waiting = self._waiting.pop(number, None)
        if waiting is None:
            return
        try:
            waiting.tell(outcome)
        except Exception:
            _log.exception("an answer could not be given")


@lru_cache(64)
def _told(head: bytes) -> tuple[str, Shape, Format]:
    snapshot, shape, name = json.loads(head)
    return snapshot, shape, next(form for form in formats_for(shape) if form.name == name)
