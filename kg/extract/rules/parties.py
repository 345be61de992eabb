"""Two who are named together later: "both countries", "the two sides"; and the parties of talks that are told of again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.events import EventInText
from kg.extract.rules.parse import Parse
from kg.model import Entity

if TYPE_CHECKING:
    from kg.ontology import Ontology

BACK, FAR = 4, 60
"""Sentences to look back for the two: near by, and else in all that an article may have."""
PARTY_ROLES = frozenset({"agent", "target", "recipient"})


def find_pairs(
    p: Parse,
    mentions: Sequence[MentionDraft],
    entity_of: Sequence[str | None],
    entities: Mapping[str, Entity],
    ontology: Ontology,
    sides: frozenset[str],
) -> dict[str, tuple[str, str]]:
    """Entity of "both countries" → the two countries that it stands for.

    They are the only two named in the sentences before, or the only two of the text so far; where there are more, nobody is guessed.
    "Both sides" may be countries or organisations (`sides`: such nouns).
    """
    pairs = {}
    for k, m in enumerate(mentions):
        if not m.plural or m.form != "nominal":
            continue
        entity = entity_of[k]
        both = "both" in (m.determiner, p.lower[m.first]) or (m.determiner in {"the", "these"} and m.count == 2)
        if entity is None or entity in pairs or not both or entities[entity].named:
            continue
        kinds = ontology.descendants("Country")
        if m.type not in kinds:
            if p.lemmas[m.core] not in sides:
                continue
            kinds = kinds | ontology.descendants("Organization")
        near = _named(p, mentions, entity_of, entities, kinds, k, BACK)
        if len(near) != 2:
            near = _named(p, mentions, entity_of, entities, kinds, k, FAR)
        if len(near) == 2:
            pairs[entity] = (near[0], near[1])
    return pairs


def _named(
    p: Parse,
    mentions: Sequence[MentionDraft],
    entity_of: Sequence[str | None],
    entities: Mapping[str, Entity],
    kinds: frozenset[str],
    k: int,
    back: int,
) -> list[str]:
    """The named things of these classes in the sentences before a mention, the earliest first."""
    sentence, found = p.sentence_of[mentions[k].head], []
    for j in range(k - 1, -1, -1):
        if sentence - p.sentence_of[mentions[j].head] > back:
            break
        e = entity_of[j]
        if e is not None and e not in found and mentions[j].form in {"name", "adjective"} and entities[e].type in kinds:
            found.append(e)
    return found[::-1]


def share_parties(events: Sequence[EventInText], family: frozenset[str]) -> None:
    """Give the talks of a text that name no party those that all its other talks name: "the first round of talks, held in May"."""
    talks = [e for e in events if e.kind in family]
    named = [[a for a in e.arguments if a.role in PARTY_ROLES] for e in talks]
    sides = {frozenset(a.entity for a in parties) for parties in named if parties}
    known = next((parties for parties in named if len({a.entity for a in parties}) > 1), None)
    if known is None or len(sides) != 1:
        return
    for e, parties in zip(talks, named, strict=True):
        if not parties:
            e.arguments.extend(known)
