"""The dataset that a command works on, with the settings that the environment gives."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.iri import DEFAULT_BASE

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.store import Dataset, Mode, Settings

VARIABLES = (
    "DATELINE_BASE",
    "DATELINE_UPDATE_URL",
    "DATELINE_USER",
    "DATELINE_PASSWORD",
    "DATELINE_TOKEN",
)
"""What is secret, or the same for every command, is no option."""


def store_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """What the environment says of datasets.

    Raises:
        StoreError: a variable has no sense.
    """
    from kg.store import Settings  # noqa: PLC0415 - --help answers at once

    base, update_url, user, password, token = (environment.get(name) or None for name in VARIABLES)
    return Settings(base=base or DEFAULT_BASE, update_url=update_url, user=user, password=password, token=token)


def open_store(
    where: str,
    *,
    mode: Mode = "read",
    ontology: Ontology | None = None,
    existing: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Dataset:
    """Open the dataset that ``--store`` names.

    Args:
        existing: for writing too, there must be one: what changes what is held makes no new dataset.

    Raises:
        StoreError: it cannot be opened, or a variable of the environment has no sense.
    """
    from kg.store import open_dataset  # noqa: PLC0415 - --help answers at once

    if existing and mode == "write" and "://" not in where and not _holds_anything(Path(where)):
        raise StoreError(f"{where}: no dataset there; make one with dateline build")
    return open_dataset(where, mode=mode, ontology=ontology, settings=store_settings(environment))


def _holds_anything(folder: Path) -> bool:
    return folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))
