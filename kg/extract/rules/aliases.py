"""Other names of the same person or body: "José Robles, alias "Pelusa"", "Mohamed Rizeg, better known as Hamadti"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.rules.namewords import NameWords
from kg.extract.rules.parse import Parse

REACH = 8
"""Tokens between a name and its alias at most, marks included."""


def find_aliases(p: Parse, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """For each name of which another is said to be an alias, the indices of both in `spans`, which are in order.

    Between the two stand only words that say so, with one of `aliases` in `ontology/names.toml` among them, and marks.
    """
    words = NameWords.load()
    if words.aliases.isdisjoint(p.lower):
        return
    for k in range(len(spans) - 1):
        first, end = spans[k][1], spans[k + 1][0]
        between = p.lower[first:end]
        if not 0 < len(between) <= REACH or words.aliases.isdisjoint(between) or p.sentence_of[first] != p.sentence_of[end]:
            continue
        if all(w in words.aliases or w in words.around_aliases or p.pos[first + n] == "PUNCT" for n, w in enumerate(between)):
            yield k, k + 1
