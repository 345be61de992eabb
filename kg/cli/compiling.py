"""Progress while the gazetteer is compiled, which happens once for each version and each file of the user's."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def compile_gazetteer(files: Sequence[Path] = ()) -> None:
    """On a terminal, compile what is not compiled yet under a bar; elsewhere that is left to whoever loads it, in silence.

    Raises:
        GazetteerError: a file is missing or broken.
    """
    if not sys.stderr.isatty():
        return
    from kg.gazetteer import Gazetteer  # noqa: PLC0415 - --help answers at once

    if Gazetteer.is_compiled(files):
        return
    from rich.console import Console  # noqa: PLC0415 - people's terminals alone
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("compiling the gazetteer, once", total=1.0)
        Gazetteer.load(files, watch=lambda share: bar.update(task, completed=share)).close()
