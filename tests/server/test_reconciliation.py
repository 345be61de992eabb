"""The reconciliation service at /reconcile, as OpenRefine uses it, against the schemas of its specification."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.sparql import Limits
from kg.vocab import DL, RDFS
from server.evaluator import LocalEvaluator, Question
from server.reconciliation.holder import Holder
from server.settings import Settings
from tests.fixtures.example import BASE, ExampleDataset
from tests.server import reconciliation_schemas as schemas


def ask(client: FlaskClient, batch: object, *, get: bool = False, **more: str) -> TestResponse:
    data = {"queries": batch if isinstance(batch, str) else json.dumps(batch)} | more
    return client.get("/reconcile", query_string=data) if get else client.post("/reconcile", data=data)


def checked(response: TestResponse, schema: dict[str, Any]) -> Any:
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json" and response.headers["Access-Control-Allow-Origin"] == "*"
    body = json.loads(response.data)
    jsonschema.Draft202012Validator(schema).validate(body)
    return body


def test_without_parameters_the_service_tells_what_it_is(client: FlaskClient) -> None:
    manifest = checked(client.get("/reconcile"), schemas.MANIFEST)
    assert manifest["identifierSpace"] == "https://w3id.org/dateline/id/entity/"
    assert {"Settlement", "Person"} <= {kind["id"] for kind in manifest["defaultTypes"]}


def test_the_schemas_refuse_what_is_wrong() -> None:
    for schema, wrong in (
        (schemas.MANIFEST, {"name": "x"}),
        (schemas.RESULTS, {"q": {"result": [{"id": "x", "name": "y"}]}}),
        (schemas.EXTENSION, {"meta": [], "rows": {"x": {"p": [{"str": 1}]}}}),
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate(wrong)


@pytest.mark.parametrize("get", [False, True])
def test_a_batch_is_answered_query_by_query(client: FlaskClient, get: bool) -> None:
    batch = {
        "q0": {"query": "Kharkiv", "type": "Settlement", "type_strict": "should", "limit": 3},
        "q1": {"query": "Georgia", "type": ["Country", "https://w3id.org/dateline/ontology#Region"]},
        "q2": {"query": "Tripoli", "properties": [{"pid": "country", "v": {"id": "lebanon", "name": "Lebanon"}}]},
        "q3": {"properties": [{"pid": "wikidata", "v": ["Q42308", 7, True]}]},
        "q4": {"query": "nothing of that name"},
    }
    results = checked(ask(client, batch, get=get), schemas.RESULTS)
    assert {key: [c["id"] for c in found["result"] if c["match"]] for key, found in results.items()} == {
        "q0": ["kharkiv"],
        "q1": [],
        "q2": ["tripoli-lb"],
        "q3": ["kharkiv"],
        "q4": [],
    }
    best = results["q0"]["result"][0]
    assert [kind["id"] for kind in best["type"]][:1] == ["Settlement"] and "Ukraine" in best["description"]
    assert {feature["id"] for feature in best["features"]} == {"name", "prominence", "in_graph", "type"}


def test_empty_cells_find_nothing_and_constrain_nothing(client: FlaskClient) -> None:
    batch = {"q0": {"query": " "}, "q1": {"query": "Kharkiv", "properties": [{"pid": "country", "v": ""}, {"pid": "wikidata", "v": None}]}}
    results = checked(ask(client, batch), schemas.RESULTS)
    assert results["q0"]["result"] == [] and results["q1"]["result"][0]["match"] is True


@pytest.mark.parametrize(
    ("batch", "status", "told"),
    [
        ("{", 400, "line 1, column 2"),
        ("[]", 400, "an object is expected"),
        ("NaN", 400, "no number"),
        ('{"q": 1}', 400, "queries: q: an object"),
        ({"q": {}}, 400, "a query or properties"),
        ({"q": {"query": 7}}, 400, "a string is expected"),
        ({"q": {"query": "x" * 501}}, 400, "at most 500 characters"),
        ({"q": {"query": "x", "limit": 0}}, 400, "limit"),
        ({"q": {"query": "x", "limit": "3"}}, 400, "limit"),
        ({"q": {"query": "x", "limit": 1.5}}, 400, "limit"),
        ({"q": {"query": "x", "type": {"a": 1}}}, 400, "type: an array"),
        ({"q": {"query": "x", "type": [1]}}, 400, "type: a string"),
        ({"q": {"query": "x", "type_strict": "very"}}, 400, "any, all, should"),
        ({"q": {"query": "x", "typo": 1}}, 400, "no field 'typo'"),
        ({"q": {"query": "x", "properties": [{"v": 1}]}}, 400, "pid"),
        ({"q": {"query": "x", "properties": [{"pid": "country", "v": {"name": "x"}}]}}, 400, "v of country"),
        ({"q": {"query": "x", "properties": [{"pid": "country", "v": "x"}] * 11}}, 400, "at most 10"),
        ({f"q{n}": {"query": "x"} for n in range(51)}, 413, "at most 50"),
        ("[" * 100_000, 400, "no JSON"),
    ],
)
def test_a_wrong_batch_is_refused_with_what_is_wrong(client: FlaskClient, batch: object, status: int, told: str) -> None:
    response = ask(client, batch)
    assert response.status_code == status
    problem = json.loads(response.data)
    assert response.mimetype == "application/problem+json" and told in problem["detail"] and "\n" not in problem["detail"]


def test_a_request_is_one_of_two_and_a_form(client: FlaskClient) -> None:
    assert ask(client, {}, extend="{}").status_code == 400
    assert client.post("/reconcile").status_code == 415
    assert client.post("/reconcile", data={"x": "1"}).status_code == 400
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415
    assert client.get("/reconcile?query=Kharkiv").status_code == 400
    assert checked(ask(client, {}), schemas.RESULTS) == {}


@pytest.mark.parametrize(
    ("what", "prefix", "expected"),
    [
        ("entity", "Khark", "kharkiv"),
        ("entity", "kharkiv", "kharkiv"),
        ("entity", "Q42308", "kharkiv"),
        ("type", "settle", "Settlement"),
        ("type", "drone", None),
        ("type", "", "Airbase"),
        ("property", "cou", "country"),
        ("property", "", "label"),
        ("entity", "", None),
    ],
)
def test_what_begins_so_is_suggested(client: FlaskClient, what: str, prefix: str, expected: str | None) -> None:
    found = checked(client.get(f"/reconcile/suggest/{what}", query_string={"prefix": prefix}), schemas.SUGGESTED)["result"]
    ids = [item["id"] for item in found]
    assert len(ids) == len(set(ids)) and (expected is None or expected in ids[:20])


def test_more_suggestions_follow_the_first(client: FlaskClient) -> None:
    first, second = (
        [item["id"] for item in client.get(f"/reconcile/suggest/entity?prefix=san&cursor={cursor}").get_json()["result"]]
        for cursor in (0, 20)
    )
    assert len(first) == len(second) == 20 and not set(first) & set(second)
    assert client.get("/reconcile/suggest/entity?prefix=san&cursor=-1").status_code == 400


def test_values_are_fetched_for_a_table(client: FlaskClient) -> None:
    names = ["label", "type", "country", "coordinates", "wikidata", "geonames", "population", "latitude", "events", "shoe size"]
    wanted = {"ids": ["kharkiv", "tripoli-lb", "no-such"], "properties": [{"id": name, "settings": {}} for name in names]}
    body = checked(client.post("/reconcile", data={"extend": json.dumps(wanted)}), schemas.EXTENSION)
    assert [meta["id"] for meta in body["meta"]] == names
    rows = body["rows"]
    assert rows["kharkiv"]["country"] == [{"id": "ukraine", "name": "Ukraine"}] and rows["kharkiv"]["wikidata"] == [{"str": "Q42308"}]
    assert rows["kharkiv"]["events"][0]["int"] > 0 and rows["tripoli-lb"]["events"] == [{"int": 0}]
    assert rows["tripoli-lb"]["geonames"] == [{"str": "266826"}] and rows["kharkiv"]["shoe size"] == []
    assert all(values == [] for values in rows["no-such"].values())


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("{}", 400),
        ('{"ids": "kharkiv", "properties": []}', 400),
        ('{"ids": [1], "properties": []}', 400),
        ('{"ids": [], "properties": [1]}', 400),
        ('{"ids": [], "properties": [{}]}', 400),
        (json.dumps({"ids": [f"x{n}" for n in range(501)], "properties": []}), 413),
        (json.dumps({"ids": [], "properties": [{"id": str(n)} for n in range(21)]}), 400),
    ],
)
def test_a_wrong_request_for_values_is_refused(client: FlaskClient, wanted: str, status: int) -> None:
    assert client.post("/reconcile", data={"extend": wanted}).status_code == status


def test_properties_are_proposed_for_a_type(client: FlaskClient) -> None:
    places = checked(client.get("/reconcile/properties?type=Settlement&limit=3"), schemas.PROPOSALS)
    assert len(places["properties"]) == 3 and places["limit"] == 3
    people = checked(client.get("/reconcile/properties?type=Person"), schemas.PROPOSALS)
    assert "coordinates" not in {known["id"] for known in people["properties"]}
    assert client.get("/reconcile/properties?type=Person&limit=many").status_code == 400


def test_a_preview_may_be_framed_and_runs_nothing(client: FlaskClient) -> None:
    response = client.get("/reconcile/preview/kharkiv")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "default-src 'none'" in policy and "script-src" not in policy
    assert "X-Frame-Options" not in response.headers and "<script" not in response.text
    assert "Kharkiv" in response.text and "Q42308" in response.text
    assert client.get("/reconcile/preview/no-such").status_code == 404
    assert "frame-ancestors 'none'" in client.get("/").headers["Content-Security-Policy"]


def test_a_view_leads_to_the_entity_or_tells_of_the_gazetteers(client: FlaskClient) -> None:
    assert client.get("/reconcile/view/kharkiv").headers["Location"] == "/entity/kharkiv"
    other = client.get("/reconcile/view/tripoli-lb")
    assert other.status_code == 200 and "this graph does not speak of it" in other.text
    assert client.get("/reconcile/view/no-such").status_code == 404


def test_a_flyout_is_a_piece_of_html(client: FlaskClient) -> None:
    assert "Kharkiv" in checked(client.get("/reconcile/flyout?id=kharkiv"), schemas.FLYOUT)["html"]
    assert client.get("/reconcile/flyout").status_code == 404


def test_pages_of_the_time_before_cors_are_served_safely(client: FlaskClient) -> None:
    response = client.get("/reconcile?callback=jQuery.cb_1")
    assert response.mimetype == "text/javascript" and response.text.startswith("/**/jQuery.cb_1({") and response.text.endswith("});")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    for wrong in ("alert(1)", "a;b", "", "a" * 100, "a..b"):
        assert client.get("/reconcile", query_string={"callback": wrong}).status_code == 400


def test_a_browser_of_another_site_may_ask(client: FlaskClient) -> None:
    preflight = client.options("/reconcile", headers={"Origin": "https://x.example", "Access-Control-Request-Method": "POST"})
    assert preflight.headers["Access-Control-Allow-Origin"] == "*" and "POST" in preflight.headers["Access-Control-Allow-Methods"]
    for address in ("/reconcile/preview/kharkiv", "/reconcile/suggest/type?prefix=a", "/reconcile/properties?type=Person"):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"


class Tagged(LocalEvaluator):
    """An evaluator that knows whether its data have changed."""

    mark: str | None = "1"

    def tag(self, question: Question) -> str | None:
        return self.mark


def test_what_is_new_in_the_graph_is_found_when_the_graph_has_changed() -> None:
    dataset = ExampleDataset()
    evaluator = Tagged(dataset, Limits())  # type: ignore[arg-type]
    holder = Holder(evaluator, Settings(base=BASE), rest=0)
    first = holder.catalogue()
    name = "The Quiet Brigade of Tests"
    dataset.update(f"INSERT DATA {{ <{BASE}entity/quiet> a {DL.Entity}, {DL.Group} ; {RDFS.label} '{name}'@en }}")
    assert holder.catalogue() is first and not first.find(name)
    evaluator.mark = "2"
    assert [found.thing.id for found in holder.catalogue().find(name)] == ["quiet"]
    assert holder.catalogue().gazetteer is first.gazetteer


def test_where_nobody_knows_of_changes_the_names_are_read_again_after_a_while() -> None:
    evaluator = Tagged(ExampleDataset(), Limits())  # type: ignore[arg-type]
    evaluator.mark = None
    patient, hasty = Holder(evaluator, Settings(base=BASE), rest=0), Holder(evaluator, Settings(base=BASE), rest=0, stale=0)
    assert patient.catalogue() is patient.catalogue()
    assert hasty.catalogue() is not hasty.catalogue()


def test_many_requests_at_once_make_one_catalogue() -> None:
    evaluator = Tagged(ExampleDataset(), Limits())  # type: ignore[arg-type]
    holder = Holder(evaluator, Settings(base=BASE))
    with ThreadPoolExecutor(8) as pool:
        made = {id(catalogue) for catalogue in pool.map(lambda _: holder.catalogue(), range(16))}
    assert len(made) == 1
