"""A result's ties as a network."""

from __future__ import annotations

import itertools
import math
import re
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.results import Table, Term
from server.display import Display
from server.layout import positions
from server.network import HEIGHT, MOST, WIDTH, Network, network_of, ties_of
from server.placing import SMALL, Board, Spot
from tests.fixtures.example import BASE

HTML = {"Accept": "text/html"}
DL = "https://w3id.org/dateline/ontology#"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}entity/{name}")


def drawn(*ties: tuple[str, str, int], negated: int = 0) -> Network:
    rows: list[tuple[Term | None, ...]] = [
        (node(one), ox.Literal(one), node(other), ox.Literal(other), ox.Literal(number), ox.Literal(negated)) for one, other, number in ties
    ]
    columns = ("source", "sourceName", "target", "targetName", "claims", "negated")
    found = network_of(Table(columns=columns, rows=tuple(rows)), Display(BASE))
    assert found is not None
    return found


def test_who_has_most_is_largest_and_the_tie_with_most_is_widest() -> None:
    network = drawn(("Russia", "Ukraine", 9), ("Ukraine", "Russia", 4), ("Norway", "Russia", 1))
    assert [(entry.name, entry.told, entry.href) for entry in network.nodes] == [
        ("Russia", "Russia: ties to 1, from 2", "/entity/Russia"),
        ("Ukraine", "Ukraine: ties to 1, from 1", "/entity/Ukraine"),
        ("Norway", "Norway: ties to 1, from 0", "/entity/Norway"),
    ]
    assert network.nodes[0].r > network.nodes[1].r > network.nodes[2].r
    widths = {tie.told: tie.width for tie in network.ties}
    assert widths["Russia → Ukraine: 9 claims"] > widths["Ukraine → Russia: 4 claims"] > widths["Norway → Russia: 1 claim"]
    assert network.told() == "Network of 3 with 3 ties; most: Russia → Ukraine: 9 claims"


def test_ties_both_ways_bend_apart_and_one_to_itself_is_seen() -> None:
    paths = {tie.told.partition(":")[0]: tie.path for tie in drawn(("a", "b", 1), ("b", "a", 1), ("b", "c", 1), ("c", "c", 1)).ties}
    assert "Q" in paths["a → b"] and "Q" in paths["b → a"] and "Q" not in paths["b → c"] and "c" in paths["c → c"]
    middles = [re.findall(r"Q(\S+) (\S+) ", paths[name])[0] for name in ("a → b", "b → a")]
    assert middles[0] != middles[1]


@pytest.mark.parametrize("names", ["abcde", ["Russia", "Ukraine", "civilians", "military-airfields", "agents"]])
def test_no_name_covers_the_arrow_of_a_tie(names: list[str]) -> None:
    a, b, c, d, e = names
    network = drawn((a, b, 1), (a, c, 1), (b, a, 1), (b, d, 1), (e, d, 1))
    tips = [tuple(map(float, re.findall(r"[-\d.]+", tie.path)[-2:])) for tie in network.ties]
    for shown in network.nodes:
        if shown.label is not None:
            board = Board(WIDTH, network.height, [Spot(x, y, 1, "") for x, y in tips])
            assert board.free(shown.label, shown.name, SMALL), shown.name


def test_what_is_mostly_denied_is_dashed() -> None:
    assert drawn(("a", "b", 2), negated=1).denied and drawn(("a", "b", 2), negated=1).ties[0].told == "a → b: 2 claims, 1 negated"
    assert not drawn(("a", "b", 3), negated=1).denied


def test_events_are_tied_by_their_relation() -> None:
    row = (node("e1"), ox.Literal("strike"), ox.NamedNode(DL + "inResponseTo"), node("e2"))
    network = network_of(Table(columns=("event", "label", "relation", "other"), rows=(row,)), Display(BASE, {node("e2").value: "raid"}))
    assert network is not None and network.ties[0].told == "entity/e1 → in response to → raid"


