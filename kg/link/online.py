"""Online linking: names that the gazetteer leaves without a Wikidata id are looked up, and weighed by the same scorer.

For each such entity, in this order: what the cache has, the page of that title in the English Wikipedia, a search, and a
reconciliation service where one is configured. Every item passes the type gate and must bear the name; never is one taken because
it came first. Whatever fails (no network, a busy server, a broken answer) leaves the offline result as it is; that is told once,
and nothing more is asked in that run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from typing import Protocol

from kg.errors import WikidataError
from kg.gazetteer import Gazetteer, normalise
from kg.gazetteer.harvested import is_name
from kg.link.candidates import Candidate
from kg.link.decided import MARK, is_identified
from kg.link.found import to_candidate
from kg.link.gate import Gate, Items
from kg.link.linker import Linker, Weighing, is_clear
from kg.link.making import METONYM, containing, describe
from kg.link.score import Scored
from kg.model import Document, Entity, Link
from kg.naming import NamingRules, is_generic
from kg.ontology import Ontology
from kg.wikidata import Hit, Item

ENOUGH = 0.7
"""The least score of a link that was found online: among a hundred million items nearly every name has a bearer."""
NEAR_KM = 10.0
"""How far the points of one town may lie apart in two data sets."""
_KINDS = ("Person", "Organization", "Country", "Place", "MilitaryAsset")
"""Classes of what is looked up: a group or a truck with a name is hardly ever an item."""


class Lookup(Items, Protocol):
    """What is asked, as `kg.wikidata.Wikidata` has it."""

    def items_by_title(self, titles: Iterable[str]) -> dict[str, Item | None]:
        """Each title with the item that the page is about."""
        ...

    def search(self, text: str) -> tuple[Hit, ...]:
        """Items whose names begin with the text."""
        ...


class Proposals(Protocol):
    """A further source of ids, as `kg.link.reconciler.Reconciler` has it."""

    def find(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """For each name the ids of items."""
        ...


@dataclass(slots=True)
class Tally:
    """What became of the names of a run that were looked up."""

    asked: int = 0
    linked: int = 0
    failed: str = ""
    """Why nothing more was asked; empty: all went well."""


class OnlineLinker:
    """Adds links to documents that are linked offline. The same cache gives the same links."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        ontology: Ontology,
        *,
        lookup: Lookup,
        gate: Gate,
        countries: Mapping[str, str],
        proposals: Proposals | None = None,
        tell: Callable[[str], None],
    ) -> None:
        """`countries` has ISO codes by Wikidata id; `tell` hears once of a failure."""
        self._gazetteer, self._ontology = gazetteer, ontology
        self._linker = Linker(gazetteer, ontology)
        self._lookup, self._gate, self._proposals = lookup, gate, proposals
        self._countries, self._tell = countries, tell
        self.tally = Tally()

    def link(self, document: Document) -> Document:
        """The document with further links; as it is where nothing is found, or nobody answers."""
        wanted = [e for e in document.entities if self._is_wanted(e)]
        if not wanted or self.tally.failed:
            return document
        weighing = self._linker.weigh(document)
        links: dict[str, Link] = {}
        try:
            titles = self._lookup.items_by_title(e.label for e in wanted)
            for entity in wanted:
                self.tally.asked += 1
                link = self._find(entity, titles.get(entity.label), weighing)
                if link is not None:
                    links[entity.id] = link
        except WikidataError as error:
            self.tally.failed = str(error)
            self._tell(f"online linking stopped: {error}; the offline links stand")
        self.tally.linked += len(links)
        return replace(document, entities=tuple(replace(e, link=links[e.id]) if e.id in links else e for e in document.entities))

    def _is_wanted(self, entity: Entity) -> bool:
        """Whether an entity has a name worth asking for, and no id yet.

        A person's surname or first name alone says too little, and so does what many bear ("Ministry of Defence"); what a person
        decided about is left alone.
        """
        link = entity.link
        if not entity.named or (link is not None and (link.wikidata is not None or link.sense == METONYM or MARK in link.method)):
            return False
        if entity.type not in self._ontology or not self._ontology.isa(entity.type, *_KINDS) or not is_name(entity.label):
            return False
        if is_generic(normalise(entity.label).split(), NamingRules.load()):
            return False
        return " " in entity.label or not self._ontology.isa(entity.type, "Person")

    def _find(self, entity: Entity, page: Item | None, weighing: Weighing) -> Link | None:
        """The link that one of the sources gives, the first that is clear."""
        known: dict[str, tuple[Candidate, str]] = {}
        for how in ("page title", "search", "reconciliation"):
            for item in self._ask(how, entity.label, page):
                if item.id not in known and (candidate := self._candidate(item, entity)) is not None:
                    known[item.id] = (candidate, how)
            link = self._take(entity, known, weighing)
            if link is not None:
                return link
        return None

    def _ask(self, how: str, name: str, page: Item | None) -> list[Item]:
        ids: Iterable[str] = ()
        if how == "page title":
            return [page] if page is not None else []
        if how == "search":
            ids = [hit.id for hit in self._lookup.search(name)]
        elif self._proposals is not None:
            ids = self._proposals.find([name])[name]
        return [item for _, item in self._lookup.items(ids) if item is not None]

    def _candidate(self, item: Item, entity: Entity) -> Candidate | None:
        """The item as a candidate, if it passes the gate and bears the entity's name."""
        if item.label is None:
            return None
        names = dict.fromkeys([entity.label, *([entity.link.label] if entity.link and entity.link.label else [])])
        kind = self._gate.type_of(item)
        return to_candidate(item, kind, list(names), countries=self._countries, gazetteer=self._gazetteer) if kind else None

    def _take(self, entity: Entity, known: Mapping[str, tuple[Candidate, str]], weighing: Weighing) -> Link | None:
        if not known or self._linker.is_shared_surname(entity, weighing.context):
            return None
        offline = entity.link if entity.link is not None and (entity.link.label or is_identified(entity.link)) else None
        if offline is not None:
            same = [c for c, _ in known.values() if _is_same(c, offline)]
            ranked = self._linker.rank(same, entity, weighing)
        else:
            found = [c for c, _ in known.values()]
            ranked = self._linker.rank([*found, *_others(weighing, entity, found)], entity, weighing)
        if not is_clear(ranked) or ranked[0].score < ENOUGH or not self._is_backed(ranked[0], entity):
            return None
        qid = ranked[0].candidate.entry.wikidata
        if qid is None or qid not in known:
            return None
        return _make(ranked, known[qid][1], offline) if offline is not None else self._made(ranked, known[qid][1])

    def _is_backed(self, best: Scored, entity: Entity) -> bool:
        """Whether more than the name speaks for the item, for namesakes are everywhere.

        A person's country must be one of the article's; other things' (but weapons') must not be one that the article passes over
        while it speaks of others.
        """
        if self._ontology.isa(entity.type, "MilitaryAsset"):
            return True
        if not self._ontology.isa(entity.type, "Person"):
            return best.candidate.entry.country is None or best.parts["coherence"] > 0.0
        return best.candidate.entry.country is not None and best.parts["coherence"] > 0.5

    def _made(self, ranked: Sequence[Scored], how: str) -> Link:
        """The link of what had none."""
        best = ranked[0]
        entry, variant = best.candidate.entry, best.candidate.variant
        country = self._gazetteer.entry(f"rigour:{entry.country.lower()}") if entry.country and entry.lat is not None else None
        return Link(
            wikidata=entry.wikidata,
            geonames=entry.geonames,
            score=best.score,
            method=_method(best, how),
            match="close" if variant else "exact",
            label=None if variant else entry.label,
            latitude=entry.lat,
            longitude=entry.lon,
            country=entry.country,
            within=(containing(country, self._gazetteer),) if country is not None and country.wikidata != entry.wikidata else (),
            parts=_parts(ranked),
            runner_up=describe(ranked[1]) if len(ranked) > 1 else None,
        )


