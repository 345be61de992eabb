"""Extraction in several processes: the parser takes nearly all of a run's time, and Python gives it one core."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from itertools import chain
from multiprocessing import connection, get_context, parent_process
from threading import Thread

from kg.errors import DatelineError
from kg.model import Article, Document
from kg.pipeline import Extraction

BATCH_ARTICLES = 32
BATCH_CHARACTERS = 100_000
"""A batch is some seconds of work: long against handing it over, short against losing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """An extraction that is spread over `jobs` processes, each of which loads the stages once.

    `load` goes to the processes, so it can be pickled and, that each may keep what it loaded, hashed (`kg.pipeline.Recipe`).
    """

    jobs: int
    load: Callable[[], Extraction]

    def documents(self, articles: Iterable[Article]) -> Iterator[Document]:
        """A document for each article, in order. What fills no more than one batch is done here, without starting a process.

        No more than two batches for each process are under way, so memory does not grow with the corpus.

        Raises:
            DatelineError: a process died, as it does when memory runs out; or what the stages raise.
        """
        batches = _batches(articles)
        first, second = next(batches, []), next(batches, None)
        if second is None:
            yield from self.load().documents(first)
            return
        # Spawned, not forked: a fork copies the locks of the engines' threads as they happen to be.
        pool = ProcessPoolExecutor(self.jobs, mp_context=get_context("spawn"), initializer=_prepare)
        try:
            waiting: deque[Future[list[Document]]] = deque()
            for batch in chain((first, second), batches):
                waiting.append(pool.submit(_extract, self.load, batch))
                if len(waiting) > 2 * self.jobs:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise DatelineError("a process of the extraction died, perhaps for want of memory; use fewer with --jobs") from error
        finally:
            pool.shutdown(cancel_futures=True)


def available_cores() -> int:
    """How many processes can run at once: the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.text)
        if len(batch) >= BATCH_ARTICLES or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _extract(load: Callable[[], Extraction], articles: list[Article]) -> list[Document]:
    return list(_loaded(load).documents(articles))


@cache
def _loaded(load: Callable[[], Extraction]) -> Extraction:
    return load()


def _prepare() -> None:
    """Tie a worker's life to the process that started it.

    Ctrl-C reaches every process of a terminal, and the one that stores decides what becomes of the run; but when that one is
    killed, nobody is left to tell its workers, which wait for work and hold their memory.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
