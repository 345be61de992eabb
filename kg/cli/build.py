"""`dateline build`: from articles to a dataset."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from kg.cli.dataset import open_store
from kg.cli.decisions import apply_decisions, existing_decisions
from kg.cli.exit_codes import ExitCode
from kg.cli.online import Online
from kg.cli.options import extraction, extraction_options, online_options, reading_options, store_option
from kg.cli.report import Report

SAMPLE = "data/sample.jsonl"


@click.command()
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option("--sample", is_flag=True, help="Add the sample articles that come with Dateline.")
@store_option
@reading_options
@extraction_options
@online_options
@click.option("--force", is_flag=True, help="Extract articles anew that the dataset holds already.")
@click.option("--quiet", "-q", is_flag=True, help="Only tell what was skipped.")
@click.pass_context
def build(
    ctx: click.Context,
    *,
    inputs: tuple[str, ...],
    sample: bool,
    store: str,
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
    force: bool,
    quiet: bool,
) -> None:
    """Read articles and add what they say to a dataset.

    INPUT is a text file, an HTML page, a JSONL file (one object a line: id, text, and title, published, url, publisher if
    known), a folder of those, an http(s) address, or - for standard input.

    Each article is stored whole or not at all. Articles that the dataset holds already are passed over, so a run that was
    stopped is taken up again by the same command.

    \b
    Examples:
      dateline build article.txt --published 2025-06-02
      dateline build news/ --store kharkiv.store
      dateline build corpus.jsonl --ontology my-events.ttl
      curl -s https://example.org/story.html | dateline build -
      dateline build news/ --online --contact me@example.org
    """
    if not inputs and not sample:
        raise click.UsageError("Missing argument 'INPUT...'; or try --sample", ctx)
    # Imported here, so that the other commands and --help answer at once.
    from kg.ontology import Ontology  # noqa: PLC0415
    from kg.pipeline import build as run  # noqa: PLC0415
    from kg.read import read_articles  # noqa: PLC0415
    from kg.resources import data_path  # noqa: PLC0415

    sources = [*inputs, *([str(data_path("kg", SAMPLE))] if sample else [])]
    found = read_articles(sources, published=published, publisher=publisher, check_language=not any_language)
    vocabulary = Ontology.load(ontology)
    decided = existing_decisions(decisions)
    lookup = Online(
        online=online, contact=contact, api_url=api_url, reconcile=reconcile, ontology=vocabulary, gazetteer=gazetteer, decisions=decisions
    )
    load = lookup.around(extraction(ontology=ontology, gazetteer=gazetteer, model=model, jobs=jobs, decisions=decisions))
    with open_store(store, mode="write", ontology=vocabulary) as dataset, Report(quiet=quiet) as report:
        documents = run(
            found,
            load if quiet else report.preparing(load, gazetteer),
            dataset,
            passed=report.passed,
            again=force,
        )
        try:
            for document in documents:
                report.done(document)
        except KeyboardInterrupt:
            click.echo(f"interrupted: {report.summary()}; the same command goes on from here", err=True)
            ctx.exit(ExitCode.INTERRUPTED)
        if decided is not None:  # what was stored now has them already; what is held may be from before
            apply_decisions(dataset, decided, gazetteer=gazetteer)
    if not quiet:
        click.echo("; ".join(filter(None, [f"{store}: {report.summary()}", lookup.summary()])), err=True)
    if report.counts.nothing_read:
        ctx.exit(ExitCode.NOTHING_READ)
