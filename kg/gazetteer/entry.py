"""What a gazetteer holds: one thing of the world with its names, and where each fact of it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TRUST = {"project": 0, "rigour": 1, "geonames": 2, "user": 3}
"""Sources in order of trust (DESIGN.md section 6)."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entry. A weak one is also an ordinary word or another name: it counts only where the context agrees."""

    text: str
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sense of a name. `type` is a class of the ontology, `parent` the key of the place it lies in."""

    key: str
    label: str
    type: str
    names: tuple[str, ...] = ()
    wikidata: str | None = None
    match: Literal["exact", "close"] = "exact"
    """What `wikidata` is to this entry: the same thing, or only close to it (the family of a variant, the building of a government)."""
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None
    approximate: bool = False
    """Whether the point is not its own: the centre of a region's towns, a town near, or the region it lies in."""
    country: str | None = None
    """ISO 3166-1 alpha-2 code of the country it lies in, is, or belongs to."""
    admin1: str | None = None
    """GeoNames' code of its first-level region, within its country."""
    population: int = 0
    capital: bool = False
    """Whether a country is governed from it (GeoNames)."""
    pages: int = 0
    """Pages about it in Wikimedia's projects, where it was found online: how well known it is."""
    source: str = "project"
    parent: str | None = None
    evidence: str = ""
    weak: bool = False
    """Whether the name it was found by is weak: take it only where context says so (a statistical place name, "in", "near" before it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An entry on its way into the compiled gazetteer, with what merging and placing need."""

    entry: Entry
    names: tuple[Name, ...]
    demonyms: tuple[str, ...] = ()
    territory: str | None = None
    """rigour's code, where the record is or describes one of its territories."""
    seat: str | None = None
    """The town a region is governed from: tells which GeoNames region it is."""
    near: int | None = None
    """GeoNames id of a town in or beside it, whose point stands for its own."""
