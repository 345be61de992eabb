"""What an article is about: its events ordered by salience, the main one first.

Weights are data (`ontology/salience.toml`); the features are those of the inverted pyramid of news writing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Set
from typing import TYPE_CHECKING

from kg.extract.rules.attribution import Attribution
from kg.extract.rules.events import EventInText
from kg.extract.rules.parse import Parse
from kg.extract.rules.syntax import VERBAL
from kg.resources import data_path

if TYPE_CHECKING:
    from kg.ontology import Ontology


class Salience:
    """Orders events by how much the article is about them."""

    def __init__(self, ontology: Ontology) -> None:
        data = tomllib.loads(data_path("ontology", "salience.toml").read_text(encoding="utf-8"))
        self.kinds: dict[str, float] = data.pop("kinds")
        self.weights: dict[str, float] = data
        self.ontology = ontology
        self._by_kind: dict[str, float] = {}

    def order(self, p: Parse, events: list[EventInText], attributions: list[Attribution]) -> list[EventInText]:
        """The events, the most salient first; ties keep the order of the text."""
        # what somebody claims responsibility for is not merely reported by him: the claim is an event itself
        attributed: set[int] = set()
        attributed.update(*(range(first, end) for a in attributions for first, end in a.ranges))
        reporting = {a.cue[0] for a in attributions} - {t for e in events for t in e.tokens}
        return sorted(events, key=lambda e: -self.score(p, e, attributed, reporting))

    def score(self, p: Parse, e: EventInText, attributed: Set[int], reporting: Set[int]) -> float:
        """The sum of the weights of what holds for the event.

        `attributed` are the tokens of what somebody says, `reporting` those of verbs that merely report.
        """
        w = self.weights
        depth, main = _depth(p, e.draft.token, reporting)
        score = self._kind_weight(e.kind) + w["clause_depth"] * depth + w["main_clause"] * main
        first = p.sentence_of[min(e.tokens)]
        score += w["first_sentence"] * (first == 0) + w["second_sentence"] * (first == 1)
        score += w["argument"] * min(3, len({a.role for a in e.arguments}))
        score += w["place_or_date"] * (bool(e.places) + (e.time is not None))
        score += w["figure"] * bool(e.figures) + w["mention"] * min(5, len(e.mentions) - 1)
        score += w["unrealized"] * (not e.realized) + w["noun"] * e.draft.is_noun
        return score + w["attributed"] * (e.draft.token in attributed)

    def _kind_weight(self, kind: str) -> float:
        if kind not in self._by_kind:
            self._by_kind[kind] = next((self.kinds[c] for c in self.ontology.ancestors(kind) if c in self.kinds), 0.0)
        return self._by_kind[kind]


def _depth(p: Parse, token: int, reporting: Set[int]) -> tuple[int, bool]:
    """Predicates above a token that do not merely report, and whether there is none."""
    heads, pos, depth, i = p.heads, p.pos, 0, token
    while heads[i] != i:
        i = heads[i]
        if pos[i] in VERBAL and i not in reporting:
            depth += 1
    return depth, depth == 0
