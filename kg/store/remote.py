"""A dataset behind a SPARQL service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.store.interface import Dataset, Mode
from kg.store.settings import Settings

if TYPE_CHECKING:
    from kg.ontology import Ontology


def open_remote(address: str, *, mode: Mode, ontology: Ontology | None, settings: Settings) -> Dataset:
    """Open a SPARQL service as a dataset."""
    del mode, ontology, settings
    raise StoreError(f"{address}: SPARQL services come next")
