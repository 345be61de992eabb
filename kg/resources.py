"""Packaged data: the one module that knows where the Turtle files and stored queries lie.

`ontology/` and `queries/` are real packages, so a wheel and a checkout resolve them the same way.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path


def data_path(package: str, name: str = "") -> Traversable:
    """The packaged file or folder `name` (with ``/`` between folders) of the data package `package`.

    Raises:
        FileNotFoundError: there is no such file: the installation is incomplete.
    """
    path: Traversable = files(package)
    for part in filter(None, name.split("/")):
        path = path / part
    if not (path.is_file() or path.is_dir()):
        raise FileNotFoundError(f"{package}/{name}: not in the installed package")
    return path


def ontology_files() -> list[Path]:
    """Every Turtle file of the package `ontology`, in its sub-folders too, sorted by path."""
    return sorted(_folder("ontology").rglob("*.ttl"))


def query_files() -> list[Path]:
    """Every stored query (``.rq``) of the package `queries`, sorted by path."""
    return sorted(_folder("queries").rglob("*.rq"))


def _folder(package: str) -> Path:
    # A package that lies in a folder gives that folder itself, so nothing is copied and nothing needs to be cleaned up.
    with as_file(files(package)) as path:
        return path
