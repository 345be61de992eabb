"""The SPARQL 1.1 Protocol at ``/sparql``: what a client may send, and what it gets."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qsl, quote

from flask import Blueprint, Request, Response, redirect, request

from kg.errors import QueryError, StoreError
from kg.sparql import check, check_size
from server.access import authorize, has_token
from server.answering import Asked, Operation, answer, is_browser
from server.dataset_clause import with_base, with_graphs
from server.description import describe_service
from server.evaluator import Evaluator
from server.negotiation import MediaRange, parse_accept
from server.problems import RequestError
from server.settings import Settings

PATH = "/sparql"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MAX_FIELDS = 200


def blueprint(evaluator: Evaluator, settings: Settings) -> Blueprint:
    """The endpoint over an evaluator."""
    routes = Blueprint("protocol", __name__)

    @routes.route(PATH, methods=["GET", "POST"], strict_slashes=False)
    def sparql() -> Response:
        if has_token(request, settings):
            request.max_content_length = request.max_form_memory_size = settings.max_update_body
        operation = read_operation(request)
        if operation.update is not None:
            authorize(request, settings)
            return _update(evaluator, settings, operation)
        refuse_length(operation, settings)
        accept = parse_accept(request.headers.get("Accept"))
        if operation.query is None:
            return describe_service(settings, accept)
        if request.method == "GET" and operation.format is None and is_browser(accept):
            # A person who follows a link to a query: the page shows the result and lets one go on.
            return redirect_to_page(operation.query)
        return answer_query(evaluator, operation, accept)

    return routes


def refuse_length(operation: Operation, settings: Settings) -> None:
    """Refuse a query that is too long.

    Raises:
        RequestError: 413.
    """
    if operation.query is not None and len(operation.query) > settings.limits.length:
        detail = f"a query has at most {settings.limits.length:,} characters here"
        raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)


def redirect_to_page(query: str) -> Response:
    """Send a browser to the page with the editor."""
    response = redirect(f"/?query={quote(query)}#result", code=303)
    assert isinstance(response, Response)
    response.headers.add("Vary", "Accept")
    return response


def read_operation(request: Request) -> Operation:
    """What a request asks for, by SPARQL 1.1 Protocol, sections 2.1 and 2.2.

    Raises:
        RequestError: 400 for what the protocol does not allow, 415 for a body of another type.
    """
    url = read_fields(request.query_string)
    if request.method != "POST":
        if any(key == "update" for key, _ in url):
            raise RequestError(HTTPStatus.BAD_REQUEST, "an update goes by POST, not by GET")
        return read_parameters(url)
    media_type = request.mimetype
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is to be UTF-8")
    if media_type == FORM:
        return read_parameters(url + read_fields(request.get_data()))
    if media_type not in (QUERY, UPDATE):
        given = media_type or "no content type"
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"{given}: a POST is {FORM}, {QUERY} or {UPDATE}")
    if any(key in ("query", "update") for key, _ in url):
        raise RequestError(HTTPStatus.BAD_REQUEST, "a query or update in the body, and another in the address")
    try:
        text = request.get_data().decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError(HTTPStatus.BAD_REQUEST, "the body is no UTF-8") from None
    return read_parameters([*url, ("query" if media_type == QUERY else "update", text)])


def read_fields(data: bytes) -> list[tuple[str, str]]:
    """Names and values of a query string or form, decoded once.

    Raises:
        RequestError: 400 for too many, or what is no UTF-8.
    """
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS)
    except (UnicodeDecodeError, ValueError):
        raise RequestError(HTTPStatus.BAD_REQUEST, f"the parameters are no form of at most {MAX_FIELDS} fields in UTF-8") from None


def read_parameters(fields: list[tuple[str, str]]) -> Operation:
    """What fields of these names and values ask for.

    Raises:
        RequestError: 400 for more than one query or update.
    """

    if len(fields) == 1 and fields[0][0] == "query":  # as most are
        return Operation(query=fields[0][1])

    def all_of(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in fields if key == name)

    queries, updates = all_of("query"), all_of("update")
    if len(queries) + len(updates) > 1:
        raise RequestError(HTTPStatus.BAD_REQUEST, "one query or one update to a request, not several")
    default, named = all_of("default-graph-uri"), all_of("named-graph-uri")
    # Naming any graph makes the whole dataset: the kind that is not named is empty (section 2.1.4).
    chosen = bool(default or named)
    return Operation(
        query=queries[0] if queries else None,
        update=updates[0] if updates else None,
        default_graphs=default if chosen else None,
        named_graphs=named if chosen else None,
        using_graphs=all_of("using-graph-uri"),
        using_named_graphs=all_of("using-named-graph-uri"),
        format=next(iter(all_of("format")), None),
    )


def answer_query(evaluator: Evaluator, operation: Operation, accept: tuple[MediaRange, ...], filename: str | None = None) -> Response:
    """The answer to this request, as a response: see `server.answering.answer`."""
    asked = Asked(
        accept=accept,
        encoding=request.headers.get("Accept-Encoding"),
        reads=request.method in ("GET", "HEAD"),
        if_none_match=request.headers.get("If-None-Match"),
        base=lambda: request.base_url,
    )
    given = answer(evaluator, operation, asked, filename)
    response = Response(given.body, given.status, given.headers)
    if given.status == HTTPStatus.NOT_MODIFIED:
        response.mimetype = "application/octet-stream"  # not sent, but it is no page either
    return response


def _update(evaluator: Evaluator, settings: Settings, operation: Operation) -> Response:
    assert operation.update is not None
    measure = check_size if settings.outbound.services else check
    if measure(operation.update, settings.update_limits).kind in ("select", "ask", "construct", "describe"):
        raise QueryError("update: this is a query; send it as a query")
    using = with_graphs(operation.update, operation.using_graphs, operation.using_named_graphs)
    based = with_base(using, lambda: request.base_url)
    try:
        apply_change(lambda: evaluator.update(based.text))
    except QueryError as error:
        raise based.mend(error) from None
    return Response(status=HTTPStatus.NO_CONTENT.value)


def apply_change(change: Callable[[], None]) -> None:
    """Make a change that may be made.

    Raises:
        QueryError: it is broken.
        RequestError: 403, the dataset is not one that this server can write.
    """
    try:
        change()
    except StoreError as error:
        raise RequestError(HTTPStatus.FORBIDDEN, str(error)) from None
