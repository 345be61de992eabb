"""Numbers as written in digits and words: "2,500", "twenty-three", "two and a half million", "1.2bn".

The words are data (`ontology/numbers.toml`). Used by the rules for figures and for times.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.resources import data_path

DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([a-z]{1,3})?$")
"""2,500 or 2500 or 2.5, maybe with a short scale ("2bn"); "34th" fits too, and is refused by its ending."""


COMMON_FRACTIONS = {"1/2": 0.5, "½": 0.5, "1/4": 0.25, "¼": 0.25, "3/4": 0.75, "¾": 0.75}
"""Fractions that follow a whole number: "2 1/2 years"."""
MIXED = 1000
"""Whole numbers from here on are followed by no fraction."""


@dataclass(frozen=True, slots=True)
class ParticipantMeasure:
    """What a number of participants measures by the class of their event, their roles and their classes (all if empty)."""

    event: str
    measure: str
    roles: frozenset[str]
    things: frozenset[str]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ParticipantMeasure:
        """From a table of `ontology/numbers.toml`."""
        many = {name: frozenset(row.get(name, ())) for name in ("roles", "things")}
        return cls(row["event"], row["measure"], **many)


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The tables of `ontology/numbers.toml`; `simple` are units and tens."""

    simple: Mapping[str, int]
    tens: frozenset[str]
    scales: Mapping[str, int]
    short_scales: Mapping[str, int]
    vague: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]
    """By first word, the longest phrase first."""
    fractions: Mapping[str, float]
    ordinals: Mapping[str, int]
    symbols: Mapping[str, str]
    """Currency signs, which stand before their number."""
    currencies: Mapping[str, str]
    measurement_units: Mapping[str, str]
    naming: frozenset[str]
    none: frozenset[str]
    people: frozenset[str]
    """Heads that stand for people who have no noun of their own ("two others")."""
    companies: frozenset[str]
    """Nouns for people or things together, whose number stands behind them ("a family of five")."""
    collectives: frozenset[str]
    """Singular nouns that are no single person: groups ("a group of fighters"), and things that sound like people ("tower")."""
    bare_effects: frozenset[str]
    """Triggers that tell the effect and not the deed."""
    raising: frozenset[str]
    totals: frozenset[str]
    rising: frozenset[str]
    apart: frozenset[str]
    """Words before a plural that say that it is several deeds at different places or times."""
    lengths: frozenset[str]
    losses: frozenset[str]
    participants: tuple[ParticipantMeasure, ...]
    starters: frozenset[str]
    """Words that are no cardinal to a tagger and may yet begin a quantity by themselves."""
    after_article: frozenset[str]
    """What follows the "a" with which a quantity begins: "a dozen", "a third", "a-half"."""


@cache
def number_words() -> NumberWords:
    """The packaged words, read once."""
    data: dict[str, Any] = tomllib.loads(data_path("ontology", "numbers.toml").read_text("utf-8"))
    vague: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for phrase, value in data["vague"].items():
        words = tuple(phrase.split())
        vague.setdefault(words[0], []).append((words, value))
    none = frozenset(data["context"]["none"])
    return NumberWords(
        simple=data["units"] | data["tens"],
        tens=frozenset(data["tens"]),
        scales=data["scales"],
        short_scales=data["short_scales"],
        vague={first: tuple(sorted(found, key=lambda f: -len(f[0]))) for first, found in vague.items()},
        fractions=data["fractions"],
        ordinals=data["ordinals"],
        symbols={sign: code for sign, code in data["currencies"].items() if not sign.isalpha()}
        | {"usd": "USD", "eur": "EUR", "gbp": "GBP"},
        currencies={name: code for name, code in data["currencies"].items() if name.isalpha()},
        measurement_units=data["measurement_units"],
        naming=frozenset(data["context"]["names"]),
        none=none,
        companies=frozenset(data["context"]["companies"]),
        collectives=frozenset(data["context"]["collectives"] + data["context"]["things"]),
        bare_effects=frozenset(data["context"]["bare_effects"]),
        people=frozenset(data["context"]["people_pronouns"]),
        **{name: frozenset(data["context"][name]) for name in ("raising", "totals", "rising")},
        apart=frozenset(data["context"]["apart"]),
        lengths=frozenset(data["context"]["lengths"]),
        losses=frozenset(data["context"]["losses"]),
        participants=tuple(ParticipantMeasure.of(row) for row in data["participants"]),
        starters=(none | frozenset(vague) | frozenset(data["units"] | data["tens"]) | {"half"}) - {"a"},
        after_article=frozenset({*data["scales"], *data["fractions"], "-", *(w[1] for w, _ in vague["a"])}),
    )


def read_digits(word: str, words: NumberWords) -> float | None:
    """The value of one word of digits, with separators and short scale; None when it is something else ("34th", "18:00")."""
    match = DIGITS.match(word)
    if match is None:
        return None
    whole, decimals, suffix = match.groups()
    value = float(whole.replace(",", "") + (decimals or ""))
    if suffix:
        scale = words.short_scales.get(suffix)
        return value * scale if scale else None
    return value


def read_number(lower: Sequence[str], at: int, words: NumberWords) -> tuple[float, int] | None:
    """The number that begins at token `at`: (value, end token), or None. Words are given in lower case.

    Scales multiply ("two hundred thousand"), tens take a unit ("twenty-three", "twenty three"), "and" joins only
    after a hundred or thousand ("two hundred and five") or before "a half".
    """
    word = lower[at]
    if word[0].isdigit():
        value = read_digits(word, words)
    elif word in words.simple:
        value = float(words.simple[word])
    elif word in ("a", "an") and at + 1 < len(lower) and lower[at + 1] in words.scales:
        value = 1.0
    else:
        return None
    if value is None:
        return None
    return _continue(lower, at + 1, value, words)


def _continue(lower: Sequence[str], i: int, current: float, words: NumberWords) -> tuple[float, int]:
    """Read on after the first word of a number: scales, the unit of a ten, "and a half"."""
    total, n, digits, last = 0.0, len(lower), lower[i - 1][0].isdigit(), lower[i - 1]
    while i < n:
        word = lower[i]
        if digits and word in COMMON_FRACTIONS and current == int(current) < MIXED:
            current, i, digits = current + COMMON_FRACTIONS[word], i + 1, False
            continue
        scale = words.scales.get(word) or (words.short_scales.get(word) if digits else None)
        if scale is not None and (not digits or scale >= 100 or word == "dozen"):
            if scale >= 1000:
                total, current = total + current * scale, 0.0
            else:
                current *= scale
            last, i, digits = word, i + 1, False
            continue
        step = 2 if word == "-" or (word == "and" and last in ("hundred", "thousand")) else 1
        unit = words.simple.get(lower[i + step - 1]) if i + step <= n else None
        small = unit is not None and (unit < 10 if last in words.tens else last in ("hundred", "thousand") and unit < 100)
        if unit is not None and small and (word != "-" or last in words.tens):
            current, last, i = current + unit, lower[i + step - 1], i + step
            continue
        half = half_after(lower, i)
        if half:
            current, i = current + 0.5, half
            continue
        break
    return total + current, i


def half_after(lower: Sequence[str], i: int) -> int:
    """The end of "and a half" (also hyphened) at `i`, or 0."""
    if i >= len(lower) or lower[i] not in ("and", "-"):
        return 0
    rest = [w for w in lower[i : i + 7] if w != "-"][:3]
    if rest != ["and", "a", "half"]:
        return 0
    return lower.index("half", i, i + 7) + 1
