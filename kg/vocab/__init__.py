"""Vocabulary terms as constants: ``DL.Attack`` is a node, ``DL.Atack`` an error.

`DL` lists every term of Dateline's ontology and is tested against the Turtle files both ways; a user's own terms, and
names that are data, go through `kg.ontology.Ontology.iri`. The other vocabularies list what Dateline uses of them.
"""

from __future__ import annotations

from kg.vocab.closed import ClosedNamespace
from kg.vocab.core import CoreTerms
from kg.vocab.entities import EntityTerms
from kg.vocab.events import EventTerms
from kg.vocab.standard import (
    DCTERMS,
    ESO,
    FACTUALITY,
    FOAF,
    FORMATS,
    GAF,
    GEO,
    GRASP,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SD,
    SEM,
    SH,
    SKOS,
    VOID,
    XSD,
    geonames,
    wikidata,
)

__all__ = [
    "DCTERMS",
    "DL",
    "ESO",
    "FACTUALITY",
    "FOAF",
    "FORMATS",
    "GAF",
    "GEO",
    "GRASP",
    "ORG",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SD",
    "SEM",
    "SH",
    "SKOS",
    "VOID",
    "XSD",
    "ClosedNamespace",
    "geonames",
    "wikidata",
]


class DL(CoreTerms, EntityTerms, EventTerms, metaclass=ClosedNamespace, iri="https://w3id.org/dateline/ontology#"):
    """Dateline's own ontology."""


PREFIXES: dict[str, str] = {
    "dl": DL.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "owl": OWL.iri,
    "xsd": XSD.iri,
    "skos": SKOS.iri,
    "dcterms": DCTERMS.iri,
    "prov": PROV.iri,
    "sem": SEM.iri,
    "geo": GEO.iri,
    "schema": SCHEMA.iri,
    "foaf": FOAF.iri,
    "org": ORG.iri,
    "gaf": GAF.iri,
    "grasp": GRASP.iri,
    "fact": FACTUALITY.iri,
    "eso": ESO.iri,
    "sh": SH.iri,
    "void": VOID.iri,
    "sd": SD.iri,
    "wd": "http://www.wikidata.org/entity/",
}
"""The prefixes that exports, pages and queries use, in the order in which they are declared."""
