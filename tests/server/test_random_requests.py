"""Whatever a client sends, the answer is never a fault of the server, and every refusal has the one shape."""

from __future__ import annotations

import io
import json
import os
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import run_wsgi_app

from server.app import create_app
from server.settings import Settings
from tests.fixtures.example import BASE, ExampleDataset

TOKEN = "s3cret"
EXAMPLES = int(os.environ.get("DATELINE_EXAMPLES", "0"))
"""Requests of each kind. Without a number they are always the same 150; with one (`DATELINE_EXAMPLES=5000`), others each time."""

PATHS = (
    *("/", "/sparql", "/sparql/", "/graphs", "/graphs/", "/graphs/a", "/graphs/%C3%A9", "/queries", "/queries/timeline", "/queries/none"),
    *("/entity/kharkiv", "/entity/russia", "/event/8d20", "/claim/c290", "/article/77c1", "/id/entity/sumy", "/ontology/Attack"),
    *("/.well-known/void", "/health", "/metrics", "/static/dateline.css", "/static/../app.py", "/reconcile", "/reconcile/suggest/entity"),
    *("/reconcile/suggest/type", "/reconcile/suggest/property", "/reconcile/properties", "/reconcile/preview/kharkiv", "/reconcile/flyout"),
    *(
        "/reconcile/view/tripoli-lb",
        "/reconcile/preview/",
        "//",
        "/%00",
        "/%FF",
        "/entity/%3C%3E",
        "/entity/a b",
        "/mention/x",
        "/figure/%22",
    ),
)
NAMES = (
    *("query", "update", "default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri", "format", "graph", "default"),
    *("example", "part", "tag", "class", "limit", "queries", "extend", "prefix", "cursor", "type", "id", "callback", "name", "from", "to"),
)
MEDIA = (
    *("*/*", "*", "text/html", "text/turtle", "application/sparql-results+json", "application/json", "application/n-triples", "text/csv"),
    *("application/rdf+xml", "application/ld+json", "application/trig", "image/png", "text/*;q=0.3", "text/turtle;q=2", ";;", ",", "a/b/c"),
    *("application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""),
    *("application/sparql-query; charset=utf-16", "multipart/form-data", "text/turtle; charset=none", "application/xml"),
)
PIECES = (
    *(
        "SELECT",
        "*",
        "?s",
        "?p",
        "?o",
        "WHERE",
        "{",
        "}",
        "(",
        ")",
        "ASK",
        "CONSTRUCT",
        "DESCRIBE",
        "INSERT",
        "DELETE",
        "DATA",
        "GRAPH",
        ".",
    ),
    *("<http://x/>", "<x>", "dl:Attack", "a", "'text'", '"""', "'", "1", "1e400", "TRUE", "GROUP_CONCAT(?s)", "AS", "?g", "BIND", "VALUES"),
    *(
        "FILTER",
        "EXISTS",
        "ORDER BY",
        "GROUP BY",
        "HAVING",
        "LIMIT",
        "OFFSET",
        "-1",
        "99999999999999999999",
        "SERVICE",
        "LOAD",
        "CLEAR ALL",
    ),
    *(
        "UNION",
        "OPTIONAL",
        "MINUS",
        "PREFIX",
        "x:",
        "BASE",
        "<<(",
        ")>>",
        "@en",
        "^^",
        "\\u0041",
        "\\",
        "#",
        "\n",
        "\x00",
        "é",
        "𝕏",
        "_:b",
        "[]",
    ),
    *(";", ",", "USING", "WITH", "DROP GRAPH <http://x/>", "CREATE GRAPH <http://x/>", "COPY DEFAULT TO <http://x/>", "<x:f>(?o)", "NOW()"),
)
WHOLE = (
    *("SELECT * { ?s ?p ?o } LIMIT 3", "ASK {}", "DESCRIBE <http://x/>", "INSERT DATA { <http://x/s> <http://x/p> 1 }", "{}", "[]", "null"),
    *('{"q": {"query": "Kharkiv"}}', '{"q": {"query": "\\ud800", "limit": 3}}', '{"ids": ["kharkiv"], "properties": [{"id": "events"}]}'),
    *("<http://x/s> <http://x/p> 1 .", "--x\r\nContent-Disposition: form-data; name=a; filename=a.ttl\r\n\r\n<x:a> <x:b> 1 .\r\n--x--\r\n"),
)

words = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
values = st.one_of(
    words, st.sampled_from(WHOLE), st.text(max_size=30), st.sampled_from(["http://x/", BASE + "claim/c290", "csv", "-1", "kharkiv"])
)
pairs = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=4)
fields = pairs.map(lambda found: urlencode(found, errors="replace"))
queries = st.one_of(fields, st.binary(max_size=20).map(lambda data: data.decode("latin-1")), st.text(alphabet="%=&;+abcF0", max_size=20))
bodies = st.one_of(
    fields.map(str.encode), values.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=60), st.just(b"")
)
paths = st.one_of(st.sampled_from(PATHS), st.text(max_size=12).map(lambda text: "/" + text))
headers = st.fixed_dictionaries(
    {},
    optional={
        "HTTP_ACCEPT": st.one_of(st.sampled_from(MEDIA), st.text(alphabet="abc/*;q=0.,- ", max_size=20)),
        "HTTP_AUTHORIZATION": st.sampled_from([f"Bearer {TOKEN}", "Bearer", "Basic x", "Bearer é"]),
        "HTTP_ACCEPT_ENCODING": st.sampled_from(["gzip", "*;q=0", "gzip;q=x", "br"]),
        "HTTP_IF_NONE_MATCH": st.sampled_from(["*", '"x"', 'W/"', "x"]),
        "HTTP_HOST": st.sampled_from(["localhost", "example.org:80", "[::1]", "é", "a b", ""]),
        "HTTP_RANGE": st.just("bytes=0-1"),
    },
)


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(ExampleDataset(), settings=Settings(base=BASE, token=TOKEN))  # type: ignore[arg-type]


