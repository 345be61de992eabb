"""`dateline load`: documents that were extracted elsewhere, and exports of other datasets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.compiling import compile_gazetteer
from kg.cli.dataset import open_store
from kg.cli.decisions import apply_decisions, decisions_option, existing_decisions
from kg.cli.exit_codes import ExitCode
from kg.cli.options import FILE, gazetteer_option, store_option
from kg.cli.report import Report, plural
from kg.errors import InputError
from kg.model import Skipped

if TYPE_CHECKING:
    from kg.store import Dataset

DOCUMENTS = (".jsonl", ".ndjson")


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@store_option
@click.option("--ontology", multiple=True, type=FILE, help="A Turtle file with classes of your own that the files use (repeatable).")
@decisions_option
@gazetteer_option
@click.pass_context
def load(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    store: str,
    ontology: tuple[Path, ...],
    decisions: Path | None,
    gazetteer: tuple[Path, ...],
) -> None:
    """Add extracted documents or exported graphs.

    FILE is JSON lines as `dateline extract` prints them, from here or from any program that keeps to `dateline schema`: each
    document is stored whole or not at all. Or it is RDF, told by its ending: N-Quads or TriG bring a dataset back as
    `dateline export` wrote it.

    \b
    Examples:
      dateline load documents.jsonl
      dateline load graph.nq --store copy.store
    """
    from kg.ontology import Ontology  # noqa: PLC0415 - --help answers at once

    decided = existing_decisions(decisions)
    if decided is not None:
        compile_gazetteer(gazetteer)
    with open_store(store, mode="write", ontology=Ontology.load(ontology)) as dataset, Report() as report:
        for file in files:
            if file.suffix.lower() in DOCUMENTS:
                add_documents(file, dataset, report)
            else:
                click.echo(f"{file}: {plural(dataset.load(file), 'quad')} added", err=True)
        if decided is not None:
            apply_decisions(dataset, decided, gazetteer=gazetteer)
    if report.counts.done or report.counts.held or report.counts.skipped:
        click.echo(f"{store}: {report.summary()}", err=True)
    if report.counts.nothing_read:
        ctx.exit(ExitCode.NOTHING_READ)


def add_documents(file: Path, dataset: Dataset, report: Report) -> None:
    """Store the documents of a file; one that is none, or contradicts itself, is skipped."""
    from kg.interchange import read_documents  # noqa: PLC0415 - --help answers at once
    from kg.pipeline import Held  # noqa: PLC0415

    number = 0
    with file.open("rb") as lines:
        if b"\0" in lines.peek(1024):
            report.passed(Skipped(input=str(file), reason="not text (binary data)"))
            return
        for number, found in enumerate(read_documents(lines, name=str(file)), start=1):
            if isinstance(found, Skipped):
                report.passed(found)
                continue
            try:
                changed = dataset.add(found)
            except InputError as error:
                report.passed(Skipped(input=f"{file}, document {number}", reason=str(error)))
                continue
            if changed:
                report.done(found)
            else:
                report.passed(Held(article=found.article.id))
    if not number:
        report.passed(Skipped(input=str(file), reason="no document in it"))
