"""What people decided about links, in a file that they keep under version control: one line an entity, sorted, with date and note.

Columns (tab-separated; lines that begin with ``#`` are notes):

=========  =====================================================================================================
entity     the last part of the entity's IRI ("tripoli-lb"), which is the same in every dataset
decision   ``accept`` or ``set``: the entity is that item; ``reject``: it is not that item, or (without an id) none
wikidata   the id
match      ``exact`` or ``close``: the same thing, or only close to it (the family of a variant)
date       when it was decided
note       why, in the reviewer's words
=========  =====================================================================================================

An entity has one line with ``accept`` or ``set``, or any number with ``reject``.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Literal, get_args

from kg.errors import DecisionError

Verdict = Literal["accept", "set", "reject"]
Match = Literal["exact", "close"]
HEADER = "# Decisions about links, made with dateline links; they win over what linking finds. May be edited: one line an entity."
_QID = re.compile(r"Q[1-9]\d*")
_NAME = re.compile(r"[^\s/<>\"]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision about one entity. `wikidata` is None only where it is not to be linked at all."""

    entity: str
    decision: Verdict
    wikidata: str | None = None
    match: Match = "exact"
    date: str = ""
    note: str = ""


COLUMNS = tuple(f.name for f in fields(Decision))


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a file, by entity."""

    by_entity: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self.by_entity.values()))

    def __iter__(self) -> Iterator[Decision]:
        for entity in sorted(self.by_entity):
            yield from self.by_entity[entity]

    def of(self, entity: str) -> tuple[Decision, ...]:
        """The decisions about an entity; empty if there is none."""
        return self.by_entity.get(entity, ())

    def with_(self, new: Iterable[Decision]) -> Decisions:
        """These decisions, with the new ones in the place of those that they contradict."""
        by_entity = dict(self.by_entity)
        for decision in new:
            kept = () if decision.wikidata is None else by_entity.get(decision.entity, ())
            if decision.decision == "reject":
                kept = tuple(k for k in kept if k.decision == "reject" and k.wikidata not in (None, decision.wikidata))
            else:
                kept = ()
            by_entity[decision.entity] = tuple(sorted((*kept, decision), key=lambda d: d.wikidata or ""))
        return Decisions(by_entity)

    @classmethod
    def read(cls, path: Path) -> Decisions:
        """The decisions of a file.

        Raises:
            DecisionError: it cannot be read, or a line has no sense; the message names the line.
        """
        found: dict[str, list[Decision]] = {}
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DecisionError(f"{path}: cannot be read as UTF-8 text ({error})") from error
        header: list[str] | None = None
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = next(csv.reader([line], delimiter="\t"))
            if header is None:
                header = cells
                if not {"entity", "decision", "wikidata"} <= set(header):
                    raise DecisionError(f"{path}, line {number}: no columns entity, decision and wikidata (tab-separated)")
                continue
            decision = _decision(dict(zip(header, (c.strip() for c in cells), strict=False)), f"{path}, line {number}")
            others = found.setdefault(decision.entity, [])
            if others and (decision.decision != "reject" or others[0].decision != "reject"):
                raise DecisionError(f"{path}, line {number}: {decision.entity} is decided twice; keep one of the lines")
            others.append(decision)
        return cls({entity: tuple(sorted(ds, key=lambda d: d.wikidata or "")) for entity, ds in found.items()})

    def write(self, path: Path) -> None:
        """Write the file in one step, sorted by entity.

        Raises:
            DecisionError: it cannot be written; the old file is as it was.
        """
        text = io.StringIO()
        table = csv.writer(text, delimiter="\t", lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows([getattr(decision, column) or "" for column in COLUMNS] for decision in self)
        try:
            handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.", suffix=".tmp")
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                    file.write(f"{HEADER}\n{text.getvalue()}")
                Path(name).chmod(0o644)
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise DecisionError(f"{path}: cannot be written ({error.strerror}); nothing is decided") from error


def _decision(row: dict[str, str], where: str) -> Decision:
    verdict, match = row.get("decision", ""), row.get("match") or "exact"
    if verdict not in get_args(Verdict):
        raise DecisionError(f"{where}: decision is {verdict!r}; it must be accept, set or reject")
    if match not in get_args(Match):
        raise DecisionError(f"{where}: match is {match!r}; it must be exact or close")
    qid = row.get("wikidata") or None
    if qid is not None and not _QID.fullmatch(qid):
        raise DecisionError(f"{where}: wikidata is {qid!r}; it must be an id such as Q42")
    if qid is None and verdict != "reject":
        raise DecisionError(f"{where}: {verdict} needs an id in the column wikidata")
    if not _NAME.fullmatch(row.get("entity", "")):
        raise DecisionError(f"{where}: entity is {row.get('entity', '')!r}; it must be the last part of an entity's IRI")
    date = row.get("date", "")
    try:
        if date:
            dt.date.fromisoformat(date)
    except ValueError as error:
        raise DecisionError(f"{where}: date is {date!r}; it must be YYYY-MM-DD, or empty") from error
    made = Decision(entity=row["entity"], decision="reject", wikidata=qid, date=date, note=row.get("note", ""))
    return replace(made, decision=verdict, match=match)  # type: ignore[arg-type]  # checked above
