"""What one article gives to the graph, before it meets what others give.

Three parts, by what becomes of them:

* `own`: triples of the default graph whose subjects are the article's alone (its metadata, claims, unnamed entities, ...);
* `shared`: triples of the default graph whose subjects other articles may speak of too. They stand in the article's graph as well:
  that is how it is known, for good, which article supports what;
* `named`: the rest of the article's graph (text, mentions, links) and the claims' graphs.

What is decided from everything that is known of a thing (which label, which status) is not here but in `kg.rdf.derive`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.assemble import Knowledge, Node
from kg.ontology import Ontology
from kg.rdf import terms
from kg.vocab import RDF

Subject = ox.NamedNode
Value = ox.NamedNode | ox.Literal


@dataclass(slots=True)
class Contribution:
    """The quads of one article, sorted by what becomes of them. `events` are the events it speaks of, shared or not."""

    article: ox.NamedNode
    own: dict[ox.Triple, None] = field(default_factory=dict)
    shared: dict[ox.Triple, None] = field(default_factory=dict)
    named: dict[ox.Quad, None] = field(default_factory=dict)
    events: dict[Subject, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A contribution in the making, with what its parts need in hand."""

    knowledge: Knowledge
    ontology: Ontology
    contribution: Contribution
    same_as: bool = False
    iris: dict[str, ox.NamedNode] = field(default_factory=dict)

    def say(self, subject: Node, predicate: ox.NamedNode, value: Value | None) -> None:
        """A triple of the default graph; none where there is no value."""
        if value is not None:
            triple = ox.Triple(self.iri(subject.iri), predicate, value)
            part = self.contribution.shared if subject.shared else self.contribution.own
            part[triple] = None

    def say_type(self, subject: Node, kind: str) -> None:
        """The entity's class: of a shared one the class alone, for the superclasses follow from all that is said of it."""
        for name in (kind,) if subject.shared else self.ontology.ancestors(kind):
            self.say(subject, RDF.type, terms.named(self.ontology, name))

    def note(self, subject: str, predicate: ox.NamedNode, value: Value | None, *, graph: str | None = None) -> None:
        """A quad of a named graph: the article's, if no other is given."""
        if value is not None:
            name = self.iri(graph) if graph else self.contribution.article
            self.contribution.named[ox.Quad(self.iri(subject), predicate, value, name)] = None

    def iri(self, iri: str) -> ox.NamedNode:
        node = self.iris.get(iri)
        if node is None:
            node = self.iris[iri] = ox.NamedNode(iri)
        return node

    def term(self, name: str) -> ox.NamedNode:
        """A class, property or individual of the ontology by its local name."""
        return terms.named(self.ontology, name)

    def to(self, node: Node | None) -> ox.NamedNode | None:
        """The node as a value, if there is one."""
        return None if node is None else self.iri(node.iri)
