"""The shortest way for a query: read, asked and answered by the loop that has its connection, without a thread and past Flask.

A thread for each request costs more than a lookup of one thing, and so does waitress' own reading of a request. Taken here is a request
that came in one piece, asks for results at ``/sparql``, and is in no way unusual. Everything else goes the long way, and so does what
turns out to be large or to fail: then what was begun here is gone on with there.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Protocol

import httptools

from kg.errors import QueryError
from kg.sparql import kind_of
from server.answering import Asked, Operation, Outgoing, finished, is_browser, outgoing, question_of, unchanged
from server.counted import Counted
from server.evaluator import Answer, NotAcceptableError, refuse
from server.gate import Gate, Handed, Passing
from server.headers import DATA
from server.negotiation import parse_accept
from server.pool.evaluator import Begun, PoolEvaluator
from server.pool.exchange import Exchange
from server.problems import RequestError
from server.protocol import FORM, PATH, QUERY, read_fields, read_parameters, refuse_length
from server.repeats import RAW, Repeats, head_of
from server.settings import Settings
from server.tally import Tally

_log = logging.getLogger(__name__)
_STARTS = (b"GET /sparql?", b"POST /sparql ", b"POST /sparql?")
_UTF8 = ("", "charset=utf-8", "charset=utf8")
_UNUSUAL = {"HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_UPGRADE", "HTTP_CONTENT_ENCODING"}
LARGE = 1 << 18
"""Bytes of a kept answer that the loop does not pack and send, because others would have to wait."""


class _LongWayError(Exception):
    """This request is none for here."""


class Connection(Protocol):
    """A client's, as this module sees it."""

    @property
    def client(self) -> str:
        """The client's address."""

    @property
    def connected(self) -> bool:
        """Whether it is open."""

    def wait(self) -> None:
        """The answer to what came comes later: read nothing until then."""

    def answer(self, data: bytes, *, last: bool) -> None:
        """Send an answer; `last`: and close."""

    def go_on(self, raw: bytes, handed: Handed) -> None:
        """Let a thread answer the request that was waited with."""


@dataclass(slots=True)
class _Read:
    """What the parser read."""

    url: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    """As WSGI names them."""
    body: bytes = b""
    whole: int = 0

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        key = _key(name)
        if key is None:
            return
        text = value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.whole += 1


@dataclass(slots=True, kw_only=True)
class _Request:
    raw: bytes
    environ: dict[str, Any]
    operation: Operation
    asked: Asked
    last: bool


