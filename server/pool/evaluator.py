"""The evaluator that sends each question to a worker: see `server.evaluator.Evaluator`."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import pickle
import re
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any, Self

from kg.errors import QueryError, StoreError
from kg.results import Format, Shape, Table, formats_for
from kg.sparql import Limits, check
from kg.store.interface import Dataset
from server.evaluator import Answer, NotAcceptableError, Question, State, UnavailableError, refuse
from server.pool.cache import Cache
from server.pool.crew import Crew, Worker, told
from server.pool.frames import ASK, DATA, END, FAILED, HEAD, RETIRE, STOP
from server.pool.snapshots import Snapshot, Snapshots
from server.settings import PoolSettings

_log = logging.getLogger(__name__)

STOP_WITHIN = 0.25
"""Seconds in which a worker may end an answer that nobody reads; after that it is killed, which costs a new process."""
_FLEETING = re.compile(r"\b(?:now|rand|uuid|struuid)\b", re.IGNORECASE)
"""Functions whose value changes without a change of the data (SPARQL 1.1, sections 17.4.2 to 17.4.5)."""


class PoolEvaluator:
    """Answers from worker processes over snapshots. `close` ends the processes and removes the snapshots."""

    def __init__(self, dataset: Dataset, limits: Limits, settings: PoolSettings) -> None:
        """Make the first snapshot and start the workers.

        Raises:
            StoreError: there is no place for the snapshot.
        """
        self._dataset = dataset
        self._limits = limits
        self._settings = settings
        self._cache = Cache(settings.cache_bytes)
        self._snapshots = Snapshots(dataset)
        self._writing = threading.Lock()
        self.crew = Crew(settings)
        self.crew.start()

    def state(self) -> State:
        """See `Evaluator.state`."""
        return State(ready=bool(self.crew.pids))

    def tag(self, question: Question) -> str | None:
        """See `Evaluator.tag`."""
        return _tag(self._snapshots.current, question)

    def evaluate(self, question: Question) -> Answer:
        """See `Evaluator.evaluate`."""
        tag = self.tag(question)
        if tag is not None and isinstance(kept := self._cache.get(tag), Answered):
            return kept.again(tag)
        refuse(question, self._limits)
        reply = self._send(question)
        head = reply.head()
        tag = _tag(reply.snapshot, question)
        chunks = _Kept(reply, head, tag, self._cache) if tag is not None else reply
        return Answer(shape=head[0], form=head[1], chunks=chunks, tag=tag)

    def update(self, text: str) -> None:
        """See `Evaluator.update`. The change is published before this returns: whoever asks afterwards sees it.

        Raises:
            UnavailableError: it is written, but could not be published; the next update publishes both.
        """
        with self._writing:
            self._dataset.update(text)
            try:
                self._snapshots.renew()
            except StoreError as error:
                _log.error("an update is written but not published: %s", error)
                raise UnavailableError("the update is written, but cannot be shown yet; it will be with the next one") from None

    def table(self, text: str, *, limit: int | None = None) -> Table:
        """See `Evaluator.table`."""
        question = Question(text=text)
        tag = self.tag(question)
        key = tag and f"{tag} {limit}"
        if key is not None and isinstance(kept := self._cache.get(key), bytes):
            return _table(kept)
        check(text, self._limits)
        reply = self._send(question, rows=True, limit=limit)
        data = b"".join(reply)
        if (tag := _tag(reply.snapshot, question)) is not None:
            self._cache.put(f"{tag} {limit}", data, len(data))
        return _table(data)

    def close(self) -> None:
        """End the workers, also the busy ones, and remove the snapshots. To do it twice does no harm."""
        if self.crew.closing:
            return
        self.crew.close()
        self._snapshots.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, question: Question, *, rows: bool = False, limit: int | None = None) -> Reply:
        worker = self.crew.take()
        snapshot = self._snapshots.acquire()
        request = {
            "text": question.text,
            "result_format": question.result_format,
            "graph_format": question.graph_format,
            "default_graphs": question.default_graphs,
            "named_graphs": question.named_graphs,
            "rows": rows,
            "limit": limit,
            "snapshot": str(snapshot.folder),
            "seconds": self._settings.seconds,
            "most": self._settings.result_bytes,
        }
        return Reply(self, worker, snapshot, request)

    # -- what a reply tells when it is over
    def done(self, worker: Worker, snapshot: Snapshot) -> None:
        """The worker has sent everything."""
        self._snapshots.release(snapshot)
        self.crew.give(worker)

    def stopped(self, worker: Worker, snapshot: Snapshot) -> None:
        """The worker shall go no further."""
        self.crew.lose(worker)
        self._snapshots.release(snapshot)

    def crashed(self, worker: Worker, snapshot: Snapshot) -> int | None:
        """The worker is gone; what it ended with."""
        code = self.crew.bury(worker)
        self._snapshots.release(snapshot)
        return code

    @property
    def settings(self) -> PoolSettings:
        """How queries run."""
        return self._settings


class Reply(Iterator[bytes]):
    """The frames of one answer as they come. However it ends, the worker and the snapshot are given back exactly once."""

    def __init__(self, pool: PoolEvaluator, worker: Worker, snapshot: Snapshot, request: dict[str, Any]) -> None:
        self.snapshot = snapshot
        self._pool = pool
        self._worker = worker
        self._text: str = request["text"]
        self._deadline = time.monotonic() + pool.settings.seconds
        self._over = False
        try:
            worker.channel.send((ASK, json.dumps(request, ensure_ascii=False).encode()), deadline=self._deadline)
        except OSError:
            raise self._crashed() from None

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
        assert kind in (END, RETIRE)
        self._over = True
        if kind == RETIRE:
            self._pool.stopped(self._worker, self.snapshot)
        else:
            self._pool.done(self._worker, self.snapshot)
        raise StopIteration

    def close(self) -> None:
        """Nobody will read on: ask the worker to stop, and kill it if it does not."""
        if self._over:
            return
        self._over = True
        deadline = time.monotonic() + STOP_WITHIN
        try:
            self._worker.channel.send((STOP, b""), deadline=deadline)
            while (frame := self._worker.channel.receive(deadline))[0] not in (END, FAILED, RETIRE):
                pass
        except (OSError, EOFError):
            self._pool.stopped(self._worker, self.snapshot)
            return
        if frame[0] == RETIRE:
            self._pool.stopped(self._worker, self.snapshot)
        else:
            self._pool.done(self._worker, self.snapshot)

    def __del__(self) -> None:
        self.close()

    def _receive(self) -> tuple[bytes, bytes]:
        try:
            kind, payload = self._worker.channel.receive(self._deadline)
        except TimeoutError:
            self._over = True
            self._pool.stopped(self._worker, self.snapshot)
            raise self._overdue() from None
        except (OSError, EOFError):
            raise self._crashed() from None
        if kind == FAILED:
            self._over = True
            self._pool.done(self._worker, self.snapshot)
            raise self._failure(**json.loads(payload))
        return kind, payload

    def _overdue(self) -> UnavailableError:
        seconds = self._pool.settings.seconds
        return UnavailableError(
            f"the query was stopped: it took more than {seconds:g} seconds; ask for less, or add a LIMIT", round(seconds) or 1
        )

    def _crashed(self) -> UnavailableError:
        self._over = True
        code = self._pool.crashed(self._worker, self.snapshot)
        if code == -signal.SIGALRM:
            return self._overdue()
        if self._pool.crew.closing:
            return UnavailableError("the query was stopped: the server is about to end")
        _log.warning("a worker's process ended (%s) at: %s", told(code), " ".join(self._text.split())[:500])
        if code is None or code == -signal.SIGKILL:
            return UnavailableError("the query was stopped: its process was killed from outside", retry_after=1)
        # The engine aborts alike for want of memory, of stack, and where it finds itself in the wrong (pyoxigraph 0.5 does so when it
        # sorts some mixtures of values).
        reasons = f"it takes more than {self._memory()} of memory, nests too deep, or meets a fault of the engine"
        return UnavailableError(f"the query was stopped, because its process failed: {reasons}")

    def _failure(self, kind: str, text: str) -> Exception:
        match kind:
            case "query":
                return QueryError(text)
            case "format":
                return NotAcceptableError("graph" if text == "graph" else "boolean" if text == "boolean" else "bindings")
            case "memory":
                return UnavailableError(f"the query was stopped: it takes more than {self._memory()} of memory")
            case "size":
                return UnavailableError(f"the query was stopped: its answer has more than {self._pool.settings.result_bytes:,} bytes")
            case "store":
                return StoreError(text)
        return RuntimeError(f"a worker failed at: {self._text[:500]}\n{text}")

    def _memory(self) -> str:
        return f"{self._pool.settings.memory >> 20:,} MB"


class Answered:
    """A whole answer that is kept."""

    def __init__(self, shape: Shape, form: Format, data: tuple[bytes, ...]) -> None:
        self._shape = shape
        self._form = form
        self._data = data

    def again(self, tag: str) -> Answer:
        """The same answer once more."""
        return Answer(shape=self._shape, form=self._form, chunks=iter(self._data), kept=True, tag=tag)


class _Kept(Iterator[bytes]):
    """Chunks on their way to a client, kept for the next one if they turn out to be few enough and the answer whole."""

    def __init__(self, reply: Reply, head: tuple[Shape, Format], tag: str, cache: Cache) -> None:
        self._reply = reply
        self._head = head
        self._tag = tag
        self._cache = cache
        self._data: list[bytes] | None = []
        self._size = 0

    def __next__(self) -> bytes:
        try:
            chunk = next(self._reply)
        except StopIteration:
            if self._data is not None:
                self._cache.put(self._tag, Answered(*self._head, tuple(self._data)), self._size)
                self._data = None
            raise
        self._size += len(chunk)
        if self._data is not None:
            self._data.append(chunk)
            if self._size > self._cache.largest:
                self._data = None
        return chunk

    def close(self) -> None:
        self._data = None
        self._reply.close()


def _tag(snapshot: Snapshot, question: Question) -> str | None:
    if _FLEETING.search(question.text):
        return None
    return f"{snapshot.name}-{hashlib.sha256(repr(question).encode()).hexdigest()[:24]}"


class _TermsOnly(pickle.Unpickler):
    """Reads tables: whatever became of a worker, it cannot make this process call anything."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("kg.results", "Table") or module == "pyoxigraph":
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _table(data: bytes) -> Table:
    table = _TermsOnly(io.BytesIO(data)).load()
    assert isinstance(table, Table)
    return table
