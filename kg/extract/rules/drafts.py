"""A mention before it has an entity, and the sets of classes that the mention rules ask for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.model import Form

if TYPE_CHECKING:
    from kg.gazetteer import Entry
    from kg.ontology import Ontology


@dataclass(slots=True, kw_only=True)
class MentionDraft:
    """Words that refer to something: tokens `first` to before `end`, joined to the sentence by the token `head`.

    `core` is the token that tells what it is: "fighters" where `head` is "dozens" in "dozens of fighters"; else the head itself.
    `name` are the tokens of the bare name within: all of a name without title, ("Prime Minister", "Keir Starmer") the last two.
    `title` are the tokens of a title or office before the name, or the office that a nominal names.
    `label` is what it is called in full where several names share one noun: "Bryansk region" of "the Bryansk and Kursk regions",
    and "three people" of "killed three".
    `determiner` is the determiner or possessive pronoun that a nominal begins with, in lower case.
    """

    first: int
    end: int
    head: int
    type: str
    form: Form
    core: int = -1
    entry: Entry | None = None
    plural: bool = False
    count: float | None = None
    name: tuple[int, int] | None = None
    title: tuple[int, int] | None = None
    determiner: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        if self.core < 0:
            self.core = self.head


SITED = ("Road", "Railway", "MilitaryFacility", "Airport", "Port", "PowerPlant", "OilFacility", "BorderCrossing", "RefugeeCamp", "Dam")


@dataclass(frozen=True, slots=True)
class Kinds:
    """Classes of the ontology, with all below them, that the rules tell apart."""

    person: frozenset[str]
    group: frozenset[str]
    organization: frozenset[str]
    country: frozenset[str]
    place: frozenset[str]
    facility: frozenset[str]
    region: frozenset[str]
    settlement: frozenset[str]
    asset: frozenset[str]
    military: frozenset[str]
    fighters: frozenset[str]
    position: frozenset[str]
    police: frozenset[str]
    armed: frozenset[str]
    ship: frozenset[str]
    named_short: frozenset[str]
    """Bodies that are called by the first word of their name."""
    sited: frozenset[str]
    """Facilities that are called by the place that they are at."""

    @staticmethod
    @lru_cache(maxsize=4)  # asked for three times in each text
    def of(ontology: Ontology) -> Kinds:
        """Read the class tree."""
        below = ontology.descendants
        return Kinds(
            person=below("Person"),
            group=below("Group"),
            organization=below("Organization"),
            country=below("Country"),
            place=below("Place"),
            facility=below("Facility"),
            region=below("Region"),
            settlement=below("Settlement"),
            asset=below("MilitaryAsset") | below("CivilAsset"),
            military=below("MilitaryAsset"),
            fighters=below("Fighters"),
            position=below("Position"),
            armed=below("ArmedGroup") | below("ArmedForce") | below("MilitaryUnit"),
            ship=below("CivilShip") | below("NavalVessel"),
            named_short=below("Company") | frozenset({"Organization"}),
            sited=frozenset().union(*map(below, SITED)),
            police=below("PoliceForce") | below("PoliceOfficers") | below("SecurityForces"),
        )
