"""Nouns that point back to an organisation named before ("the group"): data of `ontology/coreference.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.resources import data_path


@dataclass(frozen=True, slots=True)
class PointingBack:
    """What the nouns may mean; `ontology/coreference.toml` says what each list is for."""

    excluded: Mapping[str, tuple[str, ...]]
    """By noun, the classes of organisations that it does not point to."""
    armed: frozenset[str]
    between_armed: frozenset[str]


@cache
def pointing_back() -> PointingBack:
    """The lists, read once. They are those of English, so a user's own ontology does not change them."""
    data = tomllib.loads(data_path("ontology", "coreference.toml").read_text(encoding="utf-8"))
    excluded = {noun: tuple(classes) for noun, classes in data["points_back"].items()}
    return PointingBack(excluded, frozenset(data["armed"]["nouns"]), frozenset(data["armed"]["between"]))
