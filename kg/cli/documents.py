"""Documents on standard output, for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.interchange import document_to_json
from kg.model import Document

if TYPE_CHECKING:
    from kg.ontology import Ontology

_LINE_BREAKS = {ord(character): f"\\u{ord(character):04x}" for character in "\x85\u2028\u2029"}
"""JSON lets these stand in a string, but many programs that read lines break them there."""


def write_lines(documents: Iterable[Document]) -> None:
    """One JSON object a line, each as soon as it is there."""
    out = sys.stdout.buffer
    for document in documents:
        line = json.dumps(document_to_json(document), ensure_ascii=False, allow_nan=False)
        out.write(line.translate(_LINE_BREAKS).encode() + b"\n")
        out.flush()


def write_array(documents: Iterable[Document]) -> None:
    """One JSON array, indented for people, written as the documents come."""
    out = sys.stdout.buffer
    opening = b"[\n"
    for document in documents:
        out.write(opening + json.dumps(document_to_json(document), ensure_ascii=False, allow_nan=False, indent=2).encode())
        out.flush()
        opening = b",\n"
    out.write(b"\n]\n" if opening == b",\n" else b"[]\n")


def write_graph(documents: Iterable[Document], form: str, ontology: Ontology) -> None:
    """The graph that a dataset of these documents alone would hold."""
    from kg.export import export  # noqa: PLC0415 - the RDF engine, where it is asked for
    from kg.store import open_dataset  # noqa: PLC0415

    with open_dataset("memory:", mode="write", ontology=ontology) as dataset:
        for document in documents:
            dataset.add(document)
        export(dataset, sys.stdout.buffer, form)
