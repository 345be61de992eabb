"""Time per character of the stages after the parser, by the length of a text: `python -m tests.benchmarks.length [LENGTH ...]`.

The texts are paragraphs of the quality cases, drawn at random. Flat figures mean that a book costs no more per page than an article.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from kg.gazetteer import Gazetteer
from kg.model import Article
from kg.ontology import Ontology
from tests.quality.cases import load_cases

LENGTHS = (25_000, 100_000, 400_000)


def text_of(length: int) -> str:
    """A text of that many characters."""
    paragraphs = [p for case in load_cases() for p in case.text.split("\n\n")]
    draw, parts, size = random.Random(1), [], 0
    while size < length:
        parts.append(draw.choice(paragraphs))
        size += len(parts[-1]) + 2
    return "\n\n".join(parts)[:length]


def main() -> None:
    """The command."""
    extractor = RulesExtractor(Ontology.load(), Gazetteer.load())
    for length in map(int, sys.argv[1:] or LENGTHS):
        article = Article(id="long", text=text_of(length), published=dt.date(2025, 6, 2))
        start = time.process_time()
        parse = Parse.from_doc(extractor.nlp(article.text))
        parsed = time.process_time()
        document = extractor.reader.read(article, parse)
        read = time.process_time()
        sys.stdout.write(
            f"{length:9,} characters: parser {(parsed - start) / length * 1e6:6.1f} µs, rules {(read - parsed) / length * 1e6:6.1f} µs "
            f"a character, {len(document.events)} events, {len(document.claims)} claims\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
