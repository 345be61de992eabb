"""The items of the tests' Wikidata, in Wikibase's JSON, and the same as the query service's triples.

Properties and classes are Wikidata's own; the items are invented, with numbers that Wikidata has not reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

AIR_BASE, BOMBER, UAV, MISSILE = "Q695850", "Q170877", "Q484000", "Q974850"
WD, WDT = "http://www.wikidata.org/entity/", "http://www.wikidata.org/prop/direct/"
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_ALIAS = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
_SITELINKS = ox.NamedNode("http://wikiba.se/ontology#sitelinks")
_WKT = ox.NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
Record = dict[str, Any]


def number(n: int) -> str:
    """The id of an invented item."""
    return f"Q{9_000_000_000 + n}"


def statement(prop: str, value: Any, *, rank: str = "normal") -> Record:
    """A statement: an item (``Q…``), a point (pair of degrees), an amount (int) or a string."""
    kind: str
    data: Any
    if isinstance(value, tuple):
        kind = "globecoordinate"
        data = {"latitude": value[0], "longitude": value[1], "altitude": None, "precision": 0.001, "globe": f"{WD}Q2"}
    elif isinstance(value, int):
        kind, data = "quantity", {"amount": f"+{value}", "unit": "1"}
    elif value.startswith("Q"):
        kind, data = "wikibase-entityid", {"entity-type": "item", "numeric-id": int(value[1:]), "id": value}
    else:
        kind, data = "string", value
    snak = {"snaktype": "value", "property": prop, "datavalue": {"value": data, "type": kind}}
    return {"mainsnak": snak, "type": "statement", "rank": rank}


def item(
    id: str,
    label: str,
    *aliases: str,
    statements: Sequence[Record] = (),
    description: str = "",
    sites: Sequence[str] = (),
    language: str = "en",
) -> Record:
    """An item. `sites` are the wikis with a page about it, whose title is the label."""
    claims: dict[str, list[Record]] = {}
    for one in statements:
        claims.setdefault(one["mainsnak"]["property"], []).append(one)
    return {
        "type": "item",
        "id": id,
        "labels": {language: {"language": language, "value": label}},
        "descriptions": {"en": {"language": "en", "value": description}} if description else [],
        "aliases": {language: [{"language": language, "value": a} for a in aliases]} if aliases else [],
        "claims": claims or [],
        "sitelinks": {site: {"site": site, "title": label, "badges": []} for site in sites} or [],
        "lastrevid": 1,
    }


MANY = ("enwiki", "dewiki", "frwiki", "ruwiki", "ukwiki", "arwiki")
UKRAINE, RUSSIA = "Q212", "Q159"  # as in rigour, by which the client's country codes are checked
STRATEGIC, OLD = number(1), number(2)
"""A class below the bombers; an item that was merged into another."""
WORLD: tuple[Record, ...] = (
    item(AIR_BASE, "air base"),
    item(BOMBER, "bomber"),
    item(UAV, "unmanned aerial vehicle"),
    item(MISSILE, "missile"),
    item(STRATEGIC, "class of bombers for tests", statements=[statement("P279", BOMBER)]),
    item(
        number(10),
        "Karavolsk air base",
        "Karavolsk airfield",
        "Karavolsk-4",
        "17",  # junk: a bare number
        "K",  # junk: one letter
        statements=[statement("P31", AIR_BASE), statement("P17", RUSSIA), statement("P625", (51.5, 41.25))],
        description="air base in tests",
        sites=MANY,
    ),
    item(
        number(11),
        "Dubryn Air Base",
        statements=[statement("P31", AIR_BASE), statement("P17", UKRAINE), statement("P625", (49.0, 31.5))],
        sites=MANY[:3],
        language="mul",  # a name that is the same in all languages
    ),
    item(number(12), "Forgotten strip", statements=[statement("P31", AIR_BASE)]),  # no wiki has a page about it
    item(number(13), "Closed base", statements=[statement("P31", AIR_BASE, rank="deprecated"), statement("P31", number(99))], sites=MANY),
    item(number(20), "Vb-95", "Vb95", "Boar", statements=[statement("P31", STRATEGIC), statement("P17", RUSSIA)], sites=MANY),
    item(number(21), "Vb-7", statements=[statement("P31", BOMBER)], sites=MANY[:2]),
    item(number(30), "Sokil-M", "Sokil", statements=[statement("P31", UAV)], sites=MANY),
    item(number(31), "Kestrel (drone)", "Boar", statements=[statement("P31", UAV)], sites=MANY[:2]),
)
MERGED: Mapping[str, str] = {OLD: number(10)}
"""Ids that went into other items."""


def triples(records: Iterable[Record] = WORLD) -> Iterator[ox.Triple]:
    """What the query service holds of the items: truthy statements, names, and the number of pages."""
    for record in records:
        subject = ox.NamedNode(WD + record["id"])
        for language, name in dict(record["labels"]).items():
            yield ox.Triple(subject, _LABEL, ox.Literal(name["value"], language=language))
        for language, names in dict(record["aliases"]).items():
            for name in names:
                yield ox.Triple(subject, _ALIAS, ox.Literal(name["value"], language=language))
        yield ox.Triple(subject, _SITELINKS, ox.Literal(len(record["sitelinks"])))
        for prop, statements in dict(record["claims"]).items():
            for value in _truthy(statements):
                yield ox.Triple(subject, ox.NamedNode(WDT + prop), value)


def _truthy(statements: Sequence[Record]) -> Iterator[ox.NamedNode | ox.Literal]:
    kept = [s for s in statements if s["rank"] == "preferred"] or [s for s in statements if s["rank"] == "normal"]
    for one in kept:
        value = one["mainsnak"]["datavalue"]["value"]
        if not isinstance(value, dict):
            yield ox.Literal(value)
        elif "id" in value:
            yield ox.NamedNode(WD + value["id"])
        elif "amount" in value:
            yield ox.Literal(int(value["amount"]))
        else:
            yield ox.Literal(f"Point({value['longitude']} {value['latitude']})", datatype=_WKT)
