"""The W3C's manifests: which tests there are, what each does, and what is to come of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

_BESIDE = [parent / "shared" / "w3c" / "sparql" for parent in Path(__file__).parents[3:]]
FOLDER = next((folder for folder in _BESIDE if folder.is_dir()), _BESIDE[0])
"""The suites lie in ``shared`` beside the project, or further up."""
BASE = "https://w3c.github.io/rdf-tests/sparql/"
"""Where the suites are published: relative IRIs in them resolve against it, wherever the files lie."""
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

SUITES = {
    "1.0 query": ("sparql10/manifest.ttl",),
    "1.1 query": ("sparql11/manifest-sparql11-query.ttl",),
    "1.1 update": ("sparql11/manifest-sparql11-update.ttl",),
    "1.1 results formats": ("sparql11/manifest-sparql11-results.ttl",),
    "1.1 protocol": ("sparql11/protocol/manifest.ttl",),
    "1.1 graph store protocol": ("sparql11/graph-store-protocol/manifest.ttl",),
    "1.1 service description": ("sparql11/service-description/manifest.ttl",),
    "1.2 query and update": ("sparql12/manifest.ttl",),
}
"""The suites that are run. Left out, and why:

* ``service`` and ``syntax-fed`` (federation): a server open to the world calls no other one, but those that its operator lists; the
  tests name hosts that do not exist. That SERVICE is refused in every spelling is tested in `tests/server`.
* ``entailment``: the endpoint offers simple entailment. The superclasses of what Dateline stores are written down when it is stored.
* ``http-rdf-update``: the W3C marks each of its tests as deprecated in favour of ``graph-store-protocol``.
"""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Node = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test: `id` is its folder and name, `kind` the class that its manifest gives it (``QueryEvaluationTest``)."""

    __test__ = False  # no class of tests, whatever pytest thinks of its name

    id: str
    suite: str
    kind: str
    node: Node
    graph: Graph

    @property
    def text(self) -> Path:
        """The file with the query or update."""
        action = self.graph.one(self.node, MF + "action")
        for inner in (QT + "query", UT + "request"):
            if (found := self.graph.one(action, inner)) is not None:
                return path_of(found)
        return path_of(action)


class Graph:
    """The triples of one manifest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._values: dict[tuple[Term, str], list[Term]] = {}
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=iri_of(path)):
            self._values.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)

    def all(self, subject: Term | None, predicate: str) -> list[Term]:
        """The objects, in the order of the file."""
        return self._values.get((subject, predicate), []) if subject is not None else []

    def one(self, subject: Term | None, predicate: str) -> Term | None:
        """The object, if there is one."""
        return next(iter(self.all(subject, predicate)), None)

    def text(self, subject: Term | None, predicate: str) -> str | None:
        """The object's text, if it is a literal."""
        value = self.one(subject, predicate)
        return value.value if isinstance(value, ox.Literal) else None

    def items(self, subject: Term | None, predicate: str) -> list[Term]:
        """The members of the list that is the object."""
        found: list[Term] = []
        rest = self.one(subject, predicate)
        while (first := self.one(rest, RDF + "first")) is not None:
            found.append(first)
            rest = self.one(rest, RDF + "rest")
        return found

    @cached_property
    def top(self) -> Node:
        """The manifest itself."""
        manifest = next(s for (s, p), values in self._values.items() if p == RDF + "type" and ox.NamedNode(MF + "Manifest") in values)
        assert isinstance(manifest, ox.NamedNode | ox.BlankNode)
        return manifest


def iri_of(path: Path) -> str:
    """The IRI under which the W3C publishes a file."""
    return BASE + path.relative_to(FOLDER).as_posix()


def path_of(iri: Term | None) -> Path:
    """The file that an IRI of a manifest names."""
    assert isinstance(iri, ox.NamedNode) and iri.value.startswith(BASE), iri
    return FOLDER / iri.value.removeprefix(BASE)


def iter_tests() -> Iterator[Test]:
    """All tests of all suites, in the order of the manifests; none where the suites do not lie beside the project."""
    if FOLDER.is_dir():
        for suite, manifests in SUITES.items():
            for manifest in manifests:
                yield from _in(FOLDER / manifest, suite)


def _in(path: Path, suite: str) -> Iterator[Test]:
    graph = Graph(path)
    for included in graph.items(graph.top, MF + "include"):
        yield from _in(path_of(included), suite)
    folder = path.parent.relative_to(FOLDER).as_posix()
    for node in graph.items(graph.top, MF + "entries"):
        assert isinstance(node, ox.NamedNode)
        kind = graph.one(node, RDF + "type")
        assert isinstance(kind, ox.NamedNode), node
        name = node.value.rpartition("#")[2] or node.value.rpartition("/")[2]
        yield Test(id=f"{folder}/{name}", suite=suite, kind=kind.value.removeprefix(MF), node=node, graph=graph)


Outcome = Literal["passed", "failed", "refused"]
