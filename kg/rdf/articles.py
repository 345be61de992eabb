"""The article itself: its metadata, the run that read it, and in its own graph its text and its mentions."""

from __future__ import annotations

import pyoxigraph as ox

from kg.assemble import Node
from kg.model import Span
from kg.rdf import terms
from kg.rdf.contribution import Draft
from kg.vocab import DL, PROV, RDF, SCHEMA


def describe_article(draft: Draft, *, keep_text: bool) -> None:
    """Metadata in the default graph; the text, where it is kept, in the article's graph only."""
    article = draft.knowledge.document.article
    node = Node(draft.knowledge.article, False)
    draft.say(node, RDF.type, DL.Article)
    draft.say(node, RDF.type, SCHEMA.NewsArticle)
    draft.say(node, DL.articleId, terms.text(article.id))
    draft.say(node, DL.sha256, terms.text(draft.knowledge.sha256))
    draft.say(node, SCHEMA.datePublished, terms.date(article.published.isoformat()) if article.published else None)
    for predicate, value in (
        (SCHEMA.headline, article.title),
        (SCHEMA.url, article.url),
        (SCHEMA.publisher, article.publisher),
        (SCHEMA.inLanguage, article.language),
    ):
        draft.say(node, predicate, terms.text(value) if value else None)
    if keep_text:
        draft.note(node.iri, DL.text, terms.text(article.text))


def describe_run(draft: Draft) -> ox.NamedNode | None:
    """The run that made the document: one node for all articles of the same software, version, model and ontology."""
    run = draft.knowledge.document.run
    if run is None:
        return None
    node = Node(draft.knowledge.minter.run(run), True)
    draft.say(node, RDF.type, DL.Run)
    draft.say(node, RDF.type, PROV.Activity)
    draft.say(node, DL.software, terms.text(run.software))
    draft.say(node, DL.softwareVersion, terms.text(run.version))
    draft.say(node, DL.languageModel, terms.text(run.model))
    draft.say(node, DL.ontologyVersion, terms.text(run.ontology))
    return draft.iri(node.iri)


def describe_mentions(draft: Draft) -> None:
    """Where the text speaks of each entity and event, in the article's graph. A mention of an event has the form "trigger"."""
    document = draft.knowledge.document
    for mention in document.mentions:
        _mention(draft, Span(mention.start, mention.end), draft.knowledge.entities[mention.entity], mention.form)
    for salience, event in enumerate(document.events, 1):
        node = draft.knowledge.events[event.id]
        for span in dict.fromkeys((Span(event.trigger.start, event.trigger.end), *event.mentions)):
            _mention(draft, span, node, "trigger")
        draft.note(node.iri, DL.salience, terms.integer(salience))
        draft.note(node.iri, DL.rule, terms.text(event.rule) if event.rule else None)


def _mention(draft: Draft, span: Span, node: Node, form: str) -> None:
    iri = draft.knowledge.minter.mention(draft.knowledge.article, span)
    draft.note(iri, RDF.type, DL.Mention)
    draft.note(iri, DL.refersTo, draft.to(node))
    draft.note(iri, DL.start, terms.integer(span.start))
    draft.note(iri, DL.end, terms.integer(span.end))
    draft.note(iri, DL.surface, terms.text(draft.knowledge.document.article.text[span.start : span.end]))
    draft.note(iri, DL.form, terms.text(form))
