"""The ontology as it stands in a dataset's default graph: the model of the world, without the words that extraction reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pyoxigraph as ox

from kg.ontology import IRI, Ontology
from kg.vocab import DCTERMS, DL

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

GRAPH = ox.NamedNode(IRI)
"""The named graph that keeps a copy: from it the dataset knows what is ontology and what is data, and which edition it has."""

LAYOUT = "1"
"""How datasets are laid out. A change after which an article could not be removed from an older dataset counts it up."""

WORDS = frozenset(
    DL[name]
    for name in (
        *("verb", "noun", "adjective", "adverb", "modal", "phrase", "name", "nameHead", "namePattern", "frame", "slot", "grammar", "role"),
        *("range", "trigger", "requires", "excludes", "word", "refines", "kindOf", "confidence"),
    )
    if name in DL
)
"""Properties of the lexicon (`ontology/lexical.ttl`): how classes are found in text says nothing of the world."""
_LISTS = ("Frame", "WordList")


@lru_cache(maxsize=2)
def schema_triples(ontology: Ontology) -> tuple[ox.Triple, ...]:
    """Classes, properties and individuals with their labels, comments, alignments and axioms; no words, frames and word lists."""
    lists = {ox.NamedNode(ontology.iri(name)) for kind in _LISTS if kind in ontology for name in ontology.instances(kind)}
    left: list[ox.Triple] = []
    words: set[object] = set()
    for triple in ontology.triples():
        if triple.predicate in WORDS:
            words.add(triple.object)  # a blank node here is a trigger or a slot
        elif triple.subject not in lists:
            left.append(triple)
    while words:  # what hangs from a trigger or slot goes with it
        hanging = words
        words = {t.object for t in left if isinstance(t.subject, ox.BlankNode) and t.subject in hanging}
        left = [t for t in left if not isinstance(t.subject, ox.BlankNode) or t.subject not in hanging]
    return tuple(left)


def edition(ontology: Ontology) -> ox.Quad:
    """The quad by which a dataset knows its layout and the edition of its ontology."""
    return ox.Quad(GRAPH, DCTERMS.identifier, ox.Literal(f"layout {LAYOUT}, ontology {ontology.sha256}"), GRAPH)


def other_layout(marks: Iterable[ox.Quad]) -> str | None:
    """The layout that the marks of a dataset (`edition`) name, if it is not the one that this program reads and writes."""
    for mark in marks:
        found = re.match(r"layout (\S+),", mark.object.value) if isinstance(mark.object, ox.Literal) else None
        if found is not None and found[1] != LAYOUT:
            return found[1]
    return None


def schema_changes(ontology: Ontology, held: Sequence[ox.Quad], *, skolem: str = "") -> tuple[list[ox.Quad], list[ox.Quad]]:
    """What to remove from, and add to, a dataset whose copy of the ontology is `held`; the mark of the edition comes last.

    Terms that the new edition does not know (a user's own, of a run with another `--ontology`) stay: the data may speak of them.

    Args:
        skolem: what the names begin with that blank nodes get, where they cannot stay blank.
    """

    def name(term: Term) -> Term:
        return ox.NamedNode(f"{skolem}{term.value}") if skolem and isinstance(term, ox.BlankNode) else term

    new = [ox.Triple(name(t.subject), t.predicate, name(t.object)) for t in schema_triples(ontology)]  # type: ignore[arg-type]
    known = {t.subject for t in new}
    both = (ox.DefaultGraph(), GRAPH)
    added = [ox.Quad(t.subject, t.predicate, t.object, g) for t in new for g in both] + [edition(ontology)]
    going = [q for q in held if q.subject in known or _was_blank(q.subject, skolem)]
    wanted = set(added)
    removed = [ox.Quad(q.subject, q.predicate, q.object, g) for q in going for g in both]
    return [q for q in removed if q not in wanted], added


def _was_blank(term: object, skolem: str) -> bool:
    return isinstance(term, ox.BlankNode) or bool(skolem and isinstance(term, ox.NamedNode) and term.value.startswith(skolem))
