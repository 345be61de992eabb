"""Precision and recall of attribution on texts of our own; the floors are refused to be lowered silently.

An attribution found is right when its cue shares a word with an annotated one and its content overlaps by more than
`SAME`; each annotated one counts once. As in PARC 3.0 and PolNeAR, cue, source and content are scored apart.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from tests.kg.extract.attributing import Said, attributor

FLOORS = {"precision": 0.95, "recall": 0.95, "source": 0.95, "content": 0.96}
"""A little below what was measured on 27 November 2026: precision 0.98, recall 0.97, source 0.98, content 0.98 (178 attributions, the last
twelve texts political news). Before the rules saw them the first set had 0.94, 0.94, 0.97, 0.98, the second 0.95, 0.95, 0.97, 0.98;
the political ones were chosen among 71 paragraphs, of whose 400 attributions 0.73 were found before, and 0.92 are now."""
SAME = 0.3
"""Share of words (F1) from which two contents are taken for the same."""


@dataclass
class Score:
    """Counts over all texts."""

    right: int = 0
    found: int = 0
    annotated: int = 0
    sources: int = 0
    content: float = 0.0

    def figures(self) -> dict[str, float]:
        """Precision and recall of attributions; of the right ones, the share with the exact source, and mean F1 of content words."""
        return {
            "precision": self.right / self.found,
            "recall": self.right / self.annotated,
            "source": self.sources / self.right,
            "content": self.content / self.right,
        }


def _overlap(a: str, b: str) -> float:
    x, y = Counter(re.findall(r"\w+", a)), Counter(re.findall(r"\w+", b))
    return 2 * (x & y).total() / (x.total() + y.total())


def _add(score: Score, found: list[Said], annotated: list[tuple[str, str, str]]) -> None:
    score.found += len(found)
    score.annotated += len(annotated)
    left = list(annotated)
    for a in found:
        same = [
            (_overlap(a.whole, content), cue, source, content) for cue, source, content in left if set(cue.split()) & set(a.cue.split())
        ]
        best = max(same, default=None)
        if best is None or best[0] < SAME:
            continue
        left.remove(best[1:])
        score.right += 1
        score.content += best[0]
        score.sources += (a.source or "") == best[2]


@pytest.fixture(scope="module")
def figures(parse: Callable[[str], Parse], extractor: RulesExtractor) -> dict[str, float]:
    attribute = attributor(parse, extractor)
    score = Score()
    for text in tomllib.loads(Path(__file__).with_name("attributions.toml").read_text("utf-8"))["text"]:
        _add(score, attribute(text["text"].strip()), [tuple(a) for a in text["attributions"]])
    return score.figures()


@pytest.mark.parametrize("measure", sorted(FLOORS))
def test_attribution_is_as_good_as_it_was(figures: dict[str, float], measure: str) -> None:
    assert figures[measure] >= FLOORS[measure], figures
