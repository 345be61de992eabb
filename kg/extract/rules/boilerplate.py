"""What stands around an article and tells of nothing: signatures of agencies, credits, subscriptions, links, tables' heads.

A parser makes actors and events of it ("Two killed. Reporting by ..., editing by ..."; "get the day's attacks in your inbox"). The
patterns are data: `ontology/boilerplate.toml`. Only the parser does not see it; the article keeps it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from string import ascii_lowercase, ascii_uppercase

from kg.resources import data_path

SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
"""Small letters for capitals, and none more or fewer."""
STOPS = re.compile(r"[.!?…][\"”’)]*\s|\n")
ROW = re.compile(r"^[^\n]*(?:\|[^\n|]*\||\t[^\n\t]*\t)[^\n]*$", re.MULTILINE)
"""A line with three cells at least."""
CELLS = re.compile(r"[|\t]")
LONGEST_CELL = 6
"""Words of a cell at most: in longer ones there may be sentences."""
CLOCK = re.compile(
    r"^[ \t]*(?:\d{1,2}[:.h]\d{2}|\d{1,2}[ap]m)(?:[ ]?[ap]\.?m\.?)?"
    r"(?:[ ]?(?:GMT|BST|UTC|EST|EDT|ET|CET|CEST|EET|IST|local time))?(?P<gap>[ \t]+)(?![A-Z]{2,4}\b)(?=[A-Z“\"])",
    re.MULTILINE,
)
"""The time of an entry of a live blog."""


Guarded = tuple[tuple[str, re.Pattern[str]], ...]
"""Patterns, each beside a word that a text must have, in small letters, for the pattern to be looked for: a word is found far sooner."""


@cache
def _patterns() -> tuple[re.Pattern[str], Guarded, Guarded]:
    data = tomllib.loads(data_path("ontology", "boilerplate.toml").read_text("utf-8"))
    lines = "|".join(f"(?:{p})" for p in data["lines"])
    sentences = [(p["has"], re.compile(rf"\b(?:{p['pattern']})")) for p in data["sentences"]]
    parts = [(p["has"], re.compile(p["pattern"], re.IGNORECASE)) for p in data["parts"]]
    return (
        re.compile(rf"^[ \t]*(?:{lines})[ \t]*$", re.IGNORECASE | re.MULTILINE),
        tuple((word, pattern) for words, pattern in sentences for word in words),
        tuple((word, pattern) for words, pattern in parts for word in words),
    )


def boilerplate(text: str) -> list[tuple[int, int]]:
    """The spans of a text that are no part of its article, in order and apart from one another."""
    lines, sentences, parts = _patterns()
    low = text.lower()
    small = low if len(low) == len(text) else text.translate(SMALL)
    found = [m.span() for m in lines.finditer(text)]
    found += _sentences(text, sorted(m.start() for word, pattern in sentences if word in small for m in pattern.finditer(small)))
    found += [m.span() for word, pattern in parts if word in small for m in pattern.finditer(text)]
    found += [m.span() for m in ROW.finditer(text) if all(len(c.split()) <= LONGEST_CELL for c in CELLS.split(m.group()))]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if apart and start <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        elif end > start:
            apart.append((start, end))
    return apart


def _sentences(text: str, matches: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The sentences, within their lines, that hold a match; `matches` are where these begin, in order."""
    if not matches:
        return
    stops = [0, *(m.end() for m in STOPS.finditer(text)), len(text)]
    k = 0
    for at in matches:
        while stops[k + 1] <= at and k + 2 < len(stops):
            k += 1
        end = stops[k + 1]
        yield stops[k], end - 1 if end > at and text[end - 1] == "\n" else end


def part_clocks(text: str) -> str:
    """The text with a line's end after the time that begins an entry of a live blog; its length stays."""
    return CLOCK.sub(lambda m: m.group()[: m.start("gap") - m.start()] + "\n" + " " * (len(m["gap"]) - 1), text)
