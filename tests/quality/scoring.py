"""Precision and recall of extraction against the annotated cases, and what was missed or invented, for reading.

The rules of scoring are told in README.md here, beside the guidelines of annotation.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from kg.model import Claim, Document, Event
from kg.ontology import Ontology
from tests.quality.cases import CLAIM_VALUES, Case, span_of, types_of, words_of

Span = tuple[int, int]
MUTUAL = ("Agreement", "ArmedClash", "Ceasefire", "Cooperation", "Meeting", "Negotiation", "PrisonerExchange")
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


def _mentioned(text: str, words: str, spans: list[Span]) -> bool:
    """Whether a span overlaps the words, wherever they stand in the text."""
    at = text.find(words)
    while at >= 0:
        if any(overlap((at, at + len(words)), s) for s in spans):
            return True
        at = text.find(words, at + 1)
    return False


def _source_words(d: Document, claim: Claim) -> list[Span]:
    """All words that name the claimant: those of this claim and the entity's mentions."""
    here = [(claim.source.start, claim.source.end)] if claim.source else []
    return here + [(m.start, m.end) for m in d.mentions if m.entity == claim.claimant]


def _free(figure: tuple[str, str, float], wanted: set[tuple[str, str, float]]) -> bool:
    """Whether a figure is right to have and not asked for: a number of participants, one person, nobody."""
    return figure not in wanted and (figure[0] == "Count" or figure[2] in {0, 1})


