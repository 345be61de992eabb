"""What a text attributes to whom, by its words: what the tests of attribution ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.extract.rules.attribution import Attribution
from kg.extract.rules.claims import trimmed
from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.mentions import find_mentions
from kg.extract.rules.parse import Parse
from kg.extract.rules.sources import source_span
from kg.extract.rules.types import types_at

MARKS = " ,.:;\"“”'`‘’"


@dataclass(frozen=True)
class Said:
    """One attribution in words: `content` are its parts without marks at their ends; `source` None where nobody is named."""

    stance: str
    cue: str
    source: str | None
    content: tuple[str, ...]
    refused: bool

    @property
    def whole(self) -> str:
        """All that was said, the parts joined."""
        return " ".join(self.content)


def _said(p: Parse, a: Attribution) -> Said:
    parts = [p.span_text(*trimmed(p, *r)).strip(MARKS) for r in a.ranges]
    source = p.span_text(*source_span(p, a.source, (*a.ranges, a.cue))) if a.source is not None else None
    return Said(a.stance, p.span_text(*a.cue), source, tuple(x for x in parts if x), a.refused)


def attributor(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Callable[[str], list[Said]]:
    """Find the attributions of a text, with the types that the mention rules give its sources."""
    reader = extractor.reader

    def attributions(text: str) -> list[Said]:
        p = parse(text)
        mentions = find_mentions(p, reader.lexicon, reader.gazetteer, reader.ontology)
        return [_said(p, a) for a in reader.attributions.find(p, types_at(p, mentions, reader.lexicon).at)]

    return attributions
