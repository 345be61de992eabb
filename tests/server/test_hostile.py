"""A smaller edition of ``python -m tests.benchmarks.hostile``, without the clock: no harm done to a server stays."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import open_dataset
from tests.hostility import attacks
from tests.hostility.attacked import Report, Server, quads

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with open_dataset(tmp_path / "store", mode="write") as dataset:
        dataset.load(quads(1000))
    return tmp_path / "store"


def start(store: Path) -> Server:
    return Server(store, limit=1.0, patience=60.0, waiting=8, hanging_after=120.0)


@pytest.fixture
def server(store: Path) -> Iterator[Server]:
    running = start(store)
    yield running
    running.process.kill()
    running.process.wait()


def test_no_harm_stays(server: Server) -> None:
    report = Report(lambda _: None, timed=False)
    attacks.heavy(server, report, ["cross join", "20,000 nested braces", "doubling CONCAT", "an answer without end"])
    attacks.reaching_out(server, report)
    attacks.half_sent(server, report, 40)
    attacks.slow_readers(server, report, 4)
    attacks.killed_workers(server, report)
    attacks.heavy_updates(server, report)
    assert server.until(lambda: server.connections() == 0)
    assert report.failures == []


def test_nothing_that_was_acknowledged_is_lost_and_nothing_written_by_halves(store: Path) -> None:
    report = Report(lambda _: None, timed=False)
    server = start(store)
    attacks.killed_writer(server, report, 1)
    server = attacks.killed_server(server, report, lambda: start(store))
    server.process.terminate()
    server.process.wait(timeout=60)
    assert report.failures == []
    assert [path.name for path in store.parent.iterdir()] == ["store"]
