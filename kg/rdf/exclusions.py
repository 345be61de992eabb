"""Which classes exclude each other, and what a thing is when articles disagree about that.

"Hamas" may be taken for a person in one article of a hundred. Both classes at once would contradict the ontology, so one gives way,
by an order that does not depend on who came first. (A thing may well be both an organization and a place, as a hospital is.)
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox

from kg.naming import SORTS, sort_of
from kg.ontology import Ontology
from kg.rdf import terms
from kg.rdf.schema import schema_triples
from kg.vocab import OWL, RDF

Class = ox.NamedNode


def classes_of(asserted: Iterable[Class], ontology: Ontology) -> set[Class]:
    """The classes that a thing has: of those that articles say, and all above them, as many as can be together.

    They are taken in the order of `kg.naming.SORTS`, then by name; one that excludes what was taken before is left out.
    """
    taken: set[Class] = set()
    for node in sorted(set(asserted), key=lambda c: _order(c, ontology)):
        above = with_superclasses(node, ontology)
        if not exclude(above, taken, ontology):
            taken |= above
    return taken


def exclude(one: Iterable[Class], other: Iterable[Class], ontology: Ontology) -> bool:
    """Whether a class of `one` excludes a class of `other`; both with their superclasses."""
    pairs = _exclusions(ontology)
    others = set(other)
    return any(not others.isdisjoint(pairs.get(c, ())) for c in one)


@lru_cache(maxsize=4096)
def with_superclasses(node: Class, ontology: Ontology) -> frozenset[Class]:
    """The class and all above it; a class that is not the ontology's (prov:Activity) stands for itself."""
    name = ontology.name(node.value)
    return frozenset(terms.named(ontology, c) for c in ontology.ancestors(name)) if name in ontology else frozenset({node})


def _order(node: Class, ontology: Ontology) -> tuple[int, str]:
    name = ontology.name(node.value)
    return (SORTS.index(sort_of(name, ontology)) if name in ontology else len(SORTS)), node.value


def excluding_pairs(ontology: Ontology) -> list[tuple[Class, Class]]:
    """The pairs of classes that exclude each other by an axiom, each once."""
    pairs = {(a, b) for a, others in _exclusions(ontology).items() for b in others if a.value < b.value}
    return sorted(pairs, key=lambda pair: (pair[0].value, pair[1].value))


@lru_cache(maxsize=2)
def _exclusions(ontology: Ontology) -> dict[Class, set[Class]]:
    """By class, the classes that exclude it by an axiom of its own (owl:disjointWith, owl:AllDisjointClasses)."""
    about: dict[object, dict[ox.NamedNode, list[object]]] = {}
    for triple in schema_triples(ontology):
        about.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    pairs: dict[Class, set[Class]] = {}
    for subject, values in about.items():
        groups = [[subject, other] for other in values.get(OWL.disjointWith, ())]
        if OWL.AllDisjointClasses in values.get(RDF.type, ()):
            groups += [_members(head, about) for head in values.get(OWL.members, ())]
        for group in groups:
            named = [c for c in group if isinstance(c, ox.NamedNode)]
            for c in named:
                pairs.setdefault(c, set()).update(n for n in named if n != c)
    return pairs


def _members(head: object, about: dict[object, dict[ox.NamedNode, list[object]]]) -> list[object]:
    found = []
    while head in about and RDF.first in about[head]:
        found += about[head][RDF.first]
        head = about[head].get(RDF.rest, [RDF.nil])[0]
    return found
