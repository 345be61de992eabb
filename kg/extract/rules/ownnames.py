"""Names that many countries have: "Russia's Ministry of Defence" is not the Ministry of Defence that a text named before."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.rules.clusters import Cluster
from kg.extract.rules.corefwords import CorefWords
from kg.extract.rules.drafts import Kinds, MentionDraft
from kg.extract.rules.namespans import is_possessive
from kg.extract.rules.parse import Parse

Words = tuple[str, ...]
NEAR = 3
"""Mentions before and after one in which the country that it is of may stand."""


class Owned:
    """The organisations of a text by name and country. A name without a country is that of the one last named."""

    def __init__(self, parse: Parse, mentions: Sequence[MentionDraft], kinds: Kinds) -> None:
        self.p, self.mentions, self.kinds = parse, mentions, kinds
        self.country: dict[int, str | None] = {}
        """By cluster's identity, the country that its mentions name."""
        self.by_name: dict[Words, list[Cluster]] = {}

    def country_of(self, i: int) -> str | None:
        """The country that a mention names beside or within itself: "Russia's X", "Russian X", "the Russian X"."""
        m, p = self.mentions[i], self.p
        for k in range(max(0, i - NEAR), min(len(self.mentions), i + NEAR)):
            other = self.mentions[k]
            if k == i or other.type not in self.kinds.country or other.entry is None:
                continue
            owns = other.end < len(p) and other.end + 1 == m.first and is_possessive(p.words[other.end])
            if owns or other.end == m.first or (m.first <= other.first and other.end < m.end and not self._is_after_of(other.first)):
                return other.entry.key
        return None

    def _is_after_of(self, first: int) -> bool:
        return first > 0 and self.p.lower[first - 1] in {"for", "to", "in", "on"}

    def choose(self, i: int, words: Words, found: Cluster | None) -> Cluster | None:
        """The cluster that mention `i` joins, where `found` has the same name: None if that is another country's."""
        m = self.mentions[i]
        if found is None or m.entry is not None or m.type not in self.kinds.organization or len(words) < 2:
            return found
        alike = self.by_name.get(_key(words), [])
        country = self.country_of(i)
        if country is None:
            return alike[-1] if alike else found
        for c in (*reversed(alike), found):
            if self.country.get(id(c)) == country:
                return c
        return None if found.key is None and id(found) in self.country else found

    def add(self, i: int, words: Words, cluster: Cluster) -> None:
        """Remember whose a mention's cluster is."""
        if cluster.type not in self.kinds.organization or not words:
            return
        country = self.country_of(i)
        if country is not None or id(cluster) not in self.country:
            self.country[id(cluster)] = country
        alike = self.by_name.setdefault(_key(words), [])
        if cluster in alike:
            alike.remove(cluster)
        alike.append(cluster)


def _key(words: Words) -> Words:
    return tuple(w.lower() for w in words)


def field_of(lower: Sequence[str]) -> frozenset[str]:
    """What a ministry is for, in one spelling: of "Ministry of Defense" and "defence ministry" {"defence"}."""
    words = CorefWords.load()
    return frozenset(words.same_field.get(w, w) for w in lower if w.isalpha() and w not in words.no_field)
