"""`dateline export`: a dataset as a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kg.cli.options import store_option
from kg.errors import ExportError

FORMATS = {
    "turtle": "turtle",
    "trig": "trig",
    "nt": "ntriples",
    "nq": "nquads",
    "jsonld": "jsonld",
    "rdfxml": "rdfxml",
}
ENDINGS = {".ttl": "turtle", ".trig": "trig", ".nt": "nt", ".nq": "nq", ".jsonld": "jsonld", ".rdf": "rdfxml", ".xml": "rdfxml"}


@click.command()
@store_option
@click.option("--format", "-f", "form", type=click.Choice(tuple(FORMATS)), help="Default: by the ending of the file, else turtle.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, not to standard output.")
def export(*, store: str, form: str | None, output: Path | None) -> None:
    """Write a dataset out.

    Turtle, N-Triples and RDF/XML hold the merged graph (entities, events, claims and their metadata); TriG, N-Quads and
    JSON-LD hold everything: what each source asserted, and every mention with its offsets.

    \b
    Examples:
      dateline export > graph.ttl
      dateline export --output graph.trig
      dateline export --format jsonld | gzip > graph.jsonld.gz
    """
    from kg.export import export as write  # noqa: PLC0415 - --help answers at once
    from kg.store import open_dataset  # noqa: PLC0415

    form = form or ENDINGS.get(output.suffix.lower() if output else "", "turtle")
    with open_dataset(store) as dataset:
        if output is None:
            write(dataset, sys.stdout.buffer, FORMATS[form])
            sys.stdout.buffer.flush()
            return
        # Written beside the target and moved there: a failure leaves what was there before.
        partial = output.with_name(f".{output.name}.{os.getpid()}")
        try:
            with partial.open("wb") as out:
                write(dataset, out, FORMATS[form])
            partial.replace(output)
        except OSError as error:
            raise ExportError(f"{output}: cannot be written ({error.strerror or error})") from error
        finally:
            partial.unlink(missing_ok=True)
