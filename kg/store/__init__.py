"""Where a dataset's quads are kept: in memory, in a folder, or behind a SPARQL service."""

from __future__ import annotations

from kg.store.interface import ArticleRecord, Dataset, Info, Mode
from kg.store.opening import open_dataset
from kg.store.settings import Settings

__all__ = ["ArticleRecord", "Dataset", "Info", "Mode", "Settings", "open_dataset"]
