"""Whether the ontology, and data with it, contradict themselves: owlready2 with the HermiT reasoner.

HermiT is a Java program that comes with owlready2. Where there is no Java the answer is `Unavailable`, and everything else runs.
Words, codes and labels are annotations and say nothing to a reasoner; they are left out, and so are literals of datatypes that
OWL 2 does not have (dates, durations, points), which HermiT refuses.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import owlready2
import pyoxigraph as ox

from kg.clashes import Clash, find_clashes
from kg.ontology import IRI, Ontology
from kg.vocab import OWL, RDF, RDFS, XSD

_LOGICAL = {RDF.type, RDF.first, RDF.rest, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
_DATATYPES = {
    RDF.langString,
    XSD.string,
    XSD.integer,
    XSD.decimal,
    XSD.double,
    XSD.boolean,
    XSD.dateTime,
    XSD.nonNegativeInteger,
    XSD.anyURI,
}


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The reasoner could not run, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Consistent:
    """No contradiction. `triples` is how many the reasoner saw."""

    triples: int


@dataclass(frozen=True, slots=True)
class Inconsistent:
    """The data contradict the ontology, or a class can have no instance.

    `classes` are the classes (local names) that nothing can be; `clashes` the contradictions that were found by name. Both are
    empty where the reasoner finds one that takes more steps than `kg.clashes` looks.
    """

    classes: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()

    def __str__(self) -> str:
        lines = [f"nothing can be a dl:{c}" for c in self.classes] + [str(c) for c in self.clashes]
        return "\n".join(lines or ["the reasoner finds a contradiction that no single rule names; remove data until it goes away"])


def check_consistency(ontology: Ontology, data: Iterable[ox.Triple | ox.Quad] = ()) -> Consistent | Inconsistent | Unavailable:
    """Reason over the ontology and a sample of data (the default graph's triples; 75,000 take about six seconds)."""
    if shutil.which(owlready2.JAVA_EXE) is None:
        return Unavailable(f"no Java: {owlready2.JAVA_EXE!r} is not on the PATH; install a Java runtime to check with a reasoner")
    axioms = _axioms(ontology)
    assertions = list(_assertions(axioms, data))
    with _temporary_folder():
        world = _world([*axioms, *assertions])
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
            impossible = sorted(ontology.name(c.iri) for c in world.inconsistent_classes() if c is not owlready2.Nothing)
        except owlready2.OwlReadyInconsistentOntologyError:
            return Inconsistent(clashes=find_clashes(axioms, assertions, ontology))
        except owlready2.OwlReadyJavaError as e:
            return Unavailable(f"the reasoner stopped: {_telling_line(str(e))}")
        finally:
            world.close()
    return Inconsistent(classes=tuple(impossible)) if impossible else Consistent(len(axioms) + len(assertions))


def to_world(ontology: Ontology, data: Iterable[ox.Triple | ox.Quad] = ()) -> owlready2.World:
    """The ontology and data as an owlready2 World of their own, for those who work with owlready2; no reasoner has run, no Java is needed.

    What OWL has no use for (words, labels, dates) is left out, as above. Close it after use.
    """
    axioms = _axioms(ontology)
    return _world([*axioms, *_assertions(axioms, data)])


def _world(triples: Iterable[ox.Triple]) -> owlready2.World:
    """owlready2 reads no Turtle, so it is handed N-Triples; a World of its own keeps one check's triples from the next."""
    world = owlready2.World()
    world.get_ontology(IRI + "#").load(fileobj=io.BytesIO(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""))
    return world


def _axioms(ontology: Ontology) -> list[ox.Triple]:
    """The triples of the ontology that bear on reasoning."""
    triples = ontology.triples()
    annotations = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.AnnotationProperty}
    return [
        t
        for t in triples
        if (t.predicate in _LOGICAL or t.predicate.value.startswith(OWL.iri))
        and t.subject not in annotations
        and t.object not in (OWL.AnnotationProperty, OWL.Ontology)
        and t.predicate not in (OWL.versionIRI, OWL.versionInfo)
    ]


def _assertions(axioms: list[ox.Triple], facts: Iterable[ox.Triple | ox.Quad]) -> Iterator[ox.Triple]:
    """Types and declared properties of individuals, with the literals that HermiT can read."""
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    properties = {t.subject for t in axioms if t.predicate == RDF.type and t.object in kinds}
    for f in facts:
        value = f.object
        if isinstance(value, ox.Literal) and value.datatype not in _DATATYPES:
            continue
        if f.predicate in properties or f.predicate == RDF.type:
            yield ox.Triple(f.subject, f.predicate, value)


@contextmanager
def _temporary_folder() -> Iterator[None]:
    """Take owlready2's files away with it: it leaves the one that it gave to HermiT when that finds a contradiction."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = str(Path(folder))
        try:
            yield
        finally:
            tempfile.tempdir = before


def _telling_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "Exception" in line or "Error" in line), lines[-1] if lines else "no message")
