"""The SPARQL 1.1 Protocol at /sparql."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.sparql import Limits
from server.app import create_app
from server.evaluator import LocalEvaluator, Question
from server.settings import ClientSettings, PoolSettings, Settings
from tests.fixtures.example import BASE, ExampleDataset

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?e a <https://w3id.org/dateline/ontology#Event> }"
GRAPH = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3"
FORM = "application/x-www-form-urlencoded"
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def get(client: FlaskClient, query: str, **headers: str) -> TestResponse:
    return client.get("/sparql", query_string={"query": query}, headers=headers)


def value(response: TestResponse) -> str:
    return str(response.get_json(force=True)["results"]["bindings"][0]["n"]["value"])


# -- the three ways to send a query


def test_a_query_is_taken_by_get_by_form_and_as_a_body(client: FlaskClient) -> None:
    responses = [
        get(client, COUNT),
        client.post("/sparql", data={"query": COUNT}),
        client.post("/sparql", data=COUNT, content_type="application/sparql-query"),
        client.post("/sparql", data=COUNT.encode(), content_type="application/sparql-query; charset=UTF-8"),
    ]
    assert [(r.status_code, r.content_type, value(r)) for r in responses] == [
        (200, "application/sparql-results+json; charset=utf-8", "6")
    ] * 4


def test_letters_beyond_ascii_arrive_whole(client: FlaskClient) -> None:
    query = "SELECT ('Київ % +&' AS ?n) {}"
    assert value(get(client, query)) == value(client.post("/sparql", data={"query": query})) == "Київ % +&"
    assert value(client.post("/sparql", data=query.encode(), content_type="application/sparql-query")) == "Київ % +&"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
    ],
)
def test_bindings_come_in_the_format_that_is_liked_best(client: FlaskClient, accept: str, content_type: str) -> None:
    response = get(client, COUNT, Accept=accept)
    assert response.mimetype == content_type
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_graphs_come_in_the_format_that_is_liked_best(client: FlaskClient, accept: str, content_type: str) -> None:
    response = get(client, GRAPH, Accept=accept)
    assert response.mimetype == content_type
    assert len(list(ox.parse(response.data, format=ox.RdfFormat.from_media_type(content_type)))) == 3


def test_a_boolean_is_answered(client: FlaskClient) -> None:
    assert get(client, "ASK { ?s ?p ?o }").get_json(force=True) == {"head": {}, "boolean": True}


def test_a_link_can_name_the_format(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": COUNT, "format": "csv"})
    assert (response.mimetype, response.data) == ("text/csv", b"n\r\n6\r\n")


def test_a_browser_is_sent_to_the_page(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "ASK {}"}, headers=HTML)
    assert (response.status_code, response.headers["Location"]) == (303, f"/?query={quote('ASK {}')}#result")


# -- graphs


def test_graphs_named_in_the_request_make_the_dataset(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"

    def ask(query: str, **graphs: str) -> int:
        return int(value(client.get("/sparql", query_string={"query": query} | {k.replace("_", "-"): v for k, v in graphs.items()})))

    assert ask(count, default_graph_uri=BASE + "claim/c290") == 2
    assert ask(named, named_graph_uri=BASE + "claim/c290") == 1
    assert ask(named, default_graph_uri=BASE + "claim/c290") == 0
    assert ask(count, named_graph_uri=BASE + "claim/c290") == 0


def test_a_graph_that_is_no_iri_is_a_mistake_of_the_client(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": COUNT, "default-graph-uri": "not an iri"})
    assert response.status_code == 400 and "absolute IRI" in response.get_json(force=True)["detail"]


# -- mistakes


@pytest.mark.parametrize(
    ("method", "options", "status"),
    [
        ("GET", {"query_string": "query=ASK%7B%7D&query=ASK%7B%7D"}, 400),
        ("GET", {"query_string": {"update": "CLEAR ALL"}}, 400),
        ("GET", {"query_string": {"query": "ASK {}", "update": "CLEAR ALL"}}, 400),
        ("GET", {"query_string": "query=%FF"}, 400),
        ("GET", {"query_string": {"query": "CLEAR ALL"}}, 400),
        ("GET", {"query_string": {"query": ""}}, 400),
        ("GET", {"query_string": {"query": "SELECT"}}, 400),
        ("GET", {"query_string": {"query": "SELECT * WHERE { SERVICE <http://x/> { ?s ?p ?o } }"}}, 400),
        ("GET", {"query_string": "&".join(f"a{n}=1" for n in range(500))}, 400),
        ("POST", {"data": {"query": "ASK {}", "update": "CLEAR ALL"}}, 400),
        ("POST", {"data": b"\xff\xfe", "content_type": "application/sparql-query"}, 400),
        ("POST", {"data": "ASK {}", "content_type": "application/sparql-query", "query_string": {"query": "ASK {}"}}, 400),
        ("POST", {"data": "ASK {}", "content_type": "application/sparql-query; charset=latin-1"}, 415),
        ("POST", {"data": "ASK {}", "content_type": "text/plain"}, 415),
        ("POST", {"data": "ASK {}"}, 415),
        ("POST", {"data": "x" * 1_100_000, "content_type": "application/sparql-query"}, 413),
        ("POST", {"data": {"query": "ASK {} #" + "x" * 200_000}}, 413),
        ("GET", {"query_string": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406),
        ("GET", {"query_string": {"query": GRAPH}, "headers": {"Accept": "text/csv"}}, 406),
        ("GET", {"headers": {"Accept": "text/csv"}}, 406),
        ("PUT", {"data": "x"}, 405),
        ("DELETE", {}, 405),
    ],
)
def test_a_mistake_has_its_status_and_one_line_that_says_what_is_wrong(
    client: FlaskClient, method: str, options: dict[str, object], status: int
) -> None:
    response = client.open("/sparql", method=method, **options)  # type: ignore[arg-type]
    assert response.status_code == status
    problem = json.loads(response.data)
    assert response.content_type == "application/problem+json"
    assert problem["status"] == status and problem["title"] and problem["detail"].count("\n") == 0


def test_a_syntax_error_says_where(client: FlaskClient) -> None:
    problem = json.loads(get(client, "SELECT * WHERE {\n  ?s ?p ; }").data)
    assert (problem["status"], problem["line"], problem["column"]) == (400, 2, 11)


def test_errors_are_text_for_those_who_like_text(client: FlaskClient) -> None:
    response = get(client, "SELECT", Accept="text/csv, text/plain;q=0.5")
    assert (response.status_code, response.mimetype) == (400, "text/plain")
    assert response.text.startswith("query: syntax error in line 1, column 7")


@pytest.mark.parametrize("depth", [101, 20_000])
def test_nested_braces_are_refused_before_they_can_kill_the_process(client: FlaskClient, depth: int) -> None:
    response = client.post("/sparql", data={"query": "SELECT * WHERE " + "{" * depth + "}" * depth})
    assert response.status_code == 400 and "levels" in json.loads(response.data)["detail"]


# -- updates


@pytest.fixture
def writable() -> Iterator[tuple[FlaskClient, ExampleDataset]]:
    dataset = ExampleDataset()
    yield create_app(dataset, settings=Settings(base=BASE, token="s3cret")).test_client(), dataset  # type: ignore[arg-type]


INSERT = "INSERT DATA { <http://x/s> <http://x/p> <http://x/o> }"


def test_without_a_token_of_its_own_the_server_takes_no_update(client: FlaskClient) -> None:
    for response in (
        client.post("/sparql", data={"update": INSERT}),
        client.post("/sparql", data=INSERT, content_type="application/sparql-update", headers={"Authorization": "Bearer s3cret"}),
    ):
        assert response.status_code == 403


@pytest.mark.parametrize("authorization", ["", "Bearer wrong", "Bearer", "Basic s3cret", "s3cret", "Bearer s3crét"])
def test_an_update_without_the_right_token_is_refused(writable: tuple[FlaskClient, ExampleDataset], authorization: str) -> None:
    client, dataset = writable
    size = len(dataset.store)
    response = client.post("/sparql", data={"update": INSERT}, headers={"Authorization": authorization})
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert len(dataset.store) == size


@pytest.mark.parametrize("direct", [True, False])
def test_an_update_with_the_token_changes_the_graph(writable: tuple[FlaskClient, ExampleDataset], direct: bool) -> None:
    client, dataset = writable
    size = len(dataset.store)
    headers = {"Authorization": "Bearer s3cret"}
    body = {"data": INSERT, "content_type": "application/sparql-update"} if direct else {"data": {"update": INSERT}}
    response = client.post("/sparql", headers=headers, **body)
    assert (response.status_code, response.data) == (204, b"")
    assert len(dataset.store) == size + 1


@pytest.mark.parametrize(
    "text", ["LOAD <http://127.0.0.1:1/>", "ASK {}", "INSERT DATA { x }", "DELETE WHERE { SERVICE <http://x/> {?s ?p ?o} }"]
)
def test_a_wrong_update_is_a_mistake_of_the_client(writable: tuple[FlaskClient, ExampleDataset], text: str) -> None:
    client, _ = writable
    response = client.post("/sparql", data={"update": text}, headers={"Authorization": "Bearer s3cret"})
    assert response.status_code == 400


def test_an_update_may_be_longer_than_a_query_and_have_many_graphs(writable: tuple[FlaskClient, ExampleDataset]) -> None:
    client, dataset = writable
    size = len(dataset.store)
    text = "INSERT DATA { " + "".join(f"GRAPH <http://x/{n}> {{ <http://x/s> <http://x/p> '{'x' * 1000}' }}\n" for n in range(1_500)) + " }"
    for body in ({"data": text, "content_type": "application/sparql-update"}, {"data": {"update": text}}):
        response = client.post("/sparql", headers={"Authorization": "Bearer s3cret"}, **body)
        assert response.status_code == 204
    assert len(dataset.store) == size + 1_500


# -- what surrounds an answer


def test_any_page_in_the_world_may_read_the_data(client: FlaskClient) -> None:
    assert get(client, COUNT).headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/sparql", headers={"Origin": "https://x.example", "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    assert "POST" in preflight.headers["Allow"]


def test_head_gives_the_head_of_get(client: FlaskClient) -> None:
    head = client.head("/sparql", query_string={"query": COUNT})
    assert (head.status_code, head.data, head.mimetype) == (200, b"", "application/sparql-results+json")


def test_no_answer_can_run_anything_in_a_browser(client: FlaskClient) -> None:
    headers = get(client, COUNT).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"])
def test_without_a_query_the_service_describes_itself(client: FlaskClient, accept: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    quads = list(ox.parse(response.data, format=ox.RdfFormat.from_media_type(response.mimetype or "")))
    service = ox.NamedNode("http://localhost/sparql")
    sd = "http://www.w3.org/ns/sparql-service-description#"
    said = {(quad.predicate.value.removeprefix(sd), quad.object.value.rpartition("/")[2]) for quad in quads if quad.subject == service}
    assert ("endpoint", "sparql") in said and ("resultFormat", "SPARQL_Results_CSV") in said and ("resultFormat", "Turtle") in said
    languages = {quad.object.value.removeprefix(sd) for quad in quads if quad.predicate.value == sd + "supportedLanguage"}
    assert languages == {"SPARQL11Query"}


# -- streaming


class Slow:
    """A dataset of many rows that counts how many were asked for."""

    where, base, mode = "memory:", BASE, "read"

    def __init__(self, rows: int) -> None:
        self.store = ox.Store()
        self.store.extend(ox.Quad(ox.NamedNode(f"http://x/{n}"), ox.NamedNode("http://x/p"), ox.Literal("x" * 100)) for n in range(rows))

    def query(self, sparql: str, **_: object) -> object:
        return self.store.query(sparql)


def test_a_long_answer_comes_in_pieces_and_whole() -> None:
    client = create_app(Slow(20_000), queries={}).test_client()  # type: ignore[arg-type]
    response = client.get("/sparql", query_string={"query": "SELECT * WHERE { ?s ?p ?o }", "format": "csv"}, buffered=False)
    pieces = list(response.iter_encoded())
    assert len(pieces) > 10 and max(map(len, pieces)) < 200_000
    assert b"".join(pieces).count(b"\r\n") == 20_001


def test_a_reader_who_leaves_stops_the_evaluation() -> None:
    before = set(threading.enumerate())
    evaluator = LocalEvaluator(Slow(50_000), Settings().limits)  # type: ignore[arg-type]
    answer = evaluator.evaluate(Question(text="SELECT * WHERE { ?s ?p ?o }", result_format="json"))
    (writer,) = set(threading.enumerate()) - before
    answer.chunks.close()  # type: ignore[attr-defined]
    writer.join(timeout=60)
    assert not writer.is_alive()
    assert list(answer.chunks) == []


def test_a_failure_after_the_first_bytes_breaks_the_answer_off() -> None:
    class Broken(Slow):
        def query(self, sparql: str, **_: object) -> object:
            def triples() -> Iterator[ox.Triple]:
                for quad in self.store:
                    yield quad.triple
                raise OSError("the disk is gone")

            return triples()

    client = create_app(Broken(20_000), queries={}).test_client()  # type: ignore[arg-type]
    response = client.get("/sparql", query_string={"query": GRAPH}, buffered=False)
    assert response.status_code == 200
    with pytest.raises(OSError, match="the disk is gone"):
        list(response.iter_encoded())


def test_the_description_tells_every_limit() -> None:
    pool = PoolSettings(workers=3, seconds=7.5, memory=321 << 20, result_bytes=12 << 20, queue=17, patience=2.5, update_seconds=9)
    limits = Limits(length=12_345, depth=67, groups=89)
    clients = ClientSettings(queries=5, rate=2.5)
    settings = Settings(base=BASE, token="t", limits=limits, pool=pool, clients=clients, max_body=54_321, max_update_body=987_654)
    evaluator = LocalEvaluator(ExampleDataset(), limits)  # type: ignore[arg-type]
    text = create_app(None, settings=settings, evaluator=evaluator).test_client().get("/sparql").text
    for limit in ("12,345", "67 levels", "89 groups", "7.5 seconds", "321 MB", "12 MB", "3 queries", "17 may wait", "2.5 seconds"):
        assert limit in text
    for limit in ("5 requests at a time", "2.5 requests a second", "54,321 bytes", "987,654 bytes", "9 seconds"):
        assert limit in text
