"""Give figures to the events that they are figures of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.rules.events import EventInText
from kg.extract.rules.figures import measure
from kg.extract.rules.measures import OF_PEOPLE, FigureWords, Measured
from kg.extract.rules.numbers import number_words
from kg.extract.rules.parse import Parse
from kg.extract.rules.quantities import Quantity, find_numbers
from kg.extract.rules.recounted import recounted
from kg.extract.rules.subjects import surface_subject
from kg.extract.rules.syntax import stands_apart
from kg.extract.rules.times.calendar import iso_duration
from kg.extract.rules.triggers import ANAPHOR, TypeAt
from kg.model import Figure, Time

if TYPE_CHECKING:
    from kg.lexicon import Lexicon
    from kg.ontology import Ontology

LENGTH = re.compile(r"(?P<scale>PT?)(?P<number>\d+(?:\.\d+)?)(?P<letter>[DWMYH])")
"""ISO 8601 durations of one unit."""
UNITS = {"PD": "day", "PW": "week", "PM": "month", "PY": "year", "PTH": "hour", "PTM": "minute"}
HARMS = frozenset({"Deaths", "Injuries", "Captured", "Damaged", "Destroyed"})
DEFINITE = frozenset({"the", "these", "those", "both"})
LOSS_REACH = 4
"""Tokens between a loss and its amount: "losses of more than $2 billion"."""
CLIMB = 5
"""Predicates above a measuring word among which its event is looked for."""


class FigureReader:
    """Reads figures and attaches them, by the words that the lexicon gives to measures and bounds."""

    def __init__(self, lexicon: Lexicon, ontology: Ontology) -> None:
        self.words = FigureWords.of(lexicon.words)
        self.ontology = ontology
        self.people = ontology.descendants("Person") | ontology.descendants("Group")
        self.talking = ontology.descendants("Meeting") | ontology.descendants("Negotiation") | ontology.descendants("Visit")
        self.harmful = ontology.descendants("ConflictEvent") | ontology.descendants("Incident") | ontology.descendants("Casualty")

    def attach(
        self,
        p: Parse,
        times: Sequence[Time],
        events: Sequence[EventInText],
        type_at: TypeAt,
        entity_at: Callable[[int], str | None],
    ) -> None:
        """Add to each event the figures that its triggers, or words below them, measure."""

        by_token = {t: e for e in events for m in e.mentions for t in m} | {t: e for e in events for t in e.tokens}

        def is_person(token: int) -> bool | None:
            if token in by_token and p.pos[token] == "NOUN" and self.words.nouns.get(p.lemmas[token]) not in OF_PEOPLE:
                return False  # "executed numerous attacks"
            kind = type_at(token)
            return None if kind in (None, "Entity") else kind in self.people

        numbers = find_numbers(p, times, bounds=self.words.bounds)
        for cause, figure in self._lasting(p, times, by_token):
            cause.figures.append(figure)
        counted = [*numbers, *recounted(p, numbers, entity_at)]
        measured = measure(p, counted, self.words, is_person=is_person, triggers=by_token)
        for found in (*measured, *self._overlooked(p, numbers, measured)):
            if _one_of(p, found.quantity, by_token) or _measures_no_harm(p, found):
                continue
            event = self._event_of(p, found, by_token, events)
            # "an operation to capture a leader" counts nobody: one person without a number is told only by what happened
            if event is not None and self._counts(p, found.quantity, event):
                measured_as = self._by_role(p, found, event, type_at)
                if measured_as != "Count" or (found.quantity.unit is None and p.pos[found.quantity.head] != "PRON"):
                    figure = _figure(p, replace(found, measure=measured_as), entity_at)
                    if figure not in event.figures:  # "demanded a ransom of 50 million naira": by verb and noun
                        event.figures.append(figure)

    def _counts(self, p: Parse, q: Quantity, event: EventInText) -> bool:
        """Whether it was done to so many: no number is told of "the two men" or "a leader" whom one set out to detain."""
        if q.implicit:
            return event.realized and event.kind not in self.talking
        return event.realized or q.first == 0 or p.lower[q.first - 1] not in DEFINITE

    def _lasting(self, p: Parse, times: Sequence[Time], by_token: dict[int, EventInText]) -> Iterator[tuple[EventInText, Figure]]:
        """How long what an event brought about went on, where that is no event itself: "triggering nine hours of sirens"."""
        for time in times:
            value = LENGTH.fullmatch(iso_duration(time.value or "") or "") if time.type == "DURATION" else None
            end = bisect_left(p.starts, time.end)
            if value is None or end + 1 >= len(p) or p.lower[end] != "of" or p.heads[end] != end - 1:
                continue
            verb = p.heads[end - 1]
            thing = next((c for c in p.children[end] if p.deps[c] == "pobj"), None)
            if thing is None or thing in by_token or p.deps[end - 1] not in {"dobj", "nsubjpass"} or verb in by_token:
                continue
            cause = next(
                (e for t in (*surface_subject(p, verb), p.heads[verb], *_objects(p, p.heads[verb])) if (e := by_token.get(t))), None
            )
            if cause is not None and cause.kind in self.harmful:
                start, stop = time.start, p.ends[thing]
                unit = UNITS[value["scale"] + value["letter"]]
                number, text = float(value["number"]), p.text[start:stop]
                yield cause, Figure(measure="Duration", value=number, bound="Exactly", unit=unit, start=start, end=stop, text=text)

    def _by_role(self, p: Parse, found: Measured, event: EventInText, type_at: TypeAt) -> str:
        """What the number measures by the part that the counted have in the event, where no word told it."""
        if found.measure != "Count":
            return found.measure
        q = found.quantity
        counted = {q.head, q.node}
        roles = {f.role for d in (event.draft, *event.draft.merged) for f in d.fills if f.token in counted}
        kind = type_at(q.head) or "Entity"
        for row in number_words().participants:
            # what fills no role may yet be told by its class: "attacked with 112 drones and with three missiles"
            fits = row.roles & roles if roles and row.roles else not row.roles or row.things
            if fits and self.ontology.isa(event.kind, row.event) and (not row.things or self.ontology.isa(kind, *row.things)):
                return row.measure
        return found.measure

    def _overlooked(self, p: Parse, numbers: Sequence[Quantity], measured: Sequence[Measured]) -> Iterator[Measured]:
        """Numbers that the parser hung elsewhere, though the words before them say what they measure.

        "killed three and injured 28" (read as a list of numbers), "losses exceeding $2 billion".
        """
        taken = {m.quantity.first for m in measured if m.measure != "Count"}
        for q in numbers:
            verb = q.first - 1
            if q.first in taken or verb < 0 or p.sentence_of[verb] != p.sentence_of[q.first]:
                continue
            options = self.words.verbs.get(p.lemmas[verb], ())
            harms = [m for rest, measures in options if not rest for m in measures if m in HARMS]
            if harms and q.unit is None and q.head < q.end and p.tags[verb] in {"VBD", "VBN", "VBG"}:
                yield Measured(harms[0], q, verb, None)
            elif q.unit is not None and len(q.unit) == 3 and q.unit.isupper():
                near = range(max(p.sentences[p.sentence_of[verb]][0], q.first - LOSS_REACH), q.first)
                loss = next((i for i in reversed(near) if p.lemmas[i] in number_words().losses), None)
                if loss is not None:
                    yield Measured("FinancialLoss", q, loss, None)

    def _event_of(self, p: Parse, found: Measured, by_token: dict[int, EventInText], events: Sequence[EventInText]) -> EventInText | None:
        i = found.trigger
        if i not in by_token and p.pos[i] == "NOUN":  # "the 14 victims of the bombing were buried"
            for c in p.children[i]:
                below = (t for o in p.children[c] for t in (o, *p.children[o])) if p.lower[c] in {"of", "from", "in"} else ()
                if (event := next((by_token[t] for t in below if t in by_token), None)) is not None:
                    return event  # also "the number of displaced people"
        for _ in range(CLIMB):
            if i in by_token:
                return by_token[i]
            if p.heads[i] == i or p.deps[i] == "ccomp" or stands_apart(p, i):
                break
            i = p.heads[i]
        if stands_apart(p, i):
            return None  # "..., while a fire caused injuries": of an event that no rule found
        near = [e for e in events if e.draft.sentence == p.sentence_of[found.trigger] and (e.kind in self.harmful or e.kind == ANAPHOR)]
        return near[0] if len(near) == 1 else None


def _objects(p: Parse, verb: int) -> Iterator[int]:
    """Object and subject of a verb, and what they count: "launched one of its longest assaults"."""
    for c in p.children[verb]:
        if p.deps[c] in {"dobj", "nsubj"}:
            yield c
            yield from (o for g in p.children[c] if p.lower[g] == "of" for o in p.children[g])


def _one_of(p: Parse, q: Quantity, triggers: Container[int]) -> bool:
    """Whether "one of" tells of the event itself: "one of the largest attacks" counts nothing."""
    return p.lower[q.first] == "one" and q.first + 1 < len(p) and p.lower[q.first + 1] == "of" and q.head in triggers


def _measures_no_harm(p: Parse, found: Measured) -> bool:
    """Whether the number is a length or a share of votes, and counts nothing that an event did."""
    q = found.quantity
    return p.lemmas[q.head] in number_words().lengths or (q.unit == "percent" and found.measure == "FinancialLoss")


def _figure(p: Parse, found: Measured, entity_at: Callable[[int], str | None]) -> Figure:
    q = found.quantity
    first, end = q.text_span(p)
    start, stop = p.starts[first], p.ends[end - 1]
    return Figure(
        measure=found.measure,
        value=q.value,
        bound=q.bound,
        unit=q.unit,
        of=entity_at(found.of) if found.of is not None else None,
        start=start,
        end=stop,
        text=p.text[start:stop],
        cumulative=found.cumulative,
    )
