"""A picture of a result on a map: its places as marks on a graticule, among the towns around them. It needs nothing from elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from kg.gazetteer.towns import Town
from kg.results import Table, Term
from server.display import Display, number_in
from server.placing import Label, Spot, labels_for, shortened

WIDTH, HEIGHT = 1000, 600
_KM = math.pi * 6371.0088 / 180
"""Kilometres in a degree of the meridian, on a sphere with the Earth's mean radius (IUGG)."""
_LEAST = 6.0
"""Degrees that a map is high at the least: one place alone would be somewhere in the void."""
_CLOSEST = 0.05
"""The same for a part of a map that is asked for, and how far apart places are that a closer look tells apart."""
_MARGIN = 0.08
_TOGETHER = 20.0
"""Units within which places share a mark."""
_EDGE = 60
_SQUARES = 110
"""Squares from left to right, in each of which the largest town is a dot."""
_BEARINGS = 16
"""Towns with a name, at most."""
_LISTED = 6
"""Places that a mark tells by name, at most."""
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45)
_POINT = re.compile(r"\s*(?:<[^>]*>)?\s*POINT\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)\s*", re.IGNORECASE)
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

Towns = Callable[..., Sequence[Town]]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the world in degrees; `east` is counted on beyond 180 where it lies across that meridian."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Box:
        """Read ``west,south,east,north``.

        Raises:
            ValueError: it is no part of the world.
        """
        parts = text.split(",")
        if len(parts) == 4 and all(re.fullmatch(r"-?\d{1,3}(\.\d{1,9})?", part) for part in parts):
            west, south, east, north = map(float, parts)
            if -180 <= west <= 180 and west < east <= west + 360 and -90 <= south < north <= 90:
                return cls(west, south, east, north)
        raise ValueError(f'"{text}" is no part of the world as west,south,east,north in degrees, such as 22,44,41,53')

    def __str__(self) -> str:
        return ",".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in (self.west, self.south, self.east, self.north))

    def along(self, lon: float) -> float:
        """A longitude as this part of the world counts it."""
        return lon + 360 if lon < self.west else lon


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the result, and how many rows or events are there."""

    name: str
    href: str | None
    lon: float
    lat: float
    number: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One or several places in the picture. `closer` is the part of the map that tells several apart, if there is one."""

    x: float
    y: float
    r: float
    name: str
    told: str
    href: str | None
    closer: Box | None
    label: Label | None
    empty: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the graticule: as a path, and its name with the place of that."""

    path: str
    name: str
    x: float
    y: float
    upright: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The picture. `dots` is a path of the towns, `bearings` the names of some; `outside` places lie beyond a part that is asked for."""

    box: Box
    width: float
    height: float
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    dots: str
    bearings: tuple[tuple[str, Label], ...]
    scale: tuple[float, str]
    places: int
    number: int
    outside: int
    most: str

    def told(self) -> str:
        """The picture in words."""
        where = f"Map of {_count(self.places, 'place')} with {_count(self.number, 'event')}" if self.places else "Map without a place"
        return f"{where}, {_degrees(self.box.west, 'EW')} to {_degrees(self.box.east, 'EW')}{self.most}"


def map_of(table: Table, display: Display, *, towns: Towns, box: Box | None = None) -> Map | None:
    """The picture of a table with a column of points (WKT), and perhaps `place`, `placeName`, `events` and `event`.

    A place counts the number in `events`, or its different events, or its rows. None where no row has a point.
    """
    places = _places(table, display)
    if not places:
        return None
    frame = _frame(box or _around([(place.lon, place.lat) for place in places]), least=_CLOSEST if box else _LEAST)
    inside = [place for place in places if frame.box.south <= place.lat <= frame.box.north and frame.box.along(place.lon) <= frame.box.east]
    groups = _together(inside, frame)
    seen = towns(west=frame.box.west, south=frame.box.south, east=frame.box.east, north=frame.box.north, apart=frame.cell)
    known = {place.name for place in inside}
    largest = [Spot(*frame.at(town.lon, town.lat), 3, town.label) for town in seen if town.label not in known]
    # The edges have the degrees and the scale.
    largest = [spot for spot in largest if spot.x > _EDGE and spot.y < frame.height - _EDGE][: 4 * _BEARINGS]
    spots = [_spot(group, frame) for group in groups]
    labels = labels_for(spots, width=frame.width, height=frame.height, others=largest)
    named = [(spot.name, label) for spot, label in zip(largest, labels[len(spots) :], strict=True) if label]
    top = max(inside, key=lambda place: place.number, default=None)
    return Map(
        box=frame.box,
        width=frame.width,
        height=frame.height,
        marks=tuple(_mark(group, spot, label) for group, spot, label in zip(groups, spots, labels, strict=False)),
        lines=tuple(_graticule(frame)),
        dots="".join(f"M{x:.0f} {y:.0f}h0" for x, y in (frame.at(town.lon, town.lat) for town in seen)),
        bearings=tuple(named[:_BEARINGS]),
        scale=_scale(frame),
        places=len(inside),
        number=sum(place.number for place in inside),
        outside=len(places) - len(inside),
        most=f"; most in {top.name}: {top.number}" if top and top.number else "",
    )


