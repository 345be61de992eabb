"""Scanners of calendar dates: months with day and year, weekdays, years, and dates and clock times in digits."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extract.rules.times.calendar import make_date
from kg.extract.rules.times.meanings import Ambiguous, Calendar, DayOfMonth, Days, Fixed, Meaning, Moment, Season, Shift, Weekday, WeekOf
from kg.extract.rules.times.view import DASHES, ORDINAL_DAYS, Expression, View

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(?::\d\d)?(Z)?)?(?![\w-]*\w)")
RELEASE_ID = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-[A-Z]{1,3}[-–]\d+")
YEARS = re.compile(r"(\d{4})[-–/](\d{4}|\d\d)(?![\d-])")
SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d\d)$")
DECADE = re.compile(r"((?:1[5-9]|20)\d0|\d0)s$")
CLOCK = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)(?:[:.][0-5]\d)?$")
HALVES = {"am": 0, "a.m.": 0, "a.m": 0, "pm": 12, "p.m.": 12, "p.m": 12, "o'clock": 0, "o’clock": 0}
ZONES = frozenset({"gmt", "utc", "z", "est", "edt", "et", "cet", "cest", "bst", "pst", "pdt", "ist", "msk"})
MODERN = 1900
"""Years before it want a word that years follow ("in 1812"): a bare number is more likely a count."""
PIVOT = 50
"""Two-digit years from here on are of the 1900s: news from before 1950 is rarer than plans past 2050."""


def month(view: View, i: int) -> Expression | None:
    """ "May 16, 2011", "16 May", "May 16-18", "March 2019", "last March", "October of last year", "Tuesday, May 16"."""
    number, j = view.words.months[view.lower[i]], i + 1
    if view.at(j) == "." and len(view.lower[i]) <= 4 and view.day_number(j + 1):
        j += 1
    day, until, first, end = view.day_number(j), None, i, i + 1
    if day is not None and view.year(j) is None:
        end = j + 1
        if view.at(end) in (*DASHES, "to", "through", "and") and (view.day_number(end + 1) or 0) > day:
            until, end = view.day_number(end + 1), end + 2
    else:
        day, until, first = _day_before(view, i)
    if day is None and not _is_month(view, i):
        return None
    year, end = _year_after(view, end)
    shift = None
    if year is None:
        k = end + 1 if view.at(end) == "of" else end
        shift = which_of(view, k) if view.at(k + 1) == "year" else None
        end = k + 2 if shift is not None else end
    which = None
    if day is None and view.before(first):
        which = which_of(view, first - 1) if year is None else None
        first -= which is not None
        if view.before(first) in view.words.lists["early"]:
            first -= 1
        elif view.before(first) in DASHES and view.before(first - 1) == "mid":
            first -= 2
    return Expression(_weekday_before(view, first), end, Calendar(number, day, year, until, shift, which))


def _is_month(view: View, i: int) -> bool:
    """Whether a bare word is the month and not a verb ("may"), a noun ("march") or a name ("April")."""
    word, tag = view.lower[i], view.parse.tags[i]
    if not view.parse.words[i][0].isupper() or view.named(i):
        return False
    if word not in view.words.lists["months_that_are_names"]:
        return True
    if view.year(i + 1) or (view.at(i + 1) in ("of", ",") and view.year(i + 2)):
        return True
    if len(word) <= 4 and word not in ("may", "june"):
        return False
    if (view.at(i - 1) in DASHES and view.at(i - 2) in ("mid", "early", "late")) or (i and view.parse.tags[i - 1] == "JJS"):
        return True
    if view.at(i - 1) == "the" and word != "may" and view.parse.tags[min(i + 1, len(view.parse) - 1)] in ("NN", "NNS"):
        return tag == "NNP"  # "the August figure"
    return tag in ("NNP", "NN") and view.at(i - 1) in MONTH_BEFORE


MONTH_BEFORE = frozenset(
    "in since by until till from to during last next this early late mid of for before after between and through".split()
)


def _day_before(view: View, i: int) -> tuple[int | None, int | None, int]:
    """Day, last day of a span and first token of "16 May", "16th of May", "16-18 May"; no day: (None, None, i)."""
    j = i - 2 if view.before(i) == "of" else i - 1
    if j < view.floor or (j == i - 2 and view.lower[j] not in ORDINAL_DAYS):
        return None, None, i
    day = view.day_number(j)
    if day is None:
        return None, None, i
    if view.before(j) in (*DASHES, "to", "and") and j - 2 >= view.floor and (earlier := view.day_number(j - 2)) and earlier < day:
        return earlier, day, j - 2
    return day, None, j


def _year_after(view: View, end: int) -> tuple[int | None, int]:
    """The year that follows a month or day, and the new end."""
    if (year := view.year(end)) is not None:
        return year, end + 1
    if view.at(end) in (",", ".", "of") and (year := view.year(end + 1)) is not None:
        return year, end + 2
    if view.at(end) in ("'", "’") and len(view.at(end + 1)) == 2 and view.at(end + 1).isdigit():
        return full_year(int(view.at(end + 1))), end + 2
    return None, end


def full_year(two_digits: int) -> int:
    """The year that two digits mean."""
    return two_digits + (1900 if two_digits >= PIVOT else 2000)


def _weekday_before(view: View, first: int) -> int:
    """`first`, moved to the weekday of "Tuesday, May 16"."""
    j = first - 2 if view.before(first) == "," else first - 1
    return j if j >= view.floor and view.lower[j] in view.words.weekdays else first


def which_of(view: View, i: int) -> int | None:
    """last: -1, this: 0, next: 1; anything else: None."""
    word, lists = view.at(i), view.words.lists
    return -1 if word in lists["last"] else 1 if word in lists["next"] else 0 if word in lists["this"] else None


def week_of(view: View, i: int) -> Expression | None:
    """ "the week of 6 May", "the week ending May 10", "the weekend of 4 May": the week or weekend at `i` by one of its days."""
    j = i + 1
    if view.before(i) != "the" or view.at(j) not in WEEK_BY:
        return None
    j += 2 if view.at(j + 1) == "on" else 1
    k = j if view.at(j) in view.words.months else j + 1
    found = month(view, k) if view.at(k) in view.words.months else None
    if found is None or not isinstance(found.meaning, Calendar) or found.meaning.day is None or found.first != j:
        return None
    return Expression(i - 1, found.end, WeekOf(found.meaning, weekend=view.lower[i] == "weekend"))


WEEK_BY = frozenset({"of", "ending", "ended", "beginning", "starting"})


def join(view: View, first: Expression, last: Expression) -> Expression | None:
    """The two expressions as one, or None: a span of days, a quarter with its year ("last year's third quarter"), a night with its day."""
    return _join_days(view, first, last) or _quarter_of(view, first, last) or _part_of_day(view, first, last)


def _part_of_day(view: View, first: Expression, last: Expression) -> Expression | None:
    """ "the night of March 3", "the evening of Friday"."""
    a, b = first.meaning, last.meaning
    if not isinstance(a, Moment) or a.day is not None or view.at(first.end) != "of" or last.first != first.end + 1:
        return None
    named = isinstance(b, Weekday) or (isinstance(b, Calendar) and b.day is not None and b.until is None)
    return Expression(first.first, last.end, Moment(a.code, b)) if named else None


def _quarter_of(view: View, first: Expression, last: Expression) -> Expression | None:
    """ "last year's third quarter", "1990's first half"."""
    a, b = first.meaning, last.meaning
    if not isinstance(b, Season) or b != Season(b.code) or last.first != first.end + 1 or view.at(first.end) not in ("'s", "’s"):
        return None
    if isinstance(a, Shift) and a.unit == "Y" and not a.anaphoric:
        return Expression(first.first, last.end, Season(b.code, year_shift=int(a.count)))
    year = a.text.removeprefix("FY") if isinstance(a, Fixed) else ""
    return Expression(first.first, last.end, Season(b.code, int(year))) if len(year) == 4 and year.isdigit() else None


def _join_days(view: View, first: Expression, last: Expression) -> Expression | None:
    """One span of "between April 28 and May 2" and "from 28 April to 2 May 2015"; None where the two are no span."""
    a, b = first.meaning, last.meaning
    if not isinstance(a, Calendar) or not isinstance(b, Calendar) or not a.day or not b.day or a.until or b.until:
        return None
    opening = SPANS.get(view.at(last.first - 1), ())
    if last.first != first.end + 1 or view.at(first.first - 1) not in opening:
        return None
    return Expression(first.first, last.end, Days(a, b))


def with_year_of(view: View, first: Expression, last: Expression) -> Expression:
    """The month of "from March to May 2015" with the year that the last one tells; any other expression as it is."""
    a, b = first.meaning, last.meaning
    if not isinstance(a, Calendar) or not isinstance(b, Calendar) or a.day or a.year or a.which or a.year_shift or not b.year:
        return first
    if last.first != first.end + 1 or view.at(last.first - 1) not in SPANS:
        return first
    return Expression(first.first, first.end, replace(a, year=b.year - (a.month > b.month)))


SPANS = {"and": ("between",), "to": ("from",), "through": ("from",), "until": ("from",)}
"""Words between two dates that span the days between them, with the words before the first."""


def weekday(view: View, i: int) -> Expression | None:
    """ "Tuesday", "last Tuesday", "early Tuesday", "Tuesday night", "Tuesdays"; "Tuesday, May 16" is left to its month."""
    word, lists = view.lower[i], view.words.lists
    number = view.words.weekdays[word]
    j = i + 2 if view.at(i + 1) == "," else i + 1
    if view.at(j) in view.words.months or (view.day_number(j) and view.at(j + 1) in view.words.months):
        return None
    if not view.parse.words[i][0].isupper() or view.before(i) in lists["not_weekday_before"]:
        return None
    if word in lists["months_that_are_names"] and view.at(i + 1) not in (".", ","):
        return None
    if view.at(i + 1) in lists["not_weekday_after"] and view.parse.words[i + 1][0].isupper():
        return None
    if view.named(i):
        return None
    first = i
    if word.endswith("days") and view.at(i + 1) == "ago":
        return None
    if view.before(i) in lists["every"] or word.endswith("days"):
        first -= view.before(i) in lists["every"]
        return Expression(first, i + 1, Fixed(f"XXXX-WXX-{number}", "SET"))
    which = which_of(view, i - 1) if view.before(i) else None
    if which is not None or view.before(i) in lists["early"]:
        first -= 1
    meaning: Meaning = Weekday(number, which)
    return with_part(view, first, i + 1, meaning)


def with_part(view: View, first: int, end: int, day: Meaning) -> Expression:
    """The day's expression, with the part of the day that follows it ("Tuesday night")."""
    j = end + 1 if view.at(end) in view.words.lists["early"] else end
    code = view.words.parts.get(view.at(j))
    return Expression(first, j + 1, Moment(code, day)) if code else Expression(first, end, day)


