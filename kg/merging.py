"""When two articles report one event: the key that both reports come to by themselves.

Two reports are one event when kind, day, place and participants agree (rule and lists: `ontology/merging.toml`). The key is made from
one article alone, so the event has the same IRI on every machine, candidates need no search, and the order of input cannot matter.
A report that lacks the day, a near place or a named participant has no key and stays an event of its article: precision first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.model import Entity, Event
from kg.ontology import Ontology
from kg.resources import data_path

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class MergingRules:
    """`ontology/merging.toml`, section events."""

    places: tuple[str, ...]
    families: Mapping[str, str]
    """The name of the family (its group's first kind) of each kind that a group names."""
    mutual: frozenset[str]
    roles: tuple[str, ...]
    targets: tuple[str, ...]

    @classmethod
    @cache
    def load(cls) -> MergingRules:
        with data_path("ontology", "merging.toml").open("rb") as file:
            data = tomllib.load(file)["events"]
        families = {kind: group[0] for group in data["families"] for kind in group}
        return cls(
            places=tuple(data["places"]),
            families=families,
            mutual=frozenset(data["mutual"]),
            roles=tuple(data["roles"]),
            targets=tuple(data["targets"]),
        )


def family(kind: str, ontology: Ontology, rules: MergingRules) -> str:
    """The family of a kind: that of the nearest superclass that has one, else the kind itself."""
    return next((rules.families[c] for c in ontology.ancestors(kind) if c in rules.families), kind)


def merge_key(event: Event, entities: Mapping[str, Entity], world: Mapping[str, str], ontology: Ontology) -> tuple[object, ...] | None:
    """The key under which reports of an event meet, or None where the report has too little for one.

    Args:
        entities: the document's entities by id.
        world: the IRIs of those that have a name in the world (`kg.naming`), by id.
    """
    rules = MergingRules.load()
    day = event.date
    if day is None or day.value is None or not _DAY.fullmatch(day.value) or day.until not in (None, day.value):
        return None
    near = {a.entity for a in event.place if ontology.isa(entities[a.entity].type, *rules.places)}
    places = {world.get(e) for e in near}
    place = places.pop() if len(places) == 1 else None
    if place is None:
        return None
    named, unnamed = _participants(event, entities, world, rules, place)
    if not named:
        return None
    classes = {_target_class(kind, ontology, rules) for kind in unnamed}
    kind = family(event.type, ontology, rules)
    if not rules.mutual.isdisjoint(ontology.ancestors(event.type)):
        return kind, day.value, place, sorted({iri for _, iri in named})
    return kind, day.value, place, sorted(named), sorted(classes)


def _target_class(kind: str, ontology: Ontology, rules: MergingRules) -> str:
    """What a target without a name counts as: "PowerPlant" and "Substation" are both an "EnergyFacility"."""
    return next((c for c in ontology.ancestors(kind) if c in rules.targets), kind)


def _participants(
    event: Event, entities: Mapping[str, Entity], world: Mapping[str, str], rules: MergingRules, place: str
) -> tuple[set[tuple[str, str]], set[str]]:
    """The named participants with their roles (the place itself is none), and the classes of the unnamed targets."""
    named: set[tuple[str, str]] = set()
    classes: set[str] = set()
    for argument in event.arguments:
        if argument.role in rules.roles:
            iri = world.get(argument.entity)
            if iri is None and argument.role == "target":
                classes.add(entities[argument.entity].type)
            elif iri is not None and iri != place:
                named.add((argument.role, iri))
    return named, classes
