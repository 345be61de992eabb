"""On whose side a claimant stands: whom sources speak for, so that two voices of one government do not confirm each other."""

from __future__ import annotations

from kg.model import Document
from kg.ontology import Ontology

BELONGING = ("holdsPosition", "memberOf", "affiliation")
"""Relations from a person or body to what it speaks for, the more telling first."""
FAR = 4
"""Steps from a spokesman over his ministry to his country, at most."""


class Sides:
    """Finds sides. A civilian speaks for himself, wherever he comes from; so does a medium, and who helps."""

    def __init__(self, ontology: Ontology) -> None:
        below = ontology.descendants
        bodies = ("GovernmentBody", "ArmedForce", "MilitaryUnit", "SecurityService", "ArmedGroup", "PoliticalParty", "Position")
        groups = ("Country", "Officials", "Authorities", "Soldiers", "Fighters", "Militants", "Rebels", "Delegation", "Diplomats")
        self.official = frozenset().union(*(below(c) for c in (*bodies, *groups) if c in ontology))
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

    @staticmethod
    def _top(entity: str, above: dict[str, list[str]]) -> str:
        for _ in range(FAR):
            if entity not in above:
                break
            entity = above[entity][0]
        return entity
