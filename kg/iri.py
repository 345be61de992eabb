"""Deterministic IRIs: the same article gives the same IRIs on every machine, so that two people's graphs merge.

===========================  ==========================================================================================
``article/H``                H: SHA-256 of the text
``entity/NAME``              what has a name in the world; the rule for NAME is `kg.naming`'s
``entity/NAME-H``            what has none: H covers the article and the first mention's offsets
``event/H``                  H covers the merge key (`kg.merging`) or, without one, the article and the trigger's offsets
``claim/H``                  H covers the article, the evidence's offsets, who says it, how, and of what
``figure/H``                 H covers the event, the measure, the number with bound and unit, and what is counted
``link/A-NAME``              how article A's entity NAME came to its link
``mention/A-START-END``      words of article A
``run/H``                    H covers software, version, model and ontology
===========================  ==========================================================================================

H is the first 16 hexadecimal digits (64 bits) of a SHA-256: among ten million things two share one with a chance of 3 in a million.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from kg.model import Article, Run, Span

DEFAULT_BASE = "https://w3id.org/dateline/id/"
DIGITS = 16
SHORT_DIGITS = 12
"""Of an unnamed entity's IRI, which its readable part helps to tell apart."""
_UNNAMED = re.compile(rf".*/entity/((?:.*-)?)[0-9a-f]{{{SHORT_DIGITS}}}(?:-\d+)?")


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal: an article's identity. A lone surrogate counts as the three bytes it would be."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest(*parts: object) -> str:
    """The short hash of what identifies a thing; None, numbers and lists of them are told apart (they are hashed as JSON)."""
    return sha256(json.dumps(parts, ensure_ascii=False))[:DIGITS]


@dataclass(frozen=True, slots=True)
class Minter:
    """Mints the IRIs of a dataset below `base`, which ends in a slash."""

    base: str = DEFAULT_BASE

    def article(self, article: Article) -> str:
        return f"{self.base}article/{sha256(article.text)[:DIGITS]}"

    def entity(self, name: str) -> str:
        return f"{self.base}entity/{name}"

    def event(self, *identity: object) -> str:
        return f"{self.base}event/{digest(*identity)}"

    def claim(self, *identity: object) -> str:
        return f"{self.base}claim/{digest(*identity)}"

    def figure(self, *identity: object) -> str:
        return f"{self.base}figure/{digest(*identity)}"

    def run(self, run: Run) -> str:
        return f"{self.base}run/{digest(run.software, run.version, run.model, run.ontology)}"

    def mention(self, article: str, span: Span) -> str:
        """`article` and, below, `entity` are IRIs that this minter made."""
        return f"{self.base}mention/{article.rsplit('/', 1)[-1]}-{span.start}-{span.end}"

    def link(self, article: str, entity: str) -> str:
        return f"{self.base}link/{article.rsplit('/', 1)[-1]}-{entity.rsplit('/', 1)[-1]}"

    def geometry(self, entity: str) -> str:
        """A name for the point of a place, where a blank node would do: so graphs merge by their names alone."""
        return f"{entity}#geometry"

    def unnamed(self, name: str, *identity: object) -> str:
        """The IRI of an entity of one article; `name` is its readable part and may be empty."""
        return f"{self.base}entity/{name}{'-' if name else ''}{digest(*identity)[:SHORT_DIGITS]}"

    def readable(self, entity: str) -> str | None:
        """The readable part of an unnamed entity's IRI ("officials"); None for an entity that has a name in the world."""
        match = _UNNAMED.fullmatch(entity)
        return match[1] if match else None

    def is_article(self, iri: str) -> bool:
        return iri.startswith(f"{self.base}article/")

    def is_event(self, iri: str) -> bool:
        return iri.startswith(f"{self.base}event/")

    def is_within_article(self, iri: str) -> bool:
        """Whether it is an article, or a mention or link of one: what an article's graph says of itself."""
        return iri.startswith((f"{self.base}article/", f"{self.base}mention/", f"{self.base}link/"))
