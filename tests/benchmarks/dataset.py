"""What an article costs as the dataset grows, and how fast a dataset is written out. Run it: python -m tests.benchmarks.dataset [ARTICLES]

Each article tells the worked example of the design on another day, with its own words around it: the named entities are the same in
all of them, which is the hard case for merging.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from kg.export import FORMATS, export_file
from kg.model import Document
from kg.ontology import Ontology
from kg.store import Dataset, open_dataset
from tests.kg.documents import retold, worked_example

PARTS = 5
"""The run is timed in so many parts: the last should cost what the first does."""


def article(number: int) -> Document:
    """The number-th article."""
    told = retold(worked_example(), f"Report {number}. ", publisher=f"Wire {number % 7}", article=f"report-{number}")
    event = told.events[0]
    assert event.date is not None
    day = dt.date(1900, 1, 1) + dt.timedelta(days=number)
    return replace(told, events=(replace(event, date=replace(event.date, value=day.isoformat())),))


def fill(dataset: Dataset, articles: int) -> list[float]:
    """Milliseconds an article, for each part of the run."""
    costs, size = [], articles // PARTS
    for part in range(PARTS):
        documents = [article(number) for number in range(part * size, (part + 1) * size)]
        start = time.perf_counter()
        for document in documents:
            dataset.add(document)
        costs.append((time.perf_counter() - start) / size * 1000)
    return costs


def main(articles: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "kg"
        with open_dataset(where, mode="write", ontology=Ontology.load()) as dataset:
            costs = fill(dataset, articles)
            print("ms an article, part by part:", ", ".join(f"{c:.1f}" for c in costs))  # noqa: T201
            start = time.perf_counter()
            dataset.remove(article(articles // 2).article.id)
            dataset.add(article(articles // 2))
            print(f"removing one and adding it again: {(time.perf_counter() - start) * 1000:.1f} ms")  # noqa: T201
        with open_dataset(where) as dataset:
            info = dataset.info()
            print(f"{info.articles:,} articles, {info.triples:,} triples in the default graph, {info.quads:,} quads")  # noqa: T201
            for form in FORMATS:
                start = time.perf_counter()
                export_file(dataset, Path(folder) / "export", form)
                seconds, size = time.perf_counter() - start, (Path(folder) / "export").stat().st_size / 1e6
                print(f"{form}: {seconds:.1f} s, {size:.1f} MB")  # noqa: T201
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
