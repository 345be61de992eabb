"""Where names stand: statistical names cleaned, corrected by the gazetteer, by name heads and by designations.

A `NameBoard` holds names that do not overlap; what a later source knows better replaces what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds
from kg.extract.rules.namewords import NameWords
from kg.extract.rules.parse import Parse

if TYPE_CHECKING:
    from kg.gazetteer import Entry, Gazetteer

OWN = "dateline:"
"""How keys of the project's own gazetteer begin."""
NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "PRODUCT"})
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
TIME_LABELS = frozenset({"DATE", "TIME"})
QUOTES = frozenset("\"'“”‘’«»`´[](){}")
LATIN_ENDS = "\u0250"
POSSESSIVE = frozenset({"'s", "’s", "'", "’", "'S", "’S"})
PARTING = frozenset("();|•—[")
"""Marks that no name goes over."""
DASHES = frozenset("-–")
LISTING = frozenset({",", "and", "/", *DASHES})


@dataclass(slots=True, eq=False)
class Name:
    """A name on the board: tokens, the statistical label if any, and what is known of it."""

    first: int
    end: int
    label: str = ""
    type: str = ""
    entry: Entry | None = None
    senses: Sequence[Entry] = ()
    sure: bool = False
    """Whether the gazetteer entry may overrule what the parser says."""


class NameBoard:
    """Names of a text that do not overlap, with the name that each token belongs to."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.words = NameWords.load()
        self.owner: list[Name | None] = [None] * len(parse)
        self.timed = [False] * len(parse)
        """Tokens of statistical dates and times: "May", "Friday"."""
        self.capitals = list(compress(range(len(parse)), map(str.isupper, map(itemgetter(0), parse.words))))
        """Tokens that begin with a capital: no name is found by anything else."""

    def shouts(self, i: int) -> bool:
        """Whether the sentence of a token is written in capitals, or its line, as datelines are."""
        p = self.parse
        first, end = p.sentences[p.sentence_of[i]]
        near = [w for w in p.words[max(first, i - 3) : min(end, i + 4)] if w.isalpha() and len(w) > 1]
        return i == first or sum(w.isupper() for w in near) * 2 > len(near)

    def add(self, name: Name) -> None:
        """Put a name on the board; the caller has removed what it overlaps."""
        for i in range(name.first, name.end):
            self.owner[i] = name

    def remove(self, name: Name) -> None:
        """Take a name off."""
        for i in range(name.first, name.end):
            if self.owner[i] is name:
                self.owner[i] = None

    def within(self, first: int, end: int) -> list[Name]:
        """Names that overlap the tokens, in order."""
        return list(filter(None, dict.fromkeys(self.owner[max(first, 0) : end])))

    def names(self) -> list[Name]:
        """All names in order."""
        return self.within(0, len(self.owner))

    def resize(self, name: Name, first: int, end: int) -> None:
        """Give a name other bounds; names that it then overlaps go."""
        for other in self.within(first, end):
            if other is not name:
                self.remove(other)
        self.remove(name)
        name.first, name.end = first, end
        self.add(name)


def is_capital(word: str) -> bool:
    """Whether a word is written as (part of) a name: a capital first, or an ordinal or a number before capitals ("3rd")."""
    return word[0].isupper()


def is_possessive(word: str) -> bool:
    """The ending that makes a possessive."""
    return word in POSSESSIVE


def place_statistical(board: NameBoard) -> None:
    """Put the statistical names on the board, cut at line ends and brackets and trimmed."""
    p = board.parse
    for first, end, label in p.names:
        if label in TIME_LABELS:
            board.timed[first:end] = [True] * (end - first)
        if label not in NAME_LABELS:
            continue
        for a, b in _pieces(board, first, end, commas=label in PLACE_LABELS):
            if any(p.words[i][0].isupper() for i in range(a, b)):
                board.add(Name(a, b, label))


def _pieces(board: NameBoard, first: int, end: int, *, commas: bool = False) -> Iterator[tuple[int, int]]:
    """Parts of a span between line ends, brackets, semicolons (and commas), without what does not belong to a name at either side."""
    p, leading, a = board.parse, board.words.leading, first
    words, pos = p.words, p.pos
    for i in range(first, end + 1):
        if i == end or pos[i] == "SPACE" or (w := words[i]) in PARTING or (w in DASHES and _is_dash(p, i)) or (commas and w == ","):
            b = i
            while a < b and (words[a] in QUOTES or p.lower[a] in leading or pos[a] == "PUNCT" or words[a] in POSSESSIVE):
                a += 1
            while a < b and (words[b - 1] in QUOTES or words[b - 1] in POSSESSIVE or pos[b - 1] == "PUNCT"):
                b -= 1
            if a < b and not _is_junk(p, a, b):
                yield a, b
            a = i + 1


def _is_dash(p: Parse, i: int) -> bool:
    """Whether a dash has spaces around, and so parts names."""
    return i > 0 and p.ends[i - 1] < p.starts[i]


def _is_junk(p: Parse, a: int, b: int) -> bool:
    """URLs, handles, bare numbers and single letters are no names."""
    text = p.words[a]
    if b - a == 1 and (len(text) == 1 or "@" in text or "/" in text or "www." in text or text.isdigit()):
        return True
    if text.isascii() and text.isalpha():
        return False
    letters = [c for i in range(a, b) for c in p.words[i] if c.isalpha()]
    return not any(c < LATIN_ENDS or "\u1e00" <= c <= "\u1eff" for c in letters)  # names in another script: the parser only guesses


def place_known(board: NameBoard, gazetteer: Gazetteer, kinds: Kinds) -> None:
    """Put the gazetteer's names on the board: they overrule spans and labels, where they are trusted or the context supports them."""
    p, at = board.parse, 0
    words, inner, last = p.words, board.words.inner, len(board.parse) - 1
    found_at: list[tuple[int, int, tuple[Entry, ...]]] = []
    for i in sorted({*board.capitals, *(k for k in p.with_word(inner) if k < last and words[k] in inner)}):
        found = gazetteer.longest_match(words, i) if i >= at else None
        if found is not None and found[1] and any(w[0].isupper() for w in words[i : found[0]]):
            at = found[0]
            found_at.append((i, at, found[1]))
    sure = {senses[0].key for _, _, senses in found_at if not senses[0].weak}
    for first, end, senses in found_at:
        _settle_known(board, first, end, senses, kinds, trusted=not senses[0].weak or senses[0].key in sure)


