"""`dateline schema`: the shape of what `dateline extract` prints."""

from __future__ import annotations

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of extracted documents.

    Each line of `dateline extract --format jsonl` conforms to it.
    """
    from kg.interchange import json_schema  # noqa: PLC0415 - --help answers at once

    click.echo(json.dumps(json_schema(), indent=2))
