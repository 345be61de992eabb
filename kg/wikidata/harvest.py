"""Items of the wanted classes out of the query service and the API: one query for each class, by pages, then items by fifty.

Every answer is kept by the client, so a run that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.errors import QueryTimeoutError
from kg.ontology import Ontology
from kg.wikidata.classes import ClassList, ClassRule
from kg.wikidata.client import Wikidata
from kg.wikidata.items import Item

PAGE = 10_000
"""Rows that one query asks for."""
_TOGETHER = 200
"""Subclasses in one query, where a whole class takes too long."""
_PREFIXES = """PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX wikibase: <http://wikiba.se/ontology#>
"""


@dataclass(frozen=True, slots=True)
class Harvested:
    """An item that passed the gate, the class of the ontology it gets, and by what class of Wikidata it came in."""

    item: Item
    type: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a harvest is: classes (or bytes of a dump) `done` of `total`, and items `taken` so far."""

    step: str
    done: int
    total: int
    taken: int


def harvest(
    wikidata: Wikidata, classes: ClassList, ontology: Ontology, *, watch: Callable[[Progress], None], page: int = PAGE
) -> Iterator[Harvested]:
    """The items of all classes, each once. The gate is the item itself: what the query service said may be out of date.

    Raises:
        WikidataError: a service does not answer.
    """
    members: dict[ClassRule, frozenset[str]] = {}
    for number, rule in enumerate(classes.rules):
        watch(Progress(step=f"subclasses of {rule.label or rule.wikidata}", done=number, total=len(classes.rules), taken=0))
        members[rule] = frozenset(_ids(wikidata, _subclasses(rule), page))
    seen: set[str] = set()
    taken = 0
    for number, rule in enumerate(classes.rules):
        step = f"{rule.label or rule.wikidata}: "
        watch(Progress(step=step + "asking", done=number, total=len(classes.rules), taken=taken))
        wanted = [id for id in _members(wikidata, rule, sorted(members[rule]), page) if id not in seen]
        for count, (asked, item) in enumerate(wikidata.items(wanted), start=1):
            seen.add(asked)
            if item is not None and (item.id == asked or item.id not in seen):
                seen.add(item.id)
                found = classes.type_of(item, members, ontology)
                if found is not None:
                    taken += 1
                    yield Harvested(item, found[0].type, found[1])
            watch(Progress(step=f"{step}{count:,} of {len(wanted):,}", done=number, total=len(classes.rules), taken=taken))
    watch(Progress(step="done", done=len(classes.rules), total=len(classes.rules), taken=taken))


def _subclasses(rule: ClassRule) -> str:
    return f"{_PREFIXES}SELECT DISTINCT ?item WHERE {{ ?item wdt:P279* wd:{rule.wikidata} }}"


def _instances(rule: ClassRule) -> str:
    step = f"({'|'.join(f'wdt:{p}' for p in rule.properties)})"
    return (
        f"{_PREFIXES}SELECT DISTINCT ?item WHERE {{ ?item {step}/wdt:P279* wd:{rule.wikidata} ; wikibase:sitelinks ?pages . "
        f"FILTER(?pages >= {rule.pages}) }}"
    )


def _members(wikidata: Wikidata, rule: ClassRule, classes: list[str], page: int) -> list[str]:
    """The members of a rule's class by one query; where that takes the service too long, by fewer and fewer subclasses at a time."""
    try:
        return list(_ids(wikidata, _instances(rule), page))
    except QueryTimeoutError:
        return list(dict.fromkeys(_members_of(wikidata, rule, classes, page)))


def _members_of(wikidata: Wikidata, rule: ClassRule, classes: list[str], page: int) -> Iterator[str]:
    for first in range(0, len(classes), _TOGETHER):
        some = classes[first : first + _TOGETHER]
        try:
            yield from list(_ids(wikidata, _instances_of(rule, some), page))
        except QueryTimeoutError:
            if len(some) == 1:
                raise
            half = len(some) // 2
            yield from _members_of(wikidata, rule, some[:half], page)
            yield from _members_of(wikidata, rule, some[half:], page)


def _instances_of(rule: ClassRule, classes: list[str]) -> str:
    step = "|".join(f"wdt:{p}" for p in rule.properties)
    return (
        f"{_PREFIXES}SELECT DISTINCT ?item WHERE {{ VALUES ?class {{ {' '.join(f'wd:{c}' for c in classes)} }} "
        f"?item ({step}) ?class ; wikibase:sitelinks ?pages . FILTER(?pages >= {rule.pages}) }}"
    )


def _ids(wikidata: Wikidata, query: str, page: int) -> Iterator[str]:
    """The items of all pages of a query, in the order of their IRIs."""
    offset = 0
    while True:
        rows = wikidata.rows(f"{query} ORDER BY ?item LIMIT {page} OFFSET {offset}")
        for row in rows:
            id = row["item"].rpartition("/")[2]
            if id.startswith("Q"):  # a property or lexeme is no item
                yield id
        if len(rows) < page:
            return
        offset += page
