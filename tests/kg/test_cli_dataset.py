"""The command line around a dataset: build, query, info, remove, export, validate. Extraction is the fake of `test_cli`."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.model import Article, Document
from kg.store import open_dataset
from tests.kg.test_cli import FRENCH, TEXT, Dateline, OneAttackExtractor, dateline, one_line, written

__all__ = ["dateline"]  # the fixture

ATTACKS = "SELECT ?label { ?event a dl:Attack ; rdfs:label ?label }"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with the one article `a.txt`, for the tests that only read."""
    store = tmp_path_factory.mktemp("once") / "made.store"
    article = Article(id="a.txt", text=TEXT, publisher="Desk")
    with open_dataset(store, mode="write") as dataset:
        dataset.add(next(iter(OneAttackExtractor().extract([article]))))
    return store


@pytest.fixture
def reading(dateline: Dateline, made_once: Path, monkeypatch: pytest.MonkeyPatch) -> Dateline:
    """Runs the command in an empty folder, over the dataset that was made once."""
    monkeypatch.setenv("DATELINE_STORE", str(made_once))
    return dateline


def held(store: str = "dateline.store") -> list[str]:
    with open_dataset(store) as dataset:
        return sorted(record.id for record in dataset.articles())


# ---------------------------------------------------------------- build


def test_build_stores_articles_and_says_how_many(dateline: Dateline) -> None:
    outcome = dateline("build", written("a.txt"), "--published", "2025-06-02")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == "dateline.store: 1 article stored (1 event, 2 entities, 1 claim)\n"
    assert held() == ["a.txt"]


def test_building_again_passes_over_what_is_held_and_force_does_not(dateline: Dateline) -> None:
    dateline("build", written("a.txt"))
    assert dateline("build", "a.txt").err == "dateline.store: 0 articles stored, 1 held already\n"
    assert dateline("build", "a.txt", "--force").code == 0
    assert held() == ["a.txt"]


def test_bad_inputs_are_listed_and_the_good_ones_stored(dateline: Dateline) -> None:
    for name, text in (("news/a.txt", TEXT), ("news/b.txt", ""), ("news/c.txt", FRENCH), ("news/d.txt", "x" * 1_000_001)):
        Path(name).parent.mkdir(exist_ok=True)
        written(name, text)
    Path("news/e.txt").write_bytes(b"\0\1\2")
    Path("news/f.jsonl").write_text('{"id": "f", "text": "' + TEXT + ' Indeed.", "published": "yesterday"}\n')
    outcome = dateline("build", "news")
    assert outcome.code == 0
    assert outcome.err.splitlines() == [
        "skipped news/b.txt: no text in it",
        "skipped news/c.txt: not in English (its language seems to be 'fr')",
        "skipped news/d.txt: 1,000,001 characters of text, and one article may have 1,000,000; many articles go in as JSONL",
        "skipped news/e.txt: not text (binary data)",
        "skipped news/f.jsonl:1: \"published\" is 'yesterday', not a date YYYY-MM-DD",
        "dateline.store: 1 article stored (1 event, 2 entities, 1 claim), 5 skipped",
    ]
    assert held() == ["a.txt"]


def test_a_build_of_nothing_usable_ends_with_code_3(dateline: Dateline) -> None:
    assert dateline("build", written("a.txt", "")).code == 3


def test_a_missing_input_makes_no_dataset(dateline: Dateline) -> None:
    assert one_line(dateline("build", "nowhere.txt")) == "nowhere.txt: there is no such file or folder"
    assert not Path("dateline.store").exists()


def test_a_broken_ontology_makes_no_dataset(dateline: Dateline) -> None:
    outcome = dateline("build", written("a.txt"), "--ontology", written("my.ttl", "@prefix dl: <x:> .\ndl:A a ;\n"))
    assert outcome.code == 1
    assert one_line(outcome).startswith("my.ttl:")
    assert not Path("dateline.store").exists()


