"""Measure extraction on the project's own cases: `python -m tests.quality.measure [--misses] [--case NAME]`.

Prints a table to standard output; with `--pin` writes the figures, a point below and rounded down, as the new floors.
`--pin` refuses to lower a floor unless `--reason WHY` says why; the reason is kept in floors.json.
"""

from __future__ import annotations

import argparse
import sys

from kg.extract.rules.engine import RulesExtractor
from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.model import Article, Document
from kg.ontology import Ontology
from kg.rdf.sides import Sides
from kg.rdf.status import Evidence, bearing, status
from tests.quality.cases import checksum, load_cases
from tests.quality.floors import PATH, Floors, levels_of, repinned
from tests.quality.scoring import Result, Scorer


def measure(only: str | None = None) -> Result:
    """Extract and score all cases, or one."""
    ontology, gazetteer = Ontology.load(), Gazetteer.load()
    extractor, linker = RulesExtractor(ontology, gazetteer), Linker(gazetteer, ontology)
    cases = [c for c in load_cases() if only in (None, c.name)]
    articles = [Article(id=c.name, text=c.text, published=c.published) for c in cases]
    documents = [linker.link(d) for d in extractor.extract(articles)]
    sides = Sides(ontology)
    scorer = Scorer(ontology, {d.article.id: statuses(d, sides) for d in documents})
    for case, document in zip(cases, documents, strict=True):
        scorer.score(case, document)
    return scorer.result


def statuses(document: Document, sides: Sides) -> dict[str, str]:
    """The status of each event, from the document's own claims."""
    spoken_for = sides.of(document)
    entities = {e.id: e for e in document.entities}
    evidence: dict[str, list[Evidence]] = {e.id: [] for e in document.events}
    for c in document.claims:
        who = entities.get(c.claimant or "")
        found = Evidence(
            bearing(c.stance, c.polarity, c.certainty, c.temporality),
            document.article.id,
            "",
            c.claimant,
            spoken_for.get(c.claimant or "") or (c.claimant if who is not None and who.type == "Country" else None),
            who is not None and sides.governs([*sides.ontology.ancestors(who.type), who.type], who.label),
            who.label if who is not None else "",
        )
        for event in c.about:
            if event in evidence:
                evidence[event].append(found)
    return {event: status(claims) for event, claims in evidence.items()}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--reason", default="")
    options = parser.parse_args()
    result = measure(options.case)
    lines = [f"{'measure':12} {'P':>6} {'R':>6} {'gold':>5} {'found':>6}"]
    lines += [f"{m:12} {s.precision:6.3f} {s.recall:6.3f} {s.gold:5} {s.predicted:6}" for m, s in result.scores.items()]
    lines += sorted(result.misses) if options.misses else []
    sys.stdout.write("\n".join(lines) + "\n")
    if options.pin and options.case:
        parser.error("--pin measures all cases: leave --case out")
    if options.pin:
        old = Floors.read() if PATH.exists() else None
        try:
            repinned(old, checksum(), levels_of(result.scores), options.reason).write()
        except ValueError as error:
            parser.error(str(error))


if __name__ == "__main__":
    main()
