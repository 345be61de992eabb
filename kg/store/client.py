"""Speaks the SPARQL 1.1 protocol with a service, through SPARQLWrapper with POST; says in one line what went wrong."""

from __future__ import annotations

import re
import urllib.error
from collections.abc import Iterator, Sequence
from http.client import HTTPException, HTTPResponse
from typing import Any

import pyoxigraph as ox
import SPARQLWrapper as sw  # noqa: N813
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from kg import sparql
from kg.errors import QueryError, StoreError
from kg.rdf.terms import point
from kg.store.interface import Results
from kg.store.settings import Settings

_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_SYNTAXES = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/ntriples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_FORMS: dict[sparql.Kind | None, str] = {
    "select": sw.SELECT,
    "ask": sw.ASK,
    "construct": sw.CONSTRUCT,
    "describe": sw.DESCRIBE,
    "update": sw.INSERT,
    None: sw.SELECT,
}


_VIRTUOSO_POINT = "http://www.openlinksw.com/schemas/virtrdf#Geometry"
_POINT = re.compile(r"POINT\((-?[\d.eE+-]+) (-?[\d.eE+-]+)\)")


class SparqlClient:
    """A service's query and update addresses, with credentials."""

    def __init__(self, address: str, settings: Settings) -> None:
        self.address = address
        self._settings = settings

    def query(self, text: str, *, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> Results:
        """Ask; the rows, the boolean or the triples, as pyoxigraph has them.

        Raises:
            QueryError: the service says that the query is broken.
            StoreError: the service cannot be reached, refuses, fails, or answers what is no answer.
        """
        kind = sparql.kind_of(text)
        rows = kind in sparql.RESULT_KINDS or kind is None
        wrapper = self._wrapper(text, kind, accept=_ROWS if rows else _TRIPLES)
        for graph in default_graphs:
            wrapper.addDefaultGraph(graph)
        for graph in named_graphs:
            wrapper.addNamedGraph(graph)
        response = self._send(wrapper, text)
        try:
            if rows:
                found = ox.parse_query_results(response.read(), ox.QueryResultsFormat.JSON)
                return _as_boolean(found) if kind == "ask" and isinstance(found, ox.QuerySolutions) else found
            return _as_results(_triples(response))
        except (SyntaxError, ValueError, OSError, HTTPException) as e:
            raise StoreError(f"{self.address}: the answer cannot be read ({_line(str(e))}); is this a SPARQL service?") from e

    def rows(self, text: str) -> Iterator[ox.QuerySolution]:
        """The rows of a SELECT, as they come: a whole dataset need not fit into memory."""
        response = self._send(self._wrapper(text, "select", accept=_ROWS), text)
        try:
            found = ox.parse_query_results(response, ox.QueryResultsFormat.JSON)
            if not isinstance(found, ox.QuerySolutions):
                raise ValueError("rows were asked for and none came")
            yield from found
        except (SyntaxError, ValueError, OSError, HTTPException) as e:
            raise StoreError(f"{self.address}: the answer cannot be read ({_line(str(e))}); is this a SPARQL service?") from e

    def ask(self, text: str) -> bool:
        """The answer to an ASK."""
        return bool(self.query(text))

    def update(self, text: str) -> None:
        """Run an update; the service runs it whole or not at all, if it keeps to the standard.

        Raises:
            QueryError: the service says that the update is broken.
            StoreError: the service cannot be reached, refuses or fails.
        """
        wrapper = self._wrapper(text, "update", accept="*/*")
        self._send(wrapper, text).read()

    def _wrapper(self, text: str, kind: sparql.Kind | None, *, accept: str) -> Any:
        settings = self._settings
        wrapper = sw.SPARQLWrapper(self.address, updateEndpoint=settings.update_url or self.address, agent="dateline")
        wrapper.setMethod(sw.POST)
        wrapper.setOnlyConneg(True)  # its other ways to ask for a format contradict the header that is set below
        wrapper.setTimeout(max(1, round(settings.timeout)))
        # Its own search for the form reads the whole text with one regular expression: a minute for an article's update.
        wrapper.queryString = text
        wrapper.queryType = _FORMS[kind]
        if settings.token:
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {settings.token}")
        elif settings.user is not None:
            wrapper.setHTTPAuth(sw.DIGEST if settings.digest else sw.BASIC)
            wrapper.setCredentials(settings.user, settings.password or "", realm=settings.realm)
        wrapper.addCustomHttpHeader("Accept", accept)
        return wrapper

    def _send(self, wrapper: Any, text: str) -> HTTPResponse:
        where = self._settings.update_url or self.address if wrapper.isSparqlUpdateRequest() else self.address
        try:
            response: HTTPResponse = wrapper.query().response
        except SPARQLWrapperException as e:
            raise self._refusal(where, text, _code(e), e) from e
        except urllib.error.HTTPError as e:
            raise self._refusal(where, text, e.code, e) from e
        except TimeoutError as e:
            raise StoreError(f"{where}: no answer within {self._settings.timeout:g} s") from e
        except (OSError, HTTPException, ValueError) as e:
            reason = getattr(e, "reason", e)
            if isinstance(reason, TimeoutError):
                raise StoreError(f"{where}: no answer within {self._settings.timeout:g} s") from e
            raise StoreError(f"{where}: cannot be reached ({_line(str(reason))})") from e
        return response

    def _refusal(self, where: str, text: str, code: int, error: Exception) -> StoreError | QueryError:
        body = error.read().decode(errors="replace") if isinstance(error, urllib.error.HTTPError) else _body(error)
        said = _line(body) or "it does not say why"
        if code == 400:
            at = sparql.position(body)
            return QueryError(f"query: the service found an error{f' in line {at[0]}, column {at[1]}' if at else ''}: {said}")
        if code in (401, 403):
            return StoreError(f"{where}: refused ({code}); give a token, or a user and password, that may do this")
        if code in (404, 405):
            return StoreError(f"{where}: no SPARQL service there ({code}); check the address")
        return StoreError(f"{where}: the service failed ({code}): {said}")


def _code(error: Exception) -> int:
    """The HTTP status behind an exception of SPARQLWrapper."""
    names: dict[str, int] = {
        "QueryBadFormed": 400,
        "Unauthorized": 401,
        "EndPointNotFound": 404,
        "URITooLong": 414,
        "EndPointInternalError": 500,
    }
    return names.get(type(error).__name__, 500)


def _body(error: Exception) -> str:
    """What the service said, out of SPARQLWrapper's message (which shows it as bytes are shown)."""
    message = str(error.args[0]) if error.args else str(error)
    found = re.search(r"Response:\s*b(['\"])(.*)\1\s*$", message, re.DOTALL)
    return found[2].encode("latin-1", "replace").decode("unicode_escape", "replace") if found else message


def _line(text: str) -> str:
    line = " ".join(re.sub(r"<[^<>]{1,200}>", " ", text).split())
    return line if len(line) <= 200 else line[:200] + "…"


def _triples(response: HTTPResponse) -> Iterator[ox.Triple]:
    media = (response.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    syntax = _SYNTAXES.get(media)
    if syntax is None:
        raise ValueError(f"an answer of type {media or 'none'}")
    return (q.triple for q in ox.parse(response.read(), syntax))


def restored(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """A term as it was written: Virtuoso gives a point back with another datatype and with the noise of 32-bit numbers."""
    if isinstance(term, ox.Literal) and term.datatype.value == _VIRTUOSO_POINT:
        match = _POINT.fullmatch(term.value)
        if match is not None:
            return point(float(match[2]), float(match[1]))
    return term


def _as_boolean(rows: ox.QuerySolutions) -> ox.QueryBoolean:
    """The truth of an ASK that was answered with a row, as Virtuoso does."""
    value = next((v for row in rows for v in row), None)
    true = isinstance(value, ox.Literal) and value.value in ("1", "true")
    found = ox.Store().query("ASK { }" if true else "ASK { FILTER(false) }")
    assert isinstance(found, ox.QueryBoolean)
    return found


def _as_results(triples: Iterator[ox.Triple]) -> ox.QueryTriples:
    """Triples as the answer to a CONSTRUCT."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found
