"""The laws of the dataset, on random documents: it is a function of the set of articles, quad for quad."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Article, Document, Entity
from kg.ontology import Ontology
from kg.rdf.derive import ONE_VALUE
from kg.rdf.exclusions import exclude, with_superclasses
from kg.store.oxigraph import OxigraphDataset
from kg.store.settings import Settings
from kg.vocab import DL, RDF
from tests.kg.documents import worked_example
from tests.kg.random_documents import documents

LAW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def holding(ontology: Ontology, *told: Document) -> OxigraphDataset:
    """A dataset without the ontology's own triples, which would be most of it."""
    dataset = OxigraphDataset("memory:", ox.Store(), mode="read", ontology=ontology, settings=Settings())
    dataset.mode = "write"
    for document in told:
        dataset.add(document)
    return dataset


def quads(dataset: OxigraphDataset) -> set[str]:
    return {str(q) for q in dataset.quads()}


@LAW
@given(document=documents())
def test_adding_an_article_twice_changes_nothing_and_says_so(ontology: Ontology, document: Document) -> None:
    dataset = holding(ontology, document)
    before = quads(dataset)
    assert dataset.add(document) is False
    assert quads(dataset) == before


@LAW
@given(a=documents(), b=documents(" b"))
def test_the_order_of_two_articles_does_not_matter(ontology: Ontology, a: Document, b: Document) -> None:
    assert quads(holding(ontology, a, b)) == quads(holding(ontology, b, a))


def test_what_another_article_takes_a_source_for_changes_no_status(ontology: Ontology) -> None:
    """Two voices of a state that is not told are one: whether a source is such a voice, its own article says."""
    told = worked_example()
    (claim,) = told.claims
    source = Entity(id="e7", type="Organization", label="Kestrel Watch", named=True)
    two = replace(told, entities=(*told.entities, source), claims=(claim, replace(claim, claimant="e7")))
    other = Document(article=Article(id="b.txt", text="Kestrel Watch met."), entities=(replace(source, type="GovernmentBody"),))
    both, reverse = holding(ontology, two, other), holding(ontology, other, two)
    assert quads(both) == quads(reverse)
    assert both.info().events_by_status == {"Corroborated": 1}
    assert both.remove("b.txt") is True
    assert quads(both) == quads(holding(ontology, two))


@LAW
@given(a=documents(), b=documents(" b"))
def test_removing_an_article_undoes_adding_it(ontology: Ontology, a: Document, b: Document) -> None:
    both = holding(ontology, a, b)
    assert both.remove(b.article.id) is True
    assert quads(both) == quads(holding(ontology, a))
    assert {str(g) for g in graph_names(both)} == {str(g) for g in graph_names(holding(ontology, a))}


@LAW
@given(a=documents(), other=documents(), b=documents(" b"))
def test_a_new_document_of_an_article_takes_the_place_of_the_old_one(ontology: Ontology, a: Document, other: Document, b: Document) -> None:
    dataset = holding(ontology, a, b)
    dataset.add(other)
    assert quads(dataset) == quads(holding(ontology, other, b))


@settings(LAW, max_examples=30)
@given(data=st.data(), a=documents(), b=documents(" b"), c=documents(" c"))
def test_three_articles_in_any_order_with_one_taken_out(
    ontology: Ontology, data: st.DataObject, a: Document, b: Document, c: Document
) -> None:
    order = data.draw(st.permutations((a, b, c)))
    out = data.draw(st.sampled_from((a, b, c)))
    dataset = holding(ontology, *order)
    dataset.remove(out.article.id)
    assert quads(dataset) == quads(holding(ontology, *(d for d in (a, b, c) if d is not out)))


@LAW
@given(a=documents(), b=documents(" b"), c=documents(" c"))
def test_two_peoples_graphs_merge(ontology: Ontology, a: Document, b: Document, c: Document) -> None:
    mine, yours = holding(ontology, a, b), holding(ontology, b, c)
    mine.load(yours.quads())
    assert quads(mine) == quads(holding(ontology, a, b, c))


@LAW
@given(a=documents(), b=documents(" b"))
def test_an_empty_dataset_is_left_when_all_articles_are_removed(ontology: Ontology, a: Document, b: Document) -> None:
    dataset = holding(ontology, a, b)
    dataset.remove(a.article.id)
    dataset.remove(b.article.id)
    assert quads(dataset) == set()
    assert graph_names(dataset) == []


@LAW
@given(a=documents(), b=documents(" b"), c=documents(" c"))
def test_what_is_held_is_always_well_formed(ontology: Ontology, a: Document, b: Document, c: Document) -> None:
    dataset = holding(ontology, a, b, c)
    default: dict[tuple[object, ox.NamedNode], set[object]] = {}
    for quad in dataset.match(None, None, None, ox.DefaultGraph()):
        default.setdefault((quad.subject, quad.predicate), set()).add(quad.object)
    for (subject, predicate), values in default.items():
        if predicate in (*ONE_VALUE, DL.status, DL.deaths, DL.injured):
            assert len(values) == 1, (subject, predicate)
        if predicate == RDF.type:
            nodes = {v for v in values if isinstance(v, ox.NamedNode)}
            assert not exclude(nodes, nodes, ontology), subject
        if predicate == DL.kind:
            (kind,), (status,) = values, default[subject, DL.status]
            realized = status in (DL.Reported, DL.Corroborated, DL.Disputed)
            assert isinstance(kind, ox.NamedNode)
            assert default[subject, RDF.type] == (with_superclasses(kind, ontology) if realized else {DL.UnrealizedEvent})


def graph_names(dataset: OxigraphDataset) -> list[ox.NamedNode | ox.BlankNode]:
    return list(dataset._store.named_graphs())  # an empty named graph shows nowhere else
