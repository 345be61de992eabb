"""What every request passes on its way in and out: limits for each client, counts, and the access log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response

from server import problems
from server.access import shows_token
from server.access_log import AccessLog, Line
from server.clients import Clients, Refused, see_through_proxies
from server.settings import Settings
from server.shared import Shared
from server.tally import Tally

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from server.answering import Outgoing

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

HANDED = "dateline.handed"
"""Where a request's environment has what was done for it before (`Handed`)."""
_ALWAYS = ("/health", "/metrics", "/static/")
"""What costs next to nothing, or is asked by those who watch the server: limits do not hold for it."""


class Plain(Response):
    """A response of the application: if its body is there as a whole, it is handed over as a list, and the request is over at once."""

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """See `werkzeug.Response.get_app_iter`."""
        body = super().get_app_iter(environ)
        if self.is_sequence and not self._on_close:
            return list(body)
        return body


class Gate:
    """A WSGI application around another. `app` makes the answers of this one look like all others."""

    def __init__(self, app: Flask, inner: Application, *, settings: Settings, shared: Shared, tally: Tally, log: AccessLog | None) -> None:
        self._app = app
        self._inner = inner
        self._settings = settings
        self._tally = tally
        limited = settings.clients.queries or settings.clients.rate
        self._clients = Clients(settings.clients, shared) if limited else None
        self._log = log

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """The application, as WSGI (PEP 3333) calls it."""
        see_through_proxies(environ, self._settings.clients.trusted)
        handed: Handed | None = environ.get(HANDED)
        passing = Passing(self, environ) if handed is None else handed.passing
        passing.environ, passing.tell = environ, start_response
        try:
            body = self._inner(environ, passing.start) if handed is not None else self._answer(environ, passing)
        except BaseException:
            passing.end()
            raise
        if isinstance(body, list):
            passing.size = sum(map(len, body))
            passing.end()
            return body
        return _Body(body, passing)

    def admit(self, environ: dict[str, Any]) -> Passing | None:
        """Let a request pass that is answered without WSGI; None: not this one, and WSGI shall tell it so."""
        see_through_proxies(environ, self._settings.clients.trusted)
        passing = Passing(self, environ)
        if self._clients is not None and not self._is_free(environ):
            place = self._clients.enter(environ["REMOTE_ADDR"])
            if isinstance(place, Refused):
                return None
            passing.place = place
        return passing

    def _answer(self, environ: dict[str, Any], passing: Passing) -> Iterable[bytes]:
        if self._clients is not None and not self._is_free(environ):
            place = self._clients.enter(environ.get("REMOTE_ADDR", ""))
            if isinstance(place, Refused):
                self._tally.refused(place.reason)
                return self._refuse(environ, passing, place)
            passing.place = place
        return self._inner(environ, passing.start)

    def _is_free(self, environ: dict[str, Any]) -> bool:
        return environ["PATH_INFO"].startswith(_ALWAYS) or shows_token(environ.get("HTTP_AUTHORIZATION"), self._settings)

    def _refuse(self, environ: dict[str, Any], passing: Passing, refused: Refused) -> Iterable[bytes]:
        headers = {"Retry-After": str(refused.retry_after)}
        with self._app.request_context(environ):
            response = self._app.process_response(problems.respond(HTTPStatus.TOO_MANY_REQUESTS, refused.detail, headers))
            return response(environ, passing.start)

    def over(self, passing: Passing) -> None:
        """A request has been answered, or broken off."""
        if self._clients is not None and passing.place is not None:
            self._clients.leave(passing.place)
        environ = passing.environ
        self._tally.request(environ["REQUEST_METHOD"], passing.status, passing.size)
        if self._log is not None:
            line = Line(
                time=time.time(),
                client=environ.get("REMOTE_ADDR", ""),
                method=environ["REQUEST_METHOD"],
                path=environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"],
                protocol=environ.get("SERVER_PROTOCOL", ""),
                status=passing.status,
                size=passing.size,
                seconds=time.perf_counter() - passing.started,
                agent=environ.get("HTTP_USER_AGENT", ""),
                referrer=environ.get("HTTP_REFERER", "").partition("?")[0],
            )
            self._log.write(line)


class Passing:
    """One request on its way. `tell` is WSGI's `start_response`, where the request goes that way."""

    __slots__ = ("_gate", "_over", "environ", "place", "size", "started", "status", "tell")

    def __init__(self, gate: Gate, environ: dict[str, Any]) -> None:
        self._gate = gate
        self._over = False
        self.tell: Start | None = None
        self.environ = environ
        self.started = time.perf_counter()
        self.status = 500
        self.size = 0
        self.place: int | None = None

    def start(self, status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        """WSGI's `start_response`."""
        self.status = int(status[:3])
        assert self.tell is not None
        return self.tell(status, headers, *rest)

    def end(self) -> None:
        """Tell the gate, once."""
        if not self._over:
            self._over = True
            self._gate.over(self)


@dataclass(slots=True)
class Handed:
    """What was done for a request before it went the long way: it was let in, and its query may have been begun."""

    passing: Passing
    finish: Callable[[], Outgoing] | None = None
    """Gives the answer, if its query was begun; raises as `server.answering.answer`."""
    abandon: Callable[[], None] | None = None
    """Called instead, if nobody wants the answer."""

    def drop(self) -> None:
        """The client is gone."""
        self.passing.end()
        if self.abandon is not None:
            self.abandon()


class _Body(Iterator[bytes]):
    def __init__(self, body: Iterable[bytes], passing: Passing) -> None:
        self._body = body
        self._chunks = iter(body)
        self._passing = passing

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except BaseException:
            self._passing.end()
            raise
        self._passing.size += len(chunk)
        return chunk

    def close(self) -> None:
        """The HTTP server calls it, whatever happened."""
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            self._passing.end()
