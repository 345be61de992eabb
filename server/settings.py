"""What an operator can set, in one place; each limit is told to clients in the service description."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.sparql import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The server's settings."""

    base: str = "https://w3id.org/dateline/id/"
    """IRIs below it are this server's to answer for: ``{base}entity/sumy`` is the page ``/entity/sumy``."""
    title: str = "Dateline"
    limits: Limits = field(default_factory=Limits)
    max_body: int = 1_000_000
    """Bytes of a request's body. A query is shorter (`limits.length`); updates need some room."""
    page_rows: int = 1_000
    """Rows that a page shows; a download has them all."""
    token: str | None = None
    """The bearer token that updates need; None refuses them all."""
