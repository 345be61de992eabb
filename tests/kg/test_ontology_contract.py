"""The names that data, queries and other people's programs rely on: they stay, with their place in the tree. Others may be added."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.ontology import Ontology
from kg.resources import data_path
from kg.vocab import DL, RDF

CLASSES = {
    "Entity": "Actor Place MilitaryAsset CivilAsset Position",
    "Actor": "Person Organization Group Country",
    "Organization": "GovernmentBody ArmedForce MilitaryUnit SecurityService "
    "ArmedGroup InternationalOrganization PoliticalParty MediaOutlet Company",
    "Place": "Country Region Settlement PhysicalFeature Facility",
    "Facility": "Airbase MilitaryBase Port PowerPlant",
    "MilitaryAsset": "Aircraft Missile GroundVehicle Artillery RocketArtillery AirDefenceSystem NavalVessel Munition SmallArms",
    "Aircraft": "Bomber FighterAircraft TransportAircraft SurveillanceAircraft Helicopter UncrewedAerialVehicle",
    "Missile": "CruiseMissile BallisticMissile",
    "GroundVehicle": "Tank ArmouredVehicle",
    "CivilAsset": "Bridge Railway Train Truck Building",
    "Event": "ConflictEvent MilitaryPosture Incident DiplomaticEvent SpeechAct "
    "PoliticalEvent JudicialEvent CivilUnrest HumanitarianEvent Casualty",
    "ConflictEvent": "Attack ArmedClash Siege TerritorialCapture Retreat "
    "Abduction Sabotage PropertyDestruction Interception MilitaryOperation Coercion",
    "Attack": "AirStrike DroneStrike MissileStrike Shelling Bombing SuicideAttack "
    "Shooting Raid Assassination ChemicalAttack CyberAttack SexualViolence",
    "MilitaryPosture": "Deployment Mobilization MilitaryExercise WeaponsTest ArmsTransfer BaseEstablished",
    "Incident": "Explosion Fire TransportAccident Collapse NaturalDisaster",
    "DiplomaticEvent": "Negotiation Meeting Agreement Ceasefire PrisonerExchange "
    "Mediation Sanction DiplomaticBreak Support Cooperation Concession",
    "SpeechAct": "Threat Demand Accusation Denial Rejection Appeal Condemnation Responsibility",
    "PoliticalEvent": "Appointment Resignation Election Coup Legislation",
    "JudicialEvent": "Investigation Arrest Trial Sentence Execution Release OrganizedCrime",
    "CivilUnrest": "Protest Riot LabourStrike",
    "HumanitarianEvent": "Displacement Evacuation Repatriation AidDelivery",
    "Casualty": "Death Injury",
}
INDIVIDUALS = {
    "Measure": "Deaths Injuries Missing Captured Damaged Destroyed Affected "
    "Deployed Launched Intercepted Targeted FinancialLoss Duration Count",
    "Bound": "Exactly AtLeast MoreThan AtMost LessThan About",
    "Stance": "States Confirms Denies Alleges Estimates Demands Promises",
    "Polarity": "Affirmed Negated",
    "Certainty": "Certain Probable Possible",
    "Temporality": "NonFuture Future",
    "Status": "Reported Corroborated Disputed Denied Planned Hypothetical",
}
PROPERTIES = (
    "participant agent target victim instrument recipient origin destination topic place date startDate endDate duration dateText "
    "partOf cause inResponseTo follows figure measure value bound unit of figureText deaths injured kind status "
    "locatedIn operator memberOf affiliation holdsPosition positionIn geonames "
    "about claimant stance polarity certainty temporality quote start end cue refersTo surface plover acled"
)


@pytest.mark.parametrize("above", CLASSES)
def test_classes_keep_their_names_and_their_place(ontology: Ontology, above: str) -> None:
    assert [c for c in CLASSES[above].split() if not (c in ontology and ontology.isa(c, above))] == []


def test_properties_keep_their_names(ontology: Ontology) -> None:
    assert [p for p in PROPERTIES.split() if p not in ontology] == []


@pytest.mark.parametrize("kind", INDIVIDUALS)
def test_closed_lists_hold_exactly_their_values(ontology: Ontology, kind: str) -> None:
    assert sorted(ontology.instances(kind)) == sorted(INDIVIDUALS[kind].split())


def test_the_shapes_know_the_same_closed_lists(ontology: Ontology) -> None:
    quads = list(ox.parse(data_path("ontology", "shapes.ttl").read_text(encoding="utf-8"), format=ox.RdfFormat.TURTLE))
    following = {q.subject: q for q in quads if q.predicate == RDF.rest}
    first = {q.subject: q.object for q in quads if q.predicate == RDF.first}

    def items(head: object) -> list[object]:
        found = []
        while head in first:
            found.append(first[head])
            head = following[head].object
        return found

    listed = {frozenset(items(q.object)) for q in quads if q.predicate.value == "http://www.w3.org/ns/shacl#in"}
    for kind, values in INDIVIDUALS.items():
        if kind != "Status":
            assert frozenset(DL[v] for v in values.split()) in listed, kind
    happened, did_not = {"Reported", "Corroborated", "Disputed"}, {"Denied", "Planned", "Hypothetical"}
    assert {frozenset(DL[v] for v in happened), frozenset(DL[v] for v in did_not)} <= listed


def test_above_and_below_are_two_views_of_one_tree(ontology: Ontology) -> None:
    names = sorted(ontology.descendants("Event") | ontology.descendants("Entity"))
    assert len(names) > 400
    for name in names:
        assert {a for a in names if name in ontology.descendants(a)} == set(ontology.ancestors(name))


def test_no_name_is_both_an_event_and_an_entity(ontology: Ontology) -> None:
    assert ontology.descendants("Event") & ontology.descendants("Entity") == set()
