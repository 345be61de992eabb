"""Numbers of people told without a number: "both men", and "the insurgents" who were several when they were first named.

News counts a group once and then says what became of it: "spotted three gunmen ... killed the gunmen". The group is small enough
to have been met as a whole; of ten thousand marchers "arrested the marchers" does not say that all were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kg.extract.rules.parse import Parse
from kg.extract.rules.quantities import Quantity

WHOLE = 12
"""The largest group that is taken as a whole."""
POINTING = frozenset({"the", "these", "those", "all"})
"""Determiners of a plural that means those told of before."""
BOTH = frozenset({"both"})
THEY = frozenset({"they", "them"})
BEFORE_NOUN = frozenset({"det", "predet", "amod", "compound", "nmod", "punct"})


def recounted(p: Parse, numbers: Sequence[Quantity], entity_at: Callable[[int], str | None]) -> list[Quantity]:
    """Implicit quantities at plurals and pronouns that mean a group counted earlier in the text (`entity_at`), and at "both"."""
    pairs = [q for i in p.with_word(BOTH) if i + 1 < len(p) for q in _both(p, i)]
    by_head = {q.head: q for q in numbers if 1 < q.value <= WHOLE and q.unit is None and not q.upper}
    if not by_head:
        return pairs
    told = {*(q.head for q in numbers), *(q.node for q in numbers), *(q.head for q in pairs)}
    groups: dict[str, Quantity] = {}
    found: list[Quantity] = []
    first = min(by_head)  # nothing before it can mean a group told of
    plural = [i for i, tag in enumerate(p.tags[first:], first) if tag == "NNS"]
    for i in sorted({*plural, *by_head, *p.with_word(THEY)}):
        if i in told:
            q = by_head.get(i)
            entity = entity_at(i) if q is not None else None
            if q is not None and entity is not None:
                groups.setdefault(entity, q)
        elif groups and _means_a_group(p, i) and (entity := entity_at(i)) is not None and entity in groups:
            q = groups[entity]
            found.append(Quantity(_start(p, i), i + 1, q.value, q.bound, None, i, i, vague=q.vague, implicit=True))
    return found + pairs


def _both(p: Parse, i: int) -> Iterator[Quantity]:
    """Two, in "both men", "killing both of them"; not in "both Iran and Iraq", where it is a conjunction."""
    noun = p.heads[i]
    if p.deps[i] in {"det", "predet", "amod"} and p.tags[noun] == "NNS":
        yield Quantity(i, noun + 1, 2.0, "Exactly", None, noun, noun, implicit=True)
    elif p.deps[i] in {"dobj", "nsubj", "nsubjpass"}:
        yield Quantity(i, i + 1, 2.0, "Exactly", None, i, i, implicit=True)


def _means_a_group(p: Parse, i: int) -> bool:
    """Whether the plural points at a whole group: not with others ("the leader and the guards"), nor those of it "who surrendered"."""
    if p.deps[i] == "conj" or any(p.deps[c] in {"conj", "relcl", "acl"} for c in p.children[i]):
        return False
    if p.lower[i] in THEY:
        return True
    return p.tags[i] == "NNS" and any(p.lower[c] in POINTING for c in p.children[i] if c < i and p.deps[c] in {"det", "predet"})


def _start(p: Parse, head: int) -> int:
    first = head
    while first > p.left[head] and p.deps[first - 1] in BEFORE_NOUN:
        first -= 1
    return first
