"""Scanners of expressions with a unit of time: "two weeks ago", "27-year contract", "last month", "15 a year", "every day"."""

from __future__ import annotations

from kg.extract.rules.numbers import COMMON_FRACTIONS, half_after, read_number
from kg.extract.rules.times.meanings import Fixed, Meaning, Season, Shift, ToldQuarter
from kg.extract.rules.times.scan_dates import week_of, which_of
from kg.extract.rules.times.tense import tense_at
from kg.extract.rules.times.view import DASHES, Expression, View

NUMBER_REACH = 8
"""The longest number before a unit, in tokens ("two-and-a-half-" is eight)."""


def unit(view: View, i: int) -> Expression | None:
    """The expression whose head is the unit of time at `i`."""
    word = view.lower[i]
    if word == "second" and view.parse.tags[i] not in ("NN", "NNS"):
        return None
    j = i - 1 if view.before(i) in DASHES else i
    if j < i and code_of_quarter(view, i, j):
        return quarter(view, j - 1, i + 1, code_of_quarter(view, i, j))
    count, first = _count_before(view, j)
    if count is not None:
        return _counted(view, i, first, count)
    if view.at(i + 1) in DASHES and view.at(i + 2) in ("ago", "earlier"):
        return Expression(i, i + 3, Shift(view.words.units[word], -1))
    if word == "week" and (found := week_of(view, i)):
        return found
    if view.words.units[word] in ("M", "Q", "Y") and (found := _close(view, i)):
        return found
    if _is_part_of_named(view, i):
        return None  # the month tells when
    return _every(view, i) or _relative(view, i) or _rate(view, i) or _plural(view, i) or _anaphoric_day(view, i)


def _close(view: View, i: int) -> Expression | None:
    """ "year-end", "year-end 1990", "at year's end", "month-end": the period itself, as "the end of the year"."""
    if view.at(i + 2) != "end" or (view.at(i + 1) not in DASHES and view.at(i + 1) not in ("'s", "’s")):
        return None
    if view.before(i) in view.words.lists["last"] or view.before(i) in view.words.lists["next"]:
        return None
    year = view.year(i + 3)
    return Expression(i, i + 4, Fixed(f"{year}")) if year else Expression(i, i + 3, Shift(view.words.units[view.lower[i]], 0))


def _is_part_of_named(view: View, i: int) -> bool:
    """Whether the unit is a part of a month that is named: "the last week of April"."""
    return view.before(i) in ("last", "first", "final") and view.at(i + 1) == "of" and view.at(i + 2) in view.words.months


def code_of_quarter(view: View, i: int, dash: int) -> str:
    """Q3 for the hyphened "third-quarter", else nothing."""
    number = view.words.numbers.ordinals.get(view.before(dash), 0)
    return f"Q{number}" if view.words.units[view.lower[i]] == "Q" and 1 <= number <= 4 else ""


def _count_before(view: View, j: int) -> tuple[float | None, int]:
    """The number (0 for a vague one, "several") that ends right before token `j`, and its first token."""
    lists = view.words.lists
    before = view.before(j)
    if before in ("a", "an", "one"):
        halved = before != "one" and view.before(j - 1) == "half"
        return (0.5, j - 2) if halved else (1.0, j - 1)
    if before in lists["vague"] or (before == "of" and view.at(j - 2) == "couple"):
        k = j - 1
        if before == "recent":
            return None, j
        while view.before(k) in ("couple", "a", "past", "last", "the", "next"):
            k -= 1
        number = read_number(view.lower, k - 1, view.words.numbers) if k > view.floor and before in SUCCESSIVE else None
        if number and number[1] == k:
            return number[0], k - 1
        return 0.0, k
    if (
        before[:1].isdigit()
        or before in view.words.numbers.simple
        or before in view.words.numbers.scales
        or before in COMMON_FRACTIONS
        or before == "half"
    ):
        for k in range(max(view.floor, j - NUMBER_REACH), j):
            number = read_number(view.lower, k, view.words.numbers)
            if number and number[1] == j:
                return number[0], k
    if before == "half":
        return 0.5, j - 2 if view.before(j - 1) == "a" else j - 1
    return None, j


