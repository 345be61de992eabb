"""Lines: connections between a front's loop and a worker that are kept, so that a question costs neither of them a new one.

Questions stand in one queue for all workers, a socket of datagrams that the supervisor made: whoever is free takes the next. It names
its front. The worker's first answer to a front is preceded by a greeting, a datagram to the front's inbox, with the front's end of a
new line; a worker may open no connection, but it may make one and give it away.

A worker answers one question at a time, so a line carries one answer at a time. What is at work a front sees in a few bytes of memory
that both have: should the worker end, its question is the one that got lost. Who holds a line holds the end of a pipe as well; when that
is closed while the worker is at a question of this front, the system ends the worker.
"""

from __future__ import annotations

import array
import fcntl
import json
import mmap
import os
import select
import socket
import struct
import tempfile
import time
from collections.abc import Mapping
from typing import Any

from server.pool.frames import Channel
from server.pool.run import Run

LARGEST = 1 << 15
"""Bytes of a question in the queue; larger ones go another way."""
GREET_WITHIN = 1.0
"""Seconds that a front may need to take greetings from its inbox."""
_AT_WORK = struct.Struct("=Qd")
"""The number of the question that a worker is at, or was last, and when it began (`time.monotonic`)."""
_HEAD = struct.Struct("!QH")


def pack(number: int, head: bytes, body: bytes | bytearray) -> bytes:
    """The payload of a whole answer: the question's number, what tells of the answer, the answer."""
    return _HEAD.pack(number, len(head)) + head + body


def unpack(payload: bytes) -> tuple[int, bytes, bytes]:
    """See `pack`."""
    number, length = _HEAD.unpack_from(payload)
    at = _HEAD.size + length
    return number, payload[_HEAD.size : at], payload[at:]


def queue() -> tuple[socket.socket, socket.socket]:
    """The queue of questions: where fronts put them, and where workers take them. Neither side ever waits."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for end in ends:
        end.setblocking(False)
    return ends


class FrontLine:
    """A front's end of a line."""

    def __init__(self, pid: int, connection: socket.socket, presence: int, memory: mmap.mmap) -> None:
        self.pid = pid
        self.channel = Channel(connection)
        self.is_lent = False
        """Whether a thread reads from it."""
        self.is_over = False
        self._connection = connection
        self._presence = presence
        self._memory = memory

    def fileno(self) -> int:
        """For the loop."""
        return self._connection.fileno()

    def at_work(self) -> tuple[int, float]:
        """The question that the worker is at, or was last, and when it began."""
        number, began = _AT_WORK.unpack_from(self._memory)
        return int(number), float(began)

    def close(self) -> None:
        """Let go. If the worker is at a question of this front's, it is ended by that."""
        if not self.is_over:
            self.is_over = True
            os.close(self._presence)
            self._connection.close()
            self._memory.close()


class Inbox:
    """Where workers greet a front."""

    def __init__(self, run: Run, name: str) -> None:
        self._path = run.folder / name
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(run.address(name))
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """For the loop."""
        return self._socket.fileno()

    def take(self) -> FrontLine | None:
        """The next line that a worker gave; None if there is none at the moment."""
        try:
            greeting, descriptors, _, _ = socket.recv_fds(self._socket, 1 << 10, 3)
        except BlockingIOError:
            return None
        connection, presence, memory = descriptors
        try:
            shared = mmap.mmap(memory, _AT_WORK.size)
        finally:
            os.close(memory)
        return FrontLine(json.loads(greeting)["pid"], socket.socket(fileno=connection), presence, shared)

    def close(self) -> None:
        """Nobody can greet any more."""
        self._socket.close()
        self._path.unlink(missing_ok=True)


class WorkerLine:
    """A worker's end of a line."""

    def __init__(self) -> None:
        self.connection, self.theirs = socket.socketpair()
        self.channel = Channel(self.connection)
        self.presence, self.their_presence = os.pipe()
        with tempfile.TemporaryFile() as file:
            file.truncate(_AT_WORK.size)
            self._memory = mmap.mmap(file.fileno(), _AT_WORK.size)
            self.memory = os.dup(file.fileno())
        self._poll = select.poll()
        self._poll.register(self.presence, select.POLLIN)
        self.bond = Bond(self.presence)

    def greet(self, sender: socket.socket, address: str) -> None:
        """Give the front its ends.

        Raises:
            OSError: it is gone.
        """
        ends = array.array("i", [self.theirs.fileno(), self.their_presence, self.memory])
        try:
            # `socket.send_fds` forgets the address.
            sender.sendmsg([json.dumps({"pid": os.getpid()}).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, ends)], 0, address)
        finally:
            self.theirs.close()
            os.close(self.their_presence)
            os.close(self.memory)

    def begin(self, number: int) -> None:
        """Let the front see what is at work."""
        _AT_WORK.pack_into(self._memory, 0, number, time.monotonic())

    @property
    def is_gone(self) -> bool:
        """Whether the front let go."""
        return bool(self._poll.poll(0))

    def close(self) -> None:
        """Let go."""
        self.connection.close()
        os.close(self.presence)
        self._memory.close()


class Desk:
    """A worker's place at the queue, and its lines to the fronts that asked it something."""

    def __init__(self, questions: socket.socket, run: Run) -> None:
        """Before the process is closed off: afterwards no socket can be made."""
        self.questions = questions
        self._run = run
        self._sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._sender.settimeout(GREET_WITHIN)
        self._lines: dict[str, WorkerLine] = {}
        self._scratch = memoryview(bytearray(LARGEST))

    def fileno(self) -> int:
        """For `select`."""
        return self.questions.fileno()

    def take(self) -> tuple[WorkerLine, dict[str, Any]] | None:
        """The next question, and the line for its answer; None if another worker was faster, or nobody waits for it any more."""
        try:
            size = self.questions.recv_into(self._scratch)
        except BlockingIOError:
            return None
        request: dict[str, Any] = json.loads(bytes(self._scratch[:size]))
        if time.monotonic() > request["until"]:
            return None
        line = self._line_to(request["front"])
        if line is None:
            return None
        line.begin(request["id"])
        return line, request

    def tidy(self) -> None:
        """Let go of the lines to fronts that are no more."""
        for name, line in list(self._lines.items()):
            if line.is_gone:
                line.close()
                del self._lines[name]

    def _line_to(self, front: str) -> WorkerLine | None:
        line = self._lines.get(front)
        if line is not None and not line.is_gone:
            return line
        self.tidy()
        line = WorkerLine()
        try:
            line.greet(self._sender, self._run.address(front))
        except OSError:
            line.close()
            return None
        self._lines[front] = line
        return line


def question(front: str, number: int, until: float, request: Mapping[str, Any]) -> bytes:
    """A question as it stands in the queue; it is not to be begun after `until` (`time.monotonic`)."""
    return _encode({"front": front, "id": number, "until": until, **request}).encode()


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


class Bond:
    """Binds this process's life to the other end of a pipe, for some time."""

    def __init__(self, presence: int) -> None:
        self._presence = presence
        fcntl.fcntl(presence, fcntl.F_SETOWN, os.getpid())
        self._flags = fcntl.fcntl(presence, fcntl.F_GETFL)

    def hold(self) -> None:
        """Let the kernel end this process when the other end is closed."""
        fcntl.fcntl(self._presence, fcntl.F_SETFL, self._flags | os.O_ASYNC)

    def loose(self) -> None:
        """Let it be closed."""
        fcntl.fcntl(self._presence, fcntl.F_SETFL, self._flags)
