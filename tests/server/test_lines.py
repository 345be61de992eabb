"""Questions over lines, with both ends in this process: what a front hears, and what a worker takes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.evaluator import UnavailableError
from server.pool import lines
from server.pool.asking import LineReply, Reply
from server.pool.exchange import Exchange, Outcome, Whole
from server.pool.frames import ANSWER, DATA, END, FAILED, HEAD, STARTED
from server.pool.lines import Desk, WorkerLine, pack
from server.pool.run import Run
from server.settings import PoolSettings

REQUEST = {"text": "ASK {}", "seconds": 60.0}
HEAD_OF = json.dumps(["s-1", "boolean", "json"]).encode()


class Turns:
    """A loop that turns when it is told to."""

    def __init__(self) -> None:
        self.watched: dict[int, Callable[[], None]] = {}
        self.calls: list[Callable[[], None]] = []

    def watch(self, descriptor: int, call: Callable[[], None]) -> None:
        self.watched[descriptor] = call

    def unwatch(self, descriptor: int) -> None:
        self.watched.pop(descriptor, None)

    def later(self, call: Callable[[], None]) -> None:
        self.calls.append(call)

    def turn(self) -> None:
        calls, self.calls = self.calls, []
        for call in calls:
            call()
        for _ in range(2):  # the first may bring the greeting, the second what came over the new line
            for call in list(self.watched.values()):
                call()


class Both:
    """A front and a worker."""

    def __init__(self, run: Run, settings: PoolSettings) -> None:
        self.questions, self.taken = lines.queue()
        self.exchange = Exchange(run, self.questions, settings)
        self.loop = Turns()
        self.exchange.attach(self.loop)
        self.desk = Desk(self.taken, run)
        self.outcomes: list[Outcome] = []
        self.ended: list[Reply] = []

    def ask(self, **more: Any) -> bool:
        return self.exchange.ask(REQUEST | more, self.outcomes.append, self.ended.append)

    def take(self) -> tuple[WorkerLine, int]:
        taken = self.desk.take()
        assert taken is not None
        return taken[0], taken[1]["id"]

    def close(self) -> None:
        self.exchange.close()
        self.questions.close()
        self.taken.close()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run, lock = Run.create(tmp_path / "store")
    yield run
    run.remove()
    os.close(lock)


@pytest.fixture
def both(run: Run) -> Iterator[Both]:
    both = Both(run, PoolSettings(workers=1, fronts=1, queue=2, patience=60))
    yield both
    both.close()


def test_a_small_answer_comes_as_a_whole_and_the_line_stays(both: Both) -> None:
    for number in (1, 2):
        assert both.ask()
        line, given = both.take()
        assert given == number
        line.channel.send((ANSWER, pack(given, HEAD_OF, b"true")))
        both.loop.turn()
    told = both.outcomes[1]
    assert isinstance(told, Whole)
    assert (told.snapshot, told.shape, told.form.name, told.body) == ("s-1", "boolean", "json", b"true")
    assert len(both.loop.watched) == 2  # the inbox and one line
    assert both.exchange.waiting == 0


def test_a_question_that_nobody_took_yet_is_asked_by_nobody(both: Both) -> None:
    assert both.desk.take() is None


def test_a_large_answer_is_for_a_thread_and_then_the_line_is_free_again(both: Both) -> None:
    both.ask()
    line, number = both.take()
    line.channel.send((STARTED, json.dumps([number, "s-1"]).encode()), (HEAD, json.dumps(["boolean", "json"]).encode()), (DATA, b"tr"))
    both.loop.turn()
    (reply,) = both.outcomes
    assert isinstance(reply, LineReply) and reply.snapshot == "s-1"
    assert reply.head()[0] == "boolean" and next(reply) == b"tr"
    assert len(both.loop.watched) == 1
    # The worker is done with it, and at the next question, before anybody reads on.
    both.ask()
    line, following = both.take()
    line.channel.send((DATA, b"ue"), (END, b""), (ANSWER, pack(following, HEAD_OF, b"false")))
    assert list(reply) == [b"ue"] and both.ended == [reply]
    both.loop.turn()
    assert isinstance(both.outcomes[1], Whole) and both.outcomes[1].body == b"false"


def test_what_goes_wrong_is_told_as_it_is_without_a_line(both: Both) -> None:
    both.ask()
    line, number = both.take()
    line.channel.send((STARTED, json.dumps([number, None]).encode()), (FAILED, b'{"kind": "memory", "text": ""}'))
    both.loop.turn()
    (reply,) = both.outcomes
    assert isinstance(reply, LineReply)
    with pytest.raises(UnavailableError, match="of memory"):
        reply.head()
    both.loop.turn()
    assert len(both.loop.watched) == 2


def test_the_question_of_a_worker_that_ends_is_lost_and_no_other(both: Both) -> None:
    both.ask()
    both.ask()
    line, _ = both.take()
    both.loop.turn()
    line.connection.close()
    both.loop.turn()
    (error,) = both.outcomes
    assert isinstance(error, UnavailableError) and "its process failed" in error.detail
    assert both.exchange.waiting == 1
    line, number = both.take()  # another worker
    line.channel.send((ANSWER, pack(number, HEAD_OF, b"true")))
    both.loop.turn()
    assert isinstance(both.outcomes[1], Whole)


def test_an_answer_that_is_abandoned_ends_its_worker_but_costs_no_other_question(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.pool.asking.STOP_WITHIN", 0.01)
    both.ask()
    line, number = both.take()
    line.channel.send((STARTED, json.dumps([number, "s-1"]).encode()), (HEAD, b'["boolean", "json"]'))
    both.loop.turn()
    (reply,) = both.outcomes
    assert isinstance(reply, LineReply)
    both.ask()
    line, second = both.take()  # the worker went on in the very instant in which it was given up
    reply.close()
    assert not line.is_gone
    both.loop.turn()
    assert line.is_gone  # which ends a real worker
    other, again = both.take()
    assert again == second and other is not line


def test_who_waits_too_long_is_told_so_and_the_worker_does_not_begin(run: Run) -> None:
    both = Both(run, PoolSettings(workers=1, fronts=1, patience=-1.0))
    both.ask()
    assert both.desk.take() is None
    both.exchange.look()
    (error,) = both.outcomes
    assert isinstance(error, UnavailableError) and error.reason == "busy"
    both.close()


def test_a_worker_that_outlives_the_time_of_its_query_is_let_go(run: Run) -> None:
    both = Both(run, PoolSettings(workers=1, fronts=1, seconds=-60.0, patience=60))
    both.ask()
    line, _ = both.take()
    both.loop.turn()
    both.exchange._waiting[1].until = 0.0
    both.exchange.look()
    (error,) = both.outcomes
    assert isinstance(error, UnavailableError) and error.reason == "time" and line.is_gone
    both.close()


def test_more_than_may_wait_and_what_is_large_go_another_way(both: Both) -> None:
    assert not both.ask(text="x" * lines.LARGEST)
    assert [both.ask() for _ in range(4)] == [True, True, True, False]  # one for each worker, and the queue


def test_the_question_of_a_front_that_is_gone_is_not_begun(both: Both) -> None:
    both.ask()
    both.exchange.close()
    assert both.desk.take() is None


def test_lines_to_fronts_that_are_gone_are_closed(both: Both) -> None:
    both.ask()
    line, _ = both.take()
    both.loop.turn()
    both.exchange.close()
    assert line.is_gone
    both.desk.tidy()
    assert line.connection.fileno() == -1
