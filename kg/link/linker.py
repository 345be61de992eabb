"""Offline linking: each named entity gets the gazetteer entry that it means, or none.

One sense for one entity in a document. No link where the best score is low, or where another thing scores nearly as well:
a missing link can be added, a wrong one poisons the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.gazetteer import Entry, Gazetteer
from kg.link.candidates import Candidate, find_candidates, find_regions
from kg.link.context import Context, Cues, read_context, read_cues
from kg.link.making import containing, make_link
from kg.link.nearest import at_known_place, place_facilities
from kg.link.score import Scored, score, set_apart
from kg.model import Document, Entity, Link, Mention
from kg.ontology import Ontology

ENOUGH = 0.6
"""The least score that makes a link: a known name of the wrong sort, or a small town far from the article's countries, falls below."""
MARGIN = 0.04
"""The least distance to the runner-up: closer, the text does not say which of the two is meant."""
_PARTS = frozenset("district territory area suburb neighbourhood neighborhood village municipality raion county".split())
"""What a place is called that is named after a town beside or in it."""
_GREAT = 200_000
"""Population from which a town is named beside regions as well: "in Kandahar and Helmand" leaves open which Kandahar."""
PLACES = frozenset({"Country", "Region", "Settlement"})
"""Classes that the sense of a name decides: "Georgia" is a country or a state."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What linking a document goes by: the same for the gazetteer's candidates and for those that are found elsewhere."""

    document: Document
    mentions: Mapping[str, Sequence[Mention]]
    candidates: Mapping[str, Sequence[Candidate]]
    cues: Mapping[str, Cues]
    context: Context


