"""The words of attribution: of the lexicon (by stance), and how they behave (`ontology/attribution.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.extract.rules.parse import Parse
from kg.lexicon import Lexicon
from kg.resources import data_path

STANCES = ("Denies", "Demands", "Promises", "Confirms", "Estimates", "Alleges", "States")
"""The more telling first: a word listed under two has the first."""
PARTICLES = frozenset({"prt", "prep", "advmod", "dobj", "acomp", "dative"})
"""How the last word of a verb of several words may hang on the verb."""

TOLD_OF = frozenset({"of", "about", "against"})
"""Prepositions of what somebody is told of: "warned his colleagues against it"."""

NEAR_ON = 3
"""How far "on" may stand from the verb whose word it is: "called again on both sides"."""

Options = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb as found: its dictionary form, its stance, its head token, and the first and last token of its words."""

    name: str
    stance: str
    token: int
    last: int


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """Reporting verbs and phrases by their first word, nouns and adverbs by the word; `lists` as in `attribution.toml`."""

    verbs: Options
    phrases: Options
    nouns: Mapping[str, str]
    adverbs: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    accusing: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, lexicon: Lexicon) -> SpeechWords:
        """From the lexicon's words and the packaged lists."""
        data = _data()
        return cls(
            verbs=_by_first(lexicon.meanings(STANCES, "verb")),
            phrases=_by_first(lexicon.meanings(STANCES, "phrase")),
            nouns={w: s for w, s in lexicon.meanings(STANCES, "noun").items() if " " not in w},
            adverbs=lexicon.meanings(("Alleges", "States"), "adverb"),
            lists={name: frozenset(words) for name, words in data.items() if name != "accusing"},
            accusing={verb: frozenset(prepositions) for verb, prepositions in data["accusing"].items()},
        )

    def has(self, name: str, word: str) -> bool:
        """Whether the list of that name has the word."""
        return word in self.lists[name]

    def verb_at(self, p: Parse, v: int) -> Cue | None:
        """The reporting verb at a token, the longest that its particles and objects make."""
        for rest, stance in self.verbs[p.lemmas[v]]:
            last = _last_of(p, v, rest)
            if last is not None:
                return Cue(" ".join((p.lemmas[v], *rest)), stance, v, last)
        return None


def _last_of(p: Parse, v: int, rest: tuple[str, ...]) -> int | None:
    """The last token of a verb of several words, None if they are not all there."""
    if not rest:
        return v
    end = v + 1 + len(rest)
    if end <= len(p) and all(w in (p.lower[k], p.lemmas[k]) for k, w in zip(range(v + 1, end), rest, strict=True)):
        return end - 1
    if len(rest) > 1:
        return None
    objects = any(p.deps[c] == "dobj" for c in p.children[v])
    for c in p.children[v]:
        if p.deps[c] == "prep" and objects and rest[0] not in TOLD_OF:  # "called them in for a talk"
            continue
        if rest[0] == "on" and c > v + NEAR_ON:  # "called the president on Friday"
            continue
        # "called on Monday for", "claimed no responsibility"; not so far away that it is another phrase
        if c > v and p.deps[c] in PARTICLES and rest[0] in (p.lower[c], p.lemmas[c]):
            return c
        if p.deps[c] == "nsubjpass" and rest[0] == p.lemmas[c]:  # "responsibility was claimed by"
            return v
    return None


def _by_first(meanings: Mapping[str, str]) -> Options:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, stance in meanings.items():
        first, *rest = words.split()
        table.setdefault(first, []).append((tuple(rest), stance))
    for options in table.values():
        options.sort(key=lambda o: -len(o[0]))
    return table


@cache
def speaking() -> frozenset[str]:
    """Verbs by whose subject one speaks, where no more is asked of what he says."""
    return frozenset(_data()["speaking"])


@cache
def governing() -> frozenset[str]:
    """Verbs whose subject governs: a capital before one of them is its government."""
    return frozenset(_data()["governing"])


@cache
def speaking_on() -> frozenset[str]:
    """Verbs with which only one who has spoken already speaks."""
    return frozenset(_data()["speaking_on"])


@cache
def _data() -> Mapping[str, dict[str, list[str]]]:
    return tomllib.loads(data_path("ontology", "attribution.toml").read_text("utf-8"))
