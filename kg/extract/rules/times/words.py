"""The words of time expressions, as `ontology/times.toml` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.extract.rules.numbers import NumberWords, number_words
from kg.resources import data_path


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Tables by what a word anchors, and `lists` of the words that stand beside the anchors.

    `anchors` tells for each word (in lower case) which scanner reads the expression that it heads.
    `phrases` are fixed expressions by their first word, the longest first: (words, kind, value).
    """

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    units: Mapping[str, str]
    deictic: Mapping[str, int]
    parts: Mapping[str, str]
    seasons: Mapping[str, str]
    long: Mapping[str, str]
    feasts: Mapping[str, tuple[int, ...]]
    lists: Mapping[str, frozenset[str]]
    future_heads: frozenset[str]
    future_adjectives: frozenset[str]
    anchors: Mapping[str, str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]
    alone: frozenset[str]
    """The anchors but for the first words of phrases of several words, which are common ("the", "in") ..."""
    second: frozenset[str]
    """... and the words that come second in those."""
    numbers: NumberWords


@cache
def time_words() -> TimeWords:
    """The packaged words, read once."""
    data = tomllib.loads(data_path("ontology", "times.toml").read_text("utf-8"))
    phrases: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for kind in ("references", "sets", "named_days", "dates", "feasts"):
        for phrase, value in data[kind].items():
            words = tuple(phrase.replace("'", " '").split())
            phrases.setdefault(words[0], []).append((words, kind, phrase if kind == "feasts" else value))
    anchors = dict.fromkeys(phrases, "phrase")
    for name in ("parts", "seasons", "units", "deictic", "weekdays", "months"):
        anchors |= dict.fromkeys(data[name], name)
    anchors |= {f"{month}.": "months" for month in data["months"]}
    anchors |= {f"{day}.": "weekdays" for day in data["weekdays"]}
    anchors |= {
        "weekend": "weekend",
        "weekends": "weekend",
        "tonight": "tonight",
        "fiscal": "fiscal",
        "financial": "fiscal",
        "half": "half",
    }
    anchors |= {"night": "night", "nights": "night"}
    anchors |= dict.fromkeys(data["long"], "long")
    anchors |= {"o'clock": "clock", "o’clock": "clock"}
    several = {w for w, kind in anchors.items() if kind == "phrase" and all(len(words) > 1 for words, _, _ in phrases[w])}
    return TimeWords(
        months=data["months"] | {f"{m}.": n for m, n in data["months"].items()},
        weekdays=data["weekdays"] | {f"{d}.": n for d, n in data["weekdays"].items()},
        units=data["units"],
        deictic=data["deictic"],
        parts=data["parts"],
        seasons=data["seasons"],
        long=data["long"],
        feasts={name: tuple(rule) for name, rule in data["feasts"].items()},
        lists={name: frozenset(words) for name, words in data["words"].items()},
        future_heads=frozenset(data["tense"]["future_heads"]),
        future_adjectives=frozenset(data["tense"]["future_adjectives"]),
        anchors=anchors,
        phrases={first: tuple(sorted(found, key=lambda p: -len(p[0]))) for first, found in phrases.items()},
        alone=frozenset(anchors) - several,
        second=frozenset(words[1] for first in several for words, _, _ in phrases[first]),
        numbers=number_words(),
    )
