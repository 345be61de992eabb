"""Who evaluates a query: the seam between HTTP and the engine.

Handlers know `Evaluator` alone, and hand it values that can cross to another process: so a pool of workers that are killed at
the deadline can take the place of the evaluator in this process without a change to any handler.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol, cast

import pyoxigraph as ox

from kg.errors import DatelineError, QueryError
from kg.results import Format, Shape, Table, formats_for, shape_of, to_table, write_results
from kg.sparql import RESULT_KINDS, Kind, Limits, check, syntax_error
from kg.store.interface import Dataset, GraphName, Results

_log = logging.getLogger(__name__)

CHUNK = 1 << 16
"""Bytes of results that are handed over at a time. An answer that fits in one is whole before its first byte is sent."""
AHEAD = 8
"""Chunks that may wait for a slow client before evaluation waits too: memory for one answer stays below 1 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query with its dataset (None: the whole one) and the format for each shape of answer (None: the client takes none)."""

    text: str
    result_format: str | None = "json"
    graph_format: str | None = "turtle"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    added: int = 0
    """Characters of the text that the server itself put in, beyond the limit of what a client may send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A result on its way: its shape, its format, and its bytes. `chunks` may have a `close`, which stops the evaluation."""

    shape: Shape
    form: Format
    chunks: Iterator[bytes]
    kept: bool = False
    """Whether it was there before it was asked for."""
    tag: str | None = None
    """What this very answer is known by, as long as the data stay the same; None: it cannot be known again."""


class NotAcceptableError(Exception):
    """The client takes none of the formats that results of this shape have."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        self.shape = shape


class UnavailableError(Exception):
    """There is no answer, for a reason that lies in this server's limits.

    `retry_after`: seconds after which there may be one. `reason`: what it counts as (`server.tally.OUTCOMES`).
    """

    def __init__(self, detail: str, retry_after: int | None = None, *, reason: str = "failed") -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How an evaluator is: whether it can answer questions, and if not, why. `measures`: name, what it means, value, for Prometheus."""

    ready: bool = True
    detail: str = ""
    measures: tuple[tuple[str, str, float], ...] = ()


class Evaluator(Protocol):
    """Answers questions."""

    def state(self) -> State:
        """How it is now; asks nobody, so it answers at once."""
        ...

    def version(self) -> str | None:
        """The name of the state of the data that is asked now; None: it has none, or may change unseen."""
        ...

    def tag(self, question: Question) -> str | None:
        """What an answer to this question would be known by if it were asked now; None: it cannot be known again."""
        ...

    def evaluate(self, question: Question) -> Answer:
        """Start to answer; returns when the first bytes are there.

        Raises:
            QueryError: the query is broken, too large, or reaches out.
            NotAcceptableError: the question has no format for the answer's shape.
            UnavailableError: the server is busy, or the query takes more time or memory than it may.
        """
        ...

    def update(self, text: str) -> None:
        """Change the dataset. The text was checked by who took it: those who may update have limits of their own.

        Raises:
            QueryError: the update is broken.
            StoreError: the dataset cannot be written.
        """
        ...

    def write(self, graph: str | None, triples: str, *, replace: bool) -> None:
        """Let the triples (N-Triples) be all that one graph holds (None: the default graph), or add them to it.

        Raises:
            StoreError: the dataset cannot be written.
        """
        ...

    def table(self, text: str, *, limit: int | None = None, added: int = 0) -> Table:
        """A SELECT's rows, at most `limit`, for pages; `added` as in a question.

        Raises:
            QueryError: as above, or the query is no SELECT.
        """
        ...


class LocalEvaluator:
    """Evaluates in this process, each answer in a thread of its own: the engine's results must not change threads."""

    def __init__(self, dataset: Dataset, limits: Limits) -> None:
        self._dataset = dataset
        self._limits = limits

    def state(self) -> State:
        """See `Evaluator.state`."""
        return State()

    def version(self) -> str | None:
        """None, as for `tag`."""
        return None

    def tag(self, question: Question) -> str | None:
        """None: the dataset may be changed by others in this process."""
        return None

    def evaluate(self, question: Question) -> Answer:
        """See `Evaluator.evaluate`."""
        refuse(question, self._limits)
        pipe = _Pipe()
        threading.Thread(target=self._run, args=(question, pipe), daemon=True).start()
        return pipe.answer()

    def update(self, text: str) -> None:
        """See `Evaluator.update`."""
        self._dataset.update(text)

    def write(self, graph: str | None, triples: str, *, replace: bool) -> None:
        """See `Evaluator.write`."""
        write_triples(self._dataset, graph, triples, replace=replace)

    def table(self, text: str, *, limit: int | None = None, added: int = 0) -> Table:
        """See `Evaluator.table`."""
        check(text, with_added(self._limits, added))
        results = ask(self._dataset, Question(text=text))
        if not isinstance(results, ox.QuerySolutions):
            raise QueryError("query: no SELECT, so there are no rows to show")
        return to_table(results, limit=limit)

    def _run(self, question: Question, pipe: _Pipe) -> None:
        try:
            results = ask(self._dataset, question)
            shape = shape_of(results)
            form = form_for(shape, question)
            pipe.start(shape, form)
            write_results(results, cast(BinaryIO, pipe), form)
            pipe.end()
        except _GoneError:
            return
        except BaseException as error:
            if not isinstance(error, DatelineError | NotAcceptableError):
                _log.exception("a query failed: %s", " ".join(question.text.split())[:500])
            # Without the traceback: its frames hold the engine's results, which must not even be thrown away by another thread.
            error.__context__ = error.__cause__ = None
            pipe.fail(error.with_traceback(None))


