"""Documents and query results as people read them on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.cli.report import plural
from kg.model import Argument, Claim, Document, Event

if TYPE_CHECKING:
    from kg.link.review import Row as Link
    from kg.results import Table as Results
    from kg.store import ArticleRecord

PIPE_WIDTH = 160
"""Columns where the output is no terminal, which would tell its own."""

READABLE_WIDTH = 18
"""Characters that a column of a table should have, if its cells are that long: narrower ones break words over many lines."""


def console() -> Console:
    """Standard output; a pipe gets wide plain lines."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


def write_documents(documents: Iterable[Document], *, explain: bool) -> None:
    """A table of events for each article; with `explain`, the rule behind each event and the words of each claim."""
    out = console()
    for document in documents:
        article = document.article
        counted = ((document.events, "event"), (document.entities, "entity"), (document.claims, "claim"))
        said = ", ".join(plural(len(found), noun) for found, noun in counted)
        out.print(Text(f"{article.id}  {article.published or 'no date of publication'}  ({said})", style="bold"))
        labels = {entity.id: entity.label for entity in document.entities}
        claims = _claims_by_event(document)
        out.print(_event_table(document, labels, claims))
        if explain:
            for event in document.events:
                out.print(_explanation(event, labels, claims.get(event.id, ())))
        out.print()


def _claims_by_event(document: Document) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in document.claims:
        for about in claim.about:
            found.setdefault(about, []).append(claim)
    return found


def _event_table(document: Document, labels: Mapping[str, str], claims: Mapping[str, list[Claim]]) -> Table:
    table = Table("event", "trigger", "who", "what to whom", "where", "when", "figures", "says who", box=None, pad_edge=False)
    for event in document.events:
        about = claims.get(event.id, [])
        table.add_row(
            Text(event.type, style="cyan"),
            Text(event.trigger.text),
            Text(_fillers(event.arguments, labels, "agent")),
            Text(_roles(event, labels)),
            Text(_fillers(event.place, labels, "place")),
            Text((event.date.value or event.date.text) if event.date else ""),
            Text("; ".join(figure.text for figure in event.figures)),
            Text("; ".join(dict.fromkeys(_voice(claim, labels) for claim in about))),
        )
    return table


def _fillers(arguments: Iterable[Argument], labels: Mapping[str, str], role: str) -> str:
    return ", ".join(dict.fromkeys(labels[argument.entity] for argument in arguments if argument.role == role))


def _roles(event: Event, labels: Mapping[str, str]) -> str:
    """What fills the roles but the agent's: ``target: a depot, a bridge; instrument: drones``."""
    roles = dict.fromkeys(argument.role for argument in event.arguments if argument.role != "agent")
    return "; ".join(f"{role}: {_fillers(event.arguments, labels, role)}" for role in roles)


def _voice(claim: Claim, labels: Mapping[str, str]) -> str:
    """Who says it and how: ``Reuters``, ``Kyiv (Denies)``, ``the article (Possible, Future)``."""
    who = labels[claim.claimant] if claim.claimant else "the article"
    plain = {"States", "Affirmed", "Certain", "NonFuture"}
    how = [word for word in (claim.stance, claim.polarity, claim.certainty, claim.temporality) if word not in plain]
    return f"{who} ({', '.join(how)})" if how else who


def _explanation(event: Event, labels: Mapping[str, str], claims: Iterable[Claim]) -> Text:
    lines = [f"{event.id} {event.type} “{event.trigger.text}” at {event.trigger.start}: {event.rule or 'no rule given'}"]
    lines += [f"    {_voice(claim, labels)}: “{claim.quote}” at {claim.start}" for claim in claims]
    return Text("\n".join(lines))


def write_results(results: Results, *, base: str) -> None:
    """A query's rows as a table or, where the columns would be too narrow to read, one below the other.

    IRIs are short, literals without quotes.
    """
    from kg.results import to_text  # noqa: PLC0415 - the RDF engine, where there are results

    out = console()
    rows = [[to_text(term, base=base) for term in row] for row in results.rows]
    widths = [max(map(len, column)) for column in zip(results.columns, *rows, strict=True)]
    if sum(min(width, READABLE_WIDTH) + 2 for width in widths) > out.width:
        _write_records(out, results.columns, rows)
    else:
        table = Table(*results.columns, box=None, pad_edge=False, header_style="bold")
        for row in rows:
            table.add_row(*map(Text, row))
        out.print(table)
    if results.more:
        out.print(f"… and more than these {len(rows):,} rows: --limit, or --format csv for all")
    else:
        out.print(Text(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}", style="dim"))


def _write_records(out: Console, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for row in rows:
        record = Table(box=None, pad_edge=False, show_header=False)
        record.add_column(style="bold", no_wrap=True)
        record.add_column(overflow="fold")
        for column, cell in zip(columns, row, strict=True):
            if cell:
                record.add_row(column, Text(cell))
        out.print(record)
        out.print()


def write_articles(records: Iterable[ArticleRecord]) -> None:
    """The articles of a dataset."""
    table = Table("id", "published", "publisher", "title", "sha256", box=None, pad_edge=False, header_style="bold")
    for record in records:
        cells = (record.id, record.published, record.publisher, record.title, record.sha256[:12])
        table.add_row(*(Text(cell or "") for cell in cells))
    console().print(table)


_STYLES = {"linked": "green", "geonames": "green", "weak": "yellow", "unlinked": "red", "decided": "cyan"}


def write_links(rows: Iterable[Link]) -> None:
    """Entities with their links, what else they might be, and the words around their first mention."""
    table = Table("entity", "type", "status", "link", "score", "candidates", "evidence", box=None, pad_edge=False, header_style="bold")
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.status] = counts.get(row.status, 0) + 1
        item = row.wikidata or (f"GeoNames {row.geonames}" if row.geonames else "")
        link = f"≈ {item}" if row.match == "close" else item
        name = Text(row.entity)
        status = Text(row.status, style=_STYLES[row.status])
        table.add_row(name, Text(row.type), status, Text(link), Text(row.score), Text(row.candidates), Text(row.evidence, style="dim"))
    out = console()
    out.print(table)
    out.print(Text(", ".join(f"{number:,} {status}" for status, number in counts.items()) or "nothing to list", style="dim"))
