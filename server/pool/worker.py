"""The worker's process: answers one question at a time over a read-only snapshot.

Started as ``python -P -m server.pool.worker LIFE LISTENER QUESTIONS RUN MEMORY``. All workers listen at the same socket, and take from the
same queue of questions that come over lines (`server.pool.lines`): whoever is free takes the next. It holds
nothing that would be missed, so it is killed for any reason, by the kernel and not by its own good will, whatever the engine is doing:

* at the deadline, by an alarm;
* when who asked goes away, be it killed: the question or the line came with the end of a pipe, and its closing is a signal to this
  process;
* when the server dies, by a signal (Linux); or, idle, because the socket to the server ends; or by the alarm.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import pickle
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.results import Format, Shape, shape_of, to_table, write_results
from kg.store.engine import ask_part
from kg.store.interface import GraphName, Results
from server.evaluator import CHUNK, NotAcceptableError, Question, ask, form_for
from server.pool.frames import ANSWER, ASK, DATA, END, FAILED, HEAD, READY, STARTED, STOP, Channel
from server.pool.lines import Bond, Desk, WorkerLine, pack
from server.pool.run import Hold, Run
from server.pool.sandbox import close_off, data_of_this_process, die_with_parent, is_gone, limit_memory
from server.pool.waking import Sources

LOOK_EVERY = 1.0
"""Seconds after which an idle worker looks whether there is a newer snapshot, so that the old one can go."""
ASK_WITHIN = 5.0
"""Seconds that a question may take from its first byte to its last: it comes from the same machine."""
_FIRST = 1 << 16
_LIGHT = 0.02
"""Seconds: what takes longer may have taken much memory."""
_LOOKS = 16
"""Light questions after which it is looked all the same how large the process is."""


class _GoneError(OSError):
    """Nobody reads any more."""


class _TooLargeError(Exception):
    """The answer is larger than the limit."""


def main() -> None:
    """Answer until the socket to the server ends."""
    life, listener, questions = (socket.socket(fileno=int(descriptor)) for descriptor in sys.argv[1:4])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    die_with_parent()
    run = Run.at(Path(sys.argv[4]))
    worker = Worker(life, listener, Desk(questions, run), run, int(sys.argv[5]))
    close_off()
    with contextlib.suppress(OSError, EOFError):
        to_server = Channel(life)
        to_server.send((READY, b""))
        to_server.receive()  # a spare one waits here for its turn
        worker.run()
    os._exit(0)  # nothing is left to be put away, and the engine's own threads are not worth waiting for


class Worker:
    """Questions in, frames out."""

    def __init__(self, life: socket.socket, listener: socket.socket, desk: Desk, run: Run, memory: int) -> None:
        self._life = life
        self._listener = listener
        self._desk = desk
        self._run = run
        self._memory = memory
        self._idle_data = 0
        self._hold: Hold | None = None
        self._dataset: _Opened | None = None

    def run(self) -> None:
        """Answer one question after the other, until the server is gone or this process has grown too large to go on."""
        self._listener.setblocking(False)
        life, listener, desk = self._life.fileno(), self._listener.fileno(), self._desk.fileno()
        sources = Sources(self._life, [self._listener, self._desk.questions])
        ready: list[int] = []
        for turn in itertools.count():
            if not ready:
                self._desk.tidy()
                with contextlib.suppress(StoreError):  # none there yet, or one that cannot be read: the next question is told
                    self._newest()
            ready = sources.wait(LOOK_EVERY)
            if life in ready:
                return
            begun = time.monotonic()
            if desk in ready or not ready:
                with contextlib.suppress(OSError, EOFError):
                    self._take_from_desk()
            if listener in ready or not ready:
                with contextlib.suppress(BlockingIOError):  # another worker was faster
                    client, _ = self._listener.accept()
                    with client, contextlib.suppress(OSError, EOFError):
                        self._take(client)
            # To look takes half as long as to look something up.
            if (time.monotonic() - begun > _LIGHT or turn % _LOOKS == 0) and self._is_large():
                return

    def _take(self, client: socket.socket) -> None:
        client.settimeout(ASK_WITHIN)
        begun, descriptors, _, _ = socket.recv_fds(client, _FIRST, 1)
        if not descriptors:
            return
        try:
            channel = Channel(client, begun)
            kind, payload = channel.receive()
            if kind == ASK:
                self._answer(channel, descriptors[0], json.loads(payload))
        finally:
            os.close(descriptors[0])

    def _take_from_desk(self) -> None:
        taken = self._desk.take()
        if taken is not None:
            line, request = taken
            self._work(line.bond, lambda: line.is_gone, request, _LineOut(line, request["most"], request["id"]))

    def _answer(self, channel: Channel, presence: int, request: dict[str, Any]) -> None:
        self._work(Bond(presence), lambda: is_gone(presence), request, _Out(channel, request["most"]))

    def _work(self, bond: Bond, gone: Callable[[], bool], request: dict[str, Any], out: _Out) -> None:
        bond.hold()
        if gone():
            bond.loose()
            return
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])
        try:
            dataset = self._newest()
            assert self._hold is not None
            out.begin(self._hold.name)
            self._evaluate(dataset, request, out)
            last = (END, b"")
        except _GoneError:
            last = (END, b"")
        except Exception as error:
            last = (FAILED, json.dumps(_told(error)).encode())
        signal.setitimer(signal.ITIMER_REAL, 0)
        bond.loose()  # who has the end of the answer may go
        out.finish(last)

    def _evaluate(self, dataset: _Opened, request: dict[str, Any], out: _Out) -> None:
        question = Question(
            text=request["text"],
            result_format=request["result_format"],
            graph_format=request["graph_format"],
            default_graphs=_tuple(request["default_graphs"]),
            named_graphs=_tuple(request["named_graphs"]),
        )
        results = ask(dataset, question)
        if request["rows"]:
            if not isinstance(results, ox.QuerySolutions):
                raise QueryError("query: no SELECT, so there are no rows to show")
            out.write(pickle.dumps(to_table(results, limit=request["limit"])))
            return
        shape = shape_of(results)
        form = form_for(shape, question)
        out.start(shape, form)
        write_results(results, cast(BinaryIO, out), form)

    def _newest(self) -> _Opened:
        """The newest snapshot, open. The one before is let go."""
        if self._dataset is None or self._hold is None or self._hold.name != self._run.current():
            # To open takes more than to have open, and no query has a hand in it.
            limit_memory(None)
            self._dataset = None
            if self._hold is not None:
                self._hold.release()
                self._hold = None
            self._hold = self._run.hold()
            # As it lies there: it does not change, and stays as long as it is held.
            try:
                self._dataset = _Opened(ox.Store.read_only(str(self._hold.folder)))
            except (OSError, RuntimeError) as error:
                raise StoreError(f"the copy of the dataset cannot be opened ({error})") from error
            # Some 100 MB are the engine's threads and buffers: the limit is for what a query takes beyond them.
            data = data_of_this_process()
            self._idle_data = self._idle_data or data
            limit_memory(data + self._memory)
        return self._dataset

    def _is_large(self) -> bool:
        """Whether the process holds on to more than half of what a query may take: the next one would have less than its share."""
        return self._dataset is not None and data_of_this_process() > self._idle_data + self._memory / 2


class _Opened:
    """A snapshot to ask. `kg.store.oxigraph` does it as well, but takes half a second to import, in a process that is often started."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def query(
        self, sparql: str, *, default_graphs: Sequence[GraphName] | None = None, named_graphs: Sequence[ox.NamedNode] | None = None
    ) -> Results:
        """See `kg.store.interface.Dataset.query`."""
        return ask_part(self._store, sparql, default_graphs, named_graphs)


