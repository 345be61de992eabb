"""The reasoner finds the ontology consistent, and what contradicts it inconsistent; without Java it says so."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.ontology import Ontology
from kg.reasoning import Consistent, Inconsistent, Unavailable, check_consistency, to_world

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT is a Java program, and there is no Java here")

PREFIXES = """@prefix dl: <https://w3id.org/dateline/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix my: <https://example.org/my#> .
@base <https://w3id.org/dateline/id/> .
"""
SAMPLE = """
<event/e> a dl:DroneStrike, dl:Attack, dl:ConflictEvent, dl:Event ; dl:kind dl:DroneStrike ; rdfs:label "strike"@en ;
    dl:status dl:Reported ;
    dl:agent <entity/russia> ; dl:instrument <entity/drones> ; dl:place <entity/sumy> ;
    dl:date "2025-07-01"^^xsd:date ; dl:duration "P1D"^^xsd:duration ;
    dl:deaths 2 ; dl:figure <figure/f> ; dl:partOf <event/war> .
<event/war> a dl:War ; dl:startDate "2022"^^xsd:gYear .
<event/talks> a dl:UnrealizedEvent ; dl:kind dl:Ceasefire ; dl:inResponseTo <event/e> .
<figure/f> a dl:Figure ; dl:measure dl:Deaths ; dl:value 2.0 ; dl:bound dl:AtLeast .
<entity/russia> a dl:Country ; dl:count 1 .
<entity/drones> a dl:UncrewedAerialVehicle ; dl:operator <entity/russia> .
<entity/sumy> a dl:Settlement ; dl:locatedIn <entity/oblast> ; geo:hasGeometry [ geo:asWKT "POINT(34.80 50.91)"^^geo:wktLiteral ] .
<entity/oblast> a dl:AdministrativeRegion ; dl:locatedIn <entity/ukraine> .
<entity/ukraine> a dl:Country .
<claim/c> a dl:Claim ; dl:about <event/e> ; dl:stance dl:States ; dl:polarity dl:Affirmed ;
    dl:start 0 ; dl:end 9 ; prov:wasQuotedFrom <article/a> .
"""


def triples(turtle: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


def contradictions(ontology: Ontology, addition: str) -> str:
    verdict = check_consistency(ontology, triples(SAMPLE + addition))
    assert isinstance(verdict, Inconsistent)
    return str(verdict)


@needs_java
def test_the_ontology_with_its_lexicon_is_consistent(ontology: Ontology) -> None:
    verdict = check_consistency(ontology)
    assert isinstance(verdict, Consistent), verdict
    assert verdict.triples > 1000, "the reasoner was given next to nothing"


@needs_java
def test_data_in_the_layout_of_the_dataset_are_consistent(ontology: Ontology) -> None:
    bare, with_data = check_consistency(ontology), check_consistency(ontology, triples(SAMPLE))
    assert isinstance(with_data, Consistent), with_data
    assert isinstance(bare, Consistent)
    assert with_data.triples > bare.triples + 20, "dates and points are left out, the rest is not"


@needs_java
def test_a_thing_of_two_classes_that_exclude_each_other_is_caught_and_named(ontology: Ontology) -> None:
    found = contradictions(ontology, "<entity/drones> a dl:Person .")
    assert "entity/drones: is a dl:Person (by its type) and a dl:" in found
    assert "no dl:Actor is a dl:MilitaryAsset" in found


@needs_java
def test_an_agent_that_is_a_weapon_is_caught_and_named(ontology: Ontology) -> None:
    found = contradictions(ontology, "<event/e> dl:agent <entity/drones> .")
    assert "entity/drones: is a dl:Actor (because it is the dl:agent of https://w3id.org/dateline/id/event/e)" in found


@needs_java
def test_an_event_that_did_not_happen_and_looks_like_a_fact_is_caught_and_named(ontology: Ontology) -> None:
    found = contradictions(ontology, "<event/talks> a dl:Ceasefire .")
    assert "event/talks: is a dl:Ceasefire (by its type) and a dl:UnrealizedEvent (by its type)" in found


@needs_java
def test_two_stances_of_one_claim_are_caught_and_named(ontology: Ontology) -> None:
    assert "claim/c: has two values of dl:stance, which has one: dl:Denies and dl:States" in contradictions(
        ontology, "<claim/c> dl:stance dl:Denies ."
    )


@needs_java
def test_a_contradiction_that_takes_more_than_one_step_is_caught_though_it_is_not_named(ontology: Ontology) -> None:
    verdict = check_consistency(ontology, triples(SAMPLE + "<entity/drones> dl:partOf <event/e> ."))
    assert isinstance(verdict, Inconsistent)
    assert verdict.clashes == ()
    assert "no single rule names" in str(verdict)


@needs_java
def test_a_users_class_that_nothing_can_be_is_caught_and_named(tmp_path: Path) -> None:
    path = tmp_path / "my.ttl"
    path.write_text(PREFIXES + "my:LivingTank a owl:Class ; rdfs:subClassOf dl:Tank, dl:Person .", encoding="utf-8")
    verdict = check_consistency(Ontology.load([path]))
    assert isinstance(verdict, Inconsistent)
    assert verdict.classes == ("LivingTank",)
    assert str(verdict) == "nothing can be a dl:LivingTank"


@needs_java
def test_one_check_leaves_nothing_behind_for_the_next(ontology: Ontology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert isinstance(check_consistency(ontology, triples("<entity/x> a dl:Person, dl:Tank .")), Inconsistent)
    assert isinstance(check_consistency(ontology, triples(SAMPLE)), Consistent)
    assert list(tmp_path.iterdir()) == []


def test_without_java_it_says_so_and_raises_nothing(ontology: Ontology, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    verdict = check_consistency(ontology, triples("<entity/x> a dl:Person, dl:Tank ."))
    assert isinstance(verdict, Unavailable)
    assert "no Java" in verdict.reason
    assert "install a Java runtime" in verdict.reason


def test_a_java_that_fails_is_no_verdict_on_the_data(ontology: Ontology, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'Error: could not create the Java virtual machine'\nexit 1\n", encoding="utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    verdict = check_consistency(ontology)
    assert isinstance(verdict, Unavailable)
    assert "could not create the Java virtual machine" in verdict.reason


def test_owlready2_users_get_classes_with_their_superclasses_and_individuals(ontology: Ontology) -> None:
    world = to_world(ontology, triples(SAMPLE))
    strike = world["https://w3id.org/dateline/ontology#DroneStrike"]
    assert {"Attack", "ConflictEvent", "Event"} <= {c.name for c in strike.ancestors()}
    assert [e.iri for e in strike.instances()] == ["https://w3id.org/dateline/id/event/e"]
    world.close()
