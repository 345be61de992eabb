"""After another dataset's quads came in: what follows from both together."""

from __future__ import annotations

from typing import Protocol

import pyoxigraph as ox

from kg.iri import Minter
from kg.ontology import Ontology
from kg.rdf.changes import Changes
from kg.rdf.derive import ONE_VALUE, View
from kg.rdf.exclusions import excluding_pairs
from kg.store.interface import Results
from kg.vocab import DL


class Loaded(View, Protocol):
    """A dataset that can be looked up and asked."""

    def query(self, sparql: str, /) -> Results: ...


def reconciled(dataset: Loaded, ontology: Ontology, minter: Minter) -> Changes:
    """The changes that make the default graph what it would be if all articles had been added one by one.

    Only that can differ of which the two datasets had each their own value: functional properties, and what is derived of events
    that articles of both speak of.
    """
    changes = Changes(dataset, ontology, minter)
    for predicate in sorted(ONE_VALUE, key=str):
        for subject in _with_several(dataset, f"?s {predicate} ?value"):
            if subject.value.startswith(minter.base):
                changes.settle(subject, predicate)
    for one, other in excluding_pairs(ontology):
        for subject in _subjects(dataset, f"SELECT DISTINCT ?s WHERE {{ ?s a {one}, {other} }}"):
            changes.settle_classes(subject)
    events = set(_with_several(dataset, f"?s {DL.kind} ?kind . ?s {DL.mentionedIn} ?value"))
    for event in sorted(events, key=lambda e: e.value):
        changes.derive(event)
    return changes


def _with_several(dataset: Loaded, pattern: str) -> list[ox.NamedNode]:
    """The subjects that have more than one ?value. Counted, not joined: a row for each two articles of a country would be too many."""
    return _subjects(dataset, f"SELECT ?s WHERE {{ {pattern} }} GROUP BY ?s HAVING (COUNT(DISTINCT ?value) > 1)")


def _subjects(dataset: Loaded, query: str) -> list[ox.NamedNode]:
    rows = dataset.query(query)
    found = [row["s"] for row in rows] if isinstance(rows, ox.QuerySolutions) else []
    return sorted((s for s in found if isinstance(s, ox.NamedNode)), key=lambda s: s.value)
