"""The ontology in memory: names, superclasses, labels and the values that lie on them.

Parsed with pyoxigraph, for rdflib's parser takes seconds where a command should start in tenths.
A local name ("DroneStrike") stands for one IRI; a user's own file may add terms in `dl:` or in a namespace of its own,
below a class that is known. What such a file gets wrong is reported with its file and line (`kg.ontology_check`).
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.ontology_check import check_user_file
from kg.resources import ontology_files

DL = "https://w3id.org/dateline/ontology#"
IRI = "https://w3id.org/dateline/ontology"
NOT_LOADED = ("shapes.ttl", "gazetteer.ttl")
"""Packaged files that speak about data, not about words and classes: `kg.validate` and `kg.gazetteer` read them."""

_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUBCLASS_OF = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_VERSION = ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo")

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
_Index = dict[Node, dict[ox.NamedNode, list[Term]]]


class Ontology:
    """Classes, properties and individuals by local name. Make one with `Ontology.load`; it never changes.

    `version` is the packaged ontology's, `sha256` that of all files read, which tells two users' ontologies apart.
    """

    def __init__(self, files: Sequence[tuple[Path, bytes, list[ox.Quad]]], user: frozenset[Path]) -> None:
        self.sha256 = hashlib.sha256(b"".join(hashlib.sha256(data).digest() for _, data, _ in files)).hexdigest()
        self._quads = [quads for _, _, quads in files]
        self._index: _Index = {}
        for quads in self._quads:
            self._add(quads)
        self._iris: dict[str, ox.NamedNode] = {}
        self._names: dict[str, str] = {}
        for path, _, quads in files:
            if path not in user:
                self._register(path, quads, own_namespace=False)
        self.packaged = frozenset(self._iris)
        """The names of Dateline's own terms, without those of users' files."""
        for path, _, quads in files:
            if path in user:
                self._register(path, quads, own_namespace=True)
        version = self._index.get(ox.NamedNode(IRI), {}).get(_VERSION)
        self.version = version[0].value if version and isinstance(version[0], ox.Literal) else "0"
        self._parents = {name: self._find_parents(node) for name, node in self._iris.items()}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._above_of: dict[str, frozenset[str]] = {}

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Ontology:
        """Read the packaged ontology and lexicon, then the user's files, in this order.

        Raises:
            OntologyError: a file cannot be read or is no Turtle, or a user's class hangs below nothing that is known.
        """
        packaged = [p for p in ontology_files() if p.name not in NOT_LOADED]
        read = [_read(p) for p in (*packaged, *extra)]
        ontology = cls(read, frozenset(extra))
        for path, data, quads in read[len(packaged) :]:
            check_user_file(ontology, path, data.decode("utf-8"), quads)
        return ontology

    # -- names
    def iri(self, name: str) -> str:
        """The IRI of a term.

        Raises:
            OntologyError: there is no such term; the message gives the nearest.
        """
        return self._node(name).value

    def name(self, iri: str) -> str:
        """The local name of a term's IRI; an IRI that is no term of the ontology is given back as it is."""
        return self._names.get(iri, iri)

    def names(self) -> Iterable[str]:
        """The local names of all terms: classes, properties, individuals."""
        return self._iris.keys()

    def __contains__(self, name: object) -> bool:
        return name in self._iris

    # -- the class tree
    def isa(self, name: str, *roots: str) -> bool:
        """Whether the class is one of `roots` or below one of them."""
        return not self._above(name).isdisjoint(roots)

    def parents(self, name: str) -> tuple[str, ...]:
        """The direct superclasses, sorted."""
        self._node(name)
        return self._parents[name]

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The class itself, then its superclasses, nearest first (breadth first, siblings by name)."""
        found = self._ancestors.get(name)
        if found is None:
            self._node(name)
            order = [name]
            for c in order:
                order += [p for p in self._parents[c] if p not in order]
            found = self._ancestors[name] = tuple(dict.fromkeys(order))
        return found

    def _above(self, name: str) -> frozenset[str]:
        """The class itself and its superclasses."""
        found = self._above_of.get(name)
        if found is None:
            found = self._above_of[name] = frozenset(self.ancestors(name))
        return found

    def descendants(self, name: str) -> frozenset[str]:
        """The class itself and all its subclasses."""
        self._node(name)
        return self._descendants.get(name, frozenset((name,)))

    @cached_property
    def _descendants(self) -> dict[str, frozenset[str]]:
        below: dict[str, set[str]] = {}
        for name in self._iris:
            for above in self.ancestors(name):
                below.setdefault(above, set()).add(name)
        return {name: frozenset(found) for name, found in below.items()}

    # -- what lies on a term
    def label(self, name: str) -> str:
        """The English label; the local name where there is none."""
        labels = [o for o in self._index.get(self._node(name), {}).get(_LABEL, ()) if isinstance(o, ox.Literal)]
        english = [o.value for o in labels if (o.language or "en").startswith("en")]
        return english[0] if english else name

    def values(self, name: str, predicate: str) -> list[Term]:
        """The objects of `predicate` (a local name) on the term, in the order of the files; superclasses' are not inherited."""
        return self.objects(self._node(name), predicate)

    def objects(self, node: Node, predicate: str) -> list[Term]:
        """The objects of `predicate` (a local name) on any node, such as the blank node of a slot."""
        return list(self._index.get(node, {}).get(self._node(predicate), ()))

    def inherited(self, name: str, predicate: str) -> list[Term]:
        """The values on the class or, where it has none, on the nearest superclass that has some."""
        for c in self.ancestors(name):
            found = self.values(c, predicate)
            if found:
                return found
        return []

    def subjects(self, predicate: str) -> list[str]:
        """The local names of the terms that carry `predicate`, sorted."""
        wanted = self._node(predicate)
        return sorted(name for name, node in self._iris.items() if wanted in self._index.get(node, ()))

    def instances(self, name: str) -> list[str]:
        """The individuals whose `rdf:type` is the class or one below it, sorted."""
        classes = {self._iris[c] for c in self.descendants(name)}
        return sorted(n for n, node in self._iris.items() if not classes.isdisjoint(self._index.get(node, {}).get(_RDF_TYPE, ())))

    def triples(self) -> list[ox.Triple]:
        """Everything that was read. Blank nodes are named by their place in their file, so that two loads give the same triples."""
        return list(self._triples)

    @cached_property
    def _triples(self) -> tuple[ox.Triple, ...]:
        triples = []
        for number, quads in enumerate(self._quads):
            seen: dict[Node, ox.BlankNode] = {}
            for q in quads:
                subject, value = q.subject, q.object
                if isinstance(subject, ox.BlankNode):
                    subject = seen.setdefault(subject, ox.BlankNode(f"o{number}x{len(seen)}"))
                if isinstance(value, ox.BlankNode):
                    value = seen.setdefault(value, ox.BlankNode(f"o{number}x{len(seen)}"))
                triples.append(ox.Triple(subject, q.predicate, value))
        return tuple(triples)

    # -- building
    def _node(self, name: str) -> ox.NamedNode:
        node = self._iris.get(name)
        if node is None:
            raise OntologyError(f"{name}: not in the ontology{self.suggestion(name)}")
        return node

    def suggestion(self, name: str) -> str:
        """``; did you mean Attack?`` where a term's name is near `name`, else nothing."""
        near = difflib.get_close_matches(name, self._iris, n=1)
        return f"; did you mean {near[0]}?" if near else ""

    def _add(self, quads: Iterable[ox.Quad]) -> None:
        index = self._index
        for q in quads:
            index.setdefault(q.subject, {}).setdefault(q.predicate, []).append(q.object)  # type: ignore[arg-type]

    def _register(self, path: Path, quads: Iterable[ox.Quad], *, own_namespace: bool) -> None:
        """Give each term (a subject with a type or a superclass) its local name."""
        for subject in dict.fromkeys(q.subject for q in quads if q.predicate in (_RDF_TYPE, _SUBCLASS_OF)):
            if not isinstance(subject, ox.NamedNode) or subject.value in self._names or subject.value == IRI:
                continue
            ours = subject.value.startswith(DL)
            if not ours and not own_namespace:
                continue
            name = subject.value[len(DL) :] if ours else _local_name(subject.value)
            if name in self._iris:
                raise OntologyError(f"{path}: {subject.value} has the local name of {self._iris[name].value}; give it another")
            self._iris[name] = subject
            self._names[subject.value] = name

    def _find_parents(self, node: ox.NamedNode) -> tuple[str, ...]:
        above = self._index.get(node, {}).get(_SUBCLASS_OF, ())
        return tuple(sorted(self._names[o.value] for o in above if isinstance(o, ox.NamedNode) and o.value in self._names))


def _local_name(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


def _read(path: Path) -> tuple[Path, bytes, list[ox.Quad]]:
    try:
        data = path.read_bytes()
    except OSError as e:
        raise OntologyError(f"{path}: cannot be read ({e.strerror}); give a Turtle file") from e
    try:
        # Labelled blank nodes of two files must not meet.
        return path, data, list(ox.parse(data, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as e:
        raise OntologyError(f"{path}:{e.lineno}: no Turtle ({e.msg}); mend the line or leave the file out") from e
