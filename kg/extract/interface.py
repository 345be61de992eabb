"""What every extractor is: articles in, documents out, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from kg.model import Article, Document, Run


class Extractor(Protocol):
    """Turns articles into documents: mentions, entities, relations, events, times and claims, without links to the world."""

    @property
    def run(self) -> Run:
        """Software, version, model and ontology, for provenance."""
        ...

    def extract(self, articles: Iterable[Article]) -> Iterator[Document]:
        """One document for each article, in the order given, reading ahead no more than a batch.

        Raises:
            ModelError: the language model is not there.
        """
        ...
