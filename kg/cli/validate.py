"""`dateline validate`: whether data keep the rules."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import FILE, store_option
from kg.errors import ValidationError


@click.command()
@click.argument("file", required=False, type=FILE)
@store_option
@click.option("--ontology", multiple=True, type=FILE, help="The Turtle files with your own classes that the data were made with.")
def validate(*, file: Path | None, store: str, ontology: tuple[Path, ...]) -> None:
    """Check a dataset or a file against the shapes.

    The rules are the SHACL shapes, and what SHACL cannot say: that each quote is the article's text at its offsets, and no
    event lacks a claim. FILE is RDF in any syntax, told by its ending; without it, the dataset is checked. Violations are
    printed; the exit code is 1 if there are any.

    \b
    Examples:
      dateline validate
      dateline validate graph.trig
      dateline validate --store mine.store --ontology my-events.ttl
    """
    from kg.ontology import Ontology  # noqa: PLC0415 - --help answers at once
    from kg.store import open_dataset  # noqa: PLC0415
    from kg.validate import validate as check  # noqa: PLC0415

    vocabulary = Ontology.load(ontology)
    if file is not None:
        report = check(file, ontology=vocabulary)
    else:
        with open_dataset(store, ontology=vocabulary) as dataset:
            report = check(dataset, ontology=vocabulary)
    click.echo(report.text)
    if not report.conforms:
        raise ValidationError(f"{file or store}: {len(report.violations):,} violations of the shapes and checks")
