"""Words of a trigger found in a text: one after the other, or one below the other in the tree."""

from __future__ import annotations

from collections.abc import Sequence, Set

from kg.extract.rules.parse import Parse
from kg.extract.rules.syntax import VERBAL
from kg.lexicon import Lexicon

EVENT_NOUN_POS = frozenset({"NOUN", "PROPN"})


def blocked_tokens(p: Parse, lexicon: Lexicon) -> set[int]:
    """Tokens inside figures of speech ("heart attack", "strike a deal"), in which no event is to be found."""
    blocked: set[int] = set()
    index, present = lexicon.blocked, p.vocabulary.issuperset
    for i in with_either(p, index.keywords):
        for key in {p.lemmas[i], p.lower[i]}:
            for words, _ in index.entries(key):
                end = sequence_end(p, words, i) if present(words) else 0
                if end and not (p.deps[end - 1] == "compound" and p.heads[end - 1] >= end):  # "struck an oil depot" struck no oil
                    blocked.update(range(i, end))
    return blocked


def with_either(p: Parse, words: Set[str]) -> list[int]:
    """The tokens that are one of the words, or a form of one."""
    return sorted({*p.with_lemma(words), *p.with_word(words)})


def sequence_end(p: Parse, words: Sequence[str], first: int) -> int:
    """The end of the words as they stand from token `first`, hyphens apart; 0 if they do not. One article may stand between."""
    i, n = first, len(p.words)
    for k, word in enumerate(words):
        if k and i < n and p.words[i] == "-":
            i += 1
        if k and i < n and p.deps[i] == "det" and p.lower[i] != word:
            i += 1
        if i >= n or word not in (p.lemmas[i], p.lower[i]):
            return 0
        i += 1
    return i


def sequence_start(p: Parse, words: Sequence[str], last: int) -> int:
    """The first token of the words that end at token `last`, hyphens apart; -1 if they do not."""
    i = last
    for k, word in enumerate(reversed(words)):
        if k and i >= 0 and p.words[i] == "-":
            i -= 1
        if i < 0 or word not in (p.lemmas[i], p.lower[i]):
            return -1
        i -= 1
    return i + 1


def governing(p: Parse, first: int, last: int) -> int:
    """The noun that governs the words of a trigger: "suspension" in "suspension of aid"; the last where none of them does."""
    top = last
    while first <= p.heads[top] <= last and p.heads[top] != top:
        top = p.heads[top]
    return top if p.pos[top] in EVENT_NOUN_POS or p.pos[top] in VERBAL else last


def scattered(p: Parse, head: int, rest: Sequence[str]) -> tuple[int, ...] | None:
    """The tokens of a multi-word verb's other words, found one below the other in the tree ("opened heavy fire", "fire was opened").

    In whatever order the tree has them: "sign peace agreement" stands there as sign > agreement > peace.
    """
    found: list[int] = []
    missing = list(rest)
    while missing:
        hit = next(
            (
                (word, c)
                for word in missing
                for r in (*reversed(found), head)
                for c in p.children[r]
                if word in (p.lower[c], p.lemmas[c])
                and (word == p.lower[c] or p.pos[c] != "VERB")  # "fell, backed by": no "fall back"
                and c not in found
                and (r != head or c > head or p.deps[c] in {"nsubjpass", "nsubj"})
                and p.deps[c] != "conj"
            ),
            None,
        )
        if hit is None:
            hit = _after_object(p, head, missing) if not found else None
        if hit is None:
            return None
        missing.remove(hit[0])
        found.append(hit[1])
    return tuple(found)


def _after_object(p: Parse, verb: int, words: Sequence[str]) -> tuple[str, int] | None:
    """A word of a verb's that follows its object, for whose property the parser takes it: "held the militia responsible"."""
    for o in p.children[verb]:
        if p.deps[o] == "dobj":
            for c in p.children[o]:
                if c > o and p.pos[c] == "ADJ" and p.lower[c] in words:
                    return p.lower[c], c
    return None
