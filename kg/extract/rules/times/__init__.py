"""Time expressions of a text, with TIMEX3 values: what is read, what it is relative to, and which event it dates.

Why own code: on the gold set `meantime` the libraries that give spans reach a value F1 of 0.28 (dateparser's search,
45 µs a word) and 0.23 (parsedatetime), because they give points in time and not TIMEX3 values, and take numbers for dates.
"""

from kg.extract.rules.times.attach import between, event_date, event_duration, main_event_date, to_event_date
from kg.extract.rules.times.dateline import Dateline
from kg.extract.rules.times.find import Reading, find_dateline, find_times, read_times

__all__ = [
    "Dateline",
    "Reading",
    "between",
    "event_date",
    "event_duration",
    "find_dateline",
    "find_times",
    "main_event_date",
    "read_times",
    "to_event_date",
]
