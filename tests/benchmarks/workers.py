"""What a process of its own costs a query, and what publishing costs an update: ``python -m tests.benchmarks.workers [EVENTS]``.

The same queries are asked of the same data through both evaluators, in turns, in one run; each text is asked once, so no cache helps.
Figures are medians in milliseconds, from the question to the last byte, without HTTP.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kg.sparql import Limits
from kg.store import open_dataset
from server.evaluator import Evaluator, LocalEvaluator, Question
from server.pool.evaluator import PoolEvaluator
from server.pool.supervisor import Keeping, Supervised
from server.settings import PoolSettings
from tests.hostility.attacked import quads

ROUNDS = 200
EVENTS = 5_000
QUERIES = {
    "one thing": "SELECT * WHERE { <urn:x:7> ?p ?o }",
    "50 rows": "SELECT * WHERE { ?s <urn:x:day> ?o } LIMIT 50",
    "a count": "SELECT (COUNT(*) AS ?n) WHERE { ?s <urn:x:day> 7 }",
    "5,000 rows": "SELECT * WHERE { ?s <urn:x:label> ?o } LIMIT 5000",
}


def answer(evaluator: Evaluator, text: str) -> float:
    """Ask, and read the answer to its end; milliseconds."""
    start = time.perf_counter()
    for _ in evaluator.evaluate(Question(text=text)).chunks:
        pass
    return (time.perf_counter() - start) * 1000


def update(evaluator: Evaluator, value: int) -> float:
    """Insert one triple; milliseconds."""
    start = time.perf_counter()
    evaluator.update(f"INSERT DATA {{ <urn:x:new> <urn:x:value> {value} }}")
    return (time.perf_counter() - start) * 1000


def main(events: int) -> None:
    """Time both sides and print one line for each query, then what an update costs."""
    settings = PoolSettings(workers=2)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("here", "there"):
            with open_dataset(Path(folder) / name, mode="write") as dataset:
                dataset.load(quads(events))
        with (
            open_dataset(Path(folder) / "here", mode="write") as dataset,
            Supervised(Keeping(where=Path(folder) / "there", base=dataset.base, writable=True), settings) as supervisor,
        ):
            local, pool = LocalEvaluator(dataset, Limits()), PoolEvaluator(supervisor.run, Limits(), settings)
            answer(pool, "ASK {}")
            for line in lines(local, pool):
                sys.stdout.write(line + "\n")


def lines(local: Evaluator, pool: Evaluator) -> Iterator[str]:
    """The figures."""
    for name, query in QUERIES.items():
        texts = [f"{query} # {number}" for number in range(ROUNDS)]
        times = [(answer(local, text), answer(pool, text), answer(pool, text)) for text in texts]
        here, there, kept = (statistics.median(column) for column in zip(*times, strict=True))
        yield f"{name:12} here {here:7.3f}   in a worker {there:7.3f} ({there - here:+.3f})   from the cache {kept:7.3f}"
    changes = [(update(local, 2 * number), update(pool, 2 * number + 1)) for number in range(50)]
    here, there = (statistics.median(column) for column in zip(*changes, strict=True))
    yield f"{'an update':12} here {here:7.3f}   published   {there:7.3f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
