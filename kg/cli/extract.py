"""`dateline extract`: what is found in articles, without a dataset."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.documents import write_array, write_graph, write_lines
from kg.cli.exit_codes import ExitCode
from kg.cli.online import Online
from kg.cli.options import extraction, extraction_options, online_options, reading_options
from kg.cli.report import Report
from kg.model import Document

if TYPE_CHECKING:
    from kg.ontology import Ontology

FORMATS = ("jsonl", "json", "table", "turtle", "trig")


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--format", "-f", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, jsonl to a pipe.")
@click.option("--explain", is_flag=True, help="In the table: which rule made each event, and the words of each claim.")
@reading_options
@extraction_options
@online_options
@click.pass_context
def extract(
    ctx: click.Context,
    *,
    inputs: tuple[str, ...],
    form: str | None,
    explain: bool,
    published: dt.date | None,
    publisher: str | None,
    any_language: bool,
    ontology: tuple[Path, ...],
    gazetteer: tuple[Path, ...],
    decisions: Path | None,
    model: str | None,
    jobs: int | None,
    online: bool,
    contact: str | None,
    api_url: str | None,
    reconcile: str | None,
) -> None:
    """Print what is found in articles.

    That is: mentions, entities, relations, events, times and claims, each with its place in the text.
    INPUT is as for `dateline build`. JSONL prints one document for each article as soon as it is done; `dateline schema`
    prints its JSON Schema. All offsets count characters (code points) of the article's text.

    \b
    Examples:
      dateline extract article.txt --published 2025-06-02
      dateline extract article.txt --explain
      dateline extract corpus.jsonl --format jsonl > documents.jsonl
      dateline extract article.txt --format turtle
    """
    from kg.ontology import Ontology  # noqa: PLC0415 - --help answers at once
    from kg.pipeline import extract as run  # noqa: PLC0415
    from kg.read import read_articles  # noqa: PLC0415

    form = form or ("table" if explain or sys.stdout.isatty() else "jsonl")
    found = read_articles(inputs, published=published, publisher=publisher, check_language=not any_language)
    vocabulary = Ontology.load(ontology)
    lookup = Online(
        online=online, contact=contact, api_url=api_url, reconcile=reconcile, ontology=vocabulary, gazetteer=gazetteer, decisions=decisions
    )
    load = lookup.around(extraction(ontology=ontology, gazetteer=gazetteer, model=model, jobs=jobs, decisions=decisions))
    with Report(quiet=sys.stdout.isatty()) as report:
        documents = run(found, report.preparing(load, gazetteer), passed=report.passed)
        _write(_told(documents, report), form, vocabulary, explain=explain)
    if summary := lookup.summary():
        click.echo(summary, err=True)
    if report.counts.nothing_read:
        ctx.exit(ExitCode.NOTHING_READ)


def _told(documents: Iterable[Document], report: Report) -> Iterable[Document]:
    for document in documents:
        report.done(document)
        yield document


def _write(documents: Iterable[Document], form: str, vocabulary: Ontology, *, explain: bool) -> None:
    if form == "jsonl":
        write_lines(documents)
    elif form == "json":
        write_array(documents)
    elif form == "table":
        from kg.cli.tables import write_documents  # noqa: PLC0415 - rich, for people alone

        write_documents(documents, explain=explain)
    else:
        write_graph(documents, form, vocabulary)
