"""The command line: what it prints where, and which exit code it ends with. Extraction is a fake: nothing here needs spaCy."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pytest

import kg.pipeline
from kg.cli import cli, run
from kg.interchange import document_from_json, json_schema
from kg.model import Argument, Article, Claim, Document, Entity, Event, Mention, Run, Skipped, TextSpan
from kg.pipeline import Stages
from kg.read import read_articles

TEXT = "Russia attacked Sumy. The army said that it would answer, and that the city has been evacuated by the time."
FRENCH = "Des drones russes ont frappé une centrale électrique à Soumy mardi, tuant au moins deux ouvriers, a déclaré le gouverneur."
RUN = Run(software="dateline", version="0", model="fake", ontology="0")


class OneAttackExtractor:
    """Finds in every text that Russia attacked what stands at the end of its first sentence."""

    @property
    def run(self) -> Run:
        return RUN

    def extract(self, articles: Iterable[Article]) -> Iterator[Document]:
        return map(self._document, articles)

    def _document(self, article: Article) -> Document:
        sentence = article.text.partition(".")[0] + "."
        start = sentence.rindex(" ") + 1
        place = article.text[start : len(sentence) - 1]
        return Document(
            article=article,
            mentions=(
                Mention(start=0, end=6, text="Russia", type="Country", form="name", entity="e1"),
                Mention(start=start, end=start + len(place), text=place, type="Settlement", form="name", entity="e2"),
            ),
            entities=(
                Entity(id="e1", type="Country", label="Russia", named=True),
                Entity(id="e2", type="Settlement", label=place, named=True),
            ),
            events=(
                Event(
                    id="v1",
                    type="Attack",
                    trigger=TextSpan(7, 15, "attacked"),
                    arguments=(
                        Argument(role="agent", entity="e1", start=0, end=6),
                        Argument(role="target", entity="e2", start=start, end=start + len(place)),
                    ),
                    rule="the fake rule",
                ),
            ),
            claims=(
                Claim(
                    about=("v1",),
                    claimant=None,
                    stance="States",
                    polarity="Affirmed",
                    certainty="Certain",
                    temporality="NonFuture",
                    quote=sentence,
                    start=0,
                    end=len(sentence),
                ),
            ),
            run=RUN,
        )


class NoLinker:
    def link(self, document: Document) -> Document:
        return document


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Dateline = Callable[..., Outcome]


@pytest.fixture
def dateline(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Dateline:
    """Runs the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATELINE_STORE", raising=False)
    monkeypatch.setattr(kg.pipeline, "load_stages", lambda *_, **__: Stages(extractor=OneAttackExtractor(), linker=NoLinker()))

    def call(*arguments: str) -> Outcome:
        capfd.readouterr()
        code = run(arguments)
        sys.stdout.flush()
        captured = capfd.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


def one_line(outcome: Outcome) -> str:
    """The line that an error is told in."""
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1, outcome.err
    assert outcome.err.startswith("dateline: ")
    return outcome.err.removeprefix("dateline: ").rstrip("\n")


def written(name: str, text: str = TEXT) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


# ---------------------------------------------------------------- help and wrong use


def test_every_command_has_help_with_examples(dateline: Dateline) -> None:
    for name in cli.commands:
        outcome = dateline(name, "--help")
        assert outcome.code == 0
        assert name == "schema" or f"dateline {name}" in outcome.out.partition("Examples:")[2], name


def test_help_documents_the_exit_codes(dateline: Dateline) -> None:
    for code in ("0 ", "1 ", "2 ", "3 ", "130 "):
        assert f"\n    {code}" in dateline("--help").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build"], "Missing argument 'INPUT...'; or try --sample (see dateline build --help)"),
        (["bild"], "No such command 'bild'"),
        (["build", "x", "--published", "2025-02-30"], "Invalid value for '--published': '2025-02-30' is not a day YYYY-MM-DD"),
        (["build", "x", "--published", "2.6.2025"], "Invalid value for '--published': '2.6.2025' is not a day YYYY-MM-DD"),
        (["query", "timeline", "--param", "country"], "Invalid value for '--param' / '-p': 'country' is not of the form name=value"),
        (["extract", "x", "--format", "pdf"], "Invalid value for '--format'"),
    ],
)
def test_wrong_use_is_one_line_with_exit_code_2(dateline: Dateline, arguments: list[str], message: str) -> None:
    outcome = dateline(*arguments)
    assert outcome.code == 2
    assert message in one_line(outcome)


