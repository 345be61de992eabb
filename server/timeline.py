"""A picture of a result in time: how many of its rows fall on each day, month or year, by status."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.results import Table, Term
from kg.vocab import DL
from server.display import STATUSES

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_DAYS, _MONTHS, _YEARS = 120, 120, 150
"""The most bars of each kind: more days become months, more months years, and more years no picture."""
_LEAST = 31
"""The least number of places on the axis: a bar alone would be as wide as the page."""
_LOW = 3
"""Rows that the picture is high at the least, for the same reason."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one status in a bar: how many, and how many lie below them."""

    status: str
    below: int
    number: int


@dataclass(frozen=True, slots=True)
class Bar:
    """What falls on one day, month or year; `first` and `last` are its days."""

    place: int
    label: str
    first: str
    last: str
    parts: tuple[Part, ...]

    @property
    def number(self) -> int:
        """How many rows that is."""
        return sum(part.number for part in self.parts)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars, on an axis of so many `places`, with the labels of its beginning, middle and end; `rough` rows are known less exactly."""

    unit: str
    places: int
    height: int
    bars: tuple[Bar, ...]
    labels: tuple[str, ...]
    statuses: Mapping[str, int]
    rough: int

    def told(self) -> str:
        """The picture in words."""
        most = max(self.bars, key=lambda bar: bar.number)
        rows = "event" if most.number == 1 else "events"
        span = f"{self.bars[0].label} to {self.bars[-1].label}" if len(self.bars) > 1 else self.bars[0].label
        return f"Events by {self.unit}, {span}; the most on one {self.unit}: {most.number} {rows}, {most.label}"


def timeline_of(table: Table) -> Timeline | None:
    """The picture of a table with a column `date`, and perhaps `status`; None where no row has a day, or they are too far apart."""
    if "date" not in table.columns:
        return None
    at, status_at = table.columns.index("date"), table.columns.index("status") if "status" in table.columns else None
    dated = [(parts, _status(row, status_at)) for row in table.rows if (parts := _parts(row[at]))]
    for unit, grain, most in (("day", 3, _DAYS), ("month", 2, _MONTHS), ("year", 1, _YEARS)):
        fitting = [(_place(parts, unit), status) for parts, status in dated if len(parts) >= grain]
        if fitting and max(p for p, _ in fitting) - min(p for p, _ in fitting) < most:
            return _drawn(unit, fitting, rough=len(dated) - len(fitting))
    return None


def _drawn(unit: str, rows: Sequence[tuple[int, str]], *, rough: int) -> Timeline:
    first, last = min(place for place, _ in rows), max(place for place, _ in rows)
    missing = max(0, _LEAST - (last - first + 1))
    first, last = first - missing // 2, last + (missing + 1) // 2
    counts: dict[int, Counter[str]] = {}
    for place, status in rows:
        counts.setdefault(place, Counter())[status] += 1
    bars = tuple(_bar(unit, place, first, counts[place]) for place in sorted(counts))
    statuses = Counter(status for _, status in rows if status)
    return Timeline(
        unit=unit,
        places=last - first + 1,
        height=max(_LOW, *(bar.number for bar in bars)),
        bars=bars,
        labels=tuple(_label(unit, place) for place in (first, (first + last) // 2, last)),
        statuses={name: statuses[name] for name in map(str.lower, STATUSES) if statuses[name]},
        rough=rough,
    )


def _bar(unit: str, place: int, first: int, counts: Counter[str]) -> Bar:
    parts, below = [], 0
    for status in (*map(str.lower, STATUSES), ""):
        if counts[status]:
            parts.append(Part(status, below, counts[status]))
            below += counts[status]
    start, end = _days(unit, place)
    return Bar(place - first, _label(unit, place), start.isoformat(), end.isoformat(), tuple(parts))


def _parts(term: Term | None) -> tuple[int, ...]:
    """Year, month and day of a date, as far as it has them; nothing of what is no date of our calendar."""
    match = _DATE.match(term.value) if isinstance(term, ox.Literal) else None
    parts = tuple(int(part) for part in match.groups() if part) if match else ()
    try:
        dt.date(*(*parts, 1, 1)[:3])
    except (TypeError, ValueError):
        return ()
    return parts


def _status(row: Sequence[Term | None], at: int | None) -> str:
    term = row[at] if at is not None else None
    name = term.value.removeprefix(DL.iri) if isinstance(term, ox.NamedNode) else ""
    return name.lower() if name in STATUSES else ""


def _place(parts: Sequence[int], unit: str) -> int:
    """The number of the day, month or year, counted from the year 1."""
    if unit == "day":
        return dt.date(*parts[:3]).toordinal()
    return parts[0] * 12 + parts[1] - 1 if unit == "month" else parts[0]


def _days(unit: str, place: int) -> tuple[dt.date, dt.date]:
    """The first and last day of a place; beyond the calendar's ends, the end."""
    try:
        if unit == "day":
            return dt.date.fromordinal(place), dt.date.fromordinal(place)
        if unit == "month":
            return dt.date(place // 12, place % 12 + 1, 1), dt.date((place + 1) // 12, (place + 1) % 12 + 1, 1) - dt.timedelta(days=1)
        return dt.date(place, 1, 1), dt.date(place, 12, 31)
    except ValueError:
        edge = dt.date.min if place < 12 else dt.date.max  # the axis may begin before the calendar does
        return edge, edge


def _label(unit: str, place: int) -> str:
    day, _ = _days(unit, place)
    return {"day": f"{day.day} {day:%B} {day.year}", "month": f"{day:%B} {day.year}", "year": str(day.year)}[unit]
