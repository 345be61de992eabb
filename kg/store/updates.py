"""Changes as one SPARQL update, which every store runs in one transaction."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.rdf.changes import Changes


def update_text(changes: Changes) -> str:
    """Delete, drop the graphs that are left empty, insert: in this order, in one request."""
    parts = []
    if changes.removed:
        parts.append(f"DELETE DATA {{\n{_blocks(changes.removed)}}}")
    parts += [f"DROP SILENT GRAPH {graph}" for graph in changes.dropped]
    if changes.added:
        parts.append(f"INSERT DATA {{\n{_blocks(changes.added)}}}")
    return " ;\n".join(parts)


def insert_text(quads: Iterable[ox.Quad]) -> str:
    """An update that inserts the quads."""
    return f"INSERT DATA {{\n{_blocks(quads)}}}"


def _blocks(quads: Iterable[ox.Quad]) -> str:
    by_graph: dict[object, list[str]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name, []).append(f"{quad.subject} {quad.predicate} {quad.object} .\n")
    default = "".join(by_graph.pop(ox.DefaultGraph(), ()))
    return default + "".join(f"GRAPH {graph} {{\n{''.join(lines)}}}\n" for graph, lines in by_graph.items())
