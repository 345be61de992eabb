"""The Graph Store Protocol at /graphs, and what it does not let anybody do to the dataset's own graphs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.app import create_app
from server.settings import Settings
from tests.fixtures.example import BASE, ExampleDataset

MINE = "http://example.org/mine"
TOKEN = {"Authorization": "Bearer s3cret"}
TURTLE = "@prefix x: <http://x/> . x:s x:p [ x:q 'Київ' ] ."


@pytest.fixture
def dataset() -> ExampleDataset:
    return ExampleDataset()


@pytest.fixture
def client(dataset: ExampleDataset) -> FlaskClient:
    return create_app(dataset, settings=Settings(base=BASE, token="s3cret", max_update_body=10_000)).test_client()  # type: ignore[arg-type]


def send(
    client: FlaskClient, method: str, body: object = None, *, graph: str | None = MINE, kind: str | None = "text/turtle", token: bool = True
) -> TestResponse:
    query = {"default": ""} if graph is None else {"graph": graph}
    return client.open(
        "/graphs",
        method=method,
        query_string=query,
        data=body,
        content_type=kind,
        headers=TOKEN if token else {},
    )


def triples(client: FlaskClient, graph: str | None = MINE) -> ox.Dataset:
    response = send(client, "GET", graph=graph)
    assert response.status_code == 200
    return ox.Dataset(ox.parse(response.data, format=ox.RdfFormat.TURTLE))


def test_a_graph_is_made_read_replaced_added_to_and_removed(client: FlaskClient) -> None:
    made = send(client, "PUT", TURTLE)
    assert (made.status_code, made.headers["Location"]) == (201, MINE)
    assert len(triples(client)) == 2
    assert send(client, "PUT", "<http://x/s> <http://x/p> 1 .").status_code == 204
    assert len(triples(client)) == 1
    assert send(client, "POST", "<http://x/s> <http://x/p> 2 .").status_code == 204
    assert len(triples(client)) == 2
    head = client.head("/graphs", query_string={"graph": MINE})
    assert (head.status_code, head.data, head.mimetype) == (200, b"", "text/turtle")
    assert send(client, "DELETE").status_code == 204
    assert [send(client, method).status_code for method in ("GET", "HEAD", "DELETE")] == [404, 404, 404]


@pytest.mark.parametrize("form", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig"])
def test_a_graph_goes_in_and_comes_out_in_every_format(client: FlaskClient, form: str) -> None:
    known = ox.RdfFormat.from_media_type(form)
    assert known is not None
    graph = list(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE))
    body = ox.serialize((quad.triple for quad in graph), format=known)
    assert send(client, "PUT", body, kind=f"{form}; charset=utf-8").status_code == 201
    response = client.get("/graphs", query_string={"graph": MINE}, headers={"Accept": form})
    assert response.mimetype == form and "Accept" in response.headers["Vary"]
    found, expected = ox.Dataset(ox.parse(response.data, format=known)), ox.Dataset(graph)
    for some in (found, expected):
        some.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert found == expected


def test_a_graph_without_triples_is_there(client: FlaskClient) -> None:
    assert send(client, "PUT", "").status_code == 201
    assert len(triples(client)) == 0


def test_the_address_of_a_graph_can_be_its_name(client: FlaskClient) -> None:
    made = client.put("/graphs/a%20b/%C3%A9.ttl", data="<> <http://x/p> <c> .", content_type="text/turtle", headers=TOKEN)
    assert made.status_code == 201
    address = "http://localhost/graphs/a%20b/%C3%A9.ttl"
    quads = list(triples(client, address))
    assert [(q.subject.value, q.object.value) for q in quads] == [(address, "http://localhost/graphs/a%20b/c")]
    assert client.get("/graphs/a%20b/%C3%A9.ttl").status_code == 200


def test_the_server_finds_a_name_for_a_graph_that_has_none(client: FlaskClient) -> None:
    made = client.post("/graphs", data=TURTLE, content_type="text/turtle", headers=TOKEN)
    assert made.status_code == 201
    assert len(list(ox.parse(client.get(made.headers["Location"]).data, format=ox.RdfFormat.TURTLE))) == 2


def test_a_form_of_files_is_added_and_their_blank_nodes_stay_apart(client: FlaskClient) -> None:
    files = {
        "one": (io.BytesIO(b"_:b <http://x/p> 1 ."), "one.ttl", "text/turtle"),
        "two": (io.BytesIO(b'_:b <http://x/p> "2" .'), "two.nt"),
    }
    assert send(client, "POST", files, kind="multipart/form-data").status_code == 201
    assert len({quad.subject for quad in triples(client)}) == 2


@pytest.mark.parametrize(
    ("body", "kind", "status", "told"),
    [
        ("<http://x/s> <http://x/p>\n  nonsense .", "text/turtle", 400, "body: syntax error in line 2, column 3"),
        ("<http://x/s> <http://x/p>\n", "application/n-triples", 400, "body: syntax error in line 2, column 1"),
        ('{"@id": ', "application/ld+json", 400, "body: syntax error in line 1"),
        ("<a/>", "application/rdf+xml", 400, "body: syntax error"),
        ("GRAPH <http://x/g> { <http://x/s> <http://x/p> 1 }", "application/trig", 400, "without graphs of its own"),
        (b"\xff", "text/turtle", 400, "no UTF-8 (at byte 1)"),
        ("x", "text/html", 415, "RDF is taken as text/turtle"),
        ("x", None, 415, "no content type"),
        ("x", "text/turtle; charset=latin-1", 415, "UTF-8"),
        ({}, "multipart/form-data", 400, "no file"),
        ("<http://x/s> <http://x/p> '" + "x" * 20_000 + "' .", "text/turtle", 413, "larger"),
    ],
)
def test_a_body_that_cannot_be_read_changes_nothing(client: FlaskClient, body: object, kind: str | None, status: int, told: str) -> None:
    send(client, "PUT", TURTLE)
    for method in ("PUT", "POST"):
        response = send(client, method, body, kind=kind)
        assert response.status_code == status and told in json.loads(response.data)["detail"]
    assert len(triples(client)) == 2


def test_the_place_of_a_mistake_is_told_in_numbers_too(client: FlaskClient) -> None:
    problem = json.loads(send(client, "PUT", "<http://x/s> <http://x/p>\n  nonsense .").data)
    assert (problem["line"], problem["column"]) == (2, 3)


def test_entities_of_xml_cannot_fill_the_memory(client: FlaskClient) -> None:
    def document(entities: str, text: str) -> str:
        return (
            f'<!DOCTYPE r [{entities}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
            f'<rdf:Description rdf:about="http://x/s"><x:p>{text}</x:p></rdf:Description></rdf:RDF>'
        )

    bomb = document('<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + "&a;" * 10 + '"><!ENTITY c "' + "&b;" * 10 + '">', "&c;")
    flood = document('<!ENTITY a "' + "a" * 500 + '">', "&a;" * 500)
    for body in (bomb, flood):
        response = send(client, "PUT", body, kind="application/rdf+xml")
        assert response.status_code == 400 and "entities" in json.loads(response.data)["detail"]
    assert send(client, "PUT", document('<!ENTITY x "http://x/">', "&x;y"), kind="application/rdf+xml").status_code == 201
    assert [quad.object.value for quad in triples(client)] == ["http://x/y"]


@pytest.mark.parametrize(
    "query", ["", "graph=", "graph=relative", "graph=http%3A%2F%2Fx%2F&default", "graph=http%3A%2F%2Fx%2F&graph=http%3A%2F%2Fy%2F"]
)
def test_a_request_names_one_graph(client: FlaskClient, query: str) -> None:
    assert client.get("/graphs", query_string=query).status_code == 400
    assert client.delete("/graphs", query_string=query, headers=TOKEN).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_without_the_token_nothing_is_written(client: FlaskClient, dataset: ExampleDataset, method: str) -> None:
    size = len(dataset.store)
    assert send(client, method, TURTLE, token=False).status_code == 401
    closed = create_app(dataset, settings=Settings(base=BASE)).test_client()  # type: ignore[arg-type]
    assert send(closed, method, TURTLE).status_code == 403
    assert len(dataset.store) == size


@pytest.mark.parametrize("graph", [BASE + "claim/c290", BASE + "article/a1", "https://w3id.org/dateline/ontology"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_what_articles_and_claims_say_is_not_written_here(client: FlaskClient, dataset: ExampleDataset, graph: str, method: str) -> None:
    size = len(dataset.store)
    response = send(client, method, TURTLE, graph=graph)
    assert response.status_code == 409 and "dateline remove" in json.loads(response.data)["detail"]
    assert len(dataset.store) == size


def test_the_default_graph_is_added_to_and_not_replaced_while_there_are_articles(client: FlaskClient, dataset: ExampleDataset) -> None:
    size = len(dataset.store)
    assert [send(client, method, TURTLE, graph=None).status_code for method in ("PUT", "DELETE")] == [409, 409]
    assert len(dataset.store) == size
    assert send(client, "POST", TURTLE, graph=None).status_code == 204
    assert len(dataset.store) == size + 2
    dataset.store.update("CLEAR ALL")
    assert [send(client, method, TURTLE, graph=None).status_code for method in ("PUT", "DELETE")] == [204, 204]


def test_a_claim_is_read_as_a_graph(client: FlaskClient) -> None:
    assert len(triples(client, BASE + "claim/c290")) == 2


def test_a_browser_of_another_site_learns_what_it_may_do(client: FlaskClient) -> None:
    preflight = client.options("/graphs", headers={"Origin": "https://x.example", "Access-Control-Request-Method": "PUT"})
    assert {"GET", "PUT", "POST", "DELETE"} <= {method.strip() for method in preflight.headers["Access-Control-Allow-Methods"].split(",")}
    assert "Location" in send(client, "GET", graph=None).headers["Access-Control-Expose-Headers"]


@pytest.fixture(params=["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"])
def form(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.param


def test_void_tells_what_there_is_in_every_format(client: FlaskClient, form: str) -> None:
    response = client.get("/.well-known/void", headers={"Accept": form})
    assert (response.status_code, response.mimetype) == (200, form)
    known = ox.RdfFormat.from_media_type(form)
    assert known is not None
    quads = list(ox.parse(response.data, format=known))
    void = "http://rdfs.org/ns/void#"
    said = {q.predicate.value.removeprefix(void): q.object.value for q in quads if q.subject.value.endswith("#dataset")}
    assert said["sparqlEndpoint"] == "http://localhost/sparql" and said["uriSpace"] == BASE
    parts = {q.subject: q.object.value for q in quads if q.predicate.value == f"{void}class"}
    sizes = {parts[q.subject]: int(q.object.value) for q in quads if q.predicate.value == f"{void}entities" and q.subject in parts}
    assert sizes["https://w3id.org/dateline/ontology#Event"] == 6


def test_descriptions_are_not_sent_again_to_those_who_have_them(client: FlaskClient) -> None:
    for address in ("/.well-known/void", "/sparql"):
        tag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert client.get(address, headers={"Accept": "text/csv"}).status_code == 406
