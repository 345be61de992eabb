"""The parser, ontology and gazetteer, loaded once for all tests of extraction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from kg.extract.rules.engine import DEFAULT_MODEL, RulesExtractor, load_model
from kg.extract.rules.parse import Parse
from kg.gazetteer import Gazetteer
from kg.model import Article, Document
from kg.ontology import Ontology


@pytest.fixture(scope="session")
def extractor(ontology: Ontology) -> RulesExtractor:
    return RulesExtractor(ontology, Gazetteer.load())


@pytest.fixture(scope="session")
def parse() -> Callable[[str], Parse]:
    nlp = load_model(DEFAULT_MODEL)
    return lambda text: Parse.from_doc(nlp(text))


@pytest.fixture(scope="session")
def read(extractor: RulesExtractor) -> Callable[..., Document]:
    """Extract one text; `published` is an ISO date."""

    def extract(text: str, published: str | None = None) -> Document:
        day = dt.date.fromisoformat(published) if published else None
        return next(iter(extractor.extract([Article(id="test", text=text, published=day)])))

    return extract
