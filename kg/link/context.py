"""What an article says around its names: the countries it is about, and cues such as ", Texas"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.gazetteer import Entry, Gazetteer
from kg.model import Document, Mention
from kg.ontology import Ontology

_AFTER_COMMA = re.compile(r",\s+((?:[A-Z][\w.’'-]*)(?:[ -](?:of |the |and )?[A-Z][\w.’'-]*){0,4})")
_IN = re.compile(r"\s+in\s+(?:the\s+)?((?:[A-Z][\w.’'-]*)(?:[ -][A-Z][\w.’'-]*){0,3})")
_REGION_WORD = re.compile(
    r"\s+(region|oblast|province|governorate|state|district|county|prefecture|territory|raion|voivodeship|wilayah|muhafazah)\b",
    re.IGNORECASE,
)
_REGION_WORDS = re.compile(
    r"(?:,?\s+(?:and|or|,)?\s*[A-Z][\w’'-]*)*\s+(?:regions|oblasts|provinces|governorates|states|districts|counties|prefectures|raions|voivodeships)\b"
)
"""What follows each name of "the Kursk, Bryansk and Belgorod regions"."""
_BEFORE_COMMA = re.compile(r"((?:[A-Z][\w.’'-]*)(?:[ -][A-Z][\w.’'-]*){0,3}),\s+$")
_CITY_WORD = re.compile(r"\b(?:city|town|village|settlement|capital|port)(?:\s+of)?\s+$", re.IGNORECASE)
_CITY_WORDS = ("city", "town", "village", "settlement", "capital", "port", "of")
"""How the text before the name ends where `_CITY_WORD` may be found in it."""
_TOWN_AFTER = re.compile(r",\s+(?:an?|the)\s+(?:[\w-]+\s+){0,2}(?:city|town|village|settlement|port)\b")
"""A name in apposition: "Costa Rica, a small town south of Culiacán"."""
_ROW_NAME = r"[A-Z][\w’'-]*(?:[ -](?:(?:de|del|la|el|of) )?[A-Z][\w’'-]*){0,3}"
_ROW_AFTER = re.compile(rf"((?:,\s+{_ROW_NAME})*),?\s+(?:and|or)\s+({_ROW_NAME})")
_ROW_BEFORE = re.compile(rf"(?<![\w-])((?:{_ROW_NAME},\s+)*)({_ROW_NAME})(?:,?\s+(?:and|or)|,)\s+$")
"""What a name stands in a row with: "Arauca, Chocó and Nariño"; before a comma only if an "and" follows the name."""
_JOINING = ("and", "or", ",")
"""How the text before the name ends where `_ROW_BEFORE` may be found in it."""
_WINDOW = 60
"""Characters before and after a name that cues are looked for in."""


BEST_KNOWN = 0.3
"""What an ambiguous name counts for the country of its best-known bearer."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article before its names are weighed."""

    weights: Mapping[str, float]
    """How much the article's names speak for each country (ISO code)."""
    own: Mapping[str, tuple[str, float]]
    """What each entity's name alone gave to which country: it must not support itself."""
    surnames: Mapping[str, frozenset[str]]
    """For each surname the full names of persons who bear it in the article."""

    def share(self, country: str, entity: str) -> float | None:
        """The country's share of what the other names of the article say; None where no other name speaks of any country."""
        given, weight = self.own.get(entity, ("", 0.0))
        total = sum(self.weights.values()) - weight
        if total <= 0:
            return None
        return (self.weights.get(country, 0.0) - (weight if given == country else 0.0)) / total


@dataclass(frozen=True, slots=True)
class Cues:
    """What stands beside an entity's names: places named as containing it, and whether it is called a region or a town."""

    within: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    """Those of its own candidates that a town named before it, with a comma, lies in: "Spokane, Washington"."""
    region: bool = False
    always_region: bool = False
    """Whether every mention of it is called a region, so that the name must be short for one."""
    town: bool = False
    row: frozenset[str] = frozenset()
    """The other names of a row that a name stands in: "in Arauca and Chocó"."""


