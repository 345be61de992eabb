"""What the pages ask the graph. IRIs enter a query as terms of the RDF library, never as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.results import Table, Term
from kg.vocab import DL, PREFIXES
from server.evaluator import Evaluator

_HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
ROLE_NAMES = ("agent", "target", "victim", "instrument", "recipient", "origin", "destination", "topic", "place")
"""The roles of an event in the order in which a page tells them."""
ROLES = " ".join(f"dl:{name}" for name in ROLE_NAMES)
LABELS_AT_ONCE = 200
"""IRIs in one query for labels: however long they are, the query stays within the limits that hold for all."""
_LABELS = """SELECT ?node ?label ?rank ?in WHERE {{ VALUES ?node {{ {nodes} }}
{{ ?node rdfs:label ?label BIND(1 AS ?rank) }} UNION {{ ?node schema:headline ?label BIND(2 AS ?rank) }}
UNION {{ ?node dl:articleId ?label BIND(3 AS ?rank) }}
OPTIONAL {{ ?node dl:positionIn/rdfs:label ?in }} }} ORDER BY ?rank ?label ?in"""
NEIGHBOURS = 200
"""How many incoming statements, events or claims a page shows."""

Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph as pages know it."""

    evaluator: Evaluator

    def rows(self, query: str, *, limit: int | None = None) -> list[Row]:
        """The rows of a SELECT, unbound variables left out; the usual prefixes are declared."""
        table = self.evaluator.table(_HEAD + query, limit=limit)
        return [{name: term for name, term in zip(table.columns, row, strict=True) if term is not None} for row in table.rows]

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """The labels of the IRIs that have one: of an article its headline, or its id."""
        wanted = [str(node) for node in map(_node, dict.fromkeys(iris)) if node is not None]
        labels: dict[str, str] = {}
        for some in (wanted[first : first + LABELS_AT_ONCE] for first in range(0, len(wanted), LABELS_AT_ONCE)):
            for row in self.rows(_LABELS.format(nodes=" ".join(some))):
                # Of a position its label says half ("President"): of what says the rest.
                whole = ", ".join(text(row, name) for name in ("label", "in") if name in row)
                labels.setdefault(text(row, "node"), whole)
        return labels

    def table_labels(self, table: Table, base: str) -> dict[str, str]:
        """Labels for the IRIs under `base` in a table."""
        iris = [term.value for row in table.rows for term in row if isinstance(term, ox.NamedNode) and term.value.startswith(base)]
        return self.labels(iris)

    # The first page
    def counts(self) -> dict[str, int]:
        """How many of each kind of thing there are, under the names that the page shows."""
        row = self.rows(
            """SELECT * WHERE {
            { SELECT (COUNT(*) AS ?articles) WHERE { ?node a dl:Article } }
            { SELECT (COUNT(*) AS ?events) WHERE { ?node a dl:Event } }
            { SELECT (COUNT(*) AS ?unrealized) WHERE { ?node a dl:UnrealizedEvent } }
            { SELECT (COUNT(*) AS ?entities) WHERE { ?node a dl:Entity } }
            { SELECT (COUNT(*) AS ?claims) WHERE { ?node a dl:Claim } }
            { SELECT (COUNT(DISTINCT ?node) AS ?linked) WHERE { ?node a dl:Entity ; skos:exactMatch|skos:closeMatch ?item } }
            }"""
        )[0]
        return {name: int(term.value) for name, term in row.items() if isinstance(term, ox.Literal)}

    def latest_events(self, limit: int) -> list[Row]:
        """The events with the latest dates, of those that are said to have happened."""
        return self.rows(
            f"""SELECT ?event ?label ?kind ?status ?date WHERE {{
            ?event a dl:Event ; rdfs:label ?label ; dl:kind ?kind ; dl:status ?status ; dl:date ?date
            }} ORDER BY DESC(STR(?date)) ?event LIMIT {limit}"""
        )

    def top_actors(self, limit: int) -> list[Row]:
        """Who acts in most events."""
        return self.rows(
            f"""SELECT ?node ?label (COUNT(DISTINCT ?event) AS ?n) WHERE {{
            ?event a dl:Event ; dl:agent ?node . ?node rdfs:label ?label
            }} GROUP BY ?node ?label ORDER BY DESC(?n) ?label LIMIT {limit}"""
        )

    def top_claimants(self, limit: int) -> list[Row]:
        """Who makes most claims."""
        return self.rows(
            f"""SELECT ?node ?label (COUNT(DISTINCT ?claim) AS ?n) WHERE {{
            ?claim dl:claimant ?node . ?node rdfs:label ?label
            }} GROUP BY ?node ?label ORDER BY DESC(?n) ?label LIMIT {limit}"""
        )

    def latest_articles(self, limit: int) -> list[Row]:
        """The articles published last."""
        return self.rows(
            f"""SELECT ?article ?headline ?publisher ?published ?id WHERE {{
            ?article a dl:Article .
            OPTIONAL {{ ?article schema:headline ?headline }} OPTIONAL {{ ?article schema:publisher ?publisher }}
            OPTIONAL {{ ?article schema:datePublished ?published }} OPTIONAL {{ ?article dl:articleId ?id }}
            }} ORDER BY DESC(STR(?published)) ?headline LIMIT {limit}"""
        )

    # Forms
    def classes_below(self, root: str) -> list[str]:
        """The local names of a class of the ontology and all below it, to choose from."""
        if not root.isidentifier():
            return []
        found = self.rows(f"SELECT DISTINCT ?class WHERE {{ ?class rdfs:subClassOf* dl:{root} }} ORDER BY ?class")
        return [name.removeprefix(DL.iri) for name in values(found, "class") if name.startswith(DL.iri)]

    def known_names(self, limit: int) -> list[str]:
        """Names of entities that are linked to Wikidata, the likeliest that somebody asks for."""
        found = self.rows(
            f"""SELECT DISTINCT ?label WHERE {{ ?node skos:exactMatch ?item ; a dl:Entity ; rdfs:label ?label }}
            ORDER BY ?label LIMIT {limit}"""
        )
        return [text(row, "label") for row in found]

    # Pages of one thing
    def exists(self, iri: ox.NamedNode) -> bool:
        """Whether the graph says anything of it."""
        return bool(
            self.rows(f"SELECT ?p WHERE {{ {{ {iri} ?p ?o }} UNION {{ ?o ?p {iri} }} UNION {{ GRAPH ?g {{ {iri} ?p ?o }} }} }} LIMIT 1")
        )

    def outgoing(self, iri: ox.NamedNode) -> list[Row]:
        """What is said of it, in the default graph or, for a mention or the story of a link, in its article's."""
        return self.rows(
            f"""SELECT DISTINCT ?p ?o WHERE {{
            {{ {iri} ?p ?o }} UNION {{ GRAPH ?article {{ {iri} a ?note ; ?p ?o }} FILTER(?note IN (dl:Mention, dl:Link)) }}
            }} ORDER BY ?p ?o"""
        )

    def classes(self, iri: ox.NamedNode) -> list[Row]:
        """Its most specific classes."""
        return self.rows(
            f"""SELECT ?type WHERE {{ {iri} a ?type
            FILTER NOT EXISTS {{ {iri} a ?nearer . ?nearer rdfs:subClassOf+ ?type FILTER(?nearer != ?type) }} }} ORDER BY ?type"""
        )

    def points(self, place: ox.NamedNode) -> list[Row]:
        """Where it is, as WKT, and whether that is only near."""
        return self.rows(
            f"""SELECT ?wkt ?approximate WHERE {{
            {place} geo:hasGeometry ?geometry . ?geometry geo:asWKT ?wkt OPTIONAL {{ ?geometry dl:approximate ?approximate }}
            }} ORDER BY ?wkt"""
        )

    def text_of(self, article: ox.NamedNode) -> str | None:
        """An article's text, where the dataset keeps it."""
        found = self.rows(f"SELECT ?text WHERE {{ GRAPH {article} {{ {article} dl:text ?text }} }}")
        return text(found[0], "text") if found else None

    def notes(self, event: ox.NamedNode) -> list[Row]:
        """How an event was found: the rule, for each article."""
        return self.rows(
            f"""SELECT ?article ?rule ?salience WHERE {{
            GRAPH ?article {{ {event} dl:rule ?rule OPTIONAL {{ {event} dl:salience ?salience }} }}
            }} ORDER BY ?article"""
        )

    def incoming(self, iri: ox.NamedNode) -> list[Row]:
        """Where it is the object."""
        return self.rows(f"SELECT ?p ?s WHERE {{ ?s ?p {iri} }} ORDER BY ?p ?s LIMIT {NEIGHBOURS}")

    def participants(self, event: ox.NamedNode) -> list[Row]:
        """Who and what has which role in an event."""
        return self.rows(
            f"""SELECT ?role ?node ?label WHERE {{ VALUES ?role {{ {ROLES} }} {event} ?role ?node . ?node rdfs:label ?label }}
            ORDER BY ?role ?label"""
        )

    def figures(self, event: ox.NamedNode) -> list[Row]:
        """The numbers said of an event, with those who say them."""
        return self.rows(
            f"""SELECT ?measure ?bound ?value ?unit ?of ?ofName ?text (GROUP_CONCAT(DISTINCT ?name; separator=", ") AS ?sources) WHERE {{
            {event} dl:figure ?figure . ?figure dl:measure ?measure ; dl:value ?value .
            OPTIONAL {{ ?figure dl:bound ?bound }} OPTIONAL {{ ?figure dl:unit ?unit }} OPTIONAL {{ ?figure dl:figureText ?text }}
            OPTIONAL {{ ?figure dl:of ?of . ?of rdfs:label ?ofName }}
            OPTIONAL {{
                GRAPH ?claim {{ {event} dl:figure ?figure }}
                OPTIONAL {{ ?claim dl:claimant/rdfs:label ?who }} OPTIONAL {{ ?claim dl:sourceText ?words }}
                BIND(COALESCE(?who, CONCAT("“", ?words, "”"), "the article itself") AS ?name)
            }}
            }} GROUP BY ?figure ?measure ?bound ?value ?unit ?of ?ofName ?text ORDER BY ?measure ?value"""
        )

    def claims(self, *, about: ox.NamedNode | None = None, by: ox.NamedNode | None = None, in_: ox.NamedNode | None = None) -> list[Row]:
        """Claims about a thing, by a claimant or in an article, in the order of the text."""
        pattern = f"?claim dl:about {about} ." if about else f"?claim dl:claimant {by} ." if by else f"?claim prov:wasQuotedFrom {in_} ."
        return self.rows(
            f"""SELECT ?claim ?claimant ?claimantName ?stance ?polarity ?certainty ?temporality ?quote ?cue ?sourceText ?start ?end
            ?article ?headline ?publisher ?published (GROUP_CONCAT(DISTINCT STR(?event); separator=" ") AS ?events) WHERE {{
            {pattern} ?claim a dl:Claim ; dl:quote ?quote ; dl:stance ?stance ; prov:wasQuotedFrom ?article .
            OPTIONAL {{ ?claim dl:sourceText ?sourceText }}
            OPTIONAL {{ ?claim dl:claimant ?claimant OPTIONAL {{ ?claimant rdfs:label ?claimantName }} }}
            OPTIONAL {{ ?claim dl:sourceText ?words }}
            OPTIONAL {{ ?claim dl:polarity ?polarity }} OPTIONAL {{ ?claim dl:certainty ?certainty }}
            OPTIONAL {{ ?claim dl:temporality ?temporality }} OPTIONAL {{ ?claim dl:cue ?cue }}
            OPTIONAL {{ ?claim dl:start ?start }} OPTIONAL {{ ?claim dl:end ?end }}
            OPTIONAL {{ ?article schema:headline ?headline }} OPTIONAL {{ ?article schema:publisher ?publisher }}
            OPTIONAL {{ ?article schema:datePublished ?published }}
            OPTIONAL {{ ?claim dl:about ?event . ?event dl:kind ?kind }}
            }} GROUP BY ?claim ?claimant ?claimantName ?stance ?polarity ?certainty ?temporality ?quote ?cue ?sourceText ?start ?end
            ?article ?headline ?publisher ?published ORDER BY ?published ?article ?start LIMIT {NEIGHBOURS}"""
        )

    def events_of(self, entity: ox.NamedNode) -> list[Row]:
        """The events that an entity has a role in, the latest first."""
        return self.rows(
            f"""SELECT ?event ?label ?kind ?status ?date (GROUP_CONCAT(DISTINCT STR(?role); separator=" ") AS ?roles) WHERE {{
            VALUES ?role {{ {ROLES} }} ?event ?role {entity} ; rdfs:label ?label ; dl:kind ?kind ; dl:status ?status .
            OPTIONAL {{ ?event dl:date ?date }}
            }} GROUP BY ?event ?label ?kind ?status ?date ORDER BY DESC(STR(?date)) ?label LIMIT {NEIGHBOURS}"""
        )

    def mentions_of(self, entity: ox.NamedNode) -> list[Row]:
        """The words that refer to an entity, counted for each article."""
        return self.rows(
            f"""SELECT ?article ?surface (COUNT(*) AS ?n) WHERE {{
            GRAPH ?article {{ ?mention dl:refersTo {entity} ; dl:surface ?surface }}
            }} GROUP BY ?article ?surface ORDER BY DESC(?n) ?surface LIMIT 40"""
        )

    def mentions_in(self, article: ox.NamedNode) -> list[Row]:
        """Where an article's text refers to what."""
        return self.rows(
            f"""SELECT ?start ?end ?node ?form (SAMPLE(?name) AS ?label) WHERE {{
            GRAPH {article} {{ ?mention dl:refersTo ?node ; dl:start ?start ; dl:end ?end OPTIONAL {{ ?mention dl:form ?form }} }}
            OPTIONAL {{ ?node rdfs:label ?name }}
            }} GROUP BY ?start ?end ?node ?form ORDER BY ?start ?end ?node"""
        )

    def asserted(self, claim: ox.NamedNode) -> list[Row]:
        """What a claim's source stands behind: its named graph."""
        return self.rows(f"SELECT ?s ?p ?o WHERE {{ GRAPH {claim} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o LIMIT {NEIGHBOURS}")