SUCCESSIVE = frozenset({"successive", "consecutive", "straight"})


def duration_value(code: str, count: float) -> str:
    """The ISO 8601 duration of so many units; count 0 is a vague number: PXY.

    A fortnight is two weeks, a quarter three months; nights count as days, and half an hour is thirty minutes.
    Decades and centuries have units of their own in TIMEX3, DE and CE (see `calendar.iso_duration`).
    """
    if count == 0.5 and code == "TH":
        return "PT30M"
    scale, letter = {"2W": (2, "W"), "Q": (3, "M"), "N": (1, "D")}.get(code, (1, code))
    if not count and letter in ("DE", "CE"):
        letter = "Y"  # "for decades": how many years is not said
    prefix, letter = ("PT", letter[1]) if letter[0] == "T" else ("P", letter)
    return f"{prefix}{_plain(count * scale) if count else 'X'}{letter}"


def _plain(number: float) -> str:
    return f"{number:g}" if number < 1e6 else f"{number:.0f}"


def _counted(view: View, i: int, first: int, count: float) -> Expression | None:
    """Number and unit: ages, "ago", "earlier" and "later", rates ("15 a year"), otherwise a duration."""
    code, after, lists = view.words.units[view.lower[i]], view.at(i + 1), view.words.lists
    if after in DASHES and view.at(i + 2) in ("old", "olds"):
        return Expression(first, i + 3, Fixed(duration_value(code, count), "DURATION"))
    if after == "old":
        return Expression(first, i + 2, Fixed(duration_value(code, count), "DURATION"))
    article = view.at(first) in ("a", "an")
    if after == "ago" or (after == "and" and view.at(i + 4) == "ago"):
        meaning: Meaning = Shift(code, -count) if count and count >= 1 else Fixed("PAST_REF")
        return Expression(_approximate(view, first), i + 2, meaning)
    if after in ("earlier", "later") and count and view.at(i + 2) != "than":
        return Expression(first, i + 2, Shift(code, count if after == "later" else -count, anaphoric=True))
    if after == "from" and view.at(i + 2) in ("now", "today"):
        return Expression(first, i + 3, Shift(code, count) if count else Fixed("FUTURE_REF"))
    if article and _is_rate(view, first):
        return Expression(first, i + 1, Fixed(duration_value(code, 1), "SET"))
    if article and code == "Q":
        return None
    if article and code in ("TS", "TM") and view.parse.tags[i] == "NN" and after not in ("of", "and"):
        return None
    if view.before(first) in lists["every"]:
        return Expression(first - 1, i + 1, Fixed(duration_value(code, count), "SET"))
    half = half_after(view.lower, i + 1)
    if half and count:
        return Expression(first, half, Fixed(duration_value(code, count + 0.5), "DURATION"))
    if view.before(first) in (lists["last"] | lists["next"] | {"first", "final", "recent"}):
        first -= 1
    end = i + 3 if after in DASHES and view.at(i + 2) == "long" else i + 1
    return Expression(first, end, Fixed(duration_value(code, count), "DURATION"))


def _approximate(view: View, first: int) -> int:
    """`first`, moved over "nearly", "about", "more than"."""
    lists = view.words.lists
    while view.before(first) in lists["approximate"] and view.before(first) != "to":
        first -= 1
        if view.lower[first] in ("than", "least", "most") and view.before(first) in lists["approximate_heads"]:
            first -= 1
    return first


def _is_rate(view: View, first: int) -> bool:
    """Whether "a year" follows what it is a rate of: "15 a year", "$2 billion a year", "twice a day", "barrels a day"."""
    before = view.at(first - 1)
    if not before:
        return False
    tag = view.parse.tags[first - 1]
    return (
        before in view.words.lists["rate_before"]
        or tag == "CD"
        or (tag == "NNS" and view.parse.deps[view.parse.heads[first]] != "x" and _adverbial(view, first))
    )


def _adverbial(view: View, first: int) -> bool:
    """Whether the parser takes the noun phrase as an adverbial of the noun before it ("barrels a day")."""
    head = view.parse.heads[first]
    return view.parse.deps[head] == "npadvmod" and view.parse.heads[head] < first


