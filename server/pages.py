"""The first page, and the stored queries as pages and as an API."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from kg.errors import QueryError
from kg.gazetteer.towns import towns_within
from kg.parameters import Names
from kg.queries import StoredQuery, bind, find_query
from kg.results import GRAPH_FORMATS, RESULT_FORMATS, Table
from kg.sparql import RESULT_KINDS, check, check_size, position
from server.answering import Operation
from server.description import PLAIN_GRAPHS, graph_response
from server.display import Display, without_repeated
from server.evaluator import Evaluator, Question
from server.examples import example_triples
from server.graph import Graph
from server.map import Box, map_of
from server.negotiation import choose, parse_accept, prefers_html
from server.network import Network, network_of, ties_of
from server.problems import RequestError
from server.protocol import answer_query
from server.settings import Settings
from server.timeline import timeline_of

GRAPH_SHOWN = 200_000
"""Bytes of a graph's Turtle that a page shows; a download has all of it."""
NAMES_PROPOSED = 300
"""Names that a form proposes: more make a page slow to load and a list too long to look through."""
RESERVED = "format"
"""The name that a stored query's API takes for itself beside the query's parameters."""
PART = "map-box"
"""The same for the part of a map that a page shows. No parameter can have such a name, as no variable has."""
GROUPS = ("events", "claims", "losses", "actors", "places", "diplomacy", "evidence", "statistics", "links")
"""First tags in the order in which pages list them; others follow."""
START = """SELECT ?event ?label ?kind ?date ?status
WHERE {
  ?event a dl:Event ; rdfs:label ?label ; dl:kind ?kind ; dl:status ?status .
  OPTIONAL { ?event dl:date ?date }
}
ORDER BY DESC(STR(?date))
LIMIT 50
"""
_EDITOR_PREFIXES = ("dl", "rdfs", "skos", "prov", "geo", "schema", "wd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a query gave, ready for a template: one of table, boolean, graph or error is there."""

    table: Table | None = None
    boolean: bool | None = None
    graph: str | None = None
    cut: bool = False
    error: str | None = None
    line: int | None = None
    column: int | None = None
    seconds: float = 0.0
    display: Display


class Pages:
    """Makes pages from queries' results."""

    def __init__(self, evaluator: Evaluator, settings: Settings, prefixes: Mapping[str, str]) -> None:
        self.evaluator = evaluator
        self.settings = settings
        self.graph = Graph(evaluator)
        self.display = Display(settings.base)
        self.start = "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in _EDITOR_PREFIXES) + "\n" + START

    def run(self, text: str) -> Outcome:
        """Evaluate a query for a page; a broken one gives an outcome with its error."""
        started = time.perf_counter()
        try:
            kind = (check_size if self.settings.outbound.services else check)(text, self.settings.limits).kind
            if kind == "select":
                table = self.evaluator.table(text, limit=self.settings.page_rows)
                display = self.display.with_labels(self.graph.table_labels(table, self.settings.base))
                seconds = time.perf_counter() - started
                return Outcome(table=without_repeated(table, display), cut=table.more, seconds=seconds, display=display)
            body, cut = self._body(text)
        except QueryError as error:
            at = position(str(error))
            line, column = at or (None, None)
            return Outcome(error=str(error), line=line, column=column, display=self.display)
        seconds = time.perf_counter() - started
        if kind in RESULT_KINDS:
            return Outcome(boolean=json.loads(body)["boolean"], seconds=seconds, display=self.display)
        return Outcome(graph=body.decode("utf-8", "ignore"), cut=cut, seconds=seconds, display=self.display)

    def _body(self, text: str) -> tuple[bytes, bool]:
        chunks = self.evaluator.evaluate(Question(text=text)).chunks
        body = bytearray()
        for chunk in chunks:
            body += chunk
            if len(body) > GRAPH_SHOWN:
                close = getattr(chunks, "close", None)
                if close is not None:
                    close()
                return bytes(body[:GRAPH_SHOWN]), True
        return bytes(body), False


def blueprint(pages: Pages, queries: Mapping[str, StoredQuery], names: Names) -> Blueprint:
    """The routes of the first page and of the stored queries."""
    routes = Blueprint("pages", __name__)

    @routes.route("/", methods=["GET", "POST"])
    def home() -> Response:
        return _home(pages, queries)

    @routes.get("/queries")
    def listing() -> Response:
        return _listing(queries)

    @routes.route("/queries/<name>", methods=["GET", "POST"])
    def stored(name: str) -> Response:
        if name not in queries:
            raise RequestError(HTTPStatus.NOT_FOUND, _unknown(queries, name))
        return _stored(pages, queries[name], names)

    return routes


def _home(pages: Pages, queries: Mapping[str, StoredQuery]) -> Response:
    text = request.values.get("query")
    example = request.args.get("example")
    if text is None and example is not None:
        text = find_query(queries, example).body
    outcome = pages.run(text) if text else None
    status = HTTPStatus.BAD_REQUEST if outcome and outcome.error else HTTPStatus.OK
    if request.values.get("part") == "result":
        # A script asks for the result alone, to put it into the page that is open.
        return _page("_result.html", status, outcome=outcome, query=text)
    return _page(
        "home.html",
        status,
        query=text or pages.start,
        example=queries.get(example or ""),
        outcome=outcome,
        groups=grouped(queries.values()),
        display=pages.display,
        counts=pages.graph.counts(),
        events=pages.graph.latest_events(8),
        actors=pages.graph.top_actors(8),
        claimants=pages.graph.top_claimants(8),
        articles=pages.graph.latest_articles(6),
    )


def _listing(queries: Mapping[str, StoredQuery]) -> Response:
    accept = parse_accept(request.headers.get("Accept"))
    graphs = [form.media_type for form in PLAIN_GRAPHS]
    if not prefers_html(accept, ["application/json", *graphs]):
        if choose(accept, ["application/json", *graphs]) in graphs:
            return graph_response(example_triples(queries.values(), request.base_url, request.url_root + "sparql"), accept)
        body = json.dumps([_as_json(query) for query in queries.values()], indent=1, ensure_ascii=False)
        return Response(body + "\n", content_type="application/json", headers={"Vary": "Accept"})
    tags = sorted({tag for query in queries.values() for tag in query.tags})
    chosen = request.args.get("tag")
    shown = [query for query in queries.values() if chosen is None or chosen in query.tags]
    return _page("queries.html", HTTPStatus.OK, groups=grouped(shown), tags=tags, chosen=chosen)


def grouped(queries: Iterable[StoredQuery]) -> dict[str, list[StoredQuery]]:
    """Queries under their first tag, in the order of `GROUPS`, then by title."""
    found: dict[str, list[StoredQuery]] = {name: [] for name in GROUPS}
    for query in sorted(queries, key=lambda query: query.title):
        found.setdefault(query.tags[0] if query.tags else "other", []).append(query)
    return {name: members for name, members in found.items() if members}


def _stored(pages: Pages, query: StoredQuery, names: Names) -> Response:
    if repeated := [key for key, found in request.values.lists() if len(found) > 1]:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"parameter {repeated[0]}: given more than once")
    values = {key: value for key, value in request.values.items() if key not in (RESERVED, PART)}
    accept = parse_accept(request.headers.get("Accept"))
    form = request.values.get(RESERVED)
    others = [name for known in (*RESULT_FORMATS, *GRAPH_FORMATS) for name in (known.media_type, *known.aliases)]
    if form is not None or not prefers_html(accept, others):
        fitting = RESULT_FORMATS if query.kind in RESULT_KINDS else GRAPH_FORMATS
        if form is not None and form not in {name for known in fitting for name in (known.name, known.ending)}:
            offered = ", ".join(known.name for known in fitting)
            raise RequestError(HTTPStatus.NOT_ACCEPTABLE, f"format {form}: this query's results come as {offered}")
        operation = Operation(query=bind(query, values, names), format=form)
        return answer_query(pages.evaluator, operation, accept, filename=query.name if form else None)
    try:
        text = bind(query, values, names)
        outcome = pages.run(text)
    except QueryError as error:
        text, outcome = query.text, Outcome(error=str(error), display=pages.display)
    status = HTTPStatus.BAD_REQUEST if outcome.error else HTTPStatus.OK
    formats = RESULT_FORMATS if query.kind in RESULT_KINDS else GRAPH_FORMATS
    part = _part_of_map()
    return _page(
        "query.html",
        status,
        stored=query,
        values=values,
        text=text,
        outcome=outcome,
        formats=formats,
        choices=_choices(pages, query),
        timeline=timeline_of(outcome.table) if query.view == "timeline" and outcome.table else None,
        map=map_of(outcome.table, outcome.display, towns=towns_within, box=part) if query.view == "map" and outcome.table else None,
        network=_network(pages, outcome) if query.view == "network" else None,
        asked=part is not None,
        address=partial(_address, query.name, values),
        has_window={"from", "to"} <= {parameter.name for parameter in query.parameters},
    )


