"""Measure extraction on the project's own cases: `python -m tests.quality.measure [--misses] [--case NAME]`.

Prints a table to standard output; with `--pin` writes the figures, rounded down, as the new floors.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path

from kg.extract.rules.engine import RulesExtractor
from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.model import Article, Document
from kg.ontology import Ontology
from kg.rdf.status import Evidence, bearing, status
from tests.quality.cases import checksum, load_cases
from tests.quality.scoring import Result, Scorer

FLOORS = Path(__file__).parent / "floors.json"


def measure(only: str | None = None) -> Result:
    """Extract and score all cases, or one."""
    ontology, gazetteer = Ontology.load(), Gazetteer.load()
    extractor, linker = RulesExtractor(ontology, gazetteer), Linker(gazetteer, ontology)
    cases = [c for c in load_cases() if only in (None, c.name)]
    articles = [Article(id=c.name, text=c.text, published=c.published) for c in cases]
    documents = [linker.link(d) for d in extractor.extract(articles)]
    scorer = Scorer(ontology, {d.article.id: statuses(d) for d in documents})
    for case, document in zip(cases, documents, strict=True):
        scorer.score(case, document)
    return scorer.result


def statuses(document: Document) -> dict[str, str]:
    """The status of each event, from the document's own claims."""
    return {e.id: status(_evidence(document, e.id)) for e in document.events}


def _evidence(document: Document, event: str) -> list[Evidence]:
    return [
        Evidence(bearing(c.stance, c.polarity, c.certainty, c.temporality), document.article.id, "", c.claimant)
        for c in document.claims
        if event in c.about
    ]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--pin", action="store_true")
    options = parser.parse_args()
    result = measure(options.case)
    lines = [f"{'measure':12} {'P':>6} {'R':>6} {'gold':>5} {'found':>6}"]
    lines += [f"{m:12} {s.precision:6.3f} {s.recall:6.3f} {s.gold:5} {s.predicted:6}" for m, s in result.scores.items()]
    lines += sorted(result.misses) if options.misses else []
    sys.stdout.write("\n".join(lines) + "\n")
    if options.pin:
        floors = {m: {"precision": _down(s.precision), "recall": _down(s.recall)} for m, s in result.scores.items()}
        FLOORS.write_text(json.dumps({"cases": checksum(), "floors": floors}, indent=1) + "\n", encoding="utf-8")


def _down(value: float) -> float:
    return math.floor(value * 100) / 100


if __name__ == "__main__":
    main()
