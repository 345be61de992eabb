"""The worker's process: answers one question at a time over a read-only snapshot.

Started as ``python -P -m server.pool.worker FD MEMORY``. It holds nothing that would be missed: the server kills it at the deadline.
Should the server be killed itself, a worker ends with it: idle, because its socket ends; busy, by the kernel (Linux), or by its own alarm.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import pickle
import resource
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.results import Format, Shape, shape_of, to_table, write_results
from kg.store.interface import Dataset
from kg.store.oxigraph import OxigraphDataset
from kg.store.settings import Settings
from server.evaluator import CHUNK, NotAcceptableError, Question, ask, form_for
from server.pool.frames import ASK, DATA, END, FAILED, HEAD, READY, RETIRE, Channel
from server.pool.sandbox import close_off

ALARM_AFTER = 0.3
"""Seconds after the deadline when a worker that the server failed to kill ends by itself."""
_STATM = Path("/proc/self/statm")


class _GoneError(OSError):
    """Nobody reads any more."""


class _TooLargeError(Exception):
    """The answer is larger than the limit."""


def main() -> None:
    """Answer until the socket ends."""
    descriptor, memory = int(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _die_with_parent()
    close_off()
    channel = Channel(socket.socket(fileno=descriptor))
    with contextlib.suppress(OSError, EOFError):
        channel.send((READY, b""))
        Worker(channel, memory).run()
    os._exit(0)  # nothing is left to be put away, and the engine's own threads are not worth waiting for


class Worker:
    """Questions in, frames out."""

    def __init__(self, channel: Channel, memory: int) -> None:
        self._channel = channel
        self._memory = memory
        self._idle_data = 0
        self._where = ""
        self._dataset: Dataset | None = None

    def run(self) -> None:
        """Answer one question after the other; raises OSError or EOFError when the server is gone."""
        while True:
            kind, payload = self._channel.receive()
            if kind == ASK:  # a STOP that came after the answer's end means nothing any more
                self._answer(json.loads(payload))

    def _answer(self, request: dict[str, Any]) -> None:
        signal.setitimer(signal.ITIMER_REAL, request["seconds"] + ALARM_AFTER)
        out = _Out(self._channel, request["most"])
        try:
            last = self._evaluate(request, out)
        except _GoneError:
            last = (END, b"")
        except Exception as error:
            last = (FAILED, json.dumps(_told(error)).encode())
        signal.setitimer(signal.ITIMER_REAL, 0)
        if last[0] == END and self._is_large():
            last = (RETIRE, b"")
        out.finish(last)

    def _evaluate(self, request: dict[str, Any], out: _Out) -> tuple[bytes, bytes]:
        dataset = self._opened(request["snapshot"])
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
            return END, b""
        shape = shape_of(results)
        form = form_for(shape, question)
        out.start(shape, form)
        write_results(results, cast(BinaryIO, out), form)
        return END, b""

    def _opened(self, where: str) -> Dataset:
        if self._dataset is None or self._where != where:
            # To open takes more than to have open, and no query has a hand in it.
            _limit_memory(resource.RLIM_INFINITY)
            if self._dataset is not None:
                self._dataset.close()
            self._dataset = OxigraphDataset.in_folder(Path(where), mode="read", ontology=None, settings=Settings())
            self._where = where
            # Some 100 MB are the engine's threads and buffers: the limit is for what a query takes beyond them.
            data = _data()
            self._idle_data = self._idle_data or data
            _limit_memory(data + self._memory)
        return self._dataset

    def _is_large(self) -> bool:
        """Whether the process holds on to more than half of what a query may take: the next one would have less than its share."""
        return _data() > self._idle_data + self._memory / 2


class _Out:
    """A file for the engine. What fits in one chunk goes out together with its head and its end."""

    def __init__(self, channel: Channel, most: int) -> None:
        self._channel = channel
        self._most = most
        self._written = 0
        self._buffer = bytearray()
        self._waiting: list[tuple[bytes, bytes]] = []

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
        if not last and self._channel.has_news():
            raise _GoneError
        if self._buffer:
            self._waiting.append((DATA, bytes(self._buffer)))
            self._buffer.clear()
        self._channel.send(*self._waiting, *last)
        self._waiting.clear()

    def finish(self, last: tuple[bytes, bytes]) -> None:
        """Send what is left, and how it ended. Of a failed answer nothing more is sent: it might look whole."""
        if last[0] == FAILED:
            self._buffer.clear()
            self._waiting.clear()
        self._send(last)


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


def _die_with_parent() -> None:
    """Linux ends this process with the server's thread that started it, which lives as long as the server."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _data() -> int:
    """Bytes of this process's data and stacks; 0 where the system does not tell."""
    try:
        return int(_STATM.read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _limit_memory(limit: int) -> None:
    """Data of the process, which is what a query grows: files that are mapped into memory do not count."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