def digits(view: View, i: int) -> Expression | None:
    """Dates, years, decades and clock times that begin with a digit."""
    word = view.lower[i]
    if len(word) == 4 and word.isdigit():
        found = _iso(view, i)
        return found if found or view.floor > i else clock(view, i) or _year(view, i)
    if word[-1] == "s":
        return _decade(view, i)
    if "/" in word or word.count(".") == 2:
        return _slashed(view, i)
    return _day_of_month(view, i) if word in ORDINAL_DAYS else clock(view, i)


def _day_of_month(view: View, i: int) -> Expression | None:
    """ "on the 19th", "by noon on the 20th", "the 23rd of that month", where no noun follows that is counted ("the 19th attack")."""
    if view.before(i) != "the" or view.at(i - 2) not in DAY_BEFORE:
        return None
    if view.at(i + 1) == "of" and view.at(i + 2) in ("that", "the", "this") and view.at(i + 3) == "month":
        return Expression(i - 1, i + 4, DayOfMonth(ORDINAL_DAYS[view.lower[i]]))
    parse = view.parse
    if parse.heads[i] > i and parse.deps[i] in ("amod", "compound", "nmod") and parse.tags[parse.heads[i]][0] == "N":
        return None
    if i + 1 < len(parse) and parse.tags[i + 1] in ("NN", "NNS", "NNP", "NNPS", "JJ", "CD"):
        return None
    return Expression(i - 1, i + 1, DayOfMonth(ORDINAL_DAYS[view.lower[i]])) if view.at(i + 1) != "of" else None


