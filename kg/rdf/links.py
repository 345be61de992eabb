"""How entities came to their links: a node for each link of an article, in the article's graph.

In the default graph the entity itself has `skos:exactMatch` or `skos:closeMatch` and its best `dl:linkScore`; the node here says what
one article's linking found, from which a person can judge it.
"""

from __future__ import annotations

from kg.model import Link
from kg.rdf import terms
from kg.rdf.contribution import Draft
from kg.vocab import DL, RDF


def describe_links(draft: Draft) -> None:
    """The links of the document's entities: target, score, parts, method and runner-up."""
    knowledge = draft.knowledge
    best: dict[str, Link] = {}  # two entities of the document that are one in the graph have the better of their links
    for entity in knowledge.document.entities:
        link = entity.link
        if link is not None and (link.wikidata or link.geonames):
            iri = knowledge.entities[entity.id].iri
            if iri not in best or link.score > best[iri].score:
                best[iri] = link
    for of, link in best.items():
        note_link(draft, of, link)


def note_link(draft: Draft, of: str, link: Link) -> None:
    """The node of one entity's link."""
    knowledge = draft.knowledge
    iri = knowledge.minter.link(knowledge.article, of)
    draft.note(iri, RDF.type, DL.Link)
    draft.note(iri, DL.linkOf, draft.iri(of))
    draft.note(iri, DL.linkTarget, terms.wikidata(link.wikidata) if link.wikidata else None)
    draft.note(iri, DL.linkTarget, terms.geonames(link.geonames) if link.geonames else None)
    draft.note(iri, DL.linkScore, terms.decimal(round(link.score, 3)))
    draft.note(iri, DL.linkMethod, terms.text(link.method) if link.method else None)
    draft.note(iri, DL.runnerUp, terms.text(link.runner_up) if link.runner_up else None)
    for name, value in sorted(link.parts.items()):
        draft.note(iri, DL.linkPart, terms.text(f"{name}={value:.3f}"))
