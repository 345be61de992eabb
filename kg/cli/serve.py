"""`dateline serve`: a dataset on the web."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

import click

from kg.cli.dataset import open_store
from kg.cli.options import store_option

TOKEN = "DATELINE_TOKEN"


def limits(command: Callable[..., Any]) -> Callable[..., Any]:
    """What one query may take."""
    options = (
        click.option(
            "--workers",
            type=click.IntRange(min=1),
            envvar="DATELINE_WORKERS",
            show_envvar=True,
            help="Queries that run at a time, each in a process of its own; default: one for each core, 2 to 4.",
        ),
        click.option(
            "--time-limit",
            type=click.FloatRange(min=0.1),
            metavar="SECONDS",
            envvar="DATELINE_TIME_LIMIT",
            show_envvar=True,
            help="Time that one query may take; default: 30.",
        ),
        click.option(
            "--memory-limit",
            type=click.IntRange(min=128),
            metavar="MB",
            envvar="DATELINE_MEMORY_LIMIT",
            show_envvar=True,
            help="Memory that one query may take (on Linux); default: 1024.",
        ),
        click.option(
            "--result-limit",
            type=click.IntRange(min=1),
            metavar="MB",
            envvar="DATELINE_RESULT_LIMIT",
            show_envvar=True,
            help="Size of the largest answer; default: 128.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; the default is this machine alone.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--token", help=f"Take updates from those who show this bearer token; better by {TOKEN}, as others can see a command line.")
@limits
def serve(*, store: str, host: str, port: int, token: str | None, **given: float | None) -> None:
    """Serve a dataset on the web.

    Pages to browse it, the stored queries, and a SPARQL 1.1 endpoint at /sparql. Of a dataset in a folder, each query runs in a
    process of its own, with limits.

    \b
    Examples:
      dateline serve
      dateline serve --store kharkiv.store --port 8080
      dateline serve --workers 4 --time-limit 10
    """

    # By name: kg never depends on server; it is only started from here.
    server = importlib.import_module("server.main")
    if token is None and not store.startswith(("http://", "https://")):
        token = os.environ.get(TOKEN) or None  # of a service, that is the service's own

    def ready(address: str) -> None:
        click.echo(f"{store}: {address} (Ctrl-C ends it)", err=True)

    with open_store(store, mode="write" if token else "read") as dataset:
        server.serve(dataset, host=host, port=port, settings=server.to_settings(dataset, token=token, **given), ready=ready)
