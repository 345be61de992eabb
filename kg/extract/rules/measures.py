"""Words that measure, and what is found by them: deaths, injuries, captures, launches, losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.extract.rules.numbers import number_words
from kg.extract.rules.quantities import BoundWords, Quantity

OF_PEOPLE = frozenset({"Deaths", "Injuries", "Captured", "Missing"})
"""Measures that count people: what is no person does not count for them ("captured two villages")."""
MEASURES = tuple("Deaths Injuries Captured Missing Destroyed Damaged Intercepted Launched Deployed Targeted Affected FinancialLoss".split())
BOUNDS = ("AtLeast", "MoreThan", "AtMost", "LessThan", "About", "Exactly")


@dataclass(frozen=True, slots=True)
class FigureWords:
    """Words that measure: lemma → measure for each part of speech; verbs of several words by their first.

    Build it `of` the lexicon's words (individual → part of speech → words), or from plain dictionaries.
    """

    verbs: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    """By first word: the words after it, and the measures in order; the first that can count the noun is meant
    ("neutralised three fighters" are deaths, "neutralised three drones" interceptions)."""
    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    bounds: BoundWords
    lemmas: frozenset[str] = field(init=False)
    """All lemmas at which something may be measured: the only tokens that are looked at."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lemmas", frozenset({*self.verbs, *self.nouns, *self.adjectives, *number_words().totals, "toll"}))

    @classmethod
    def of(cls, words: Mapping[str, Mapping[str, frozenset[str]]]) -> FigureWords:
        """From the words of measures and bounds, as `Lexicon.words` has them."""

        def table(individuals: Sequence[str], part: str) -> dict[str, str]:
            found: dict[str, str] = {}
            for individual in individuals:
                for word in words.get(individual, {}).get(part, ()):
                    found.setdefault(word, individual)
            return found

        phrases: dict[str, tuple[str, ...]] = {}
        for individual in MEASURES:
            for phrase in sorted(words.get(individual, {}).get("verb", ())):
                phrases[phrase] = (*phrases.get(phrase, ()), individual)
        verbs: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for phrase, measures in phrases.items():
            first, *rest = phrase.split()
            verbs.setdefault(first, []).append((tuple(rest), measures))
        return cls(
            {first: tuple(sorted(options, key=lambda o: -len(o[0]))) for first, options in verbs.items()},
            table(MEASURES, "noun"),
            table(MEASURES, "adjective"),
            BoundWords.of(table(BOUNDS, "phrase")),
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity with what it measures and the token that says so. `of` is the counted noun's token; None for a sum.

    `cumulative`: a running total, of which the event tells the latest part ("two more died, bringing the toll to 14").
    """

    measure: str
    quantity: Quantity
    trigger: int
    of: int | None
    cumulative: bool = False