def _every(view: View, i: int) -> Expression | None:
    """ "every day", "each year", "per hour", "every other week"."""
    code, before = view.words.units[view.lower[i]], view.before(i)
    if before in view.words.lists["every"]:
        return Expression(i - 1, i + 1, Fixed(duration_value(code, 1), "SET"))
    if before == "all" and not view.lower[i].endswith("s") and view.parse.tags[min(i + 1, len(view.parse) - 1)][0] != "N":
        return Expression(i - 1, i + 1, Fixed(duration_value(code, 1), "DURATION"))
    if before == "other" and view.at(i - 2) == "every":
        return Expression(i - 2, i + 1, Fixed(duration_value(code, 2), "SET"))
    return None


def _relative(view: View, i: int) -> Expression | None:
    """ "last week", "this year", "the next day", "the past month", "recent years", "the third quarter"."""
    lists, code, before, word = view.words.lists, view.words.units[view.lower[i]], view.before(i), view.lower[i]
    if not before:
        return None
    if before == "last" and (view.parse.tags[i - 1][0] == "V" or view.at(i - 2) in AUXILIARIES):
        return None
    if before == "recent":
        return Expression(i - 1, i + 1, Fixed("PAST_REF"))
    plural = word.endswith("s") and word != "s"
    if plural:
        if before in ("coming", "next", "upcoming", "following"):
            return Expression(i - 1, i + 1, Fixed("FUTURE_REF"))
        return Expression(i - 1, i + 1, Fixed("PAST_REF")) if before in ("past", "last", "previous", "preceding") else None
    if code in ("TS", "TM", "TH") and before not in ("last", "past", "next"):
        return None
    ordinal = view.words.numbers.ordinals.get(before)
    if code == "Q" and ordinal and ordinal <= 4:
        return quarter(view, i - 1, i + 1, f"Q{ordinal}")
    if code == "CE":
        return _century(view, i)
    which = (
        -1
        if before in lists["last"]
        else 1
        if before in lists["next"]
        else 0
        if before in lists["this"] or before in ("same", "that")
        else None
    )
    if which is None:
        return None
    first = i - 1
    the = view.at(i - 2) == "the"
    if before in ("past", "last") and the and code != "Q" and (before == "past" or code in ("DE", "TH", "TM")):
        return Expression(first, i + 1, Fixed(duration_value(code, 1), "DURATION"))
    if code in ("TS", "TM", "TH"):
        return Expression(first, i + 1, Fixed(duration_value(code, 1), "DURATION"))
    anaphoric = before in lists["anaphoric"] or (the and which == 1 and code in ("D", "N"))
    if the and which == 1 and code in ("W", "M", "Y"):  # "was arrested in 2018 and extradited the next year"
        anaphoric = tense_at(view.parse, i, view.words) < 0
    if code == "N":
        return None
    if view.before(first) in lists["early"]:
        first -= 1
    return Expression(first, i + 1, Shift(code, which, anaphoric=anaphoric))


AUXILIARIES = frozenset({"may", "might", "can", "could", "will", "would", "should", "to"})
"""Words before the verb "last": "the war may last years"."""


def quarter(view: View, first: int, end: int, code: str) -> Expression:
    """A quarter or half of a year with the year that follows: "third quarter of 2008", "Q3 2008", "first half of last year"."""
    j = end + 1 if view.at(end) in ("of", ",", "in") else end
    if (year := view.year(j)) is not None:
        return Expression(first, j + 1, Season(code, year))
    j = j + 1 if view.at(j) in ("the", "fiscal") else j
    if view.at(j) in view.words.lists["fiscal"] and view.at(j + 1) == "year":
        return Expression(first, j + 2, Season(code))
    if view.at(j) in ("last", "this", "next") and view.at(j + 1) == "year":
        return Expression(first, j + 2, Season(code, year_shift={"last": -1, "this": 0, "next": 1}[view.at(j)]))
    return Expression(first, end, Season(code))


