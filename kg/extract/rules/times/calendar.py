"""Calendar arithmetic on TIMEX3 values: the days a value covers, and values of shifted weeks, months, quarters."""

from __future__ import annotations

import calendar
import datetime as dt
import re

DAY = dt.timedelta(days=1)
VALUE = re.compile(
    r"(?P<century>\d\d)(?:(?P<decade>\d)(?:(?P<year>\d)(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?"
    r"|W(?P<week>\d\d)(?P<weekend>-WE)?|Q(?P<quarter>\d)|H(?P<half>\d)|(?P<season>SP|SU|FA|WI)))?)?)?(?:T.*)?$"
)
LONG_UNITS = re.compile(r"P(\d+(?:\.\d+)?)(DE|CE)")
"""TIMEX3 durations in decades and centuries."""
SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of the meteorological seasons (northern hemisphere, as TIMEX3 takes them); winter runs into the next year."""


def month_days(year: int, month: int, months: int = 1) -> tuple[dt.date, dt.date]:
    """First and last day of `months` months that begin with this one."""
    last_year, last_month = add_months(year, month, months - 1)
    return dt.date(year, month, 1), dt.date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """The year and month `count` months later."""
    index = year * 12 + month - 1 + count
    return index // 12, index % 12 + 1


def week_value(day: dt.date) -> str:
    """The ISO week of a day: 2025-W22."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def weekday_from(reference: dt.date, weekday: int, direction: int) -> dt.date:
    """The nearest day of that name (Monday is 1), the reference day itself included; direction -1 looks back, +1 ahead."""
    offset = (weekday - reference.isoweekday()) % 7
    return reference + DAY * (offset if direction > 0 or offset == 0 else offset - 7)


def easter(year: int) -> dt.date:
    """Easter Sunday of the western churches (the anonymous Gregorian algorithm: Meeus, Astronomical Algorithms, chapter 8)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def iso_duration(value: str) -> str | None:
    """The ISO 8601 duration of a TIMEX3 one: decades and centuries become years. None for a vague one (PXW)."""
    if "X" in value:
        return None
    match = LONG_UNITS.fullmatch(value)
    return f"P{float(match[1]) * (10 if match[2] == 'DE' else 100):g}Y" if match else value


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def days_of(value: str | None) -> tuple[dt.date, dt.date] | None:
    """First and last day that a TIMEX3 value covers; None for durations, references and what is not on the calendar.

    A night (``TNI``) runs into the next day. An ISO 8601 interval (``2011-05-16/2011-05-18``) covers both ends.
    """
    if value is None or not value[:2].isdigit():
        return None
    if "/" in value:
        first, last = (days_of(part) for part in value.split("/", 1))
        return (first[0], last[1]) if first and last else None
    match = VALUE.match(value)
    if match is None:
        return None
    try:
        days = _days(match)
    except ValueError:
        return None
    return (days[0], days[1] + DAY) if value.endswith("TNI") and days[0] == days[1] else days


def _days(match: re.Match[str]) -> tuple[dt.date, dt.date]:
    century, decade, year = match["century"], match["decade"], match["year"]
    if decade is None:
        return dt.date(max(1, int(century) * 100), 1, 1), dt.date(int(century) * 100 + 99, 12, 31)
    if year is None:
        return dt.date(max(1, int(century + decade) * 10), 1, 1), dt.date(int(century + decade) * 10 + 9, 12, 31)
    y = int(century + decade + year)
    if match["day"]:
        day = dt.date(y, int(match["month"]), int(match["day"]))
        return day, day
    if match["month"]:
        return month_days(y, int(match["month"]))
    if match["week"]:
        monday = dt.date.fromisocalendar(y, int(match["week"]), 1)
        return (monday + 5 * DAY, monday + 6 * DAY) if match["weekend"] else (monday, monday + 6 * DAY)
    if match["quarter"]:
        return month_days(y, 3 * int(match["quarter"]) - 2, 3)
    if match["half"]:
        return month_days(y, 6 * int(match["half"]) - 5, 6)
    if match["season"]:
        return month_days(y, SEASON_START[match["season"]], 3)
    return dt.date(y, 1, 1), dt.date(y, 12, 31)
