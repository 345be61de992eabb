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
_CITY_WORD = re.compile(r"\b(?:city|town|village|settlement|capital|port)(?:\s+of)?\s+$", re.IGNORECASE)
_WINDOW = 60
"""Characters before and after a name that cues are looked for in."""


BEST_KNOWN = 0.3
"""What an ambiguous name counts for the country of its best-known bearer: enough to decide where nothing else speaks."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article before its names are weighed."""

    countries: Mapping[str, float]
    """Share of the article's placed mentions that each country (ISO code) has."""
    places: frozenset[str]
    """Keys of entries that the article surely names."""
    surnames: Mapping[str, frozenset[str]]
    """For each surname the full names of persons who bear it in the article."""


@dataclass(frozen=True, slots=True)
class Cues:
    """What stands beside an entity's names: places named as containing it, and whether it is called a region or a town."""

    within: frozenset[str] = frozenset()
    region: bool = False
    town: bool = False


def read_context(document: Document, senses: Mapping[str, list[Entry]], ontology: Ontology) -> Context:
    """Count the countries that names belong to: fully where all strong senses agree, a little where they do not; weak ones do not count.

    `senses` holds the candidate entries of each entity.
    """
    mentions = Counter(m.entity for m in document.mentions)
    weight: dict[str, float] = defaultdict(float)
    sure: set[str] = set()
    for entity, entries in senses.items():
        strong = [e for e in entries if not e.weak]
        if not strong:
            continue
        codes = {e.country for e in strong if e.country}
        if len(codes) == 1:
            weight[codes.pop()] += min(mentions[entity], 5)
        elif strong[0].country:
            weight[strong[0].country] += BEST_KNOWN
        if len(strong) == 1:
            sure.add(strong[0].key)
    for other in document.entities:
        country = other.attributes.get("country")
        if isinstance(country, str) and other.id not in senses:
            weight[country.upper()] += min(mentions[other.id], 2)
    total = sum(weight.values()) or 1
    return Context(
        countries={c: n / total for c, n in weight.items()},
        places=frozenset(sure),
        surnames=_surnames(document, ontology),
    )


def _surnames(document: Document, ontology: Ontology) -> dict[str, frozenset[str]]:
    bearers: dict[str, set[str]] = defaultdict(set)
    for entity in document.entities:
        words = entity.label.split()
        if len(words) > 1 and entity.named and ontology.isa(entity.type, "Person"):
            bearers[words[-1]].add(entity.label)
    return {surname: frozenset(names) for surname, names in bearers.items()}


def read_cues(text: str, mentions: Iterable[Mention], gazetteer: Gazetteer) -> Cues:
    """Read what stands right before and after an entity's names ("Odessa, Texas"; "Kursk region"; "the city of Tripoli")."""
    within: set[str] = set()
    region = town = False
    for mention in mentions:
        if mention.form != "name":
            continue
        after = text[mention.end : mention.end + _WINDOW]
        before = text[max(0, mention.start - 20) : mention.start]
        region = region or bool(_REGION_WORD.match(after))
        town = town or bool(_CITY_WORD.search(before))
        for pattern in (_AFTER_COMMA, _IN):
            if match := pattern.match(after):
                within.update(e.key for e in _longest(gazetteer, match.group(1)) if e.type in {"Country", "Region"})
    return Cues(frozenset(within), region, town)


def _longest(gazetteer: Gazetteer, words: str) -> tuple[Entry, ...]:
    found = gazetteer.longest_match(words.split(), 0)
    return found[1] if found else ()
