"""Whether a later number tells of the same people as an earlier one, or adds to them.

News gives the count in its first sentence and again in the story: "killed several insurgents ... returned fire, killing
four". Adding both up counts the dead twice. "Detained two additional men" is a new count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.rules.numbers import number_words
from kg.model import Figure

ADDING = re.compile(r"(?<!no )\b(?:additional|another|others?|more(?! than)|further|extra)\b", re.IGNORECASE)
"""Words by which a number comes on top of those before it; "more than two" is a bound."""
POINTING = re.compile(
    r"(?:the|both|these|those|his|her|their|he|she|him|they|them|all|(?:\w+ ){1,2}of (?:the|these|those|them))\b", re.IGNORECASE
)
"""Beginnings of a noun phrase that means what was told before, or some of it ("five of the insurgents")."""
PRONOUN = re.compile(r"(?:he|she|him|her|they|them)$", re.IGNORECASE)
ORDINAL = re.compile(r"(?:an?|the)\s+([a-z]+)\b", re.IGNORECASE)
"""What may number one of those counted before: "a second man"."""
SMALL = 12
"""The largest group of which a bare "he" or "they" is taken to be part."""
ROUGHLY = 0.2
"""How far "about 40" may be off, as a share."""
BEYOND = 10
"""How many times "at least four" may turn out: a count rises from the first report to the last, but not from four to six thousand."""


def retells(first: Sequence[Figure], later: Sequence[Figure]) -> bool:
    """Whether the later event's highest number of some measure is the first event's number told again.

    Numbers agree when one can be the other ("several" and "four", "over 30" and "34"), or when the later phrase points
    back ("the insurgents"). One person is the same only if pointed at, or called by the same noun ("a leader", "the leader").
    """
    if not first or not later:
        return False
    for measure in {f.measure for f in first} & {f.measure for f in later}:
        before = [f for f in first if f.measure == measure]
        a, b = _highest(first, measure), _highest(later, measure)
        if any(_points_at(f, a, before) or _is_nth_of(f, a, before) for f in later if f.measure == measure):
            return True
        if _comes_on_top(b):
            return False
        if a.value == 0 or b.value == 0:
            return a.value == b.value and a.of == b.of
        if a.value == b.value == 1 and a.bound == b.bound == "Exactly":
            return _noun(a) == _noun(b) and _ordinal(b) < 2
        low, high = _interval(a)
        other_low, other_high = _interval(b)
        if max(low, other_low) <= min(high, other_high):
            return True
    return False


def announces(headline: Sequence[Figure], later: Sequence[Figure]) -> bool:
    """Whether a headline counts those of the story, or the foremost of them: "Force kills leader", then "killed two fighters"."""
    measures = {f.measure for f in headline} & {f.measure for f in later}
    return any(0 < _highest(headline, m).value <= _highest(later, m).value for m in measures) and not any(_comes_on_top(f) for f in later)


def _points_at(figure: Figure, whole: Figure, earlier: Sequence[Figure]) -> bool:
    """Whether the words mean some or all of those counted before.

    They do where they are of the same number, of the same people, or called by the same noun: "the driver" is none of 84 people.
    """
    if not POINTING.match(figure.text) or not 0 < figure.value <= whole.value:
        return False
    if PRONOUN.match(figure.text) and whole.value <= SMALL:
        return True
    known = {f.of for f in earlier} - {None}
    return figure.of in known or any(figure.value == f.value or _noun(figure) in _words(f) for f in earlier)


def _comes_on_top(figure: Figure) -> bool:
    """Whether the words add to what was counted: "two additional men", and not "the additional men", who were."""
    return bool(ADDING.search(figure.text)) and not POINTING.match(figure.text)


def _is_nth_of(figure: Figure, whole: Figure, earlier: Sequence[Figure]) -> bool:
    """Whether "a second man" is one of those whose number was told, after a first of them was."""
    return figure.value == 1 < _ordinal(figure) <= whole.value and any(f.value == 1 for f in earlier)


def _ordinal(figure: Figure) -> int:
    """2 of "a second man", 0 where nothing is numbered."""
    match = ORDINAL.match(figure.text)
    return number_words().ordinals.get(match[1].lower(), 0) if match else 0


def _noun(figure: Figure) -> str:
    """The counted noun, in the singular."""
    words = _words(figure)
    return words[-1] if words else ""


def _words(figure: Figure) -> list[str]:
    return [w.lower().removesuffix("s") for w in figure.text.split()]


def is_bare(lemma: str) -> bool:
    """Whether a trigger says only what came of it ("killed"), so that any kind of violence may be what it tells of."""
    return lemma in number_words().bare_effects


def adds(later: Sequence[Figure], measures: set[str]) -> bool:
    """Whether a number of the later event comes on top of the earlier ones of these measures ("two additional men")."""
    return any(f.measure in measures and _comes_on_top(f) for f in later)


def _highest(figures: Sequence[Figure], measure: str) -> Figure:
    return max((f for f in figures if f.measure == measure), key=lambda f: f.value)


def _interval(figure: Figure) -> tuple[float, float]:
    """The numbers that the figure may stand for."""
    value = figure.value
    match figure.bound:
        case "AtLeast" | "MoreThan":
            return value, value * BEYOND
        case "AtMost" | "LessThan":
            return 0, value
        case "About":
            return value * (1 - ROUGHLY), value * (1 + ROUGHLY)
    return value, value