DAY_BEFORE = frozenset({"on", "by", "until", "till", "since", "from", "before", "after", "to"})


def _iso(view: View, i: int) -> Expression | None:
    """2010-08-14, maybe with a time; a release number (2010-08-CA-155) is no date, and is jumped over."""
    if view.at(i + 1) not in DASHES:
        return None
    text, start = view.parse.text, view.parse.starts[i]
    match = ISO.match(text, start)
    if match and (day := make_date(int(match[1]), int(match[2]), int(match[3]))):
        meaning: Meaning = Fixed(day.isoformat())
        if match[4]:
            meaning = Fixed(f"{day.isoformat()}T{match[4]}{match[5] or ''}", "TIME")
        return Expression(i, _token_end(view, i, match.end()), meaning)
    if match := RELEASE_ID.match(text, start):
        view.floor = _token_end(view, i, match.end())
        return None
    match = YEARS.match(text, start)
    if match is None or not 1500 <= int(match[1]) <= 2100:
        return None
    end, first, second = _token_end(view, i, match.end()), int(match[1]), int(match[2])
    if len(match[2]) == 4:
        return Expression(i, i + 1, Fixed(match[1])) if first < second <= 2100 else None
    if 1 <= second <= 12 and not (second == (first + 1) % 100 and view.at(end) in SEASONS_OF_YEARS):
        return Expression(i, end, Fixed(f"{match[1]}-{match[2]}"))
    return Expression(i, end, Fixed(f"{first}/{first + 1}")) if second == (first + 1) % 100 else None


