"""When two articles report one event: the key that both reports come to by themselves.

Two reports are one event when kind, day, place and participants agree (rule and lists: `ontology/merging.toml`). The key is made from
one article alone, so the event has the same IRI on every machine, candidates need no search, and the order of input cannot matter.
A report that lacks the day, a near place or a named participant has no key and stays an event of its article: precision first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kg.model import Entity, Event, Relation
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
    parties: tuple[str, ...]
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
            parties=tuple(data["parties"]),
            targets=tuple(data["targets"]),
        )


def family(kind: str, ontology: Ontology, rules: MergingRules) -> str:
    """The family of a kind: that of the nearest superclass that has one, else the kind itself."""
    return next((rules.families[c] for c in ontology.ancestors(kind) if c in rules.families), kind)


def merge_key(
    event: Event,
    entities: Mapping[str, Entity],
    world: Mapping[str, str],
    ontology: Ontology,
    *,
    stands_for: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> tuple[object, ...] | None:
    """The key under which reports of an event meet, or None where the report has too little for one.

    Args:
        entities: the document's entities by id.
        world: the IRIs of those that have a name in the world (`kg.naming`), by id.
        stands_for: for what has no name, the IRIs of what it acts for, by id ("Russian forces": Russia; see `represented`).
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
    kind = family(event.type, ontology, rules)
    if not rules.mutual.isdisjoint(ontology.ancestors(event.type)):
        parties = {iri for a in event.arguments if a.role in rules.parties for iri in _names(a.entity, world, stands_for)} - {place}
        return (kind, day.value, place, sorted(parties)) if parties else None
    named, unnamed = _participants(event, entities, world, rules, stands_for)
    named = {(role, iri) for role, iri in named if iri != place}
    if not named:
        return None
    return kind, day.value, place, sorted(named), sorted({_target_class(c, ontology, rules) for c in unnamed})


def represented(relations: Iterable[Relation], world: Mapping[str, str]) -> dict[str, set[str]]:
    """For each entity without a name, the named ones that it belongs to or is used by."""
    found: dict[str, set[str]] = {}
    for relation in relations:
        if (
            relation.type in ("affiliation", "memberOf", "operator")
            and relation.object
            and relation.object in world
            and relation.subject not in world
        ):
            found.setdefault(relation.subject, set()).add(world[relation.object])
    return found


def _target_class(kind: str, ontology: Ontology, rules: MergingRules) -> str:
    """What a target without a name counts as: "PowerPlant" and "Substation" are both an "EnergyFacility"."""
    return next((c for c in ontology.ancestors(kind) if c in rules.targets), kind)


def _participants(
    event: Event,
    entities: Mapping[str, Entity],
    world: Mapping[str, str],
    rules: MergingRules,
    stands_for: Mapping[str, Collection[str]],
) -> tuple[set[tuple[str, str]], set[str]]:
    """The named participants with their roles, and the classes of the unnamed targets. An agent may stand for what it belongs to."""
    named: set[tuple[str, str]] = set()
    unnamed: set[str] = set()
    for argument in event.arguments:
        if argument.role == "agent":
            named |= {("agent", iri) for iri in _names(argument.entity, world, stands_for)}
        elif argument.role in rules.roles and argument.entity in world:
            named.add((argument.role, world[argument.entity]))
        elif argument.role == "target":
            unnamed.add(entities[argument.entity].type)
    return named, unnamed


def _names(entity: str, world: Mapping[str, str], stands_for: Mapping[str, Collection[str]]) -> Collection[str]:
    return (world[entity],) if entity in world else stands_for.get(entity, ())
