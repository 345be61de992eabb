"""Unfamiliar towns: a name that the parser takes for a person or a firm, but troops are sent to it, and the gazetteer knows it.

Three things must come together: the words around ("fled X", "shells fell on X"; lists in `ontology/places.toml`), a town of that
name in the gazetteer, and its country named in the text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds
from kg.extract.rules.namespans import Name
from kg.extract.rules.namewords import NameWords
from kg.extract.rules.parse import Parse
from kg.resources import data_path

if TYPE_CHECKING:
    from kg.gazetteer import Entry

_FAR = 4
"""Tokens between a verb and its preposition that are looked over where the parse does not join them: "rained down again on"."""


@dataclass(frozen=True, slots=True)
class TownWords:
    """`ontology/places.toml`."""

    moving: frozenset[str]
    ways: frozenset[str]
    falling: frozenset[str]
    onto: frozenset[str]
    suffered: frozenset[str]

    @classmethod
    @cache
    def load(cls) -> TownWords:
        """Read the packaged lists."""
        data = tomllib.loads(data_path("ontology", "places.toml").read_text("utf-8"))
        return cls(**{name: frozenset(words) for name, words in data.items()})


def town_meant(p: Parse, name: Name, countries: Set[str | None], kinds: Kinds) -> Entry | None:
    """The town that a name is, where the words around and the countries of the text agree on it."""
    known = [s for s in name.senses if s.type in kinds.settlement and s.country in countries]
    return known[0] if known and _is_where(p, name, TownWords.load()) else None


def _is_where(p: Parse, name: Name, words: TownWords) -> bool:
    if name.first == 0:
        return False
    before = name.first - 1
    preposition = p.lower[before]
    if preposition in NameWords.load().before_sure_place:
        return True
    if preposition in words.ways:
        return _after(p, before, words.moving)
    if preposition in words.onto:
        return _after(p, before, words.falling)
    return p.lemmas[before] in words.suffered and p.pos[before] in {"VERB", "NOUN"}


def _after(p: Parse, preposition: int, verbs: frozenset[str]) -> bool:
    """Whether a preposition belongs to one of the verbs, by the parse or by standing close behind it."""
    head = p.heads[preposition]
    near = [i for i in range(max(0, preposition - _FAR), preposition) if p.pos[i] in {"VERB", "NOUN"}]
    return any(p.lemmas[i] in verbs for i in [head, *near[-2:]])