class Direct:
    """Answers what it can. Everything happens in one loop."""

    def __init__(self, gate: Gate, pool: PoolEvaluator, counted: Counted, settings: Settings, tally: Tally, repeats: Repeats) -> None:
        """`counted` is the evaluator of the long way, with all that stands before the pool."""
        assert pool.exchange is not None
        self.exchange: Exchange = pool.exchange
        self._gate = gate
        self._pool = pool
        self._counted = counted
        self._settings = settings
        self._tally = tally
        self._repeats = repeats

    def take(self, raw: bytes, connection: Connection) -> Handed | bool:
        """Whether the request is answered, or will be. If not, there may be something to hand over to the long way."""
        if not raw.startswith(_STARTS):
            return False
        try:
            request = self._read(raw, connection.client)
        except (_LongWayError, RequestError, QueryError, httptools.HttpParserError, httptools.HttpParserUpgrade):
            return False
        passing = self._gate.admit(request.environ)
        if passing is None:
            return False
        try:
            if self._answered(request, passing, connection):
                return True
        except (_LongWayError, QueryError, NotAcceptableError):
            pass
        except Exception:  # the same will happen on the long way, where it can be told
            _log.debug("not answered at once", exc_info=True)
        return Handed(passing)

    def _answered(self, request: _Request, passing: Passing, connection: Connection) -> bool:
        question, based = question_of(request.operation, request.asked)
        if self._settings.outbound.services and "service" in question.text.lower():
            return False
        told = unchanged(self._counted, question, request.asked)
        tag = self._pool.tag(question)
        if told is None and (kept := self._pool.kept(tag, at_most=LARGE)) is not None:
            self._tally.query(kind_of(question.text), "cached")
            told = outgoing(kept, request.asked)
        if told is not None:
            self._send(request, passing, connection, told)
            return True

        kind = refuse(question, self._settings.limits)

        def heard(outcome: Answer | Begun) -> None:
            if isinstance(outcome, Answer):
                self._tally.query(kind, "answered", time.perf_counter() - passing.started)
                self._send(request, passing, connection, outgoing(outcome, request.asked))
                return

            def finish() -> Outgoing:
                return finished(lambda: self._counted.count(question, outcome.answer, passing.started), based, request.asked)

            handed = Handed(passing, finish, outcome.close)
            if connection.connected:
                connection.go_on(request.raw, handed)
            else:
                threading.Thread(target=handed.drop, daemon=True).start()  # it may take a moment

        if self._pool.begin(question, tag, heard):
            connection.wait()
            return True
        return False

    def _send(self, request: _Request, passing: Passing, connection: Connection, given: Outgoing) -> None:
        assert isinstance(given.body, list)
        body = b"".join(given.body)
        headers = [*given.headers, *DATA]
        if given.status == HTTPStatus.OK:
            headers.append(("Content-Length", str(len(body))))
        if given.kept and request.asked.reads and (version := self._counted.version()) is not None:
            assert request.operation.query is not None
            self._repeats.keep(request.environ, version, kind_of(request.operation.query), given.status, headers, body)
        if request.last:
            headers.append(("Connection", "close"))
        passing.status, passing.size = given.status, len(body)
        passing.end()
        if connection.connected:
            data = b"".join((head_of(given.status, headers), self._repeats.date_at(int(time.time())), body))
            connection.answer(data, last=request.last)

    def _read(self, raw: bytes, client: str) -> _Request:
        read = _Read()
        parser = httptools.HttpRequestParser(read)
        parser.feed_data(raw)
        url, _, query = read.url.partition(b"?")
        usual = read.whole == 1 and parser.get_http_version() == "1.1" and url == PATH.encode() and b"#" not in query
        if not usual or not _UNUSUAL.isdisjoint(read.headers):
            raise _LongWayError
        method = parser.get_method().decode()
        headers = read.headers
        environ = {
            **headers,
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": PATH,
            "QUERY_STRING": query.decode("latin-1"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": client,
            RAW: raw,
        }
        fields = read_fields(query)
        if method == "POST":
            fields += _posted(read, fields)
        elif read.body:
            raise _LongWayError
        if any(name == "update" for name, _ in fields):
            raise _LongWayError
        operation = read_parameters(fields)
        accept = parse_accept(headers.get("HTTP_ACCEPT"))
        if operation.query is None or (method == "GET" and operation.format is None and is_browser(accept)):
            raise _LongWayError
        refuse_length(operation, self._settings)
        asked = Asked(
            accept=accept,
            encoding=headers.get("HTTP_ACCEPT_ENCODING"),
            reads=method == "GET",
            if_none_match=headers.get("HTTP_IF_NONE_MATCH"),
            base=_base,
        )
        last = "HTTP_CONNECTION" in headers and "close" in headers["HTTP_CONNECTION"].lower().replace(" ", "").split(",")
        return _Request(raw=raw, environ=environ, operation=operation, asked=asked, last=last)


@lru_cache(256)
def _key(name: bytes) -> str | None:
    """A header's name in WSGI's spelling; None for what waitress leaves out: in that spelling it would look like one with a hyphen."""
    return None if b"_" in name else "HTTP_" + name.decode("latin-1").upper().replace("-", "_")


def _posted(read: _Read, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    kind, _, parameter = (part.strip().lower() for part in read.headers.get("HTTP_CONTENT_TYPE", "").partition(";"))
    if parameter not in _UTF8:
        raise _LongWayError
    if kind == FORM:
        return read_fields(read.body)
    if kind != QUERY or any(name == "query" for name, _ in fields):
        raise _LongWayError
    try:
        return [("query", read.body.decode("utf-8"))]
    except UnicodeDecodeError:
        raise _LongWayError from None


def _base() -> str:
    """Relative addresses are rare, and what they are relative to is for the long way to say."""
    raise _LongWayError
