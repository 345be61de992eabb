"""An attribution, and the token ranges of what was said. All ranges are end exclusive."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Range = tuple[int, int]


@dataclass(slots=True)
class Attribution:
    """A source's statement. Token ranges are end exclusive; `source` is the head token of the source, if there is one.

    `ranges` is what was said, in order and without the cue: in "The strike, officials said, killed two" there are two.
    `hidden` marks a passive or hedge that names no source ("was said to have", "reportedly"); `refused` a cue that did not come, or
    leaves its content open ("has not confirmed", "did not say whether"); `looming` what is warned of or feared; `foreboding` a warning
    of what may come, if that lies ahead ("warned that rebels would attack").
    `vouched`: a hidden one that is no hedge ("12 were confirmed dead", "a truce was announced").
    `presupposed`: that it happened is taken for granted, whose deed it was is said; `own_part`: of the source's own part in it.
    `debunked`: the writer says that it is false ("falsely claimed").
    `statement`: the content is a clause or a quotation, and says something by itself.
    `naming`: the content is what somebody calls a thing ("called it a crime"), which a word may tell.
    `mind`: what the source wants or means to do, told by the writer or by whom he cites; `unwilling`: what it will not do.
    `asked`: a question ("asked whether"), whoever asks it.
    `turns`: quotations among the ranges that go on in sentences of their own, after the one that has the cue.
    `relays`: the cue of the attribution that hands on what this source said ("Reuters reported, citing officials").
    """

    cue: Range
    stance: str
    source: int | None
    ranges: tuple[Range, ...]
    hidden: bool = False
    refused: bool = False
    looming: bool = False
    foreboding: bool = False
    vouched: bool = False
    presupposed: bool = False
    own_part: bool = False
    debunked: bool = False
    statement: bool = True
    naming: bool = False
    relays: int | None = None
    turns: tuple[Range, ...] = ()
    mind: bool = False
    unwilling: bool = False
    asked: bool = False

    @property
    def content(self) -> Range:
        """From the first word that was said to the last."""
        return self.ranges[0][0], self.ranges[-1][1]

    def covers(self, token: int) -> bool:
        """Whether the token lies in what was said."""
        return any(first <= token < end for first, end in self.ranges)

    @property
    def size(self) -> int:
        """Length of the content in tokens: the smaller of two that cover a token is the nearer to it."""
        return sum(end - first for first, end in self.ranges)


def inside(token: int, ranges: Iterable[Range]) -> bool:
    return any(a <= token < b for a, b in ranges)


def contents_of(attributions: Iterable[Attribution]) -> dict[int, list[Range]]:
    """What each source says in all, by the source's head token."""
    said: dict[int, list[Range]] = {}
    for a in attributions:
        if a.source is not None:
            said.setdefault(a.source, []).extend(a.ranges)
    return said


def without(ranges: Iterable[Range], *holes: Range | None) -> tuple[Range, ...]:
    """The union of ranges, in order, less the holes."""
    merged: list[Range] = []
    for first, end in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        elif first < end:
            merged.append((first, end))
    for hole in holes:
        if hole is not None:
            merged = [part for a, b in merged for part in ((a, min(b, hole[0])), (max(a, hole[1]), b)) if part[0] < part[1]]
    return tuple(merged)


def within_paragraph(a: Attribution, breaks: Sequence[int]) -> bool:
    """Cut what a parser joined from other paragraphs (a headline, say); whether anything of the content is left."""
    if breaks:
        k = bisect_left(breaks, a.cue[0])
        first = breaks[k - 1] + 1 if k else 0
        end = breaks[k] if k < len(breaks) else a.content[1]
        a.ranges = tuple((max(x, first), min(y, end)) for x, y in a.ranges if x < end and y > first)
    return bool(a.ranges)
