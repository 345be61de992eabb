"""The evaluator that sends each question to a worker and each change to the writer: see `server.evaluator.Evaluator`."""

from __future__ import annotations

import hashlib
import io
import pickle
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from kg.results import Format, Shape, Table
from kg.sparql import Limits, check
from server.evaluator import Answer, Question, State, refuse, with_added
from server.pool.asking import LineReply, Reply
from server.pool.cache import Cache
from server.pool.changing import change
from server.pool.exchange import Exchange, Outcome, Whole
from server.pool.flights import Flights
from server.pool.run import Run
from server.settings import PoolSettings

_FLEETING = re.compile(r"\b(?:now|rand|uuid|struuid)\b", re.IGNORECASE)
"""Functions whose value changes without a change of the data (SPARQL 1.1, sections 17.4.2 to 17.4.5)."""

_ENDS = (
    ("deadline", "Workers killed at the limit of time", ("SIGALRM",)),
    ("abandoned", "Workers killed because their client went away", ("SIGIO",)),
    ("retired", "Workers that ended because they had grown large, or at a reload", ("exit code 0",)),
    ("failed", "Workers that crashed, met the limit of memory, or were killed from outside", ()),
)
"""Why workers end, for the metrics: see `server.pool.supervisor.Supervisor.status`."""
_NAMED = {end for _, _, ends in _ENDS for end in ends}


class PoolEvaluator:
    """Asks the processes of a run, wherever they are started from; several of these, in several processes, may ask the same ones."""

    def __init__(self, run: Run, limits: Limits, settings: PoolSettings, exchange: Exchange | None = None) -> None:
        """`exchange`, if there is one, asks without a thread: see `begin`."""
        self.run = run
        self.exchange = exchange
        self._limits = limits
        self._settings = settings
        self._cache = Cache(settings.cache_bytes)
        self._flights = Flights()
        self._replies: set[Reply] = set()
        self._counting = threading.Lock()

    def state(self) -> State:
        """See `Evaluator.state`."""
        told, published = self.run.told(), self.run.published_at()
        if published is None or not told:
            return State(ready=False, detail="there is no copy of the dataset to read from yet")
        workers, writer = told["workers"], told["writer"]
        measures = [
            ("dateline_workers", "Processes that answer queries", float(workers["up"])),
            ("dateline_worker_starts_total", "Starts of such processes", float(workers["started"])),
            ("dateline_writer_starts_total", "Starts of the process that writes", float(writer["started"])),
            ("dateline_snapshot_age_seconds", "Since the data that are shown were published", max(0.0, time.time() - published)),
            ("dateline_queries_running", "Queries of the process that was asked", float(len(self.busy))),
            ("dateline_queries_waiting", "Those of them that wait for a worker", float(self.waiting)),
        ]
        for kind, reason, signals in _ENDS:
            ended = workers["ended"]
            count = sum(number for end, number in ended.items() if (end in signals if signals else end not in _NAMED))
            measures.append((f"dateline_worker_ends_{kind}_total", reason, float(count)))
        return State(ready=bool(workers["up"]), detail="" if workers["up"] else "no worker is up", measures=tuple(measures))

    def version(self) -> str | None:
        """See `Evaluator.version`."""
        return self.run.current()

    def tag(self, question: Question) -> str | None:
        """See `Evaluator.tag`."""
        return _tag(self.run.current(), question)

    def evaluate(self, question: Question) -> Answer:
        """See `Evaluator.evaluate`."""
        tag = self.tag(question)
        if tag is not None and isinstance(kept := self._cache.get(tag), Answered):
            return kept.again(tag)
        refuse(question, self._limits)
        if tag is None or self._flights.lead(tag):
            return self._evaluated(question, tag)
        self._flights.wait(tag, self._settings.patience)
        tag = self.tag(question)
        if tag is not None and isinstance(kept := self._cache.get(tag), Answered):
            return kept.again(tag)
        return self._evaluated(question, None)

    def kept(self, tag: str | None, *, at_most: int) -> Answer | None:
        """The answer that is known by a tag, if it is kept already and has no more bytes than these."""
        if tag is not None and isinstance(kept := self._cache.get(tag), Answered) and kept.size <= at_most:
            return kept.again(tag)
        return None

    def begin(self, question: Question, tag: str | None, tell: Callable[[Answer | Begun], None]) -> bool:
        """Ask without waiting. False: it has to be asked as usual. For the loop of the exchange, which calls `tell`.

        `tag` is what `tag` says of the question now; it was not refused by `server.evaluator.refuse`.
        """
        if self.exchange is None:
            return False
        if tag is not None and not self._flights.lead(tag):
            return False
        over = self._ending(tag)

        def heard(outcome: Outcome) -> None:
            if not isinstance(outcome, Whole):
                if isinstance(outcome, LineReply):
                    with self._counting:
                        self._replies.add(outcome)
                tell(Begun(outcome, over, lambda reply: self._answered(question, reply, over)))
                return
            found = tag if tag is not None and tag.startswith(f"{outcome.snapshot}-") else _tag(outcome.snapshot, question)
            if found is not None:
                self._cache.put(found, Answered(outcome.shape, outcome.form, (outcome.body,)), len(outcome.body))
            over()
            tell(Answer(shape=outcome.shape, form=outcome.form, chunks=iter((outcome.body,)), tag=found))

        if self.exchange.ask(self._request(question), heard, self._over):
            return True
        over()
        return False

    def _evaluated(self, question: Question, flight: str | None) -> Answer:
        """A worker's answer. Others wait for it under the key `flight`, if there is one, until it is kept or will not be."""
        over = self._ending(flight)
        try:
            reply = self._send(question)
        except BaseException as error:
            over(error if isinstance(error, Exception) else None)
            raise
        return self._answered(question, reply, over)

    def _ending(self, flight: str | None) -> Callable[..., None]:
        def over(error: Exception | None = None) -> None:
            if flight is not None:
                self._flights.over(flight, error)

        return over

    def _answered(self, question: Question, reply: Reply, over: Callable[..., None]) -> Answer:
        try:
            head = reply.head()
        except BaseException as error:
            over(error if isinstance(error, Exception) else None)
            raise
        tag = _tag(reply.snapshot, question)
        if tag is None:
            over()
            return Answer(shape=head[0], form=head[1], chunks=reply)
        return Answer(shape=head[0], form=head[1], chunks=_Kept(reply, head, tag, self._cache, over), tag=tag)

    def update(self, text: str) -> None:
        """See `Evaluator.update`. The change is published before this returns: whoever asks afterwards, whichever process, sees it.

        Raises:
            UnavailableError: it takes more than it may, or it is written but could not be published; the line says which.
        """
        change(self.run, {"text": text}, self._settings)

    def write(self, graph: str | None, triples: str, *, replace: bool) -> None:
        """See `Evaluator.write`; published and refused as `update`."""
        change(self.run, {"graph": graph, "triples": triples, "replace": replace}, self._settings)

    def table(self, text: str, *, limit: int | None = None, added: int = 0) -> Table:
        """See `Evaluator.table`."""
        question = Question(text=text)
        tag = self.tag(question)
        key = tag and f"{tag} {limit}"
        if key is not None and isinstance(kept := self._cache.get(key), bytes):
            return _table(kept)
        check(text, with_added(self._limits, added))
        reply = self._send(question, rows=True, limit=limit)
        data = b"".join(reply)
        if (tag := _tag(reply.snapshot, question)) is not None:
            self._cache.put(f"{tag} {limit}", data, len(data))
        return _table(data)

    @property
    def busy(self) -> list[int]:
        """The workers that answer a question of this process."""
        with self._counting:
            busy = [reply.pid for reply in self._replies if reply.pid]
        return busy + (self.exchange.at_work if self.exchange else [])

    @property
    def waiting(self) -> int:
        """Questions of this process that wait for a worker."""
        with self._counting:
            waiting = sum(1 for reply in self._replies if not reply.pid)
        return waiting + (self.exchange.waiting - len(self.exchange.at_work) if self.exchange else 0)

    def _send(self, question: Question, *, rows: bool = False, limit: int | None = None) -> Reply:
        reply = Reply(self._request(question, rows=rows, limit=limit), self._settings, self._over)
        with self._counting:
            self._replies.add(reply)
        reply.send(self.run)
        return reply

    def _request(self, question: Question, *, rows: bool = False, limit: int | None = None) -> dict[str, Any]:
        return {
            "text": question.text,
            "result_format": question.result_format,
            "graph_format": question.graph_format,
            "default_graphs": question.default_graphs,
            "named_graphs": question.named_graphs,
            "rows": rows,
            "limit": limit,
            "seconds": self._settings.seconds,
            "most": self._settings.result_bytes,
        }

    def _over(self, reply: Reply) -> None:
        with self._counting:
            self._replies.discard(reply)


