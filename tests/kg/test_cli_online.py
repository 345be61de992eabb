"""`--online` on the command line: a contact first, links that say where they come from, and a failure that stops nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli import run
from tests.kg.test_link_online import TOWN, WORLD
from tests.wikidata_side.service import WikidataService, running

TEXT = "Russia shelled the city of Karavolsk on Monday, killing three people, Russian officials in Moscow said on Tuesday morning."


@pytest.fixture(scope="module")
def server() -> Iterator[WikidataService]:
    with running(WORLD) as found:
        yield found


@pytest.fixture
def service(server: WikidataService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> WikidataService:
    server.asked.clear()
    server.faults.clear()
    monkeypatch.delenv("DATELINE_CONTACT", raising=False)
    monkeypatch.setattr("kg.wikidata.settings.cache_folder", lambda: tmp_path / "cache")
    return server


@pytest.fixture
def story(tmp_path: Path) -> str:
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def online(service: WikidataService, *command: str) -> int:
    return run(
        [*command, "--published", "2025-06-04", "--jobs", "1", "--online", "--contact", "tests@example.org", "--api-url", service.api_url]
    )


def test_nobody_is_asked_without_a_contact(service: WikidataService, story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", story, "--online", "--api-url", service.api_url]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "DATELINE_CONTACT" in err
    assert len(err.strip().splitlines()) == 1
    assert service.asked == []


def test_without_online_nobody_is_asked(service: WikidataService, story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", story, "--format", "jsonl", "--contact", "tests@example.org", "--api-url", service.api_url]) == 0
    assert service.asked == []
    assert "online" not in capsys.readouterr().err


def test_what_is_found_online_is_in_the_document_and_in_the_graph(
    service: WikidataService, story: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert online(service, "extract", story, "--format", "jsonl") == 0
    out, err = capsys.readouterr()
    entity = next(e for e in json.loads(out)["entities"] if e["label"] == "Karavolsk")
    assert (entity["wikidata"], entity["link"]["method"]) == (TOWN, "online (page title): name 'Karavolsk'")
    assert "online: 1 name looked up, 1 linked" in err
    store = str(tmp_path / "s")
    assert online(service, "build", story, "--store", store) == 0
    assert "online: 1 name looked up, 1 linked" in capsys.readouterr().err
    question = (
        "SELECT ?item ?method ?score { GRAPH ?g { ?l a dl:Link ; dl:linkTarget ?item ; dl:linkMethod ?method ; dl:linkScore ?score } }"
    )
    assert run(["query", question, "--store", store, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["results"]["bindings"]
    row = next(r for r in rows if r["item"]["value"].endswith(TOWN))
    assert row["method"]["value"].startswith("online (page title)")
    assert float(row["score"]["value"]) >= 0.7


def test_a_failure_is_told_once_and_the_run_ends_well(service: WikidataService, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    service.faults += ["forbidden"] * 9
    lines = [{"id": str(n), "text": f"{TEXT} It was attack number {n}.", "published": "2025-06-04"} for n in range(3)]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert online(service, "extract", str(corpus), "--format", "jsonl") == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    assert err.count("online linking stopped") == 1
    assert "it stopped early, the offline links stand" in err
    assert len(service.asked) == 1
    moscow = next(e for e in json.loads(out.splitlines()[0])["entities"] if e["label"] == "Moscow")
    assert moscow["wikidata"] == "Q649"


def test_a_service_that_is_no_address_is_wrong_use(service: WikidataService, story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert online(service, "extract", story, "--reconcile", "somewhere") == 2
    assert "--reconcile" in capsys.readouterr().err


def test_what_a_person_decided_wins_over_what_is_found(
    service: WikidataService, story: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions = tmp_path / "links.tsv"
    decisions.write_text(
        "entity\tdecision\twikidata\tmatch\tdate\tnote\nkaravolsk\treject\t\texact\t2026-11-27\tinvented\n", encoding="utf-8"
    )
    assert online(service, "extract", story, "--format", "jsonl", "--decisions", str(decisions)) == 0
    entity = next(e for e in json.loads(capsys.readouterr().out)["entities"] if e["label"] == "Karavolsk")
    assert entity["wikidata"] is None
