"""The closed vocabularies against the files and against rdflib's own lists."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib.namespace as published

from kg import vocab
from kg.resources import ontology_files
from kg.vocab import DL, FACTUALITY, PREFIXES, ClosedNamespace, wikidata


def terms_of_the_files() -> set[str]:
    """Subjects with a type in the ontology's top-level files (the lexicon's frames and lists are data, not vocabulary)."""
    names = set()
    for path in ontology_files():
        if path.parent.name == "ontology" and path.name not in ("shapes.ttl", "gazetteer.ttl"):
            for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(DL.iri) and q.predicate == vocab.RDF.type:
                    names.add(q.subject.value.removeprefix(DL.iri))
    return names


def test_every_term_of_the_files_is_in_the_namespace() -> None:
    assert terms_of_the_files() - set(DL) == set()


def test_every_term_of_the_namespace_is_in_the_files() -> None:
    assert set(DL) - terms_of_the_files() == set()


def test_a_term_is_a_node_with_the_namespaces_iri() -> None:
    assert ox.NamedNode("https://w3id.org/dateline/ontology#DroneStrike") == DL.DroneStrike


def test_a_misspelt_term_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(AttributeError, match="DL has no term 'DronStrike'; did you mean 'DroneStrike'"):
        getattr(DL, "DronStrike")  # noqa: B009 (mypy would refuse DL.DronStrike, which is the point)


def test_a_name_that_is_data_is_looked_up_with_brackets() -> None:
    assert DL["Attack"] == DL.Attack
    with pytest.raises(KeyError):
        DL["Atack"]


def test_a_term_that_is_no_python_name_keeps_its_own_spelling() -> None:
    assert FACTUALITY.non_future.value == "http://groundedannotationframework.org/grasp/factuality#non-future"


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("RDF", published.RDF),
        ("RDFS", published.RDFS),
        ("OWL", published.OWL),
        ("XSD", published.XSD),
        ("SKOS", published.SKOS),
        ("DCTERMS", published.DCTERMS),
        ("PROV", published.PROV),
        ("GEO", published.GEO),
        ("SCHEMA", published.SDO),
        ("FOAF", published.FOAF),
        ("ORG", published.ORG),
        ("SH", published.SH),
        ("VOID", published.VOID),
    ],
)
def test_a_published_vocabularys_terms_are_the_published_ones(name: str, theirs: type[published.DefinedNamespace]) -> None:
    ours: ClosedNamespace = getattr(vocab, name)
    assert ours.iri == str(theirs)
    assert [iri for iri in ours.terms.values() if iri not in theirs] == []


def test_prefixes_are_those_of_the_namespaces() -> None:
    assert PREFIXES["dl"] == DL.iri
    assert len(set(PREFIXES.values())) == len(PREFIXES)


def test_a_wikidata_item_has_the_http_entity_form() -> None:
    assert wikidata("Q42").value == "http://www.wikidata.org/entity/Q42"


@pytest.mark.parametrize("wrong", ["42", "Q0", "Q042", "P31", "Q42 ", "http://www.wikidata.org/entity/Q42"])
def test_what_is_no_item_number_makes_no_wikidata_iri(wrong: str) -> None:
    with pytest.raises(ValueError, match="no Wikidata item"):
        wikidata(wrong)
