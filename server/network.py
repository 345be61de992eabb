"""A picture of a result as a network: who is tied to whom, how often, and in which direction."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.results import Table
from server.display import Display, number_in, spaced
from server.layout import Point, positions
from server.placing import Label, Room, Spot, labels_for, shortened

WIDTH, HEIGHT = 1000, 640
MOST = 100
"""Nodes, at most: more are a thicket on a page."""
_ENDS = (("source", "target"), ("event", "other"))
"""Pairs of columns whose terms are tied."""
_WEIGHTS = ("events", "claims")
"""Columns that say how often."""
_MARGIN = 36
_LOWEST = 240
_ARROW = 9.0
_NAMED = 6
"""Nodes that are named even where others lie about them: without its hubs a network tells nothing."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node; `late` is the side on which its name comes when it is pointed at, where there is no room for it otherwise."""

    x: float
    y: float
    r: float
    name: str
    told: str
    href: str | None
    label: Label | None
    late: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie from one node to another, as a path; `against` is what is mostly denied."""

    source: int
    target: int
    path: str
    width: float
    told: str
    against: bool


@dataclass(frozen=True, slots=True)
class Network:
    """The picture; `left_out` counts the nodes beyond `MOST` that it does not show."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    unit: str
    left_out: int
    height: int
    width: int = WIDTH

    @property
    def denied(self) -> bool:
        """Whether any tie is mostly denied."""
        return any(tie.against for tie in self.ties)

    @property
    def uneven(self) -> bool:
        """Whether some ties are wider than others."""
        return len({tie.width for tie in self.ties}) > 1

    def told(self) -> str:
        """The picture in words."""
        most = max(self.ties, key=lambda tie: tie.width)
        ties = "tie" if len(self.ties) == 1 else "ties"
        return f"Network of {len(self.nodes)} with {len(self.ties)} {ties}; most: {most.told}"


Ends = tuple[ox.NamedNode, ox.NamedNode]


def ties_of(turtle: str, base: str) -> Table:
    """What of a graph `network_of` draws: its statements from one of this server's own things to another (`base` is below what they lie).

    Runs of the program are left out: all claims are tied to them, and they to nothing else.
    """
    rows = [
        (triple.subject, triple.object, triple.predicate)
        for triple in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        if _is_own(triple.subject, base) and _is_own(triple.object, base)
    ]
    return Table(columns=("source", "target", "relation"), rows=tuple(rows))


