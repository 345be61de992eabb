"""Reads a text for time expressions: one pass over the tokens, a scanner for each kind of word that anchors one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.extract.rules.parse import Parse
from kg.extract.rules.times.meanings import Calendar, Feast, FiscalYear, Fixed, Moment, Season, Shift, Weekend
from kg.extract.rules.times.scan_dates import digits, join, month, week_of, weekday, which_of, with_part, with_year_of
from kg.extract.rules.times.scan_units import quarter, unit
from kg.extract.rules.times.view import DASHES, Expression, View
from kg.extract.rules.times.words import TimeWords

PART_BEFORE = frozenset({"in", "during", "into", "on", "through", "of", "until", "since"})


QUARTERS = frozenset({"q1", "q2", "q3", "q4"})
MID = "mid-"
BARE_PARTS = frozenset({"dawn", "daybreak", "sunrise", "dusk", "sunset", "nightfall"})
"""Parts of a day that need no article: "at dawn"."""


def scan(parse: Parse, words: TimeWords) -> list[Expression]:
    """All time expressions in the order of the text; none overlaps another."""
    view, anchors = View(parse, words), words.anchors
    found: list[Expression] = []
    for i in _anchors(parse, words):
        if i < view.floor:
            continue
        word = parse.lower[i]
        kind = anchors.get(word) or ("digits" if word[0].isdigit() else "compound")
        expression = SCANNERS[kind](view, i)
        if expression is not None:
            joined = join(view, found[-1], expression) if found else None
            if joined is not None:
                found.pop()
            elif found:
                found[-1] = with_year_of(view, found[-1], expression)
            found.append(joined or expression)
            view.floor = expression.end
    return found


def _anchors(parse: Parse, words: TimeWords) -> list[int]:
    """The tokens that an expression may be read from: words of the tables, digits, and compounds ("mid-2011", "q3")."""
    lower = parse.lower
    compounds = [i for i, word in enumerate(lower) if word.startswith(MID)] if MID in " ".join(lower) else []
    phrases = [i - 1 for i in parse.with_word(words.second) if i and lower[i - 1] in words.anchors]
    return sorted({*parse.numerals, *compounds, *phrases, *parse.with_word(words.alone), *parse.with_word(QUARTERS)})


def compound(view: View, i: int) -> Expression | None:
    """ "mid-2011", "mid-June", "Q3 2008"."""
    word = view.lower[i]
    if word[0] == "q":
        found = quarter(view, i, i + 1, word.upper())
        return found if view.at(i - 1) not in ("a", "the") or found.end > i + 1 else None
    rest = word[4:]
    if rest in view.words.months:
        return Expression(i, i + 1, Calendar(view.words.months[rest], None, view.year(i + 1)))
    if len(rest) == 4 and rest.isdigit():
        return Expression(i, i + 1, Fixed(rest))
    if len(rest) == 5 and rest[:4].isdigit() and rest[3:] == "0s":
        return Expression(i, i + 1, Fixed(rest[:3]))
    return None


def long(view: View, i: int) -> Expression | None:
    """ "a yearlong ban", "the monthslong siege"."""
    return Expression(i, i + 1, Fixed(view.words.long[view.lower[i]], "DURATION"))


def deictic(view: View, i: int) -> Expression | None:
    """ "today", "yesterday morning", "tomorrow"."""
    first = i - 1 if view.before(i) in view.words.lists["early"] else i
    return with_part(view, first, i + 1, Shift("D", view.words.deictic[view.lower[i]]))


def tonight(view: View, i: int) -> Expression | None:
    """ "tonight": the night of the day of writing."""
    return Expression(i, i + 1, Moment("TNI", Shift("D", 0)))


def night(view: View, i: int) -> Expression | None:
    """ "two nights" and "every night" measure, "last night" is a part of a day."""
    return unit(view, i) or part(view, i)


def part(view: View, i: int) -> Expression | None:
    """ "this morning", "last night", "overnight", "in the early evening", "at noon"."""
    word, before, lists = view.lower[i], view.before(i), view.words.lists
    code = view.words.parts[word]
    if word == "overnight":
        return Expression(i, i + 1, Moment(code, Shift("D", -1)))
    if code[1] == "1" or code[1] == "2":
        return Expression(i, i + 1, Moment(code)) if before in lists["at"] or before == "of" else None
    if before in lists["at"] and word in BARE_PARTS and view.parse.words[i][0].islower():
        return Expression(i, i + 1, Moment(code))
    first = i - 1
    if before in ("early", "late", "mid"):
        before, first = view.at(i - 2), i - 2
    if first < view.floor:
        return None
    if before in ("this", "last"):
        first -= view.before(first) in lists["early"]
        return Expression(first, i + 1, Moment(code, Shift("D", -1 if before == "last" else 0)))
    if before in ("that", "same", "following", "next", "previous"):
        shift = 1 if before in ("following", "next") else -1 if before == "previous" else 0
        return Expression(first, i + 1, Moment(code, Shift("D", shift, anaphoric=True)))
    if before in lists["every"]:
        return Expression(first, i + 1, Fixed("XXXX-XX-XX" + code, "SET"))
    if before == "the" and view.at(first - 1) in PART_BEFORE and view.at(i + 1) not in ("he", "she", "they", "it", "that", "when"):
        return Expression(first, i + 1, Moment(code))
    return None


def season(view: View, i: int) -> Expression | None:
    """ "last summer", "the summer of 2008", "winter 2010", "in the spring"; "fall" only where it cannot be a collapse."""
    word, lists = view.lower[i], view.words.lists
    code, before = view.words.seasons[word], view.before(i)
    j = i + 2 if view.at(i + 1) in ("of", ",") else i + 1
    year = view.year(j)
    if view.parse.tags[i] not in ("NN", "NNP") or (
        before and view.parse.words[i - 1][0].isupper() and before not in lists["season_before"]
    ):
        return None
    which = -1 if before in lists["last"] else 1 if before in lists["next"] else 0 if before in lists["this"] else None
    first = i - 1 if which is not None or before in lists["early"] else i
    if year is not None and (word != "fall" or j == i + 1 or before in ("the", "early", "late")):
        return Expression(first, j + 1, Season(code, year))
    if view.at(j) in ("last", "this", "next") and view.at(j + 1) == "year":
        return Expression(first, j + 2, Season(code, year_shift={"last": -1, "this": 0, "next": 1}[view.at(j)]))
    if before in lists["every"]:
        return Expression(i - 1, i + 1, Fixed(f"XXXX-{code}", "SET"))
    if before not in lists["season_before"] or view.at(i + 1) in ("of", "in", "camp", "break") or (word == "fall" and which is None):
        return None
    if before == "the" and view.at(i - 2) not in ("in", "during", "over", "by", "since", "this", "until", "of", "through", "for"):
        return None
    return Expression(first, i + 1, Season(code, which=which))


def weekend(view: View, i: int) -> Expression | None:
    """ "over the weekend", "this weekend", "last weekend", "on weekends"."""
    before, lists = view.before(i), view.words.lists
    if view.lower[i] == "weekends":
        return Expression(i, i + 1, Fixed("XXXX-WXX-WE", "SET")) if before == "on" else None
    if before in lists["every"]:
        return Expression(i - 1, i + 1, Fixed("XXXX-WXX-WE", "SET"))
    which = -1 if before in lists["last"] else 1 if before in lists["next"] else 0 if before in lists["this"] else None
    if which is not None:
        return Expression(i - 1, i + 1, Weekend(which))
    if before != "the":
        return None
    if of_day := week_of(view, i):
        return of_day
    first = i - 2 if view.at(i - 2) in ("over", "during") and i - 2 >= view.floor else i - 1
    return Expression(first, i + 1, Weekend())


def fiscal(view: View, i: int) -> Expression | None:
    """ "fiscal 2010", "fiscal year 2010", "last fiscal year", "the financial year"."""
    named = view.at(i + 1) == "year"
    j = i + 2 if named else i + 1
    if view.lower[i] not in view.words.lists["fiscal"] or (view.lower[i] == "financial" and not named):
        return None
    if year := view.year(j):
        return Expression(i, j + 1, Fixed(f"FY{year}"))
    before = view.before(i)
    if not named or not before:
        return None
    if view.at(j) in ("ended", "ending") and view.at(j + 1) in view.words.months and (last := month(view, j + 1)):
        return Expression(i, last.end, FiscalYear(0, last.meaning))
    shift = which_of(view, i - 1)
    return Expression(i - 1, j, FiscalYear(shift or 0)) if shift is not None or before == "the" else None


def half(view: View, i: int) -> Expression | None:
    """ "the first half of 2009", "second half of the year", "first-half sales"."""
    j = i - 2 if view.before(i) in DASHES else i - 1
    code = {"first": "H1", "second": "H2"}.get(view.before(j + 1))
    if code is None:
        return None
    if view.at(i + 1) != "of" or j < i - 1:
        told = j < i - 1 or (view.at(j - 1) == "the" and view.at(j - 2) in view.words.lists["within"])
        return Expression(j, i + 1, Season(code)) if told and view.is_reckoned(i) else None
    found = quarter(view, i - 1, i + 1, code)
    if found.end > i + 1:
        return found
    if view.at(i + 2) in ("the", "this") and view.at(i + 3) == "year":
        return Expression(i - 1, i + 4, Season(code, which=0))
    return None


def phrase(view: View, i: int) -> Expression | None:
    """Fixed expressions of the word data: references, sets, named days."""
    for words, kind, value in view.words.phrases[view.lower[i]]:
        end = i + len(words)
        if tuple(view.lower[i:end]) != words:
            continue
        if kind == "sets":
            if view.parse.words[i][0].isupper() and i != view.parse.sentences[view.parse.sentence_of[i]][0]:
                return None
            return Expression(i, end, Fixed(value, "SET"))
        if kind == "feasts":
            year = view.year(end)
            told = view.parse.words[i][0].isupper() and view.before(i) != "orthodox" and not view.named(i)
            return Expression(i, end + (year is not None), Feast(view.words.feasts[value], year)) if told else None
        if kind == "named_days":
            return _named_day(view, i, end, value) if view.parse.words[i][0].isupper() else None
        if (
            view.at(end) in ("that", "-", "as", "after", "enough")
            or (words[-1] == "time" and view.at(end) in ("of", "when"))
            or view.at(i - 1) == "as"
            or view.at(end) in view.words.units
        ):
            return None
        if value == "PAST_REF" and (view.at(end)[:1].isdigit() or view.at(end + 1) in view.words.units):
            return None
        return Expression(i, end, Fixed(value))
    return None


def _named_day(view: View, i: int, end: int, value: str) -> Expression:
    year = view.year(end)
    if year:
        return Expression(i, end + 1, Fixed(f"{year}-{value}"))
    return Expression(i, end, Calendar(int(value[:2]), int(value[3:])))


def no_clock(view: View, i: int) -> Expression | None:
    """ "o'clock" belongs to the number before it, which has been read."""
    return None


SCANNERS: Mapping[str, Callable[[View, int], Expression | None]] = {
    "months": month,
    "weekdays": weekday,
    "units": unit,
    "deictic": deictic,
    "long": long,
    "parts": part,
    "night": night,
    "seasons": season,
    "weekend": weekend,
    "tonight": tonight,
    "fiscal": fiscal,
    "half": half,
    "phrase": phrase,
    "digits": digits,
    "compound": compound,
    "clock": no_clock,
}
