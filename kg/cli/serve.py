"""`dateline serve`: a dataset on the web."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kg.cli.dataset import open_store, store_settings
from kg.cli.options import DEFAULT_STORE, FILE

CONFIG = "DATELINE_CONFIG"


class Setting(click.ParamType[Any]):
    """A value of one of the server's options, which know themselves what they take."""

    def __init__(self, option: Any) -> None:
        self.name = option.name
        self._option = option

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value; what is none is wrong use."""
        try:
            return self._option.kind.convert(value)
        except ValueError as error:
            self.fail(f"{value!r} is wrong; it takes {error}", param, ctx)


def settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for each thing that can be set."""
    # By name: kg never depends on server; it is only started from here.
    for option in reversed(importlib.import_module("server.options").OPTIONS):
        told = f"{option.help[0].upper()}{option.help[1:].replace('`', '')}; default: {option.default}. [{option.variable}]"
        flags = [option.flag, *(["-s"] if option.name == "store" else [])]
        command = click.option(*flags, type=Setting(option), metavar=option.kind.metavar, help=told)(command)
    return command


@click.command()
@click.option(
    "--config",
    type=FILE,
    envvar=CONFIG,
    help=f"A TOML file with any of the settings below, under the names that they have here (time-limit = 30). [{CONFIG}]",
)
@settings_options
def serve(*, config: Path | None, **flags: object) -> None:
    """Serve a dataset on the web.

    Pages to browse it, the stored queries, and a SPARQL 1.1 endpoint at /sparql. Of a dataset in a folder, each query runs in a
    process of its own, with limits. What is set by an option counts before what the environment says, that before the file.

    \b
    Examples:
      dateline serve
      dateline serve --store kharkiv.store --port 8080
      dateline serve --workers 4 --time-limit 10
      dateline serve --config /etc/dateline.toml
    """
    server, configuration = importlib.import_module("server.main"), importlib.import_module("server.configuration")
    values = {name.replace("_", "-"): value for name, value in flags.items()}

    def read() -> dict[str, Any]:
        given: dict[str, Any] = configuration.read_given(flags=values, environment=os.environ, file=config)
        store = given["store"].value if "store" in given else DEFAULT_STORE
        if store.startswith(("http://", "https://")) and "token" in given and given["token"].origin == "DATELINE_TOKEN":
            del given["token"]  # it is that service's own, with which this server reads it
        return given

    def ready(address: str) -> None:
        click.echo(f"{store}: {address} (Ctrl-C ends it)", err=True)

    given = read()
    store = given["store"].value if "store" in given else DEFAULT_STORE
    if server.can_pool(store):
        base = store_settings().base
        server.serve_folder(Path(store), lambda: configuration.to_settings(read(), base=base, pooled=True), ready=ready)
        return
    writes = "token" in given or "token-file" in given
    with open_store(store, mode="write" if writes else "read") as dataset:
        settings = configuration.to_settings(given, base=dataset.base, pooled=False)
        server.serve(dataset, host=settings.host, port=settings.port, settings=settings, ready=ready)
