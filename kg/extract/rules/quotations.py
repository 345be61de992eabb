"""Quotations: stretches between quotation marks, within a paragraph, also over several sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.rules.parse import Parse

OPEN = frozenset({"“", "``", "`", "«", "„", "‘"})
CLOSE = frozenset({"”", "''", "»", "’"})
STRAIGHT = '"'
OPEN_OR_STRAIGHT = OPEN | {STRAIGHT}
APOSTROPHE = "'"
PAIRS = {"‘": frozenset({"’"}), APOSTROPHE: frozenset({APOSTROPHE})}
"""A single mark is closed by its like alone, for within double ones it quotes again."""
DOUBLE_CLOSE = CLOSE - {"’"}
BRITISH = re.compile(r"(?:^|[\s(])'\w")
"""A straight single mark that opens."""
STATEMENT = 4
"""Words that make a quotation a statement: what is shorter is a name or a scare quote."""
SPOKEN = 2
"""Words that make one where its punctuation tells that somebody speaks."""
WRAPPED = 100
"""Characters of the longest line in a text that was wrapped by hand."""
MARKS = OPEN | CLOSE | {STRAIGHT}
ALL_MARKS = MARKS | {APOSTROPHE}


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens `first` to before `end`, marks included.

    `whole`: it begins a sentence and holds one, so it needs no sentence around it; `goes_on`: the next paragraph goes on with it.
    """

    first: int
    end: int
    whole: bool
    goes_on: bool = False

    def covers(self, token: int) -> bool:
        """Whether the token lies between the marks."""
        return self.first <= token < self.end


def paragraph_breaks(p: Parse) -> list[int]:
    """Tokens of white space that part paragraphs: blank lines; single line ends in a text whose lines are not wrapped."""
    breaks = p.line_ends
    if not breaks:
        return breaks
    wrapped = max(map(len, p.text.split("\n"))) <= WRAPPED
    return [i for i in breaks if p.words[i].count("\n") > 1] if wrapped else breaks


def find_quotations(p: Parse, breaks: Sequence[int]) -> list[Quotation]:
    """All quotations that are statements, in the order of the text.

    A mark that is not closed quotes to the end of its paragraph if the next begins with one: so runs a long quotation.
    """
    if not any(mark in p.text for mark in ('"', "“", "«", "„", "‘", "``")) and not BRITISH.search(p.text):
        return []
    found = []
    first, marks = 0, p.with_word(ALL_MARKS)
    for stop in [*breaks, len(p)]:
        inside = marks[bisect_left(marks, first) : bisect_left(marks, stop)]
        if inside:
            found += _in_paragraph(p, inside, stop)
        first = stop + 1
    return [q for q in found if sum(w[0].isalnum() for w in p.words[q.first : q.end]) >= (SPOKEN if _is_spoken(p, q) else STATEMENT)]


def _is_spoken(p: Parse, q: Quotation) -> bool:
    """Whether so much tells that somebody speaks: it begins a sentence or follows a colon, and ends as a sentence or with a comma."""
    first, last = q.first + 1, q.end - 2
    if p.words[last] in {"!", "?"} and last - first > 1 and p.words[q.end - 1] in MARKS and p.words[first][0].isupper():
        return True  # "chanted “Lock her up!”"
    if last <= first or p.words[q.end - 1] not in MARKS or p.words[last] not in {",", ".", "!", "?"} or not p.words[first][0].isupper():
        return False
    start = p.sentences[p.sentence_of[first]][0]
    return all(w in MARKS or w.isspace() for w in p.words[start:first]) or (q.first > 0 and p.words[q.first - 1] == ":")


def _in_paragraph(p: Parse, marks: Sequence[int], stop: int) -> list[Quotation]:
    """The quotations between marks of a paragraph that ends before `stop`."""
    found: list[Quotation] = []
    opened: int | None = None
    for i in marks:
        w = p.words[i]
        if opened is None:
            if w in OPEN or (w == STRAIGHT and not _hugs_left(p, i)) or (w == APOSTROPHE and _opens(p, i)):
                opened = i
        elif _closes(p, i, p.words[opened]):
            found.append(_quotation(p, opened, i + 1))
            opened = None
    if opened is not None:
        follows = next((i for i in range(stop, len(p)) if not p.words[i].isspace()), None)
        if p.words[opened] != APOSTROPHE and follows is not None and p.words[follows] in OPEN_OR_STRAIGHT and stop - opened > 1:
            found.append(replace(_quotation(p, opened, stop), goes_on=True))
    return found


def _opens(p: Parse, i: int) -> bool:
    """Whether a straight single mark opens a quotation: apart from the word before, close to the next, and closed after a stop or comma."""
    if i + 1 >= len(p) or p.ends[i] != p.starts[i + 1] or not p.words[i + 1][0].isupper():
        return False
    return i == 0 or p.ends[i - 1] < p.starts[i] or p.words[i - 1].isspace() or p.words[i - 1] in OPEN_OR_STRAIGHT


def _closes(p: Parse, i: int, opening: str) -> bool:
    w = p.words[i]
    if opening == APOSTROPHE:  # "the soldiers' homes" stands in it, too
        return w == APOSTROPHE and p.words[i - 1][-1] in ".,!?…"
    if opening in PAIRS:
        return w in PAIRS[opening] and p.tags[i] != "POS" and p.pos[i] != "PART"
    return w in DOUBLE_CLOSE or w == STRAIGHT


def _hugs_left(p: Parse, i: int) -> bool:
    """Whether the mark stands close to the word before it and apart from the next, as a closing one does."""
    close = i > 0 and p.ends[i - 1] == p.starts[i] and not p.words[i - 1].isspace()
    apart = i + 1 >= len(p) or p.starts[i + 1] > p.ends[i] or p.words[i + 1].isspace()
    return close and apart


def _quotation(p: Parse, first: int, end: int) -> Quotation:
    start, stop = p.sentences[p.sentence_of[first]]
    before = range(start, first)
    if first + 1 < end and p.sentences[p.sentence_of[first + 1]][0] == first + 1:
        before = range(0)  # the mark was left to the sentence before
    begins = all(p.words[i].isspace() or p.words[i] in MARKS for i in before)
    last = p.words[end - 2] if p.words[end - 1] in MARKS else p.words[end - 1]
    closed = last in {".", "!", "?", "…", "..."} or end >= stop
    return Quotation(first, end, begins and closed)
