"""Whether who takes a place is at home there: a foreign army's capture is no government regaining its territory.

ACLED codes a foreign state's capture as "Non-state actor overtakes territory"; the countries are the gazetteer's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from kg.extract.rules.events import EventInText
from kg.gazetteer import Gazetteer

CAPTURED = "TerritorialCapture"
REGAINED = "GovernmentRegainsTerritory"
OVERTAKEN = "NonStateActorOvertakesTerritory"


def correct_captures(
    events: Sequence[EventInText],
    names: Mapping[str, Sequence[str]],
    named: Set[str],
    gazetteer: Gazetteer,
    *,
    insurgent: Callable[[str], bool],
) -> None:
    """Make captures by foreign states what they are, and those by "the group" that is `insurgent`.

    `names` are the words by which the text calls each entity, `named` the entities with a name in the world.

    Only where the countries of both sides are known, and no sense of the place's name lies in the captor's country.
    """
    for e in events:
        if e.kind == CAPTURED and any(insurgent(a) for a in e.entities("agent")):
            e.kind = OVERTAKEN
            e.rule += ", by an armed group"
        if e.kind != REGAINED:
            continue
        captors = _nations(e.entities("agent"), names, gazetteer)
        taken = _countries((e.entities("target") | {a.entity for a in e.places}) & named, names, gazetteer)
        if captors and taken and not captors & taken:
            e.kind = OVERTAKEN
            e.rule += ", taken from another country"


def _nations(entities: Iterable[str], names: Mapping[str, Sequence[str]], gazetteer: Gazetteer) -> set[str]:
    """Countries that the entities are, or whose demonym is in their names ("Rwandan troops")."""
    found: set[str] = set()
    for name in (n for entity in entities for n in names.get(entity, ())):
        country = next((s.country for s in gazetteer.lookup(name) if s.type == "Country"), None)
        words = name.split()
        demonyms = [d for i in range(len(words)) if (d := gazetteer.longest_demonym(words, i)) is not None]
        if demonyms and demonyms[0][0] > 1:
            demonyms = demonyms[:1]  # "South Sudanese troops" are none of Sudan
        found.update(c for c in (country, *(d.country for _, d in demonyms if d.type == "Country")) if c)
    return found


def _countries(entities: Iterable[str], names: Mapping[str, Sequence[str]], gazetteer: Gazetteer) -> set[str]:
    """The countries in which places of these names lie."""
    return {s.country for entity in entities for n in names.get(entity, ()) for s in gazetteer.lookup(n) if s.country}
