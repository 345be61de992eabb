"""Finds where and when a text says of itself that it was written: datelines, header dates, release numbers.

"KABUL, Afghanistan (Jan. 25, 2013) –", "WASHINGTON, February 26, 2016", "NEW DELHI: Monday", a line that is only a
date, "2010-12-S-336". The date is the day of writing where the article comes without one.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.rules.parse import Parse
from kg.extract.rules.times.calendar import make_date
from kg.extract.rules.times.meanings import Calendar, Context, Fixed, Weekday
from kg.extract.rules.times.view import Expression
from kg.model import Span

HEAD = 1500
"""Datelines stand in the head of a text: its first characters, headers and summaries included."""
HEADER_LINES = 6
"""A line that is only a date counts as the date of the text among so many lines."""
PLACE = re.compile(
    r"(?:^|[\n\r\u2028\u2029.]|\s{2,}|PDF|Release|RELEASE)[ \t\xa0]*"
    r"(?P<place>[A-Z][A-Z.'’-]+(?:[ /-][A-Z.'’-]+)*(?:,\s+[A-Z][A-Za-z.'’-]+(?:\s[A-Z][A-Za-z.'’-]+)*)?)"
    r"\s*(?:\((?:[A-Z][\w ]+,\s*)?|[,:–—-]+)\s*$"
)
"""A place in capitals, maybe with its country, at the beginning of a line, up to the bracket or dash before the date."""
PLACE_ALONE = re.compile(
    r"(?:^|[\n\r\u2028\u2029]|\s{2,})[ \t\xa0]*"
    r"(?P<place>[A-Z][A-Z.'’-]{2,}(?:[ /-][A-Z.'’-]+)*(?:,\s+[A-Z][A-Za-z.'’-]+(?:\s(?:of\s(?:the\s)?)?[A-Z][A-Za-z.'’-]+)*)?)"
    r"\s*(?:(?:\([A-Z][\w .]+\)\s*)?(?:–|—|--|:)|\([A-Z][\w .]+\)\s*-)\s"
)
BEFORE_DATE = tuple("(,:–—-")
"""What stands between the place and the date of a dateline."""
LINE_ENDS = re.compile(r"[\n\r\u2028\u2029]+")
RELEASE_ID = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-[A-Z]{1,3}[-–]\d+")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where (`place`, its span) and when the text says it was written, and the words that say so."""

    place: Span | None
    date: dt.date | None
    span: Span


def dateline(parse: Parse, expressions: Sequence[Expression], published: dt.date | None) -> Dateline | None:
    """The dateline of the text, or None.

    A day and month without a year take it from the date of publication, else from a release number or a full date in
    the head of the text; without any of these the date stays None.
    """
    head = [e for e in expressions if parse.starts[e.first] < HEAD and isinstance(e.meaning, Calendar | Fixed | Weekday)]
    placed = [(e, match) for e in head if (match := _place_before(parse.text, parse.starts[e.first]))]
    near = published or _full_date(head) or _release_month(parse.text)
    for expression, match in placed:
        date = _date(expression, near, known=published is not None)
        if date or not isinstance(expression.meaning, Fixed):
            span = Span(match.start("place"), parse.ends[expression.end - 1])
            return Dateline(Span(*match.span("place")), date, span)
    header = _header(parse, head, near, known=published is not None)
    alone = PLACE_ALONE.search(parse.text, 0, HEAD)
    if alone:
        place = Span(*alone.span("place"))
        return Dateline(place, header.date if header else None, header.span if header else place)
    return header


def _place_before(text: str, date: int) -> re.Match[str] | None:
    """The place in capitals right before the date that begins at the character `date`."""
    return PLACE.search(text, 0, date) if text[:date].rstrip().endswith(BEFORE_DATE) else None


def _header(parse: Parse, head: Sequence[Expression], near: dt.date | None, *, known: bool) -> Dateline | None:
    """A date that is a line of its own, or a full date that closes or opens a line, among the first lines."""
    edges: list[Expression] = []
    text, line_ends = parse.text, [m.span() for m in LINE_ENDS.finditer(parse.text)] if head else []
    for expression in head:
        full = isinstance(expression.meaning, Calendar) and expression.meaning.day is not None
        if not full and not isinstance(expression.meaning, Fixed):
            continue
        start, end = parse.starts[expression.first], parse.ends[expression.end - 1]
        line, next_line = bisect_left(line_ends, (start,)), bisect_left(line_ends, (end,))
        if line >= HEADER_LINES:
            break
        before = text[line_ends[line - 1][1] if line else 0 : start]
        after = text[end : line_ends[next_line][0] if next_line < len(line_ends) else len(text)]
        alone = not before.strip(" \t\xa0([") and not after.strip(" \t\xa0)].:–—-")
        if alone and (date := _date(expression, near, known=known)):
            return Dateline(None, date, Span(start, end))
        if (full or alone) and line < 2 and (not after.strip(" .)") or (not before.strip() and after[:1] == ":")):
            edges.append(expression)
    for expression in edges:
        if date := _date(expression, near, known=known):
            return Dateline(None, date, Span(parse.starts[expression.first], parse.ends[expression.end - 1]))
    return None


def _date(expression: Expression, near: dt.date | None, *, known: bool) -> dt.date | None:
    """The day an expression names, in the year nearest to `near`; weekdays only where the day of publication is known."""
    if isinstance(expression.meaning, Weekday) and not known:
        return None
    value = expression.meaning.value(Context(near, None))
    if value is None or len(value) != 10:
        return None
    return make_date(int(value[:4]), int(value[5:7]), int(value[8:]))


def _full_date(head: Sequence[Expression]) -> dt.date | None:
    """The first date with day, month and year in the head of the text."""
    for expression in head:
        meaning = expression.meaning
        if isinstance(meaning, Calendar) and meaning.year and meaning.day and (date := make_date(meaning.year, meaning.month, meaning.day)):
            return date
    return None


def _release_month(text: str) -> dt.date | None:
    """The middle of the month in a release number ("2010-12-S-336")."""
    match = RELEASE_ID.search(text, 0, HEAD)
    return dt.date(int(match["year"]), int(match["month"]), 15) if match else None
