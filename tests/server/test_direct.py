"""Requests that the loop answers itself: they get what the long way gives, and what is large or fails comes by the long way."""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from werkzeug.test import Client

from kg.store import open_dataset
from server.app import create_app
from server.listening import HttpServer, bind
from server.pool.evaluator import PoolEvaluator
from server.pool.exchange import Exchange
from server.pool.supervisor import Keeping, Supervised, Supervisor
from server.settings import ClientSettings, PoolSettings, Settings
from tests.fixtures.example import EXAMPLE

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
LARGE = "SELECT * WHERE { ?s ?p ?o . ?a ?b ?c } LIMIT 3000"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
POOL = PoolSettings(workers=1, fronts=1, seconds=60, patience=60)
_fresh = iter(range(10**9))


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Keeping:
    folder = tmp_path_factory.mktemp("direct") / "store"
    with open_dataset(folder, mode="write") as dataset:
        dataset.load(EXAMPLE)
        return Keeping(where=folder, base=dataset.base)


@pytest.fixture(scope="module")
def supervisor(keeping: Keeping) -> Iterator[Supervisor]:
    with Supervised(keeping, POOL) as running:
        yield running


class Front:
    """What `server.front` has in a process, in a thread. `long` counts the requests that needed another one."""

    def __init__(self, supervisor: Supervisor, settings: Settings) -> None:
        assert settings.pool is not None
        exchange = Exchange(supervisor.run, supervisor.questions, settings.pool)
        self.pool = PoolEvaluator(supervisor.run, settings.limits, settings.pool, exchange)
        self.app = create_app(None, settings=settings, evaluator=self.pool, queries={})
        self.listeners = bind("127.0.0.1", 0)
        self.server = HttpServer(self.app, self.listeners, settings)
        self.address = self.listeners[0].getsockname()
        self.long = 0
        (waitress,) = self.server._servers
        add_task = waitress.add_task

        def counted(task: Any) -> None:
            self.long += 1
            add_task(task)

        waitress.add_task = counted
        self._over = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._over:
            self.server.turn()

    def close(self) -> None:
        self._over = True
        self.server.wake()
        self._thread.join()
        self.server.close(within=1)
        for listener in self.listeners:
            listener.close()

    def connect(self, *data: bytes) -> socket.socket:
        client = socket.create_connection(self.address, timeout=60)
        for part in data:
            client.sendall(part)
        return client

    def ask(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        with self.connect(request) as client:
            return received(client)


@contextlib.contextmanager
def fronting(supervisor: Supervisor, settings: Settings) -> Iterator[Front]:
    front = Front(supervisor, settings)
    try:
        yield front
    finally:
        front.close()


@pytest.fixture(scope="module")
def front(supervisor: Supervisor, keeping: Keeping) -> Iterator[Front]:
    with fronting(supervisor, Settings(base=keeping.base, pool=POOL)) as front:
        yield front


@pytest.fixture(scope="module")
def wsgi(front: Front) -> Client:
    """The same without a loop: nothing is direct there."""
    return Client(front.app.wsgi_app)


def received(client: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """One answer: status, headers, body out of its chunks; ConnectionError if it breaks off."""
    with client.makefile("rb") as answer:
        status = int((answer.readline() or b"x broken").split()[1]) if answer.peek(1) else _broken()
        headers = {}
        while (line := answer.readline().decode().rstrip("\r\n")) != "":
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        if headers.get("transfer-encoding") != "chunked":
            return status, headers, answer.read(int(headers.get("content-length", 0)))
        body = b""
        while size := int(answer.readline() or _broken(), 16):
            body += answer.read(size)
            answer.readline()
        return status, headers, body


def _broken() -> Any:
    raise ConnectionError


def get(query: str, *headers: str, **parameters: str) -> bytes:
    lines = [f"GET /sparql?{urlencode({'query': query} | parameters)} HTTP/1.1", "Host: x", *headers, "", ""]
    return "\r\n".join(lines).encode()


def post(body: bytes, kind: str, *headers: str) -> bytes:
    lines = ["POST /sparql HTTP/1.1", "Host: x", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def fresh(query: str) -> str:
    """The query in words that nobody used before, so that no cache knows it."""
    return f"{query} # fresh {next(_fresh)}"


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


ANSWERED = {
    "plain": {},
    "csv": {"Accept": "text/csv;q=0.9, application/xml;q=0.1"},
    "packed": {"Accept": "text/csv", "Accept-Encoding": "gzip"},
    "from a page": {"Origin": "https://x.example"},
    "known by another tag": {"If-None-Match": '"other"'},
}


@pytest.mark.parametrize("headers", ANSWERED.values(), ids=ANSWERED)
@pytest.mark.parametrize("query", ["ASK {}", "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 30", "CONSTRUCT WHERE { ?s a ?o }"])
@pytest.mark.parametrize("method", ["GET", "form", "text"])
def test_the_loop_says_what_the_long_way_says(front: Front, wsgi: Client, query: str, headers: dict[str, str], method: str) -> None:
    if query.startswith("CONSTRUCT"):
        headers = {name: "text/turtle" if name == "Accept" else value for name, value in headers.items()}
    told = [f"{name}: {value}" for name, value in headers.items()]
    for _ in range(3):  # asked of a worker, from the cache of answers, and by its bytes
        before = front.long
        text = query
        if method == "GET":
            status, got, body = front.ask(get(text, *told))
            wanted = wsgi.get("/sparql", query_string={"query": text}, headers=headers)
        elif method == "form":
            status, got, body = front.ask(post(urlencode({"query": text}).encode(), "application/x-www-form-urlencoded", *told))
            wanted = wsgi.post("/sparql", data={"query": text}, headers=headers)
        else:
            status, got, body = front.ask(post(text.encode(), "application/sparql-query; charset=UTF-8", *told))
            wanted = wsgi.post("/sparql", data=text, content_type="application/sparql-query", headers=headers)
        assert front.long == before, "it needed a thread"
        del got["date"], got["server"]
        assert (status, got) == (wanted.status_code, {name.lower(): value for name, value in wanted.headers.items()})
        assert body == wanted.data or gzip.decompress(body) == gzip.decompress(wanted.data)


def test_who_has_the_answer_is_told_so(front: Front) -> None:
    _, headers, _ = front.ask(get("ASK { ?s a ?o }"))
    before = front.long
    for _ in range(3):
        status, again, body = front.ask(get("ASK { ?s a ?o }", f"If-None-Match: {headers['etag']}"))
        assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert front.long == before


ODD = {
    "a syntax error": get("SELECT * WHERE {"),
    "a relative IRI": get("SELECT * WHERE { <relative> ?p ?o }"),
    "an update": post(b"DROP ALL", "application/sparql-update"),
    "a browser": get("ASK {}", "Accept: text/html"),
    "no format for it": get("ASK {}", "Accept: image/png"),
    "SERVICE": get("SELECT * { SERVICE <http://x.example/> {} }"),
    "no query": get("", "Accept: text/turtle").replace(b"query=", b"other=x"),
    "two queries": get("ASK {}").replace(b"?query=", b"?query=x&query="),
    "another type": post(b"ASK {}", "text/plain"),
    "no UTF-8": post(b"ASK {} # \xff", "application/sparql-query"),
    "another charset": post(b"ASK {}", "application/sparql-query; charset=latin-1"),
    "HEAD": get("ASK {}").replace(b"GET", b"HEAD"),
    "OPTIONS": get("ASK {}").replace(b"GET", b"OPTIONS"),
    "bytes beyond ASCII": b"GET /sparql?query=\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an old client": get("ASK {}").replace(b"HTTP/1.1", b"HTTP/1.0"),
}


@pytest.mark.parametrize("request_", ODD.values(), ids=ODD)
def test_what_is_out_of_the_ordinary_goes_the_long_way(front: Front, request_: bytes) -> None:
    before = front.long
    with front.connect(request_) as client:
        assert client.recv(1 << 16).startswith((b"HTTP/1.1 ", b"HTTP/1.0 "))
    assert front.long == before + 1


def test_a_large_answer_is_begun_by_the_loop_and_sent_by_a_thread(front: Front, wsgi: Client) -> None:
    query = fresh(LARGE)
    before = front.long
    with front.connect() as client:
        for _ in range(2):  # the second is kept, but too large for the loop
            client.sendall(get(query, "Accept: text/csv"))
            status, _, body = received(client)
            assert (status, body.count(b"\r\n")) == (200, 3001)
        assert front.long == before + 2
        client.sendall(get(fresh("ASK {}")))
        assert received(client)[0] == 200
    assert front.pool.busy == []


def test_requests_that_come_together_are_answered_in_their_order(front: Front) -> None:
    with front.connect(get(fresh(COUNT)) + get(fresh("ASK {}")) + get(fresh(COUNT))) as client, client.makefile("rb") as answer:
        bodies = []
        for _ in range(3):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += answer.readline()
            length = re.search(rb"(?i)content-length: (\d+)", head)
            assert length is not None
            bodies.append(answer.read(int(length[1])))
    assert [b"boolean" in body for body in bodies] == [False, True, False]


def test_what_a_client_sends_while_it_waits_is_read_afterwards(front: Front) -> None:
    with front.connect(get(fresh(COUNT)), get(fresh("ASK {}"))) as client, client.makefile("rb") as answer:
        text = b""
        while b'"boolean"' not in text:
            text += answer.read1(1 << 16)
    assert text.index(b'"bindings"') < text.index(b'"boolean"')


def test_who_wants_the_connection_closed_has_it_closed(front: Front) -> None:
    with front.connect(get(fresh("ASK {}"), "Connection: close")) as client:
        status, headers, body = received(client)
        assert (status, headers["connection"]) == (200, "close") and b"true" in body
        assert client.recv(1) == b""


def test_a_query_ends_at_its_limit_and_the_next_is_answered(supervisor: Supervisor, keeping: Keeping) -> None:
    settings = Settings(base=keeping.base, pool=replace(POOL, seconds=0.5))
    with fronting(supervisor, settings) as front:
        status, headers, body = front.ask(get(fresh(RUNAWAY)))
        assert status == 503 and b"more than 0.5 seconds" in body and "retry-after" in headers
        assert front.ask(get("ASK {}"))[0] == 200
        metrics = front.app.test_client().get("/metrics").text
    assert 'dateline_queries_total{kind="select",outcome="time"} 1.0' in metrics
    assert 'dateline_queries_total{kind="ask",outcome="answered"} 1.0' in metrics


def test_a_worker_that_is_killed_costs_its_query_and_no_other(front: Front) -> None:
    with front.connect(get(fresh(RUNAWAY))) as client, front.connect() as other:
        until(lambda: len(front.pool.busy) == 1)
        other.sendall(get(fresh("ASK {}")))  # waits in the queue for the next worker
        os.kill(front.pool.busy[0], signal.SIGKILL)
        status, _, body = received(client)
        assert status == 503 and b"its process failed" in body
        assert received(other)[0] == 200
    assert front.pool.waiting == 0


def test_a_front_that_ends_takes_its_query_with_it(supervisor: Supervisor, keeping: Keeping) -> None:
    with fronting(supervisor, Settings(base=keeping.base, pool=POOL)) as front:
        client = front.connect(get(fresh(RUNAWAY)))
        until(lambda: len(front.pool.busy) == 1)
        (pid,) = front.pool.busy
    client.close()
    until(lambda: pid not in supervisor.pids)


def test_a_client_that_leaves_has_its_place_given_back(supervisor: Supervisor, keeping: Keeping) -> None:
    settings = Settings(base=keeping.base, pool=replace(POOL, seconds=0.7), clients=ClientSettings(queries=1))
    with fronting(supervisor, settings) as front:
        client = front.connect(get(fresh(RUNAWAY)))
        until(lambda: len(front.pool.busy) == 1)
        assert front.ask(get("ASK {}"))[0] == 429
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # it is gone at once, and that is seen
        client.close()
        until(lambda: front.ask(get(fresh("ASK {}")))[0] == 200)


def test_an_answer_that_breaks_off_does_not_look_whole(supervisor: Supervisor, keeping: Keeping) -> None:
    settings = Settings(base=keeping.base, pool=replace(POOL, seconds=1.0))
    endless = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with fronting(supervisor, settings) as front, front.connect(get(fresh(endless))) as client, pytest.raises(ConnectionError):
        received(client)


def test_two_who_ask_the_same_share_one_evaluation(front: Front, supervisor: Supervisor) -> None:
    query = fresh("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }")
    with front.connect(get(query)) as one, front.connect(get(query)) as other:
        assert received(one)[2] == received(other)[2]


def test_it_is_logged_and_counted_like_any_other(supervisor: Supervisor, keeping: Keeping, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with fronting(supervisor, Settings(base=keeping.base, pool=POOL, access_log=str(log))) as front:
        _, _, body = front.ask(get("ASK {}", "User-Agent: test", "Referer: http://x.example/?secret"))
        metrics = front.app.test_client().get("/metrics").text
    assert f'"GET /sparql HTTP/1.1" 200 {len(body)} "http://x.example/" "test"' in log.read_text()
    assert 'dateline_requests_total{method="GET",status="2xx"} 1.0' in metrics
    assert 'dateline_queries_total{kind="ask",outcome="answered"} 1.0' in metrics


def test_headers_that_only_look_like_others_are_left_out(front: Front) -> None:
    status, headers, _ = front.ask(get(fresh("SELECT * WHERE { ?s ?p ?o } LIMIT 50"), "Accept_Encoding: gzip"))
    assert status == 200 and "content-encoding" not in headers


def test_a_query_in_the_address_may_have_any_letters(front: Front) -> None:
    text = 'SELECT ("żółć 中 😀" AS ?x) {}'
    status, _, body = front.ask(f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert status == 200 and "żółć 中 😀" in body.decode()
