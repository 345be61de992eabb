"""Names beside the marks of a picture, as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

SMALL, LARGE = 15, 30
"""Size of names in a picture's units: on a wide page, and on a phone, where the whole picture is a third as large."""
_WIDTH = 0.56
"""Mean width of a letter in heights: that of the fonts a page asks for, with a little to spare."""
_HALF = 0.6
"""Half the height of a line, in heights."""
_GAP = 4
LONGEST = 30
_FEW = 6
_TRIED = 120
"""Marks whose names are tried: there is no room for more, and looking for it takes the longer, the more marks there are."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark that wants its name beside it: its middle, radius and name."""

    x: float
    y: float
    r: float
    name: str


@dataclass(frozen=True, slots=True)
class Label:
    """Where the middle of a name's line stands; `anchor` is SVG's text-anchor, `always` that there is room on a small screen too."""

    x: float
    y: float
    anchor: str
    always: bool = False


Room = tuple[float, float, float, float]


class Board:
    """What room is left in a picture of `width` times `height`, whose marks are `spots` and in which other things are `taken`."""

    def __init__(self, width: float, height: float, spots: Iterable[Spot], taken: Iterable[Room] = ()) -> None:
        self._width, self._height = width, height
        self._taken: list[Room] = [(spot.x - spot.r, spot.y - spot.r, spot.x + spot.r, spot.y + spot.r) for spot in spots]
        self._taken += taken

    def place(self, spot: Spot, size: float, rather: Board | None = None) -> Label | None:
        """Take the first room of those to the right, left, above and below, one that small letters have in `rather` before others."""
        free = [label for label in _sides(spot, size) if self.free(label, spot.name, size)]
        better = (label for label in free if rather is None or rather.free(label, spot.name, SMALL))
        label = next(better, free[0] if free else None)
        if label is not None:
            self.keep(label, spot.name, size)
        return label

    def free(self, label: Label, name: str, size: float) -> bool:
        """Whether a label would lie within the picture and on nothing."""
        left, top, right, bottom = _room(label, name, size)
        inside = left >= 0 and top >= 0 and right <= self._width and bottom <= self._height
        return inside and not any(left < x1 and x0 < right and top < y1 and y0 < bottom for x0, y0, x1, y1 in self._taken)

    def keep(self, label: Label, name: str, size: float) -> None:
        """Take a label's room."""
        self._taken.append(_room(label, name, size))


def labels_for(
    spots: Sequence[Spot], *, width: float, height: float, others: Sequence[Spot] = (), must: int = 0, taken: Sequence[Room] = ()
) -> list[Label | None]:
    """A label, or None, for each of `spots` (the weightiest first) and then of `others`, of which small screens name only a few.

    What has room in large letters has room there in small ones too, and comes first. The first `must` spots may be named on marks and on
    what is `taken`, if there is no other room, but not on names.
    """
    large, small, bare = Board(width, height, spots, taken), Board(width, height, spots, taken), Board(width, height, ())
    beyond: list[Label | None] = [None] * len(spots[_TRIED:])
    spots = spots[:_TRIED]
    found: list[Label | None] = []
    for number, spot in enumerate(spots):
        label = large.place(spot, LARGE)
        if label is None and number < must and (label := bare.place(spot, LARGE, rather=small)):
            large.keep(label, spot.name, LARGE)
        elif label is not None:
            bare.keep(label, spot.name, LARGE)
        found.append(label)
    named = 0
    for spot in others:
        found.append(large.place(spot, LARGE) if named < _FEW else None)
        named += found[-1] is not None
    everything = [*spots, *others]
    for spot, label in zip(everything, found, strict=True):
        if label is not None:
            small.keep(label, spot.name, SMALL)
    placed = [replace(label, always=True) if label else small.place(spot, SMALL) for spot, label in zip(everything, found, strict=True)]
    return placed[: len(spots)] + beyond + placed[len(spots) :]


def shortened(name: str) -> str:
    """A name as a picture shows it: its first words, where all of them are more than `LONGEST` letters."""
    if len(name) <= LONGEST:
        return name
    words = name[: LONGEST - 1].rpartition(" ")[0] if " " in name[: LONGEST - 1] else name[: LONGEST - 1]
    return words.rstrip(" ,;:–-") + "…"


def _sides(spot: Spot, size: float) -> Iterator[Label]:
    """To the right and left; above and below, in the middle or to one side, for marks at an edge."""
    away = spot.r + _GAP
    yield Label(round(spot.x + away, 1), spot.y, "start")
    yield Label(round(spot.x - away, 1), spot.y, "end")
    above, below = round(spot.y - away - size * _HALF, 1), round(spot.y + away + size * _HALF, 1)
    for anchor, x in (("middle", spot.x), ("start", round(spot.x - spot.r, 1)), ("end", round(spot.x + spot.r, 1))):
        yield Label(x, above, anchor)
        yield Label(x, below, anchor)


def _room(label: Label, name: str, size: float) -> Room:
    wide = len(name) * size * _WIDTH
    left = label.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * wide
    return left, label.y - size * _HALF, left + wide, label.y + size * _HALF