def send(app: Flask, method: str, path: str, query: str, body: bytes, kind: str, more: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """The request as a WSGI server hands it over: the path decoded, everything in Latin-1."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode("utf-8", "surrogatepass").decode("latin-1"),
        "REQUEST_URI": quote(path, safe="/%", errors="replace") + (f"?{query}" if query else ""),
        "QUERY_STRING": query,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in more.items():
        environ[name] = value.encode("utf-8").decode("latin-1")
    chunks, status, found = run_wsgi_app(app, environ)
    return int(status.split()[0]), {name.lower(): value for name, value in found.items()}, b"".join(chunks)


def check(answer: tuple[int, dict[str, str], bytes], method: str) -> None:
    status, found, body = answer
    assert status != 500, body
    if status >= 400 and method != "HEAD" and found["content-type"] == "application/problem+json":
        problem = json.loads(body)
        assert problem["status"] == status and problem["title"] and "\n" not in problem["detail"]
    if status in (204, 304) or method == "HEAD":
        assert body == b""


many = settings(
    max_examples=EXAMPLES or 150,
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "QUERY"])


@many
@given(methods, paths, queries, bodies, st.sampled_from(MEDIA), headers)
def test_no_request_is_a_fault(app: Flask, method: str, path: str, query: str, body: bytes, kind: str, more: dict[str, str]) -> None:
    check(send(app, method, path, query, body, kind, more), method)


@many
@given(st.sampled_from(["application/sparql-query", "application/sparql-update"]), words, headers)
def test_no_text_of_sparql_is_a_fault(app: Flask, kind: str, text: str, more: dict[str, str]) -> None:
    more = more | {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
    check(send(app, "POST", "/sparql", "", text.encode(), kind, more), "POST")


json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["Kharkiv", "country", "Settlement"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["query", "type", "limit", "properties", "pid", "v", "id", "ids", "type_strict", "q"]), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


@many
@given(st.sampled_from(["queries", "extend"]), st.dictionaries(st.text(max_size=3), json_values, max_size=3) | json_values)
def test_no_batch_is_a_fault(app: Flask, name: str, value: object) -> None:
    body = urlencode({name: json.dumps(value)}).encode()
    check(send(app, "POST", "/reconcile", "", body, "application/x-www-form-urlencoded", {}), "POST")


@many
@given(st.sampled_from(["PUT", "POST", "DELETE"]), pairs, bodies, st.sampled_from(MEDIA))
def test_no_write_to_a_graph_is_a_fault(app: Flask, method: str, found: list[tuple[str, str]], body: bytes, kind: str) -> None:
    query = urlencode([("graph", "http://x/g"), *found][: 1 + len(found) // 2], errors="replace")
    check(send(app, method, "/graphs", query, body, kind, {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}), method)
