"""Errors as answers: one shape for all of them (RFC 9457), as JSON, as text, or as a page for people."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from kg.errors import DatelineError, QueryError
from kg.sparql import position
from server.evaluator import UnavailableError
from server.negotiation import HTML, choose, parse_accept

PROBLEM_JSON = "application/problem+json"
_log = logging.getLogger(__name__)


class RequestError(Exception):
    """What a client did wrong, with the status that says so and one line that says how to mend it."""

    def __init__(self, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


def register(app: Flask) -> None:
    """Make every error of `app` an answer of this shape."""

    def on_problem(problem: RequestError) -> Response:
        return respond(problem.status, problem.detail, problem.headers)

    def on_user_error(error: DatelineError) -> Response:
        return respond(HTTPStatus.BAD_REQUEST, str(error))

    def on_unavailable(error: UnavailableError) -> Response:
        headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
        return respond(HTTPStatus.SERVICE_UNAVAILABLE, error.detail, headers)

    def on_http(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or 500)
        headers = {}
        if valid := getattr(error, "valid_methods", None):
            headers["Allow"] = ", ".join(sorted(valid))
            return respond(status, f"{request.method}: this address takes {headers['Allow']}", headers)
        return respond(status, _DETAILS.get(status, error.description or status.phrase), headers)

    def on_fault(error: Exception) -> Response:
        _log.error("%s %s: a fault of the server", request.method, request.path, exc_info=error)
        return respond(HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of this server, not of the request; it is in the server's log")

    app.register_error_handler(RequestError, on_problem)
    app.register_error_handler(QueryError, on_user_error)
    app.register_error_handler(UnavailableError, on_unavailable)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_fault)


_DETAILS = {
    HTTPStatus.NOT_FOUND: "there is nothing at this address",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the request's body is larger than this server takes",
}


def respond(status: HTTPStatus, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An error as the client likes to read it; JSON when it has no wish that can be met."""
    detail = " ".join(detail.split())  # one line, also where it repeats what the client sent
    accept = parse_accept(request.headers.get("Accept"))
    form = choose(accept, (PROBLEM_JSON, "application/json", "text/plain", HTML)) or PROBLEM_JSON
    body: dict[str, object] = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    if at := position(detail):
        body["line"], body["column"] = at
    if form == HTML:
        response = Response(render_template("problem.html", status=status, detail=detail), content_type="text/html; charset=utf-8")
    elif form == "text/plain":
        response = Response(detail + "\n", content_type="text/plain; charset=utf-8")
    else:
        response = Response(json.dumps(body, ensure_ascii=False) + "\n", content_type=PROBLEM_JSON)
    response.status_code = status.value
    response.headers.extend(headers or {})
    response.headers.add("Vary", "Accept")
    return response
