"""Resolves the expressions of a text, in order, against the day of writing and the days already spoken of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from kg.extract.rules.parse import Parse
from kg.extract.rules.times.calendar import days_of
from kg.extract.rules.times.meanings import (
    Calendar,
    Context,
    DayOfMonth,
    Days,
    Feast,
    FiscalYear,
    Meaning,
    Moment,
    Season,
    Weekday,
    Weekend,
    WeekOf,
)
from kg.extract.rules.times.tense import FUTURE_AUXILIARIES, tense_at
from kg.extract.rules.times.view import Expression
from kg.extract.rules.times.words import TimeWords
from kg.model import Time

MONTH = re.compile(r"\d{4}-\d\d")
ADJACENT = 2
"""Tokens between a clock time and the day right after it ("at 9 a.m. on Tuesday", "9:02 a.m., April 19")."""
AHEAD = (["delivery"], ["futures"])
"""What a market trades ahead: "the contract for December delivery"."""
NEEDS_TENSE = (Calendar, Feast, FiscalYear, DayOfMonth, Days, WeekOf, Weekday, Weekend, Season, Moment)


def resolve(parse: Parse, expressions: Sequence[Expression], reference: dt.date | None, words: TimeWords) -> list[Time]:
    """A `Time` for each expression. "Two days later" counts from the last day that the text named, else from the day of writing."""
    times: list[Time] = []
    previous, previous_year, sentence_day, sentence = reference, None, None, -1
    month: tuple[int, int] | None = None
    told: int | None = None
    told_in = -2
    quarter: str | None = None
    for k, expression in enumerate(expressions):
        if parse.sentence_of[expression.first] != sentence:
            sentence, sentence_day = parse.sentence_of[expression.first], None
        meaning = expression.meaning
        tense = _tense(parse, expression, words) if isinstance(meaning, NEEDS_TENSE) else 0
        day, told_here = sentence_day or previous, True
        if _is_bare(expression):
            following = next((e for e in expressions[k + 1 : k + 4] if not _is_bare(e)), None)
            if following and (sentence_day is None or following.first - expression.end <= ADJACENT):
                sentence_day = _day_after(parse, following, sentence, reference, words, month) or sentence_day
                day = sentence_day or day
            told_here = sentence_day is not None
        told_year = told if sentence - told_in <= 1 else None
        value = meaning.value(Context(reference, day, tense, previous_year, month, told_year, quarter))
        # "They came before dawn" alone names no day: what it tells of may be of the day of the scene, or of another
        days = days_of(value) if told_here or _is_clock(meaning) else None
        first, last = days or (None, None)
        if value is not None and value[4:6] == "-Q":
            quarter = value
        if first is not None and value is not None and len(value) >= 10 and value[4] == value[7] == "-":
            previous = sentence_day = first
        if first is not None and meaning.type == "DATE" and len(value or "") >= 4:
            previous_year = first.year
        if first is not None and value is not None and MONTH.match(value):
            month = first.year, first.month
            if isinstance(meaning, Calendar) and (meaning.year or (told == first.year and sentence - told_in <= 1)):
                told, told_in = first.year, sentence
        times.append(
            Time(
                start=parse.starts[expression.first],
                end=parse.ends[expression.end - 1],
                text=parse.span_text(expression.first, expression.end),
                value=value,
                type=meaning.type,
                first=first,
                last=last,
            )
        )
    return times


def _is_bare(expression: Expression) -> bool:
    """Whether it is a time of day that does not name its day."""
    return isinstance(expression.meaning, Moment) and expression.meaning.day is None


def _is_clock(meaning: Meaning) -> bool:
    """Whether it is a time in hours ("T18:00") and no part of a day ("TMO")."""
    return isinstance(meaning, Moment) and meaning.code[1].isdigit()


def _tense(parse: Parse, expression: Expression, words: TimeWords) -> int:
    """The tense that governs the expression. "Saturday's attack" and "the January 6 attack" are past, unless the sentence says "will"."""
    if parse.lower[max(0, expression.first - 2) : expression.first] == ["ahead", "of"]:
        return 1  # "ahead of Sunday's vote"
    if isinstance(expression.meaning, Calendar) and parse.lower[expression.end : expression.end + 1] in AHEAD:
        return 1
    tense = tense_at(parse, expression.end - 1, words)
    if tense > 0 and expression.end < len(parse) and (parse.lower[expression.end] in ("'s", "’s") or _names_a_noun(parse, expression)):
        first, end = parse.sentences[parse.sentence_of[expression.first]]
        if FUTURE_AUXILIARIES.isdisjoint(parse.lower[first:end]):
            return 0
    return tense


def _names_a_noun(parse: Parse, expression: Expression) -> bool:
    """Whether a date stands between article and noun: "the January 6 attack"."""
    first, end = expression.first, expression.end
    return first > 0 and parse.lower[first - 1] == "the" and parse.tags[end] in ("NN", "NNS") and parse.heads[first] >= end


def _day_after(
    parse: Parse,
    following: Expression,
    sentence: int,
    reference: dt.date | None,
    words: TimeWords,
    month: tuple[int, int] | None,
) -> dt.date | None:
    """The day that the next expression of the sentence names: "at 9 a.m. on Tuesday"."""
    if parse.sentence_of[following.first] != sentence:
        return None
    value = following.meaning.value(Context(reference, None, _tense(parse, following, words), month=month))
    days = days_of(value) if value and (len(value) == 10 or "/" in value) else None
    return days[0] if days else None
