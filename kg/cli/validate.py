"""`dateline validate`: whether data keep the rules."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.dataset import open_store
from kg.cli.options import FILE, store_option
from kg.cli.report import plural
from kg.errors import ValidationError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.ontology import Ontology


@click.command()
@click.argument("file", required=False, type=FILE)
@store_option
@click.option("--ontology", multiple=True, type=FILE, help="The Turtle files with your own classes that the data were made with.")
@click.option("--owl", is_flag=True, help="Reason over the data too (HermiT, needs Java; seconds for some thousand triples).")
def validate(*, file: Path | None, store: str, ontology: tuple[Path, ...], owl: bool) -> None:
    """Check a dataset or a file against the shapes.

    The rules are the SHACL shapes, and what SHACL cannot say: that each quote is the article's text at its offsets, and no
    event lacks a claim. FILE is RDF in any syntax, told by its ending; without it, the dataset is checked. Violations are
    printed; the exit code is 1 if there are any.

    \b
    Examples:
      dateline validate
      dateline validate graph.trig
      dateline validate --owl
      dateline validate --store mine.store --ontology my-events.ttl
    """
    from kg.ontology import Ontology  # noqa: PLC0415 - --help answers at once
    from kg.store.loading import read_quads  # noqa: PLC0415
    from kg.validate import validate as check  # noqa: PLC0415

    vocabulary = Ontology.load(ontology)
    with ExitStack() as stack:
        source = file or stack.enter_context(open_store(store, ontology=vocabulary))
        report = check(source, ontology=vocabulary)
        click.echo(report.text)
        if not report.conforms:
            raise ValidationError(f"{file or store}: {plural(len(report.violations), 'violation')} of the shapes and checks")
        if owl:
            reason(vocabulary, read_quads(source) if isinstance(source, Path) else source.quads(), name=str(file or store))


def reason(vocabulary: Ontology, quads: Iterable[ox.Quad], *, name: str) -> None:
    """Hold the default graph against the logic of the ontology.

    Raises:
        ValidationError: they contradict each other, or there is no Java to find out with.
    """
    import pyoxigraph as ox  # noqa: PLC0415 - --help answers at once

    from kg.reasoning import Inconsistent, Unavailable, check_consistency  # noqa: PLC0415

    found = check_consistency(vocabulary, (quad for quad in quads if quad.graph_name == ox.DefaultGraph()))
    if isinstance(found, Unavailable):
        raise ValidationError(f"{name}: conforms to the shapes, but was not reasoned over ({found.reason})")
    if isinstance(found, Inconsistent):
        click.echo(str(found))
        raise ValidationError(f"{name}: contradicts the ontology")
    click.echo(f"consistent: a reasoner found no contradiction in {found.triples:,} triples")
