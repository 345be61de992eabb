"""When two articles report one event: the keys that both reports come to by themselves.

Two reports are one event when family of kind, day, place and those who did it agree; what was hit tells apart only the events of one
article, whose author saw two. This is how conflict data are coded: "two incidents that occur on the same day and place, involving the
same actors and type of activity, will be aggregated into a single event" (ACLED, https://acleddata.com/knowledge-base/how-are-events-disaggregated).

A key is made from one article alone, so an event has the same IRI on every machine, candidates need no search, and the order of input
cannot matter. A report that lacks the day, a near place or a named participant has no key and stays an event of its article: precision
first. The lists are in `ontology/merging.toml`.
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

Key = tuple[object, ...]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class MergingRules:
    """`ontology/merging.toml`, section events."""

    places: tuple[str, ...]
    families: Mapping[str, str]
    """The name of the family (its group's first kind) of each kind that a group names."""
    mutual: frozenset[str]
    struck: tuple[str, ...]
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
            struck=tuple(data["struck"]),
            parties=tuple(data["parties"]),
            targets=tuple(data["targets"]),
        )


def family(kind: str, ontology: Ontology, rules: MergingRules) -> str:
    """The family of a kind: that of the nearest superclass that has one, else the kind itself."""
    return next((rules.families[c] for c in ontology.ancestors(kind) if c in rules.families), kind)


def merge_keys(
    event: Event,
    entities: Mapping[str, Entity],
    world: Mapping[str, str],
    ontology: Ontology,
    *,
    stands_for: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> tuple[Key, ...]:
    """The keys under which reports of an event meet: who did it, and for a second such event of an article, what was hit as well.

    None, where the report has too little for one.

    Args:
        entities: the document's entities by id.
        world: the IRIs of those that have a name in the world (`kg.naming`), by id.
        stands_for: for what has no name, the IRIs of what it acts for, by id ("Russian forces": Russia; see `represented`).
    """
    rules = MergingRules.load()
    day = event.date
    if day is None or day.value is None or not _DAY.fullmatch(day.value) or day.until not in (None, day.value):
        return ()
    near = {a.entity for a in event.place if ontology.isa(entities[a.entity].type, *rules.places)}
    places = {world.get(e) for e in near}
    place = places.pop() if len(places) == 1 else None
    if place is None:
        return ()
    common = family(event.type, ontology, rules), day.value, place
    if not rules.mutual.isdisjoint(ontology.ancestors(event.type)):
        parties = {iri for a in event.arguments if a.role in rules.parties for iri in _names(a.entity, world, stands_for)} - {place}
        return ((*common, sorted(parties)),) if parties else ()
    agents = {iri for a in event.arguments if a.role == "agent" for iri in _names(a.entity, world, stands_for)} - {place}
    struck = [a for a in event.arguments if a.role in rules.struck]
    named = {world[a.entity] for a in struck if a.entity in world} - {place}
    unnamed = {_target_class(entities[a.entity].type, ontology, rules) for a in struck if a.role == "target" and a.entity not in world}
    if agents:
        return (*common, "by", sorted(agents)), (*common, "by", sorted(agents), "on", sorted(named), sorted(unnamed))
    return ((*common, "on", sorted(named)),) if named else ()


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


def _names(entity: str, world: Mapping[str, str], stands_for: Mapping[str, Collection[str]]) -> Collection[str]:
    return (world[entity],) if entity in world else stands_for.get(entity, ())
