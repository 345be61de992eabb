"""Options and kinds of values that several commands share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.decisions import decisions_option, existing_decisions

if TYPE_CHECKING:
    from kg.pipeline import Extraction

DEFAULT_STORE = "dateline.store"

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

Command = TypeVar("Command", bound=Callable[..., Any])


def to_day(_: click.Context, __: click.Parameter, value: str | None) -> dt.date | None:
    """The day that a value YYYY-MM-DD names; what is none is wrong use."""
    if value is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise click.BadParameter(f"{value!r} is not a day YYYY-MM-DD")


def to_mapping(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Values of the form name=value as a mapping; what is none, and a name given twice, is wrong use."""
    found: dict[str, str] = {}
    for value in values:
        name, sign, content = value.partition("=")
        if not sign or not name.strip():
            raise click.BadParameter(f"{value!r} is not of the form name=value")
        if name.strip() in found:
            raise click.BadParameter(f"{name.strip()} is given twice")
        found[name.strip()] = content
    return found


def gazetteer_option(command: Command) -> Command:
    """``--gazetteer``: the user's own names."""
    return click.option(
        "--gazetteer",
        multiple=True,
        type=FILE,
        envvar="DATELINE_GAZETTEER",
        show_envvar=True,
        help="A file with names of your own (repeatable).",
    )(command)


def store_option(command: Command) -> Command:
    """``--store``: which dataset."""
    return click.option(
        "--store",
        "-s",
        metavar="DIR",
        envvar="DATELINE_STORE",
        default=DEFAULT_STORE,
        show_default=True,
        show_envvar=True,
        help="The dataset: a folder, or the address of a SPARQL service.",
    )(command)


def queries_option(command: Command) -> Command:
    """``--queries``: where stored queries are looked for beside the packaged ones."""
    return click.option("--queries", "folder", type=FOLDER, metavar="DIR", help="A folder of stored queries (.rq) of your own.")(command)


def reading_options(command: Command) -> Command:
    """What is said of all inputs of a run."""
    options = (
        click.option(
            "--published",
            metavar="YYYY-MM-DD",
            callback=to_day,
            help="Day of publication, where the input does not say it; 'on Tuesday' cannot be dated without it.",
        ),
        click.option("--publisher", metavar="NAME", help="Publisher, where the input does not say it."),
        click.option("--any-language", is_flag=True, help="Do not skip texts that seem to be in another language than English."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def extraction(
    *, ontology: tuple[Path, ...], gazetteer: tuple[Path, ...], model: str | None, jobs: int | None, decisions: Path | None = None
) -> Callable[[], Extraction]:
    """What loads the stages that `extraction_options` ask for."""
    from kg.parallel import Workers, available_cores  # noqa: PLC0415 - --help answers at once
    from kg.pipeline import Recipe  # noqa: PLC0415

    recipe = Recipe(ontology=ontology, gazetteer=gazetteer, model=model, decisions=existing_decisions(decisions))
    processes = jobs or available_cores()
    return recipe if processes == 1 else lambda: Workers(jobs=processes, load=recipe)


def online_options(command: Command) -> Command:
    """Whether names are looked up in Wikidata, who asks, and where."""
    options = (
        click.option("--online", is_flag=True, help="Look names without a Wikidata id up in Wikidata; needs --contact."),
        contact_option,
        api_option,
        click.option(
            "--reconcile",
            metavar="URL",
            envvar="DATELINE_RECONCILE_URL",
            show_envvar=True,
            help="With --online: also ask this reconciliation service (the API that OpenRefine speaks).",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def extraction_options(command: Command) -> Command:
    """What extraction knows (the ontology, names, the parser's model), and in how many processes it runs."""
    options = (
        click.option("--ontology", multiple=True, type=FILE, help="A Turtle file with classes and words of your own (repeatable)."),
        gazetteer_option,
        decisions_option,
        click.option("--model", metavar="NAME", help="An installed spaCy model for English, instead of the small one."),
        click.option(
            "--jobs",
            "-j",
            type=click.IntRange(min=1),
            help="Processes that extract at once; default: all cores, where there is enough to do.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def contact_option(command: Command) -> Command:
    """``--contact``: who asks Wikidata."""
    return click.option(
        "--contact",
        metavar="WHO",
        envvar="DATELINE_CONTACT",
        show_envvar=True,
        help="Your e-mail address or a page about you, which Wikidata's operators ask for; it goes into every request.",
    )(command)


def api_option(command: Command) -> Command:
    """``--api-url``: whose items are looked up."""
    return click.option(
        "--api-url", metavar="URL", envvar="DATELINE_WIKIDATA_API_URL", show_envvar=True, help="Another API than Wikidata's."
    )(command)


def wikidata_options(command: Command) -> Command:
    """Who asks Wikidata, and where it is."""
    options = (
        contact_option,
        click.option(
            "--query-url",
            metavar="URL",
            envvar="DATELINE_WIKIDATA_QUERY_URL",
            show_envvar=True,
            help="Another query service than Wikidata's.",
        ),
        api_option,
    )
    for option in reversed(options):
        command = option(command)
    return command
