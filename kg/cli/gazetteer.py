"""`dateline gazetteer`: the names of the world that linking knows; built from Wikidata, looked at, checked."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.compiling import compile_gazetteer
from kg.cli.exit_codes import ExitCode
from kg.cli.options import FILE, gazetteer_option, wikidata_options
from kg.cli.report import plural
from kg.errors import GazetteerError

if TYPE_CHECKING:
    from kg.gazetteer.harvested import Difference, Row
    from kg.ontology import Ontology
    from kg.wikidata import WikidataSettings
    from kg.wikidata.classes import ClassList
    from kg.wikidata.harvest import Harvested, Progress

OUTPUT = "wikidata.tsv"
_TOTAL = 1_000


@click.group()
def gazetteer() -> None:
    """Build, look at and check gazetteers: the names that extraction and linking know.

    \b
    Examples:
      dateline gazetteer info
      dateline gazetteer build --contact me@example.org
      dateline gazetteer check names.tsv
    """


@gazetteer.command()
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), default=OUTPUT, show_default=True, help="The file to write."
)
@wikidata_options
@click.option("--from-dump", "dump", type=FILE, help="Take the items from a Wikidata JSON dump (.json, .json.gz, .json.bz2), offline.")
@click.option("--classes", type=FILE, metavar="FILE", help="A list of classes of your own, instead of the packaged ontology/wikidata.toml.")
@click.option("--ontology", "extra", multiple=True, type=FILE, help="A Turtle file with classes of your own (repeatable).")
@click.option("--only", multiple=True, metavar="CLASS", help="Only this class of the ontology (repeatable).")
@click.option(
    "--max-age", type=click.FloatRange(min=0), metavar="DAYS", default=7.0, show_default=True, help="Ask anew what was answered longer ago."
)
@click.option("--changes", is_flag=True, help="Print every row that was added, removed or changed, tab-separated.")
@click.pass_context
def build(
    ctx: click.Context,
    *,
    output: Path,
    contact: str | None,
    query_url: str | None,
    api_url: str | None,
    dump: Path | None,
    classes: Path | None,
    extra: tuple[Path, ...],
    only: tuple[str, ...],
    max_age: float,
    changes: bool,
) -> None:
    """Make a gazetteer from Wikidata: a table that --gazetteer and DATELINE_GAZETTEER take.

    One query for each class, then the items by fifty, one request at a time. What was answered is kept, so a run that was
    stopped (Ctrl-C) is taken up again by the same command. The file is written in one step at the end, and compared with the one
    that was there.

    \b
    Examples:
      dateline gazetteer build --contact me@example.org
      dateline gazetteer build --only Airbase --only PowerPlant --output bases.tsv
      dateline gazetteer build --from-dump latest-all.json.bz2
    """
    from kg.gazetteer.harvested import Dropped, check_writable, compare, read_rows, to_rows, write_rows  # noqa: PLC0415 - --help answers at once
    from kg.gazetteer.territories import country_codes  # noqa: PLC0415
    from kg.gazetteer.turtle import packaged_words  # noqa: PLC0415
    from kg.ontology import Ontology  # noqa: PLC0415
    from kg.wikidata import WikidataSettings  # noqa: PLC0415
    from kg.wikidata.classes import ClassList  # noqa: PLC0415

    if output.suffix == ".ttl":
        raise click.UsageError("a table is written, not Turtle; give --output a name that ends in .tsv", ctx)
    ontology = Ontology.load(extra)
    wanted = ClassList.load(ontology, classes, only=only)
    before = read_rows(output) if output.exists() else []
    check_writable(output)
    try:
        with _progress() as watch:
            if dump is not None:
                items, source = _from_dump(dump, wanted, ontology, watch)
            else:
                settings = WikidataSettings.from_environment(contact=contact, query_url=query_url, api_url=api_url, keep_days=max_age)
                items, source = _from_services(settings, wanted, ontology, watch)
            dropped = Dropped()
            rows = to_rows(items, countries=country_codes(), dropped=dropped, words=packaged_words())
    except KeyboardInterrupt:
        click.echo("interrupted: nothing is written; the same command goes on from here", err=True)
        ctx.exit(ExitCode.INTERRUPTED)
    if not rows:
        raise GazetteerError(f"{output}: nothing to write, for {source} has no item of the wanted classes; it is as it was")
    difference = compare(before, rows)
    notes = (
        "made by dateline gazetteer build; give it to --gazetteer, or name it in DATELINE_GAZETTEER",
        f"date: {dt.datetime.now(dt.UTC).date().isoformat()}",
        f"source: {source}",
        f"classes: {len(wanted.rules)} ({classes or 'packaged'}, version {wanted.version or 'unknown'})",
    )
    write_rows(output, rows, notes=notes)
    click.echo(f"{output}: {_told(rows, difference)}", err=True)
    if dropped.items or dropped.names:
        click.echo(
            f"left out: {plural(dropped.items, 'item')} without a usable name, {plural(dropped.names, 'alias')} that no text has", err=True
        )
    if changes:
        _write_changes(difference)


def _from_dump(dump: Path, classes: ClassList, ontology: Ontology, watch: Callable[[Progress], None]) -> tuple[Iterator[Harvested], str]:
    """The items, and where they are from in a few words."""
    from kg.wikidata.dump import harvest_dump  # noqa: PLC0415

    return harvest_dump(dump, classes, ontology, watch=watch), f"the dump {dump.name}, {dump.stat().st_size:,} bytes"


def _from_services(
    settings: WikidataSettings, classes: ClassList, ontology: Ontology, watch: Callable[[Progress], None]
) -> tuple[Iterator[Harvested], str]:
    from kg.wikidata import Wikidata  # noqa: PLC0415
    from kg.wikidata.harvest import harvest  # noqa: PLC0415

    wikidata = Wikidata(settings, tell=lambda message: click.echo(f"Wikidata: {message}", err=True))
    wikidata.forget_old()
    return harvest(wikidata, classes, ontology, watch=watch), settings.query_url


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """Progress on a terminal: a bar with what is under way."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - people's terminals alone
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (BarColumn(bar_width=24), TaskProgressColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=_TOTAL)

        def watch(seen: object) -> None:
            from kg.wikidata.harvest import Progress as Seen  # noqa: PLC0415

            assert isinstance(seen, Seen)
            done = _TOTAL * seen.done // max(1, seen.total)
            bar.update(task, completed=done, description=f"{plural(seen.taken, 'item')}  {seen.step}")

        yield watch


