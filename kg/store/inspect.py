"""What a dataset holds: its articles, and counts of everything. Through the `Dataset` interface alone, so for every store alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

import pyoxigraph as ox

from kg.errors import StoreError
from kg.iri import DIGITS, Minter
from kg.rdf.derive import DEFAULT, Term
from kg.rdf.schema import GRAPH
from kg.store.interface import ArticleRecord, GraphName, Info, Results
from kg.vocab import DL, OWL, PREFIXES, SCHEMA

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if name in ("dl", "rdf", "rdfs", "skos", "schema", "owl"))


class Readable(Protocol):
    """What is needed of a dataset here."""

    where: str

    def query(self, sparql: str, /) -> Results: ...

    def match(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]: ...


def find_articles(dataset: Readable, article: str, minter: Minter) -> list[ox.NamedNode]:
    """The articles that an IRI, a sha256 or an id names; several only for an id."""
    if _SHA256.fullmatch(article):
        iri: str | None = f"{minter.base}article/{article[:DIGITS]}"
    else:
        iri = article if minter.is_article(article) else None
    if iri is not None:
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return []
        return [node] if any(True for _ in dataset.match(node, DL.sha256, None, DEFAULT)) else []
    found = [q.subject for q in dataset.match(None, DL.articleId, ox.Literal(article), DEFAULT)]
    return sorted((f for f in found if isinstance(f, ox.NamedNode)), key=lambda f: f.value)


def the_article(dataset: Readable, article: str, minter: Minter) -> ox.NamedNode | None:
    """The one article that an IRI, a sha256 or an id names, if there is one.

    Raises:
        StoreError: several articles bear the id; the message lists some.
    """
    found = find_articles(dataset, article, minter)
    if len(found) > 1:
        few = ", ".join(a.value for a in found[:3])
        raise StoreError(f"{article}: {len(found)} articles have this id; give the IRI of one: {few}{', …' if len(found) > 3 else ''}")
    return found[0] if found else None


def article_records(dataset: Readable) -> list[ArticleRecord]:
    """All articles, by date, then IRI."""
    records = []
    for quad in dataset.match(None, DL.sha256, None, DEFAULT):
        facts = {q.predicate: q.object for q in dataset.match(_node(quad.subject), None, None, DEFAULT)}

        def value(predicate: ox.NamedNode, facts: dict[ox.NamedNode, Term] = facts) -> str | None:
            found = facts.get(predicate)
            return found.value if isinstance(found, ox.Literal | ox.NamedNode) else None

        records.append(
            ArticleRecord(
                iri=_node(quad.subject).value,
                id=value(DL.articleId) or "",
                sha256=value(DL.sha256) or "",
                title=value(SCHEMA.headline),
                published=value(SCHEMA.datePublished),
                url=value(SCHEMA.url),
                publisher=value(SCHEMA.publisher),
            )
        )
    return sorted(records, key=lambda r: (r.published or "", r.iri))


def count_everything(dataset: Readable) -> Info:
    """Counts of what the dataset holds."""

    def count(pattern: str) -> int:
        return _number(dataset, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")

    ontology = next((q.object for q in dataset.match(GRAPH, OWL.versionInfo, None, GRAPH)), None)
    copy = count(f"GRAPH {GRAPH} {{ ?s ?p ?o }}")
    default = count("?s ?p ?o")
    return Info(
        where=dataset.where,
        articles=count("?x a dl:Article"),
        entities=count("?x a dl:Entity"),
        events=count("?x a dl:Event"),
        unrealized=count("?x a dl:UnrealizedEvent"),
        claims=count("?x a dl:Claim"),
        figures=count("?x a dl:Figure"),
        mentions=count("GRAPH ?g { ?x a dl:Mention }"),
        linked=_number(
            dataset,
            "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x skos:exactMatch|skos:closeMatch ?item . "
            'FILTER(STRSTARTS(STR(?item), "http://www.wikidata.org/entity/")) ?x a dl:Entity }',
        ),
        # The edition's mark is the one triple that only the copy has.
        triples=max(0, default - max(0, copy - 1)),
        quads=default + count("GRAPH ?g { ?s ?p ?o }"),
        graphs=_number(dataset, "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"),
        ontology=ontology.value if isinstance(ontology, ox.Literal) else "",
        entities_by_class=_by(dataset, "?x a dl:Entity ; a ?group"),
        events_by_class=_by(dataset, "?x a dl:Event ; dl:kind ?group"),
        events_by_status=_by(dataset, "?x dl:status ?group"),
    )


def _by(dataset: Readable, pattern: str) -> dict[str, int]:
    """Counts by the local name of ?group, the most frequent first."""
    rows = dataset.query(f"{_PREFIXES}SELECT ?group (COUNT(*) AS ?n) WHERE {{ {pattern} }} GROUP BY ?group")
    counts: dict[str, int] = {}
    if isinstance(rows, ox.QuerySolutions):
        for row in rows:
            group, number = row["group"], row["n"]
            if isinstance(group, ox.NamedNode) and isinstance(number, ox.Literal):
                counts[re.split(r"[/#]", group.value)[-1]] = int(number.value)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _number(dataset: Readable, query: str) -> int:
    rows = dataset.query(_PREFIXES + query)
    value = next(iter(rows))["n"] if isinstance(rows, ox.QuerySolutions) else None
    return int(value.value) if isinstance(value, ox.Literal) else 0


def _node(term: object) -> ox.NamedNode:
    if not isinstance(term, ox.NamedNode):
        raise TypeError(f"an article has an IRI, not {term}")
    return term
