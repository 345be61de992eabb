"""Which gazetteer entries an entity's names could mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.gazetteer import Entry, Gazetteer, normalise
from kg.gazetteer.names import pieces, variant_of
from kg.ontology import Ontology

FULL, ALIAS, COUNTRY_FORM, VARIANT, SPELLING, WEAK = 1.0, 0.95, 0.9, 0.9, 0.85, 0.6
"""How good a match is by kind: the entry's label; another of its names; the same with its country said otherwise ("Ukraine's Ground
Forces"); a variant of a designation; another transliteration; a name that is also a word or somebody else's."""
_KINDS = {"city": ("Settlement",), "base": ("Airbase", "MilitaryBase"), "airbase": ("Airbase",), "airfield": ("Airbase", "Airport")}
"""Words after a name that say what it is, with the classes that they may mean."""
_REGION_WORDS = ("Oblast", "region", "Province", "Governorate", "State", "County")
_COUNTRIES = ("Country", "Region")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a name could mean, with how well the name matches and whether only as a variant of what the entry is."""

    entry: Entry
    name: str
    quality: float
    variant: bool = False


def find_candidates(gazetteer: Gazetteer, ontology: Ontology, *, type: str, label: str, names: Iterable[str]) -> list[Candidate]:
    """The senses of an entity's label; where that has none, of its other names, then of other ways to write the label.

    A person is looked up by the label alone: a surname within a longer unknown name ("Barron Trump") says nothing. Nor does
    a name that is only a part of the label ("Islamic State" in "Islamic State of Iraq").
    """
    found = _lookup(gazetteer, label)
    if not found and not ontology.isa(type, "Person"):
        for name in names:
            if f" {normalise(name)} " not in f" {normalise(label)} ":
                found += _lookup(gazetteer, name)
    if not found and ontology.isa(type, "MilitaryAsset"):
        found = [c for name in (label, *names) for c in _family(gazetteer, name)]
    if not found:
        found = (
            _without_kind(gazetteer, ontology, label)
            or _with_country(gazetteer, label)
            or [Candidate(e, label, SPELLING) for e in gazetteer.similar(label)]
        )
    best: dict[str, Candidate] = {}
    for candidate in found:
        known = best.get(candidate.entry.key)
        if known is None or known.quality < candidate.quality:
            best[candidate.entry.key] = candidate
    return list(best.values())


def find_regions(gazetteer: Gazetteer, name: str) -> list[Candidate]:
    """The regions that a bare name is short for, where the text says that it is one: "Kursk" for Kursk Oblast."""
    found = [e for word in _REGION_WORDS for e in gazetteer.lookup(f"{name} {word}") if e.type == "Region"]
    return [Candidate(e, name, ALIAS) for e in dict.fromkeys(found)]


def _lookup(gazetteer: Gazetteer, name: str) -> list[Candidate]:
    key = normalise(name)
    return [Candidate(e, name, _quality(e, key)) for e in gazetteer.lookup(name)]


def _quality(entry: Entry, key: str) -> float:
    if entry.weak:
        return WEAK
    return FULL if normalise(entry.label) == key else ALIAS


def _without_kind(gazetteer: Gazetteer, ontology: Ontology, name: str) -> list[Candidate]:
    """What is called by its kind beside its name: "Kandahar City", "Ain al-Asad base"."""
    stem, _, last = name.rpartition(" ")
    kinds = _KINDS.get(last.lower())
    known = [e for e in gazetteer.lookup(stem) if e.type in ontology and ontology.isa(e.type, *kinds)] if stem and kinds else []
    return [Candidate(e, name, WEAK if e.weak else ALIAS) for e in known]


def _with_country(gazetteer: Gazetteer, name: str) -> list[Candidate]:
    """What bears the name with its country or people said otherwise or left out: "Ukraine Ground Forces", "Kurdish YPG"."""
    words = name.split()
    place, end = _leading_country(gazetteer, words)
    if place is None or end >= len(words):
        return []
    rest = " ".join(words[end:])
    for form in _country_forms(gazetteer, place, rest):
        known = [e for e in gazetteer.lookup(form) if not e.weak]
        if known:
            return [Candidate(e, name, COUNTRY_FORM) for e in known]
    bare = [e for e in gazetteer.lookup(rest) if not e.weak and e.type not in (*_COUNTRIES, "Settlement")]
    return [Candidate(e, name, COUNTRY_FORM) for e in bare if e.country in (None, place.country)]


def _leading_country(gazetteer: Gazetteer, words: Sequence[str]) -> tuple[Entry | None, int]:
    if demonym := gazetteer.longest_demonym(words, 0):
        return demonym[1], demonym[0]
    known = gazetteer.longest_match(words, 0)
    if known and known[1][0].type in _COUNTRIES:
        return known[1][0], known[0]
    return None, 0


def _country_forms(gazetteer: Gazetteer, place: Entry, rest: str) -> Iterator[str]:
    for word in gazetteer.demonyms(place):
        yield f"{word} {rest}"
    for name in place.names:
        yield f"{name} {rest}"
        yield f"{rest} of {name}"


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
