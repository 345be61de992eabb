"""Quads from a file, whatever RDF syntax it is in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}
"""Syntaxes by the end of a file's name."""


def read_quads(path: Path) -> Iterator[ox.Quad]:
    """The quads of a file, as they are read.

    Raises:
        StoreError: the file's name tells no syntax, it cannot be read, or it is broken; then with the line.
    """
    syntax = FORMATS.get(path.suffix.lower())
    if syntax is None:
        raise StoreError(f"{path}: which RDF syntax is this? Its name should end in one of {', '.join(FORMATS)}")
    try:
        yield from ox.parse(path=str(path), format=syntax)
    except SyntaxError as e:
        raise StoreError(f"{path}:{e.lineno}: broken RDF ({' '.join(str(e.msg).split())})") from e
    except OSError as e:
        raise StoreError(f"{path}: cannot be read ({e.strerror or e})") from e
