"""The links of a dataset as a person reviews them: what is linked, weakly linked or not at all, with candidates and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import pyoxigraph as ox

from kg.errors import DecisionError
from kg.gazetteer import Gazetteer
from kg.iri import Minter
from kg.link.candidates import find_candidates
from kg.link.decisions import Decisions, Match
from kg.naming import slug
from kg.ontology import Ontology
from kg.store.interface import Dataset
from kg.vocab import DL, RDF, RDFS, SKOS

Status = Literal["linked", "geonames", "weak", "unlinked", "decided"]
"""`geonames`: surely a place of GeoNames, for which no Wikidata item is known."""
STATUSES: tuple[Status, ...] = get_args(Status)
SURE = 0.75
"""Score from which a link needs no second look, as long as nothing else came near; read on the links of the sample and gold texts."""
NEAR = 0.10
"""Distance to the runner-up below which a link is weak, however good its score."""
_CANDIDATES = 3
_AROUND = 45
"""Characters shown before and after a mention."""
_COUNTS = f"""SELECT ?entity (COUNT(DISTINCT ?article) AS ?articles) (COUNT(?mention) AS ?mentions)
WHERE {{ GRAPH ?article {{ ?mention {DL.refersTo} ?entity ; {DL.form} "name" }} }} GROUP BY ?entity"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entity under review. `candidates` are what else, or what at all, the gazetteer offers; `evidence` is the first mention."""

    entity: str
    label: str
    type: str
    status: Status
    wikidata: str = ""
    geonames: str = ""
    match: str = ""
    score: str = ""
    method: str = ""
    candidates: str = ""
    articles: int = 0
    mentions: int = 0
    evidence: str = ""


