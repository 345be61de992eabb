"""`dateline remove`: take articles out of a dataset."""

from __future__ import annotations

import click

from kg.cli.dataset import open_store
from kg.cli.options import store_option
from kg.errors import InputError


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@store_option
def remove(*, articles: tuple[str, ...], store: str) -> None:
    """Take articles out of a dataset.

    What they alone support goes with them. ARTICLE is an article's id, its IRI or its sha256; `dateline info --articles` lists them.

    \b
    Examples:
      dateline remove story.txt
      dateline remove story-1 story-2 --store kharkiv.store
    """

    with open_store(store, mode="write", existing=True) as dataset:
        unknown = [article for article in articles if not dataset.has(article)]
        if unknown:
            raise InputError(f"{', '.join(unknown)}: no such article in {store}, nothing was removed; see dateline info --articles")
        for article in articles:
            dataset.remove(article)
            click.echo(f"removed {article}", err=True)