def describe_query(iri: ox.NamedNode) -> str:
    """The RDF of one thing: what is said of it, what points to it, its figures, place and claims, and a claim's own graph."""
    return (
        _HEAD
        + f"""CONSTRUCT {{ {iri} ?p ?o . ?s ?q {iri} . ?part ?partP ?partO . ?a ?b ?c . ?o rdfs:label ?label }} WHERE {{
        {{ {iri} ?p ?o OPTIONAL {{ ?o rdfs:label ?label }} }}
        UNION {{ ?s ?q {iri} }}
        UNION {{ {iri} dl:figure|geo:hasGeometry|^dl:about ?part . ?part ?partP ?partO }}
        UNION {{ GRAPH {iri} {{ ?a ?b ?c }} }}
        UNION {{ GRAPH ?article {{ {iri} a ?note ; ?p ?o }} FILTER(?note IN (dl:Mention, dl:Link)) }}
        }}"""
    )


def text(row: Row, name: str) -> str:
    """A term's IRI or text, empty where it is unbound."""
    term = row.get(name)
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""


def _node(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def values(rows: Sequence[Row], *names: str) -> list[str]:
    """The IRIs in some columns of rows, to look their labels up; columns of several IRIs (joined by spaces) are taken apart."""
    found: list[str] = []
    for row in rows:
        for name in names:
            term = row.get(name)
            if isinstance(term, ox.NamedNode):
                found.append(term.value)
            elif isinstance(term, ox.Literal):
                found += term.value.split()
    return found
