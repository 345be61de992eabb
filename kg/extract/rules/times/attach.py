"""Which time expression dates an event: by the parse first, then by nearness in the sentence, then by the dateline."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence

from kg.extract.rules.parse import Parse
from kg.model import EventDate, Time

CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "xcomp", "conj", "parataxis", "pcomp"})
REACH = 6
"""How far up the parse an expression's governor is followed; deeper ones belong to something between."""


def event_date(parse: Parse, times: Sequence[Time], trigger: int, *, dateline: Time | None = None) -> Time | None:
    """The time that dates the event of the trigger token, or None.

    First what hangs on the trigger itself ("struck on Tuesday", "Tuesday's strike"), the nearest; then what hangs on
    the verb that governs the trigger ("carried out a strike on Tuesday") or on a verb joined to it; then the only date
    of the sentence. `dateline` is given for an article's main event: it dates what nothing else does. Only times
    on the calendar count: durations, sets, ages and references (PAST_REF) never date an event.
    """
    first, end = parse.sentences[parse.sentence_of[trigger]]
    dates = _dates(parse, times, first, end)
    if not dates:
        return dateline
    best: tuple[int, int, int] | None = None
    chosen: Time | None = None
    for token, time in dates:
        steps = _distance(parse, token, trigger)
        if steps is None:
            continue
        rank = (steps, 0 if len(time.value or "") >= 10 else 1, abs(token - trigger))
        if best is None or rank < best:
            best, chosen = rank, time
    if chosen is None and len({t.value for _, t in dates}) == 1 and not _inside_other_clause(parse, dates[0][0], trigger):
        chosen = dates[0][1]
    return chosen or dateline


def event_duration(parse: Parse, times: Sequence[Time], trigger: int) -> str | None:
    """The ISO 8601 duration said of the event ("a nine-hour battle", "fought for two days"), or None."""
    first, end = parse.sentences[parse.sentence_of[trigger]]
    for time in _between(times, parse.starts[first], parse.ends[end - 1]):
        if time.type != "DURATION" or time.value is None or "X" in time.value or time.text.rstrip("s").endswith("old"):
            continue
        token = _head_token(parse, time)
        governor = parse.heads[token]
        if governor == trigger and parse.deps[token] in ("amod", "compound", "nmod", "npadvmod", "dobj"):
            return time.value
        if parse.lower[governor] == "for" and parse.heads[governor] == trigger:
            return time.value
    return None


def to_event_date(time: Time) -> EventDate:
    """The date of an event that a time gives: day, month or year, and `until` for a span of days.

    A week, season or span of days is dated by its first day, with its last as `until`; a weekend by its last day, since
    news tells of what has come to be by then; a night by the evening it begins; a decade has words alone.
    """
    value, until = _date_of(time)
    return EventDate(value=value, text=time.text, start=time.start, end=time.end, until=until)


def _date_of(time: Time) -> tuple[str | None, str | None]:
    value = time.value or ""
    if time.first is None or time.last is None:
        return None, None
    if len(value) in (4, 7) and value.replace("-", "").isdigit():
        return value, None
    if value.endswith("-WE"):
        return time.last.isoformat(), time.last.isoformat()
    if len(value) >= 10 and value[4] == value[7] == "-" and "/" not in value:
        return value[:10], None
    if (time.last - time.first) > dt.timedelta(days=366):
        return None, None
    return time.first.isoformat(), time.last.isoformat()


def _between(times: Sequence[Time], start: int, end: int) -> Sequence[Time]:
    low = bisect_left(times, start, key=lambda t: t.start)
    high = low
    while high < len(times) and times[high].start < end:
        high += 1
    return times[low:high]


def _dates(parse: Parse, times: Sequence[Time], first: int, end: int) -> list[tuple[int, Time]]:
    """The times of a sentence that lie on the calendar, each with its head token."""
    found = _between(times, parse.starts[first], parse.ends[end - 1])
    return [(_head_token(parse, t), t) for t in found if t.first is not None and t.type in ("DATE", "TIME")]


def _head_token(parse: Parse, time: Time) -> int:
    """The token of the expression whose governor stands outside it."""
    first = bisect_left(parse.starts, time.start)
    end = bisect_left(parse.starts, time.end)
    for i in range(end - 1, first - 1, -1):
        if not first <= parse.heads[i] < end or parse.heads[i] == i:
            return i
    return end - 1


def _distance(parse: Parse, token: int, trigger: int) -> int | None:
    """Steps from the verb or noun that the expression hangs on to the trigger; None when another clause stands between.

    0: the expression hangs on the trigger; 1: on the light verb or preposition chain above the trigger; more: joined clauses.
    """
    governor = parse.heads[token]
    for _ in range(2):
        if parse.pos[governor] == "ADP" and parse.heads[governor] != governor:
            governor = parse.heads[governor]
    if governor == trigger:
        return 0
    above, steps = trigger, 0
    for _ in range(REACH):
        if parse.heads[above] == above:
            break
        clause = parse.deps[above] in CLAUSES
        above, steps = parse.heads[above], steps + (2 if clause else 1)
        if above == governor:
            return steps
    up, down = governor, 1
    for _ in range(2):
        if parse.heads[up] == up or parse.pos[up] in ("VERB", "AUX"):
            break
        up, down = parse.heads[up], down + 2
        if up == trigger:
            return down
    return None


def _inside_other_clause(parse: Parse, token: int, trigger: int) -> bool:
    """Whether the only date of the sentence stands in a relative or adverbial clause that the trigger is not in."""
    i = token
    while parse.heads[i] != i:
        if parse.deps[i] in ("relcl", "acl", "advcl", "ccomp", "pcomp") and not parse.left[i] <= trigger <= parse.right[i]:
            return True
        i = parse.heads[i]
    return False
