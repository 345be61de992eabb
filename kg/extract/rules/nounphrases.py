"""Where the phrase of a noun begins and ends, as a human annotator would mark it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.rules.nominalwords import NominalWords
from kg.extract.rules.numbers import number_words, read_number
from kg.extract.rules.parse import Parse

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

COUNTING = frozenset({"NUM", "ADP", "ADV", "ADJ", "SYM", "PUNCT", "SCONJ", "NOUN"})
COUNTED = frozenset({"PUNCT", "SYM", "CCONJ", "NUM"})
CLAUSES = frozenset("relcl acl advcl ccomp parataxis cc preconj nsubj aux mark".split())
NO_BEGINNING = frozenset({"PUNCT", "CCONJ", "ADP", "SCONJ", "SPACE", "PART", "SYM"})
OPENING, CLOSING = frozenset("([{“‘"), frozenset(")]}”")
BRACKETS = OPENING | CLOSING
WIDEST = 12
"""Tokens before the head at most: what is longer is a parser's error."""


NOUN_PHRASE_DEPS = frozenset("amod compound nummod nmod advmod quantmod".split())


def phrase_start(p: Parse, head: int) -> int:
    """The first token of a noun phrase, without determiners, possessors or clauses."""
    first = head
    while first - 1 >= p.left[head] and (p.deps[first - 1] in NOUN_PHRASE_DEPS or p.words[first - 1] == "-"):
        first -= 1
    return first


def left_edge(p: Parse, i: int, noun_first: int, taken: list[bool]) -> int:
    """The first token of the front of noun `i`'s phrase: what depends on it and stands unbroken before it.

    `noun_first` is the first word of the noun itself ("railway" of "railway bridge").
    """
    first, limit = noun_first, max(p.left[i], p.sentences[p.sentence_of[i]][0], i - WIDEST)
    j = noun_first - 1
    while j >= limit and p.pos[j] != "SPACE":
        if p.deps[j] in CLAUSES and p.heads[j] == i:
            break
        if p.pos[j] == "AUX" or (p.pos[j] == "PRON" and p.tags[j] != "PRP$"):
            break
        first = j
        j -= 1
    if first < noun_first:
        first = _after_bracket(p, _after_conjunction(p, first, noun_first), noun_first)
    while first < noun_first and (p.pos[first] in NO_BEGINNING or p.deps[first] in {"advmod", "predet", "preconj", "cc"}):
        first += 1
    # a phrase that would begin within a name begins with the name instead
    while first > 0 and taken[first] and taken[first - 1] and p.pos[first - 1] not in {"PUNCT", "SPACE"}:
        first -= 1
    return first


def _after_bracket(p: Parse, first: int, noun_first: int) -> int:
    """The part after a bracket or quotation mark that has no partner within the phrase."""
    if BRACKETS.isdisjoint(p.words[first:noun_first]):
        return first
    opened: list[int] = []
    for k in range(first, noun_first):
        if p.words[k] in OPENING:
            opened.append(k)
        elif p.words[k] in CLOSING and opened:
            opened.pop()
        elif p.words[k] in CLOSING:
            first = k + 1
    return opened[-1] + 1 if opened else first


def _after_conjunction(p: Parse, first: int, noun_first: int) -> int:
    """The part after "and" where what stands before it is a phrase of its own: "officials and | Sunni fighters"."""
    for k in range(noun_first - 1, first, -1):
        if p.pos[k] == "CCONJ" and p.pos[k - 1] in {"NOUN", "PROPN"}:
            shared = p.deps[k - 1] in {"nmod", "amod", "compound"} and p.heads[k - 1] >= noun_first and p.heads[k + 1] == k - 1
            if shared and p.tags[k - 1] == "NNP" and p.pos[k + 1] == "ADJ":
                continue  # "Ugandan and Somali troops"
            own_phrase = p.pos[k + 1] in {"NUM", "DET", "VERB"} or (p.pos[k + 1] == "ADJ" and p.tags[k - 1] in {"NN", "NNP"})
            if p.tags[k - 1] in {"NNS", "NNPS"} or own_phrase:
                return k + 1
    return first


def without_number(p: Parse, first: int, noun_first: int, head: int, taken: list[bool]) -> tuple[int, float | None]:
    """The beginning without the number it begins with, and the number; "the two bridges" keeps it inside."""
    words = NominalWords.load()
    article = p.lower[first] in {"a", "an"}
    count, j = (2.0 if p.lower[first] == "both" else None), first
    for c in p.children[head]:
        if p.deps[c] == "nummod" and first <= c < noun_first and not is_designation(p, c):
            number = next((n for n in (_number_at(p, k, taken) for k in range(p.left[c], c + 1)) if n is not None), None)
            count = number[0] if number is not None else count
            # "a further 12 tanks": the article belongs to the number
            if (article or p.pos[first] not in {"DET", "PRON"}) and all(
                p.pos[k] in COUNTING or p.deps[k] == "quantmod" for k in range(first + article, c)
            ):
                j = number[1] if taken[c] and number is not None else first if taken[c] else c + 1
    if j == first and article and first + 1 < noun_first and p.lower[first + 1] in words.counting_with_article:
        j += 1  # "a dozen tanks"
    while j < noun_first and not taken[j] and (p.lower[j] in words.vague or p.pos[j] in COUNTED or _is_gerund(p, j, first)):
        j += 1
    return j, count


def is_designation(p: Parse, number: int) -> bool:
    """Whether a number before a noun belongs to the name before it: 2 of "Leopard 2 tanks"."""
    name = number - 1
    beside = p.deps[number] == "nummod" and p.left[number] == number and name >= 0 and p.heads[name] == p.heads[number] > number
    return beside and p.tags[name] in {"NNP", "NNPS"} and p.deps[name] in {"nmod", "compound"}


def _number_at(p: Parse, k: int, taken: list[bool]) -> tuple[float, int] | None:
    """The number at a token that no name covers: "AK-47" is none."""
    return None if taken[k] else read_number(p.lower, k, number_words())


def _is_gerund(p: Parse, j: int, first: int) -> bool:
    """ "clearing areas": what is done to them is no part of the phrase."""
    return j == first and p.tags[j] == "VBG" and p.pos[j] == "VERB"


def right_edge(p: Parse, i: int, *, place: bool, title: bool, taken: list[bool], lexicon: Lexicon) -> int:
    """The end of the phrase: the head, or an of-phrase whose object is a name or (after what is no place) a noun of the lexicon.

    An office may have its field after "for": "Minister for Central Asia".
    """
    end = i + 1
    if end + 1 >= len(p) or p.heads[end] != i or not (p.lower[end] == "of" or (title and p.lower[end] == "for")):
        return end
    for c in p.children[end]:
        if p.deps[c] == "pobj" and (taken[c] or (not place and p.lemmas[c] in lexicon.entity_nouns)) and p.left[c] == end + 1:
            last = c
            while last + 1 < len(p) and taken[c] and taken[last + 1] and p.heads[last + 1] in {c, last}:
                last += 1
            if "(" in p.words[end:last] and ")" not in p.words[end:last] and p.words[last + 1 : last + 2] == [")"]:
                last += 1  # "Organisation (NGO)"
            return last + 1
    return end
