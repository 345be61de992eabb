"""`dateline query` and `dateline queries`: questions to a dataset."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.dataset import open_store
from kg.cli.options import queries_option, store_option, to_mapping
from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.queries import StoredQuery

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "nt", "jsonld", "rdfxml")
TABLE_ROWS = 1_000
"""More rows than a person reads; a table has to be measured whole before its first row can be shown."""


@click.command()
@click.argument("question", metavar="NAME|FILE|SPARQL|-")
@store_option
@click.option("--param", "-p", "values", multiple=True, metavar="NAME=VALUE", callback=to_mapping, help="A parameter (repeatable).")
@queries_option
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    help="Default: table on a terminal, csv to a pipe; turtle for a graph.",
)
@click.option("--limit", type=click.IntRange(min=1), default=TABLE_ROWS, show_default=True, help="Rows that a table shows at most.")
def query(*, question: str, store: str, values: dict[str, str], folder: Path | None, form: str | None, limit: int) -> None:
    """Ask a dataset a question.

    The question is a stored query's name, a file with SPARQL, SPARQL itself (the usual prefixes need not be declared), or -
    for SPARQL on standard input.

    \b
    Examples:
      dateline queries
      dateline query timeline
      dateline query who-attacked-whom --param actor=Russia --format csv > attacks.csv
      dateline query my-question.rq
      dateline query 'SELECT ?event { ?event a dl:Attack }'
    """
    from kg.queries import DatasetNames, bind  # noqa: PLC0415 - --help answers at once
    from kg.sparql import Limits, check_size  # noqa: PLC0415

    stored = find(question, folder)
    with open_store(store) as dataset:
        sparql = bind(stored, values, DatasetNames(dataset))
        check_size(sparql, Limits())  # too many braces would end this process without a word
        try:
            write(dataset.query(sparql), form, base=dataset.base, limit=limit)
        except OSError as error:
            if error.errno is not None:  # ours, as a pipe that nobody reads any more
                raise
            raise QueryError(f"query: a service that it calls cannot be asked ({error})") from error


@click.command()
@click.argument("name", required=False)
@queries_option
def queries(*, name: str | None, folder: Path | None) -> None:
    """List the stored queries, or show one.

    With a NAME: what the query answers, its parameters, and its SPARQL.

    \b
    Examples:
      dateline queries
      dateline queries timeline
    """
    from kg.queries import find_query, load_queries  # noqa: PLC0415 - --help answers at once

    known = load_queries(folder)
    if name is not None:
        show(find_query(known, name))
        return
    if not sys.stdout.isatty():
        for stored in known.values():
            click.echo(f"{stored.name}\t{stored.title}")
        return
    width = max(map(len, known), default=0)
    for stored in known.values():
        click.echo(f"{click.style(stored.name.ljust(width), bold=True)}  {stored.title}")


def find(question: str, folder: Path | None) -> StoredQuery:
    """The query that is meant: standard input, a stored query's name, a file, or SPARQL itself.

    Raises:
        QueryError: it is none of these (with the names that are near), or it is broken.
    """
    from kg.queries import find_query, load_queries, parse_query, read_query  # noqa: PLC0415 - --help answers at once

    if question == "-":
        return parse_query("standard input", sys.stdin.read())
    known = load_queries(folder)
    if question in known:
        return known[question]
    path = Path(question)
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError:  # a name that no file can have, such as one of a thousand letters
        is_folder = is_file = False
    if "{" in question or (" " in question.strip() and not is_folder and not is_file):
        return parse_query("query", _with_prefixes(question))
    if is_folder:
        raise QueryError(f"{question}: a folder; give a file with a query, or the name of a stored one (dateline queries lists them)")
    if is_file:
        return read_query(path)
    if path.suffix == ".rq" or path.parent != Path():
        raise QueryError(f"{question}: there is no such file")
    return find_query(known, question)


def _with_prefixes(sparql: str) -> str:
    """A query typed on the command line need not declare the usual prefixes; those it declares itself win."""
    from kg.vocab import PREFIXES  # noqa: PLC0415 - the RDF engine

    missing = (f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" in sparql and f"<{iri}>" not in sparql)
    return "\n".join([*missing, sparql])


def write(results: Any, form: str | None, *, base: str, limit: int) -> None:
    """Print what the engine gave, in the form asked for, or the one that suits the reader.

    Raises:
        QueryError: the form does not fit the results.
    """
    from kg.results import find_format, shape_of, to_table, write_results  # noqa: PLC0415 - the RDF engine

    shape = shape_of(results)
    if form is None:
        form = "turtle" if shape == "graph" else "table" if sys.stdout.isatty() else "csv"
    if form != "table":
        write_results(results, sys.stdout.buffer, find_format(form, shape))
        sys.stdout.buffer.flush()
    elif shape == "bindings":
        from kg.cli import tables  # noqa: PLC0415 - rich, for people alone

        tables.write_results(to_table(results, limit=limit), base=base)
    elif shape == "boolean":
        click.echo("yes" if results else "no")
    else:
        raise QueryError("table: does not fit the graph that this query gives; there are turtle, nt, jsonld, rdfxml")


def show(stored: StoredQuery) -> None:
    """A stored query for people: what it answers, what it takes, and its text."""
    click.secho(f"{stored.name}: {stored.title}", bold=True)
    for text in (stored.summary, stored.description):
        if text:
            click.echo(text)
    for parameter in stored.parameters:
        notes = [f"default {parameter.default}"] if parameter.default else ["required"] if parameter.required else []
        notes += [f"one of {', '.join(parameter.enumeration)}"] if parameter.enumeration else []
        note = f" ({'; '.join(notes)})" if notes else ""
        click.echo(f"  --param {parameter.name}=<{parameter.type}>  {parameter.description}{note}")
    click.echo(f"\n{stored.body}", nl=False)
