"""A linker that links nothing, until `kg.link` has landed."""

from __future__ import annotations

from kg.model import Document


class Linker:
    """Gives documents back as they are."""

    def __init__(self, *_: object) -> None:
        pass

    def link(self, document: Document) -> Document:
        """The same document."""
        return document