class Review:
    """Looks at a dataset's links."""

    def __init__(self, dataset: Dataset, decisions: Decisions, ontology: Ontology, gazetteer: Gazetteer) -> None:
        self._dataset, self._decisions, self._ontology, self._gazetteer = dataset, decisions, ontology, gazetteer
        self._minter = Minter(dataset.base)
        self._prefix = self._minter.entity("")

    def rows(self, *, wanted: Sequence[Status] = STATUSES, names: Sequence[str] = (), limit: int | None = None) -> Iterator[Row]:
        """The named entities of the wanted statuses (or just those of `names`), those mentioned most first.

        Raises:
            DecisionError: a name means nothing of the dataset, or several things.
        """
        return self._rows(wanted, {self.find(name) for name in names}, limit)

    def _rows(self, wanted: Sequence[Status], only: set[str], limit: int | None) -> Iterator[Row]:
        given = 0
        for entity, articles, mentions in self._counted():
            if only and entity.value not in only:
                continue
            row = self._row(entity, articles, mentions)
            if row.status in wanted:
                yield row
                given += 1
                if limit is not None and given >= limit:
                    return

    def find(self, name: str) -> str:
        """The IRI of the entity that a name, a label or an IRI means.

        Raises:
            DecisionError: nothing of the dataset is called so, or several things are.
        """
        for iri in (name, self._prefix + name, self._prefix + slug(name)):
            if iri.startswith(self._prefix) and self._has(iri):
                return iri
        value = ox.Literal(name, language="en")
        found = {
            q.subject.value for q in self._dataset.match(None, RDFS.label, value, ox.DefaultGraph()) if isinstance(q.subject, ox.NamedNode)
        }
        found = {iri for iri in found if iri.startswith(self._prefix)}
        if len(found) == 1:
            return found.pop()
        if found:
            names = ", ".join(sorted(iri.removeprefix(self._prefix) for iri in found))
            raise DecisionError(f"{name!r}: several entities are called so ({names}); say which")
        raise DecisionError(f"{name!r}: no entity of {self._dataset.where} is called so; dateline links lists them")

    def linked_to(self, iri: str) -> str | None:
        """The Wikidata id that an entity is linked to now."""
        return self._match(ox.NamedNode(iri))[0] or None

    def place_of(self, iri: str) -> str | None:
        """The number of the place in GeoNames that an entity is linked to now."""
        return self._geonames(ox.NamedNode(iri)) or None

    def match_of(self, iri: str) -> Match:
        """Whether that link is exact or close."""
        return "close" if self._match(ox.NamedNode(iri))[1] == "close" else "exact"

    def _has(self, iri: str) -> bool:
        try:
            return any(True for _ in self._dataset.match(ox.NamedNode(iri), RDF.type, None, ox.DefaultGraph()))
        except ValueError:  # no IRI: a label with blanks in it
            return False

    def _counted(self) -> list[tuple[ox.NamedNode, int, int]]:
        rows = self._dataset.query(_COUNTS)
        found = []
        for row in rows if isinstance(rows, ox.QuerySolutions) else ():
            entity, articles, mentions = row["entity"], row["articles"], row["mentions"]
            if isinstance(entity, ox.NamedNode) and isinstance(articles, ox.Literal) and isinstance(mentions, ox.Literal):
                found.append((entity, int(articles.value), int(mentions.value)))
        return sorted(found, key=lambda f: (-f[1], -f[2], f[0].value))

    def _row(self, entity: ox.NamedNode, articles: int, mentions: int) -> Row:
        name = entity.value.removeprefix(self._prefix)
        label = self._one(entity, RDFS.label)
        kind = self._type(entity)
        qid, match = self._match(entity)
        place = self._geonames(entity)
        score = self._one(entity, DL.linkScore)
        note = self._note(entity)
        status = self._status(name, qid, place, match, float(score or 0), note.distance)
        offered = note.runner_up
        if status == "unlinked":
            offered = "; ".join(self._candidates(entity, kind, label))
        return Row(
            entity=name,
            label=label,
            type=kind,
            status=status,
            wikidata=qid,
            geonames=place,
            match=match,
            score=score,
            method=self._one(entity, DL.linkMethod) or self._said(name),
            candidates=offered,
            articles=articles,
            mentions=mentions,
            evidence=self._evidence(entity),
        )

    def _status(self, name: str, qid: str, place: str, match: str, score: float, distance: float) -> Status:
        if self._decisions.of(name):
            return "decided"
        if not qid and not place:
            return "unlinked"
        if match == "close" or score < SURE or distance < NEAR:
            return "weak"
        return "linked" if qid else "geonames"

    def _said(self, name: str) -> str:
        return "; ".join(f"by decision: {d.decision} {d.wikidata or 'any link'} {d.date}".rstrip() for d in self._decisions.of(name))

    def _match(self, entity: ox.NamedNode) -> tuple[str, str]:
        for predicate, word in ((SKOS.exactMatch, "exact"), (SKOS.closeMatch, "close")):
            ids = sorted(q.object.value.rpartition("/")[2] for q in self._facts(entity, predicate) if isinstance(q.object, ox.NamedNode))
            if ids:
                return ids[0], word
        return "", ""

    def _geonames(self, entity: ox.NamedNode) -> str:
        ids = (
            q.object.value.rstrip("/").rpartition("/")[2] for q in self._facts(entity, DL.geonames) if isinstance(q.object, ox.NamedNode)
        )
        return min(ids, default="")

    def _type(self, entity: ox.NamedNode) -> str:
        names = [self._ontology.name(q.object.value) for q in self._facts(entity, RDF.type) if isinstance(q.object, ox.NamedNode)]
        known = [name for name in names if name in self._ontology]
        return max(known, key=lambda n: (len(self._ontology.ancestors(n)), n), default="")

    def _note(self, entity: ox.NamedNode) -> _Note:
        best = _Note("", 1.0)
        for quad in self._dataset.match(None, DL.linkOf, entity, None):
            facts = list(self._dataset.match(quad.subject, None, None, None)) if isinstance(quad.subject, ox.NamedNode) else []
            texts = {
                f.object.value.partition("=")[0]: f.object.value.partition("=")[2]
                for f in facts
                if f.predicate == DL.linkPart and isinstance(f.object, ox.Literal)
            }
            score = next((float(f.object.value) for f in facts if f.predicate == DL.linkScore and isinstance(f.object, ox.Literal)), 0.0)
            second = next((f.object.value for f in facts if f.predicate == DL.runnerUp and isinstance(f.object, ox.Literal)), "")
            distance = score - float(texts.get("runner_up", "0"))
            if distance <= best.distance:
                best = _Note(second or best.runner_up, distance)
        return best

    def _candidates(self, entity: ox.NamedNode, kind: str, label: str) -> Iterable[str]:
        names = [q.object.value for q in self._facts(entity, SKOS.altLabel) if isinstance(q.object, ox.Literal)]
        found = find_candidates(self._gazetteer, self._ontology, type=kind, label=label, names=sorted(names)) if kind else []
        ranked = sorted(found, key=lambda c: (-c.quality, -c.entry.population, c.entry.key))
        for candidate in [c for c in ranked if c.entry.wikidata][:_CANDIDATES]:
            entry = candidate.entry
            facts = ", ".join(filter(None, (entry.wikidata, entry.type, entry.country)))
            yield f"{entry.label} ({facts})"

    def _evidence(self, entity: ox.NamedNode) -> str:
        """The words around the first mention by name, or where the text is not kept, the name."""
        mentions = [q for q in self._dataset.match(None, DL.refersTo, entity, None) if isinstance(q.subject, ox.NamedNode)]
        for quad in sorted(mentions, key=lambda q: str(q.subject)):
            assert isinstance(quad.subject, ox.NamedNode)
            graph = quad.graph_name
            facts = {
                q.predicate: q.object.value
                for q in self._dataset.match(quad.subject, None, None, graph)
                if isinstance(q.object, ox.Literal)
            }
            if facts.get(DL.form) != "name" or not isinstance(graph, ox.NamedNode):
                continue
            text = next((q.object.value for q in self._dataset.match(graph, DL.text, None, graph) if isinstance(q.object, ox.Literal)), "")
            start, end = int(facts[DL.start]), int(facts[DL.end])
            return _excerpt(text, start, end) if text else facts.get(DL.surface, "")
        return ""

    def _one(self, entity: ox.NamedNode, predicate: ox.NamedNode) -> str:
        return min((q.object.value for q in self._facts(entity, predicate) if isinstance(q.object, ox.Literal)), default="")

    def _facts(self, entity: ox.NamedNode, predicate: ox.NamedNode) -> Iterator[ox.Quad]:
        return self._dataset.match(entity, predicate, None, ox.DefaultGraph())


@dataclass(frozen=True, slots=True)
class _Note:
    """What the links' nodes say of the second choice: its words, and how far behind it was at the least."""

    runner_up: str
    distance: float


def _excerpt(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if first > 0 and " " in text[first:start]:
        first = text.index(" ", first) + 1
    if last < len(text) and " " in text[end:last]:
        last = text.rindex(" ", end, last)
    words = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{words}{' …' if last < len(text) else ''}"
