"""What an entity is called in the graph: the last part of its IRI, the same in every article that names it.

* A name that the offline gazetteer knows goes by the gazetteer's label, so "Kiev" and "Kyiv", "Zelensky" and "Zelenskiy" meet,
  whether or not the entry has a QID; where the label has several bearers, the lesser ones carry their sense ("tripoli-lb").
* Any other name goes by itself, folded by the one normaliser (`kg.gazetteer.names`): "the Tu-95MS" is "tu-95-ms".
* The QID plays no part, and neither does a link that was found online or set by a person: an entity keeps its IRI when it gets a link.
* A known name of which linking could not say whose it is ("Tripoli", and nothing else in the text) is an entity of its article.
* A name that many bear ("Defence Ministry", "3rd Brigade", a surname alone) is none of the world's: it needs its country, or it
  stays an entity of its article, like what has no name at all.
* The class is no part of the name, for it may be corrected. Only where one article has two things of one name and of different
  sorts (Georgia the country and Georgia the state, neither of them known) does the second carry its sort.

The lists of generic words are in `ontology/merging.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.gazetteer.names import normalise
from kg.model import Document, Entity
from kg.ontology import Ontology
from kg.resources import data_path

SORTS = ("Country", "Settlement", "Region", "Place", "Organization", "Person", "Group", "MilitaryAsset", "CivilAsset", "Position")
"""The sorts that tell bearers of one name apart within an article, the one that keeps the bare name first."""

NAMED_OFFLINE = ("gazetteer", "by decision")
"""How the method of a link begins whose label and sense the offline gazetteer gave, which a decision leaves as they are. A link that
was found later, online or by a person, must not move the IRI."""
_NUMBER = re.compile(r"\d+|\d*(?:st|nd|rd|th)|[ivx]+")
LONGEST = 60
"""Characters of an IRI's name: a longer one (a clause taken for a name) is cut, and told apart by its hash."""


@dataclass(frozen=True, slots=True)
class NamingRules:
    """`ontology/merging.toml`, section entities."""

    generic: frozenset[str]
    single: tuple[str, ...]

    @classmethod
    @cache
    def load(cls) -> NamingRules:
        with data_path("ontology", "merging.toml").open("rb") as file:
            data = tomllib.load(file)["entities"]
        return cls(frozenset(data["generic"]), tuple(data["single"]))


def slug(text: str) -> str:
    """A name as it stands in an IRI: "Sumy Oblast" is "sumy-oblast". Empty where nothing of it is a letter or a number.

    >>> slug("the Tu-95MS"), slug("Côte d'Ivoire"), slug("…")
    ('tu-95-ms', 'cote-divoire', '')
    """
    return normalise(text).replace(" ", "-")


def world_name(entity: Entity, ontology: Ontology, rules: NamingRules) -> str | None:
    """The name by which every article knows the entity; None: it is an entity of its article alone."""
    link = entity.link
    if link is not None and link.label and link.method.startswith(NAMED_OFFLINE):
        found = slug(link.label)
        return (f"{found}-{slug(link.sense)}" if link.sense else found) or None
    name = slug(entity.label)
    if not entity.named or not name or len(name) > LONGEST or entity.attributes.get("undecided"):
        return None
    pieces = name.split("-")
    if len(pieces) == 1 and ontology.isa(entity.type, *rules.single):
        return None
    if is_generic(pieces, rules):
        country = entity.attributes.get("country")
        return f"{name}-{slug(country)}" if isinstance(country, str) and country else None
    return name


def is_generic(pieces: Sequence[str], rules: NamingRules) -> bool:
    """Whether a name, in pieces, is made of words and numbers that many bear: "Defence Ministry", "3rd Brigade"."""
    return all(p in rules.generic or _NUMBER.fullmatch(p) for p in pieces)


def world_names(document: Document, ontology: Ontology) -> dict[str, str]:
    """The world's names of a document's entities, by the entity's id; those of the article alone are left out."""
    rules = NamingRules.load()
    names: dict[str, str] = {}
    bearers: dict[str, list[Entity]] = {}
    for entity in document.entities:
        name = world_name(entity, ontology, rules)
        if name is not None:
            names[entity.id] = name
            bearers.setdefault(name, []).append(entity)
    for name, entities in bearers.items():
        if len(entities) > 1:
            sorts = {e.id: sort_of(e.type, ontology) for e in entities}
            keeps = min(sorts.values(), key=SORTS.index)
            names.update((e.id, f"{name}-{sorts[e.id].lower()}") for e in entities if sorts[e.id] != keeps)
    return names


def sort_of(kind: str, ontology: Ontology) -> str:
    """The sort of a class: the first of `SORTS` that it is one of ("Bomber" is of sort "MilitaryAsset")."""
    return next((s for s in SORTS if s in ontology and ontology.isa(kind, s)), SORTS[-1])
