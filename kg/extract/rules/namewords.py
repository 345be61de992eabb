"""Words by which names are told apart: given names, nouns before and after names, what is done to towns (`ontology/names.toml`)."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.resources import data_path


@dataclass(frozen=True, slots=True)
class VariantWords:
    """The table `variants`. `letters` is a table for `str.translate`."""

    uninitialled: frozenset[str]
    unspelled: frozenset[str]
    unsaid: frozenset[str]
    suffixes: frozenset[str]
    sounds: tuple[tuple[str, str], ...]
    letters: Mapping[int, str]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> VariantWords:
        """Read the table."""
        lists = {name: frozenset(words) for name, words in data.items() if name not in {"sounds", "letters"}}
        return cls(sounds=tuple((a, b) for a, b in data["sounds"]), letters=str.maketrans(data["letters"]), **lists)


@dataclass(frozen=True, slots=True)
class NameWords:
    """`ontology/names.toml`: what each list holds is said there. `given` are the given names of all its parts, without accents.

    `read_as` gives, for a name that looks like a common word, one that the parser knows for a name.
    """

    compass: frozenset[str]
    taking: frozenset[str]
    winning: frozenset[str]
    rule: frozenset[str]
    members: frozenset[str]
    bodies: frozenset[str]
    before_bodies: frozenset[str]
    media: frozenset[str]
    vessels: frozenset[str]
    particles: frozenset[str]
    peoples: frozenset[str]
    head_first: frozenset[str]
    also_english: frozenset[str]
    in_head_first: frozenset[str]
    in_persons: frozenset[str]
    aliases: frozenset[str]
    around_aliases: frozenset[str]
    leading: frozenset[str]
    before_place: frozenset[str]
    before_sure_place: frozenset[str]
    keeping_place: frozenset[str]
    near: frozenset[str]
    joiners: frozenset[str]
    directions: frozenset[str]
    quarters: frozenset[str]
    articles: frozenset[str]
    inner: frozenset[str]
    honorifics: frozenset[str]
    weekdays: frozenset[str]
    of_peoples: frozenset[str]
    given: frozenset[str]
    beside_names: frozenset[str]
    """All nouns of bodies and media."""
    read_as: Mapping[str, str]
    variants: VariantWords

    @classmethod
    @cache
    def load(cls) -> NameWords:
        """Read the packaged lists."""
        data = tomllib.loads(data_path("ontology", "names.toml").read_text("utf-8"))
        given = frozenset(plain(name) for names in data.pop("given").values() for name in names)
        read_as = data.pop("read_as")
        variants = VariantWords.of(data.pop("variants"))
        lists = {name: frozenset(words) for name, words in data.items()}
        beside = lists["media"] | lists["bodies"] | lists["before_bodies"]
        return cls(given=given, beside_names=beside, read_as=read_as, variants=variants, **lists)

    def is_given(self, word: str) -> bool:
        """Whether a word, as written, is a given name; of "Jean-Luc" and "Abdel-Fattah" the first part tells."""
        if not word[0].isupper():
            return False
        bare = plain(word)
        return bare in self.given or ("-" in bare and bare.partition("-")[0] in self.given)


def plain(word: str) -> str:
    """A word in lower case and without accents."""
    if word.isascii():
        return word.lower()
    return (
        "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c)).replace("đ", "d").replace("ł", "l")
    )