def _told(rows: list[Row], difference: Difference) -> str:
    parts = [plural(len(rows), "item")]
    parts += [f"{len(found):,} {word}" for word, found in _kinds(difference) if found]
    return ", ".join(parts) if len(parts) > 1 else f"{parts[0]}, nothing has changed"


def _kinds(difference: Difference) -> tuple[tuple[str, list[Row]], ...]:
    return (
        ("added", list(difference.added)),
        ("removed", list(difference.removed)),
        ("changed", [row for row, _ in difference.changed]),
    )


def _write_changes(difference: Difference) -> None:
    columns = {row.wikidata: names for row, names in difference.changed}
    for word, found in _kinds(difference):
        for row in found:
            what = ",".join(columns[row.wikidata]) if word == "changed" else ""
            click.echo("\t".join((word, row.wikidata, row.type, row.label, what)))


@gazetteer.command()
@gazetteer_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(*, gazetteer: tuple[Path, ...], as_json: bool) -> None:
    """Tell what linking knows: sources with version, number of names and ids, where they are, and how old.

    \b
    Examples:
      dateline gazetteer info
      dateline gazetteer info --gazetteer wikidata.tsv --json
    """
    from kg.gazetteer.inventory import take_inventory  # noqa: PLC0415

    compile_gazetteer(gazetteer)
    found = take_inventory(gazetteer)
    if as_json:
        import dataclasses  # noqa: PLC0415
        import json  # noqa: PLC0415

        click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.where}")
    click.echo(f"{found.entries:>10,}  entries, {found.linked:,} of them with a Wikidata id, {found.located:,} with a point")
    click.echo(f"{found.names:>10,}  names")
    for source in found.sources:
        click.echo(f"{source.entries:>10,}  from {source.name}: {source.version}" + (f" ({source.where})" if source.where else ""))
        for note in source.notes:
            click.echo(f"{'':>12}{note}")


@gazetteer.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--ontology", multiple=True, type=FILE, help="A Turtle file with classes of your own (repeatable).")
@click.pass_context
def check(ctx: click.Context, *, files: tuple[Path, ...], ontology: tuple[Path, ...]) -> None:
    """Check gazetteer files: junk names, wrong ids, unknown classes, things listed twice. One problem a line; exit code 1 if any.

    \b
    Examples:
      dateline gazetteer check names.tsv
      dateline gazetteer check wikidata.tsv places.ttl
    """
    from kg.gazetteer.checking import check_file  # noqa: PLC0415 - --help answers at once
    from kg.ontology import Ontology  # noqa: PLC0415

    vocabulary = Ontology.load(ontology)
    count = 0
    for file in files:
        for problem in check_file(file, vocabulary):
            click.echo(str(problem))
            count += 1
    click.echo(f"{plural(len(files), 'file')}, {plural(count, 'problem')}", err=True)
    if count:
        ctx.exit(ExitCode.ERROR)
