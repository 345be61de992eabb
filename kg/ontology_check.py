"""What a user's ontology file may say: every class below one that is known, and no `dl:` name that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import OntologyError

if TYPE_CHECKING:
    from kg.ontology import Ontology

_DL = "https://w3id.org/dateline/ontology#"
_CLASS = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUBCLASS_OF = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")


def check_user_file(ontology: Ontology, path: Path, text: str, quads: Iterable[ox.Quad]) -> None:
    """Refuse a misspelt `dl:` name and a class that hangs below nothing the ontology knows.

    Raises:
        OntologyError: with the file, the line, what is wrong and the way out.
    """
    quads = list(quads)
    for q in quads:
        for node in (q.subject, q.predicate, q.object):
            if isinstance(node, ox.NamedNode) and node.value.startswith(_DL) and ontology.name(node.value) == node.value:
                name = node.value[len(_DL) :]
                known = ontology.suggestion(name) or "; a new class needs rdfs:subClassOf and a class of the ontology"
                raise OntologyError(f"{path}:{_line_of(name, text)}: dl:{name} is not in the ontology{known}")
    classes = {q.subject for q in quads if q.predicate == _SUBCLASS_OF or (q.predicate == _RDF_TYPE and q.object == _CLASS)}
    for node in sorted((c for c in classes if isinstance(c, ox.NamedNode)), key=lambda c: c.value):
        name = ontology.name(node.value)
        if ontology.packaged.isdisjoint(ontology.ancestors(name)):
            raise OntologyError(
                f"{path}:{_line_of(name, text)}: the class {node.value} is below nothing that Dateline knows; "
                "give it rdfs:subClassOf and a class of the ontology, such as dl:Attack or dl:MilitaryAsset"
            )
        if any(name in ontology.ancestors(parent) for parent in ontology.parents(name)):
            raise OntologyError(
                f"{path}:{_line_of(name, text)}: the class {node.value} is above itself; take one rdfs:subClassOf of the circle away"
            )


def _line_of(name: str, text: str) -> int:
    """The first line on which the local name stands as a word (1 where it is written in a way that hides it)."""
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line):
            return number
    return 1
