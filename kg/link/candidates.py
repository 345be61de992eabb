"""Which gazetteer entries an entity's names could mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.gazetteer import Entry, Gazetteer, normalise
from kg.gazetteer.names import pieces, variant_of
from kg.ontology import Ontology

FULL, ALIAS, WEAK, VARIANT = 1.0, 0.95, 0.7, 0.9
"""How good a match is by kind: the entry's label, another of its names, a name that is also a word or somebody else's, a variant."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a name could mean, with how well the name matches and whether only as a variant of what the entry is."""

    entry: Entry
    name: str
    quality: float
    variant: bool = False


def find_candidates(gazetteer: Gazetteer, ontology: Ontology, *, type: str, label: str, names: Iterable[str]) -> list[Candidate]:
    """The senses of an entity's label; where that has none, of its other names.

    A person is looked up by the label alone: a surname within a longer unknown name ("Barron Trump") says nothing.
    """
    found = _lookup(gazetteer, label)
    if not found and not ontology.isa(type, "Person"):
        for name in names:
            found += _lookup(gazetteer, name)
    if not found and ontology.isa(type, "MilitaryAsset"):
        found = [c for name in (label, *names) for c in _family(gazetteer, name)]
    best: dict[str, Candidate] = {}
    for candidate in found:
        known = best.get(candidate.entry.key)
        if known is None or known.quality < candidate.quality:
            best[candidate.entry.key] = candidate
    return list(best.values())


def _lookup(gazetteer: Gazetteer, name: str) -> list[Candidate]:
    key = normalise(name)
    return [Candidate(e, name, _quality(e, key)) for e in gazetteer.lookup(name)]


def _quality(entry: Entry, key: str) -> float:
    if entry.weak:
        return WEAK
    return FULL if normalise(entry.label) == key else ALIAS


def _family(gazetteer: Gazetteer, name: str) -> list[Candidate]:
    """What a designation with more to it belongs to: "Tu-95 bomber" is the Tu-95, "Su-30SM" a variant of the Su-30."""
    words = name.split()
    while len(words) > 1 and words[-1].islower() and words[-1].isalpha():
        words.pop()
        if found := _lookup(gazetteer, " ".join(words)):
            return found
    bare = " ".join(words)
    found_pieces = pieces(bare)
    for length in range(len(found_pieces) - 1, 1, -1):
        senses: Sequence[Entry] = gazetteer.lookup(" ".join(found_pieces[:length]).upper())
        family = [e for e in senses if any(variant_of(bare, n) for n in e.names)]
        if family:
            return [Candidate(e, name, VARIANT, variant=True) for e in family]
    return []
