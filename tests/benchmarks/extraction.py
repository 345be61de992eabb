"""Extraction's time over the bare parser's, on the same texts in the same run: `python -m tests.benchmarks.extraction [FILE.jsonl ...]`.

Without files it reads the project's own cases. The target is a ratio of at most 1.25. Each side runs five times, in turns,
and the least time of each counts: the machine's other work only ever adds.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path

from kg.extract.rules.engine import BATCH, RulesExtractor
from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.model import Article
from kg.ontology import Ontology
from tests.quality.cases import load_cases

ROUNDS = 5


def articles_of(paths: Iterable[Path]) -> Iterator[Article]:
    """The texts of JSONL files with `id` and `text`."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Article(id=row["id"], text=row["text"])


def seconds(job: Callable[[], object]) -> float:
    """How long a job takes."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def main(paths: list[Path]) -> None:
    """Time both sides and print one line of figures for each."""
    own = [Article(id=c.name, text=c.text, published=c.published) for c in load_cases()]
    articles = list(articles_of(paths)) or list(chain.from_iterable(repeat(own, 10)))
    ontology, gazetteer = Ontology.load(), Gazetteer.load()
    extractor, linker = RulesExtractor(ontology, gazetteer), Linker(gazetteer, ontology)
    nlp = extractor.nlp
    words = sum(len(a.text.split()) for a in articles)
    texts = [a.text for a in articles]
    bare, extracted, linked = [], [], []
    for _ in range(ROUNDS):
        bare.append(seconds(lambda: [None for _ in nlp.pipe(texts, batch_size=BATCH)]))
        extracted.append(seconds(lambda: [None for _ in extractor.extract(articles)]))
        linked.append(seconds(lambda: [linker.link(d) and None for d in extractor.extract(articles)]))
    base = min(bare)
    write = sys.stdout.write
    write(f"{len(articles)} articles, {words} words, best of {ROUNDS}\n")
    for name, times in (("bare spaCy", bare), ("extract", extracted), ("extract and link", linked)):
        write(f"{name:18} {min(times):7.2f} s {min(times) / words * 1e6:7.1f} µs/word  ratio {min(times) / base:5.3f}\n")
    write(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")


if __name__ == "__main__":
    main([Path(p) for p in sys.argv[1:]])