class _Out:
    """A file for the engine. What fits in one chunk goes out together with its head and its end."""

    def __init__(self, channel: Channel, most: int) -> None:
        self._channel = channel
        self._most = most
        self._written = 0
        self._buffer = bytearray()
        self._waiting: list[tuple[bytes, bytes]] = []

    def begin(self, snapshot: str) -> None:
        """Tell that the question's turn has come."""
        self._channel.send((STARTED, json.dumps([os.getpid(), snapshot]).encode()))

    def start(self, shape: Shape, form: Format) -> None:
        self._waiting.append((HEAD, json.dumps([shape, form.name]).encode()))

    def write(self, data: bytes) -> int:
        self._written += len(data)
        if self._written > self._most:
            raise _TooLargeError
        self._buffer += data
        if len(self._buffer) >= CHUNK:
            self._send()
        return len(data)

    def flush(self) -> None:
        """The engine flushes when it likes; what is handed over is decided by `CHUNK`."""

    def _send(self, *last: tuple[bytes, bytes]) -> None:
        if not last and self._is_unread():
            raise _GoneError
        if self._buffer:
            self._waiting.append((DATA, bytes(self._buffer)))
            self._buffer.clear()
        self._channel.send(*self._waiting, *last)
        self._waiting.clear()

    def _is_unread(self) -> bool:
        return self._channel.has_news()

    def finish(self, last: tuple[bytes, bytes]) -> None:
        """Send what is left, and how it ended. Of a failed answer nothing more is sent: it might look whole."""
        if last[0] == FAILED:
            self._buffer.clear()
            self._waiting.clear()
        self._send(last)


class _LineOut(_Out):
    """The same over a line: it tells which question it is that has an answer, and gives a small one in one piece."""

    def __init__(self, line: WorkerLine, most: int, number: int) -> None:
        super().__init__(line.channel, most)
        self._number = number
        self._snapshot: str | None = None
        self._head: tuple[Shape, str] | None = None
        self._has_begun = False

    def begin(self, snapshot: str) -> None:
        self._snapshot = snapshot

    def start(self, shape: Shape, form: Format) -> None:
        self._head = (shape, form.name)

    def _send(self, *last: tuple[bytes, bytes]) -> None:
        if not self._has_begun:
            self._has_begun = True
            if self._head is not None and last and last[0][0] == END:
                self._channel.send((ANSWER, pack(self._number, _head(self._snapshot, *self._head), self._buffer)))
                return
            self._waiting.append((STARTED, json.dumps([self._number, self._snapshot]).encode()))
            if self._head is not None:
                self._waiting.append((HEAD, json.dumps(self._head).encode()))
        super()._send(*last)

    def _is_unread(self) -> bool:
        """A line is there for longer: what is meant for an earlier answer is no news."""
        while self._channel.has_news():
            kind, payload = self._channel.receive()
            if kind == STOP and int(payload) == self._number:
                return True
        return False


@lru_cache(64)
def _head(snapshot: str | None, shape: Shape, form: str) -> bytes:
    return json.dumps([snapshot, shape, form]).encode()


def _told(error: Exception) -> dict[str, str]:
    match error:
        case QueryError():
            return {"kind": "query", "text": str(error)}
        case NotAcceptableError():
            return {"kind": "format", "text": error.shape}
        case StoreError():
            return {"kind": "store", "text": str(error)}
        case MemoryError():
            return {"kind": "memory", "text": ""}
        case _TooLargeError():
            return {"kind": "size", "text": ""}
        case _:
            return {"kind": "fault", "text": "".join(traceback.format_exception(error))}


def _tuple(graphs: list[str] | None) -> tuple[str, ...] | None:
    return None if graphs is None else tuple(graphs)


if __name__ == "__main__":
    main()
