"""Words by which the rules tell what refers to what (`ontology/coreference.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.resources import data_path


@dataclass(frozen=True, slots=True)
class CorefWords:
    """`ontology/coreference.toml`: what each list holds is said there. `gender` gives "m" or "f" of a word that tells."""

    definite: frozenset[str]
    empty_it: frozenset[str]
    done_by_police: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    no_field: frozenset[str]
    chiefs: frozenset[str]
    former: frozenset[str]
    latter: frozenset[str]
    same_field: Mapping[str, str]
    gender: Mapping[str, str]
    gendered: frozenset[str]
    """The words of `gender`, and these as abbreviations."""
    points_back: Mapping[str, tuple[str, ...]]
    """By noun ("the group"), the classes of organisations that it does not point to."""
    armed: frozenset[str]
    between_armed: frozenset[str]

    @classmethod
    @cache
    def load(cls) -> CorefWords:
        """Read the packaged lists."""
        data = tomllib.loads(data_path("ontology", "coreference.toml").read_text("utf-8"))
        gender = {word: kind for kind, words in data["gender"].items() for word in words}
        return cls(
            gender=gender,
            gendered=frozenset({*gender, *(f"{word}." for word in gender)}),
            same_field=data["same_field"],
            points_back={noun: tuple(classes) for noun, classes in data["points_back"].items()},
            armed=frozenset(data["armed"]["nouns"]),
            between_armed=frozenset(data["armed"]["between"]),
            **{name: frozenset(words) for name, words in data["words"].items()},
        )
