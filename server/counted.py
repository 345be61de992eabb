"""An evaluator that counts what becomes of each question: see `Counted`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from kg.errors import QueryError
from kg.results import Table
from kg.sparql import kind_of
from server.evaluator import Answer, Evaluator, NotAcceptableError, Question, State, UnavailableError
from server.tally import OUTCOMES, Tally


class Counted:
    """Passes everything on to another evaluator, and counts forms, ends and times: protocol, pages and stored queries alike."""

    def __init__(self, evaluator: Evaluator, tally: Tally) -> None:
        self._evaluator = evaluator
        self._tally = tally

    def state(self) -> State:
        """See `Evaluator.state`."""
        return self._evaluator.state()

    def version(self) -> str | None:
        """See `Evaluator.version`."""
        return self._evaluator.version()

    def tag(self, question: Question) -> str | None:
        """See `Evaluator.tag`."""
        return self._evaluator.tag(question)

    def evaluate(self, question: Question) -> Answer:
        """See `Evaluator.evaluate`."""
        return self.count(question, lambda: self._evaluator.evaluate(question))

    def count(self, question: Question, answered: Callable[[], Answer], started: float | None = None) -> Answer:
        """Count what becomes of a question that was asked by somebody else, at `started` (`time.perf_counter`)."""
        count = _Count(self._tally, question.text, started=started)
        try:
            answer = answered()
        except Exception as error:
            count.end(_outcome(error))
            raise
        if answer.kept:
            count.end("cached", timed=False)
            return answer
        return replace(answer, chunks=_Counting(answer.chunks, count))

    def update(self, text: str) -> None:
        """See `Evaluator.update`."""
        self._change(lambda: self._evaluator.update(text), text)

    def write(self, graph: str | None, triples: str, *, replace: bool) -> None:
        """See `Evaluator.write`."""
        self._change(lambda: self._evaluator.write(graph, triples, replace=replace), "")

    def _change(self, change: Callable[[], None], text: str) -> None:
        count = _Count(self._tally, text, "update")
        try:
            change()
        except Exception as error:
            count.end(_outcome(error))
            raise
        count.end("answered")

    def table(self, text: str, *, limit: int | None = None, added: int = 0) -> Table:
        """See `Evaluator.table`."""
        count = _Count(self._tally, text)
        try:
            table = self._evaluator.table(text, limit=limit, added=added)
        except Exception as error:
            count.end(_outcome(error))
            raise
        count.end("answered")
        return table


class _Count:
    def __init__(self, tally: Tally, text: str, kind: str | None = None, started: float | None = None) -> None:
        self._tally = tally
        self._text = text
        self._kind = kind
        self._started = time.perf_counter() if started is None else started
        self._over = False

    def end(self, outcome: str, *, timed: bool = True) -> None:
        """Count it, once."""
        if self._over:
            return
        self._over = True
        kind = self._kind or kind_of(self._text)
        self._tally.query(kind, outcome, time.perf_counter() - self._started if timed else None)


class _Counting(Iterator[bytes]):
    def __init__(self, chunks: Iterator[bytes], count: _Count) -> None:
        self._chunks = chunks
        self._count = count

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except StopIteration:
            self._count.end("answered")
            raise
        except Exception as error:
            self._count.end(_outcome(error))
            raise

    def close(self) -> None:
        """Nobody will read on."""
        self._count.end("abandoned")
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()


def _outcome(error: Exception) -> str:
    match error:
        case QueryError():
            return "broken"
        case NotAcceptableError():
            return "not_acceptable"
        case UnavailableError():
            return error.reason if error.reason in OUTCOMES else "failed"
    return "failed"
