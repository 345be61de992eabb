"""Requests that come again to the byte, as a dashboard sends them: answered by the loop that reads them, before anything is parsed.

The same bytes, asked of the same state of the data, have the same answer. Kept is what was answered from the cache of results before,
so a request gets here when it comes for the third time. It is counted and logged like any other.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from kg.sparql import Kind
from server.access_log import AccessLog, Line
from server.evaluator import Evaluator
from server.pool.cache import Cache
from server.settings import Settings
from server.tally import Tally

RAW = "dateline.raw"
"""Where a request's environment has its bytes, if they are the whole request."""
SERVER = "dateline"
"""What answers call the server."""
_END = b"\r\n\r\n"
_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase.upper()}" for status in HTTPStatus}
_SERVER_LINE = f"Server: {SERVER}"
_SHARE = 4
"""This part of the memory for results is for whole answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An answer as it goes over the wire, but for the time. `version`: the state of the data that it tells of."""

    version: str
    head: bytes
    body: bytes
    kind: Kind | None
    status: int
    agent: str
    referrer: str


class Repeats:
    """What was answered, by the bytes of the request."""

    def __init__(self, evaluator: Evaluator, settings: Settings, tally: Tally, log: AccessLog | None) -> None:
        self._evaluator = evaluator
        self._tally = tally
        self._log = log
        # Where each request is weighed, or speaks for somebody else, there is no way around that.
        self._is_on = settings.pool is not None and not settings.clients.rate and not settings.clients.trusted
        self._kept = Cache(settings.pool.cache_bytes // _SHARE if settings.pool else 0)
        self._date = (0, b"")

    def keep(
        self, environ: dict[str, Any], version: str, kind: Kind | None, status: int, headers: list[tuple[str, str]], body: bytes
    ) -> None:
        """Keep the answer to a request, if it may come again and be answered without a look at anything but its bytes."""
        raw = environ.get(RAW)
        if not self._is_on or raw is None or environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
            return
        if "HTTP_CONNECTION" in environ or "HTTP_AUTHORIZATION" in environ:
            return
        found = Repeat(
            version=version,
            head=head_of(status, headers),
            body=body,
            kind=kind,
            status=status,
            agent=environ.get("HTTP_USER_AGENT", ""),
            referrer=environ.get("HTTP_REFERER", "").partition("?")[0],
        )
        self._kept.put(_key(raw, version), found, len(raw) + len(found.head) + len(body))

    def answer(self, raw: bytes, client: str) -> bytes | None:
        """What to send for these bytes; None: they are to be looked at."""
        if not self._is_on:
            return None
        version = self._evaluator.version()
        if version is None or not isinstance(found := self._kept.get(_key(raw, version)), Repeat):
            return None
        self._tally.query(found.kind, "cached" if found.status == HTTPStatus.OK else "unchanged")
        self._tally.request("GET", found.status, len(found.body))
        now = time.time()
        if self._log is not None:
            line = Line(
                time=now,
                client=client,
                method="GET",
                path="/sparql",
                protocol="HTTP/1.1",
                status=found.status,
                size=len(found.body),
                seconds=0.0,
                agent=found.agent,
                referrer=found.referrer,
            )
            self._log.write(line)
        return b"".join((found.head, self.date_at(int(now)), found.body))

    def date_at(self, second: int) -> bytes:
        """The end of an answer's head."""
        if self._date[0] != second:
            self._date = (second, f"\r\nDate: {formatdate(second, usegmt=True)}".encode() + _END)
        return self._date[1]


def head_of(status: int, headers: list[tuple[str, str]]) -> bytes:
    """An answer's head, but for the time."""
    lines = [_LINES[status], *[f"{name}: {value}" for name, value in headers], _SERVER_LINE]
    return "\r\n".join(lines).encode("latin-1")


def is_whole(data: bytes) -> bool:
    """Whether these bytes are one request for results, without a body, and nothing else."""
    return data.startswith(b"GET /sparql?") and data.find(_END) == len(data) - len(_END)


def _key(raw: bytes, version: str) -> str:
    return version + raw.decode("latin-1")
