"""A copy of a dataset to read from, with what follows from the ontology written out.

The ontology's own superclasses are materialised on writing. Those of other vocabularies, subproperties, inverses and transitive
properties are a handful of rules over everything that is held, so they run on the copy that is published, never on the dataset
itself: there a triple is held because an article supports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.ontology import Ontology
from kg.rdf.schema import schema_triples
from kg.store.interface import Dataset
from kg.vocab import OWL, RDF, RDFS


def publish(dataset: Dataset, target: Path, ontology: Ontology) -> None:
    """Make a snapshot in a folder that is not there yet, and infer in it. It is complete when this returns.

    Raises:
        StoreError: the dataset has no files of its own, or the folder cannot be written.
    """
    dataset.snapshot(target)
    try:
        store = ox.Store(str(target))
        infer(store, ontology)
        store.flush()
    except (OSError, RuntimeError) as e:
        raise StoreError(f"{target}: cannot be written ({e})") from e


def infer(store: ox.Store, ontology: Ontology) -> int:
    """Write out what follows, in the default graph; how many triples that are. Doing it twice changes nothing."""
    before = len(store)
    for rule in rules(ontology):
        store.update(rule)
    return len(store) - before


def rules(ontology: Ontology) -> Iterator[str]:
    """The rules as SPARQL updates, in the order in which one pass is enough: transitive, inverse, superclasses, subproperties, symmetric.

    The axioms are read from the ontology, so a user's own properties have them too.
    """
    triples = schema_triples(ontology)
    inverse = {(t.subject, t.object) for t in triples if t.predicate == OWL.inverseOf}
    inverted = {subject for subject, _ in inverse}
    for t in triples:
        # Of two that are inverse to each other the data have one; the other gets its chains by inversion.
        if t.predicate == RDF.type and t.object == OWL.TransitiveProperty and t.subject not in inverted:
            yield f"INSERT {{ ?a {t.subject} ?c }} WHERE {{ ?a {t.subject}/{t.subject}+ ?c FILTER(?a != ?c) }}"
    for one, other in sorted(inverse, key=str):
        yield f"INSERT {{ ?b {one} ?a }} WHERE {{ ?a {other} ?b }}"
        yield f"INSERT {{ ?b {other} ?a }} WHERE {{ ?a {one} ?b }}"
    # The classes of other vocabularies (sem:Event, schema:Person, geo:Feature) that stand above the ontology's own.
    yield f"INSERT {{ ?s a ?wider }} WHERE {{ ?narrow {RDFS.subClassOf} ?wider . ?s a ?narrow FILTER(isIRI(?wider)) }}"
    yield f"INSERT {{ ?s ?wider ?o }} WHERE {{ ?narrow {RDFS.subPropertyOf}+ ?wider . ?s ?narrow ?o }}"
    for t in triples:
        if t.predicate == RDF.type and t.object == OWL.SymmetricProperty:
            yield f"INSERT {{ ?b {t.subject} ?a }} WHERE {{ ?a {t.subject} ?b }}"