def _network(pages: Pages, outcome: Outcome) -> Network | None:
    if outcome.table:
        return network_of(outcome.table, outcome.display)
    if not outcome.graph or outcome.cut:
        return None
    base = pages.settings.base
    ties = ties_of(outcome.graph, base)
    # What has no label, such as a claim, is called by its kind.
    kinds = {
        term.value: term.value.removeprefix(base).partition("/")[0]
        for row in ties.rows
        for term in row[:2]
        if isinstance(term, ox.NamedNode)
    }
    return network_of(ties, pages.display.with_labels(kinds | pages.graph.table_labels(ties, base)))


def _part_of_map() -> Box | None:
    text = request.args.get(PART)
    try:
        return Box.parse(text) if text else None
    except ValueError as error:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"{PART}: {error}") from None


def _address(name: str, values: Mapping[str, str], part: Box | None) -> str:
    """Where the same question is asked with another part of its map."""
    given = [(key, value) for key, value in values.items() if value]
    query = urlencode([*given, *([(PART, str(part))] if part else [])])
    return f"/queries/{name}{'?' if query else ''}{query}#picture"


def _choices(pages: Pages, query: StoredQuery) -> dict[str, list[str]]:
    """What a form proposes for parameters that take names; anything else can be typed too."""
    found: dict[str, list[str]] = {}
    for parameter in query.parameters:
        if parameter.type == "class" and not parameter.enumeration and parameter.default:
            found[parameter.name] = pages.graph.classes_below(parameter.default)
        elif parameter.type == "entity":
            found[parameter.name] = pages.graph.known_names(NAMES_PROPOSED)
    return found


def _page(template: str, status: HTTPStatus, **context: object) -> Response:
    body = render_template(template, **context)
    return Response(body, status=status.value, content_type="text/html; charset=utf-8", headers={"Vary": "Accept"})


def _unknown(queries: Mapping[str, StoredQuery], name: str) -> str:
    try:
        find_query(queries, name)
    except QueryError as error:
        return str(error)
    raise AssertionError(name)


def _as_json(query: StoredQuery) -> dict[str, object]:
    return {
        "name": query.name,
        "title": query.title,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "view": query.view,
        "kind": query.kind,
        "href": f"/queries/{query.name}",
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "description": parameter.description,
                "default": parameter.default,
                "enumeration": list(parameter.enumeration),
                "required": parameter.required,
            }
            for parameter in query.parameters
        ],
    }
