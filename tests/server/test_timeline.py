"""A result's rows on an axis of days, months or years."""

from __future__ import annotations

import datetime as dt
import re

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.results import Table, Term
from server.timeline import Timeline, timeline_of

DL = "https://w3id.org/dateline/ontology#"
HTML = {"Accept": "text/html"}


def drawn(*dates: str, statuses: tuple[str, ...] = ()) -> Timeline | None:
    rows: list[tuple[Term | None, ...]] = []
    for number, date in enumerate(dates):
        status = ox.NamedNode(DL + statuses[number]) if number < len(statuses) else None
        rows.append((ox.Literal(date) if date else None, status))
    return timeline_of(Table(columns=("date", "status"), rows=tuple(rows), more=False))


def made(*dates: str, statuses: tuple[str, ...] = ()) -> Timeline:
    timeline = drawn(*dates, statuses=statuses)
    assert timeline is not None
    return timeline


def test_each_row_stands_on_its_day_above_those_of_other_statuses() -> None:
    timeline = made("2025-06-01", "2025-06-03", "2025-06-01", "2025-06-01", statuses=("Reported", "Denied", "Corroborated", "Reported"))
    first, last = timeline.bars
    assert (timeline.unit, last.place - first.place) == ("day", 2)
    assert [(part.status, part.below, part.number) for part in first.parts] == [("reported", 0, 2), ("corroborated", 2, 1)]
    assert (first.label, first.first, first.last) == ("1 June 2025", "2025-06-01", "2025-06-01")
    assert timeline.statuses == {"reported": 2, "corroborated": 1, "denied": 1}
    assert timeline.told() == "Events by day, 1 June 2025 to 3 June 2025; the most on one day: 3 events, 1 June 2025"


def test_a_bar_alone_is_no_wider_than_others_would_be() -> None:
    timeline = made("2025-06-01")
    assert (timeline.places, timeline.height, timeline.bars[0].number) == (31, 3, 1)
    assert timeline.labels == ("17 May 2025", "1 June 2025", "16 June 2025")


@pytest.mark.parametrize(
    ("dates", "unit", "last"),
    [
        (("2025-01-01", "2025-04-30"), "day", "2025-04-30"),
        (("2025-01-01", "2025-12-30"), "month", "2025-12-31"),
        (("2024-02-01", "2024-02"), "day", "2024-02-01"),
        (("2023-02-01", "2024-02"), "day", "2023-02-01"),
        (("1999-02-01", "2024-02", "2024-02-03"), "year", "2024-12-31"),
        (("1999", "2024-02", "2024-02-03"), "day", "2024-02-03"),
        (("1999", "2003"), "year", "2003-12-31"),
    ],
)
def test_the_axis_is_as_fine_as_the_days_allow(dates: tuple[str, ...], unit: str, last: str) -> None:
    timeline = made(*dates)
    assert (timeline.unit, timeline.bars[-1].last) == (unit, last)
    assert sum(bar.number for bar in timeline.bars) + timeline.rough == len(dates)


@pytest.mark.parametrize("dates", [(), ("",), ("yesterday",), ("2025-13-01",), ("0001", "2025"), ("0000-01-01",)])
def test_without_days_or_with_days_too_far_apart_there_is_no_picture(dates: tuple[str, ...]) -> None:
    assert drawn(*dates) is None


@pytest.mark.parametrize("date", ["0001-01-01", "0001-01", "0001", "9999-12-31", "9999-12", "9999"])
def test_the_ends_of_the_calendar_are_days_like_others(date: str) -> None:
    timeline = made(date)
    assert dt.date.fromisoformat(timeline.bars[0].first) <= dt.date.fromisoformat(timeline.bars[0].last)


def test_a_table_without_dates_has_no_picture() -> None:
    assert timeline_of(Table(columns=("event",), rows=((ox.Literal("2025-06-01"),),), more=False)) is None


def test_the_page_of_the_timeline_shows_it_and_each_bar_asks_for_its_day(client: FlaskClient) -> None:
    page = client.get("/queries/timeline?class=Attack", headers=HTML).text
    assert '<svg viewBox="0 0 ' in page and 'aria-label="Events by day, ' in page
    bars = re.findall(r'<a href="/queries/timeline[^>]* tabindex="(-?\d)">', page)
    assert bars == ["0", *["-1"] * (len(bars) - 1)] and len(bars) > 1  # one stop of the tab key; arrow keys go on from there
    assert "class=Attack&amp;from=2025-07-01&amp;to=2025-07-01" in page
    assert "<svg" not in client.get("/queries/timeline?from=1900-01-01&to=1900-01-02", headers=HTML).text
    assert "<svg" not in client.get("/queries/denials", headers=HTML).text
