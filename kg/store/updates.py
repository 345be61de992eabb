"""Changes as one SPARQL update, which every store runs in one transaction."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.rdf.changes import Changes


def update_text(changes: Changes, default_graph: ox.NamedNode | None = None) -> str:
    """Delete, drop the graphs that are left empty, insert: in this order, in one request.

    Args:
        default_graph: the named graph that stands for the default graph, where a service has none of its own.
    """
    # One DELETE DATA for each graph: of several graphs at once, Virtuoso leaves every text with a language where it is.
    by_graph: dict[object, list[ox.Quad]] = {}
    for quad in changes.removed:
        if quad.graph_name not in changes.dropped:
            by_graph.setdefault(quad.graph_name, []).append(quad)
    parts = [delete_text(quads, default_graph) for quads in by_graph.values()]
    parts += [f"DROP SILENT GRAPH {graph}" for graph in changes.dropped]
    if changes.added:
        parts.append(insert_text(changes.added, default_graph))
    return " ;\n".join(parts)


def insert_text(quads: Iterable[ox.Quad], default_graph: ox.NamedNode | None = None) -> str:
    """An update that inserts the quads."""
    return f"INSERT DATA {{\n{_blocks(quads, default_graph)}}}"


def delete_text(quads: Iterable[ox.Quad], default_graph: ox.NamedNode | None = None) -> str:
    """An update that deletes the quads, none of which may have a blank node."""
    return f"DELETE DATA {{\n{_blocks(quads, default_graph)}}}"


def _blocks(quads: Iterable[ox.Quad], default_graph: ox.NamedNode | None) -> str:
    by_graph: dict[object, list[str]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name, []).append(f"{quad.triple} .\n")
    default = "".join(by_graph.pop(ox.DefaultGraph(), ()))
    if default and default_graph is not None:
        default = f"GRAPH {default_graph} {{\n{default}}}\n"
    return default + "".join(f"GRAPH {graph} {{\n{''.join(lines)}}}\n" for graph, lines in by_graph.items())
