"""How well a thing fits what was asked for: a score from 0 to 100, its parts, and whether one may take it unseen.

score = 100 × name × (0.85 + 0.10 × prominence + 0.05 if the graph speaks of it) × type × properties

==========  =====================================================================================================
name        1 its label or an id, 0.95 another name, 0.9 a variant or another form, 0.85 another transliteration,
            0.6 a name that is also a word or better known as somebody else's (0.95 where a property says where it is),
            at most 0.8 a misspelt one (`kg.reconcile.catalogue`)
type        1 the class asked for or a kind of it, 0.9 what the class asked for is a kind of, 0.6 the same branch
properties  for each: 1 it fits, 0.5 it does not, 0.95 nobody knows
==========  =====================================================================================================

One candidate is a match when its name is surely its own, the type fits, no property speaks against it, it scores `SURE` at least,
and the next one stands `MARGIN` behind: "Georgia" matches nothing, "Georgia" with type Country does.
The numbers were set by reasoning and checked on the names in `tests/kg/test_reconcile.py`, not fitted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.gazetteer import normalise
from kg.link.candidates import ALIAS, WEAK
from kg.link.score import type_agreement
from kg.ontology import Ontology
from kg.reconcile.catalogue import Catalogue, Found
from kg.reconcile.thing import Thing

SURE, MARGIN = 80.0, 8.0
FITS, UNKNOWN, CONTRADICTS = 1.0, 0.95, 0.5
NEARBY = 50.0
"""Kilometres within which two points can be the same place: a district's centre and its town's."""
VOUCHING = ("country", "region", "coordinates", "wikidata", "geonames")
"""Properties that make a weak name as good as another: "Odessa" with a point in Texas."""
_TYPE = {1.0: 1.0, 0.8: 0.9, 0.6: 0.6}
_OTHER_TYPE = 0.4
"""For ``type_strict: should``: what has another type is not left out, but is no likely answer."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """A property with the values that are known of the thing looked for; one that fits is enough."""

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A thing with its score, the parts of it by name, what led to it, and whether it is sure to be meant."""

    thing: Thing
    score: float
    parts: dict[str, float | bool]
    how: str
    match: bool = False


def reconcile(
    catalogue: Catalogue,
    query: str,
    *,
    types: Sequence[str] = (),
    strict: str = "any",
    constraints: Sequence[Constraint] = (),
    limit: int = 10,
) -> list[Candidate]:
    """The candidates for a name, the best first.

    Args:
        query: a name, an id of an entity, or a Wikidata id; empty, to look for a Wikidata or GeoNames id among the constraints alone.
        types: classes of the ontology (local names); unknown ones fit nothing.
        strict: ``any`` of the types, ``all`` of them, or ``should``: others come too, with lower scores.
    """
    found = catalogue.find(query, types) if query else []
    found += [
        Found(thing, value, 1.0 if not query else ALIAS, f"its {constraint.property} id")
        for constraint in constraints
        if constraint.property in ("wikidata", "geonames")
        for value in constraint.values
        for thing in _held(catalogue, constraint.property, value)
    ]
    best: dict[str, Candidate] = {}
    for one in found:
        candidate = _weighed(catalogue, one, types, strict, constraints)
        if candidate and (candidate.thing.id not in best or best[candidate.thing.id].score < candidate.score):
            best[candidate.thing.id] = candidate
    ranked = sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.thing.id))
    return [_decided(candidate, ranked) for candidate in ranked[:limit]]


def fits(catalogue: Catalogue, thing: Thing, constraint: Constraint) -> bool | None:
    """Whether one of a constraint's values is the thing's; None where nobody knows."""
    answers = [_fits(catalogue, thing, constraint.property, value) for value in constraint.values]
    return None if not answers or (None in answers and True not in answers) else True in answers


