"""`dateline links`: what is linked to Wikidata, what is not, and what people decide about it."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.compiling import compile_gazetteer
from kg.cli.dataset import open_store
from kg.cli.decisions import DEFAULT_DECISIONS, decisions_option
from kg.cli.options import FILE, gazetteer_option, store_option
from kg.cli.report import plural
from kg.errors import DecisionError

if TYPE_CHECKING:
    from kg.link.decisions import Decision, Match
    from kg.link.review import Review, Row

FORMATS = ("table", "csv", "tsv", "json")
STATUSES = ("linked", "geonames", "weak", "unlinked", "decided")
_QID = re.compile(r"Q[1-9]\d*")


@click.command()
@click.argument("names", nargs=-1, metavar="[ENTITY]...")
@click.option("--status", multiple=True, type=click.Choice(STATUSES), help="Only these (repeatable); default: all.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="No more than N entities.")
@click.option("--format", "-f", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, csv to a pipe.")
@click.option("--accept", multiple=True, metavar="ENTITY", help="The link it has is right (repeatable).")
@click.option(
    "--reject",
    multiple=True,
    metavar="ENTITY[=QID]",
    help="It is not that item; without an id: not the one it is linked to now (repeatable).",
)
@click.option("--unlink", multiple=True, metavar="ENTITY", help="It is to have no link at all (repeatable).")
@click.option("--set", "sets", multiple=True, metavar="ENTITY=QID", help="It is this item (repeatable).")
@click.option("--close", is_flag=True, help="With --set: it is only close to that item, as a variant is to its family.")
@click.option("--note", default="", metavar="TEXT", help="Why: kept with the decisions.")
@click.option("--apply", "apply_all", is_flag=True, help="Apply all decisions of the file to the dataset, as after an edit by hand.")
@click.option("--same-as", is_flag=True, help="Write owl:sameAs for every exact link of the dataset.")
@decisions_option
@gazetteer_option
@click.option("--ontology", multiple=True, type=FILE, help="A Turtle file with classes of your own (repeatable).")
@store_option
def links(
    *,
    names: tuple[str, ...],
    status: tuple[str, ...],
    limit: int | None,
    form: str | None,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    unlink: tuple[str, ...],
    sets: tuple[str, ...],
    close: bool,
    note: str,
    apply_all: bool,
    same_as: bool,
    decisions: Path | None,
    gazetteer: tuple[Path, ...],
    ontology: tuple[Path, ...],
    store: str,
) -> None:
    """List the named entities of a dataset with their links to Wikidata; decide about them.

    A link is weak where its score is low, another item came near, or the match is only close; "geonames" is a sure link to a place
    of GeoNames for which no Wikidata item is known. Candidates are what came second, or for what is unlinked, what the gazetteer
    offers. ENTITY is an entity's name in its IRI, its label, or its IRI.

    Decisions go to a text file for version control. They win over what linking finds, in the dataset at once, and whenever build,
    extract or load run with that file. An entity's IRI does not change.

    \b
    Examples:
      dateline links --status weak --status unlinked
      dateline links --format csv > links.csv
      dateline links --accept sumy --note "seen on the map"
      dateline links --set Kyiv=Q1899 --reject tripoli-lb
      dateline links --apply --same-as
    """
    from kg.gazetteer import Gazetteer  # noqa: PLC0415 - --help answers at once
    from kg.link.decisions import Decisions  # noqa: PLC0415
    from kg.link.making import facts_about  # noqa: PLC0415
    from kg.link.review import Review  # noqa: PLC0415
    from kg.ontology import Ontology  # noqa: PLC0415

    deciding = bool(accept or reject or unlink or sets)
    changing = deciding or apply_all or same_as
    if changing and (names or status or limit or form):
        raise click.UsageError("list or decide, one at a time: ENTITY, --status, --limit and --format are for listing")
    if (close and not sets) or (note and not deciding):
        raise click.UsageError("--close goes with --set, and --note with a decision")
    file = decisions or Path(DEFAULT_DECISIONS)
    if apply_all and not file.exists():
        raise DecisionError(f"{file}: there is no such file of decisions")
    vocabulary = Ontology.load(ontology)
    held = Decisions.read(file) if file.exists() else Decisions()
    with open_store(store, mode="write" if changing else "read", ontology=vocabulary, existing=True) as dataset:
        compile_gazetteer(gazetteer)
        known = Gazetteer.load(gazetteer)
        review = Review(dataset, held, vocabulary, known)
        if not changing:
            _write(review.rows(wanted=status or STATUSES, names=names, limit=limit), form)  # type: ignore[arg-type]  # click chose
            return
        new = list(_decided(review, accept, reject, unlink, sets, match="close" if close else "exact", note=note))
        held = held.with_(new)
        if new:
            held.write(file)
            click.echo(f"{file}: {plural(len(new), 'decision')} written, {len(held):,} in all", err=True)
        changed = dataset.relink(held if new or apply_all else Decisions(), facts=lambda qid: facts_about(qid, known), same_as=same_as)
        click.echo(f"{store}: {plural(changed, 'entity')} changed", err=True)


def _decided(
    review: Review,
    accept: Sequence[str],
    reject: Sequence[str],
    unlink: Sequence[str],
    sets: Sequence[str],
    *,
    match: Match,
    note: str,
) -> Iterator[Decision]:
    """The decisions that the options come to.

    Raises:
        DecisionError: there is no such entity, or it has no link that could be accepted or rejected.
    """
    from kg.link.decisions import Decision  # noqa: PLC0415

    day, why = dt.datetime.now(dt.UTC).date().isoformat(), " ".join(note.split())
    for text in sets:
        name, qid = _pair(text, "--set")
        if qid is None:
            raise click.UsageError(f"--set {text!r}: it must be ENTITY=QID, with an id such as Q42")
        yield Decision(entity=_name(review, name), decision="set", wikidata=qid, match=match, date=day, note=why)
    for name in accept:
        iri = review.find(name)
        found = review.linked_to(iri)
        if found is None:
            raise DecisionError(
                f"{name!r} has no link to Wikidata that could be accepted{_but_geonames(review, iri)}; give it one with --set ENTITY=QID"
            )
        yield Decision(entity=_name(review, name), decision="accept", wikidata=found, match=review.match_of(iri), date=day, note=why)
    for text in reject:
        name, qid = _pair(text, "--reject")
        iri = review.find(name)
        found = qid or review.linked_to(iri)
        if found is None:
            place = _but_geonames(review, iri)
            how = "take it away with --unlink ENTITY" if place else "say which it must not have: --reject ENTITY=QID"
            raise DecisionError(f"{name!r} has no link to Wikidata that could be rejected{place}; {how}")
        yield Decision(entity=_name(review, name), decision="reject", wikidata=found, date=day, note=why)
    for name in unlink:
        yield Decision(entity=_name(review, name), decision="reject", date=day, note=why)


def _but_geonames(review: Review, iri: str) -> str:
    place = review.place_of(iri)
    return f", only one to GeoNames ({place})" if place else ""


def _name(review: Review, name: str) -> str:
    return review.find(name).rsplit("/", 1)[-1]


def _pair(text: str, option: str) -> tuple[str, str | None]:
    """ENTITY=QID in its parts; a name without an id has None."""
    name, sign, qid = text.rpartition("=")
    if not sign:
        return text, None
    if not _QID.fullmatch(qid.strip()) or not name.strip():
        raise click.UsageError(f"{option} {text!r}: {qid!r} is no id such as Q42")
    return name.strip(), qid.strip()


def _write(rows: Iterator[Row], form: str | None) -> None:
    form = form or ("table" if sys.stdout.isatty() else "csv")
    if form == "json":
        click.echo(json.dumps([dataclasses.asdict(row) for row in rows], ensure_ascii=False, indent=2))
    elif form == "table":
        from kg.cli.tables import write_links  # noqa: PLC0415 - rich, for people alone

        write_links(rows)
    else:
        from kg.link.review import Row  # noqa: PLC0415

        table = csv.writer(sys.stdout, delimiter="\t" if form == "tsv" else ",", lineterminator="\n")
        table.writerow([field.name for field in dataclasses.fields(Row)])
        table.writerows(dataclasses.astuple(row) for row in rows)
