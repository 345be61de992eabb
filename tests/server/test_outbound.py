"""SERVICE and LOAD: what is called, what is not, and what stands in its place."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.errors import QueryError
from kg.store import open_dataset
from kg.store.interface import Dataset
from server.app import create_app
from server.outbound.calls import calls_of, without
from server.outbound.requests import OutboundError, check_listed, fetch, listed_as
from server.settings import OutboundSettings, Settings

TOKEN = "a-token-of-the-tests"
DATA = ox.Store()
DATA.update(
    'PREFIX : <http://x.example/> INSERT DATA { :a :name "Ann"@en , "SERVICE <urn:x>" . :b :name "Bob" ; :knows _:c . _:c :name "Cy" }'
)
DOCUMENT = b"@prefix : <http://x.example/> . :a :knows [ :name 'Dee' ] . <#here> :name 'relative' ."


class Handler(BaseHTTPRequestHandler):
    """A SPARQL service, some documents, and some that are no good."""

    def do_POST(self) -> None:
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        self.server.seen.append(query)  # type: ignore[attr-defined]
        if self.path != "/sparql":
            self._send(404, "text/plain", b"")
            return
        results = DATA.query(query)
        assert isinstance(results, ox.QuerySolutions)
        self._send(200, "application/sparql-results+json", results.serialize(format=ox.QueryResultsFormat.JSON) or b"")

    def do_GET(self) -> None:
        self.server.seen.append(self.path)  # type: ignore[attr-defined]
        match self.path:
            case "/docs/good.ttl":
                self._send(200, "text/turtle", DOCUMENT)
            case "/docs/broken.ttl":
                self._send(200, "text/turtle", b"<a> <b")
            case "/docs/page":
                self._send(200, "text/html", b"<p>")
            case "/docs/large.ttl":
                self._send(200, "text/turtle", b"# " + b"a" * 2_000_000)
            case "/docs/moved":
                self.send_response(302)
                self.send_header("Location", "/docs/good.ttl")
                self.end_headers()
            case "/docs/slow":
                self.send_response(200)
                self.send_header("Content-Type", "text/turtle")
                self.end_headers()
                while not self.server.stop.wait(0.05):  # type: ignore[attr-defined]
                    try:
                        self.wfile.write(b"# slow\n")
                    except OSError:
                        return
            case _:
                self._send(404, "text/plain", b"")

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def there() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.seen = []  # type: ignore[attr-defined]
    server.stop = threading.Event()  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.stop.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


@pytest.fixture
def address(there: ThreadingHTTPServer) -> str:
    there.seen.clear()  # type: ignore[attr-defined]
    return f"http://127.0.0.1:{there.server_address[1]}"


@pytest.fixture(scope="module")
def held() -> Iterator[Dataset]:
    with open_dataset("memory:", mode="write") as made:
        yield made


@pytest.fixture
def dataset(held: Dataset) -> Dataset:
    held.update("PREFIX : <http://x.example/> CLEAR ALL ; INSERT DATA { :a :age 30 . :b :age 40 . :z :age 50 }")
    return held


@pytest.fixture
def client(dataset: Dataset, address: str) -> FlaskClient:
    outbound = OutboundSettings(services=(f"{address}/sparql", f"{address}/docs/"), bytes=1_000_000, seconds=2)
    return create_app(dataset, settings=Settings(base=dataset.base, token=TOKEN, outbound=outbound), queries={}).test_client()


def ask(client: FlaskClient, query: str) -> list[dict[str, str]]:
    response = client.post("/sparql", data={"query": query})
    assert response.status_code == 200, response.text
    bindings = json.loads(response.data)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


def update(client: FlaskClient, text: str) -> tuple[int, str]:
    response = client.post("/sparql", data={"update": text}, headers={"Authorization": f"Bearer {TOKEN}"})
    return response.status_code, response.text


def test_a_service_is_asked_and_joined_with_what_is_here(client: FlaskClient, address: str, there: ThreadingHTTPServer) -> None:
    service = f"SERVICE <{address}/sparql> {{ ?s :name ?name }}"
    query = f"PREFIX : <http://x.example/> SELECT ?s ?age ?name {{ ?s :age ?age {service} }} ORDER BY ?name"
    assert ask(client, query) == [
        {"s": "http://x.example/a", "age": "30", "name": "Ann"},
        {"s": "http://x.example/b", "age": "40", "name": "Bob"},
        {"s": "http://x.example/a", "age": "30", "name": "SERVICE <urn:x>"},
    ]
    assert there.seen == ["PREFIX : <http://x.example/>\nSELECT * WHERE { ?s :name ?name }"]  # type: ignore[attr-defined]


def test_a_service_may_be_optional_named_by_a_prefix_silent_and_in_an_update(client: FlaskClient, address: str) -> None:
    service = f"OPTIONAL {{ SERVICE <{address}/sparql> {{ ?s :knows ?o }} }}"
    optional = f"PREFIX : <http://x.example/> SELECT ?s ?o {{ ?s :age ?age {service} }} ORDER BY ?s"
    assert [row.get("o", "")[:19] for row in ask(client, optional)] == ["", "urn:dateline:blank:", ""]
    prefixed = f"PREFIX there: <{address}/> SELECT * {{ service silent there:sparql {{ ?s <http://x.example/name> 'Bob' }} }}"
    assert ask(client, prefixed) == [{"s": "http://x.example/b"}]
    silent = f"SELECT ?age {{ ?s <http://x.example/age> ?age SERVICE SILENT <{address}/docs/none> {{ ?s ?p ?o }} }}"
    assert len(ask(client, silent)) == 3
    insert = f"INSERT {{ ?s <http://x.example/called> ?n }} WHERE {{ SERVICE <{address}/sparql> {{ ?s <http://x.example/name> ?n }} }}"
    assert update(client, insert)[0] == 204
    assert len(ask(client, "SELECT * { ?s <http://x.example/called> ?n }")) == 4


def test_the_answer_of_a_service_is_never_kept(client: FlaskClient, address: str, there: ThreadingHTTPServer) -> None:
    query = f"SELECT * {{ SERVICE <{address}/sparql> {{ ?s ?p 'Bob' }} }}"
    for _ in range(2):
        response = client.get("/sparql", query_string={"query": query})
        assert response.status_code == 200 and "ETag" not in response.headers
    assert len(there.seen) == 2  # type: ignore[attr-defined]


def test_a_document_is_loaded_in_the_transaction_of_its_update(client: FlaskClient, address: str) -> None:
    load = f"INSERT DATA {{ <urn:x:1> <urn:x:p> 1 }} ; LOAD <{address}/docs/good.ttl> INTO GRAPH <urn:x:g> ; LOAD <{address}/docs/good.ttl>"
    assert update(client, load) == (204, "")
    rows = ask(client, "SELECT ?s ?n { GRAPH <urn:x:g> { ?s <http://x.example/name> ?n } }")
    assert sorted(row["n"] for row in rows) == ["Dee", "relative"]
    assert f"{address}/docs/good.ttl#here" in {row["s"] for row in rows}
    assert len(ask(client, "SELECT ?n { ?s <http://x.example/name> ?n }")) == 2
    failing = f"INSERT DATA {{ <urn:x:2> <urn:x:p> 1 }} ; LOAD <{address}/docs/broken.ttl>"
    assert update(client, failing)[0] == 503
    assert ask(client, "SELECT * { <urn:x:2> ?p ?o }") == []
    assert update(client, f"LOAD SILENT <{address}/docs/none>")[0] == 204


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("broken.ttl", "cannot be read"),
        ("page", "text/html, which is no RDF"),
        ("large.ttl", "gave more than 1,000,000 bytes"),
        ("moved", "answered with 302"),
        ("slow", "did not answer within 2 seconds"),
        ("none", "answered with 404"),
    ],
)
def test_what_is_no_good_is_told_in_a_line(client: FlaskClient, address: str, path: str, told: str) -> None:
    status, text = update(client, f"LOAD <{address}/docs/{path}>")
    assert status == 503 and told in json.loads(text)["detail"]


OTHERS = (
    "SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ sErViCe silent <{there}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ {{ SELECT * {{ #\n SERVICE#\n<{there}> {{ ?s ?p ?o }} }} }} }}",
    "SELECT * {{ \\u0053ERVICE <{there}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ FILTER(true)SERVICE<{there}>{{ ?s ?p ?o }} }}",
    "SELECT * {{ FILTER(?a<?b)SERVICE?s#> }}",
    "PREFIX s: <{there}> SELECT * {{ SERVICE s: {{ ?s ?p ?o }} }}",
    "PREFIX : <{there}> SELECT * {{ SERVICE:{{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?x {{ <{there}> }} SERVICE ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{listed}> {{ SERVICE <{there}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ SERVICE <{listed}> {{ ?s ?p ?o }} SERVICE <{there}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{listed}/../docs> {{ ?s ?p ?o }} }}",
)


@pytest.mark.parametrize("query", OTHERS)
def test_nobody_is_called_who_is_not_listed_however_it_is_spelt(
    client: FlaskClient, address: str, there: ThreadingHTTPServer, query: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        text = query.format(there=f"http://127.0.0.1:{listener.getsockname()[1]}/", listed=f"{address}/sparql")
        assert client.post("/sparql", data={"query": text}).status_code == 400
        assert update(client, f"LOAD <http://127.0.0.1:{listener.getsockname()[1]}/x.ttl>")[0] == 400
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert there.seen == []  # type: ignore[attr-defined]


def test_words_in_strings_and_comments_call_nobody() -> None:
    harmless = 'SELECT ("SERVICE <urn:x> {} LOAD" AS ?x) { # SERVICE <urn:y> {}\n ?service ?load <urn:service> }'
    assert list(calls_of(harmless)) == []
    assert without(harmless, [], str) == harmless


@pytest.mark.parametrize("text", ["SELECT * { SERVICE <urn:x> }", "SELECT * { SERVICE", "SELECT * { SERVICE <urn:x> { ?s ?p ?o }"[:-1]])
def test_a_call_that_is_cut_off_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        list(calls_of(text))


def test_a_list_allows_what_it_says_and_what_is_below() -> None:
    listed = ("https://a.example/sparql", "https://b.example/data/")
    assert listed_as("https://a.example/sparql", listed) and listed_as("https://b.example/data/x/y.ttl", listed)
    for other in (
        "https://a.example/sparql/x",
        "https://a.example/",
        "http://a.example/sparql",
        "https://b.example/data",
        "https://b.example/data/../secret",
        "https://b.example/data/%2e%2e/secret",
        "https://b.example.evil/data/",
        "file:///etc/passwd",
    ):
        assert listed_as(other, listed) is None, other
    for wrong in ("file:///etc/passwd", "a.example", "https://user@a.example/", "https://a.example/?q=1"):
        with pytest.raises(ValueError, match=r"example|passwd"):
            check_listed(wrong)


def test_a_name_that_leads_to_a_private_address_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))])
    with pytest.raises(OutboundError, match="private address"):
        fetch("http://a.example/", OutboundSettings(services=("http://a.example/",)), accept="*/*")


def test_a_list_is_told_in_the_description(client: FlaskClient, address: str) -> None:
    text = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert f"SERVICE and LOAD take an IRI of {address}/sparql" in text
