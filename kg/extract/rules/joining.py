"""Words of one sentence that tell of one event, beside causes and effects (`kg.extract.rules.effects`).

A participle says how or on whom its verb's deed was done ("shelled the city, hitting a camp"); a noun names what its verb does
("sentenced to life in prison"); and a noun of an event may stand for those who do it ("came under fire from a patrol").
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.rules.effects import absorb
from kg.extract.rules.frames import EventDraft
from kg.extract.rules.parse import Parse
from kg.extract.rules.triggers import TypeAt
from kg.ontology import Ontology

NAMING_POSITIONS = ("to", "on", "with")
"""Positions in which a verb has the noun that names what it does: "sentenced to life in prison", "responded with air strikes"."""
FINISHED_BY = frozenset({("Bombing", "SuicideAttack"), ("Explosion", "SuicideAttack")})
"""Kinds that a participle of another branch finishes: "detonated explosives, killing themselves"."""
SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def join_participles(p: Parse, drafts: Sequence[EventDraft], ontology: Ontology) -> list[EventDraft]:
    """In "rammed a truck into the post, killing eleven" and "shelled the city, hitting a camp" both verbs tell of one event."""
    by_token = {t: d for d in drafts for t in d.tokens}
    gone: set[int] = set()
    for d in drafts:
        if p.tags[d.token] != "VBG" or p.deps[d.token] != "advcl" or any(p.deps[c] in SUBJECTS for c in p.children[d.token]):
            continue
        event = by_token.get(p.heads[d.token])
        if event is None or event is d or event.is_noun or event.token in gone or not ontology.isa(d.kind, "ConflictEvent"):
            continue
        if ontology.isa(event.kind, d.kind) or ontology.isa(d.kind, event.kind) or (event.kind, d.kind) in FINISHED_BY:
            absorb(event, d, "told by its participle")
            event.kind = event.kind if ontology.isa(event.kind, d.kind) else d.kind
            gone.add(d.token)
    return [d for d in drafts if d.token not in gone]


def join_named(drafts: Sequence[EventDraft], ontology: Ontology) -> list[EventDraft]:
    """In "sentenced to eleven years in prison" the noun names what the verb does."""
    nouns = {d.token: d for d in drafts if d.is_noun}
    gone: set[int] = set()
    for d in drafts:
        for noun in (nouns[f] for g in NAMING_POSITIONS for f in d.slots.get(g, ()) if f in nouns and not d.is_noun):
            if noun.token not in gone and (ontology.isa(noun.kind, d.kind) or ontology.isa(d.kind, noun.kind)):
                absorb(d, noun, "named by what it is done to")
                d.kind = noun.kind if ontology.isa(noun.kind, d.kind) else d.kind
                gone.add(noun.token)
    return [d for d in drafts if d.token not in gone]


def without_participants(drafts: Sequence[EventDraft], type_at: TypeAt) -> list[EventDraft]:
    """Leave out nouns that stand for people or things here: an attacked patrol or convoy takes part in an event, and is none."""
    taking_part = {f.token for d in drafts for f in d.fills}
    return [d for d in drafts if not d.is_noun or d.token not in taking_part or type_at(d.token) in {None, "Entity"}]
