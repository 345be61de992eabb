"""The SPARQL 1.1 Protocol at ``/sparql``: what a client may send, and what it gets."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from urllib.parse import parse_qsl, quote

from flask import Blueprint, Request, Response, redirect, request

from kg.errors import QueryError, StoreError
from kg.results import GRAPH_FORMATS, RESULT_FORMATS, Format, find_format
from kg.sparql import check
from server.access import authorize, has_token
from server.compression import LEVEL, WORTH_PACKING, Packed, takes_gzip
from server.dataset_clause import with_base, with_graphs
from server.description import describe_service
from server.evaluator import Answer, Evaluator, NotAcceptableError, Question
from server.negotiation import MediaRange, choose_format, parse_accept, prefers_html
from server.problems import RequestError
from server.settings import Settings

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MAX_FIELDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a request asks for: a query or an update, one of the two, or neither."""

    query: str | None = None
    update: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()
    format: str | None = None
    """A short name that overrules the Accept header, for links that people click; unknown ones count for nothing."""


def blueprint(evaluator: Evaluator, settings: Settings) -> Blueprint:
    """The endpoint over an evaluator."""
    routes = Blueprint("protocol", __name__)

    @routes.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
    def sparql() -> Response:
        if has_token(request, settings):
            request.max_content_length = request.max_form_memory_size = settings.max_update_body
        operation = read_operation(request)
        if operation.update is not None:
            authorize(request, settings)
            return _update(evaluator, settings, operation)
        if operation.query is not None and len(operation.query) > settings.limits.length:
            detail = f"a query has at most {settings.limits.length:,} characters here"
            raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        accept = parse_accept(request.headers.get("Accept"))
        if operation.query is None:
            return describe_service(settings, accept)
        everything = [name for form in (*RESULT_FORMATS, *GRAPH_FORMATS) for name in (form.media_type, *form.aliases)]
        if request.method == "GET" and operation.format is None and prefers_html(accept, everything):
            # A person who follows a link to a query: the page shows the result and lets one go on.
            return redirect_to_page(operation.query)
        return answer_query(evaluator, operation, accept)

    return routes


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
        return _operation(url)
    media_type = request.mimetype
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is to be UTF-8")
    if media_type == FORM:
        return _operation(url + read_fields(request.get_data()))
    if media_type not in (QUERY, UPDATE):
        given = media_type or "no content type"
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"{given}: a POST is {FORM}, {QUERY} or {UPDATE}")
    if any(key in ("query", "update") for key, _ in url):
        raise RequestError(HTTPStatus.BAD_REQUEST, "a query or update in the body, and another in the address")
    try:
        text = request.get_data().decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError(HTTPStatus.BAD_REQUEST, "the body is no UTF-8") from None
    return _operation([*url, ("query" if media_type == QUERY else "update", text)])


def read_fields(data: bytes) -> list[tuple[str, str]]:
    """Names and values of a query string or form, decoded once.

    Raises:
        RequestError: 400 for too many, or what is no UTF-8.
    """
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS)
    except (UnicodeDecodeError, ValueError):
        raise RequestError(HTTPStatus.BAD_REQUEST, f"the parameters are no form of at most {MAX_FIELDS} fields in UTF-8") from None


def _operation(fields: list[tuple[str, str]]) -> Operation:
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
    """Evaluate, and give the results in the format that the client likes best.

    Raises:
        RequestError: 406 when it takes none, 413 for a text that is too long.
        QueryError: the query is broken.
    """
    assert operation.query is not None
    results = choose_format(accept, RESULT_FORMATS)
    graphs = choose_format(accept, GRAPH_FORMATS)
    if operation.format is not None:
        results = _named_format(operation.format, graph=False) or results
        graphs = _named_format(operation.format, graph=True) or graphs
    based = with_base(operation.query, request.base_url)
    question = Question(
        text=based.text,
        result_format=results.name if results else None,
        graph_format=graphs.name if graphs else None,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
    )
    tag = evaluator.tag(question) if request.method in ("GET", "HEAD") else None
    if tag is not None and request.if_none_match.contains_weak(tag):
        return _tagged(Response(status=HTTPStatus.NOT_MODIFIED.value), tag)
    try:
        return _stream(evaluator.evaluate(question), filename)
    except QueryError as error:
        raise based.mend(error) from None
    except NotAcceptableError as error:
        fitting = GRAPH_FORMATS if error.shape == "graph" else RESULT_FORMATS
        offered = ", ".join(form.media_type for form in fitting)
        raise RequestError(HTTPStatus.NOT_ACCEPTABLE, f"this query's results come as {offered}", {"Vary": "Accept"}) from None


def _named_format(name: str, *, graph: bool) -> Format | None:
    try:
        return find_format(name, "graph" if graph else "bindings")
    except QueryError:
        return None


def _stream(answer: Answer, filename: str | None) -> Response:
    chunks = answer.chunks
    first = next(chunks, b"")
    second = next(chunks, None)
    if takes_gzip(request.headers.get("Accept-Encoding")) and (second is not None or len(first) >= WORTH_PACKING):
        body = Response(gzip.compress(first, LEVEL)) if second is None else Response(Packed(_Body(chunks, first, second)))
        body.headers["Content-Encoding"] = "gzip"
    else:
        body = Response(first) if second is None else Response(_Body(chunks, first, second))
    response = _tagged(body, answer.tag if request.method in ("GET", "HEAD") else None)
    response.headers["Content-Type"] = answer.form.content_type
    if filename:
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}.{answer.form.ending}"'
    return response


def _tagged(response: Response, tag: str | None) -> Response:
    """With what caches need to know. The tag is a weak one: packed or not, the bytes say the same."""
    response.headers.add("Vary", "Accept, Accept-Encoding")
    if tag is not None:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"  # to be kept, and asked for each time: whether it is still so
    return response


class _Body(Iterator[bytes]):
    """The chunks of an answer with a `close` that the HTTP server calls whatever happens."""

    def __init__(self, chunks: Iterator[bytes], *first: bytes) -> None:
        self._source = chunks
        self._chunks = chain(first, chunks)

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        close = getattr(self._source, "close", None)
        if close is not None:
            close()


def _update(evaluator: Evaluator, settings: Settings, operation: Operation) -> Response:
    assert operation.update is not None
    if check(operation.update, settings.update_limits).kind in ("select", "ask", "construct", "describe"):
        raise QueryError("update: this is a query; send it as a query")
    using = with_graphs(operation.update, operation.using_graphs, operation.using_named_graphs)
    based = with_base(using, request.base_url)
    try:
        apply_update(evaluator, based.text)
    except QueryError as error:
        raise based.mend(error) from None
    return Response(status=HTTPStatus.NO_CONTENT.value)


def apply_update(evaluator: Evaluator, text: str) -> None:
    """Run an update that may be run.

    Raises:
        QueryError: it is broken.
        RequestError: 403, the dataset is not one that this server can write.
    """
    try:
        evaluator.update(text)
    except StoreError as error:
        raise RequestError(HTTPStatus.FORBIDDEN, str(error)) from None
