"""Everything that can be matched: the graph's names and the gazetteer, looked up together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from kg.gazetteer import Entry, Gazetteer, normalise
from kg.link.candidates import ALIAS, FULL, find_candidates
from kg.naming import slug
from kg.ontology import Ontology
from kg.reconcile.graph_names import GraphNames
from kg.reconcile.thing import Thing, entry_id, from_entry, merged

NEAR = 85.0
"""How alike (rapidfuzz's ratio, 0 to 100) a misspelt name must be: one letter of seven wrong, two of fourteen."""
MISSPELT = 0.8
"""What the quality of a misspelt name is at most: such a one is never sure."""
LEAST = 5
"""Letters below which a name is not taken for another one misspelt: "Iran" and "Iraq"."""
NEAREST = 10
_DROPPED = 3
"""Pieces at the end of an id that can be a sense: ``tripoli-us-4167786``."""
_QID = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d*)")


@dataclass(frozen=True, slots=True)
class Found:
    """A thing with the name that led to it, how good that is (0 to 1), and in which way."""

    thing: Thing
    name: str
    quality: float
    how: str


class Catalogue:
    """Looks names up. It reads what it was given only, so threads may share it."""

    def __init__(self, graph: GraphNames, gazetteer: Gazetteer, ontology: Ontology) -> None:
        self.graph = graph
        self.gazetteer = gazetteer
        self.ontology = ontology
        self._countries = lru_cache(maxsize=512)(self._find_country)

    def find(self, query: str, types: Iterable[str] = ()) -> list[Found]:
        """What a name, an id of this graph or a Wikidata id could mean; the best way to each thing counts.

        Args:
            types: classes that were asked for: a designation ("Su-30SM") is taken apart, a person's name is not.
        """
        found = [*self._by_id(query), *self._by_name(query, tuple(types))]
        found = found or self._misspelt(query)
        best: dict[str, Found] = {}
        for one in found:
            if one.thing.id not in best or best[one.thing.id].quality < one.quality:
                best[one.thing.id] = one
        return list(best.values())

    def get(self, id_: str) -> Thing | None:
        """The thing with this id."""
        own, entry = self.graph.things.get(id_), self._entry_of(id_)
        if own is None:
            return from_entry(entry, self.gazetteer) if entry else None
        return self._complete(own, entry)

    def beginning(self, prefix: str, limit: int) -> list[Thing]:
        """Things with a name that begins so: those of the graph first, then by how well they are known."""
        key = normalise(prefix)
        if not key:
            return []
        names = [name for name in self.graph.by_letter.get(key[:1], ()) if name.startswith(key)]
        ids = dict.fromkeys(id_ for name in sorted(names, key=lambda name: (len(name), name)) for id_ in self.graph.by_name[name])
        found = {id_: self._complete(self.graph.things[id_], None) for id_ in list(ids)[:limit]}
        for _, entry in self.gazetteer.beginning(key, limit) if len(key) > 1 else ():
            thing = self._of_entry(entry)
            found.setdefault(thing.id, thing)
        return list(found.values())[:limit]

    def held(self, *, wikidata: str | None = None, geonames: int | None = None) -> list[Thing]:
        """Things with an id of another collection."""
        own = [self.graph.by_wikidata.get(wikidata or ""), self.graph.by_geonames.get(geonames or 0)]
        things = [thing for id_ in own if id_ and (thing := self.get(id_))]
        things += [self._of_entry(entry) for entry in self.gazetteer.holding(wikidata=wikidata, geonames=geonames)]
        return list({thing.id: thing for thing in things}.values())

    def country(self, told: str) -> str | None:
        """The id of the country that a name, a code ("UA") or an id means."""
        return self._countries(told)

    # -- inside
    def _by_id(self, query: str) -> list[Found]:
        if qid := _QID.fullmatch(query.strip()):
            return [Found(thing, qid[1], FULL, "its Wikidata id") for thing in self.held(wikidata=qid[1])]
        if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", query) and (thing := self.get(query)):
            return [Found(thing, query, FULL, "its id")]
        return []

    def _by_name(self, query: str, types: tuple[str, ...]) -> list[Found]:
        key = normalise(query)
        if not key:
            return []
        found = [self._found(self._complete(thing, None), query, key) for thing in self.graph.named(key)]
        kind = next((name for name in types if name in self.ontology), "Entity")
        candidates = find_candidates(self.gazetteer, self.ontology, type=kind, label=query, names=())
        if not candidates and not types:
            candidates = find_candidates(self.gazetteer, self.ontology, type="MilitaryAsset", label=query, names=())
        if not candidates:  # whoever fills a table writes "nato" and "KHARKIV"
            candidates = find_candidates(self.gazetteer, self.ontology, type=kind, label=_recased(self.gazetteer, key), names=())
        for candidate in candidates:
            thing, quality = self._of_entry(candidate.entry), candidate.quality
            how = "a variant of it" if candidate.variant else "its label" if quality == FULL else "another name or spelling of it"
            found.append(Found(thing, candidate.name, quality, how))
        return found

    def _found(self, thing: Thing, query: str, key: str) -> Found:
        is_label = normalise(thing.label) == key
        return Found(thing, query, FULL if is_label else ALIAS, "its label" if is_label else "another name or spelling of it")

    def _misspelt(self, query: str) -> list[Found]:
        key = normalise(query)
        if len(key.replace(" ", "")) < LEAST:
            return []
        names = dict.fromkeys([*self.graph.by_letter.get(key[:1], ()), *self.gazetteer.keys(key[:2])])
        found = []
        for name, likeness, _ in process.extract(key, list(names), scorer=fuzz.ratio, score_cutoff=NEAR, limit=NEAREST):
            things = [self._complete(thing, None) for thing in self.graph.named(name)]
            things += [self._of_entry(entry) for entry in self.gazetteer.bearers(name)]
            found += [Found(thing, name, MISSPELT * likeness / 100, "a name that is spelt nearly so") for thing in things]
        return found

    def _of_entry(self, entry: Entry) -> Thing:
        known = from_entry(entry, self.gazetteer)
        own = self.graph.things.get(known.id) or self.graph.things.get(self.graph.by_wikidata.get(known.wikidata or "", ""))
        return merged(self._placed(own), known) if own else known

    def _complete(self, own: Thing, entry: Entry | None) -> Thing:
        entry = entry or self._entry_of(own.id)
        return merged(self._placed(own), from_entry(entry, self.gazetteer)) if entry else self._placed(own)

    def _placed(self, own: Thing) -> Thing:
        """With the country's id and name in the place of its code."""
        known = self.gazetteer.entry(f"rigour:{own.country.lower()}") if own.country else None
        return replace(own, country=entry_id(known, self.gazetteer) if known else None, country_name=known.label if known else None)

    def _entry_of(self, id_: str) -> Entry | None:
        pieces = id_.split("-")
        for end in range(len(pieces), max(0, len(pieces) - 1 - _DROPPED), -1):
            for entry in self.gazetteer.bearers(" ".join(pieces[:end])):
                if entry_id(entry, self.gazetteer) == id_:
                    return entry
        return None

    def _find_country(self, told: str) -> str | None:
        if re.fullmatch(r"[A-Za-z]{2}", told.strip()) and (known := self.gazetteer.entry(f"rigour:{told.strip().lower()}")):
            return entry_id(known, self.gazetteer)
        for one in self.find(told, ["Country"]):
            if one.thing.type == "Country" and one.quality >= ALIAS:
                return one.thing.id
        return None


def _recased(gazetteer: Gazetteer, key: str) -> str:
    """A name as the gazetteer writes it, for one that was written all in small or all in large letters."""
    return next((entry.label for entry in gazetteer.bearers(key) if slug(entry.label) == slug(key)), key.title())
