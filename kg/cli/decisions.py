"""The file of decisions about links, as the commands that read or write links share it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.errors import DecisionError

if TYPE_CHECKING:
    from kg.store import Dataset

DEFAULT_DECISIONS = "dateline.links.tsv"

Command = TypeVar("Command", bound=Callable[..., Any])


def decisions_option(command: Command) -> Command:
    """``--decisions``: what people decided about links."""
    return click.option(
        "--decisions",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="DATELINE_DECISIONS",
        show_envvar=True,
        help=f"The file of decisions about links, as dateline links writes it; default: {DEFAULT_DECISIONS}, where there is one.",
    )(command)


def existing_decisions(given: Path | None) -> Path | None:
    """The file of decisions to go by: the one given, else the usual one if it is there.

    Raises:
        DecisionError: the one given is not there.
    """
    if given is not None and not given.exists():
        raise DecisionError(f"{given}: there is no such file of decisions; dateline links makes one")
    usual = Path(DEFAULT_DECISIONS)
    return given or (usual if usual.exists() else None)


def apply_decisions(dataset: Dataset, file: Path, *, gazetteer: Sequence[Path] = ()) -> int:
    """Let the decisions of a file win in what the dataset holds; how many entities changed."""
    from kg.gazetteer import Gazetteer  # noqa: PLC0415 - --help answers at once
    from kg.link.decisions import Decisions  # noqa: PLC0415
    from kg.link.making import facts_about  # noqa: PLC0415

    decisions = Decisions.read(file)
    names = Gazetteer.load(gazetteer)
    return dataset.relink(decisions, facts=lambda qid: facts_about(qid, names))