# -- places


def _places(table: Table, display: Display) -> list[Place]:
    """The places of a table, those with most first."""
    columns = {name: number for number, name in enumerate(table.columns)}
    found: dict[tuple[str, float, float], tuple[str | None, set[object], int]] = {}
    for number, row in enumerate(table.rows):
        point = next((point for term in row if (point := point_of(term))), None)
        if point is None:
            continue

        def cell(name: str, row: Sequence[Term | None] = row) -> Term | None:
            return row[columns[name]] if name in columns else None

        place, name, events = cell("place"), cell("placeName"), cell("events")
        shown = display.cell(name or place or next((term for term in row if isinstance(term, ox.NamedNode)), None))
        href = display.href(place.value) if isinstance(place, ox.NamedNode) else shown.href
        count = number_in(events)
        _, different, total = found.setdefault((shown.text or "a place", *point), (href, set(), 0))
        if "events" not in columns:
            different.add(str(cell("event") or number))
        found[shown.text or "a place", *point] = (href, different, total + count)
    places = [Place(name, href, lon, lat, total + len(events)) for (name, lon, lat), (href, events, total) in found.items()]
    return sorted(places, key=lambda place: (-place.number, place.name, place.lon, place.lat))


def point_of(term: Term | None) -> tuple[float, float] | None:
    """Longitude and latitude of a WKT point in the default reference system (CRS84); None of all else."""
    if not isinstance(term, ox.Literal) or not term.datatype.value.endswith("#wktLiteral"):
        return None
    match = _POINT.fullmatch(term.value)
    if not match or ("<" in term.value and _CRS84 not in term.value):
        return None
    lon, lat = float(match[1]), float(match[2])
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _together(places: Iterable[Place], frame: Frame) -> list[list[Place]]:
    """Places in groups: each joins the first one, of those with more, that it would lie upon."""
    groups: list[list[Place]] = []
    near: dict[tuple[int, int], list[tuple[float, float, list[Place]]]] = {}
    for place in places:
        x, y = frame.at(frame.box.along(place.lon), place.lat)
        square = int(x // _TOGETHER), int(y // _TOGETHER)
        around = (found for dx in (-1, 0, 1) for dy in (-1, 0, 1) for found in near.get((square[0] + dx, square[1] + dy), ()))
        group = next((group for gx, gy, group in around if math.hypot(gx - x, gy - y) < _TOGETHER), None)
        if group is None:
            group = []
            groups.append(group)
            near.setdefault(square, []).append((x, y, group))
        group.append(place)
    return sorted(groups, key=lambda group: (-sum(place.number for place in group), group[0].name))


def _spot(group: Sequence[Place], frame: Frame) -> Spot:
    name = shortened(group[0].name)
    x, y = frame.at(frame.box.along(group[0].lon), group[0].lat)
    number = sum(place.number for place in group)
    # The area grows with the number, up to a mark that still leaves room for its neighbours.
    return Spot(x, y, min(22.0, 4.5 + 2.2 * math.sqrt(number)), name if len(group) == 1 else f"{name} +{len(group) - 1}")


def _mark(group: Sequence[Place], spot: Spot, label: Label | None) -> Mark:
    number = sum(place.number for place in group)
    closer = _around([(place.lon, place.lat) for place in group]) if len(group) > 1 else None
    if closer and closer.east - closer.west < _CLOSEST and closer.north - closer.south < _CLOSEST:
        closer = None
    if len(group) == 1:
        told = f"{group[0].name}: {_count(number, 'event')}"
    else:
        listed = ", ".join(f"{place.name} {place.number}" for place in group[:_LISTED])
        more = f" and {len(group) - _LISTED} more" if len(group) > _LISTED else ""
        told = f"{spot.name}: {_count(number, 'event')} in {len(group)} places ({listed}{more})"
    return Mark(spot.x, spot.y, spot.r, spot.name, told, group[0].href, closer, label, number == 0)


# -- the sheet


@dataclass(frozen=True, slots=True)
class Frame:
    """How degrees become units: the equidistant cylindrical projection, true to scale along the map's middle parallel and all meridians."""

    box: Box
    per_lon: float
    per_lat: float

    @property
    def width(self) -> float:
        """In units."""
        return (self.box.east - self.box.west) * self.per_lon

    @property
    def height(self) -> float:
        """In units."""
        return (self.box.north - self.box.south) * self.per_lat

    @property
    def cell(self) -> float:
        """Degrees between two towns, at the least."""
        return (self.box.east - self.box.west) / _SQUARES

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """A point's place; the longitude as the box counts it."""
        return round((lon - self.box.west) * self.per_lon, 1), round((self.box.north - lat) * self.per_lat, 1)


def _around(points: Sequence[tuple[float, float]]) -> Box:
    """The smallest part of the world that holds the points: it leaves out the widest gap between longitudes, wherever that is."""
    lons = sorted({lon for lon, _ in points})
    gaps = [(lons[0] + 360 - lons[-1], lons[0]), *((after - before, after) for before, after in pairwise(lons))]
    west = max(gaps, key=lambda gap: gap[0])[1]
    lats = [lat for _, lat in points]
    east = max(lon + 360 if lon < west else lon for lon in lons)
    return Box(west, min(lats), east, max(lats))


def _frame(box: Box, *, least: float) -> Frame:
    """The sheet around a part of the world, with a margin, widened to the picture's form, and never more than the whole world."""
    high = min(180.0, max((box.north - box.south) * (1 + 2 * _MARGIN), least))
    middle = min(90 - high / 2, max(high / 2 - 90, (box.north + box.south) / 2))
    squeeze = max(0.1, math.cos(math.radians(middle)))
    wide = min(360.0, max((box.east - box.west) * (1 + 2 * _MARGIN), least / squeeze))
    if wide * squeeze / high < WIDTH / HEIGHT:
        wide = min(360.0, high * WIDTH / HEIGHT / squeeze)
    high = min(180.0, max(high, wide * squeeze * HEIGHT / WIDTH))
    middle = min(90 - high / 2, max(high / 2 - 90, middle))
    west = (box.east + box.west) / 2 - wide / 2
    west = west + 360 if west < -180 else west - 360 if west > 180 else west
    sheet = Box(round(west, 6), round(middle - high / 2, 6), round(west + wide, 6), round(middle + high / 2, 6))
    per_lat = min(WIDTH / wide / squeeze, HEIGHT / high)
    return Frame(sheet, per_lat * squeeze, per_lat)


def _graticule(frame: Frame) -> Iterator[Line]:
    box = frame.box
    step = next((step for step in _STEPS if (box.east - box.west) / step <= 9 and (box.north - box.south) / step <= 6), _STEPS[-1])
    for lon in _multiples(box.west, box.east, step):
        x, _ = frame.at(lon, box.north)
        if 40 < x < frame.width - 40:
            yield Line(f"M{x} 0V{frame.height:.1f}", _degrees(lon, "EW"), x, frame.height - 9, upright=True)
    for lat in _multiples(box.south, box.north, step):
        _, y = frame.at(box.west, lat)
        if 20 < y < frame.height - 40:
            yield Line(f"M0 {y}H{frame.width:.1f}", _degrees(lat, "NS"), 6, y - 7, upright=False)


def _multiples(first: float, last: float, step: float) -> Iterator[float]:
    for number in range(math.ceil(first / step), math.floor(last / step) + 1):
        yield round(number * step, 6)


def _degrees(value: float, ends: str) -> str:
    value = value - 360 if value > 180 else value
    number = f"{abs(value):.2f}".rstrip("0").rstrip(".")
    return f"{number}°" if number in ("0", "180") else f"{number}° {ends[0] if value > 0 else ends[1]}"


def coordinates(lon: float, lat: float) -> str:
    """A point as people write it: latitude first."""
    return f"{_degrees(lat, 'NS')}, {_degrees(lon, 'EW')}"


def _scale(frame: Frame) -> tuple[float, str]:
    """A round number of kilometres, at most a quarter of the width, as units and text."""
    per_km = frame.per_lat / _KM
    most = frame.width / 4 / per_km
    power = 10 ** math.floor(math.log10(most))
    length = max(step * power for step in (1, 2, 5) if step * power <= most)
    return round(length * per_km, 1), f"{length:,.0f} km" if length >= 1 else f"{length * 1000:,.0f} m"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
