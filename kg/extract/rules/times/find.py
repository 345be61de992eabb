"""The steps in order: scan the text, find its dateline, resolve what was found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kg.extract.rules.parse import Parse
from kg.extract.rules.times.dateline import Dateline, dateline
from kg.extract.rules.times.resolve import resolve
from kg.extract.rules.times.scan import scan
from kg.extract.rules.times.words import TimeWords, time_words
from kg.model import Time


@dataclass(frozen=True, slots=True)
class Reading:
    """The times of a text in order, its dateline, and the day that relative times were resolved against."""

    times: list[Time]
    dateline: Dateline | None
    reference: dt.date | None

    @property
    def dating(self) -> list[Time]:
        """The times that may date events: all but the dates of the dateline and of the headers above it."""
        if self.dateline is None or self.dateline.date is None:
            return self.times
        end = self.dateline.span.end
        return [t for t in self.times if t.start >= end or not any(c.isdigit() for c in t.text)]


def read_times(parse: Parse, published: dt.date | None, *, words: TimeWords | None = None) -> Reading:
    """Times, dateline and reference day of a text, in one reading.

    Relative times count from `published`, else from the dateline's date; with neither they have no value.
    """
    words = words or time_words()
    expressions = scan(parse, words)
    found = dateline(parse, expressions, published)
    reference = published or (found.date if found else None)
    return Reading(resolve(parse, expressions, reference, words), found, reference)


def find_times(parse: Parse, published: dt.date | None, *, words: TimeWords | None = None) -> list[Time]:
    """The time expressions of a text with TIMEX3 values, in order (see `read_times`)."""
    return read_times(parse, published, words=words).times


def find_dateline(parse: Parse, published: dt.date | None, *, words: TimeWords | None = None) -> Dateline | None:
    """Where and when the text says of itself that it was written."""
    return dateline(parse, scan(parse, words or time_words()), published)
