"""Who holds an office: the person named beside a title, before it with the same title, or of whom a sentence says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.extract.rules.candidates import LOOK_BACK
from kg.extract.rules.drafts import MentionDraft

if TYPE_CHECKING:
    from kg.extract.rules.clusters import Cluster
    from kg.extract.rules.coreference import Grouper

FIELD = 6
"""Words that the field of an office may have before the name: "an adviser to the president, X,"."""
AFTER_APPOSITION = frozenset(",.;:)—–")


def said_to_be(g: Grouper, m: MentionDraft) -> list[int]:
    """Whose office a sentence with "be" tells: "Karmi was deputy head of the bureau"; not what he was not or would be."""
    p, verb = g.p, g.p.heads[m.head]
    if p.deps[m.head] != "attr" or m.title is None or m.plural or p.lemmas[verb] != "be":
        return []
    if p.lower[m.first] == "no" or any(p.deps[c] in {"neg", "aux", "mark"} or p.tags[c] == "WRB" for c in p.children[verb]):
        return []
    return [c for c in p.children[verb] if p.deps[c] == "nsubj" and c < verb]


def between_commas(g: Grouper, m: MentionDraft) -> Iterator[int]:
    """The head of a person's name between commas after a title, which parsers hang on another noun ("the head of the army, X,")."""
    p = g.p
    if m.plural or (m.title is None and m.type not in g.kinds.person):
        return
    comma = next((c for c in range(m.end, min(m.end + FIELD, len(p) - 1)) if p.pos[c] in {"PUNCT", "VERB", "AUX"}), None)
    if comma is None or p.words[comma] != "," or (comma > m.end and p.lower[m.end] not in {"to", "of", "for", "in", "at"}):
        return
    k = next((k for k in g.names_at.get(comma + 1, ()) if g.mentions[k].type in g.kinds.person), None)
    if k is not None and (g.mentions[k].end == len(p) or p.words[g.mentions[k].end] in AFTER_APPOSITION):
        yield g.mentions[k].head


def holder_of(g: Grouper, i: int, m: MentionDraft) -> Cluster | None:
    """The person named with this title before; where several were, the one last mentioned, unless the country differs."""
    p = g.p
    if m.title is None:
        return None
    title = p.lower[m.title[1] - 1]
    countries = {c.key for c in _countries_in(g, i, m)}
    bodies = [c for c in _within(g, i, m) if c.type in g.kinds.organization] if title in g.words.chiefs else []
    for k in range(i - 1, max(-1, i - LOOK_BACK), -1):
        c = g.of[k]
        if c is None or c.type not in g.kinds.person:
            continue
        if any(title == t[-1] for t in c.titles) and (m.title[1] - m.title[0] == 1 or tuple(p.lower[m.title[0] : m.title[1]]) in c.titles):
            theirs = {x.key for j in c.mentions for x in _countries_in(g, j, g.mentions[j])}
            if not countries or not theirs or countries & theirs:
                return c
        elif bodies and any(t[-1] in g.words.chiefs for t in c.titles) and _is_of(g, c, bodies):
            return c  # "Wagner chief X ... the Wagner boss"
    return None


def _is_of(g: Grouper, c: Cluster, bodies: Sequence[Cluster]) -> bool:
    """Whether a mention of a person names one of these bodies."""
    return any(x in bodies for j in c.mentions for x in _within(g, j, g.mentions[j]))


def _countries_in(g: Grouper, i: int, m: MentionDraft) -> list[Cluster]:
    """Countries named within a mention."""
    return [c for c in _within(g, i, m) if c.type in g.kinds.country]


def _within(g: Grouper, i: int, m: MentionDraft) -> list[Cluster]:
    """What the mentions within a mention stand for, as far as that is known."""
    found = []
    for k in range(i + 1, min(i + 6, len(g.mentions))):
        inner = g.mentions[k]
        c = g.of[k]
        if inner.first >= m.end:
            break
        if c is not None:
            found.append(c)
    return found
