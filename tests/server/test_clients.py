"""Limits for each client: who is who, what is refused, and what never is."""

from __future__ import annotations

import ipaddress
import os
import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from server import clients as table
from server.app import create_app, new_shared
from server.clients import SIZE, Clients, Refused, see_through_proxies
from server.settings import ClientSettings, Settings
from server.shared import Shared
from tests.fixtures.example import ExampleDataset

ASK = {"query": "ASK {}"}
TOKEN = "a-token-of-the-tests"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def made(dataset: ExampleDataset, **limits: object) -> FlaskClient:
    settings = Settings(base=dataset.base, token=TOKEN, clients=ClientSettings(**limits))  # type: ignore[arg-type]
    return create_app(dataset, settings=settings, queries={}).test_client()  # type: ignore[arg-type]


def test_more_requests_at_a_time_than_allowed_are_refused_until_one_ends() -> None:
    clients = Clients(ClientSettings(queries=2), new_shared())
    places = [clients.enter("192.0.2.1"), clients.enter("192.0.2.1")]
    refused = clients.enter("192.0.2.1")
    assert isinstance(refused, Refused) and refused.reason == "concurrent" and refused.retry_after == 1
    assert isinstance(clients.enter("192.0.2.2"), int)
    assert isinstance(places[0], int)
    clients.leave(places[0])
    assert isinstance(clients.enter("192.0.2.1"), int)


def test_more_requests_a_second_than_allowed_are_refused_until_time_has_passed() -> None:
    clock = Clock()
    clients = Clients(ClientSettings(queries=0, rate=2), new_shared(), clock=clock)
    for _ in range(4):  # two seconds' worth at once
        place = clients.enter("192.0.2.1")
        assert isinstance(place, int)
        clients.leave(place)
    refused = clients.enter("192.0.2.1")
    assert isinstance(refused, Refused) and (refused.reason, refused.retry_after) == ("rate", 1)
    clock.now += 0.5
    assert isinstance(clients.enter("192.0.2.1"), int)
    assert isinstance(clients.enter("192.0.2.1"), Refused)


def test_a_rate_below_one_lets_one_pass_and_says_when_the_next_may_come() -> None:
    clock = Clock()
    clients = Clients(ClientSettings(rate=0.1), new_shared(), clock=clock)
    assert isinstance(clients.enter("192.0.2.1"), int)
    refused = clients.enter("192.0.2.1")
    assert isinstance(refused, Refused) and refused.retry_after == 10
    clock.now += 10
    assert isinstance(clients.enter("192.0.2.1"), int)


def test_an_ipv6_network_of_64_bits_is_one_client() -> None:
    clients = Clients(ClientSettings(queries=1), new_shared())
    assert isinstance(clients.enter("2001:db8:1:2::1"), int)
    assert isinstance(clients.enter("2001:db8:1:2:ffff::9"), Refused)
    assert isinstance(clients.enter("2001:db8:1:3::1"), int)
    assert isinstance(clients.enter("192.0.2.1"), int)
    assert isinstance(clients.enter("::ffff:192.0.2.1"), Refused)


def test_the_table_does_not_grow_and_never_forgets_who_is_at_work() -> None:
    shared = new_shared()
    clients = Clients(ClientSettings(queries=1), shared)
    held = clients.enter("192.0.2.1")
    size = len(shared.memory)
    for number in range(3 * table.SLOTS):
        place = clients.enter(f"client-{number}")
        assert isinstance(place, int)
        clients.leave(place)
    assert len(shared.memory) == size >= SIZE
    assert isinstance(clients.enter("192.0.2.1"), Refused)
    assert isinstance(held, int)


