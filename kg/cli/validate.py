"""`dateline validate`: whether data keep the rules."""

from __future__ import annotations

import click

from kg.cli.options import store_option


@click.command()
@click.argument("source", required=False, metavar="[STORE|FILE]")
@store_option
def validate(*, source: str | None, store: str) -> None:
    """Check a dataset or a file against the shapes.

    A file is Turtle, TriG, N-Triples or N-Quads.

    \b
    Examples:
      dateline validate
      dateline validate graph.ttl
    """