class Linker:
    """Links documents with one gazetteer. It reads its arguments only; the documents it gives are new values."""

    def __init__(self, gazetteer: Gazetteer, ontology: Ontology) -> None:
        self._gazetteer, self._ontology = gazetteer, ontology

    def link(self, document: Document) -> Document:
        """The document with `Entity.link` filled for every entity whose name the gazetteer knows surely enough.

        A place also gets the class and the country of the sense that was taken; a facility that the text only places ("a power
        station in Sumy") gets that place's point, marked as approximate.
        """
        return self.linked(self.weigh(document))

    def weigh(self, document: Document) -> Weighing:
        """The candidates of each named entity, and what the article says around them."""
        mentions: dict[str, list[Mention]] = defaultdict(list)
        for mention in document.mentions:
            mentions[mention.entity].append(mention)
        candidates: dict[str, list[Candidate]] = {}
        cues: dict[str, Cues] = {}
        for entity in document.entities:
            if entity.named and (found := self._candidates(entity, mentions[entity.id])):
                candidates[entity.id] = found
                if entity.type in PLACES or len(found) > 1:
                    cues[entity.id] = self._cues(document.article.text, entity, mentions[entity.id], found)
        context = read_context(document, {i: [c.entry for c in found] for i, found in candidates.items()}, self._ontology)
        return Weighing(document, mentions, candidates, cues, context)

    def linked(self, weighing: Weighing) -> Document:
        """The document with the links that were found worth taking."""
        document = weighing.document
        entities = tuple(self._linked(e, weighing) if e.id in weighing.candidates else self._beside(e, weighing) for e in document.entities)
        retyped = {e.id: e.type for e, old in zip(entities, document.entities, strict=True) if e.type != old.type}
        mentions = document.mentions
        if retyped:
            mentions = tuple(replace(m, type=retyped[m.entity]) if m.entity in retyped else m for m in mentions)
        return place_facilities(replace(document, entities=entities, mentions=mentions), self._ontology)

    def rank(self, found: Sequence[Candidate], entity: Entity, weighing: Weighing) -> list[Scored]:
        """The candidates that the entity can be, the best first."""
        cues = weighing.cues.get(entity.id, Cues())
        weighed = [self._score(c, entity, weighing.context, cues) for c in found]
        apart = set_apart([s for s in weighed if s is not None])
        return sorted(apart, key=lambda s: (-s.raw, s.candidate.entry.key))

    def is_shared_surname(self, entity: Entity, context: Context) -> bool:
        """Whether the entity is a person known by a surname that two others of the article bear."""
        if not self._ontology.isa(entity.type, "Person"):
            return False
        label = entity.label.split()
        return len(label) == 1 and len(context.surnames.get(label[0], frozenset())) > 1

    def _candidates(self, entity: Entity, mentions: Sequence[Mention]) -> list[Candidate]:
        names = dict.fromkeys(m.text for m in mentions if m.form == "name")
        found = find_candidates(self._gazetteer, self._ontology, type=entity.type, label=entity.label, names=names)
        if not found and any(m.form == "adjective" for m in mentions):
            country = next((d for m in mentions if m.form == "adjective" and (d := self._gazetteer.demonym(m.text))), None)
            found = [Candidate(country, entity.label, 0.95)] if country else []
        return found

    def _cues(self, text: str, entity: Entity, mentions: Sequence[Mention], found: list[Candidate]) -> Cues:
        """The cues for an entity; one that is called a region may also be the region of that name, which joins what is `found`."""
        cues = read_cues(text, mentions, self._gazetteer)
        regions: list[Candidate] = []
        if cues.always_region and entity.type in PLACES:
            regions = find_regions(self._gazetteer, entity.label)
        elif cues.row and entity.type in PLACES and not cues.town:
            regions = self._regions_in_row(entity.label, cues.row, found)
            cues = replace(cues, region=cues.region or bool(regions))
        keys = {c.entry.key for c in found}
        found += [c for c in regions if c.entry.key not in keys]
        return replace(cues, around=cues.around & {c.entry.key for c in found}) if cues.around else cues

    def _regions_in_row(self, label: str, row: frozenset[str], found: Sequence[Candidate]) -> list[Candidate]:
        """The regions that a small town's name is short for where it stands beside regions of its country: "in Arauca and Chocó".

        None where a name of the row is no region's, or a region of the row is the town's own ("Goma and North Kivu").
        """
        towns = [c.entry for c in found if c.entry.type == "Settlement" and not c.entry.weak]
        if not towns or any(t.capital or t.population > _GREAT for t in towns) or any(c.entry.type == "Country" for c in found):
            return []
        own = {p.key for t in towns for p in self._gazetteer.parents(t)}
        beside: list[Entry] = []
        for name in row:
            senses = [e for e in self._gazetteer.lookup(name) if not e.weak]
            regions = [e for e in senses if e.type == "Region"]
            if any(e.key in own for e in regions) or not (regions or find_regions(self._gazetteer, name)):
                return []
            beside += regions if len(regions) == len(senses) else []
        countries = {e.country for e in beside}
        return [c for c in find_regions(self._gazetteer, label) if c.entry.country in countries]

    def _linked(self, entity: Entity, weighing: Weighing) -> Entity:
        if self.is_shared_surname(entity, weighing.context):
            return entity
        ranked = self.rank(weighing.candidates[entity.id], entity, weighing)
        if not ranked:
            return entity
        if not is_clear(ranked):
            kept = {name: value for name, value in entity.attributes.items() if name != "country"}
            return replace(entity, attributes={**kept, "undecided": True})
        return take_sense(entity, ranked[0], make_link(ranked, self._gazetteer))

    def _beside(self, entity: Entity, weighing: Weighing) -> Entity:
        """An unknown district, suburb or village with the point of the town that it is called after, and the places around that."""
        stem, _, last = entity.label.rpartition(" ")
        if last.lower() not in _PARTS or not stem or entity.type not in self._ontology or not self._ontology.isa(entity.type, "Place"):
            return entity
        town = replace(entity, type="Settlement", label=stem)
        ranked = self.rank(find_candidates(self._gazetteer, self._ontology, type="Settlement", label=stem, names=()), town, weighing)
        if not is_clear(ranked) or ranked[0].candidate.entry.lat is None:
            return entity
        entry = ranked[0].candidate.entry
        return replace(entity, link=at_known_place(entry, tuple(containing(p, self._gazetteer) for p in self._gazetteer.parents(entry))))

    def _score(self, candidate: Candidate, entity: Entity, context: Context, cues: Cues) -> Scored | None:
        lineage = frozenset(p.key for p in self._gazetteer.parents(candidate.entry)) if cues.within else frozenset()
        return score(candidate, entity, context, cues, lineage, self._ontology)


def is_clear(ranked: Sequence[Scored]) -> bool:
    """Whether the best candidate is good enough, and far enough from the next."""
    if not ranked or ranked[0].score < ENOUGH:
        return False
    return len(ranked) == 1 or ranked[0].raw - ranked[1].raw >= MARGIN


def take_sense(entity: Entity, best: Scored, link: Link) -> Entity:
    """The linked entity, with the class and country of the place that it is: extraction took the best-known sense of its name."""
    entry: Entry = best.candidate.entry
    if best.metonym or entry.type not in PLACES or entity.type not in PLACES:
        return replace(entity, link=link)
    attributes = dict(entity.attributes)
    if entry.country and "country" in attributes:
        attributes["country"] = entry.country
    return replace(entity, link=link, type=entry.type, attributes=attributes)