class Begun:
    """What was asked without waiting, and is no small answer: to be gone on with by a thread, exactly once."""

    def __init__(self, outcome: LineReply | Exception, over: Callable[..., None], go_on: Callable[[Reply], Answer]) -> None:
        self._outcome = outcome
        self._over = over
        self._go_on = go_on

    def answer(self) -> Answer:
        """What `Evaluator.evaluate` would give, or raise."""
        if isinstance(self._outcome, Exception):
            self._over(self._outcome)
            raise self._outcome
        return self._go_on(self._outcome)

    def close(self) -> None:
        """Nobody wants it any more. May take as long as `Reply.close`."""
        self._over(self._outcome if isinstance(self._outcome, Exception) else None)
        if isinstance(self._outcome, LineReply):
            self._outcome.close()


class Answered:
    """A whole answer that is kept."""

    def __init__(self, shape: Shape, form: Format, data: tuple[bytes, ...]) -> None:
        self._shape = shape
        self._form = form
        self._data = data

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(map(len, self._data))

    def again(self, tag: str | None) -> Answer:
        """The same answer once more."""
        return Answer(shape=self._shape, form=self._form, chunks=iter(self._data), kept=True, tag=tag)


class _Kept(Iterator[bytes]):
    """Chunks on their way to a client, kept for the next one if they turn out to be few enough and the answer whole."""

    def __init__(self, reply: Reply, head: tuple[Shape, Format], tag: str, cache: Cache, over: Callable[..., None]) -> None:
        """`over` is called as soon as the answer is kept, or will not be; with the error, if there is one."""
        self._over = over
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
            self._over()
            raise
        except Exception as error:
            self._over(error)
            raise
        self._size += len(chunk)
        if self._data is not None:
            self._data.append(chunk)
            if self._size > self._cache.largest:
                self._data = None
                self._over()
        return chunk

    def close(self) -> None:
        self._data = None
        self._over()
        self._reply.close()

    def __del__(self) -> None:
        self._over()


def _tag(snapshot: str | None, question: Question) -> str | None:
    if snapshot is None or _FLEETING.search(question.text):
        return None
    return f"{snapshot}-{hashlib.sha256(repr(question).encode()).hexdigest()[:24]}"


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
