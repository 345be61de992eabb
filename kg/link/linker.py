"""Offline linking: each named entity gets the gazetteer entry that it means, or none.

One sense for one entity in a document. No link where the best score is low, or where another thing scores nearly as well:
a missing link can be added, a wrong one poisons the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kg.gazetteer import Entry, Gazetteer, normalise
from kg.link.candidates import Candidate, find_candidates
from kg.link.context import Context, Cues, read_context, read_cues
from kg.link.score import Scored, score
from kg.model import ContainingPlace, Document, Entity, Link, Mention
from kg.ontology import Ontology

ENOUGH = 0.6
"""The least score that makes a link: a known name of the wrong sort, or a small town far from the article's countries, falls below."""
MARGIN = 0.04
"""The least distance to the runner-up: closer, the text does not say which of the two is meant."""
METONYM = "government"
"""The sense of a place's name that stands for who governs there: it keeps "Moscow" that says something apart from the city."""


class Linker:
    """Links documents with one gazetteer. It reads its arguments only; the documents it gives are new values."""

    def __init__(self, gazetteer: Gazetteer, ontology: Ontology) -> None:
        self._gazetteer, self._ontology = gazetteer, ontology

    def link(self, document: Document) -> Document:
        """The document with `Entity.link` filled for every entity whose name the gazetteer knows surely enough."""
        mentions: dict[str, list[Mention]] = defaultdict(list)
        for mention in document.mentions:
            mentions[mention.entity].append(mention)
        candidates = {e.id: found for e in document.entities if e.named and (found := self._candidates(e, mentions[e.id]))}
        context = read_context(document, {i: [c.entry for c in found] for i, found in candidates.items()}, self._ontology)
        linked = tuple(
            self._linked(e, candidates[e.id], mentions[e.id], document.article.text, context) if e.id in candidates else e
            for e in document.entities
        )
        return replace(document, entities=linked)

    def _candidates(self, entity: Entity, mentions: Sequence[Mention]) -> list[Candidate]:
        names = dict.fromkeys(m.text for m in mentions if m.form == "name")
        found = find_candidates(self._gazetteer, self._ontology, type=entity.type, label=entity.label, names=names)
        if not found and any(m.form == "adjective" for m in mentions):
            country = next((d for m in mentions if m.form == "adjective" and (d := self._gazetteer.demonym(m.text))), None)
            found = [Candidate(country, entity.label, 0.95)] if country else []
        return found

    def _linked(self, entity: Entity, found: list[Candidate], mentions: list[Mention], text: str, context: Context) -> Entity:
        if self._is_shared_surname(entity, context):
            return entity
        cues = read_cues(text, mentions, self._gazetteer) if len(found) > 1 else Cues()
        weighed = [self._score(c, entity, context, cues) for c in found]
        ranked = sorted((s for s in weighed if s is not None), key=lambda s: (-s.score, s.candidate.entry.key))
        if not ranked or ranked[0].score < ENOUGH:
            return entity
        runner_up = ranked[1].score if len(ranked) > 1 else 0.0
        if ranked[0].score - runner_up < MARGIN:
            return entity
        return replace(entity, link=self._make(ranked[0], runner_up))

    def _score(self, candidate: Candidate, entity: Entity, context: Context, cues: Cues) -> Scored | None:
        lineage = frozenset(p.key for p in self._gazetteer.parents(candidate.entry)) if cues.within else frozenset()
        return score(candidate, entity, context, cues, lineage, self._ontology)

    def _is_shared_surname(self, entity: Entity, context: Context) -> bool:
        """Whether the entity is a person known by a surname that two others of the article bear."""
        if not self._ontology.isa(entity.type, "Person"):
            return False
        label = entity.label.split()
        return len(label) == 1 and len(context.surnames.get(label[0], frozenset())) > 1

    def _make(self, best: Scored, runner_up: float) -> Link:
        entry = best.candidate.entry
        parts = {**best.parts, "runner_up": runner_up}
        if entry.type == "Region" and entry.lat is not None:
            parts["point_is_centre_of_towns"] = 1.0
        how = "metonymy" if best.metonym else "variant of" if best.candidate.variant else "name"
        return Link(
            wikidata=entry.wikidata,
            geonames=None if best.metonym else entry.geonames,
            score=best.score,
            method=f"gazetteer ({entry.source}): {how} {best.candidate.name!r}",
            match="close" if best.metonym or best.candidate.variant else entry.match,
            label=entry.label if not best.candidate.variant else None,
            latitude=None if best.metonym else entry.lat,
            longitude=None if best.metonym else entry.lon,
            country=entry.country,
            sense=METONYM if best.metonym else self._sense(entry),
            within=() if best.metonym else tuple(self._containing(p) for p in self._gazetteer.parents(entry)),
            parts=parts,
        )

    def _containing(self, place: Entry) -> ContainingPlace:
        return ContainingPlace(
            type=place.type,
            label=place.label,
            sense=self._sense(place),
            wikidata=place.wikidata if place.match == "exact" else None,
            geonames=place.geonames,
            latitude=place.lat,
            longitude=place.lon,
            country=place.country,
        )

    def _sense(self, entry: Entry) -> str | None:
        """What tells an entry from better-known bearers of its label: its country, then its region or number."""
        key = normalise(entry.label)
        bearers = [e for e in self._gazetteer.lookup(entry.label) if normalise(e.label) == key]
        if not bearers or bearers[0].key == entry.key:
            return None
        country = (entry.country or "").lower()
        rivals = [e for e in bearers if e.key != entry.key and (e.country or "").lower() == country]
        if country and not rivals:
            return country
        if entry.type != "Settlement" and all(e.type == "Settlement" for e in rivals):
            return country or entry.type.lower()
        return f"{country}-{entry.geonames or entry.key.rpartition(':')[2]}".strip("-").lower()