def _is_own(term: object, base: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(base) and not term.value.startswith(base + "run/")


@dataclass(frozen=True, slots=True)
class _Counted:
    """The ties of a table, added up."""

    numbers: Counter[Ends]
    negated: Counter[Ends]
    relations: Mapping[Ends, str]
    names: Mapping[str, str]
    unit: str


def network_of(table: Table, display: Display) -> Network | None:
    """The picture of a table with columns `source` and `target` (or `event` and `other`), and perhaps their names, `events` or `claims`,
    `negated` and `relation`. None where no row ties anything."""
    counted = _count(table, display)
    if counted is None or not counted.numbers:
        return None
    strength: Counter[ox.NamedNode] = Counter()
    for (one, other), number in counted.numbers.items():
        strength[one] += number
        strength[other] += number if other != one else 0
    chosen = _chosen(counted, strength)
    kept = sorted(chosen, key=lambda node: (-strength[node], counted.names[node.value], node.value))
    ties = {ends: number for ends, number in counted.numbers.items() if chosen.issuperset(ends)}
    return _drawn(kept, ties, strength, counted, display, left_out=len(strength) - len(kept))


def _chosen(counted: _Counted, strength: Mapping[ox.NamedNode, int]) -> set[ox.NamedNode]:
    """The nodes to show: the ends of the ties between those with most, so that nobody stands alone.

    A tie is worth what its lesser end has: else the many who are tied only to one hub would leave no room for who is tied to others.
    """

    def order(ends: Ends) -> tuple[int, int, int, str, str]:
        lesser, greater = sorted((strength[ends[0]], strength[ends[1]]))
        return -lesser, -counted.numbers[ends], -greater, ends[0].value, ends[1].value

    chosen: set[ox.NamedNode] = set()
    for ends in sorted(counted.numbers, key=order):
        if len(chosen.union(ends)) <= MOST:
            chosen.update(ends)
    return chosen


def _count(table: Table, display: Display) -> _Counted | None:
    columns = {name: number for number, name in enumerate(table.columns)}
    pair = next((pair for pair in _ENDS if columns.keys() >= set(pair)), None)
    if pair is None:
        return None
    weight = next((name for name in _WEIGHTS if name in columns), None)
    numbers: Counter[Ends] = Counter()
    negated: Counter[Ends] = Counter()
    relations: dict[Ends, str] = {}
    names: dict[str, str] = {}
    for row in table.rows:
        one, other = row[columns[pair[0]]], row[columns[pair[1]]]
        if not isinstance(one, ox.NamedNode) or not isinstance(other, ox.NamedNode):
            continue
        ends = one, other
        for column, term in zip(pair, ends, strict=True):
            name = row[columns[column + "Name"]] if column + "Name" in columns else None
            names.setdefault(term.value, name.value if isinstance(name, ox.Literal) else display.name(term.value))
        numbers[ends] += number_in(row[columns[weight]]) if weight else 1
        negated[ends] += number_in(row[columns["negated"]]) if "negated" in columns else 0
        relation = row[columns["relation"]] if "relation" in columns else None
        if isinstance(relation, ox.NamedNode):
            told = display.property(relation.value)
            relations[ends] = f"{relations[ends]}, {told}" if ends in relations else told
    return _Counted(numbers, negated, relations, names, weight or "ties")


def _drawn(
    kept: Sequence[ox.NamedNode],
    ties: Mapping[Ends, int],
    strength: Mapping[ox.NamedNode, int],
    counted: _Counted,
    display: Display,
    *,
    left_out: int,
) -> Network:
    at = {node: number for number, node in enumerate(kept)}
    pairs = [(at[one], at[other]) for one, other in ties]
    points, height = _cropped(positions(len(kept), pairs, width=WIDTH, height=HEIGHT, margin=_MARGIN))
    most = max(8, *(strength[node] for node in kept))
    spots = [
        Spot(x, y, round(4 + 11 * math.sqrt(strength[node] / most), 1), shortened(counted.names[node.value]))
        for node, (x, y) in zip(kept, points, strict=True)
    ]
    heads = [_head(spots[at[one]], spots[at[other]], bent=(other, one) in ties) for one, other in ties if one != other]
    labels = labels_for(spots, width=WIDTH, height=height, must=_NAMED, taken=heads)
    heaviest = max(5, *ties.values())
    drawn = []
    for (one, other), number in sorted(ties.items(), key=lambda item: (item[1], item[0][0].value, item[0][1].value)):
        path = _path(spots[at[one]], spots[at[other]], bent=(other, one) in ties)
        told = _told(counted, (one, other), number)
        against = bool(counted.negated[one, other]) and 2 * counted.negated[one, other] >= number
        drawn.append(Tie(at[one], at[other], path, round(1.4 + 4.6 * math.sqrt(max(0, number - 1) / (heaviest - 1)), 1), told, against))
    nodes = tuple(
        Node(spot.x, spot.y, spot.r, spot.name, _node_told(counted, node, ties), display.href(node.value), label, _late(spot))
        for node, spot, label in zip(kept, spots, labels, strict=True)
    )
    return Network(nodes, tuple(drawn), counted.unit, left_out, height)


def _cropped(points: Sequence[Point]) -> tuple[list[Point], int]:
    """The points without the empty room above and below them, and how high the picture is then."""
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    height = min(HEIGHT, max(_LOWEST, math.ceil(bottom - top) + 3 * _MARGIN))
    up = (top + bottom - height) / 2
    return [(x, round(y - up, 1)) for x, y in points], height


def _late(spot: Spot) -> str:
    return "start" if spot.x < WIDTH / 2 else "end"


def _told(counted: _Counted, ends: Ends, number: int) -> str:
    one, other = (counted.names[end.value] for end in ends)
    if ends in counted.relations:
        return f"{one} → {counted.relations[ends]} → {other}"
    negated = f", {counted.negated[ends]} negated" if counted.negated[ends] else ""
    return f"{one} → {other}: {number} {_unit(counted.unit, number)}{negated}"


def _node_told(counted: _Counted, node: ox.NamedNode, ties: Mapping[Ends, int]) -> str:
    out, into = sum(one == node for one, _ in ties), sum(other == node for _, other in ties)
    return f"{counted.names[node.value]}: ties to {out}, from {into}"


def _unit(unit: str, number: int) -> str:
    return spaced(unit).removesuffix("s") if number == 1 else spaced(unit)


def _path(one: Spot, other: Spot, *, bent: bool) -> str:
    """From the edge of one node to the edge of the other, with room for an arrow; bent where another tie comes the other way."""
    if (one.x, one.y) == (other.x, other.y):
        r = one.r
        begin = f"M{one.x - r * 0.6:.1f} {one.y - r * 0.8:.1f}"
        return f"{begin}c{-r - 12:.1f} {-r - 16:.1f} {2.2 * r + 12:.1f} {-r - 16:.1f} {1.2 * r:.1f} -3"
    middle = _middle(one, other, bent=bent)
    start, end = _toward(one, middle, one.r), _toward(other, middle, other.r + _ARROW)
    curve = f"Q{middle[0]:.1f} {middle[1]:.1f} " if bent else "L"
    return f"M{start[0]:.1f} {start[1]:.1f}{curve}{end[0]:.1f} {end[1]:.1f}"


def _middle(one: Spot, other: Spot, *, bent: bool) -> Point:
    """The point that a tie bends towards; halfway, where it is straight."""
    dx, dy = other.x - one.x, other.y - one.y
    length = max(math.hypot(dx, dy), 1e-6)
    aside = min(24.0, length / 5) if bent else 0.0
    return (one.x + other.x) / 2 - dy / length * aside * 2, (one.y + other.y) / 2 + dx / length * aside * 2


def _head(one: Spot, other: Spot, *, bent: bool) -> Room:
    """The room of the arrow at the end of a tie, which no name should cover."""
    x, y = _toward(other, _middle(one, other, bent=bent), other.r + _ARROW / 2)
    return x - _ARROW / 2, y - _ARROW / 2, x + _ARROW / 2, y + _ARROW / 2


def _toward(spot: Spot, point: Point, far: float) -> Point:
    dx, dy = point[0] - spot.x, point[1] - spot.y
    length = max(math.hypot(dx, dy), 1e-6)
    far = min(far, length * 0.9)
    return spot.x + dx / length * far, spot.y + dy / length * far
