"""`dateline export`: a dataset as a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.dataset import open_store
from kg.cli.options import store_option

FORMATS = ("turtle", "trig", "nt", "nq", "jsonld", "rdfxml")
_LONG_NAMES = {"nt": "ntriples", "nq": "nquads"}


@click.command()
@store_option
@click.option("--format", "-f", "form", type=click.Choice(FORMATS), help="Default: by the ending of the file, else turtle.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, not to standard output.")
@click.option("--with-ontology", is_flag=True, help="Write the ontology's own triples too.")
def export(*, store: str, form: str | None, output: Path | None, with_ontology: bool) -> None:
    """Write a dataset out.

    Turtle, N-Triples and RDF/XML hold the merged graph (entities, events, claims and their metadata); TriG, N-Quads and
    JSON-LD hold everything: what each source asserted, and every mention with its offsets. A file is written whole, or stays
    as it was.

    \b
    Examples:
      dateline export > graph.ttl
      dateline export --output graph.trig
      dateline export --format jsonld | gzip > graph.jsonld.gz
    """
    from kg.export import export as write  # noqa: PLC0415 - --help answers at once
    from kg.export import export_file  # noqa: PLC0415

    chosen = _LONG_NAMES.get(form, form) if form else None
    with open_store(store) as dataset:
        if output is not None:
            export_file(dataset, output, chosen, ontology=with_ontology)
        else:
            write(dataset, sys.stdout.buffer, chosen or "turtle", ontology=with_ontology)
            sys.stdout.buffer.flush()
