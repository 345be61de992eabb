"""What a time expression means before the day of writing is known, and how each meaning becomes a TIMEX3 value.

A meaning is read from the words alone (`scan`); `value` resolves it in a `Context`. What a context cannot tell is None,
never a guess. Conventions: TimeML 1.2.1 annotation guidelines, section on TIMEX3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from kg.extract.rules.times.calendar import DAY, add_months, days_of, easter, make_date, week_value, weekday_from

FAR = 30
"""Days from which the tense overrules nearness: "was elected on December 5" in a text of October is last year's, but a
parser's slip in the tense must not move next week's date to last year."""


NEAR = 7
"""Days within which a date in digits is taken to be about the day of writing; the other reading is at least 29 days off."""


OTHER_YEARS = 2
"""Years from which a month without a year belongs to the year just told of: last year's may be this one's neighbour."""


@dataclass(frozen=True, slots=True)
class Context:
    """What relative expressions are relative to.

    `reference` is the day of writing (published, or the dateline's); `previous` the day that the text spoke of last,
    and `previous_year` the year.
    `tense` of the governing verb: -1 past, 0 unknown or present, +1 future. `month` is the year and month that the text
    spoke of last, and `told_year` the year of a full date or of a month with its year in this sentence or the one before.
    `quarter` is the value of the quarter that the text spoke of last.
    """

    reference: dt.date | None
    previous: dt.date | None
    tense: int = 0
    previous_year: int | None = None
    month: tuple[int, int] | None = None
    told_year: int | None = None
    quarter: str | None = None


class Meaning(Protocol):
    """Something an expression can mean."""

    @property
    def type(self) -> str:
        """DATE, TIME, DURATION or SET."""
        ...

    def value(self, context: Context) -> str | None:
        """The TIMEX3 value, or None where the context does not tell it."""
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that needs no context: durations, sets, references, years, decades."""

    text: str
    type: str = "DATE"

    def value(self, context: Context) -> str | None:
        return self.text or None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A date in digits whose day and month could change places: the reading near the day of writing, if only one is."""

    readings: tuple[dt.date, ...]
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        near = [d for d in self.readings if context.reference and abs((d - context.reference).days) <= NEAR]
        return near[0].isoformat() if len(near) == 1 else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date by month, maybe with day and year. `until` is the last day of a span ("May 16-18").

    Without a year, the day nearest to the day of writing is meant, on the side that the tense tells; a bare month is
    the latest one (the coming one in the future tense). `year_shift` is "last year" (-1) and the like.
    """

    month: int
    day: int | None = None
    year: int | None = None
    until: int | None = None
    year_shift: int | None = None
    which: int | None = None
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        year = self._year(context)
        if year is None:
            return None
        if self.day is None:
            return f"{year:04}-{self.month:02}"
        if make_date(year, self.month, self.day) is None:
            return None
        value = f"{year:04}-{self.month:02}-{self.day:02}"
        if self.until and make_date(year, self.month, self.until):
            return f"{value}/{year:04}-{self.month:02}-{self.until:02}"
        return value

    def _year(self, context: Context) -> int | None:
        reference = context.reference
        told, bare = context.told_year, self.year is None and self.which is None and self.year_shift is None
        if bare and told and context.tense <= 0 and (reference is None or reference.year - told >= OTHER_YEARS):
            return told  # "In January 2009 the army took the town; by May the war was over": a story of that year
        if self.year is not None or reference is None:
            return self.year
        if self.year_shift is not None:
            return reference.year + self.year_shift
        if self.which == 0:
            return reference.year
        if self.day is None:
            if (self.which or context.tense) > 0:
                ahead = self.month > reference.month or (self.month == reference.month and not self.which)
                return reference.year if ahead else reference.year + 1
            back = self.month < reference.month or (self.month == reference.month and not self.which)
            return reference.year if back else reference.year - 1
        nearest = _nearest([make_date(reference.year + y, self.month, self.day) for y in (-1, 0, 1)], reference, context.tense)
        return nearest.year if nearest else None


def _nearest(days: Sequence[dt.date | None], reference: dt.date, tense: int) -> dt.date | None:
    """The day nearest to the day of writing; where that is far and on the wrong side for the tense, the nearest on the right side."""
    known = [d for d in days if d]
    nearest = min(known, key=lambda d: abs((d - reference).days), default=None)
    if nearest and (nearest - reference).days * tense < -FAR:
        side = [d for d in known if (d - reference).days * tense >= 0]
        nearest = min(side, key=lambda d: abs((d - reference).days), default=nearest)
    return nearest


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast by its rule: (month, weekday, which in the month), or (days from Easter Sunday,). Without a year as `Calendar`."""

    rule: tuple[int, ...]
    year: int | None = None
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        if self.year is not None:
            return self._in(self.year).isoformat()
        reference = context.reference
        if reference is None:
            return None
        day = _nearest([self._in(reference.year + y) for y in (-1, 0, 1)], reference, context.tense)
        return day.isoformat() if day else None

    def _in(self, year: int) -> dt.date:
        if len(self.rule) == 1:
            return easter(year) + self.rule[0] * DAY
        month, weekday, which = self.rule
        return weekday_from(dt.date(year, month, 1), weekday, 1) + 7 * (which - 1) * DAY


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """ "the fiscal year", "last fiscal year": FY and the year, `shift` years from that of writing, or that of its last day."""

    shift: int = 0
    last: Meaning | None = None
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        if self.last is not None:
            last = self.last.value(context)
            return f"FY{last[:4]}" if last else None
        return f"FY{context.reference.year + self.shift}" if context.reference else None


@dataclass(frozen=True, slots=True)
class ToldQuarter:
    """ "in the quarter": the one last spoken of, else the latest that was over when the text was written."""

    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        return context.quarter or Shift("Q", -1).value(context)


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """ "on the 19th", "the 23rd of that month": of the month last spoken of, else the latest such day (the coming one in the future)."""

    day: int
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        if context.month is not None:
            day = make_date(*context.month, self.day)
            return day.isoformat() if day else None
        reference = context.reference
        if reference is None:
            return None
        ahead = context.tense > 0
        months = [add_months(reference.year, reference.month, n) for n in ((0, 1, 2) if ahead else (0, -1, -2))]
        days = [d for m in months if (d := make_date(*m, self.day))]
        return next((d.isoformat() for d in days if (d >= reference if ahead else d <= reference)), None)


@dataclass(frozen=True, slots=True)
class Weekday:
    """ "Tuesday": the latest one, or the coming one in the future tense; `which`: last -1, this 0, next 1, that (anaphoric) None."""

    number: int
    which: int | None = None
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        reference = context.reference
        if reference is None:
            return None
        if self.which == -1:
            return weekday_from(reference - DAY, self.number, -1).isoformat()
        if self.which == 1:
            return weekday_from(reference + DAY, self.number, 1).isoformat()
        ahead = context.tense > 0 or (self.which == 0 and context.tense == 0)
        return weekday_from(reference, self.number, 1 if ahead else -1).isoformat()


@dataclass(frozen=True, slots=True)
class Weekend:
    """A Saturday and Sunday: the latest that has begun, unless last, next or the future tense say otherwise."""

    which: int | None = None
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        reference = context.reference
        if reference is None:
            return None
        inside = reference.isoweekday() >= 6
        if self.which == 1 or (context.tense > 0 and not inside):
            day = weekday_from(reference + 2 * DAY if inside else reference, 6, 1)
        elif self.which == -1 and inside:
            day = reference - 7 * DAY
        else:
            day = reference if inside else weekday_from(reference, 7, -1)
        return week_value(day) + "-WE"


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week, or the weekend, in which a day lies: "the week of 6 May", "the weekend of May 4"."""

    day: Calendar
    weekend: bool = False
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        days = days_of(self.day.value(context))
        return week_value(days[0]) + ("-WE" if self.weekend else "") if days else None


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another: "between April 28 and May 2". A year told with the last is the first one's too."""

    first: Calendar
    last: Calendar
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        last = self.last.value(context)
        year = int(last[:4]) if last else None
        if year is not None and self.first.year is None:
            first = replace(self.first, year=year - ((self.first.month, self.first.day or 0) > (self.last.month, self.last.day or 0)))
        else:
            first = self.first
        return f"{first.value(context)}/{last}" if last and first.value(context) else None


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units before or after: "two weeks ago" from the day of writing, "two days later" from the day last spoken of.

    The value is as fine as the unit: a day, an ISO week, a month, a year. `count` 0 is "this week".
    """

    unit: str
    count: float
    anaphoric: bool = False
    day_granular: bool = False
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        base = context.previous if self.anaphoric else context.reference
        if self.anaphoric and self.unit == "Y" and context.previous_year:
            return f"{context.previous_year + int(self.count):04}"
        if base is None:
            return None
        try:
            return self._shifted(base)
        except (ValueError, OverflowError):
            return None

    def _shifted(self, base: dt.date) -> str | None:
        count = int(self.count)
        match self.unit:
            case "D" | "N":
                return (base + count * DAY).isoformat()
            case "W" | "2W":
                day = base + count * (14 if self.unit == "2W" else 7) * DAY
                return day.isoformat() if self.day_granular else week_value(day)
            case "M":
                year, month = add_months(base.year, base.month, count)
                return f"{year:04}-{month:02}"
            case "Q":
                year, month = add_months(base.year, base.month, 3 * count)
                return f"{year:04}-Q{(month + 2) // 3}"
            case "Y":
                return f"{base.year + count:04}"
            case "DE":
                return f"{base.year // 10 + count:03}" if count in (0, 1, -1) else f"{base.year + 10 * count:04}"
            case "CE":
                return f"{base.year // 100 + count:02}"
        return base.isoformat() if abs(count) < 24 else None


@dataclass(frozen=True, slots=True)
class Season:
    """A season or quarter or half of a year, by its TIMEX3 code (SU, Q3, H1).

    `which` counts seasons ("last summer"), `year_shift` years ("the third quarter of last year").
    """

    code: str
    year: int | None = None
    which: int | None = None
    year_shift: int | None = None
    type: ClassVar[str] = "DATE"

    def value(self, context: Context) -> str | None:
        reference = context.reference
        if self.year is not None:
            return f"{self.year:04}-{self.code}"
        if reference is None:
            return None
        if self.which == 0 or self.year_shift is not None:
            return f"{reference.year + (self.year_shift or 0):04}-{self.code}"
        years = [reference.year + y for y in (-1, 0, 1)]
        spans = [(year, days) for year in years if (days := days_of(f"{year:04}-{self.code}"))]
        direction = self.which or context.tense or -1
        if direction > 0:
            side = [year for year, days in spans if days[0] > reference or (not self.which and days[1] >= reference)]
            year = min(side, default=years[-1])
        else:
            year = max(year for year, days in spans if days[1] < reference or (not self.which and days[0] <= reference))
        return f"{year:04}-{self.code}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A clock time ("T18:00Z") or part of a day ("TMO") on the day that `day` means; without one, on the day last spoken of."""

    code: str
    day: Meaning | None = None
    type: ClassVar[str] = "TIME"

    def value(self, context: Context) -> str | None:
        day = self.day.value(context) if self.day else context.previous and context.previous.isoformat()
        return day + self.code if day and len(day) == 10 else None