SEASONS_OF_YEARS = frozenset({"season", "school", "academic", "fiscal", "financial", "campaign", "budget", "year", "winter"})


def _token_end(view: View, i: int, offset: int) -> int:
    """The end of the tokens that begin before a character offset."""
    starts = view.parse.starts
    while i < len(starts) and starts[i] < offset:
        i += 1
    return i


def _year(view: View, i: int) -> Expression | None:
    """A year that stands alone: after a word that years follow, or before the noun that it dates ("the 1991 settlement")."""
    year, lists, parse = int(view.lower[i]), view.words.lists, view.parse
    if not 1500 <= year <= 2100 or view.at(i - 1) in lists["no_year_before"] or view.at(i + 1) in lists["no_year_after"]:
        return None
    before, head = view.at(i - 1), parse.heads[i]
    if before[-1:].isdigit() and "-" in before:
        return None  # a designation: "F-4 2020"
    if i and parse.heads[i] == i - 1 and parse.heads[i - 1] > i and parse.tags[i - 1] == "NNP" and parse.tags[parse.heads[i - 1]] == "NNS":
        return None  # "two Mirage 2000 jets"
    if parse.deps[i] == "nummod" and head > i and parse.tags[head] == "NNS" and before not in ("the", "its", "their", "'s", "’s", "and"):
        return None
    if before == "," and (view.at(i - 2)[:1].isdigit() or year < MODERN) and view.at(i - 3) not in view.words.months:
        return None  # a list of numbers
    if before not in lists["year_before"] and not (1900 <= year <= 2050 and _after_name(view, i)):
        return None
    if before in DASHES and not view.at(i - 2)[:4].isdigit():
        return None
    first = i - 1 if view.before(i) in lists["early"] else i
    if year % 10 == 0 and view.at(i + 1) in ("'s", "’s") and view.at(first - 1) == "the":
        return Expression(first, i + 2, Fixed(f"{year // 10}"))
    return Expression(first, i + 1, Fixed(f"{year:04}"))


