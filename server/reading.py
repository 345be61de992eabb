"""An article's text cut into pieces, each with what it names and which claims it is the evidence of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from server.graph import Row, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text.

    `refers` is the IRI that its words refer to, `trigger` whether that is an event. `claims` counts the claims whose evidence
    covers it, `negated` tells that one of them is a denial. `anchor` is its offset, where a claim's evidence begins with it.
    """

    text: str
    refers: str | None = None
    label: str = ""
    trigger: bool = False
    claims: int = 0
    negated: bool = False
    anchor: int | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    row: Row


def read_along(article: str, mentions: Sequence[Row], claims: Sequence[Row]) -> list[Piece]:
    """Cut a text wherever a mention or the evidence of a claim begins or ends; put together, the pieces are the text.

    Where mentions lie in one another ("the governor of Sumy"), the words belong to the shortest.
    """
    length = len(article)
    named, said = _stretches(mentions, length), _stretches(claims, length)
    cuts = sorted({0, length, *(at for stretch in (*named, *said) for at in (stretch.start, stretch.end))})
    names, evidence = _Around(named), _Around(said)
    return [_piece(article[start:end], start, names.at(start), evidence.at(start)) for start, end in pairwise(cuts)]


class _Around:
    """The stretches around a place that only moves forward: each is taken up and put down once, however long the text."""

    def __init__(self, stretches: list[_Stretch]) -> None:
        self._ahead = sorted(stretches, key=lambda stretch: stretch.start, reverse=True)
        self._here: list[_Stretch] = []

    def at(self, place: int) -> list[_Stretch]:
        while self._ahead and self._ahead[-1].start <= place:
            self._here.append(self._ahead.pop())
        self._here = [stretch for stretch in self._here if stretch.end > place]
        return self._here


def _stretches(rows: Sequence[Row], length: int) -> list[_Stretch]:
    found = []
    for row in rows:
        start, end = text(row, "start"), text(row, "end")
        if start.isdecimal() and end.isdecimal() and int(start) < int(end) <= length:
            found.append(_Stretch(int(start), int(end), row))
    return found


def _piece(words: str, start: int, named: list[_Stretch], said: list[_Stretch]) -> Piece:
    inside = min(named, key=lambda stretch: stretch.end - stretch.start, default=None)
    return Piece(
        text=words,
        refers=text(inside.row, "node") if inside else None,
        label=text(inside.row, "label") if inside else "",
        trigger=inside is not None and text(inside.row, "form") == "trigger",
        claims=len(said),
        negated=any(text(stretch.row, "polarity").endswith("#Negated") for stretch in said),
        anchor=start if any(stretch.start == start for stretch in said) else None,
    )
