"""Mentions, entities and relations of a text, by their words: what the tests of these stages ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.extract.rules.coreference import group_entities
from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.mentions import find_mentions
from kg.extract.rules.parse import Parse
from kg.extract.rules.relations import find_relations
from kg.model import Entity, Relation


@dataclass
class Found:
    """What was found in one text."""

    parse: Parse
    mentions: list[MentionDraft]
    entities: list[Entity]
    entity_of: list[str | None]
    relations: list[Relation]

    def words(self, m: MentionDraft) -> str:
        return self.parse.span_text(m.first, m.end)

    def types(self) -> dict[str, str]:
        """Class of each mention, by its words (the last of the same words)."""
        return {self.words(m): m.type for m, e in zip(self.mentions, self.entity_of, strict=True) if e}

    def forms(self) -> dict[str, str]:
        return {self.words(m): m.form for m, e in zip(self.mentions, self.entity_of, strict=True) if e}

    def entity(self, words: str, occurrence: int = 0) -> Entity | None:
        """The entity of a mention, by its words."""
        found = [e for m, e in zip(self.mentions, self.entity_of, strict=True) if self.words(m) == words]
        return next((e for e in self.entities if e.id == found[occurrence]), None)

    def related(self) -> set[tuple[str, str, str | None, str | None]]:
        """Relations as (type, subject's label, object's label, value)."""
        label = {e.id: e.label for e in self.entities}
        return {(r.type, label[r.subject], label[r.object] if r.object else None, r.value) for r in self.relations}


def finder(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Callable[[str], Found]:
    """Run the three stages on a text."""
    reader = extractor.reader

    def find(text: str) -> Found:
        p = parse(text)
        mentions = find_mentions(p, reader.lexicon, reader.gazetteer, reader.ontology)
        entities, entity_of = group_entities(p, mentions, reader.ontology)
        return Found(p, mentions, entities, entity_of, find_relations(p, mentions, entity_of, reader.ontology))

    return find