def _weighed(catalogue: Catalogue, found: Found, types: Sequence[str], strict: str, constraints: Sequence[Constraint]) -> Candidate | None:
    thing = found.thing
    type_factor = _type_factor(catalogue.ontology, thing.type, types, strict)
    if type_factor == 0:
        return None
    answers = {constraint.property: fits(catalogue, thing, constraint) for constraint in constraints}
    quality = found.quality
    if quality == WEAK and any(answers.get(name) for name in VOUCHING):
        quality = ALIAS
    parts: dict[str, float | bool] = {"name": round(quality, 3), "prominence": round(thing.prominence, 3), "in_graph": thing.in_graph}
    score = 100 * quality * (0.85 + 0.10 * thing.prominence + 0.05 * thing.in_graph) * type_factor
    if types:
        parts["type"] = type_factor
    for name, answer in answers.items():
        score *= UNKNOWN if answer is None else FITS if answer else CONTRADICTS
        if answer is not None:
            parts[f"property_{name}"] = answer
    return Candidate(thing=thing, score=round(score, 1), parts=parts, how=found.how)


def _decided(candidate: Candidate, ranked: Sequence[Candidate]) -> Candidate:
    parts = candidate.parts
    sure = (
        candidate is ranked[0]
        and candidate.score >= SURE
        and float(parts["name"]) >= ALIAS
        and float(parts.get("type", 1)) >= _TYPE[0.8]
        and all(value is not False for name, value in parts.items() if name.startswith("property_"))
        and (len(ranked) == 1 or candidate.score - ranked[1].score >= MARGIN)
    )
    return Candidate(thing=candidate.thing, score=candidate.score, parts=parts, how=candidate.how, match=sure)


def _type_factor(ontology: Ontology, kind: str, types: Sequence[str], strict: str) -> float:
    if not types:
        return 1.0
    factors = [_TYPE.get(type_agreement(asked, kind, ontology), 0.0) for asked in types]
    factor = min(factors) if strict == "all" else max(factors)
    return factor or (_OTHER_TYPE if strict == "should" else 0.0)


def _held(catalogue: Catalogue, property_: str, value: str) -> list[Thing]:
    if property_ == "wikidata":
        found = re.search(r"Q[1-9]\d*", value)
        return catalogue.held(wikidata=found[0]) if found else []
    found = re.search(r"[1-9]\d{0,17}", value)
    return catalogue.held(geonames=int(found[0])) if found else []


def _fits(catalogue: Catalogue, thing: Thing, property_: str, value: str) -> bool | None:
    match property_:
        case "country":
            asked = catalogue.country(value)
            return None if asked is None or thing.country is None else asked == thing.country
        case "type":
            return type_agreement(value, thing.type, catalogue.ontology) >= 0.8 if value in catalogue.ontology else None
        case "region":
            known = [normalise(name) for name in (thing.region or "", thing.region_name or "") if name]
            return (normalise(value) in known) or None if known else None  # a region has more names than these two
        case "label" | "altLabel":
            return normalise(value) in {normalise(name) for name in (thing.label, *thing.names)}
        case "wikidata":
            found = re.search(r"Q[1-9]\d*", value)
            return None if thing.wikidata is None or found is None else found[0] == thing.wikidata
        case "geonames":
            found = re.search(r"\d+", value)
            return None if thing.geonames is None or found is None else found[0] == str(thing.geonames)
        case "coordinates":
            return _near(thing, value)
    return None


def _near(thing: Thing, value: str) -> bool | None:
    numbers = re.findall(r"-?\d+(?:\.\d+)?", value)
    if len(numbers) != 2 or thing.lat is None or thing.lon is None:
        return None
    lat, lon = (float(number) for number in numbers)
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return _kilometres(thing.lat, thing.lon, lat, lon) <= NEARBY


def _kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The distance on a sphere (haversine)."""
    up, along = math.radians(other_lat - lat), math.radians(other_lon - lon)
    half = math.sin(up / 2) ** 2 + math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(along / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(half)))
