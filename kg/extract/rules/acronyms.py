"""Acronyms introduced in brackets: "Rapid Support Forces (RSF)", "UN Support Mission in Libya (UNSMIL)"."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.rules.drafts import Kinds
from kg.extract.rules.namespans import Name, NameBoard
from kg.extract.rules.namewords import NameWords
from kg.extract.rules.parse import Parse
from kg.extract.rules.variants import initials

OPENING, THE = frozenset({"("}), frozenset({"the"})
SHORT = 2
"""Letters of an acronym that only "the" before it tells from other words in capitals."""
LONGEST = 12
"""Words that an acronym stands for, at most."""


def is_acronym(word: str) -> bool:
    """Two to eight letters or digits, two of them capitals at least."""
    return 2 <= len(word) <= 8 and sum(c.isupper() for c in word) >= 2 and word.isalnum()


def spelled_from(words: Sequence[str], short: str) -> int | None:
    """The index of the first of the last words whose initials spell `short`; None if they do not.

    A word in capitals may give all its letters ("UN" in "UNSMIL"), a small word its initial or nothing.
    """
    rest, i, unspelled = short.lower(), len(words) - 1, NameWords.load().variants.unspelled
    while i >= max(0, len(words) - LONGEST) and rest:
        w = words[i].lower()
        if words[i].isupper() and rest.endswith(w):
            rest = rest[: -len(w)]
        elif w[0] == rest[-1]:
            rest = rest[:-1]
        elif w not in unspelled:
            return None
        if not rest:
            return i if words[i][0].isupper() else None
        i -= 1
    return None


def expand_acronyms(board: NameBoard) -> None:
    """Acronyms in brackets become names of the class of what they stand for, whose span their letters may complete."""
    p = board.parse
    for i in p.with_word(OPENING):
        if not 0 < i < len(p) - 2 or p.words[i + 2] != ")" or not is_acronym(p.words[i + 1]):
            continue
        short, long = p.words[i + 1], board.owner[i - 1]
        start = max(0, i - LONGEST)
        found = spelled_from(p.words[start:i], short)
        if found is not None:
            long = _complete(board, start + found, i)
        elif long is None or not _abbreviates(p, long, short):
            continue
        there = board.owner[i + 1]
        if there is not None:
            board.remove(there)
            if there.entry is not None and long.entry is None and long.label != "PERSON" and _spells(p, long, short):
                long.entry, long.senses, long.type = there.entry, there.senses, there.entry.type  # "Forces Armées Maliennes (FAMa)"
        board.add(Name(i + 1, i + 2, long.label, type=long.type, entry=long.entry, senses=long.senses))


def spread_initials(board: NameBoard, kinds: Kinds) -> None:
    """ "The AA" after "the Arakan Army": two letters after "the" that no name covers are the body whose initials they are."""
    p = board.parse
    after_the = [k + 1 for k in p.with_word(THE) if k + 1 < len(p) and len(p.words[k + 1]) == SHORT and board.owner[k + 1] is None]
    if not after_the:
        return
    bodies: dict[str, Name] = {}
    for name in board.names():
        if name.type in kinds.organization and name.end - name.first > 1:
            short = initials(p.words[name.first : name.end])
            if len(short) == SHORT:
                bodies.setdefault(short, name)
    for i in after_the:
        long = bodies.get(p.words[i])
        if long is not None and i > long.first:
            board.add(Name(i, i + 1, long.label, type=long.type, entry=long.entry, senses=long.senses))


def _complete(board: NameBoard, first: int, end: int) -> Name:
    """The name that covers the spelled-out words: the one there, or a new one in place of its parts."""
    long = board.owner[end - 1]
    if long is not None and long.first <= first:
        if long.label == "PERSON" and long.entry is None:
            long.label, long.type = "ORG", "Organization"
        return long
    parts = board.within(first, end)
    kind = next((n.type for n in parts if n.label == "ORG" and n.type), "Organization")
    for n in parts:
        board.remove(n)
    long = Name(first, end, "ORG", type=kind)
    board.add(long)
    return long


def _abbreviates(p: Parse, long: Name, short: str) -> bool:
    """Whether a name before brackets can stand for the acronym in them, which may come from another language ("(PKK)")."""
    if long.label in {"PERSON", "GPE", "NORP"}:
        return False
    return long.end - long.first > 1 or _spells(p, long, short)


def _spells(p: Parse, long: Name, short: str) -> bool:
    """Whether the letters of an acronym stand in a name in their order, the first at its beginning."""
    letters = iter("".join(p.lower[long.first : long.end]))
    return p.lower[long.first][0] == short[0].lower() and all(c in letters for c in short.lower())
