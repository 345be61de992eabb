"""What stored queries and validation cost as the graph grows, and loading the ontology: `python -m tests.benchmarks.growth [COPIES]`.

The example dataset is there COPIES times, then four times as often. A question that looks at each event once costs about four times as
much then, one that compares each with each other sixteen times: the last column is what the figure is beyond four.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

import pyoxigraph as ox

from kg.ontology import Ontology
from kg.queries import DatasetNames, StoredQuery, bind, load_queries
from kg.validate import validate_quads
from tests.fixtures.example import ExampleDataset

TIMES = 4
ROUNDS = 3


def milliseconds(run: Callable[[], object]) -> float:
    """The least of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        best = min(best, (time.perf_counter() - start) * 1000)
    return best


def tell(what: str, small: float, large: float) -> None:
    """A line of the table."""
    sys.stdout.write(f"{what:44} {small:9.1f} ms {large:9.1f} ms {large / small / TIMES:7.2f} x linear\n")
    sys.stdout.flush()


def grown(copies: int) -> ExampleDataset:
    """The example dataset with so many copies of its articles."""
    dataset = ExampleDataset()
    dataset.grow(copies)
    return dataset


def answer(dataset: ExampleDataset, query: StoredQuery, values: dict[str, str]) -> None:
    """Ask a stored query, to its last row."""
    results = dataset.query(bind(query, values, DatasetNames(dataset)))
    if isinstance(results, ox.QuerySolutions | ox.QueryTriples):
        for _ in results:
            pass


def valid(dataset: ExampleDataset, ontology: Ontology) -> None:
    """Check the dataset's own triples against the shapes."""
    known = {triple.subject for triple in ontology.triples()}
    validate_quads(quad for quad in dataset.store if quad.subject not in known)


def main(copies: int) -> None:
    """The command."""
    ontology = Ontology.load()
    sys.stdout.write(f"the ontology loads in {milliseconds(Ontology.load):.0f} ms\n")
    small, large = grown(copies), grown(copies * TIMES)
    sys.stdout.write(f"{copies} copies ({len(small.store):,} quads), {copies * TIMES} copies ({len(large.store):,} quads)\n")
    for name, query in load_queries().items():
        tell(name, *(milliseconds(partial(answer, each, query, {})) for each in (small, large)))
        for parameter in [p.name for p in query.parameters if p.type == "entity"][:1]:
            costs = [milliseconds(partial(answer, each, query, {parameter: "Russia"})) for each in (small, large)]
            tell(f"{name}, of Russia", *costs)
    tell("validation", *(milliseconds(partial(valid, each, ontology)) for each in (small, large)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
