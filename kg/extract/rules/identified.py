"""Who turns out to be whom: "killed a commander, identifying him as X" tells the commander's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.rules.grammar import english
from kg.extract.rules.syntax import PASSIVE_SUBJECTS, is_passive, prepositional_objects

if TYPE_CHECKING:
    from kg.extract.rules.coreference import Grouper


def join_identified(g: Grouper) -> None:
    """Make the person whom a name is given to and the bearer of the name one entity.

    Only one person who had no name before is joined, and one whose name is given there for certain: "has not been identified as X",
    "may be named as X" join nobody.
    """
    for v in g.p.with_lemma(english().identifying):
        for who, name in _named(g, v):
            g.merge(who, name)


def _named(g: Grouper, v: int) -> Iterator[tuple[int, int]]:
    """The mentions of who is identified and of the name given."""
    p = g.p
    hosts = [v, *(c for c in p.children[v] if p.deps[c] == "dobj")]
    names = [
        o for h in hosts for c in p.children[h] if p.deps[c] == "prep" and p.lower[c] == "as" and c > v for o in prepositional_objects(p, c)
    ]
    hedged = any(p.deps[c] == "neg" or p.tags[c] == "MD" for c in p.children[v])
    if len(names) != 1 or hedged:
        return
    if is_passive(p, v) or (p.tags[v] == "VBN" and p.deps[v] == "acl"):
        whom = [c for c in p.children[v] if p.deps[c] in PASSIVE_SUBJECTS] or ([p.heads[v]] if p.deps[v] in {"acl", "relcl"} else [])
    else:
        whom = [c for c in p.children[v] if p.deps[c] == "dobj"]
    name = g.by_head.get(names[0])
    for w in whom:
        who = g.by_head.get(w)
        if who is None or name is None:
            continue
        mine, theirs = g.of[who], g.of[name]
        if mine is None or theirs is None or mine is theirs or mine.named or mine.plural or g.mentions[name].form != "name":
            continue
        if mine.type in g.kinds.person and theirs.type in g.kinds.person:
            yield who, name
