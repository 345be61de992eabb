"""The data to validate, apart from the ontology that lies beside them in the default graph."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.vocab import DL, RDF

Node = ox.NamedNode | ox.BlankNode
Value = ox.NamedNode | ox.BlankNode | ox.Literal


class Facts:
    """Triples by subject: those of the default graph, and the mentions, links and texts of the articles' graphs.

    What a claim's graph holds is that source's word and is not held to the rules. The ontology's own triples are left out, with the
    blank nodes that hang on them.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.about: dict[Node, list[tuple[ox.NamedNode, Value]]] = {}
        self.texts: dict[Node, str] = {}
        """The text of each article, where it is kept."""
        nameless: dict[Node, list[tuple[ox.NamedNode, Value]]] = {}
        graphs: dict[tuple[Node, Node], list[tuple[ox.NamedNode, Value]]] = {}
        for q in quads:
            subject, value = q.subject, q.object
            if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                continue  # RDF 1.2 triple terms, which Dateline does not write
            if not isinstance(q.graph_name, ox.DefaultGraph):
                if q.predicate == DL.text and isinstance(value, ox.Literal):
                    self.texts[subject] = value.value
                graphs.setdefault((q.graph_name, subject), []).append((q.predicate, value))
            elif isinstance(subject, ox.BlankNode):
                nameless.setdefault(subject, []).append((q.predicate, value))
            elif not subject.value.startswith(DL.iri):
                self.about.setdefault(subject, []).append((q.predicate, value))
        self._take_noted(graphs)
        self._take_nameless(nameless)

    def __len__(self) -> int:
        return sum(map(len, self.about.values()))

    def values(self, node: Node, predicate: ox.NamedNode) -> list[Value]:
        """The objects of `predicate` on the node."""
        return [o for p, o in self.about.get(node, ()) if p == predicate]

    def string(self, node: Node, predicate: ox.NamedNode) -> str | None:
        """The text of the first literal that `predicate` gives the node."""
        return next((o.value for o in self.values(node, predicate) if isinstance(o, ox.Literal)), None)

    def _take_noted(self, graphs: dict[tuple[Node, Node], list[tuple[ox.NamedNode, Value]]]) -> None:
        self.graphs = {graph for graph, _ in graphs}
        """The names of the named graphs."""
        self.graph_of: dict[Node, Node] = {}
        """The graph in which each mention or link stands: its article's."""
        for (graph, subject), triples in graphs.items():
            if (RDF.type, DL.Mention) in triples or (RDF.type, DL.Link) in triples:
                self.about.setdefault(subject, []).extend(triples)
                self.graph_of[subject] = graph

    def _take_nameless(self, nameless: dict[Node, list[tuple[ox.NamedNode, Value]]]) -> None:
        todo = [o for triples in self.about.values() for _, o in triples if isinstance(o, ox.BlankNode)]
        while todo:
            triples = nameless.pop(node := todo.pop(), None)
            if triples is not None:
                self.about[node] = triples
                todo += [o for _, o in triples if isinstance(o, ox.BlankNode)]
