"""Where sentences begin for certain, told to the parser before it parses: after datelines, headings and paragraphs.

A parser trained on running text reads "KABUL, Afghanistan (Jan. 25) - Gunmen attacked" as one clause, and a heading as the
subject of the sentence below it. Line breaks of hard-wrapped text are no boundaries.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

DAY = r"(?:[A-Z][a-z]{2,8}\.?[ ]\d{1,2}|\d{1,2}[ ][A-Z][a-z]{2,8})"
NO_PLACE = r"(?!(?:On|In|By|From|Since|Until|After|Before)\b|[A-Z][a-z]+day\b)"
DATELINE = re.compile(
    rf"(?:^|\n)[ \t]*(?:[A-Z][A-Z.'’]+(?:[ /-][A-Z.'’]+){{0,3}}"  # PLACE, or Place that a day follows
    rf"|{NO_PLACE}[A-Z][a-z]+(?:[ -][A-Z][a-z]+)?(?=,[ ]{DAY}[ ]*(?:\(|[–—]|-{{1,2}}[ ])))"
    r"(?:,[ ][A-Z][\w.'’]+(?:[ ](?:of[ ])?[A-Z][\w.'’]+){0,3})?"  # , Country of Many Words
    rf"(?:,?[ ]\(?(?:{DAY}|[A-Z][a-z]+)(?:,?[ ]\d{{4}})?\)?)?"  # , May 11 or (Reuters)
    r"(?:[ ]\([^)\n]{2,30}\))?[ ]*(?:[–—:]|-{1,2}[ ])"
)
FINAL = frozenset(".!?:;”\"'’)")
BULLETS = frozenset("•·▪◦‣●■*")
BULLET = re.compile(r"[-–—] \w|\(?\d{1,2}[.)] \w|\([a-z]\) \w")
"""How an item of a list begins, besides: "- soldiers", "1. soldiers", "(a) soldiers"."""
WRAPPED = 0.75
"""A line that is shorter than this part of the longest line ended on purpose."""


def mark_boundaries(doc: Doc) -> Doc:
    """Set `is_sent_start` on the tokens that begin a sentence for certain; the parser decides on all others."""
    starts = {m.end() for m in DATELINE.finditer(doc.text)}
    longest = max((len(line) for line in doc.text.split("\n")), default=0)
    line_start, pending = 0, False
    for i, token in enumerate(doc):
        if pending and not token.is_space:
            token.is_sent_start = True
            pending = False
        if token.is_space and "\n" in token.text:
            pending = pending or _ends(doc, i, token.idx - line_start, longest)
            line_start = token.idx + len(token.text)
        elif i > 1 and doc[i - 1].text == "X." and doc[i - 2].lower_ in {"on", "via"} and token.text[0].isupper():
            token.is_sent_start = True  # the network, and no initial
        elif starts and i and any(doc[i - 1].idx < s <= token.idx for s in starts):
            token.is_sent_start = True
    return doc


def _ends(doc: Doc, i: int, length: int, longest: int) -> bool:
    """Whether the line break at token `i`, after a line of this length, ends a sentence or heading."""
    if doc[i].text.count("\n") > 1 or i == 0 or i + 1 == len(doc):
        return True
    if doc[i + 1].text in BULLETS or BULLET.match(doc.text, doc[i + 1].idx):
        return True
    if doc[i + 1].text[0].islower():
        return False
    return doc[i - 1].text[-1] in FINAL or length < WRAPPED * longest
