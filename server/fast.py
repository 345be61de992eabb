"""The short way for a query by GET, which is most of what a public endpoint is asked: past Flask, to the same answer.

Flask's routing, its contexts and its response objects take longer than a cached answer, and about as long as a lookup of one thing.
Whatever is not simply answered here goes the long way. What `server.direct` began is gone on with here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from flask import Flask
from werkzeug.wsgi import get_current_url

from kg.sparql import kind_of
from server.answering import Asked, Outgoing, answer, is_browser
from server.evaluator import Evaluator
from server.gate import HANDED, Handed
from server.headers import DATA
from server.negotiation import parse_accept
from server.protocol import PATH, read_fields, read_parameters, refuse_length
from server.repeats import Repeats
from server.settings import Settings

_LINES = {status.value: f"{status.value} {status.phrase.upper()}" for status in HTTPStatus}


class Fast:
    """A WSGI application before another one."""

    def __init__(
        self, app: Flask, inner: Callable[..., Iterable[bytes]], evaluator: Evaluator, settings: Settings, repeats: Repeats
    ) -> None:
        self._app = app
        self._inner = inner
        self._evaluator = evaluator
        self._settings = settings
        self._repeats = repeats

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The application, as WSGI (PEP 3333) calls it."""
        handed: Handed | None = environ.get(HANDED)
        if handed is not None and handed.finish is not None:
            try:
                return self._give(handed.finish(), start_response)
            except Exception as error:
                return self._tell(error, environ, start_response)
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "GET":
            return self._inner(environ, start_response)
        try:
            fields = read_fields(environ.get("QUERY_STRING", "").encode("latin-1"))
            if any(name == "update" for name, _ in fields):
                return self._inner(environ, start_response)
            operation = read_parameters(fields)
            accept = parse_accept(environ.get("HTTP_ACCEPT"))
            if operation.query is None or (operation.format is None and is_browser(accept)):
                return self._inner(environ, start_response)
            refuse_length(operation, self._settings)
            asked = Asked(
                accept=accept,
                encoding=environ.get("HTTP_ACCEPT_ENCODING"),
                reads=True,
                if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
                base=lambda: get_current_url(environ, strip_querystring=True),
            )
            version = self._evaluator.version()
            given = answer(self._evaluator, operation, asked)
        except Exception as error:
            return self._tell(error, environ, start_response)
        headers = _headers(given)
        if given.kept and version is not None and isinstance(given.body, list):
            self._repeats.keep(environ, version, kind_of(operation.query), given.status, headers, b"".join(given.body))
        return self._give(given, start_response)

    def _give(self, given: Outgoing, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(_LINES[given.status], _headers(given))
        return given.body

    def _tell(self, error: Exception, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """An error as the application tells it."""
        with self._app.request_context(environ):
            told = self._app.make_response(self._app.handle_user_exception(error))
            return self._app.process_response(told)(environ, start_response)


def _headers(given: Outgoing) -> list[tuple[str, str]]:
    headers = [*given.headers, *DATA]
    if isinstance(given.body, list) and given.status == HTTPStatus.OK:
        headers.append(("Content-Length", str(sum(map(len, given.body)))))
    return headers
