"""Antecedents where there may be two: "the former", "the latter", "the country"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.rules.corefwords import CorefWords
from kg.extract.rules.drafts import MentionDraft

if TYPE_CHECKING:
    from kg.extract.rules.clusters import Cluster
    from kg.extract.rules.coreference import Grouper

LOOK_BACK = 80
"""Mentions to look back for an antecedent: about three paragraphs."""


def of_two(g: Grouper, i: int, m: MentionDraft) -> Cluster | None:
    """ "the former", "the latter": of the two persons, bodies or countries that the sentence before named, and no more than two."""
    p, named = g.p, []
    for k in range(i - 1, max(-1, i - LOOK_BACK), -1):
        c, other = g.of[k], g.mentions[k]
        back = p.sentence_of[m.head] - p.sentence_of[other.head]
        if back > 1:
            break
        if back == 1 and c is not None and c.named and other.form == "name" and c not in named:
            named.append(c)
    persons = [c for c in named if c.type in g.kinds.person]
    bodies = [c for c in named if c.type in g.kinds.organization or c.type in g.kinds.country]
    two = persons if persons and all(c.key is not None for c in bodies) else [*persons, *bodies]
    if len(two) != 2:
        return None
    return two[1] if p.lower[m.head] in CorefWords.load().former else two[0]


def country_meant(g: Grouper, i: int, m: MentionDraft) -> Cluster | None:
    """ "the country": the nearest named one, but of several of one sentence only the one that is its subject.

    Where a capital speaks or acts in the clause, it is that capital's country if it speaks ("N'Djamena said the country"),
    and never if the country is what it acts on ("Khartoum thanked the country").
    """
    p, back = g.p, -1
    near: list[tuple[Cluster, MentionDraft]] = []
    acting: list[Cluster] = []
    for k in range(i - 1, max(-1, i - LOOK_BACK), -1):
        c, other = g.of[k], g.mentions[k]
        if c is None or other.form == "pronoun":
            continue
        subject = p.deps[other.head] == "nsubj"
        sentence = p.sentence_of[other.head]
        if other.entry is not None and c.type in g.kinds.settlement and subject and sentence == p.sentence_of[m.head]:
            own = next((x for x in g.clusters if x.type in g.kinds.country and _lies_in(g, other, x)), None)
            if own is not None and p.heads[other.head] != p.heads[m.head]:
                return own
        if not c.named or c.type not in g.kinds.country or c in acting:
            continue
        if subject and p.heads[other.head] == p.heads[m.head]:
            acting.append(c)  # nobody thanks himself
            continue
        if near and sentence != back:
            break
        back = sentence
        if not any(c is x for x, _ in near):
            near.append((c, other))
    if len(near) < 2:
        return near[0][0] if near else None
    listed = any(p.deps[x] == "conj" for _, other in near for x in (other.head, *p.children[other.head]))
    subjects = [c for c, other in near if p.deps[other.head] == "nsubj"]
    return None if listed else subjects[0] if len(subjects) == 1 else near[0][0]


def _lies_in(g: Grouper, capital: MentionDraft, country: Cluster) -> bool:
    """Whether a capital is this country's."""
    codes = {e.country for i in country.mentions if (e := g.mentions[i].entry) is not None}
    return capital.entry is not None and capital.entry.country in codes


def speaking_capital(g: Grouper, pronoun: int) -> tuple[bool, Cluster | None]:
    """Whether a capital says what a pronoun is the subject of ("Ankara said it would go on"), and its country if the text names it."""
    p = g.p
    verb = p.heads[pronoun]
    if p.deps[pronoun] not in {"nsubj", "nsubjpass"} or p.deps[verb] != "ccomp":
        return False, None
    for t in p.children[p.heads[verb]]:
        k = g.by_head.get(t) if p.deps[t] == "nsubj" else None
        if k is not None and g.mentions[k].entry is not None and g.mentions[k].type in g.kinds.settlement:
            country = (c for c in g.clusters if c.type in g.kinds.country and _lies_in(g, g.mentions[k], c))
            return True, next(country, None)
    return False, None
