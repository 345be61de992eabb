"""Writes a dataset down: Turtle (the default graph, for people to read), TriG and N-Quads (everything), N-Triples, JSON-LD, RDF/XML.

Turtle, TriG, N-Triples and N-Quads are sorted and the same byte for byte for the same data. What a format cannot hold it leaves out:
Turtle, N-Triples and RDF/XML have the default graph only. The ontology is left out unless it is asked for.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, get_args

import pyoxigraph as ox

from kg.errors import ExportError
from kg.rdf.turtle import Layout, TurtleWriter
from kg.store.interface import Dataset
from kg.store.oxigraph import OxigraphDataset
from kg.store.settings import Settings
from kg.vocab import PREFIXES

Format = Literal["turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml"]
FORMATS: tuple[Format, ...] = get_args(Format)
SUFFIXES: dict[str, Format] = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
}
"""Formats by the end of a file's name."""
LINES_AT_ONCE = 10_000
"""Lines that are written with one call: a call for each would take longer than making them."""


def format_of(name: str) -> Format:
    """The format that a file's name tells.

    Raises:
        ExportError: it tells none.
    """
    found = SUFFIXES.get(Path(name).suffix.lower())
    if found is None:
        raise ExportError(f"{name}: which format? Give --format ({', '.join(FORMATS)}) or a name that ends in {', '.join(SUFFIXES)}")
    return found


def export(dataset: Dataset, out: IO[bytes], format: str, *, ontology: bool = False) -> None:
    """Write the dataset to an open binary file, stream or pipe.

    Args:
        format: one of `FORMATS`.
        ontology: whether the ontology's triples are written too.

    Raises:
        ExportError: there is no such format.
    """
    if format not in FORMATS:
        raise ExportError(f"{format}: no such format; one of {', '.join(FORMATS)}")
    with _near(dataset) as near:
        _export(near, out, format, ontology=ontology)


@contextmanager
def _near(dataset: Dataset) -> Iterator[Dataset]:
    """The dataset, or a copy of one that is behind HTTP: writing asks for every subject by itself."""
    if not dataset.where.startswith(("http://", "https://")):
        yield dataset
        return
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        store = ox.Store(folder)
        store.bulk_extend(dataset.quads())
        settings = Settings(base=dataset.base)
        with OxigraphDataset(dataset.where, store, mode="read", ontology=None, settings=settings) as copy:
            del store  # the folder can go when the copy is closed
            yield copy


def _export(dataset: Dataset, out: IO[bytes], format: str, *, ontology: bool) -> None:
    if format == "turtle":
        TurtleWriter(dataset, out, ontology=ontology).write_default_graph()
    elif format == "trig":
        TurtleWriter(dataset, out, ontology=ontology).write_everything()
    elif format in ("ntriples", "nquads"):
        _write_lines(dataset, out, named=format == "nquads", ontology=ontology)
    elif format == "rdfxml":
        triples = (q.triple for q in Layout(dataset, ontology=ontology).in_order(named=False))
        ox.serialize(triples, out, ox.RdfFormat.RDF_XML, prefixes=PREFIXES)
    else:
        ox.serialize(Layout(dataset, ontology=ontology).in_order(named=True), out, ox.RdfFormat.JSON_LD, prefixes=PREFIXES)


def export_file(dataset: Dataset, path: Path, format: str | None = None, *, ontology: bool = False) -> None:
    """Write the dataset to a file: whole, or the file stays as it was.

    Args:
        format: one of `FORMATS`; what the file's name tells, if none is given.

    Raises:
        ExportError: the format is none, or the file cannot be written.
    """
    chosen = format or format_of(path.name)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
            temporary = Path(out.name)
            try:
                export(dataset, out, chosen, ontology=ontology)
                out.flush()
                os.fsync(out.fileno())
                temporary.chmod(0o666 & ~_umask())
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as e:
        raise ExportError(f"{path}: cannot be written ({e.strerror or e}); give another place") from e


def _write_lines(dataset: Dataset, out: IO[bytes], *, named: bool, ontology: bool) -> None:
    """N-Triples or N-Quads: by graph, subject, predicate and object."""
    lines: list[str] = []
    for quad in Layout(dataset, ontology=ontology).in_order(named=named):
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f"{quad.graph_name} "
        lines.append(f"{quad.subject} {quad.predicate} {quad.object} {graph}.\n")
        if len(lines) == LINES_AT_ONCE:
            out.write("".join(lines).encode())
            lines.clear()
    out.write("".join(lines).encode())


def _umask() -> int:
    """The process's umask; there is no way to read it but to set it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
