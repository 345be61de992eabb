"""Sentences that sum up several deeds before each is told: "Several were killed in separate raids. ... In Ghazni ... killing two".

The number of the sum and those of its parts count the same people. A sum without a number of its own ("several", "numerous") says no
more than its parts do, and gives way to them; the parts are told to be parts.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.rules.events import EventInText
from kg.extract.rules.frames import EventDraft
from kg.extract.rules.numbers import NumberWords, number_words
from kg.extract.rules.parse import Parse
from kg.model import Figure

AMID = ("in", "during", "from", "by", "subject", "amid")
"""Positions in which what was done is named: "killed in separate raids", "separate raids killed"."""
FEW = 5
"""The largest value of a word that says no number."""


def is_roundup(p: Parse, draft: EventDraft) -> bool:
    """Whether the words tell of several deeds at once: a plural of an event that is called "separate", "various", "several"."""
    apart = number_words().apart
    if p.vocabulary.isdisjoint(apart):
        return False
    nouns = {*draft.all_tokens(), *(f for g in AMID for d in (draft, *draft.merged) for f in d.slots.get(g, ()))}
    return any(p.tags[t] == "NNS" and any(p.lower[c] in apart for c in p.children[t]) for t in nouns)


def fold(events: Sequence[EventInText]) -> None:
    """Make what is told after a roundup part of it, and leave out vague numbers of the roundup that its parts tell."""
    words = number_words()
    for whole in events:
        if not whole.roundup or not whole.realized:
            continue
        measures = {f.measure for f in whole.figures}
        after = [e for e in events if e is not whole and e.realized and e.draft.sentence > whole.draft.sentence and not e.roundup]
        parts = [e for e in after if measures & {f.measure for f in e.figures if f.value}]
        for part in parts:
            part.whole = whole
        told = {f.measure for e in parts for f in e.figures}
        whole.figures = [f for f in whole.figures if f.measure not in told or not _says_no_number(f, words)]


def _says_no_number(figure: Figure, words: NumberWords) -> bool:
    first = figure.text.split(maxsplit=1)[0].lower()
    return figure.bound == "AtLeast" and figure.value <= FEW and first in words.vague
