"""Answers in an interview: paragraphs that begin with "A:" are said by whom those with "Q:" ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.rules.content import Attribution
from kg.extract.rules.parse import Parse
from kg.extract.rules.sources import Sources, TypeAt

MARKS = frozenset({":", "."})
TURNS = frozenset({"Q", "A"})
LETTERS = frozenset({"q", "a"})


def answers(p: Parse, breaks: Sequence[int], sources: Sources, type_at: TypeAt) -> Iterator[Attribution]:
    """An attribution for each answer: to whom the questions address ("Q: Minister, did …"), else to an "A" that no one is known by."""
    asked: int | None = None
    letters = (i for i in p.with_word(LETTERS) if i + 2 < len(p))
    turns = [i for i in letters if p.words[i] in TURNS and p.words[i + 1] in MARKS and _begins_line(p, i)]
    for k, first in enumerate(turns):
        if p.words[first] == "Q":
            asked = _addressed(p, first + 2, sources, type_at) or asked
        elif any(p.words[t] == "Q" for t in turns[:k]):
            stop = turns[k + 1] if k + 1 < len(turns) else next((b for b in breaks if b > first + 2), len(p))
            yield Attribution((first + 1, first + 2), "States", asked if asked is not None else first, ((first + 2, stop),))


def _begins_line(p: Parse, i: int) -> bool:
    return i == 0 or (p.words[i - 1].isspace() and "\n" in p.words[i - 1])


def _addressed(p: Parse, first: int, sources: Sources, type_at: TypeAt) -> int | None:
    """Whom a question addresses in its first words: "Minister, did the army …", "General Haddad, why …"."""
    comma = next((i for i in range(first, min(first + 4, len(p))) if p.words[i] == ","), None)
    if comma is None or comma == first or any(p.pos[i] not in {"NOUN", "PROPN"} for i in range(first, comma)):
        return None
    return comma - 1 if type_at(comma - 1) is None or sources.can_think(p, comma - 1, type_at) else None