def test_help_answers_without_loading_the_parser_or_the_engine() -> None:
    code = "import sys, kg.cli; kg.cli.run(['--help']); sys.exit(str({'spacy', 'pyoxigraph', 'rdflib', 'flask'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.stderr.strip() == "set()"


# ---------------------------------------------------------------- extract


def test_extract_prints_one_document_a_line_with_the_article_unchanged(dateline: Dateline) -> None:
    articles = [{"id": f"a{number}", "text": f"Russia attacked Kyiv.\u2028\x85{TEXT}"} for number in range(3)]
    written("a.jsonl", "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles))
    outcome = dateline("extract", "a.jsonl", "--format", "jsonl")
    assert (outcome.code, outcome.err) == (0, "")
    documents = [json.loads(line) for line in outcome.out.splitlines()]
    assert [{key: document["article"][key] for key in ("id", "text")} for document in documents] == articles
    for document in documents:
        jsonschema.validate(document, json_schema())
        assert document_from_json(document).events[0].type == "Attack"


def test_extract_to_a_pipe_prints_jsonl_by_itself(dateline: Dateline) -> None:
    assert json.loads(dateline("extract", written("a.txt")).out)["article"]["id"] == "a.txt"


def test_extract_as_json_is_one_array(dateline: Dateline) -> None:
    written("a.txt"), written("b.txt")
    assert [document["article"]["id"] for document in json.loads(dateline("extract", "a.txt", "b.txt", "-f", "json").out)] == [
        "a.txt",
        "b.txt",
    ]
    assert json.loads(dateline("extract", written("c.txt", ""), "-f", "json").out) == []


def test_the_table_tells_who_did_what_to_whom_and_explains_itself(dateline: Dateline) -> None:
    table = dateline("extract", written("a.txt"), "--format", "table").out
    assert "Attack" in table
    assert "target: Sumy" in table
    assert "the fake rule" not in table
    explained = dateline("extract", "a.txt", "--explain").out
    assert "v1 Attack “attacked” at 7: the fake rule" in explained
    assert "the article: “Russia attacked Sumy.” at 0" in explained


def test_skipped_inputs_are_listed_and_the_others_extracted(dateline: Dateline) -> None:
    written("a.txt"), written("b.txt", ""), written("c.txt", FRENCH)
    outcome = dateline("extract", "a.txt", "b.txt", "c.txt")
    assert outcome.code == 0
    assert len(outcome.out.splitlines()) == 1
    assert outcome.err == "skipped b.txt: no text in it\nskipped c.txt: not in English (its language seems to be 'fr')\n"


def test_a_run_in_which_everything_was_skipped_says_so_by_its_code(dateline: Dateline) -> None:
    assert dateline("extract", written("a.txt", "")).code == 3


def test_a_missing_file_is_one_line_before_anything_is_loaded(dateline: Dateline) -> None:
    outcome = dateline("extract", "nowhere.txt")
    assert outcome.code == 1
    assert one_line(outcome) == "nowhere.txt: there is no such file or folder"


def test_the_schema_is_printed(dateline: Dateline) -> None:
    assert json.loads(dateline("schema").out) == json_schema()


def test_an_interruption_ends_with_130_and_one_line(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: OneAttackExtractor, article: Article) -> Document:
        raise KeyboardInterrupt

    monkeypatch.setattr(OneAttackExtractor, "_document", interrupted)
    outcome = dateline("extract", written("a.txt"))
    assert outcome.code == 130
    assert outcome.err.strip() == "dateline: interrupted"


def test_the_sample_articles_are_dated_and_in_english() -> None:
    sample = Path(kg.pipeline.__file__).parent / "data" / "sample.jsonl"
    articles = list(read_articles([str(sample)]))
    assert len(articles) == 3
    for article in articles:
        assert not isinstance(article, Skipped)
        assert article.published
        assert article.language == "en"
