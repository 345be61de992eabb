"""The table `timex.tsv`: own sentences with the time expressions and values that the TimeML guidelines ask for."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.rules.numbers import number_words, read_number
from kg.extract.rules.times import event_duration, find_times
from kg.extract.rules.times.calendar import easter, iso_duration
from tests.kg.extract.parsing import parse, token

TABLE = Path(__file__).with_name("timex.tsv")
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(("day", "marked", "values"), ROWS, ids=[row[1] for row in ROWS])
def test_a_sentence_has_the_times_of_the_table_and_no_others(day: str, marked: str, values: str) -> None:
    parts = re.split(r"[\[\]]", marked)
    text, starts = "".join(parts), [len("".join(parts[:k])) for k in range(len(parts))]
    wanted = [(starts[k], starts[k] + len(parts[k])) for k in range(1, len(parts), 2)]
    found = find_times(parse(text), dt.date.fromisoformat(day))
    overlapping = [next((k for k, (start, end) in enumerate(wanted) if t.start < end and start < t.end), None) for t in found]
    assert [(k, t.value) for k, t in zip(overlapping, found, strict=True)] == list(enumerate(values.split(" ")))


@pytest.mark.parametrize(
    ("value", "duration"),
    [("P2DE", "P20Y"), ("P1CE", "P100Y"), ("P0.5CE", "P50Y"), ("P3M", "P3M"), ("PT30M", "PT30M"), ("PXW", None)],
)
def test_a_timex_duration_is_an_iso_duration_where_it_says_how_long(value: str, duration: str | None) -> None:
    assert iso_duration(value) == duration


def test_a_war_of_decades_lasts_years_in_the_graph() -> None:
    parsed = parse("The rebels fought the army for two decades.")
    assert event_duration(parsed, find_times(parsed, None), token(parsed, "fought")) == "P20Y"


@given(st.integers(1583, 4099))
def test_easter_is_a_sunday_between_late_march_and_late_april(year: int) -> None:
    day = easter(year)
    assert day.isoweekday() == 7
    assert dt.date(year, 3, 22) <= day <= dt.date(year, 4, 25)


@pytest.mark.parametrize(("year", "day"), [(1998, "1998-04-12"), (2000, "2000-04-23"), (2013, "2013-03-31"), (2024, "2024-03-31")])
def test_easter_is_when_the_almanac_says(year: int, day: str) -> None:
    assert easter(year).isoformat() == day


@pytest.mark.parametrize(
    ("text", "value", "end"),
    [("2 1/2 years", 2.5, 2), ("3 ¾ miles", 3.75, 2), ("1,200 1/2", 1200.0, 1), ("20 men", 20.0, 1)],
)
def test_a_fraction_after_a_whole_number_is_part_of_it(text: str, value: float, end: int) -> None:
    assert read_number(text.split(), 0, number_words()) == (value, end)


@pytest.mark.parametrize(
    "text",
    [
        "Two Sundays ago the church burned.",
        "The striker scored in the second half of the match.",
        "Orthodox Easter fell late.",
        "Shells fell in the quarter, killing three.",
        "The attackers set off at Dusk Street.",
        "All day trips were cancelled.",
        "He was the minister at the time of the attack.",
        "The Dawn newspaper and The Sunday Times reported the strike.",
        "Mrs May said that they would march on the capital.",
    ],
)
def test_what_only_looks_like_a_time_or_cannot_be_told_is_left_out(text: str) -> None:
    assert find_times(parse(text), dt.date(2013, 3, 22)) == []
