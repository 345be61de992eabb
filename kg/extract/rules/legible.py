"""The text as the parser should see it: without the remains of a page, unseen characters, wrapped lines and shouting.

Statistical parsers are trained on clean sentences: they take the words of "TROOPS SHELL VILLAGE" for one name, break names at
the ends of hard-wrapped lines, and words at soft hyphens. What is mended here is only what the parser reads; `Legible.offsets`
leads each character back to the text as it was given, so that evidence is always that text's own words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.extract.rules.boilerplate import boilerplate, part_clocks
from kg.extract.rules.casing import mend_case, style_of

if TYPE_CHECKING:
    from kg.extract.rules.casing import Words

UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0f]")
"""Soft hyphens, zero-width characters, marks of direction."""
REMAINS = re.compile(
    r"(?P<script><(?P<name>script|style)\b[^>]*>.*?</(?P=name)\s*>)"
    r"|(?P<tag></?[a-zA-Z][a-zA-Z0-9]{0,10}(?:\s[^<>\n]{0,400})?/?>|<!--.{0,2000}?-->)"
    r"|(?P<entity>&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});)"
    r"|(?P<link>\[(?=[^\[\]\n]{1,200}\]\(https?://[^\s()]{1,500}\))|(?<=[^\s\[])\]\(https?://[^\s()]{1,500}\))"
    rf"|(?P<nothing>{UNSEEN.pattern}|\r(?=\n)|\*\*|__|~~|`)"
    r"|(?P<space>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufffd\U0001f000-\U0001faff])"
    r"|(?P<line>\r|\u2028|\u2029|\u0085|\x0b|\x0c)"
    r"|(?P<hash>(?<![\w&/])\#(?=[A-Z][a-z])|(?:(?<=\n)|(?<=\A))(?:\#{1,6}|>)(?=[ ]))",
    re.IGNORECASE | re.DOTALL,
)
"""Tags, entities, Markdown, unseen characters, pictures: what stands in text that was taken from pages, feeds and tweets."""
MAY_REMAIN = re.compile(
    "[<&\\[\\*_~`#>\r\x0b\x0c\x85\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u2190-\u2bff\u3000"
    "\ufe0f\ufeff\ufffd\U0001f000-\U0001faff]"
)
"""A character without which a text has no remains."""
BLOCKS = frozenset(
    "p div li ul ol br tr table h1 h2 h3 h4 h5 h6 blockquote section article header footer figure figcaption hr td th".split()
)
"""Tags that end a line."""
BULLET = re.compile(r"\s*(?:[-–—*•·▪◦>#|]|\d{1,2}[.)]\s|\(?[a-z]\)\s)")
FINAL = frozenset(".!?:;”\"'’)|")
NARROWEST, WIDEST = 40, 100
"""Characters of the longest line of wrapped text: news agencies' 40 to 80, mail's 72, terminals' 100."""
FULL, FEWEST = 0.85, 3
"""Lines of at least this part of the longest are full; wrapped text has a few of them."""


@dataclass(frozen=True, slots=True)
class Legible:
    """What the parser reads, and for each of its characters where it stands in the text as given; None: at the same place."""

    text: str
    offsets: Sequence[int] | None = None


def legible(text: str, words: Words) -> Legible:
    """Take out remains, boilerplate and unseen characters, join the lines of wrapped paragraphs, write shouted lines as sentences."""
    clean, offsets = _cut(*without_remains(text))
    return Legible(mend_case(join_wrapped(part_clocks(clean)), words), offsets)


def _cut(text: str, offsets: list[int] | None) -> tuple[str, list[int] | None]:
    """The text and its offsets with a line's end in place of each piece of boilerplate."""
    spans = boilerplate(text)
    if not spans:
        return text, offsets
    offsets = offsets if offsets is not None else list(range(len(text)))
    kept: list[str] = []
    left: list[int] = []
    at = 0
    for start, end in spans:
        within = "\n" not in text[start:end] and text[max(0, start - 1) : start] not in {"", "\n"} and text[end : end + 1] not in {"", "\n"}
        kept += [text[at:start], " " if within else "\n"]
        left += [*offsets[at:start], offsets[start]]
        at = end
    kept.append(text[at:])
    left += offsets[at:]
    return "".join(kept), left


def without_remains(text: str) -> tuple[str, list[int] | None]:
    """The text without what `REMAINS` names, and the offset in `text` of each character left; None where nothing was taken out."""
    if not MAY_REMAIN.search(text):
        return text, None
    kept: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in REMAINS.finditer(text):
        kept.append(text[at : match.start()])
        offsets.extend(range(at, match.start()))
        instead = _instead(match)
        kept.append(instead)
        offsets.extend([match.start()] * len(instead))
        at = match.end()
    if not at:
        return text, None
    kept.append(text[at:])
    offsets.extend(range(at, len(text)))
    return "".join(kept), offsets


def _instead(match: re.Match[str]) -> str:
    """What the parser reads in place of a remain: nothing, a space, the end of a line, or the character that an entity names."""
    kind, found = match.lastgroup, match.group()
    if match["script"] is not None:
        return "\n"
    if kind == "tag":
        name = re.match(r"</?([a-zA-Z0-9]*)", found)
        return "\n" if name is not None and name[1].lower() in BLOCKS else ""
    if kind == "entity":
        character = html.unescape(found)
        if len(character) != 1:
            return found
        return " " if character.isspace() else "" if UNSEEN.match(character) else character
    return {"space": " ", "line": "\n"}.get(kind or "", "")


def join_wrapped(text: str) -> str:
    """Write spaces for the line ends within sentences of hard-wrapped text; no other character moves or changes.

    A line goes on in the next if that begins in lower case, or if the text is wrapped (no line is wider than a page's, and some
    reach its width), the line ends no sentence, and the first word of the next would not have fitted on it.
    """
    if "\n" not in text:
        return text
    lines = text.split("\n")
    width = max(map(len, lines))
    if width > WIDEST or sum(len(line) >= FULL * width for line in lines) < FEWEST or width < NARROWEST:
        width = 0
    joined = [lines[0]]
    for before, line in pairwise(lines):
        joined += [" " if _goes_on(before, line, width) else "\n", line]
    return "".join(joined)


def _goes_on(before: str, line: str, width: int) -> bool:
    """Whether a sentence goes on in the next line of a text of this width; 0: not wrapped as far as one can tell."""
    bare = before.rstrip()
    if not bare or not line or line[0].isspace() or bare[-1] in FINAL or BULLET.match(line) or "\t" in line + bare:
        return False
    if line[0].islower():
        return True
    return bool(width) and len(bare) + 1 + len(line.split(maxsplit=1)[0]) > width and not BULLET.match(before) and not style_of(before)
