"""What those see who watch the server: health, metrics and the access log."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from kg.errors import DatelineError
from server.access_log import AccessLog, Line
from server.app import create_app, new_shared
from server.evaluator import LocalEvaluator, State, UnavailableError
from server.settings import ClientSettings, Settings
from server.shared import Shared
from server.tally import Tally
from tests.fixtures.example import ExampleDataset

SELECT = "SELECT * WHERE { ?s ?p ?o } LIMIT 3"


def made(dataset: ExampleDataset, shared: Shared | None = None, **settings: object) -> FlaskClient:
    made_of = Settings(base=dataset.base, **settings)  # type: ignore[arg-type]
    return create_app(dataset, settings=made_of, queries={}, shared=shared).test_client()  # type: ignore[arg-type]


def metrics(client: FlaskClient) -> dict[str, float]:
    text = client.get("/metrics").text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


def test_health_says_that_queries_can_be_answered(dataset: ExampleDataset) -> None:
    response = made(dataset).get("/health")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"


def test_health_says_why_they_cannot(dataset: ExampleDataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalEvaluator, "state", lambda self: State(ready=False, detail="no worker is up"))
    response = made(dataset).get("/health")
    assert (response.status_code, response.get_json()) == (503, {"status": "unavailable", "detail": "no worker is up"})


def test_queries_are_counted_by_form_and_end(dataset: ExampleDataset, monkeypatch: pytest.MonkeyPatch) -> None:
    client = made(dataset)
    for query in (SELECT, SELECT, "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT * WHERE {", "nothing"):
        client.get("/sparql", query_string={"query": query}, buffered=True)
    client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "image/png"}, buffered=True)
    found = metrics(client)
    assert found["dateline_queries_total select answered"] == 2
    assert found["dateline_queries_total ask answered"] == 1
    assert found["dateline_queries_total construct answered"] == 1
    assert found["dateline_queries_total select broken"] == 1
    assert found["dateline_queries_total other broken"] == 1
    assert found["dateline_queries_total select not_acceptable"] == 1
    assert found["dateline_requests_total GET 2xx"] == 4 and found["dateline_requests_total GET 4xx"] == 3
    assert found["dateline_query_seconds_count"] == 7 == found["dateline_query_seconds_bucket +Inf"]
    assert 0 < found["dateline_query_seconds_sum"] < 60 and found["dateline_response_bytes_total"] > 100

    def too_slow(*_: object) -> None:
        raise UnavailableError("it takes too long", reason="time")

    monkeypatch.setattr(LocalEvaluator, "evaluate", too_slow)
    assert client.get("/sparql", query_string={"query": SELECT}).status_code == 503
    assert metrics(client)["dateline_queries_total select time"] == 1


def test_metrics_can_be_off(dataset: ExampleDataset) -> None:
    assert made(dataset, metrics="off").get("/metrics").status_code == 404


def test_processes_count_together_and_go_on_where_a_dead_one_ended() -> None:
    shared = new_shared()
    Tally(shared).query("ask", "answered", 0.01)
    for _ in range(2):
        if (pid := os.fork()) == 0:
            shared.after_fork()
            Tally(shared).query("ask", "answered", 0.01)
            os._exit(0 if shared.row == 1 else 1)  # the row of the one that has ended
        assert os.waitpid(pid, 0)[1] == 0
    assert Tally(shared).value("query", "ask", "answered") == 3


def logged(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_the_access_log_has_a_line_for_each_request_without_the_query(dataset: ExampleDataset, tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    client = made(dataset, access_log=str(path))
    headers = {"User-Agent": 'me "quoted"\u00e9', "Referer": "http://x.example/?query=secret"}
    size = len(client.get("/sparql", query_string={"query": SELECT + "# secret"}, headers=headers, buffered=True).data)
    client.get("/no%0Asuch", buffered=True)
    one, other = logged(path)
    day = r"\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000\]"
    pattern = rf'127\.0\.0\.1 - - {day} "GET /sparql HTTP/1\.1" 200 (\d+) "http://x\.example/" "(.*)" \d+\.\d{{6}}'
    match = re.fullmatch(pattern, one)
    assert match and int(match[1]) == size and match[2].startswith("me \\x22quoted\\x22")
    assert '"GET /no\\x0asuch HTTP/1.1" 404' in other
    assert "secret" not in one


def test_the_access_log_may_be_json(dataset: ExampleDataset, tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    made(dataset, access_log=str(path), log_form="json").get("/health", headers={"User-Agent": 'a" b'}, buffered=True)
    (line,) = logged(path)
    told = json.loads(line)
    assert told["path"] == "/health" and told["status"] == 200 and told["agent"] == 'a" b' and told["seconds"] >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["time"])


def test_the_access_log_goes_on_in_a_new_file_when_the_old_one_was_moved_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.access_log._LOOK_EVERY", -1.0)
    path = tmp_path / "access.log"
    log = AccessLog(str(path), form="json")
    line = Line(time=0.0, client="c", method="GET", path="/", protocol="HTTP/1.1", status=200, size=1, seconds=0.0, agent="a", referrer="")
    log.write(line)
    path.rename(tmp_path / "access.log.1")
    log.write(line)
    log.write(line)
    assert (len(logged(tmp_path / "access.log.1")), len(logged(path))) == (1, 2)


def test_an_access_log_that_cannot_be_written_is_one_line(dataset: ExampleDataset, tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match=re.escape(f"{tmp_path / 'no' / 'log'}: the access log cannot be written (no such file")):
        made(dataset, access_log=str(tmp_path / "no" / "log"))


def test_an_ended_request_is_logged_though_its_answer_was_not_read(dataset: ExampleDataset, tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    client = made(dataset, access_log=str(path), clients=ClientSettings(queries=1))
    for _ in range(3):
        response = client.get("/sparql", query_string={"query": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"}, buffered=False)
        assert response.status_code == 200
        response.close()
    assert len(logged(path)) == 3
    assert metrics(client)["dateline_queries_total select abandoned"] == 3
