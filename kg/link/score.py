"""How well an entry fits an entity: a score between 0 and 1, with its parts.

==============  ======  ====================================================================================
part            weight  is
==============  ======  ====================================================================================
name            0.35    1 the entry's label, less for other ways to name it (`kg.link.candidates`)
type            0.25    1 the entity's class or a kind of it, 0.8 the other way round, 0.6 the same branch
prominence      0.20    1 for what the project or rigour holds; towns: log of the population, 1 at ten million; capitals at least 0.9;
                        items found online: log of the pages about them, 1 at a hundred
coherence       0.20    share of the entry's country in what the article's other names say, 1 from a third on; 0.5 where
                        the entry has no country or is a weapon (used far from its maker), or the other names speak of none
==============  ======  ====================================================================================

A cue counts beside these: +0.15 for a place named as containing the entry ("Odessa, Texas"), or as lying in it ("Spokane, Washington"),
for "region" or "city" that fits; -0.4 for one that contradicts it. A weak name loses 0.15 where nothing else in the article speaks of its
country and no cue supports it; where the article names no country at all, only if it is a small town's.
A town loses 0.1 where the article speaks of another bearer's country and not of its own.
Weights were set by reasoning and checked on `tests/kg/test_link.py`, not fitted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from kg.gazetteer import Entry
from kg.link.candidates import Candidate
from kg.link.context import Context, Cues
from kg.model import Entity
from kg.ontology import Ontology

WEIGHTS = {"name": 0.35, "type": 0.25, "prominence": 0.20, "coherence": 0.20}
AGREES, CONTRADICTS, UNSUPPORTED, ELSEWHERE = 0.15, -0.4, -0.15, -0.1
KNOWN_TOWN = 20_000
"""Population above which a town's weak name is taken in an article that names no country."""
PROMINENT = 7.0  # log10 of ten million
FAMOUS = 2.0  # log10 of a hundred pages in Wikimedia's projects
CAPITAL = 0.9
"""A small country's capital is better known than its population says, but no better than a great city."""
_BRANCHES = ("Person", "Organization", "Country", "Place", "MilitaryAsset", "CivilAsset")
_WORLD = {"project", "rigour", "user"}


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score and the parts of it."""

    candidate: Candidate
    score: float
    parts: dict[str, float]
    metonym: bool = False
    raw: float = 0.0
    """The score before it is cut to what a score may be: it ranks, so that two sure candidates are still told apart."""


def score(candidate: Candidate, entity: Entity, context: Context, cues: Cues, lineage: frozenset[str], ontology: Ontology) -> Scored | None:
    """Weigh a candidate for an entity; None if it cannot be that. `lineage` holds the keys of what the entry lies in."""
    entry, kind = candidate.entry, entity.type
    agreement = type_agreement(kind, entry.type, ontology)
    metonym = agreement == 0.0 and is_metonym(kind, entry, ontology)
    if agreement == 0.0 and not metonym:
        return None
    parts = {
        "name": candidate.quality,
        "type": 0.5 if metonym else agreement,
        "prominence": prominence(entry),
        "coherence": 0.5 if (is_weapon := _is_weapon(entry, ontology)) else coherence(entry, entity, context),
    }
    total = sum(WEIGHTS[part] * value for part, value in parts.items())
    cue = _cue(entry, cues, lineage)
    if cue <= 0 and not is_weapon and _is_unsupported(entry, entity, context):
        cue += UNSUPPORTED
    if cue:
        parts["cue"] = cue
    raw = round(total + cue, 3)
    return Scored(candidate, max(0.0, min(1.0, raw)), parts, metonym, raw)


def set_apart(found: list[Scored]) -> list[Scored]:
    """Weigh the candidates against each other: a namesake elsewhere loses to a town of a country that the article is about."""
    if not any(s.parts["coherence"] == 1.0 for s in found):
        return found
    return [_less(s, ELSEWHERE) if s.parts["coherence"] == 0.0 and s.candidate.entry.type == "Settlement" else s for s in found]


def _less(scored: Scored, by: float) -> Scored:
    raw = round(scored.raw + by, 3)
    parts = {**scored.parts, "cue": round(scored.parts.get("cue", 0.0) + by, 3)}
    return replace(scored, raw=raw, score=max(0.0, min(1.0, raw)), parts=parts)


def type_agreement(kind: str, other: str, ontology: Ontology) -> float:
    """How far an entity's class and an entry's agree; 0 where one thing cannot be both."""
    if kind not in ontology or other not in ontology:
        return 1.0 if kind == other else 0.0
    if ontology.isa(other, kind):
        return 1.0
    if ontology.isa(kind, other):
        return 0.8
    if {kind, other} == {"Country", "Region"} or any(ontology.isa(kind, b) and ontology.isa(other, b) for b in _BRANCHES):
        return 0.6
    return 0.0


def is_metonym(kind: str, entry: Entry, ontology: Ontology) -> bool:
    """Whether an actor bears the name of a place: "Moscow" for the government that sits there."""
    return kind in ontology and ontology.isa(kind, "GovernmentBody") and entry.type in {"Settlement", "Country"}


def prominence(entry: Entry) -> float:
    """How likely a reader is to think of this bearer of the name first."""
    if entry.source in _WORLD:
        return 1.0
    if entry.pages:
        return min(1.0, math.log10(1 + entry.pages) / FAMOUS)
    known = min(1.0, math.log10(entry.population) / PROMINENT) if entry.population else 0.3
    return max(known, CAPITAL) if entry.capital else known


def _is_weapon(entry: Entry, ontology: Ontology) -> bool:
    return entry.type in ontology and ontology.isa(entry.type, "MilitaryAsset")


def coherence(entry: Entry, entity: Entity, context: Context) -> float:
    """How much the rest of the article is about the entry's country."""
    share = context.share(entry.country, entity.id) if entry.country else None
    return 0.5 if share is None else min(1.0, 3 * share)


def _is_unsupported(entry: Entry, entity: Entity, context: Context) -> bool:
    """Whether an entry of a weak name has nothing else that speaks for it: not its country in the article, nor being a known town."""
    if not entry.weak or entry.country is None:
        return False
    share = context.share(entry.country, entity.id)
    return share == 0 or (share is None and entry.source not in _WORLD and entry.population < KNOWN_TOWN)


def _cue(entry: Entry, cues: Cues, lineage: frozenset[str]) -> float:
    total = 0.0
    if cues.within:
        total += AGREES if cues.within & lineage else CONTRADICTS if entry.type == "Settlement" else 0.0
    if cues.around:
        total += AGREES if entry.key in cues.around else CONTRADICTS / 2 if entry.type == "Settlement" else 0.0
    if cues.region:
        total += AGREES if entry.type == "Region" else CONTRADICTS / 2 if entry.type == "Settlement" else 0.0
    if cues.town:
        total += AGREES if entry.type == "Settlement" else {"Region": CONTRADICTS / 2, "Country": CONTRADICTS}.get(entry.type, 0.0)
    return total
