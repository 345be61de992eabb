"""Precision and recall of extraction against the annotated cases, and what was missed or invented, for reading."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from kg.model import Document, Event
from kg.ontology import Ontology
from tests.quality.cases import ROLES, Case, span_of, words_of

Span = tuple[int, int]
UNREALIZED = {"Denied", "Planned", "Hypothetical"}


@dataclass(slots=True)
class Score:
    """Counts of one measure."""

    hit: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        return self.hit / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 1.0


@dataclass(slots=True)
class Result:
    """Scores by measure, and the misses in words."""

    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    misses: list[str] = field(default_factory=list)

    def add(self, measure: str, *, hit: int, predicted: int, gold: int) -> None:
        s = self.scores[measure]
        s.hit, s.predicted, s.gold = s.hit + hit, s.predicted + predicted, s.gold + gold


def overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


class Scorer:
    """Scores documents against cases, adding to one result."""

    def __init__(self, ontology: Ontology, status_of: dict[str, dict[str, str]]) -> None:
        self.ontology = ontology
        self.result = Result()
        self.status_of = status_of
        """Case → event id → status, as assembly derives it."""

    def score(self, case: Case, document: Document) -> None:
        """Add one document's counts."""
        self._entities(case, document)
        pairs = self._events(case, document)
        for gold, event in pairs:
            self._roles(case, document, gold, event)
            self._date(case, gold, event)
            self._figures(case, gold, event)
            self._claimants(case, document, gold, event)
            self._status(case, gold, event)
        self._quotes(document)

    # -- entities
    def _entities(self, case: Case, d: Document) -> None:
        for gold in case.entities:
            found = {m.entity for n in gold["names"] for m in d.mentions if m.text.removeprefix("the ").removeprefix("The ") == n}
            types = {e.type for e in d.entities if e.id in found}
            right = len(found) == 1 and any(self.ontology.isa(t, gold["type"]) for t in types)
            self.result.add("entities", hit=right, predicted=max(1, len(found)) if found else 0, gold=1)
            if not right:
                self.result.misses.append(
                    f"{case.name}: entity {gold['names']} is {len(found)} entities of {sorted(types)}, not {gold['type']}"
                )

    # -- events
    def _events(self, case: Case, d: Document) -> list[tuple[dict[str, Any], Event]]:
        pairs: list[tuple[dict[str, Any], Event]] = []
        used: set[str] = set()
        for gold in case.events:
            spans = [span_of(case.text, gold["trigger"], gold.get("occurrence", 1))]
            spans += [span_of(case.text, w) for w in words_of(gold, "also")]
            near = [e for e in d.events if e.id not in used and any(overlap((m.start, m.end), s) for m in e.mentions for s in spans)]
            typed = [e for e in near if self.ontology.isa(e.type, gold["type"])]
            if typed:
                used.add(typed[0].id)
                pairs.append((gold, typed[0]))
            else:
                self.result.misses.append(f"{case.name}: event {gold['trigger']!r} {gold['type']} found as {[e.type for e in near]}")
        for e in d.events:
            if e.id not in used:
                self.result.misses.append(f"{case.name}: event {e.trigger.text!r} {e.type} is not annotated ({e.rule[:90]})")
        self.result.add("events", hit=len(pairs), predicted=len(d.events), gold=len(case.events))
        return pairs

    def _roles(self, case: Case, d: Document, gold: dict[str, Any], event: Event) -> None:
        spans: dict[str, list[Span]] = defaultdict(list)
        for m in d.mentions:
            spans[m.entity].append((m.start, m.end))
        filled: dict[str, list[str]] = defaultdict(list)
        for a in event.arguments:
            filled[a.role].append(a.entity)
        filled["place"] = [a.entity for a in event.place]
        for role in (*ROLES, "place"):
            want = words_of(gold, role)
            # what is hit is a target or a victim by the class's frame: either is right
            got = set(filled[role]) | (set(filled["victim" if role == "target" else "target"]) if role in {"target", "victim"} else set())
            hits = [w for w in want if any(self._mentioned(case.text, w, spans[e]) for e in got)]
            name = "places" if role == "place" else "roles"
            if role != "victim" or want:
                extra = [e for e in filled[role] if want and not any(self._mentioned(case.text, w, spans[e]) for w in want)]
                self.result.add(name, hit=len(hits), predicted=len(hits) + (len(extra) if want else len(set(filled[role]))), gold=len(want))
            for w in set(want) - set(hits):
                self.result.misses.append(f"{case.name}: {gold['trigger']!r} lacks {role} {w!r}")
            if not want and filled[role] and role != "victim":
                labels = [e.label for e in d.entities if e.id in filled[role]]
                self.result.misses.append(f"{case.name}: {gold['trigger']!r} has {role} {labels} that is not annotated")

    @staticmethod
    def _mentioned(text: str, words: str, spans: list[Span]) -> bool:
        at = text.find(words)
        while at >= 0:
            if any(overlap((at, at + len(words)), s) for s in spans):
                return True
            at = text.find(words, at + 1)
        return False

    # -- what is said of an event
    def _date(self, case: Case, gold: dict[str, Any], event: Event) -> None:
        value = event.date.value if event.date else None
        right = value is not None and value == gold.get("date")
        self.result.add("dates", hit=right, predicted=value is not None, gold="date" in gold)
        if not right and (value or "date" in gold):
            self.result.misses.append(f"{case.name}: {gold['trigger']!r} is dated {value}, not {gold.get('date')}")

    def _figures(self, case: Case, gold: dict[str, Any], event: Event) -> None:
        want = {(f["measure"], f["bound"], float(f["value"])) for f in gold.get("figures", [])}
        got = {(f.measure, f.bound, f.value) for f in event.figures}
        self.result.add("figures", hit=len(want & got), predicted=len(got), gold=len(want))
        if want != got:
            self.result.misses.append(f"{case.name}: {gold['trigger']!r} has figures {sorted(got - want)} and lacks {sorted(want - got)}")

    def _claimants(self, case: Case, d: Document, gold: dict[str, Any], event: Event) -> None:
        want = words_of(gold, "claimants")
        got = {c.claimant for c in d.claims if event.id in c.about and c.claimant}
        spans = {e: [(m.start, m.end) for m in d.mentions if m.entity == e] for e in got}
        hits = [w for w in want if any(self._mentioned(case.text, w, s) for s in spans.values())]
        self.result.add("claimants", hit=len(hits), predicted=max(len(got), len(hits)), gold=len(want))
        if len(hits) < max(len(got), len(want)):
            labels = [e.label for e in d.entities if e.id in got]
            self.result.misses.append(f"{case.name}: {gold['trigger']!r} is claimed by {labels}, not {want}")

    def _status(self, case: Case, gold: dict[str, Any], event: Event) -> None:
        want, got = gold.get("status", "Reported"), self.status_of[case.name][event.id]
        right = want == got or (want not in UNREALIZED and got not in UNREALIZED)
        self.result.add("status", hit=right, predicted=1, gold=1)
        if not right:
            self.result.misses.append(f"{case.name}: {gold['trigger']!r} is {got}, not {want}")

    def _quotes(self, d: Document) -> None:
        right = sum(d.article.text[c.start : c.end] == c.quote for c in d.claims)
        self.result.add("quotes", hit=right, predicted=len(d.claims), gold=len(d.claims))