def test_processes_count_together_and_forget_what_a_dead_one_was_at() -> None:
    shared = new_shared()
    clients = Clients(ClientSettings(queries=2), shared)
    assert isinstance(clients.enter("192.0.2.1"), int)
    if (pid := os.fork()) == 0:
        shared.after_fork()
        own = Clients(ClientSettings(queries=2), shared)
        fine = isinstance(own.enter("192.0.2.1"), int) and isinstance(own.enter("192.0.2.1"), Refused)
        os._exit(0 if fine else 1)  # without a word of farewell, as after a kill -9
    assert os.waitpid(pid, 0)[1] == 0
    assert isinstance(clients.enter("192.0.2.1"), Refused)  # nobody has the dead one's row yet
    if (pid := os.fork()) == 0:
        shared.after_fork()
        successor = Clients(ClientSettings(queries=2), shared)
        os._exit(0 if isinstance(successor.enter("192.0.2.1"), int) else 1)
    assert os.waitpid(pid, 0)[1] == 0


def test_the_lock_of_a_process_that_dies_in_it_is_free_again() -> None:
    shared = Shared(width=8, size=8)
    if (pid := os.fork()) == 0:
        shared.after_fork()
        with shared.alone():
            os._exit(0)
    os.waitpid(pid, 0)
    with shared.alone():
        assert shared.row == 0


def test_a_refused_client_gets_429_with_the_seconds_to_wait(dataset: ExampleDataset) -> None:
    client = made(dataset, rate=0.5)
    assert client.get("/sparql", query_string=ASK).status_code == 200
    response = client.get("/sparql", query_string=ASK)
    assert response.status_code == 429 and response.mimetype == "application/problem+json"
    assert response.get_json(force=True)["detail"] == "too many requests from one address: 0.5 a second are answered"
    assert 1 <= int(response.headers["Retry-After"]) <= 2
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    for path in ("/health", "/metrics", "/static/dateline.css"):
        assert client.get(path).status_code == 200
    assert re.search(r'^dateline_refused_total\{reason="rate"\} 1.0$', client.get("/metrics").text, re.MULTILINE)


def test_who_shows_the_token_is_not_limited(dataset: ExampleDataset) -> None:
    client = made(dataset, rate=0.01)
    for token, statuses in ((TOKEN, [200, 200, 200]), ("wrong", [200, 429, 429])):
        headers = {"Authorization": f"Bearer {token}"}
        assert [client.get("/sparql", query_string=ASK, headers=headers).status_code for _ in range(3)] == statuses


def test_a_request_that_ends_gives_its_place_back_whatever_became_of_it(dataset: ExampleDataset) -> None:
    client = made(dataset, queries=1)
    for query in ("ASK {}", "nothing", "SELECT * WHERE { ?s ?p ?o }"):
        for method in (client.get, client.head):
            response = method("/sparql", query_string={"query": query})
            assert response.status_code in (200, 400)
            response.close()
    assert client.get("/no-such-page").status_code == 404


TRUSTED = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("10.0.0.1", "203.0.113.5, 192.0.2.7, 10.2.2.2", "192.0.2.7"),  # what the client invented does not count
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "unknown, 10.0.0.2", "10.0.0.2"),
        ("192.0.2.1", "203.0.113.5", "192.0.2.1"),  # no proxy of ours
        ("", "203.0.113.5", ""),
    ],
)
def test_a_trusted_proxys_word_on_the_client_counts(peer: str, forwarded: str, client: str) -> None:
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}
    see_through_proxies(environ, TRUSTED)
    assert environ["REMOTE_ADDR"] == client


def test_a_trusted_proxy_says_what_address_was_asked(dataset: ExampleDataset) -> None:
    client = made(dataset, trusted=(ipaddress.ip_network("127.0.0.0/8"),))
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "kg.example", "Accept": "text/turtle"}
    assert "<https://kg.example/sparql>" in client.get("/sparql", headers=headers).text
    assert "<https://kg.example/sparql>" not in made(dataset).get("/sparql", headers=headers).text


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_breaks_it(forwarded: str, host: str) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_FORWARDED_HOST": host, "wsgi.url_scheme": "http"}
    see_through_proxies(environ, TRUSTED)
    assert ipaddress.ip_address(environ["REMOTE_ADDR"]) and environ["wsgi.url_scheme"] == "http"
