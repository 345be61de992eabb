"""The words of grammar that the parse alone does not tell: data of `ontology/syntax.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache

from kg.resources import data_path


@dataclass(frozen=True, slots=True)
class Grammar:
    """Lists of words by their use; `ontology/syntax.toml` says what each is for."""

    collective: frozenset[str]
    object_control: frozenset[str]
    participle_control: frozenset[str]
    participle_own: frozenset[str]
    police_deeds: frozenset[str]
    reduced: frozenset[str]
    naming: frozenset[str]
    identifying: frozenset[str]
    aimed: frozenset[str]
    leading: frozenset[str]
    no_objects: frozenset[str]
    participle_prepositions: frozenset[str]
    naming_members: frozenset[str]
    locative: frozenset[str]
    directional: frozenset[str]
    aims: frozenset[str]
    means: frozenset[str]
    aiming: frozenset[str]
    many: frozenset[str]
    causing: frozenset[str]
    suffering: frozenset[str]
    of_people: frozenset[str]
    results: frozenset[str]
    as_captives: frozenset[str]
    holding: frozenset[str]
    nobody: frozenset[str]
    adverbial: frozenset[str]
    kept: frozenset[str]
    after: frozenset[str]
    since: frozenset[str]
    during: frozenset[str]
    given: frozenset[str]
    because: frozenset[str]
    replies: frozenset[str]
    part_of: frozenset[str]
    away: frozenset[str]
    compass: frozenset[str]
    hidden_verbs: frozenset[str]


@cache
def english() -> Grammar:
    """The lists, read once. They are those of English, so a user's own ontology does not change them."""
    data = tomllib.loads(data_path("ontology", "syntax.toml").read_text(encoding="utf-8"))
    return Grammar(**{f.name: frozenset(data[f.name]) for f in fields(Grammar)})
