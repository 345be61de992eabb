"""What an event has from the sentences before it: in a story told in order, day and place hold until another is named.

The rule of narrative anchoring (Reichenbach's reference time, as TimeML's guidelines apply it): a deed told in the simple past goes
on from the deed told before it. What stands in the pluperfect or the perfect steps out of the story, and so does a
sentence that names a time of its own, or says that it turns elsewhere ("separately").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from kg.extract.rules.events import BELOW_HEADLINE, EventInText
from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.quotations import paragraph_breaks
from kg.extract.rules.times.words import time_words
from kg.model import Time

if TYPE_CHECKING:
    from kg.ontology import Ontology

TOLD = ("ConflictEvent", "Incident", "CivilUnrest", "Casualty", "HumanitarianEvent", "Arrest", "Release", "Coup")
"""Classes of what happens at one place and time: laws, talks and sayings have theirs told, or none."""
PLACED = ("ConflictEvent", "Incident", "CivilUnrest", "Casualty")
"""Of these, what happens on the scene: who is arrested may have fled from it, and who fled has."""
REACH = 2
"""Sentences over which a day or place holds where nothing is shared; a story's paragraph seldom has more on one scene."""
NARROW = 3
"""Days of the longest time that dates the next deed too: a month dates one event of a story and tells little of the next."""
CLIMB = 8
"""Words above a trigger among which its finite verb is looked for."""
IN_PASSING = frozenset({"relcl", "parataxis"})
"""What is told in passing of someone or something is not the next thing that happened."""
PERFECT = frozenset({"had", "has", "have", "'ve", "’ve", "'d", "’d"})


class Carrier:
    """Carries days and places from event to event through one text."""

    def __init__(self, p: Parse, times: Sequence[Time], ontology: Ontology, towns: Set[str]) -> None:
        self.p = p
        self.towns = towns
        self.ontology = ontology
        self.told = frozenset().union(*map(ontology.descendants, TOLD))
        self.placed = frozenset().union(*map(ontology.descendants, PLACED))
        self.breaks = paragraph_breaks(p)
        self.dated = {p.sentence_of[_token(p, t)] for t in times if t.type == "DATE" and t.value != "PRESENT_REF"}
        """Sentences that name a time themselves."""
        self.turning = time_words().lists["turning"]
        self.everywhere = time_words().lists["everywhere"]
        self.doers = time_words().lists["doers"]

    def carry(self, events: Sequence[EventInText], *, main: EventInText | None = None) -> None:
        """Give events without a day or place those of the scene that they are told in. `main` has the day of the dateline."""
        day: EventInText | None = None
        place: EventInText | None = None
        for e in sorted(events, key=lambda e: e.draft.token):
            told = e.realized and e.kind in self.told
            free = e.draft.sentence not in self.dated
            if told and free and e.time is None and day is not None and self._goes_on(day, e) and not self._elsewhere(day, e):
                e.time = day.time
                e.rule += "; its day is that of what is told before"
            scene = told and e.kind in self.placed
            if scene and not e.places and place is not None and self._goes_on(place, e) and self._same_scene(place, e):
                e.places = [a for a in place.places if a.entity in self.towns]
                e.rule += "; its place is that of what is told before"
            if told and e.time is not None and (e is main or self._dates_itself(e)) and self._in_story(e, dated=True):
                day = e
            elif e.draft.sentence in self.dated:
                day = None
            if told and any(a.entity in self.towns for a in e.places) and self._in_story(e):
                place = e
            elif e.places:
                place = None

    def _goes_on(self, before: EventInText, e: EventInText) -> bool:
        """Whether the event is told next in the same story."""
        back = e.draft.sentence - before.last_sentence
        if back < 0 or self._turns(before.last_sentence, e.draft.sentence):
            return False
        shares = bool(before.participants() & e.participants()) or self._by_doers(before, e)
        # a headline tells the whole story: what comes after its lead need not be the next thing that happened
        whole = before.draft.sentence == 0 and before.time is not None and self.p.sentence_of[_token(self.p, before.time)] > 0
        near = back <= REACH and not whole and self._paragraph(before.last_sentence) == self._paragraph(e.draft.sentence)
        return (near or (shares and back <= 2 * REACH)) and self._in_story(e)

    def _by_doers(self, before: EventInText, e: EventInText) -> bool:
        """Whether "the attackers" did it, who are those of the attack told before."""
        p = self.p
        pointed = [t for t in e.draft.fillers("agent") if p.lemmas[t] in self.doers and any(p.lower[c] == "the" for c in p.children[t])]
        return self.ontology.isa(before.kind, "ConflictEvent") and bool(pointed)

    def _dates_itself(self, e: EventInText) -> bool:
        """Whether the event has its day from where it is told first (below a headline), and not from where it is told again."""
        if e.time is None or not _is_narrow(e.time):
            return False
        told = self.p.sentence_of[_token(self.p, e.time)]
        return told == e.draft.sentence or (e.draft.sentence == 0 and told <= BELOW_HEADLINE and told <= e.last_sentence)

    @staticmethod
    def _elsewhere(before: EventInText, e: EventInText) -> bool:
        """Whether both have their places, and share neither these nor anybody."""
        here, there = ({a.entity for a in x.places} for x in (e, before))
        return bool(here and there) and not here & there and not before.participants() & e.participants()

    def _same_scene(self, before: EventInText, e: EventInText) -> bool:
        """Whether nothing says that it was elsewhere: the next sentence, about the same people or things, or about none that act."""
        shares = bool(before.participants() & e.participants())
        if any(self.p.lower[c] in self.everywhere for c in self.p.children[e.draft.token]):
            return False  # "in nationwide raids"
        return e.draft.sentence > before.last_sentence and (shares or not e.entities("agent"))

    def _turns(self, first: int, last: int) -> bool:
        """Whether a sentence after the first up to the last says that it tells of something else."""
        for k in range(first + 1, last + 1):
            a, b = self.p.sentences[k]
            if not self.turning.isdisjoint(self.p.lower[a : min(b, a + 4)]):
                return True
        return False

    def _paragraph(self, sentence: int) -> int:
        return bisect_left(self.breaks, self.p.sentences[sentence][0] + 1)

    def _in_story(self, e: EventInText, *, dated: bool = False) -> bool:
        """Whether the finite verb over the trigger is in the simple past, and in no clause that tells of something in passing.

        A headline is in the present: of what it tells the sentence below it is looked at that has the day (`dated`).
        """
        p, i, told = self.p, e.draft.token, False
        if dated and e.draft.sentence == 0 and e.time is not None:
            sentence = p.sentence_of[_token(p, e.time)]
            i = next((t for t in e.tokens if p.sentence_of[t] == sentence), i)
        for _ in range(CLIMB):
            auxiliaries = [c for c in p.children[i] if p.deps[c] in ("aux", "auxpass")]
            if not told:
                if p.tags[i] in ("VBZ", "VBP", "MD") or any(
                    p.lower[c] in PERFECT or p.tags[c] in ("MD", "VBZ", "VBP", "TO") for c in auxiliaries
                ):
                    return False
                told = p.tags[i] == "VBD" or any(p.tags[c] == "VBD" for c in auxiliaries)
            if p.deps[i] in IN_PASSING or p.lower[i] in english().after or (p.deps[i] == "ccomp" and not told):
                return False
            if p.heads[i] == i:
                break
            i = p.heads[i]
        return told


def _token(p: Parse, time: Time) -> int:
    return min(bisect_left(p.starts, time.start), len(p) - 1)


def _is_narrow(time: Time) -> bool:
    return time.first is not None and time.last is not None and (time.last - time.first).days < NARROW