def _settle_known(board: NameBoard, first: int, end: int, senses: Sequence[Entry], kinds: Kinds, *, trusted: bool) -> None:
    """Whether (and how) a gazetteer name takes its place among the statistical ones.

    A weak name is trusted where the text also has a sure name of the same thing ("IS" beside "Islamic State").
    """
    p = board.parse
    there = board.within(first, end)
    if end - first == 1 and board.timed[first] and not there and not trusted:  # "Niger on Monday" is not all a date
        return
    if not there:
        if not trusted and not (_place_context(board, first) and senses[0].type in kinds.place):
            return
        if p.pos[first] in {"VERB", "AUX", "ADP", "CCONJ", "PRON"} and end - first == 1 and not p.words[first].isupper():
            return
        board.add(Name(first, end, "", entry=senses[0], senses=senses, sure=trusted))
        return
    if len(there) == 1:
        name = there[0]
        if name.first == first and name.end == end:
            name.senses, name.sure = senses, trusted
            name.entry = choose_sense(senses, name.label, kinds, trusted=trusted)
            return
        if name.first <= first and end <= name.end:
            _inside(board, name, first, end, senses, kinds, trusted=trusted)
            return
    if not trusted and end - first == 1:
        return
    for name in there:
        a, b = name.first, name.end
        board.remove(name)
        if a < first and name.label == "PERSON":
            board.add(Name(a, first, name.label))
        if b > end and any(p.words[k][0].isupper() for k in range(end, b)):
            for x, y in _pieces(board, end, b):
                board.add(Name(x, y, name.label))
    board.add(Name(first, end, there[0].label, entry=senses[0], senses=senses, sure=trusted))


def _inside(board: NameBoard, name: Name, first: int, end: int, senses: Sequence[Entry], kinds: Kinds, *, trusted: bool) -> None:
    """A known name within a longer statistical one: "Paktika province" keeps its words, "Idlib, Syria" is two names."""
    p = board.parse
    divided = any(p.words[k] in LISTING for k in (first - 1, end) if name.first <= k < name.end)
    if divided and trusted and (name.label in PLACE_LABELS or name.label == "NORP" or "," in p.words[name.first : name.end]):
        a, b = name.first, name.end
        board.remove(name)
        for x, y in (*_pieces(board, a, first), *_pieces(board, end, b)):
            board.add(Name(x, y, name.label))
        board.add(Name(first, end, name.label, entry=senses[0], senses=senses, sure=trusted))
        return
    if first == name.first and trusted and senses[0].type in kinds.person and any(is_capital(w) for w in p.words[end : name.end]):
        board.resize(name, first, end)  # "Vladimir Putin Portugal" in a headline
        name.label, name.entry, name.senses, name.sure = "PERSON", senses[0], senses, True
        return
    rest = [k for k in range(name.first, name.end) if not first <= k < end and p.lower[k] not in board.words.directions]
    if first == name.first and trusted and senses[0].type in kinds.organization and p.lower[end] in {"of", "in"}:
        name.type, name.entry, name.sure = senses[0].type, senses[0], True  # "Islamic State of Iraq and Syria"
        return
    if not any(is_capital(p.words[k]) for k in rest):
        name.senses, name.sure = senses, trusted
        name.entry = choose_sense(senses, name.label, kinds, trusted=trusted)
        if name.label != "PERSON":
            board.resize(name, first, end)


def _place_context(board: NameBoard, first: int) -> bool:
    """Whether the word before says that this is a place: "near X"."""
    p = board.parse
    return first > 0 and p.lower[first - 1] in board.words.before_place and p.pos[first] == "PROPN"


def choose_sense(senses: Sequence[Entry], label: str, kinds: Kinds, *, trusted: bool) -> Entry | None:
    """The sense that agrees with the statistical label; the most trusted one where none does."""
    wanted = (
        kinds.person
        if label == "PERSON"
        else kinds.organization
        if label == "ORG"
        else kinds.place
        if label in PLACE_LABELS
        else frozenset()
    )
    for s in senses:
        if s.type in wanted:
            return s
    if label == "NORP":  # of towns only those of the project's own file: "the situation in Aleppo", but "Sunni" is none
        town = senses[0].type in kinds.settlement and not senses[0].key.startswith(OWN)
        return senses[0] if trusted and not town else None
    return senses[0] if trusted or not wanted else None
