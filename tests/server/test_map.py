"""A result's places on a map."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kg.gazetteer.towns import Town
from kg.results import Table, Term
from server.display import Display
from server.map import HEIGHT, WIDTH, Box, Map, map_of, point_of
from server.placing import LARGE, SMALL, Board, Spot, labels_for
from tests.fixtures.example import BASE

WKT = ox.NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
HTML = {"Accept": "text/html"}
lons = st.floats(-180, 180).map(lambda value: round(value, 4))
lats = st.floats(-90, 90).map(lambda value: round(value, 4))


def wkt(lon: float, lat: float) -> ox.Literal:
    return ox.Literal(f"POINT({lon:.4f} {lat:.4f})", datatype=WKT)


def nowhere(**_: float) -> tuple[Town, ...]:
    return ()


def drawn(*places: tuple[str, float, float, int], box: Box | None = None) -> Map:
    rows: list[tuple[Term | None, ...]] = [
        (ox.NamedNode(f"{BASE}entity/{name}"), ox.Literal(name), wkt(lon, lat), ox.Literal(number)) for name, lon, lat, number in places
    ]
    found = map_of(Table(columns=("place", "placeName", "wkt", "events"), rows=tuple(rows)), Display(BASE), towns=nowhere, box=box)
    assert found is not None
    return found


def test_north_is_up_east_is_right_and_more_is_larger() -> None:
    chart = drawn(("Sumy", 34.8, 50.91, 9), ("Kherson", 32.62, 46.64, 1))
    sumy, kherson = chart.marks
    assert (sumy.name, sumy.told, sumy.href) == ("Sumy", "Sumy: 9 events", "/entity/Sumy")
    assert sumy.x > kherson.x and sumy.y < kherson.y and sumy.r > kherson.r
    assert re.fullmatch(r"Map of 2 places with 10 events, 2\d(\.\d+)?° E to 4\d(\.\d+)?° E; most in Sumy: 9", chart.told())


def test_the_scale_is_true_along_the_middle_parallel() -> None:
    # Kharkiv and Poltava lie some 128 km apart, in the middle of this map.
    chart = drawn(("Kharkiv", 36.23, 49.99, 1), ("Poltava", 34.55, 49.59, 1))
    (one, other), (units, text) = chart.marks, chart.scale
    per_km = units / float(text.removesuffix(" km"))
    apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5 / per_km
    assert apart == pytest.approx(128, abs=4)


def test_places_too_near_share_a_mark_that_leads_to_where_they_are_apart() -> None:
    chart = drawn(("Kyiv", 30.52, 50.45, 3), ("Irpin", 30.25, 50.52, 2), ("Lisbon", -9.14, 38.72, 0))
    both, alone = chart.marks
    assert both.name == "Kyiv +1" and both.told == "Kyiv +1: 5 events in 2 places (Kyiv 3, Irpin 2)"
    assert (alone.name, alone.empty, alone.closer) == ("Lisbon", True, None)
    assert both.closer is not None
    closer = drawn(("Kyiv", 30.52, 50.45, 3), ("Irpin", 30.25, 50.52, 2), ("Lisbon", -9.14, 38.72, 0), box=both.closer)
    assert [mark.name for mark in closer.marks] == ["Kyiv", "Irpin"] and closer.outside == 1


def test_what_no_closer_look_tells_apart_leads_to_the_place_with_most() -> None:
    (mark,) = drawn(("Helmand", 64.29, 31.42, 5), ("Kajaki", 64.29, 31.42, 2)).marks
    assert (mark.name, mark.closer, mark.href) == ("Helmand +1", None, "/entity/Helmand")


def test_both_sides_of_the_180th_meridian_lie_together() -> None:
    chart = drawn(("Suva", 178.44, -18.14, 2), ("Apia", -171.75, -13.85, 1))
    suva, apia = chart.marks
    assert chart.box.east - chart.box.west < 40 and suva.x < apia.x
    assert any(line.name == "180°" for line in chart.lines)


def test_a_place_counts_its_different_events_where_none_are_counted() -> None:
    place = ox.NamedNode(BASE + "entity/sumy")
    rows = tuple((ox.NamedNode(f"{BASE}event/{event}"), place, wkt(34.8, 50.9)) for event in ("1", "1", "2"))
    chart = map_of(Table(columns=("event", "place", "wkt"), rows=rows), Display(BASE), towns=nowhere)
    assert chart is not None and (chart.places, chart.number) == (1, 2)


def test_towns_are_dots_and_the_largest_have_names() -> None:
    asked: dict[str, float] = {}

    def towns(**bounds: float) -> tuple[Town, ...]:
        asked.update(bounds)
        return (Town("Sumy", 50.91, 34.8, 250_000), Town("Lebedyn", 50.58, 34.49, 25_000))

    rows = ((ox.NamedNode(BASE + "entity/sumy"), ox.Literal("Sumy"), wkt(34.8, 50.91)),)
    chart = map_of(Table(columns=("place", "placeName", "wkt"), rows=rows), Display(BASE), towns=towns)
    assert chart is not None and chart.dots.count("M") == 2
    assert [name for name, _ in chart.bearings] == ["Lebedyn"]  # Sumy has its own mark
    assert asked["south"] < 50.58 and asked["west"] < 34.49 and 0 < asked["apart"] < 0.5


@pytest.mark.parametrize(
    ("term", "point"),
    [
        (wkt(34.8, 50.9), (34.8, 50.9)),
        (ox.Literal("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> Point ( -1 2 )", datatype=WKT), (-1.0, 2.0)),
        (ox.Literal("<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(50.9 34.8)", datatype=WKT), None),
        (ox.Literal("POLYGON((1 2, 3 4, 5 6, 1 2))", datatype=WKT), None),
        (ox.Literal("POINT(181 2)", datatype=WKT), None),
        (ox.Literal("POINT(1e400 2)", datatype=WKT), None),
        (ox.Literal("POINT(34.8 50.9)"), None),
        (ox.NamedNode("urn:x"), None),
        (None, None),
    ],
)
def test_points_are_read_with_their_longitude_first(term: Term | None, point: tuple[float, float] | None) -> None:
    assert point_of(term) == point


def test_a_table_without_points_has_no_map() -> None:
    assert map_of(Table(columns=("event",), rows=((ox.Literal("POINT(1 2)"),),)), Display(BASE), towns=nowhere) is None


@given(points=st.lists(st.tuples(lons, lats), min_size=1, max_size=30))
def test_every_place_lies_within_the_map_wherever_it_is_in_the_world(points: list[tuple[float, float]]) -> None:
    chart = drawn(*[(f"p{number}", lon, lat, number) for number, (lon, lat) in enumerate(points)])
    assert chart.outside == 0
    assert 0 < chart.width <= WIDTH + 1 and 0 < chart.height <= HEIGHT + 1
    for mark in chart.marks:
        assert -1 <= mark.x <= chart.width + 1 and -1 <= mark.y <= chart.height + 1
    assert Box.parse(str(chart.box)) is not None
    for closer in (mark.closer for mark in chart.marks if mark.closer):
        # A closer look is one that can be asked for, unless it is as wide as a point.
        assert closer.west <= closer.east and closer.south <= closer.north


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 600), st.floats(3, 22), st.text(min_size=1, max_size=28)), max_size=40))
def test_no_name_lies_on_another_or_on_a_mark(found: list[tuple[float, float, float, str]]) -> None:
    spots = [Spot(*each) for each in found]
    half = len(spots) // 2
    labels = labels_for(spots[:half], width=1000, height=600, others=spots[half:])
    assert sum(label is not None and label.always for label in labels[half:]) <= 6
    for size, shown in ((SMALL, labels), (LARGE, [label if label and label.always else None for label in labels])):
        board = Board(1000, 600, spots[:half])
        for spot, label in zip(spots, shown, strict=True):
            if label:
                assert board.free(label, spot.name, size)
                board.keep(label, spot.name, size)


@pytest.mark.parametrize(
    "text", ["1,2", "a,b,c,d", "10,0,5,20", "0,10,5,5", "0,0,361,5", "-190,0,5,5", "0,-91,5,5", "nan,0,1,1", "1,2,3,4,5"]
)
def test_what_is_no_part_of_the_world_is_refused_with_a_line(client: FlaskClient, text: str) -> None:
    with pytest.raises(ValueError, match="is no part of the world"):
        Box.parse(text)
    response = client.get("/queries/places", query_string={"map-box": text}, headers=HTML)
    assert response.status_code == 400 and "map-box:" in response.text


def svg(page: str) -> ET.Element:
    found = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert found
    return ET.fromstring(found[0])


def test_the_page_of_a_map_shows_it_above_the_same_in_a_table(client: FlaskClient) -> None:
    page = client.get("/queries/places", headers=HTML).text
    picture = svg(page)
    links = picture.findall("a")
    assert {link.get("href") for link in links} <= {"/entity/sumy", "/entity/kharkiv", "/entity/istanbul"} | {
        link.get("href") for link in links if "map-box" in (link.get("href") or "")
    }
    assert [link.get("tabindex") for link in links].count("0") == 1
    assert all(link.get("aria-label") for link in links)
    assert "Map of " in (picture.get("aria-label") or "") and page.index("<svg") < page.index("<table")
    assert "<svg" not in client.get("/queries/places?class=Airbase", headers=HTML).text


def test_a_part_of_a_map_keeps_the_questions_parameters_and_leads_back(client: FlaskClient) -> None:
    page = client.get("/queries/events-in-region?class=Attack&map-box=30,45,40,52", headers=HTML).text
    assert '<a href="/queries/events-in-region?class=Attack#picture">The whole map</a>' in page
    # For programs it is nothing: they get the rows.
    assert client.get("/queries/places?map-box=30,45,40,52").get_json() == client.get("/queries/places").get_json()
