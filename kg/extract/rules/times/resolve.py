"""Resolves the expressions of a text, in order, against the day of writing and the days already spoken of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kg.extract.rules.parse import Parse
from kg.extract.rules.times.calendar import days_of
from kg.extract.rules.times.meanings import Calendar, Context, Moment, Season, Weekday, Weekend
from kg.extract.rules.times.tense import tense_at
from kg.extract.rules.times.view import Expression
from kg.extract.rules.times.words import TimeWords
from kg.model import Time

NEEDS_TENSE = (Calendar, Weekday, Weekend, Season, Moment)


def resolve(parse: Parse, expressions: Sequence[Expression], reference: dt.date | None, words: TimeWords) -> list[Time]:
    """A `Time` for each expression. "Two days later" counts from the last day that the text named, else from the day of writing."""
    times: list[Time] = []
    previous, previous_year, sentence_day, sentence = reference, None, None, -1
    for k, expression in enumerate(expressions):
        if parse.sentence_of[expression.first] != sentence:
            sentence, sentence_day = parse.sentence_of[expression.first], None
        meaning = expression.meaning
        tense = tense_at(parse, expression.end - 1, words) if isinstance(meaning, NEEDS_TENSE) else 0
        bare = isinstance(meaning, Moment) and meaning.day is None
        day = sentence_day or (_next_day(parse, expressions[k + 1 : k + 2], sentence, reference, words) if bare else None) or previous
        value = meaning.value(Context(reference, day, tense, previous_year))
        days = days_of(value)
        first, last = days or (None, None)
        if first is not None and value is not None and len(value) >= 10 and value[4] == value[7] == "-":
            previous = sentence_day = first
        if first is not None and meaning.type == "DATE" and len(value or "") >= 4:
            previous_year = first.year
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


def _next_day(parse: Parse, following: Sequence[Expression], sentence: int, reference: dt.date | None, words: TimeWords) -> dt.date | None:
    """The day that the next expression of the sentence names: "at 9 a.m. on Tuesday"."""
    for expression in following:
        if parse.sentence_of[expression.first] != sentence:
            return None
        tense = tense_at(parse, expression.end - 1, words)
        value = expression.meaning.value(Context(reference, None, tense))
        if value and len(value) == 10 and (days := days_of(value)):
            return days[0]
    return None
