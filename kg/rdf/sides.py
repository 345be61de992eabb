"""On whose side a claimant stands: whom sources speak for, so that two voices of one government do not confirm each other."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

from kg.model import Document
from kg.ontology import Ontology
from kg.resources import data_path

BELONGING = ("holdsPosition", "memberOf", "affiliation")
"""Relations from a person or body to what it speaks for, the more telling first."""
FAR = 4
"""Steps from a spokesman over his ministry to his country, at most."""


class Sides:
    """Finds sides. A civilian speaks for himself, wherever he comes from; so does a medium, and who helps."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        below = ontology.descendants
        data = _data()
        self.official = frozenset().union(*(below(c) for c in (*data["bodies"], *data["groups"]) if c in ontology))
        self.governmental = frozenset().union(*(below(c) for c in data["governmental"] if c in ontology))
        self.independent = below("MediaOutlet")
        self.persons = below("Person")

    def of(self, document: Document) -> dict[str, str]:
        """Entity → the country, or else the organisation, that it speaks for, by the relations that the document states.

        An official or a body reaches its side through all that it belongs to; a person only through an office or a membership.
        """
        types = {e.id: e.type for e in document.entities}
        above: dict[str, list[str]] = {}
        for kind in BELONGING:
            for r in document.relations:
                if r.type == kind and r.object in types and self._speaks_for(kind, types.get(r.subject, ""), types[r.object]):
                    above.setdefault(r.subject, []).append(r.object)
        found = {}
        for entity in above:
            side = self._top(entity, above)
            if side != entity:
                found[entity] = side
        return found

    def _speaks_for(self, kind: str, subject: str, other: str) -> bool:
        if other in self.independent:
            return False
        return subject in self.official or (subject in self.persons and kind != "affiliation")

    def governs(self, types: Iterable[str], name: str) -> bool:
        """Whether a claimant of these classes, called so, is a voice of a state: "officials", "the governor", "a police spokesman"."""
        types = set(types)
        if types & self.governmental:
            return True
        if not types & self.persons or not name:
            return False
        *others, last = name.lower().split()
        data = _data()
        return last in data["offices"] or (last in data["voices"] and any(w in data["apparatus"] for w in others))

    @staticmethod
    def _top(entity: str, above: dict[str, list[str]]) -> str:
        for _ in range(FAR):
            if entity not in above:
                break
            entity = above[entity][0]
        return entity


@cache
def _data() -> Mapping[str, list[str]]:
    return tomllib.loads(data_path("ontology", "sides.toml").read_text("utf-8"))
