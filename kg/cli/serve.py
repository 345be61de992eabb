"""`dateline serve`: a dataset on the web."""

from __future__ import annotations

import importlib

import click

from kg.cli.dataset import open_store
from kg.cli.options import store_option


@click.command()
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; the default is this machine alone.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
def serve(*, store: str, host: str, port: int) -> None:
    """Serve a dataset on the web.

    Pages to browse it, the stored queries, and a SPARQL 1.1 endpoint at /sparql.

    \b
    Examples:
      dateline serve
      dateline serve --store kharkiv.store --port 8080
    """

    # By name: kg never depends on server; it is only started from here.
    server = importlib.import_module("server.main")
    with open_store(store) as dataset:
        click.echo(f"{store}: http://{host}:{port}/ (Ctrl-C ends it)", err=True)
        server.serve(dataset, host=host, port=port)