def write_triples(dataset: Dataset, graph: str | None, triples: str, *, replace: bool) -> None:
    """See `Evaluator.write`, in whatever process the dataset is open."""
    read = (quad.triple for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))
    dataset.write_graph(None if graph is None else ox.NamedNode(graph), read, replace=replace)


def refuse(question: Question, limits: Limits) -> Kind | None:
    """Refuse what need not even be tried; the form of the query otherwise.

    Raises:
        QueryError: the query is an update, too large, or reaches out.
        NotAcceptableError: the question has no format for the answer's shape.
    """
    kind = check(question.text, with_added(limits, question.added)).kind
    if kind == "update":
        raise QueryError("query: this is an update; send it as an update, by POST")
    # Known before the engine is asked: a client is not kept waiting for an answer that it will not take.
    if kind is not None:
        shape: Shape = ("boolean" if kind == "ask" else "bindings") if kind in RESULT_KINDS else "graph"
        form_for(shape, question)
    return kind


def with_added(limits: Limits, added: int) -> Limits:
    """Limits for a text to which the server itself added so many characters."""
    return replace(limits, length=limits.length + added) if added else limits


class Asked(Protocol):
    """What answers queries: a dataset, or the part of one that does nothing else."""

    def query(
        self, sparql: str, *, default_graphs: Sequence[GraphName] | None = None, named_graphs: Sequence[ox.NamedNode] | None = None
    ) -> Results:
        """See `kg.store.interface.Dataset.query`."""
        ...


def ask(dataset: Asked, question: Question) -> Results:
    """The engine's results, in whatever process the dataset is open.

    Raises:
        QueryError: the query is broken.
        StoreError: the dataset cannot be read.
    """
    try:
        return dataset.query(question.text, default_graphs=_nodes(question.default_graphs), named_graphs=_nodes(question.named_graphs))
    except SyntaxError as error:
        raise syntax_error(question.text, str(error)) from None


def form_for(shape: Shape, question: Question) -> Format:
    """The format that the question has for an answer of this shape.

    Raises:
        NotAcceptableError: it has none.
    """
    name = question.graph_format if shape == "graph" else question.result_format
    for form in formats_for(shape):
        if form.name == name:
            return form
    raise NotAcceptableError(shape)


def _nodes(iris: Sequence[str] | None) -> list[ox.NamedNode] | None:
    if iris is None:
        return None
    try:
        return [ox.NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise QueryError(f"a graph's IRI is no absolute IRI ({str(error).lower()})") from None


class _GoneError(OSError):
    """Nobody reads any more."""


class _Pipe:
    """A file to the thread that writes, chunks to the one that reads; as long as the reader is slow, the writer waits."""

    def __init__(self) -> None:
        self._items: queue.Queue[tuple[Shape, Format] | bytes | BaseException | None] = queue.Queue(AHEAD)
        self._buffer = bytearray()
        self._gone = threading.Event()

    # The writing side
    def start(self, shape: Shape, form: Format) -> None:
        self._put((shape, form))

    def write(self, data: bytes) -> int:
        self._buffer += data
        if len(self._buffer) >= CHUNK:
            self.flush_all()
        return len(data)

    def flush(self) -> None:
        """The engine flushes when it likes; what is handed over is decided by `CHUNK`."""

    def flush_all(self) -> None:
        if self._buffer:
            self._put(bytes(self._buffer))
            self._buffer.clear()

    def end(self) -> None:
        self.flush_all()
        self._put(None)

    def fail(self, error: BaseException) -> None:
        with contextlib.suppress(_GoneError):
            self._put(error)

    def _put(self, item: tuple[Shape, Format] | bytes | BaseException | None) -> None:
        while not self._gone.is_set():
            try:
                return self._items.put(item, timeout=0.2)
            except queue.Full:
                continue
        raise _GoneError

    # The reading side
    def answer(self) -> Answer:
        """Wait for the head and the first chunk, so that a failure so far is an error and no broken answer."""
        head = self._get()
        assert isinstance(head, tuple)
        shape, form = head
        return Answer(shape=shape, form=form, chunks=_Chunks(self, self._get()))

    def next(self) -> bytes | None:
        item = self._get()
        assert not isinstance(item, tuple)
        return item

    def stop(self) -> None:
        self._gone.set()

    def _get(self) -> tuple[Shape, Format] | bytes | None:
        item = self._items.get()
        if isinstance(item, BaseException):
            raise item
        return item


class _Chunks(Iterator[bytes]):
    """What the reader gets. A generator would not do: closed before its first step (HEAD), it would never tell the writer."""

    def __init__(self, pipe: _Pipe, first: tuple[Shape, Format] | bytes | None) -> None:
        assert not isinstance(first, tuple)
        self._pipe = pipe
        self._next = first

    def __next__(self) -> bytes:
        item = self._next
        if item is None:
            raise StopIteration
        self._next = self._pipe.next()
        return item

    def close(self) -> None:
        """Nobody will read on: let the writer stop."""
        self._next = None
        self._pipe.stop()
