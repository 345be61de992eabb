"""From a document to its quads."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.assemble import Knowledge, assemble
from kg.iri import Minter
from kg.model import Document
from kg.ontology import Ontology
from kg.rdf.articles import describe_article, describe_mentions, describe_run
from kg.rdf.changes import Changes
from kg.rdf.claims import describe_claims
from kg.rdf.contribution import Contribution, Draft
from kg.rdf.derive import Term
from kg.rdf.entities import describe_entities, describe_relations
from kg.rdf.events import describe_events
from kg.rdf.links import describe_links


def contribution(knowledge: Knowledge, ontology: Ontology, *, keep_text: bool = True, same_as: bool = False) -> Contribution:
    """What one article gives to the graph.

    Args:
        keep_text: whether the article's text goes into its named graph (`dl:text`), for pages that show evidence in its place.
        same_as: whether an exact link to Wikidata is also written as `owl:sameAs`.

    Raises:
        OntologyError: a class, role, measure or value of the document is not in the ontology.
    """
    found = Contribution(ox.NamedNode(knowledge.article))
    draft = Draft(knowledge, ontology, found, same_as)
    describe_article(draft, keep_text=keep_text)
    run = describe_run(draft)
    describe_entities(draft)
    describe_relations(draft)
    describe_events(draft)
    describe_claims(draft, run)
    describe_mentions(draft)
    describe_links(draft)
    return found


def to_quads(document: Document, ontology: Ontology, *, minter: Minter | None = None, keep_text: bool = True) -> list[ox.Quad]:
    """The quads of a dataset that holds this document alone, without the ontology.

    Raises:
        InputError: the document contradicts itself: a quote is not the text at its offsets, or an id is nobody's.
        OntologyError: a class, role, measure or value of the document is not in the ontology.
    """
    minter = minter or Minter()
    changes = Changes(_Nothing(), ontology, minter)
    changes.add_article(contribution(assemble(document, ontology, minter=minter), ontology, keep_text=keep_text))
    return list(changes.added)


class _Nothing:
    """A dataset without a quad."""

    def match(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, value: Term | None, graph: ox.NamedNode | ox.DefaultGraph | None
    ) -> Iterator[ox.Quad]:
        del subject, predicate, value, graph
        return iter(())
