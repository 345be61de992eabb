"""The words that change how real an event is: of the lexicon, and of `ontology/factuality.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.extract.rules.parse import Parse
from kg.resources import data_path

INDIVIDUALS = ("Possible", "Probable", "Negated", "Future")
PARTICLES = frozenset({"prt", "prep", "advmod"})


@dataclass(frozen=True, slots=True)
class FactualityWords:
    """The words: by individual (Possible, Probable, Negated, Future) and part of speech, light verbs, and word lists.

    `phrases` are the verbs of several words: individual → first word → the words after it.
    """

    words: Mapping[str, Mapping[str, frozenset[str]]]
    phrases: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]
    light_verbs: frozenset[str]
    lists: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, words: Mapping[str, Mapping[str, frozenset[str]]], light_verbs: frozenset[str] = frozenset()) -> FactualityWords:
        """From the lexicon's words (or plain dictionaries) with the packaged word lists."""
        phrases: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {name: {} for name in INDIVIDUALS}
        for name in INDIVIDUALS:
            for phrase in words.get(name, {}).get("verb", ()):
                first, *rest = phrase.split()
                if rest:
                    phrases[name][first] = (*phrases[name].get(first, ()), tuple(rest))
        single = {
            name: {part: frozenset(w for w in found if " " not in w) for part, found in words.get(name, {}).items()} for name in INDIVIDUALS
        }
        return cls(single, phrases, frozenset(v.split()[0] for v in light_verbs), _lists())

    def has(self, individual: str, part: str, word: str) -> bool:
        """Whether the lexicon gives the word to the individual."""
        return word in self.words[individual].get(part, ())

    def verb(self, individual: str, parse: Parse, node: int) -> bool:
        """Whether the verb at `node`, with its particle or preposition, is one of the individual's."""
        lemma = parse.lemmas[node]
        if lemma in self.words[individual].get("verb", ()):
            return True
        for rest in self.phrases[individual].get(lemma, ()):
            if tuple(parse.lower[node + 1 : node + 1 + len(rest)]) == rest:
                return True
            if len(rest) == 1 and any(parse.lower[c] == rest[0] and parse.deps[c] in PARTICLES for c in parse.children[node]):
                return True
        return False


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    data = tomllib.loads(data_path("ontology", "factuality.toml").read_text("utf-8"))
    return {name: frozenset(words) for name, words in data.items()}
