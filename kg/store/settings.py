"""How a dataset is laid out and reached: what a user may choose, with the defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.errors import StoreError
from kg.iri import DEFAULT_BASE

_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`#?]+/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Of any dataset: `base`, `keep_text`, `same_as`. Of a SPARQL service, whose address is its query URL: the rest."""

    base: str = DEFAULT_BASE
    """Below what every IRI of the dataset lies: an http(s) IRI that ends in a slash."""
    keep_text: bool = True
    """Whether the text of an article is kept in its named graph, for pages that show evidence in its place."""
    same_as: bool = False
    """Whether an exact link to Wikidata is also written as `owl:sameAs`, which lets reasoners take the two for one."""
    update_url: str | None = None
    """Where updates go; the query URL, if none is given."""
    default_graph: str | None = None
    """The graph that stands for the default graph, in a service that has none of its own (Virtuoso) or shares it with others."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    """For HTTP authentication, basic or (as Virtuoso wants it) digest."""
    digest: bool = False
    realm: str = "SPARQL"
    """The realm of digest authentication."""
    token: str | None = field(default=None, repr=False)
    """For a bearer token; goes before user and password."""
    timeout: float = 60.0
    """Seconds that one request may take."""

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise StoreError(f"{self.base}: no base for IRIs; give an http or https IRI that ends in a slash")
