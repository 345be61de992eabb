"""Words by which the rules tell where a nominal mention begins and what it is (`ontology/nominals.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.resources import data_path


@dataclass(frozen=True, slots=True)
class NominalWords:
    """`ontology/nominals.toml`: what each list holds is said there. The pronouns' tables give classes."""

    vague: frozenset[str]
    counting_with_article: frozenset[str]
    one_of: frozenset[str]
    collective: frozenset[str]
    of_things: frozenset[str]
    predicative: frozenset[str]
    abstract_after: frozenset[str]
    office_after: frozenset[str]
    of_two: frozenset[str]
    officers: frozenset[str]
    abstract: frozenset[str]
    pronouns: Mapping[str, str]
    pronouns_acting: Mapping[str, str]

    @classmethod
    @cache
    def load(cls) -> NominalWords:
        """Read the packaged lists."""
        data = tomllib.loads(data_path("ontology", "nominals.toml").read_text("utf-8"))
        pronouns, acting = data.pop("pronouns"), data.pop("pronouns_acting")
        return cls(pronouns=pronouns, pronouns_acting=acting, **{name: frozenset(words) for name, words in data.items()})
