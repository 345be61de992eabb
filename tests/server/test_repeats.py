"""Requests that come again to the byte: what they get, and when they are looked at after all."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.app import create_app
from server.evaluator import Answer, LocalEvaluator, Question, State
from server.listening import HttpServer, bind
from server.repeats import is_whole
from server.settings import ClientSettings, PoolSettings, Settings
from tests.fixtures.example import ExampleDataset

HEAD = "GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\nUser-Agent: test\r\n"


class Versioned(LocalEvaluator):
    """Knows its answers again, as a pool of workers with a cache does. `asked` counts what it was asked."""

    name = "v1"
    asked = 0

    def version(self) -> str | None:
        return self.name

    def state(self) -> State:
        return State()

    def tag(self, question: Question) -> str | None:
        return f"{self.name}-{len(question.text)}-{question.result_format}"

    def evaluate(self, question: Question) -> Answer:
        self.asked += 1
        return replace(super().evaluate(question), tag=self.tag(question), kept=self.asked > 1)


class Served:
    """The application behind the real loop, on a free port."""

    def __init__(self, dataset: ExampleDataset, settings: Settings) -> None:
        self.evaluator = Versioned(dataset, settings.limits)  # type: ignore[arg-type]
        self.app = create_app(None, settings=settings, evaluator=self.evaluator, queries={})
        listeners = bind("127.0.0.1", 0)
        self.server = HttpServer(self.app, listeners, settings)
        self.address = listeners[0].getsockname()
        self.over = False
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        while not self.over:
            self.server.turn()

    def close(self) -> None:
        self.over = True
        self.server.wake()
        self.thread.join()
        self.server.close(within=1)

    def ask(self, *heads: str) -> list[bytes]:
        """Send requests over one connection, each when the one before was answered; what came, without the time."""
        answers = []
        with socket.create_connection(self.address, timeout=60) as client:
            for head in heads:
                client.sendall(head.encode() + b"\r\n")
                answers.append(re.sub(rb"\r\nDate: [^\r]+", b"", received(client)))
        return answers


def received(client: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(client)
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    while length and len(body) < int(length[1]):
        body += _more(client)
    return head + b"\r\n\r\n" + body


def _more(client: socket.socket) -> bytes:
    data = client.recv(1 << 16)
    assert data, "the server closed the connection"
    return data


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "access.log"


@pytest.fixture
def served(dataset: ExampleDataset, log: Path) -> Iterator[Served]:
    server = Served(dataset, Settings(base=dataset.base, access_log=str(log), pool=PoolSettings(workers=1, fronts=1)))
    yield server
    server.close()


def lines(answer: bytes) -> list[bytes]:
    return sorted(answer.lower().split(b"\r\n"))  # names of headers have no case


def test_a_repeated_request_gets_the_same_answer_and_nobody_is_asked(served: Served, log: Path) -> None:
    one, two, three, four = served.ask(HEAD, HEAD, HEAD, HEAD)
    assert one.startswith(b"HTTP/1.1 200 OK\r\n") and one.endswith(b'{"head":{},"boolean":true}')
    assert lines(one) == lines(two) == lines(three) == lines(four)
    assert served.evaluator.asked == 2  # the first was evaluated, the second came from the cache, the others are known
    assert served.app.test_client().get("/metrics").text.count('outcome="cached"') == 1
    assert 'dateline_queries_total{kind="ask",outcome="cached"} 3.0' in served.app.test_client().get("/metrics").text
    asked = [line for line in log.read_text().splitlines() if '"GET /sparql HTTP/1.1" 200 26 "-" "test"' in line]
    assert len(asked) == 4


def test_when_the_data_change_the_answer_is_looked_for_again(served: Served) -> None:
    served.ask(HEAD, HEAD, HEAD)
    served.evaluator.name = "v2"
    (answer,) = served.ask(HEAD)
    assert b'etag: w/"v2-' in answer.lower() and served.evaluator.asked == 3


def test_a_client_that_has_the_answer_is_told_so_again_and_again(served: Served) -> None:
    (first,) = served.ask(HEAD)
    tag = re.search(rb"(?i)etag: ([^\r]+)", first)
    assert tag is not None
    told = served.ask(*[HEAD + f"If-None-Match: {tag[1].decode()}\r\n"] * 3)
    assert all(answer.startswith(b"HTTP/1.1 304 NOT MODIFIED\r\n") and answer.endswith(b"\r\n\r\n") for answer in told)
    assert lines(told[0]) == lines(told[2])
    served.evaluator.name = "v2"
    (changed,) = served.ask(HEAD + f"If-None-Match: {tag[1].decode()}\r\n")
    assert changed.startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("more", ["Connection: close\r\n", "Authorization: Bearer x\r\n"])
def test_what_is_to_be_looked_at_each_time_is(served: Served, more: str) -> None:
    for _ in range(4):
        served.ask(HEAD + more)
    assert served.evaluator.asked == 4


def test_with_a_rate_each_request_is_weighed(dataset: ExampleDataset) -> None:
    settings = Settings(base=dataset.base, pool=PoolSettings(workers=1, fronts=1), clients=ClientSettings(rate=2))
    server = Served(dataset, settings)
    try:
        statuses = [answer.split()[1] for answer in server.ask(*[HEAD] * 6)]
    finally:
        server.close()
    assert statuses[:4] == [b"200"] * 4 and b"429" in statuses


def test_a_long_answer_leaves_the_connection_open(served: Served) -> None:
    long = HEAD.replace("ASK%20%7B%7D", "SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo.%3Fa%20%3Fb%20%3Fc%7DLIMIT%203000")
    with socket.create_connection(served.address, timeout=60) as client:
        for head in (long, HEAD):
            client.sendall(head.encode() + b"\r\n")
            data = received(client)
            assert b"connection: close" not in data.lower()
            while head is long and not data.endswith(b"\r\n0\r\n\r\n"):
                data += _more(client)
    assert data.endswith(b'{"head":{},"boolean":true}')


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n\r\n", False),
        (b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\n", False),
        (b"POST /sparql?query=x HTTP/1.1\r\n\r\n", False),
        (b"GET / HTTP/1.1\r\n\r\n", False),
    ],
)
def test_only_a_whole_request_alone_is_known_by_its_bytes(data: bytes, whole: bool) -> None:
    assert is_whole(data) is whole


def test_an_answer_without_a_tag_is_asked_for_each_time(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others' servers said, or what tells the time, may be another thing the next time."""
    monkeypatch.setattr(Versioned, "tag", lambda *_: None)
    served.ask(HEAD, HEAD, HEAD, HEAD)
    assert served.evaluator.asked == 4
