"""`dateline info`: what a dataset holds."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from kg.cli.dataset import open_store
from kg.cli.options import store_option

if TYPE_CHECKING:
    from kg.store import Dataset

_COUNTS = ("articles", "entities", "linked", "events", "unrealized", "claims", "figures", "mentions", "triples", "quads")
_MEANINGS = {
    "linked": "entities with a link to Wikidata",
    "unrealized": "events denied, planned or only possible",
    "triples": "in the default graph, without the ontology",
}
_SHOWN = 12


@click.command()
@store_option
@click.option("--articles", is_flag=True, help="List the articles instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(*, store: str, articles: bool, as_json: bool) -> None:
    """Tell what a dataset holds, counted; or list its articles.

    \b
    Examples:
      dateline info
      dateline info --articles
      dateline info --json
    """

    with open_store(store) as dataset:
        if articles:
            _list_articles(dataset, as_json=as_json)
            return
        found = dataset.info()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), default=dict, indent=2))
        return
    click.echo(f"{found.where} (ontology {found.ontology})" if found.ontology else f"{found.where} (no article was ever stored)")
    for name in _COUNTS:
        meaning = f"  {_MEANINGS[name]}" if name in _MEANINGS else ""
        click.echo(f"{getattr(found, name):>10,}  {name}{meaning}")
    for title, counts in (("entities", found.entities_by_class), ("events", found.events_by_class), ("status", found.events_by_status)):
        if counts:
            click.echo(f"{title}: {_most(counts)}")


def _most(counts: Mapping[str, int]) -> str:
    shown = [f"{name} {number:,}" for name, number in list(counts.items())[:_SHOWN]]
    more = [f"and {len(counts) - _SHOWN} more"] if len(counts) > _SHOWN else []
    return ", ".join(shown + more)


def _list_articles(dataset: Dataset, *, as_json: bool) -> None:
    records = dataset.articles()
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(record) for record in records], ensure_ascii=False, indent=2))
        return
    if sys.stdout.isatty():
        from kg.cli.tables import write_articles  # noqa: PLC0415 - rich, for people alone

        write_articles(records)
        return
    for record in records:
        click.echo("\t".join((record.id, record.published or "", record.publisher or "", record.title or "", record.iri)))
