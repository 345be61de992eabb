"""An evaluator that makes the calls of a text before it passes it on: see `Federated`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pyoxigraph as ox

from kg.errors import QueryError
from kg.results import Table
from kg.sparql import Limits, check_size, shape
from server.evaluator import Answer, Evaluator, Question, State, UnavailableError
from server.outbound.calls import Call, calls_of, inserted, solutions, without
from server.outbound.requests import OutboundError, fetch, listed_as
from server.settings import OutboundSettings

RESULTS = "application/sparql-results+json"
_DOCUMENTS = [ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD]


class Federated:
    """Whoever answers gets a text without SERVICE and LOAD, and needs no network."""

    def __init__(self, evaluator: Evaluator, settings: OutboundSettings, limits: Limits) -> None:
        """`limits` are those of a query as it was sent."""
        self._evaluator = evaluator
        self._settings = settings
        self._limits = limits
        self._room = threading.BoundedSemaphore(settings.at_once)

    def state(self) -> State:
        """See `Evaluator.state`."""
        return self._evaluator.state()

    def version(self) -> str | None:
        """See `Evaluator.version`."""
        return self._evaluator.version()

    def tag(self, question: Question) -> str | None:
        """See `Evaluator.tag`. What others said may change at any time."""
        return None if _may_call(question.text) else self._evaluator.tag(question)

    def evaluate(self, question: Question) -> Answer:
        """See `Evaluator.evaluate`."""
        if not _may_call(question.text):
            return self._evaluator.evaluate(question)
        text = self._called(question.text, self._limits)
        more = len(text) - len(question.text)
        return replace(self._evaluator.evaluate(replace(question, text=text, added=max(0, more))), tag=None)

    def update(self, text: str) -> None:
        """See `Evaluator.update`."""
        self._evaluator.update(self._called(text, None) if _may_call(text) else text)

    def write(self, graph: str | None, triples: str, *, replace: bool) -> None:
        """See `Evaluator.write`."""
        self._evaluator.write(graph, triples, replace=replace)

    def table(self, text: str, *, limit: int | None = None, added: int = 0) -> Table:
        """See `Evaluator.table`."""
        if not _may_call(text):
            return self._evaluator.table(text, limit=limit)
        called = self._called(text, self._limits)
        return self._evaluator.table(called, limit=limit, added=max(0, len(called) - len(text)))

    def _called(self, text: str, limits: Limits | None) -> str:
        if limits is not None:
            check_size(text, limits)
        calls = list(calls_of(text))
        if len(calls) > self._settings.calls:
            raise QueryError(f"query: {len(calls)} calls of other servers; at most {self._settings.calls} are made")
        for call in calls:
            if listed_as(call.iri, self._settings.services) is None:
                offered = ", ".join(self._settings.services)
                raise QueryError(f"query: {call.keyword} <{call.iri}>: this server calls nobody but {offered}")
        without(text, calls, lambda _: "{}")  # nobody is called for a text that will be refused
        with self._turn() if calls else _nothing():
            given = {id(call): self._given(call, number) for number, call in enumerate(calls)}
        return without(text, calls, lambda call: given[id(call)])

    def _given(self, call: Call, number: int) -> str:
        try:
            if call.keyword == "SERVICE":
                got = fetch(call.iri, self._settings, accept=RESULTS, form={"query": call.body})
                return solutions(got.data, number)
            got = fetch(call.iri, self._settings, accept=", ".join(form.media_type for form in _DOCUMENTS))
            form = ox.RdfFormat.from_media_type(got.media_type) or ox.RdfFormat.from_extension(call.iri.rpartition(".")[2])
            if form is None:
                raise OutboundError(f"gave {got.media_type or 'something without a type'}, which is no RDF")
            return inserted([quad.triple for quad in ox.parse(got.data, format=form, base_iri=call.iri)], call, number)
        except (OutboundError, SyntaxError, ValueError) as error:
            if call.silent:  # one solution without bindings; and an update that does nothing
                return "{}" if call.keyword == "SERVICE" else "INSERT DATA {}"
            reason = str(error) if isinstance(error, OutboundError) else f"gave what cannot be read ({' '.join(str(error).split())[:200]})"
            raise UnavailableError(f"{call.keyword} <{call.iri}> {reason}", reason="failed") from None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._room.acquire(blocking=False):
            raise UnavailableError("the server is busy: too many queries that call other servers", retry_after=2, reason="busy")
        try:
            yield
        finally:
            self._room.release()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _may_call(text: str) -> bool:
    """Whether it is worth a closer look: nearly no text is."""
    lower = text.lower()
    return ("service" in lower or "load" in lower or "\\u" in lower) and bool(shape(text).calls)
