"""The graph's named entities in memory, to be found by name. What belongs to one article alone ("three people") is left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from kg.gazetteer import normalise
from kg.iri import Minter
from kg.ontology import Ontology
from kg.reconcile.thing import Thing
from kg.vocab import DL, GEO, PREFIXES, RDFS, SKOS

MOST = 200_000
"""Rows that are read of each kind: the memory of it stays below some 200 MB, however large the graph."""
_HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
_TYPES = 'SELECT ?e (GROUP_CONCAT(DISTINCT STR(?t); separator=" ") AS ?o) WHERE { ?e a dl:Entity, ?t } GROUP BY ?e'
_FACTS = f"""SELECT ?e ?p ?o WHERE {{ VALUES ?p {{ rdfs:label skos:altLabel skos:exactMatch dl:geonames dl:countryCode }}
?e a dl:Entity ; ?p ?o }} LIMIT {MOST}"""
_POINTS = f"SELECT ?e (<{GEO.asWKT.value}> AS ?p) ?o WHERE {{ ?e a dl:Entity ; geo:hasGeometry/geo:asWKT ?o }} LIMIT {MOST}"
_POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)
INDEX = _HEAD + _FACTS
"""The question whose answer changes with the entities: by its tag one knows whether the names are still those of the graph."""

Ask = Callable[[str], Sequence[Mapping[str, object]]]


class GraphNames:
    """Entities by id, by normalised name, and the names by their first letter."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things = {thing.id: thing for thing in things}
        self.by_name: dict[str, list[str]] = defaultdict(list)
        self.by_letter: dict[str, list[str]] = defaultdict(list)
        self.by_wikidata: dict[str, str] = {}
        self.by_geonames: dict[int, str] = {}
        for thing in self.things.values():
            for name in dict.fromkeys(normalise(name) for name in (thing.label, *thing.names)):
                self.by_name[name].append(thing.id)
            if thing.wikidata:
                self.by_wikidata.setdefault(thing.wikidata, thing.id)
            if thing.geonames:
                self.by_geonames.setdefault(thing.geonames, thing.id)
        for name in self.by_name:
            self.by_letter[name[:1]].append(name)

    def named(self, key: str) -> list[Thing]:
        """What bears the name with this key."""
        return [self.things[id_] for id_ in self.by_name.get(key, ())]


def read_graph_names(ask: Ask, base: str, ontology: Ontology) -> GraphNames:
    """Read them with three queries. `ask` gives a query's rows; `base` is what entities' IRIs begin with.

    Raises:
        QueryError: the service that holds the graph does not take the queries.
    """
    prefix = f"{base}entity/"
    kinds = {id_: text for row in ask(f"{_HEAD}{_TYPES} LIMIT {MOST}") if (id_ := _id(row, prefix)) and (text := _text(row, "o"))}
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for query in (_FACTS, _POINTS):
        for row in ask(_HEAD + query):
            if id_ := _id(row, prefix):
                facts[id_][_text(row, "p")].append(_text(row, "o"))
    minter = Minter(base)
    named = [id_ for id_ in facts if id_ in kinds and minter.readable(prefix + id_) is None and facts[id_].get(RDFS.label.value)]
    return GraphNames(_thing(id_, kinds[id_], facts[id_], ontology) for id_ in sorted(named))


def _thing(id_: str, kinds: str, facts: Mapping[str, list[str]], ontology: Ontology) -> Thing:
    names = [kind.removeprefix(DL.iri) for kind in kinds.split() if kind.startswith(DL.iri)]
    known = [name for name in names if name in ontology]
    thing = Thing(
        id=id_,
        label=min(facts[RDFS.label.value]),
        # The class that has most above it: all superclasses are written down too.
        type=max(known, key=lambda name: (len(ontology.ancestors(name)), name), default="Entity"),
        names=tuple(sorted(set(facts.get(SKOS.altLabel.value, ())))),
        wikidata=next((iri.rpartition("/")[2] for iri in sorted(facts.get(SKOS.exactMatch.value, ())) if "wikidata.org" in iri), None),
        geonames=next((int(n[-1]) for iri in sorted(facts.get(DL.geonames.value, ())) if (n := re.findall(r"\d+", iri))), None),
        country=next(iter(sorted(facts.get(DL.countryCode.value, ()))), None),
        in_graph=True,
    )
    point = _POINT.search(next(iter(sorted(facts.get(GEO.asWKT.value, ()))), ""))
    return replace(thing, lon=float(point[1]), lat=float(point[2])) if point else thing


def _id(row: Mapping[str, object], prefix: str) -> str:
    iri = _text(row, "e")
    return iri.removeprefix(prefix) if iri.startswith(prefix) else ""


def _text(row: Mapping[str, object], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
