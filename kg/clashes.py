"""Contradictions that one can point at: a thing of two classes that exclude each other, or two values where one is allowed.

A reasoner says that there is a contradiction, not where. Most have one step, and are found here by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.ontology import Ontology
from kg.vocab import OWL, RDF, RDFS

Node = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """One node and what is wrong with it, in words."""

    node: str
    problem: str

    def __str__(self) -> str:
        return f"{self.node}: {self.problem}"


def find_clashes(axioms: Iterable[ox.Triple], facts: Iterable[ox.Triple], ontology: Ontology) -> tuple[Clash, ...]:
    """All clashes of one step: through superclasses, domains and ranges that are one class, and functional properties."""
    axioms, facts = list(axioms), list(facts)
    classes = _classes_with_reasons(axioms, facts, ontology)
    disjoint = _disjoint(axioms, ontology)
    found = set(_doubled(axioms, facts, ontology))
    for node, reasons in classes.items():
        found |= {Clash(_show(node, ontology), problem) for problem in _exclusions(reasons, disjoint, ontology)}
    return tuple(sorted(found))


def _classes_with_reasons(axioms: list[ox.Triple], facts: list[ox.Triple], ontology: Ontology) -> dict[Node, dict[str, str]]:
    """For each node the classes that it has by type, domain or range, and why."""
    domains = {t.subject: t.object for t in axioms if t.predicate == RDFS.domain and isinstance(t.object, ox.NamedNode)}
    ranges = {t.subject: t.object for t in axioms if t.predicate == RDFS.range and isinstance(t.object, ox.NamedNode)}
    classes: dict[Node, dict[str, str]] = defaultdict(dict)

    def note(node: object, of: object, reason: str) -> None:
        if isinstance(node, Node) and isinstance(of, ox.NamedNode) and ontology.name(of.value) in ontology:
            classes[node].setdefault(ontology.name(of.value), reason)

    for t in facts:
        name = ontology.name(t.predicate.value)
        if t.predicate == RDF.type:
            note(t.subject, t.object, "by its type")
        else:
            note(t.subject, domains.get(t.predicate), f"because it has a dl:{name}")
            note(t.object, ranges.get(t.predicate), f"because it is the dl:{name} of {_show(t.subject, ontology)}")
    return classes


def _disjoint(axioms: list[ox.Triple], ontology: Ontology) -> set[frozenset[str]]:
    """Pairs of classes that exclude each other by axiom."""
    about: dict[object, dict[ox.NamedNode, list[object]]] = defaultdict(lambda: defaultdict(list))
    for t in axioms:
        about[t.subject][t.predicate].append(t.object)
    pairs: set[frozenset[str]] = set()
    for subject, properties in list(about.items()):
        groups = [[subject, other] for other in properties.get(OWL.disjointWith, ())]
        if OWL.AllDisjointClasses in properties.get(RDF.type, ()):
            groups += [_items(head, about) for head in properties.get(OWL.members, ())]
        for group in groups:
            names = [ontology.name(c.value) for c in group if isinstance(c, ox.NamedNode)]
            pairs |= {frozenset((a, b)) for a in names for b in names if a != b}
    return pairs


def _items(head: object, about: dict[object, dict[ox.NamedNode, list[object]]]) -> list[object]:
    items: list[object] = []
    while about[head].get(RDF.first):
        items += about[head][RDF.first]
        head = about[head][RDF.rest][0]
    return items


def _exclusions(reasons: dict[str, str], disjoint: set[frozenset[str]], ontology: Ontology) -> Iterator[str]:
    above: dict[str, str] = {}
    for name in sorted(reasons, key=lambda n: (len(ontology.ancestors(n)), n)):
        for ancestor in ontology.ancestors(name):
            above.setdefault(ancestor, name)
    for a, b in sorted(tuple(sorted(pair)) for pair in disjoint):
        if a in above and b in above:
            yield f"is a dl:{above[a]} ({reasons[above[a]]}) and a dl:{above[b]} ({reasons[above[b]]}), and no dl:{a} is a dl:{b}"


def _doubled(axioms: list[ox.Triple], facts: list[ox.Triple], ontology: Ontology) -> Iterator[Clash]:
    """Two values of a property that has one. Two IRIs may stand for one thing, unless they are the ontology's own individuals."""
    functional = {t.subject for t in axioms if t.predicate == RDF.type and t.object == OWL.FunctionalProperty}
    values: dict[tuple[Node, ox.NamedNode], set[object]] = defaultdict(set)
    for t in facts:
        told_apart = isinstance(t.object, ox.Literal) or (isinstance(t.object, ox.NamedNode) and ontology.name(t.object.value) in ontology)
        if t.predicate in functional and told_apart and isinstance(t.subject, Node):
            values[t.subject, t.predicate].add(t.object)
    for (node, predicate), found in values.items():
        if len(found) > 1:
            shown = " and ".join(sorted(_show(v, ontology) for v in found))
            yield Clash(_show(node, ontology), f"has two values of dl:{ontology.name(predicate.value)}, which has one: {shown}")


def _show(node: object, ontology: Ontology) -> str:
    if isinstance(node, ox.NamedNode):
        name = ontology.name(node.value)
        return node.value if name == node.value else f"dl:{name}"
    return str(node)
