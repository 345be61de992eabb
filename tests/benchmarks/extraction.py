"""Extraction's time over the bare parser's, on the same texts in the same run: `python -m tests.benchmarks.extraction [FILE.jsonl ...]`.

Without files it reads the project's own cases. The target is a ratio of at most 1.25. Each side runs many times, in turns, and the
least processor time of each counts: the machine's other work only ever adds. So short passes, and many, are better than long ones.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.extract.rules.engine import BATCH, RulesExtractor
from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.model import Article
from kg.ontology import Ontology
from tests.quality.cases import load_cases

LEAST, MOST = 5, 25
"""Rounds."""
BUDGET = 50.0
"""Seconds for the bare parser's rounds; the other sides take a little longer."""


def articles_of(paths: Iterable[Path]) -> Iterator[Article]:
    """The texts of JSONL files with `id` and `text`."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Article(id=row["id"], text=row["text"])


def seconds(job: Callable[[], object]) -> float:
    """The processor time that a job takes."""
    start = time.process_time()
    job()
    return time.process_time() - start


def main(paths: list[Path]) -> None:
    """Time both sides and print one line of figures for each."""
    own = [Article(id=c.name, text=c.text, published=c.published) for c in load_cases()]
    articles = list(articles_of(paths)) or own
    ontology, gazetteer = Ontology.load(), Gazetteer.load()
    extractor, linker = RulesExtractor(ontology, gazetteer), Linker(gazetteer, ontology)
    nlp = extractor.nlp
    words = sum(len(a.text.split()) for a in articles)
    texts = [a.text for a in articles]

    def parse() -> None:
        for _ in nlp.pipe(texts, batch_size=BATCH):
            pass

    rounds = max(LEAST, min(MOST, int(BUDGET / seconds(parse))))
    bare, extracted, linked = [], [], []
    for _ in range(rounds):
        bare.append(seconds(parse))
        extracted.append(seconds(lambda: [None for _ in extractor.extract(articles)]))
        linked.append(seconds(lambda: [linker.link(d) and None for d in extractor.extract(articles)]))
    base = min(bare)
    write = sys.stdout.write
    write(f"{len(articles)} articles, {words} words, best of {rounds}\n")
    for name, times in (("bare spaCy", bare), ("extract", extracted), ("extract and link", linked)):
        write(f"{name:18} {min(times):7.2f} s {min(times) / words * 1e6:7.1f} µs/word  ratio {min(times) / base:5.3f}\n")
    write(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")


if __name__ == "__main__":
    main([Path(p) for p in sys.argv[1:]])