def _touches(event: Event, spans: list[Span]) -> bool:
    return any(overlap((m.start, m.end), s) for m in event.mentions for s in spans)


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
            if gold.get("optional"):
                continue
            self._roles(case, document, gold, event)
            self._date(case, gold, event)
            self._figures(case, gold, event)
            self._claimants(case, document, gold, event)
            self._status(case, gold, event)
        for claim in case.claims:
            self._claim(case, document, claim)
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
            first = span_of(case.text, gold["trigger"], gold.get("occurrence", 1))
            spans = [first, *(span_of(case.text, w) for w in words_of(gold, "also"))]
            near = [e for e in d.events if e.id not in used and _touches(e, spans)]
            # of several, the one that shares most words with the annotation: the others are repetitions, and count as invented
            near.sort(key=lambda e: (-sum(_touches(e, [s]) for s in spans), not _touches(e, [first]), -len(e.arguments)))
            typed = [e for e in near if self.ontology.isa(e.type, *types_of(gold))]
            if typed:
                used.add(typed[0].id)
                pairs.append((gold, typed[0]))
            elif not gold.get("optional"):
                kinds = "|".join(types_of(gold))
                self.result.misses.append(f"{case.name}: event {gold['trigger']!r} {kinds} found as {[e.type for e in near]}")
        for e in d.events:
            if e.id not in used:
                self.result.misses.append(f"{case.name}: event {e.trigger.text!r} {e.type} is not annotated ({e.rule[:90]})")
        free = sum(bool(gold.get("optional")) for gold, _ in pairs)
        wanted = sum(not gold.get("optional") for gold in case.events)
        self.result.add("events", hit=len(pairs) - free, predicted=len(d.events) - free, gold=wanted)
        return pairs

    def _roles(self, case: Case, d: Document, gold: dict[str, Any], event: Event) -> None:
        """What is hit is a target or a victim by the class's frame: the two are one role here, as the parties of what is mutual are."""
        merged = {"patient": ("target", "victim"), "parties": ("agent", "target", "victim")}
        first = ("parties",) if any(self.ontology.isa(t, *MUTUAL) for t in types_of(gold)) else ("agent", "patient")
        for role in (*first, "instrument", "recipient", "origin", "destination", "topic", "place"):
            of = merged.get(role, (role,))
            want = [w for r in of for w in words_of(gold, r)]
            if role == "topic" and not want:
                continue
            spans = self._filled(d, event, of)
            hits = [w for w in want if any(_mentioned(case.text, w, s) for s in spans.values())]
            # what is annotated as hit, left or reached may be given as the place as well
            allowed = want + ([w for r in ("target", "origin", "destination") for w in words_of(gold, r)] if role == "place" else [])
            extra = [e for e, s in spans.items() if not any(_mentioned(case.text, w, s) for w in allowed)]
            self.result.add("places" if role == "place" else "roles", hit=len(hits), predicted=len(hits) + len(extra), gold=len(want))
            for w in set(want) - set(hits):
                self.result.misses.append(f"{case.name}: {gold['trigger']!r} lacks {role} {w!r}")
            if extra:
                labels = [e.label for e in d.entities if e.id in extra]
                self.result.misses.append(f"{case.name}: {gold['trigger']!r} has {role} {labels} that is not annotated")

    @staticmethod
    def _filled(d: Document, event: Event, roles: tuple[str, ...]) -> dict[str, list[Span]]:
        """Who or what fills the roles, with all the words that name it: the argument's own and the entity's mentions."""
        spans: dict[str, list[Span]] = {}
        for a in event.place if roles == ("place",) else event.arguments:
            if a.role in roles or roles == ("place",):
                spans.setdefault(a.entity, [(m.start, m.end) for m in d.mentions if m.entity == a.entity]).append((a.start, a.end))
        return spans

    # -- what is said of an event
    def _date(self, case: Case, gold: dict[str, Any], event: Event) -> None:
        value = event.date.value if event.date else None
        right = value is not None and value in gold.get("date", "").split("|")
        self.result.add("dates", hit=right, predicted=value is not None, gold="date" in gold)
        if not right and (value or "date" in gold):
            self.result.misses.append(f"{case.name}: {gold['trigger']!r} is dated {value}, not {gold.get('date')}")

    def _figures(self, case: Case, gold: dict[str, Any], event: Event) -> None:
        want = {(f["measure"], f["bound"], float(f["value"])) for f in gold.get("figures", [])}
        got = {f for f in ((f.measure, f.bound, f.value) for f in event.figures) if not _free(f, want)}
        self.result.add("figures", hit=len(want & got), predicted=len(got), gold=len(want))
        if want != got:
            self.result.misses.append(f"{case.name}: {gold['trigger']!r} has figures {sorted(got - want)} and lacks {sorted(want - got)}")

    def _claimants(self, case: Case, d: Document, gold: dict[str, Any], event: Event) -> None:
        want = words_of(gold, "claimants")
        spans: dict[str, list[Span]] = {}
        for claim in d.claims:
            if event.id in claim.about and claim.claimant:
                spans.setdefault(claim.claimant, []).extend(_source_words(d, claim))
        got = set(spans)
        hits = [w for w in want if any(_mentioned(case.text, w, s) for s in spans.values())]
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

    def _claim(self, case: Case, d: Document, gold: dict[str, Any]) -> None:
        """Right is a claim that covers the annotated words, is made by who makes it, and has each value that is annotated."""
        words = span_of(case.text, gold["quote_has"])
        covering = [c for c in d.claims if c.start <= words[0] and words[1] <= c.end]
        said = [c for c in covering if self._made_by(case.text, d, c, gold.get("claimant"))]
        right = any(all(getattr(c, v) == gold[v] for v in CLAIM_VALUES if v in gold) for c in said)
        self.result.add("claims", hit=right, predicted=bool(covering), gold=1)
        if not right:
            labels = {e.id: e.label for e in d.entities}
            seen = [(labels.get(c.claimant or "", "-"), c.stance, c.polarity, c.certainty, c.temporality) for c in said or covering]
            want = [gold.get(v, "*") for v in ("claimant", *CLAIM_VALUES)]
            self.result.misses.append(f"{case.name}: claim {gold['quote_has']!r} should be {want}, is {seen}")

    @staticmethod
    def _made_by(text: str, d: Document, claim: Claim, words: str | None) -> bool:
        if words is None:
            return claim.claimant is None and claim.source is None
        return claim.claimant is not None and _mentioned(text, words, _source_words(d, claim))

    def _quotes(self, d: Document) -> None:
        right = sum(d.article.text[c.start : c.end] == c.quote for c in d.claims)
        self.result.add("quotes", hit=right, predicted=len(d.claims), gold=len(d.claims))
