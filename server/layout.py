"""Where the nodes of a network stand: near those they are tied to, and the same on every machine and day.

Each connected part is laid out by majorizing its stress (Gansner, Koren, North: Graph Drawing by Stress Majorization, 2004), which needs
no chance to begin with and no temperature to be tuned; then the parts are put side by side. Libraries that do this want SciPy beside
them, or come under a licence that ours does not go with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Point = tuple[float, float]

_ROUNDS = 150
"""Rounds of majorization: the picture of a hundred nodes does not change visibly after some eighty."""
_GOLDEN = math.pi * (3 - math.sqrt(5))
_ASIDE = 1.2
"""Room around a part, in lengths of the shortest tie."""


def positions(count: int, ties: Sequence[tuple[int, int]], *, width: float, height: float, margin: float) -> list[Point]:
    """A point for each of the nodes 0 to `count` - 1 within the picture, at least `margin` from its edges; ties have no direction here."""
    near: dict[int, list[int]] = {node: [] for node in range(count)}
    for one, other in ties:
        if one != other:
            near[one].append(other)
            near[other].append(one)
    parts = [(part, _upright(_stressed(part, near))) for part in _parts(near)]
    boxes = [_size(points) for _, points in parts]
    corners, wide, high = _shelves(boxes, (width - 2 * margin) / (height - 2 * margin))
    scale = min((width - 2 * margin) / max(wide, 1e-9), (height - 2 * margin) / max(high, 1e-9))
    left, top = (width - wide * scale) / 2, (height - high * scale) / 2
    found: dict[int, Point] = {}
    for (part, points), corner in zip(parts, corners, strict=True):
        for node, (x, y) in zip(part, points, strict=True):
            found[node] = round(left + (corner[0] + x) * scale, 1), round(top + (corner[1] + y) * scale, 1)
    return [found[node] for node in range(count)]


def _parts(near: Mapping[int, Sequence[int]]) -> list[list[int]]:
    """The connected parts, the largest first; in each the nodes with most ties first."""
    left, found = set(near), []
    for node in sorted(near):
        if node in left:
            part = sorted(_reached(node, near), key=lambda member: (-len(near[member]), member))
            left.difference_update(part)
            found.append(part)
    return sorted(found, key=lambda part: (-len(part), part[0]))


def _reached(start: int, near: Mapping[int, Sequence[int]]) -> set[int]:
    reached, left = {start}, [start]
    while left:
        for other in near[left.pop()]:
            if other not in reached:
                reached.add(other)
                left.append(other)
    return reached


def _stressed(part: Sequence[int], near: Mapping[int, Sequence[int]]) -> list[Point]:
    """Points whose distances come as near as may be to the lengths of the ways between them (weighted by their inverse squares)."""
    if len(part) == 1:
        return [(0.0, 0.0)]
    import numpy as np  # noqa: PLC0415  a fifth of a second, and only networks need it

    count = len(part)
    at, around = {node: row for row, node in enumerate(part)}, {node: set(near[node]) for node in part}
    wanted = np.full((count, count), np.inf)
    np.fill_diagonal(wanted, 0.0)
    for node in part:
        for other in around[node]:
            # Who has many neighbours needs room for them: a tie is the longer, the more neighbours its ends do not share.
            wanted[at[node], at[other]] = math.sqrt(len(around[node] ^ around[other]) / 2)
    for through in range(count):
        wanted = np.minimum(wanted, wanted[:, through, None] + wanted[None, through, :])
    weight = 1 / np.where(wanted > 0, wanted, np.inf) ** 2
    laplacian = np.diag(weight.sum(axis=1)) - weight
    # The inverse but for moving all points together, as every row sums to nothing.
    inverse = np.linalg.inv(laplacian + 1 / count)
    # Those with most ties begin in the middle of a spiral.
    turn = np.arange(count) * _GOLDEN
    points = np.sqrt(np.arange(count) + 0.5)[:, None] * np.column_stack((np.cos(turn), np.sin(turn)))
    for _ in range(min(_ROUNDS, 12 * count)):
        apart = points[:, None, :] - points[None, :, :]
        distance = np.sqrt((apart**2).sum(axis=2))
        ratio = weight * wanted / np.maximum(distance, 1e-6)
        points = inverse @ (ratio.sum(axis=1)[:, None] * points - ratio @ points)
    return [(float(x), float(y)) for x, y in points]


def _upright(points: Sequence[Point]) -> list[Point]:
    """The points turned so that they are widest from left to right, moved to begin at 0, 0."""
    x0, y0 = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    xx, yy = sum((x - x0) ** 2 for x, _ in points), sum((y - y0) ** 2 for _, y in points)
    xy = sum((x - x0) * (y - y0) for x, y in points)
    turn = -0.5 * math.atan2(2 * xy, xx - yy)
    turned = [(x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)) for x, y in points]
    left, top = min(x for x, _ in turned), min(y for _, y in turned)
    return [(x - left, y - top) for x, y in turned]


def _size(points: Sequence[Point]) -> Point:
    return max(x for x, _ in points) + _ASIDE, max(y for _, y in points) + _ASIDE


def _shelves(boxes: Sequence[Point], form: float) -> tuple[list[Point], float, float]:
    """Corners of boxes in rows, which together are about `form` times as wide as high, and how wide and high that is.

    The width of the rows is tried out: the one whose picture is scaled down least wins.
    """
    widest, area = max(wide for wide, _ in boxes), sum(wide * high for wide, high in boxes)
    best: tuple[float, list[Point], float, float] | None = None
    for number in range(12):
        limit = max(widest, math.sqrt(area * form) * (0.8 + 0.1 * number))
        corners, wide, high = _rows(boxes, limit)
        scaled = max(wide / form, high)
        if best is None or scaled < best[0]:
            best = scaled, corners, wide, high
    assert best
    return best[1], best[2] - _ASIDE, best[3] - _ASIDE


def _rows(boxes: Sequence[Point], limit: float) -> tuple[list[Point], float, float]:
    corners, x, y, row, widest = [], 0.0, 0.0, 0.0, 0.0
    for wide, high in boxes:
        if x and x + wide > limit + 1e-9:
            x, y, row = 0.0, y + row, 0.0
        corners.append((x, y))
        x, row = x + wide, max(row, high)
        widest = max(widest, x)
    return corners, widest, y + row
