"""The same question at the same time: one evaluates, the others wait for it; and what they get if it fails."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kg.sparql import Limits
from kg.store import open_dataset
from server.evaluator import Question, UnavailableError
from server.pool.evaluator import PoolEvaluator
from server.pool.flights import Flights
from server.pool.supervisor import Keeping, Supervised
from server.settings import PoolSettings
from tests.fixtures.example import BASE, EXAMPLE

MANY = 6


def test_only_the_first_leads_and_the_next_one_after_its_end() -> None:
    flights = Flights()
    assert flights.lead("a") and not flights.lead("a") and flights.lead("b")
    flights.over("a")
    assert flights.lead("a")


def test_who_waits_is_let_go_in_time_or_gets_the_reason_why_it_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    flights = Flights()
    flights.wait("nobody", 10)
    flights.lead("a")
    flights.wait("a", 0.01)  # nothing has come of it yet
    error = UnavailableError("too slow", 3, reason="time")

    def end(_: float) -> bool:
        flights.over("a", error)
        return True

    monkeypatch.setattr(flights._flying["a"].landed, "wait", end)  # the end comes while somebody waits
    with pytest.raises(UnavailableError) as caught:
        flights.wait("a", 30)
    assert (caught.value.detail, caught.value.retry_after, caught.value.reason) == ("too slow", 3, "time")
    assert caught.value is not error  # several threads raise it


def test_equal_questions_at_a_time_are_evaluated_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store"
    with open_dataset(store, mode="write") as dataset:
        dataset.load(EXAMPLE)
    settings = PoolSettings(workers=1, fronts=1)
    with Supervised(Keeping(where=store, base=BASE), settings) as running:
        pool = PoolEvaluator(running.run, Limits(), settings)
        send, asked, all_wait = pool._send, [], threading.Event()

        def held(*arguments: Any, **options: Any) -> Any:
            asked.append(arguments)
            assert all_wait.wait(30)
            return send(*arguments, **options)

        wait, waiting = pool._flights.wait, threading.Semaphore(0)

        def counted(key: str, seconds: float) -> None:
            waiting.release()
            wait(key, 30)

        monkeypatch.setattr(pool, "_send", held)
        monkeypatch.setattr(pool._flights, "wait", counted)
        question = Question(text="SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 5")
        with ThreadPoolExecutor(MANY) as threads:
            answers = [threads.submit(lambda: b"".join(pool.evaluate(question).chunks)) for _ in range(MANY)]
            for _ in range(MANY - 1):
                assert waiting.acquire(timeout=60)
            all_wait.set()
            bodies = {answer.result(timeout=60) for answer in answers}
        assert len(asked) == 1 and len(bodies) == 1
        # Who goes away in the middle leads no more.
        other = Question(text="SELECT * WHERE { ?s ?p ?o } LIMIT 6")
        pool.evaluate(other).chunks.close()  # type: ignore[attr-defined]
        assert b"".join(pool.evaluate(other).chunks)
        assert len(asked) == 3