def read_context(document: Document, senses: Mapping[str, list[Entry]], ontology: Ontology) -> Context:
    """Count the countries that names belong to: fully where all strong senses agree, a little where they do not; weak ones do not count.

    `senses` holds the candidate entries of each entity.
    """
    mentions = Counter(m.entity for m in document.mentions)
    own: dict[str, tuple[str, float]] = {}
    for entity, entries in senses.items():
        strong = [e for e in entries if not e.weak]
        country = strong[0].country if strong else None
        if country is not None:
            agreed = all(e.country == country for e in strong)
            own[entity] = (country, min(mentions[entity], 5) if agreed else BEST_KNOWN)
    for other in document.entities:
        code = other.attributes.get("country")
        if isinstance(code, str) and other.id not in senses:  # what has several senses does not yet speak for a country
            own[other.id] = (code.upper(), min(mentions[other.id], 2))
    weights: dict[str, float] = defaultdict(float)
    for country, weight in own.values():
        weights[country] += weight
    return Context(weights=weights, own=own, surnames=_surnames(document, ontology))


def _surnames(document: Document, ontology: Ontology) -> dict[str, frozenset[str]]:
    bearers: dict[str, set[str]] = defaultdict(set)
    for entity in document.entities:
        words = entity.label.split()
        if len(words) > 1 and entity.named and ontology.isa(entity.type, "Person"):
            bearers[words[-1]].add(entity.label)
    return {surname: frozenset(names) for surname, names in bearers.items()}


def read_cues(text: str, mentions: Iterable[Mention], gazetteer: Gazetteer) -> Cues:
    """Read what stands right before and after an entity's names ("Odessa, Texas"; "Kursk region"; "the city of Tripoli").

    In a row ("the Kursk and Belgorod regions") a name is a region's only if it stands nowhere alone.
    """
    within: set[str] = set()
    around: set[str] = set()
    row: set[str] = set()
    region = town = False
    called: list[bool] = []
    for mention in mentions:
        if mention.form != "name":
            continue
        after = text[mention.end : mention.end + _WINDOW]
        before = text[max(0, mention.start - _WINDOW) : mention.start]
        region = region or bool(_REGION_WORD.match(after))
        last = before.rstrip()  # what the patterns look for before the name is seldom there, and dear to look for
        called_town = last.lower().endswith(_CITY_WORDS) and _CITY_WORD.search(before)
        town = town or bool(called_town or _TOWN_AFTER.match(after))
        called.append(bool(_REGION_WORD.match(after) or _REGION_WORDS.match(after)))
        row |= _row(before, after)
        if last.endswith(",") and (match := _BEFORE_COMMA.search(before)):
            around.update(p.key for e in gazetteer.lookup(match.group(1)) for p in gazetteer.parents(e))
        for pattern in (_AFTER_COMMA, _IN):
            if match := pattern.match(after):
                within.update(e.key for e in _longest(gazetteer, match.group(1)) if e.type in {"Country", "Region"})
    always = bool(called) and all(called)
    return Cues(frozenset(within), frozenset(around), region=region or always, always_region=always, town=town, row=frozenset(row))


def _row(before: str, after: str) -> set[str]:
    """The names that a name stands in a row with."""
    follows = _ROW_AFTER.match(after)
    precedes = _ROW_BEFORE.search(before) if before.rstrip().endswith(_JOINING) else None
    names = [*follows.group(1).split(","), follows.group(2)] if follows else []
    if precedes and (follows or not before.rstrip().endswith(",")):
        names += [*precedes.group(1).split(","), precedes.group(2)]
    return {name.strip() for name in names if name.strip()}


def _longest(gazetteer: Gazetteer, words: str) -> tuple[Entry, ...]:
    found = gazetteer.longest_match(words.split(), 0)
    return found[1] if found else ()
