"""What an event is called: one readable line, made from its article alone.

``drone strike on a power station in Sumy, 1 July 2025``; without a target ``drone strike by Russia in Sumy``; for talks
``negotiation between Russia and Ukraine in Istanbul``. The prepositions are in `ontology/labels.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.model import Document, Entity, Event
from kg.ontology import Ontology
from kg.resources import data_path

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DETERMINED = re.compile(
    r"(?:a|an|the|its|his|her|their|our|two|three|four|five|six|seven|eight|nine|ten|some|several|many|dozens|hundreds|\d\S*)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:[^s]s|men|people|children|aircraft|personnel|troops)$")
_NUMBER = re.compile(
    r"(?:(?:more than|less than|fewer than|at least|at most|up to|over|under|about|around|nearly|almost|some) )?[\d,.]+", re.IGNORECASE
)
"""A number that stands for people or things which the text does not name again ("killing 12 soldiers and wounding 60")."""
_LONGEST = 60
"""Characters of one participant in a label: more is a clause, and cut."""


@dataclass(frozen=True, slots=True)
class LabelRules:
    """`ontology/labels.toml`."""

    target: Mapping[str, str]
    mutual: frozenset[str]

    @classmethod
    @cache
    def load(cls) -> LabelRules:
        with data_path("ontology", "labels.toml").open("rb") as file:
            data = tomllib.load(file)
        return cls(data["target"], frozenset(data["mutual"]["kinds"]))


def event_labels(document: Document, ontology: Ontology) -> dict[str, str]:
    """The labels of a document's events, by the event's id."""
    rules = LabelRules.load()
    entities = {e.id: e for e in document.entities}
    return {event.id: _event_label(event, entities, ontology, rules) for event in document.events}


def display_label(entity: Entity) -> str:
    """The entity's canonical name: the gazetteer's, where it is linked, or else its own."""
    return entity.link.label if entity.link and entity.link.label and entity.named else entity.label


def readable_date(value: str) -> str:
    """A day, month or year as people write it: "1 July 2025", "July 2025", "2025"; what is none of them, as it is."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    if match is None or (match[2] and not 1 <= int(match[2]) <= 12):
        return value
    return " ".join(p for p in (match[3] and str(int(match[3])), match[2] and MONTHS[int(match[2]) - 1], match[1]) if p)


def _event_label(event: Event, entities: Mapping[str, Entity], ontology: Ontology, rules: LabelRules) -> str:
    places = [entities[a.entity] for a in event.place if a.entity in entities]
    where = min(places, key=lambda e: _width(e, ontology)) if places else None
    if where is not None and any(a.role == "target" and a.entity == where.id for a in event.arguments) and _is_site(where, ontology):
        where = None  # a facility that is hit is what is hit, rather than where
    words = [ontology.label(event.type), *_parties(event, entities, ontology, rules, where)]
    if where is not None:
        words += ["at" if _is_site(where, ontology) else "in", _phrase(where)]
    label = " ".join(words)
    return f"{label}, {readable_date(event.date.value)}" if event.date and event.date.value else label


def _parties(event: Event, entities: Mapping[str, Entity], ontology: Ontology, rules: LabelRules, where: Entity | None) -> list[str]:
    def fillers(*roles: str) -> list[Entity]:
        found = {a.entity: entities[a.entity] for a in event.arguments if a.role in roles and a.entity in entities}
        return [e for e in found.values() if (where is None or e.id != where.id) and not _NUMBER.fullmatch(e.label)]

    above = ontology.ancestors(event.type)
    if not rules.mutual.isdisjoint(above):
        both = fillers("agent", "target", "recipient")
        if both:
            return ["between" if len(both) > 1 else "with", _listed(both)]
    targets = fillers("target") or fillers("victim")
    if targets:
        return [next((rules.target[c] for c in above if c in rules.target), "of"), _listed(targets)]
    agents = fillers("agent")
    return ["by", _listed(agents)] if agents else []


def _listed(entities: Sequence[Entity]) -> str:
    names = [_phrase(e) for e in entities[:3]]
    if len(entities) > 3:
        return f"{', '.join(names)} and others"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _phrase(entity: Entity) -> str:
    """The entity in running text: "Sumy", "a power station", "the centre of Sumy", "Russian drones"."""
    label = " ".join(display_label(entity).split())
    if len(label) > _LONGEST:
        label = label[:_LONGEST].rsplit(" ", 1)[0] + "…"
    head = label.split(" of ")[0]
    plural = entity.attributes.get("count", 1) != 1 or _PLURAL.search(head)
    if entity.named or plural or _DETERMINED.match(label) or label[:1].isupper():
        return label
    if head != label and label[len(head) + 4 : len(head) + 5].isupper():
        return f"the {label}"
    return f"{'an' if label[:1].lower() in 'aeiou' else 'a'} {label}"


def _is_site(entity: Entity, ontology: Ontology) -> bool:
    return ontology.isa(entity.type, "Facility", "CivilAsset", "MilitaryAsset")


def _width(entity: Entity, ontology: Ontology) -> int:
    """How wide a place is: the label names the narrowest."""
    order = ("Facility", "Settlement", "PhysicalFeature", "Region", "Country")
    return next((i for i, kind in enumerate(order) if ontology.isa(entity.type, kind)), len(order))