def test_the_store_comes_from_the_environment_if_no_option_names_it(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_STORE", "other.store")
    dateline("build", written("a.txt"))
    assert held("other.store") == ["a.txt"]


def test_the_environment_says_below_what_iris_are_made(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_BASE", "https://example.org/graph/")
    dateline("build", written("a.txt"))
    assert "@base <https://example.org/graph/> ." in dateline("export").out
    monkeypatch.setenv("DATELINE_BASE", "example.org")
    assert one_line(dateline("export")).startswith("example.org: no base for IRIs")


def test_an_interrupted_build_keeps_what_is_stored_and_goes_on_later(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    written(
        "a.jsonl", "".join(json.dumps({"id": name, "text": f"Russia attacked {name}. {TEXT}"}) + "\n" for name in ("Kyiv", "Sumy", "Lviv"))
    )

    def until_sumy(self: OneAttackExtractor, articles: Iterator[Article]) -> Iterator[Document]:
        for article in articles:
            if article.id == "Sumy":
                raise KeyboardInterrupt
            yield self._document(article)

    with monkeypatch.context() as patched:
        patched.setattr(OneAttackExtractor, "extract", until_sumy)
        outcome = dateline("build", "a.jsonl")
    assert outcome.code == 130
    assert outcome.err.startswith("interrupted: 1 article stored")
    assert held() == ["Kyiv"]
    assert dateline("build", "a.jsonl").err.startswith("dateline.store: 2 articles stored")
    assert held() == ["Kyiv", "Lviv", "Sumy"]


def test_a_dataset_that_another_process_writes_to_is_one_line(dateline: Dateline) -> None:
    dateline("build", written("a.txt"))
    with open_dataset("dateline.store", mode="write"):
        outcome = dateline("build", written("b.txt", f"Russia attacked Kyiv. {TEXT}"))
    assert outcome.code == 1
    assert "dateline.store" in one_line(outcome)
    assert held() == ["a.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_place_is_one_line(dateline: Dateline) -> None:
    Path("locked").mkdir(mode=0o500)
    assert "locked" in one_line(dateline("build", written("a.txt"), "--store", "locked/store"))


@pytest.mark.parametrize("where", ["a.txt", "a.txt/store", "/proc/none.store"])
def test_a_place_that_cannot_be_a_dataset_is_one_line(dateline: Dateline, where: str) -> None:
    outcome = dateline("build", written("a.txt"), "--store", where)
    assert outcome.code == 1
    assert where in one_line(outcome)
    assert Path("a.txt").read_text() == TEXT


# ---------------------------------------------------------------- query


def test_a_pipe_gets_csv(reading: Dateline) -> None:
    outcome = reading("query", ATTACKS)
    assert (outcome.code, outcome.err) == (0, "")
    rows = list(csv.reader(io.StringIO(outcome.out)))
    assert rows[0] == ["label"]
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("question", "form", "expected"),
    [
        (ATTACKS, "table", "1 row"),
        (ATTACKS, "tsv", "?label\n"),
        (ATTACKS, "json", '"bindings"'),
        (ATTACKS, "xml", "<sparql "),
        ("ASK { ?event a dl:Attack }", "table", "yes\n"),
        ("ASK { ?event a dl:Ceasefire }", "json", '"boolean":false'),
        ("CONSTRUCT WHERE { ?event a dl:Attack }", "turtle", "@prefix dl:"),
        ("CONSTRUCT WHERE { ?event a dl:Attack }", "nt", "<https://w3id.org/dateline/ontology#Attack> ."),
    ],
)
def test_results_come_in_the_format_that_is_asked_for(reading: Dateline, question: str, form: str, expected: str) -> None:
    outcome = reading("query", question, "--format", form)
    assert outcome.code == 0, outcome.err
    assert expected in outcome.out


def test_a_query_is_answered_without_loading_the_parser(reading: Dateline) -> None:
    slow = "{'spacy', 'rdflib', 'flask', 'trafilatura'}"
    code = f"import sys; from kg.cli import run; run(['query', 'timeline']); print({slow} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "set()"


def test_a_table_says_where_it_was_cut(reading: Dateline) -> None:
    table = reading("query", "SELECT ?s { ?s ?p ?o }", "--format", "table", "--limit", "3").out
    assert "more than these 3 rows" in table


def test_a_table_that_would_be_too_narrow_to_read_becomes_a_list_of_records(reading: Dateline) -> None:
    wide = " ".join(f"('{letter * 30}' AS ?{letter})" for letter in "abcdefghijklmnop")
    shown = reading("query", f"SELECT {wide} {{}}", "--format", "table").out
    assert "c  cccccccccccccccccccccccccccccc\n" in "\n".join(line.rstrip() for line in shown.splitlines()) + "\n"
    assert "1 row" in shown


def test_a_graph_comes_as_turtle_by_itself(reading: Dateline) -> None:
    assert "@prefix" in reading("query", "CONSTRUCT WHERE { ?event a dl:Attack }").out


def test_a_stored_query_is_asked_by_name_with_parameters(reading: Dateline) -> None:
    outcome = reading("query", "who-attacked-whom", "--param", "actor=Russia")
    assert outcome.code == 0, outcome.err
    assert len(outcome.out.splitlines()) == 2


def test_every_stored_query_runs_with_its_defaults(reading: Dateline) -> None:
    names = [line.partition("\t")[0] for line in reading("queries").out.splitlines()]
    assert len(names) >= 15
    for name in names:
        shown = reading("queries", name).out
        assert name in shown
        if "(required)" not in shown:
            assert reading("query", name).code == 0, name


def test_a_query_comes_from_a_file_or_from_standard_input(reading: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    sparql = f"PREFIX dl: <https://w3id.org/dateline/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {ATTACKS}"
    from_file = reading("query", written("attacks.rq", sparql)).out
    monkeypatch.setattr("sys.stdin", io.StringIO(sparql))
    assert reading("query", "-").out == from_file != ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["timelin"], "timelin: no stored query of this name; did you mean timeline"),
        (["nowhere.rq"], "nowhere.rq: there is no such file"),
        (["."], ".: a folder; give a file with a query"),
        (["DROP ALL {"], "query: an update, and here only queries run"),
        (["who let the dogs out " * 50], "query: a query is a SELECT, ASK, CONSTRUCT or DESCRIBE, and this is none"),
        (["x" * 5000], "no stored query of this name"),
        (["SELECT * { ?s ?p "], "query: syntax error in line 1, column 18"),
        (["DROP ALL"], "SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (["INSERT DATA { <a:b> <a:b> <a:b> }"], "SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (["SELECT * " + 20_000 * "{" + 20_000 * "}"], "query: nested 20,000 deep; at most 100 levels are taken"),
        (["timeline", "--param", "nobody=x"], "query timeline: no parameter nobody; it takes"),
        (["timeline", "--param", "from=yesterday"], "parameter from:"),
        ([ATTACKS, "--format", "turtle"], "turtle: no format for query results"),
        (["CONSTRUCT WHERE { ?s ?p ?o }", "--format", "table"], "table: does not fit the graph"),
        (["timeline", "--store", "nowhere.store"], "nowhere.store"),
    ],
)
def test_a_wrong_question_is_one_line(reading: Dateline, arguments: list[str], message: str) -> None:
    outcome = reading("query", *arguments)
    assert outcome.code == 1
    assert message in one_line(outcome)


# ---------------------------------------------------------------- the rest


def test_remove_takes_an_article_out_by_its_id(dateline: Dateline) -> None:
    dateline("build", written("a.txt"), written("b.txt", f"Russia attacked Kyiv. {TEXT}"))
    assert dateline("remove", "a.txt").code == 0
    assert held() == ["b.txt"]


def test_removing_an_unknown_article_removes_nothing(dateline: Dateline) -> None:
    dateline("build", written("a.txt"))
    outcome = dateline("remove", "a.txt", "nobody.txt")
    assert outcome.code == 1
    assert one_line(outcome).startswith("nobody.txt: no such article in dateline.store, nothing was removed")
    assert held() == ["a.txt"]


def test_info_counts_and_lists(reading: Dateline) -> None:
    assert "         1  articles" in reading("info").out
    assert json.loads(reading("info", "--json").out)["events"] == 1
    assert reading("info", "--articles").out.startswith("a.txt\t\tDesk\t")
    assert json.loads(reading("info", "--articles", "--json").out)[0]["publisher"] == "Desk"


def test_an_export_is_read_back_the_same(reading: Dateline) -> None:
    assert reading("export", "--output", "graph.nq").code == 0
    assert reading("export", "--format", "nq").out == Path("graph.nq").read_text()
    assert "@prefix dl:" in reading("export").out


def test_an_export_is_loaded_into_another_dataset(reading: Dateline) -> None:
    reading("export", "--output", "graph.nq")
    assert reading("load", "graph.nq", "--store", "copy.store").code == 0
    assert reading("export", "--store", "copy.store", "--format", "nq").out == Path("graph.nq").read_text()


def test_extracted_documents_are_loaded_and_broken_ones_skipped(dateline: Dateline) -> None:
    document = dateline("extract", written("a.txt")).out
    wrong = json.loads(document)
    wrong["claims"][0]["quote"] = "Something else."
    written("documents.jsonl", document + "\n{}\n" + json.dumps(wrong) + "\nnothing\n")
    outcome = dateline("load", "documents.jsonl")
    assert outcome.code == 0
    lines = outcome.err.splitlines()
    assert lines[0] == "skipped documents.jsonl:3: not a Dateline document: article: is missing"
    assert lines[1].startswith("skipped documents.jsonl, document 3: a.txt: the document contradicts itself")
    assert lines[2:] == [
        "skipped documents.jsonl:5: not JSON",
        "dateline.store: 1 article stored (1 event, 2 entities, 1 claim), 3 skipped",
    ]
    assert held() == ["a.txt"]
    assert dateline("load", "documents.jsonl").err.splitlines()[-1] == "dateline.store: 0 articles stored, 1 held already, 3 skipped"


def test_a_service_that_cannot_be_asked_is_one_line(reading: Dateline) -> None:
    outcome = reading("query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert outcome.code == 1
    assert outcome.err.startswith("dateline: query: a service that it calls cannot be asked (") and outcome.err.count("\n") == 1


@pytest.mark.parametrize("command", [["remove", "a.txt"], ["links", "--set", "sumy=Q1"]])
def test_what_changes_a_dataset_makes_none(dateline: Dateline, command: list[str]) -> None:
    outcome = dateline(*command, "--store", "nowhere.store")
    assert outcome.code == 1
    assert "nowhere.store: no dataset there; make one with dateline build" in one_line(outcome)
    assert not Path("nowhere.store").exists()


@pytest.mark.parametrize(("content", "reason"), [(b"", "no document in it"), (bytes(range(256)), "not text (binary data)")])
def test_a_file_without_a_document_is_skipped_and_told(dateline: Dateline, content: bytes, reason: str) -> None:
    Path("d.jsonl").write_bytes(content)
    outcome = dateline("load", "d.jsonl")
    assert outcome.code == 3
    assert outcome.err.splitlines() == [f"skipped d.jsonl: {reason}", "dateline.store: 0 articles stored, 1 skipped"]


def test_an_export_to_an_unknown_kind_of_file_is_one_line(reading: Dateline) -> None:
    assert "graph.xyz" in one_line(reading("export", "--output", "graph.xyz"))


def test_validate_checks_a_dataset_and_a_file(reading: Dateline) -> None:
    assert reading("validate").out.startswith("conforms")
    broken = "@prefix dl: <https://w3id.org/dateline/ontology#> .\n<https://w3id.org/dateline/id/claim/1> a dl:Claim .\n"
    outcome = reading("validate", written("broken.ttl", broken))
    assert outcome.code == 1
    assert "violations" in outcome.out
    assert outcome.err.startswith("dateline: broken.ttl: ")


@pytest.mark.skipif(shutil.which("java") is None, reason="the reasoner needs Java")
def test_validate_reasons_over_data_if_asked(reading: Dateline) -> None:
    assert "consistent: a reasoner found no contradiction" in reading("validate", "--owl").out


def test_validate_says_where_it_cannot_reason(reading: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    outcome = reading("validate", "--owl")
    assert outcome.code == 1
    assert "conforms to the shapes, but was not reasoned over (no Java" in outcome.err