def _after_name(view: View, i: int) -> bool:
    """Whether the year closes a name or begins a line ("Conference 2010"), or stands in brackets."""
    tag = view.parse.tags[i - 1] if i else ""
    return i == 0 or tag in ("NNP", "NNPS", "_SP", "''", "``", "NN") or view.parse.deps[i] in ("npadvmod", "pobj", "appos")


def _decade(view: View, i: int) -> Expression | None:
    """ "1990s", "the '90s": the first three digits of its years."""
    match = DECADE.match(view.lower[i])
    if match is None:
        return None
    digits_ = match[1]
    if len(digits_) == 2:
        if view.at(i - 1) not in ("'", "’", "the", "early", "late", "mid") or view.parse.tags[i] == "CD":
            return None
        digits_ = f"{full_year(int(digits_))}"
    first = i - 1 if view.before(i) in view.words.lists["early"] else i
    return Expression(first, i + 1, Fixed(digits_[:3]))


def _slashed(view: View, i: int) -> Expression | None:
    """16/05/2011; where day and month could change places, the reading is left open unless both agree."""
    match = SLASHED.match(view.lower[i])
    if match is None:
        return None
    a, b, year = int(match[1]), int(match[2]), int(match[3])
    year = full_year(year) if year < 100 else year
    if not 1900 <= year <= 2100:
        return None
    readings = sorted({d for d in (make_date(year, b, a), make_date(year, a, b)) if d})
    if not readings:
        return None
    return Expression(i, i + 1, Fixed(readings[0].isoformat()) if len(readings) == 1 else Ambiguous(tuple(readings)))


def clock(view: View, i: int) -> Expression | None:
    """ "18:00 UTC", "6:40 p.m. (GMT +8)", "5 am", "1400 hours"; a day that follows at once is part of it ("9 a.m. Tuesday")."""
    word, after = view.lower[i], view.at(i + 1)
    end = i + 1
    if match := CLOCK.match(word) if ":" in word or after in HALVES else None:
        hour, minute = int(match[1]), int(match[2])
    elif after in HALVES and word.isdigit() and 1 <= int(word) <= 12:
        hour, minute = int(word), 0
    elif (
        len(word) == 4 and word.isdigit() and after in ("hours", "hrs", "gmt", "utc", "local") and int(word) < 2400 and int(word) % 100 < 60
    ):
        hour, minute, end = int(word) // 100, int(word) % 100, end + (after in ("hours", "hrs"))
    else:
        return None
    if view.at(end) in HALVES:
        hour, end = hour % 12 + HALVES[view.at(end)] if "m" in view.at(end) else hour, end + 1
    zone, end = _zone(view, end)
    code = f"T{hour:02}:{minute:02}{zone}"
    return Expression(i, end, Moment(code))


def _zone(view: View, end: int) -> tuple[str, int]:
    """The time zone after a clock time: "Z" for UTC, nothing for others, and the new end."""
    j = end + 1 if view.at(end) == "(" else end
    if view.at(j) == "local" and view.at(j + 1) == "time":
        return "", j + 2
    if view.at(j) not in ZONES:
        return "", end
    universal = view.at(j) in ("gmt", "utc", "z")
    end = j + 1
    if view.at(end)[:1] in ("+", "-") and view.at(end)[:1]:
        universal, end = False, end + 1
    if view.at(j - 1) == "(" and view.at(end) == ")":
        end += 1
    return ("Z" if universal else ""), end
