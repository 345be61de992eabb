"""An entity that is being put together, and what is said of it in the end: its label and attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model import Scalar

if TYPE_CHECKING:
    from kg.extract.rules.coreference import Grouper

MARKS = (('"', '"'), ("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))
ANY_MARK = frozenset(mark for pair in MARKS for mark in pair)


@dataclass(slots=True, eq=False)
class Cluster:
    """An entity that is being put together."""

    type: str
    named: bool
    mentions: list[int] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    titles: list[tuple[str, ...]] = field(default_factory=list)
    key: str | None = None
    """The gazetteer entry's key."""
    plural: bool = False
    count: float | None = None
    modifiers: frozenset[str] = frozenset()
    gender: str = ""
    id: str = ""


def label_of(g: Grouper, c: Cluster) -> str:
    """The longest name, or the words of the first nominal without determiner."""
    best, quality = None, (0, False)
    for i in sorted(c.mentions):
        m = g.mentions[i]
        if m.label:  # shared with others
            return m.label
        if c.named and m.form == "name" and m.name is not None and (found := _name_quality(g, *m.name)) > quality:
            best, quality = m.name, found
    if best is not None:
        return _clean(g.p.readable(*best))
    m = g.mentions[min(c.mentions)]
    if m.entry is not None and c.named:
        return m.entry.label
    first = m.first + (1 if m.determiner and m.end - m.first > 1 else 0)
    if m.core > m.head and g.p.lower[m.head + 1] == "of" and m.head + 2 <= m.core and m.plural:
        first = m.head + 2  # "dozens of T-72 tanks"
    return _clean(g.p.readable(first, m.end))


def _name_quality(g: Grouper, first: int, end: int) -> tuple[int, bool]:
    """Longer is better, and what is not shouted; the first of the best wins."""
    return end - first, any(map(str.islower, g.p.readable(first, end)))


def attributes_of(g: Grouper, c: Cluster) -> dict[str, Scalar]:
    """How many, of which country, and of a weapon or vehicle its model."""
    found: dict[str, Scalar] = {}
    if c.count is not None:
        found["count"] = c.count
    for i in c.mentions:
        entry = g.mentions[i].entry
        if entry is not None and entry.country:
            found["country"] = entry.country
            break
    if c.type in g.kinds.military and not (c.named and c.type in g.kinds.ship):  # a ship's name is no model
        model = label_of(g, c) if c.named else next((name for i in c.mentions if (name := _model_within(g, i))), None)
        if model:
            found["model"] = model
    return found


def _model_within(g: Grouper, i: int) -> str | None:
    """The named kind of weapon in a phrase: "AK-47" in "AK-47 assault rifles"."""
    for k in range(i + 1, min(i + 4, len(g.mentions))):
        c, inner = g.of[k], g.mentions[k]
        if inner.first >= g.mentions[i].end:
            break
        if c is not None and c.named and c.type in g.kinds.military:
            return label_of(g, c)
    return None


def _clean(text: str) -> str:
    """Without line breaks, and without a quotation mark that has no partner."""
    text = " ".join(text.split())
    if ANY_MARK.isdisjoint(text):
        return text
    for opening, closing in MARKS:
        if text.count(opening) != text.count(closing) or (opening == closing and text.count(opening) % 2):
            text = text.replace(opening, "").replace(closing, "")
    return " ".join(text.split())