def test_of_too_many_those_with_most_are_shown_and_nobody_alone() -> None:
    crowd = [("hub", f"leaf{number}", 1) for number in range(3 * MOST)]
    network = drawn(*crowd, ("a", "b", 3), ("b", "c", 3))
    assert len(network.nodes) == MOST and network.left_out == 2 * MOST + 4
    assert {"hub", "a", "b", "c"} <= {entry.name for entry in network.nodes}
    tied = {end for tie in network.ties for end in (tie.source, tie.target)}
    assert tied == set(range(MOST))
    assert network.nodes[0].name == "hub" and network.nodes[0].label  # named, though it stands in a crowd


def test_a_picture_is_no_higher_than_it_must_be() -> None:
    chain = drawn(("a", "b", 1), ("b", "c", 1), ("c", "d", 1))
    assert chain.height < HEIGHT / 2 and all(0 < entry.y < chain.height for entry in chain.nodes)
    round_ = drawn(*[("hub", f"leaf{number}", 1) for number in range(12)])
    assert round_.height > HEIGHT / 2 and all(0 < entry.y < round_.height for entry in round_.nodes)


def test_the_order_of_rows_changes_nothing() -> None:
    ties = [("a", "b", 2), ("b", "c", 1), ("d", "e", 1), ("c", "a", 1), ("e", "f", 5)]
    assert len({drawn(*order) for order in itertools.permutations(ties)}) == 1


@pytest.mark.parametrize("columns", [("event",), ("source", "place"), ("target", "other")])
def test_a_table_without_two_ends_has_no_network(columns: tuple[str, ...]) -> None:
    assert network_of(Table(columns=columns, rows=(tuple(node("a") for _ in columns),)), Display(BASE)) is None
    assert network_of(Table(columns=("source", "target"), rows=((ox.Literal("a"), None),)), Display(BASE)) is None


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 30).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=60))
    )
)
def test_every_node_stands_within_the_picture_and_none_on_another(graph: tuple[int, list[tuple[int, int]]]) -> None:
    count, ties = graph
    points = positions(count, ties, width=WIDTH, height=HEIGHT, margin=36)
    assert all(35 <= x <= WIDTH - 35 and 35 <= y <= HEIGHT - 35 for x, y in points)
    assert all(math.dist(one, other) > 5 for one, other in itertools.combinations(points, 2))
    assert points == positions(count, ties, width=WIDTH, height=HEIGHT, margin=36)


def test_a_chain_is_drawn_in_its_order() -> None:
    points = positions(6, [(number, number + 1) for number in range(5)], width=WIDTH, height=HEIGHT, margin=36)
    across = [x for x, _ in points]
    assert across in (sorted(across), sorted(across, reverse=True))


def test_of_a_graph_the_statements_between_its_own_things_are_drawn() -> None:
    turtle = f"""@prefix dl: <{DL}> . @base <{BASE}> .
    <claim/1> dl:about <event/1> ; dl:claimant <entity/a> ; dl:stance dl:States ; <urn:by> <run/1> .
    <event/1> dl:target <entity/b> ; dl:victim <entity/b> ; dl:deaths 2 ."""
    network = network_of(ties_of(turtle, BASE), Display(BASE))
    assert network is not None
    assert {tie.told for tie in network.ties} == {
        "claim/1 → about → event/1",
        "claim/1 → claimant → entity/a",
        "event/1 → target, victim → entity/b",
    }


def test_the_page_of_one_event_draws_it_with_its_claims(client: FlaskClient) -> None:
    page = client.get("/queries/account-of-one-event?event=8d20", headers=HTML).text
    assert "<svg" in page and 'aria-label="claim: ties to ' in page and page.index("<svg") < page.index("<pre")


def test_the_page_of_a_network_shows_it_above_the_same_in_a_table(client: FlaskClient) -> None:
    page = client.get("/queries/actors-against-actors", headers=HTML).text
    found = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert found
    picture = ET.fromstring(found[0])
    links = picture.findall("a")
    assert "/entity/russia" in {link.get("href") for link in links}
    assert [link.get("tabindex") for link in links] == ["0", *["-1"] * (len(links) - 1)]
    ends = {tuple(map(int, (tie.get("data-ends") or "").split())) for tie in picture.iter("path") if tie.get("data-ends")}
    assert ends and all(0 <= end < len(links) for pair in ends for end in pair)
    assert page.index("<svg") < page.index("<table")
    assert "<svg" not in client.get("/queries/actors-against-actors?from=1900-01-01&to=1900-01-02", headers=HTML).text
