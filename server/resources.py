"""Linked data: every IRI under the base answers, as a page or as RDF, by negotiation."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template, request

from kg.gazetteer.towns import towns_within
from kg.results import GRAPH_FORMATS, Table
from kg.vocab import DL
from server.answering import Operation
from server.description import PLAIN_GRAPHS
from server.display import Display
from server.graph import ROLE_NAMES, Row, describe_query, values
from server.map import coordinates, map_of, point_of
from server.negotiation import parse_accept, prefers_html
from server.pages import Pages
from server.problems import RequestError
from server.protocol import answer_query
from server.reading import read_along

KINDS = ("entity", "event", "article", "claim", "figure", "mention", "link", "run")


def blueprint(pages: Pages) -> Blueprint:
    """The routes of things, of the ontology's terms, and of the IRIs themselves."""
    routes = Blueprint("resources", __name__)

    @routes.get(f"/<any({', '.join(KINDS)}):kind>/<path:name>")
    def thing(kind: str, name: str) -> Response:
        return _answer(pages, _iri(f"{pages.settings.base}{kind}/{name}"), kind)

    @routes.get("/ontology/<name>")
    def term(name: str) -> Response:
        return _answer(pages, _iri(DL.iri + name), "term")

    @routes.get("/id/<path:path>")
    def moved(path: str) -> Response:
        # The thing itself is no document: 303 leads to the one about it (Cool URIs for the Semantic Web, section 4.2).
        response = redirect(f"/{path}", code=303)
        assert isinstance(response, Response)
        return response

    return routes


def _iri(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text)
    except ValueError:
        raise RequestError(HTTPStatus.NOT_FOUND, "there is nothing at this address") from None


def _answer(pages: Pages, iri: ox.NamedNode, kind: str) -> Response:
    if not pages.graph.exists(iri):
        raise RequestError(HTTPStatus.NOT_FOUND, f"{iri.value}: the graph says nothing of it")
    accept = parse_accept(request.headers.get("Accept"))
    form = request.args.get("format")
    others = [name for known in GRAPH_FORMATS for name in (known.media_type, *known.aliases)]
    if form is not None or not prefers_html(accept, others):
        return answer_query(pages.evaluator, Operation(query=describe_query(iri), format=form), accept)
    context = _CONTEXTS.get(kind, _thing)(pages, iri)
    template = f"{kind}.html" if kind in ("event", "entity", "article", "claim") else "thing.html"
    body = render_template(template, iri=iri.value, kind=kind, formats=PLAIN_GRAPHS, **context)
    return Response(body, content_type="text/html; charset=utf-8", headers={"Vary": "Accept"})


def _common(pages: Pages, iri: ox.NamedNode) -> tuple[dict[str, Any], list[str]]:
    """What every page shows, and the IRIs in it whose labels are wanted."""
    outgoing = pages.graph.outgoing(iri)
    facts: dict[str, list[Any]] = {}
    for row in outgoing:
        facts.setdefault(_name(row["p"]), []).append(row["o"])
    iris = [iri.value, *values(outgoing, "o")]
    return {"outgoing": outgoing, "facts": facts}, iris


def _thing(pages: Pages, iri: ox.NamedNode) -> dict[str, Any]:
    context, iris = _common(pages, iri)
    context["incoming"] = pages.graph.incoming(iri)
    iris += values(context["incoming"], "s")
    context = _labelled(pages, context, iris)
    return context | {"heading": _heading(context["facts"], context["display"], iri.value)}


def _heading(facts: Mapping[str, list[Any]], display: Display, iri: str) -> str:
    """What people call a thing without a label of its own, where it says so itself; else its IRI, shortened."""
    for name, form in (("surface", "“{}”"), ("figureText", "“{}”"), ("linkOf", "Link of {}")):
        if name in facts:
            term = facts[name][0]
            return form.format(term.value if isinstance(term, ox.Literal) else display.name(term.value))
    return display.name(iri)


def _event(pages: Pages, iri: ox.NamedNode) -> dict[str, Any]:
    context, iris = _common(pages, iri)
    context |= {
        "participants": _by_role(pages.graph.participants(iri)),
        "notes": pages.graph.notes(iri),
        "figures": pages.graph.figures(iri),
        "claims": pages.graph.claims(about=iri),
        "incoming": [row for row in pages.graph.incoming(iri) if _name(row["p"]) != "about"],
    }
    iris += values(context["incoming"], "s") + values(context["claims"], "events") + values(context["notes"], "article")
    return _labelled(pages, context, iris)


def _entity(pages: Pages, iri: ox.NamedNode) -> dict[str, Any]:
    context, iris = _common(pages, iri)
    roles = {*ROLE_NAMES, "claimant", "about"}
    context |= {
        "classes": pages.graph.classes(iri),
        "events": pages.graph.events_of(iri),
        "claims": pages.graph.claims(by=iri),
        "mentions": pages.graph.mentions_of(iri),
        "incoming": [row for row in pages.graph.incoming(iri) if _name(row["p"]) not in roles],
    }
    iris += values(context["incoming"], "s") + values(context["claims"], "events") + values(context["mentions"], "article")
    context = _labelled(pages, context, iris)
    return context | (_where(pages, iri, context) if "hasGeometry" in context["facts"] else {})


def _where(pages: Pages, place: ox.NamedNode, context: dict[str, Any]) -> dict[str, Any]:
    """A place on the map, with what its page calls it and the number of its events there."""
    points = pages.graph.points(place)
    rows = tuple((place, row["wkt"], ox.Literal(len(context["events"]))) for row in points[:1])
    found = map_of(Table(columns=("place", "wkt", "events"), rows=rows), context["display"], towns=towns_within)
    at = point_of(points[0]["wkt"]) if found else None
    near = found is not None and points[0].get("approximate") == ox.Literal(True)
    return {"map": found, "coordinates": coordinates(*at) if at else "", "approximate": near}


def _article(pages: Pages, iri: ox.NamedNode) -> dict[str, Any]:
    context, iris = _common(pages, iri)
    context["claims"] = pages.graph.claims(in_=iri)
    iris += values(context["claims"], "events")
    text = pages.graph.text_of(iri)
    context["pieces"] = read_along(text, pages.graph.mentions_in(iri), context["claims"]) if text else []
    return _labelled(pages, context, iris)


def _claim(pages: Pages, iri: ox.NamedNode) -> dict[str, Any]:
    context, iris = _common(pages, iri)
    context["asserted"] = pages.graph.asserted(iri)
    iris += values(context["asserted"], "s", "o")
    return _labelled(pages, context, iris)


_CONTEXTS = {"event": _event, "entity": _entity, "article": _article, "claim": _claim}


def _labelled(pages: Pages, context: dict[str, Any], iris: list[str]) -> dict[str, Any]:
    display: Display = pages.display
    return context | {"display": display.with_labels(pages.graph.labels(display.own(iris)))}


def _by_role(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for name in ROLE_NAMES:
        if fitting := [row for row in rows if _name(row["role"]) == name]:
            found[name] = fitting
    return found


def _name(term: Any) -> str:
    return str(term.value).rpartition("#")[2].rpartition("/")[2]
