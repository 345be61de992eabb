"""The word lists of syntax are data, and complete."""

from __future__ import annotations

import tomllib
from dataclasses import fields

from kg.extract.rules.grammar import Grammar, english
from kg.resources import data_path


def test_every_list_of_the_file_is_read_and_none_is_missing() -> None:
    data = tomllib.loads(data_path("ontology", "syntax.toml").read_text(encoding="utf-8"))
    assert set(data) == {f.name for f in fields(Grammar)}
    assert all(words and len(words) == len(set(words)) for words in data.values())


def test_directions_are_places_too() -> None:
    assert english().directional < english().locative
