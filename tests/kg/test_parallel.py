"""Extraction in several processes gives what one process gives, in the same order, and hands its errors over."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.errors import DatelineError, ModelError
from kg.model import Article, Document, Entity
from kg.parallel import BATCH_ARTICLES, Workers
from kg.pipeline import Extraction


@dataclass(frozen=True)
class Process:
    """Says in each document which process made it."""

    def documents(self, articles: Iterable[Article]) -> Iterator[Document]:
        for article in articles:
            yield Document(article=article, entities=(Entity(id="e1", type="Place", label=str(os.getpid()), named=False),))


def in_this_way() -> Extraction:
    return Process()


def without_a_model() -> Extraction:
    raise ModelError("model 'x' is not installed")


def with_a_crash() -> Extraction:
    os._exit(1)


def articles(number: int) -> list[Article]:
    return [Article(id=str(n), text="x") for n in range(number)]


def makers(documents: list[Document]) -> set[int]:
    return {int(document.entities[0].label) for document in documents}


def test_many_articles_go_to_other_processes_and_come_back_in_order() -> None:
    given = articles(5 * BATCH_ARTICLES + 1)
    found = list(Workers(jobs=2, load=in_this_way).documents(given))
    assert [document.article for document in found] == given
    assert os.getpid() not in makers(found)


def test_few_articles_are_done_at_once_in_this_process() -> None:
    found = list(Workers(jobs=2, load=in_this_way).documents(articles(BATCH_ARTICLES)))
    assert makers(found) == {os.getpid()}


def test_no_more_is_read_ahead_than_the_processes_can_take() -> None:
    seen: list[Article] = []

    def read() -> Iterator[Article]:
        for article in articles(500):
            seen.append(article)
            yield article

    next(Workers(jobs=1, load=in_this_way).documents(read()))
    assert len(seen) <= 4 * BATCH_ARTICLES


def test_an_error_of_the_stages_is_handed_over() -> None:
    with pytest.raises(ModelError, match="model 'x' is not installed"):
        list(Workers(jobs=1, load=without_a_model).documents(articles(BATCH_ARTICLES + 1)))


def test_a_process_that_dies_is_an_error_with_a_way_out() -> None:
    with pytest.raises(DatelineError, match="use fewer with --jobs"):
        list(Workers(jobs=1, load=with_a_crash).documents(articles(BATCH_ARTICLES + 1)))


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux lets one wait for a stranger's process")
def test_workers_end_when_the_process_that_started_them_is_killed() -> None:
    code = """if __name__ == "__main__":
        from kg.parallel import Workers
        from tests.kg.test_parallel import articles, in_this_way
        documents = Workers(jobs=1, load=in_this_way).documents(articles(1_000))
        print(next(documents).entities[0].label, flush=True)
        input()
    """
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout
        worker = os.pidfd_open(int(starter.stdout.readline()))
        starter.kill()
    ended, _, _ = select.select([worker], [], [], 20)
    os.close(worker)
    assert ended
