"""Time expressions: what is found, its TIMEX3 value, the days it covers, datelines, and which event it dates."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.rules.times import event_date, event_duration, find_dateline, find_times, main_event_date, read_times, to_event_date
from kg.extract.rules.times.calendar import days_of, weekday_from
from kg.model import Time
from tests.kg.extract.parsing import parse, parse_words, token

MONTHS = "January February March April May June July August September October November December".split()
MONDAY = dt.date(2025, 6, 2)


def values(text: str, published: dt.date | None = MONDAY) -> dict[str, str | None]:
    return {t.text: t.value for t in find_times(parse(text), published)}


@pytest.mark.parametrize(
    ("text", "expression", "value"),
    [
        ("Troops entered the town on 16 May 2011.", "16 May 2011", "2011-05-16"),
        ("Troops entered the town on May 16, 2011, after a siege.", "May 16, 2011", "2011-05-16"),
        ("He was arrested on Nov. 12, 2011 in Kabul.", "Nov. 12, 2011", "2011-11-12"),
        ("The raid of 2010-08-14 failed.", "2010-08-14", "2010-08-14"),
        ("The raid on 16/05/2011 failed.", "16/05/2011", "2011-05-16"),
        ("The siege ended on the 24th of May.", "24th of May", "2025-05-24"),
        ("Shells fell on the city on Tuesday, May 27.", "Tuesday, May 27", "2025-05-27"),
        ("The war broke out in March 2019.", "March 2019", "2019-03"),
        ("The exercise was held in October.", "October", "2024-10"),
        ("Rebels fought the army in the 1990s.", "1990s", "199"),
        ("Sales rose in the mid-1980s.", "mid-1980s", "198"),
        ("The ferry sank on the weekend of 10 May.", "the weekend of 10 May", "2025-W19-WE"),
        ("Five raids were recorded in the week of 6 May.", "the week of 6 May", "2025-W19"),
        ("Five raids were recorded in the week ending on May 11.", "the week ending on May 11", "2025-W19"),
        ("Between April 28 and May 2, aircraft bombed the valley.", "April 28 and May 2", "2025-04-28/2025-05-02"),
        ("Villages burned from 28 December 2014 to 3 January 2015.", "28 December 2014 to 3 January 2015", "2014-12-28/2015-01-03"),
        ("Villages burned from 28 December to 3 January 2015.", "28 December to 3 January 2015", "2014-12-28/2015-01-03"),
        ("From March to May 2015 the valley was bombed.", "March", "2015-03"),
        ("He fell ill in the last week of April.", "April", "2025-04"),
        ("Rockets set off huge fires before dawn on Saturday.", "Saturday", "2025-05-31"),
        ("The vote is set for Saturday.", "Saturday", "2025-06-07"),
        ("The April 6 attack was planned in the north.", "April 6", "2025-04-06"),
        ("Third-quarter sales rose.", "Third-quarter", "2024-Q3"),
        ("The war lasted a year and a half.", "a year and a half", "P1.5Y"),
        ("The ceasefire takes effect at 6am (0300 GMT) on Saturday.", "Saturday", "2025-06-07"),
        ("Drones struck on the night of 3 to 4 May.", "the night", "2025-05-03TNI"),
        ("Sales fell in the third quarter of 2008.", "third quarter of 2008", "2008-Q3"),
        ("They fled in the summer of 2008.", "summer of 2008", "2008-SU"),
        ("The empire fell in the 19th century.", "19th century", "18"),
        ("Under the 1991 settlement the border was closed.", "1991", "1991"),
        ("Rockets hit the port on Sunday.", "Sunday", "2025-06-01"),
        ("Rockets hit the port on Monday.", "Monday", "2025-06-02"),
        ("The delegations will meet on Friday.", "Friday", "2025-06-06"),
        ("The talks are scheduled for Friday.", "Friday", "2025-06-06"),
        ("Rockets hit the port on Friday night.", "Friday night", "2025-05-30TNI"),
        ("Rockets hit the port last Monday.", "last Monday", "2025-05-26"),
        ("Rockets hit the port yesterday.", "yesterday", "2025-06-01"),
        ("Drones struck airbases over the weekend.", "over the weekend", "2025-W22-WE"),
        ("Drones struck airbases last week.", "last week", "2025-W22"),
        ("Elections will be held next year.", "next year", "2026"),
        ("The ceasefire collapsed two weeks ago.", "two weeks ago", "2025-W21"),
        ("The ceasefire collapsed a year ago.", "a year ago", "2024"),
        ("The town was shelled last night.", "last night", "2025-06-01TNI"),
        ("They fled in recent months.", "recent months", "PAST_REF"),
        ("The town is now in ruins.", "now", "PRESENT_REF"),
        ("The war began in September 2023. On the 19th its guns opened up.", "the 19th", "2023-09-19"),
        ("The war is dated from July 1983. On the 23rd of that month rebels struck.", "the 23rd of that month", "1983-07-23"),
        ("It began in May 2023. By noon on the 20th they had given up.", "noon", "2023-05-20T12:00"),
        ("In January 2009 the army took the town, and by May he was dead.", "May", "2009-05"),
        ("He was arrested in 2018 and extradited the next year.", "next year", "2019"),
        ("A commission is to verify the release by the end of March.", "March", "2026-03"),
        ("The sides will extend it, the two delegations announced in Havana on Tuesday.", "Tuesday", "2025-05-27"),
        ("On 14 May 2023 gunmen attacked the village.", "14 May 2023", "2023-05-14"),
        ("The bridge was hit at 18:00 UTC on Sunday.", "18:00 UTC", "2025-06-01T18:00Z"),
        ("On Monday he said the blast came at 9:02 a.m. on April 19, 1995.", "9:02 a.m.", "1995-04-19T09:02"),
        ("We mourn the victims of Saturday's attack, and plan to rebuild.", "Saturday", "2025-05-31"),
        ("The bridge was hit at 6:40 p.m. on Sunday.", "6:40 p.m.", "2025-06-01T18:40"),
    ],
)
def test_a_time_expression_has_its_timex_value(text: str, expression: str, value: str) -> None:
    assert values(text).get(expression) == value


@pytest.mark.parametrize(
    ("text", "expression", "value", "kind"),
    [
        ("They signed a 27-year contract.", "27-year", "P27Y", "DURATION"),
        ("The talks went on for nine hours.", "nine hours", "PT9H", "DURATION"),
        ("They fought for the past two years.", "past two years", "P2Y", "DURATION"),
        ("The program is two and a half years late.", "two and a half years", "P2.5Y", "DURATION"),
        ("The city was besieged for months.", "months", "PXM", "DURATION"),
        ("The factory makes 15 tanks a month.", "a month", "P1M", "SET"),
        ("The city is shelled every day.", "every day", "P1D", "SET"),
        ("They march on Fridays.", "Fridays", "XXXX-WXX-5", "SET"),
    ],
)
def test_durations_and_sets_have_iso_values(text: str, expression: str, value: str, kind: str) -> None:
    assert [(t.value, t.type) for t in find_times(parse(text), MONDAY) if t.text == expression] == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Over 2008 people were killed in the camp.",
        "The 2000 troops in the valley withdrew.",
        "He may resign and march on the capital.",
        "The contract is worth $ 2010 million.",
        "The Sunday Times reported the raid.",
        "April Jones spoke to reporters in the street.",
        "The fall of the city was a second blow.",
        "Release 2010-08-CA-155 was withdrawn.",
        "Two Mirage 2000 jets bombed the base.",
        "A Boeing 747 and an F-16 collided over the base.",
        "Under resolution 1701 at least 2000 troops were sent to the south.",
    ],
)
def test_numbers_names_and_verbs_are_no_dates(text: str) -> None:
    assert values(text) == {}


def test_two_days_later_counts_from_the_day_last_spoken_of() -> None:
    found = values("The raid began on May 5. Two days later the town fell.")
    assert found == {"May 5": "2025-05-05", "Two days later": "2025-05-07"}


def test_without_a_day_of_writing_relative_times_are_not_guessed() -> None:
    found = values("Rockets hit the port on Tuesday, and last week in May a ship. It was built in 1998.", None)
    assert found == {"Tuesday": None, "last week": None, "May": None, "1998": "1998"}


def test_a_date_in_digits_that_could_be_two_days_stays_open_unless_one_is_near() -> None:
    assert values("The raid of 7/8/2007 failed.", None) == {"7/8/2007": None}
    assert values("The raid of 7/8/2007 failed.", dt.date(2007, 7, 9)) == {"7/8/2007": "2007-07-08"}


@pytest.mark.parametrize(
    ("text", "place", "date"),
    [
        ("KABUL, Afghanistan (Jan. 25, 2013) – A force killed a leader yesterday.", "KABUL, Afghanistan", "2013-01-25"),
        ("WASHINGTON, February 26, 2016 — Airstrikes continued yesterday.", "WASHINGTON", "2016-02-26"),
        (
            "2010-12-S-336\nFor Immediate Release\nKABUL, Afghanistan (Dec. 30) – Forces detained a man yesterday.",
            "KABUL, Afghanistan",
            "2010-12-30",
        ),
        ("Tanker bid rerun\nJuly 02, 2008\nThe office called for a new bid.", None, "2008-07-02"),
        ("KABUL, Afghanistan (Jan. 27) – A force killed a leader today.", "KABUL, Afghanistan", None),
    ],
)
def test_a_dateline_gives_place_and_date(text: str, place: str | None, date: str | None) -> None:
    found = find_dateline(parse(text), None)
    assert found is not None
    assert (found.place and text[found.place.start : found.place.end]) == place
    assert (found.date and found.date.isoformat()) == date


def test_the_dateline_is_what_yesterday_is_relative_to() -> None:
    reading = read_times(parse("KABUL, Afghanistan (Jan. 25, 2013)\nAfghan forces killed a Taliban leader yesterday."), None)
    assert reading.reference == dt.date(2013, 1, 25)
    assert reading.times[-1].value == "2013-01-24"


def test_offsets_slice_to_the_text() -> None:
    text = "On Tuesday, May 16, 2011, at 5 pm, and again two days later, rockets hit the port."
    assert all(text[t.start : t.end] == t.text for t in find_times(parse(text), MONDAY))


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2025-W22-WE", "2025-05-31", "2025-06-01"),
        ("2025-W22", "2025-05-26", "2025-06-01"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2008-Q3", "2008-07-01", "2008-09-30"),
        ("199", "1990-01-01", "1999-12-31"),
        ("2025-06-01TNI", "2025-06-01", "2025-06-02"),
        ("2008-WI", "2008-12-01", "2009-02-28"),
    ],
)
def test_a_value_covers_its_days(value: str, first: str, last: str) -> None:
    assert days_of(value) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("value", ["P2Y", "PAST_REF", "XXXX-WXX-5", "2025-13", None, "2025-02-30"])
def test_what_is_not_on_the_calendar_covers_no_days(value: str | None) -> None:
    assert days_of(value) is None


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Drones struck a depot on Sunday, and the army will hold a drill on Friday.", "struck", "2025-06-01"),
        ("Drones struck a depot on Sunday, and the army will hold a drill on Friday.", "drill", "2025-06-06"),
        ("The army carried out an airstrike on the base on Sunday.", "airstrike", "2025-06-01"),
        ("Sunday's attack killed three soldiers, the army said on Monday.", "attack", "2025-06-01"),
        ("On Sunday, rebels killed three soldiers.", "killed", "2025-06-01"),
    ],
)
def test_the_time_nearest_in_the_parse_dates_the_event(text: str, trigger: str, expected: str) -> None:
    parsed = parse(text)
    time = event_date(parsed, find_times(parsed, MONDAY), token(parsed, trigger))
    assert time is not None and time.value == expected


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("The truce nearly failed in December, when guerrillas ambushed a patrol.", "ambushed", "2024-12"),
        ("Tensions rose over the weekend following a drone offensive.", "offensive", "2025-W22-WE"),
        ("The army captured a leader and detained two men on Friday.", "captured", "2025-05-30"),
        ("On 14 May 2023 gunmen attacked the village.", "attacked", "2023-05-14"),
        ("Prices rose on Friday following a drone offensive.", "offensive", None),
        ("Two guards were killed in Friday's attack.", "killed", "2025-05-30"),
        ("Soldiers captured a smuggler during an overnight operation.", "captured", "2025-06-01TNI"),
        ("Rockets were fired from occupied Crimea on Friday.", "occupied", None),
        ("A jet bombed a column of refugees on the road linking Gao and Ansongo in the north on Friday.", "bombed", "2025-05-30"),
        ("It was the fourth such attack this month.", "attack", None),
        ("Five guards died in an attack this month.", "attack", "2025-06"),
        ("Rebels seized the ship on Friday and still hold its crew.", "hold", None),
        ("Rebels seized the ship on Friday and shot its captain.", "shot", "2025-05-30"),
        ("He was jailed on Friday for the murder of a guard.", "murder", None),
        ("He was shot on Friday in the siege of a prison.", "siege", "2025-05-30"),
        ("The council spoke on Friday about the siege of the town.", "siege", None),
        ("Crowds gathered on Friday to mark the anniversary of the massacre.", "massacre", None),
        ("The crowd demanded an end to the war on Friday.", "war", None),
        ("Oman cancelled the talks planned for Friday.", "cancelled", None),
        ("The group claimed the attack on Friday.", "attack", None),
        ("Oman cancelled the talks planned for Friday.", "talks", "2025-06-06"),
    ],
)
def test_a_time_dates_what_its_words_share_it_with(text: str, trigger: str, expected: str | None) -> None:
    parsed = parse(text)
    found = event_date(parsed, find_times(parsed, MONDAY), token(parsed, trigger))
    assert (found.value if found else None) == expected


def test_without_a_day_of_publication_the_last_full_date_gives_the_year() -> None:
    assert values("On 14 May 2023 gunmen struck. On May 16, soldiers came.", None)["May 16"] == "2023-05-16"


def test_a_duration_never_dates_an_event() -> None:
    parsed = parse("The army shelled the town for nine hours.")
    times, trigger = find_times(parsed, MONDAY), token(parsed, "shelled")
    assert event_date(parsed, times, trigger) is None
    assert event_duration(parsed, times, trigger) == "PT9H"


def test_days_of_something_are_its_duration() -> None:
    parsed = parse("The town fell after two days of fighting.")
    assert event_duration(parsed, find_times(parsed, MONDAY), token(parsed, "fighting")) == "P2D"
    parsed = parse("Three days after troops encircled the town, it fell.")
    assert event_duration(parsed, find_times(parsed, MONDAY), token(parsed, "encircled")) is None


def test_a_weekend_dates_an_event_by_its_last_day_and_a_week_by_its_first() -> None:
    weekend = Time(
        start=0, end=16, text="over the weekend", value="2025-W22-WE", type="DATE", first=dt.date(2025, 5, 31), last=dt.date(2025, 6, 1)
    )
    week = Time(start=0, end=9, text="last week", value="2025-W22", type="DATE", first=dt.date(2025, 5, 26), last=dt.date(2025, 6, 1))
    assert (to_event_date(weekend).value, to_event_date(weekend).until) == ("2025-06-01", "2025-06-01")
    assert (to_event_date(week).value, to_event_date(week).until) == ("2025-05-26", "2025-06-01")


@settings(deadline=None)  # a loaded machine is slow, and no test is timed
@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_a_full_date_written_out_reads_back_on_any_day(day: dt.date) -> None:
    written = f"{MONTHS[day.month - 1]} {day.day} , {day.year}"
    times = find_times(parse_words(f"Troops entered the town on {written} .".split()), None)
    assert [t.value for t in times] == [day.isoformat()]


@settings(deadline=None)  # a loaded machine is slow, and no test is timed
@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)), st.integers(1, 7), st.sampled_from([-1, 1]))
def test_the_nearest_weekday_is_that_weekday_and_less_than_a_week_off(day: dt.date, weekday: int, direction: int) -> None:
    found = weekday_from(day, weekday, direction)
    assert found.isoweekday() == weekday
    assert 0 <= (found - day).days * direction < 7


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("KABUL, Afghanistan (Jan. 25, 2013)\nA force searched a compound yesterday. One man was killed.", "2013-01-24"),
        ("KABUL, Afghanistan (Jan. 25, 2013)\nA force that answered Tuesday's attack killed a man.", "2013-01-25"),
        ("KABUL, Afghanistan (Jan. 25, 2013)\nOne man was killed in a district captured in 2009.", "2013-01-25"),
        ("One man was killed in the district yesterday.", None),
    ],
)
def test_the_main_event_is_dated_by_the_story_or_its_dateline(text: str, day: str | None) -> None:
    parsed = parse(text)
    time = main_event_date(parsed, read_times(parsed, None))
    assert (time and time.value) == day


def test_the_date_of_a_dateline_or_header_dates_no_event() -> None:
    reading = read_times(parse("Force Captures Leader\nKABUL, Afghanistan (Jan. 25, 2013)\nA force killed a man on Monday."), None)
    assert [t.text for t in reading.dating] == ["Monday"]


def test_a_deed_is_not_of_the_day_that_the_time_before_it_ended() -> None:
    parsed = parse("The leader was detained and sat two years in prison before being released in May 2011.")
    times = find_times(parsed, MONDAY)
    assert event_date(parsed, times, token(parsed, "detained")) is None
    released = event_date(parsed, times, token(parsed, "released"))
    assert released is not None
    assert released.value == "2011-05"


@pytest.mark.parametrize(
    "background",
    ["responsible for an attack Sept. 7 in the district", "who fled from a prison on Sept. 7", "involved in a raid on Sept. 7"],
)
def test_the_day_of_what_a_man_did_before_is_not_that_of_the_story(background: str) -> None:
    parsed = parse(f"KABUL, Afghanistan (Sept. 19, 2012) - Forces targeted a rebel leader {background}.")
    day = main_event_date(parsed, read_times(parsed, None))
    assert day is not None
    assert day.value == "2012-09-19"


def test_a_bare_dawn_names_no_day_and_leaves_the_event_to_its_scene() -> None:
    parsed = parse("Gunmen came before dawn.")
    (dawn,) = find_times(parsed, MONDAY)
    assert dawn.value == "2025-06-02TMO"
    assert dawn.first is None
    assert event_date(parsed, [dawn], token(parsed, "came")) is None