def _others(weighing: Weighing, entity: Entity, found: Sequence[Candidate]) -> list[Candidate]:
    """What else the gazetteer offers for the name: an item found online must be clearer than that as well."""
    places = {c.entry.geonames for c in found} - {None}
    return [c for c in weighing.candidates.get(entity.id, ()) if c.entry.geonames not in places]


def _is_same(candidate: Candidate, offline: Link) -> bool:
    """Whether an item is what the offline link means: the same feature of GeoNames, or a place at the same point; else by name and kind."""
    entry = candidate.entry
    if offline.geonames is not None and entry.geonames is not None:
        return offline.geonames == entry.geonames
    if offline.country and entry.country and offline.country != entry.country:
        return False
    if offline.latitude is None or offline.longitude is None or offline.approximate or entry.lat is None or entry.lon is None:
        return offline.geonames is None
    north = (entry.lat - offline.latitude) * 111.2
    east = (entry.lon - offline.longitude) * 111.2 * cos(radians(entry.lat))
    return hypot(north, east) <= NEAR_KM


def _make(ranked: Sequence[Scored], how: str, offline: Link) -> Link:
    """The offline link with an id: it keeps its label, its place and the beginning of its method, and so the entity its IRI."""
    best = ranked[0]
    return replace(
        offline,
        wikidata=best.candidate.entry.wikidata,
        match="close" if best.candidate.variant or offline.match == "close" else "exact",
        score=min(best.score, offline.score),
        method=f"{offline.method}; {_method(best, how)}",
        parts={**_parts(ranked), "offline": offline.score},
        runner_up=describe(ranked[1]) if len(ranked) > 1 else offline.runner_up,
    )


def _method(best: Scored, how: str) -> str:
    return f"online ({how}): {'variant of' if best.candidate.variant else 'name'} {best.candidate.name!r}"


def _parts(ranked: Sequence[Scored]) -> dict[str, float]:
    return {**ranked[0].parts, "runner_up": ranked[1].score if len(ranked) > 1 else 0.0}
