"""Copies of the dataset to read from: how one is made, whatever state the dataset is in."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.interface import Dataset


def copy(dataset: Dataset, target: Path) -> None:
    """A copy with everything that was written. `Dataset.snapshot` of a dataset that is open for reading lacks what lies only in the log.

    Raises:
        StoreError: the folder cannot be written.
    """
    where = Path(dataset.where)
    if dataset.mode == "write" or not any(log.stat().st_size for log in where.glob("*.log")):
        dataset.snapshot(target)
        return
    try:
        store = ox.Store(str(where))  # reads the log into files; fails if somebody is writing, or may not write here
    except (OSError, RuntimeError):
        _copy_quads(dataset, target)
        return
    try:
        store.flush()
        store.backup(str(target))
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{target}: cannot be written ({error})") from error


def _copy_quads(dataset: Dataset, target: Path) -> None:
    """Slow (seconds for a million), but asks nothing of the dataset's folder."""
    try:
        store = ox.Store(str(target))
        store.bulk_extend(dataset.quads())
        for graph in dataset.graphs():
            store.add_graph(graph)
        store.flush()
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{target}: cannot be written ({error})") from error
