"""The type gate of online linking: what an item of Wikidata is in the ontology, or that it is nothing that the graph has.

An item passes if it is an instance of a class of `ontology/wikidata.toml`, or of one below such a class. The classes above are
asked for step by step, and each only once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from kg.ontology import Ontology
from kg.wikidata.classes import ClassList
from kg.wikidata.items import SUBCLASS_OF, Item

_STEPS = 12
"""From a class to the top: real chains are shorter, and circles must end."""


class Items(Protocol):
    """What gives items by id, as `kg.wikidata.Wikidata` does."""

    def items(self, ids: Iterable[str]) -> Iterator[tuple[str, Item | None]]:
        """Each id with its item, or None."""
        ...


class Gate:
    """Tells the ontology's class of items."""

    def __init__(self, classes: ClassList, ontology: Ontology, items: Items) -> None:
        self._classes, self._ontology, self._items = classes, ontology, items
        self._above: dict[str, tuple[str, ...]] = {}

    def type_of(self, item: Item) -> str | None:
        """The class of an item; None: it is of no kind that the list knows.

        Raises:
            WikidataError: the classes above could not be asked for.
        """
        own = {*item.classes, *item.values.get(SUBCLASS_OF, ())}
        if not own:
            return None
        self._fetch(own)
        reached = {c: self._ancestors(c) for c in own}
        members = {rule: frozenset(c for c in own if rule.wikidata in reached[c]) for rule in self._classes.rules}
        found = self._classes.type_of(item, members, self._ontology)
        return found[0].type if found is not None else None

    def _ancestors(self, kind: str) -> frozenset[str]:
        seen = {kind}
        edge = [kind]
        while edge:
            edge = [p for c in edge for p in self._above.get(c, ()) if p not in seen]
            seen.update(edge)
        return frozenset(seen)

    def _fetch(self, kinds: Iterable[str]) -> None:
        """Learn what lies above some classes, level by level."""
        wanted = sorted(k for k in kinds if k not in self._above)
        for _ in range(_STEPS):
            if not wanted:
                return
            found = dict(self._items.items(wanted))
            for kind in wanted:
                one = found.get(kind)
                self._above[kind] = one.values.get(SUBCLASS_OF, ()) if one is not None else ()
            wanted = sorted({p for kind in wanted for p in self._above[kind] if p not in self._above})