def _century(view: View, i: int) -> Expression | None:
    """ "the 19th century", "this century": the first two digits of its years; "the past century" measures."""
    before = view.before(i)
    if before == "past":
        return Expression(i - 1, i + 1, Fixed(duration_value("CE", 1), "DURATION"))
    if (which := which_of(view, i - 1)) is not None and before not in view.words.lists["anaphoric"]:
        return Expression(i - 1, i + 1, Shift("CE", which))
    j = i - 2 if before in DASHES else i - 1
    word = view.at(j)
    number = int(word[:-2]) if word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th") else view.words.numbers.ordinals.get(word)
    if number and 1 < number < 30:
        return Expression(j, i + 1, Fixed(f"{number - 1:02}"))
    return None


def _rate(view: View, i: int) -> Expression | None:
    """ "the end of the year", "later in the week", "half of the month", "during the year": the current one."""
    code = view.words.units[view.lower[i]]
    if code not in ("D", "W", "M", "Q", "Y", "DE", "CE") or view.before(i) != "the" or view.lower[i].endswith("s"):
        return None
    if view.at(i + 1) == "of" or view.parse.tags[i] != "NN":
        return None
    j = i - 2
    if view.at(j) == "of" and view.at(j - 1) in view.words.lists["edges"]:
        first = j - 2 if view.at(j - 2) == "the" else j - 1
        year = view.year(i + 1) if code == "Y" else None
        if first >= view.floor:
            return Expression(first, i + 1 + (year is not None), Fixed(f"{year}") if year else Shift(code, 0))
    told = code == "Y" or (code == "Q" and view.is_reckoned(i))  # "shells fell in the quarter": of a town
    if told and view.at(j) in view.words.lists["within"] and view.at(i + 1) not in PERIOD_GOES_ON:
        return Expression(i - 1, i + 1, ToldQuarter() if code == "Q" else Shift("Y", 0))
    if view.at(j) == "in" and view.at(j - 1) in ("later", "earlier", "early", "late"):
        return Expression(max(j - 1, view.floor), i + 1, Shift(code, 0, anaphoric=code == "D"))
    return None


PERIOD_GOES_ON = frozenset("of that to from since before after when which ended ending through until - – — he she they it".split())
"""What follows a quarter or year that is told more of: "in the year to March", "in the year that he died"."""


def _plural(view: View, i: int) -> Expression | None:
    """Units without a number that still measure: "for years", "months after", "decades-long", "year-long"."""
    lists, code, before, after = view.words.lists, view.words.units[view.lower[i]], view.before(i), view.at(i + 1)
    plural = view.lower[i].endswith("s")
    if after in DASHES and view.at(i + 2) == "long":
        return Expression(i, i + 3, Fixed(duration_value(code, 0 if plural else 1), "DURATION"))
    if not plural or view.parse.tags[i] != "NNS" or code == "Q" or (before == "after" and after == "trading"):
        return None
    if before == "the" and after == "ahead":
        return Expression(i - 1, i + 2, Fixed("FUTURE_REF"))
    if before == "the" and view.at(i - 2) in ("over", "in", "through", "during") and after not in ("that", "of", "before", "after"):
        return Expression(i - 1, i + 1, Fixed(duration_value(code, 0), "DURATION"))
    if after == "ago":
        return Expression(i, i + 2, Fixed("PAST_REF"))
    opens = i == view.parse.sentences[view.parse.sentence_of[i]][0] or before in lists["bare_plural_of_before"]
    if before in lists["bare_plural_before"] or (after == "of" and opens) or after in lists["bare_plural_after"]:
        return Expression(i, i + 1, Fixed(duration_value(code, 0), "DURATION"))
    return None


def _anaphoric_day(view: View, i: int) -> Expression | None:
    """ "the day before", "the day after", "the week before": from the day last spoken of; with a complement a duration."""
    code, after = view.words.units[view.lower[i]], view.at(i + 1)
    if code not in ("D", "W", "M", "Y") or view.before(i) != "the" or after not in ("before", "after"):
        return None
    if view.parse.tags[i] != "NN" or view.at(i + 2) not in (",", ".", ";", "and", "but", "in", "that", ")", ""):
        return None
    return Expression(i - 1, i + 2, Shift(code, -1 if after == "before" else 1, anaphoric=True))
