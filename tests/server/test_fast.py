"""The short way for queries gives what the long way gives, to the last header."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client

from server.app import create_app
from server.evaluator import Answer, LocalEvaluator, Question, UnavailableError
from server.fast import Fast
from server.settings import ClientSettings, Settings
from tests.fixtures.example import ExampleDataset

LONG = "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"


class Tagged(LocalEvaluator):
    """With a tag, as a pool of workers gives it."""

    def tag(self, question: Question) -> str | None:
        return f"t{len(question.text)}"

    def evaluate(self, question: Question) -> Answer:
        if "unavailable" in question.text:
            raise UnavailableError("too slow", 3)
        if "fault" in question.text:
            raise RuntimeError("a fault")
        answer = super().evaluate(question)
        return Answer(shape=answer.shape, form=answer.form, chunks=answer.chunks, tag=self.tag(question))


@pytest.fixture(scope="module")
def app(dataset: ExampleDataset) -> Flask:
    settings = Settings(base=dataset.base, clients=ClientSettings(queries=0))
    return create_app(dataset, settings=settings, queries={}, evaluator=Tagged(dataset, settings.limits))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def fast(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def slow(app: Flask) -> Client:
    """The same application without its short way."""
    return Client(app.wsgi_app._inner._inner)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "query",
    [
        "ASK {}",
        "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2",
        LONG,
        "CONSTRUCT WHERE { ?s a ?o }",
        "SELECT * WHERE { <relative> ?p ?o }",
        "SELECT * WHERE { <#here> ?p ?o } # \u00e9\u4e2d",
        "SELECT * WHERE {",
        "SELECT * WHERE {\n  <relative> ?p }",
        "nothing",
        "",
        "DROP ALL",
        "SELECT * WHERE { SERVICE <http://x.example/> {} }",
        "ASK {} # unavailable",
        "ASK {} # fault",
        "ASK {}" + " " * 200_000,
    ],
)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept": "text/csv;q=0.5, application/sparql-results+xml"},
        {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"},
        {"Accept": "image/png"},
        {"Accept": "text/turtle", "Accept-Encoding": "gzip, deflate"},
        {"Accept": "text/plain"},
        {"If-None-Match": 'W/"t6", "other"'},
        {"If-None-Match": "*"},
        {"Origin": "https://x.example", "Accept": "application/json"},
    ],
)
def test_both_ways_say_the_same(fast: FlaskClient, slow: Client, query: str, headers: dict[str, str]) -> None:
    more = ({"format": "csv"}, {"default-graph-uri": "urn:x:none"}, {"update": "DROP ALL"})
    for parameters in ({}, *(() if headers else more)):
        answers = [client.get("/sparql", query_string={"query": query} | parameters, headers=headers) for client in (fast, slow)]
        one, other = (sorted((name, value) for name, value in answer.headers.items() if name != "Date") for answer in answers)
        assert (answers[0].status, one) == (answers[1].status, other)
        assert answers[0].data == answers[1].data


MANY = "&".join("a=1" for _ in range(300))


@pytest.mark.parametrize("text", ["query=%FF", "query=ASK{}&query=ASK{}", "query=ASK{}&update=DROP", "", "x=1", "query", MANY])
def test_both_ways_refuse_the_same(fast: FlaskClient, slow: Client, text: str) -> None:
    answers = [client.get("/sparql", query_string=text, headers={"Accept": "text/plain, text/turtle;q=0.5"}) for client in (fast, slow)]
    assert (answers[0].status, answers[0].data) == (answers[1].status, answers[1].data)


def test_the_short_way_is_gone(app: Flask, fast: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this, the other tests might compare the long way with itself."""

    def unexpected(*_: object) -> None:
        raise AssertionError("this went the long way")

    monkeypatch.setattr(app.wsgi_app._inner, "_inner", unexpected)  # type: ignore[attr-defined]
    assert isinstance(app.wsgi_app._inner, Fast)  # type: ignore[attr-defined]
    assert fast.get("/sparql", query_string={"query": "ASK {}"}).status_code == 200
    with pytest.raises(AssertionError, match="the long way"):
        fast.post("/sparql", data={"query": "ASK {}"})
