"""The ontology as the program sees it: names, the class tree, values, and what a user's file may add."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import OntologyError
from kg.ontology import Ontology

PREFIXES = """@prefix dl: <https://w3id.org/dateline/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix my: <https://example.org/my#> .
"""


def user_file(folder: Path, turtle: str, name: str = "my.ttl") -> Path:
    path = folder / name
    path.write_text(PREFIXES + turtle, encoding="utf-8")
    return path


# -- names


def test_a_local_name_stands_for_its_iri_and_back(ontology: Ontology) -> None:
    assert ontology.iri("DroneStrike") == "https://w3id.org/dateline/ontology#DroneStrike"
    assert ontology.name("https://w3id.org/dateline/ontology#DroneStrike") == "DroneStrike"


def test_an_iri_of_another_vocabulary_is_no_term_though_its_local_name_is_one(ontology: Ontology) -> None:
    theirs = "http://semanticweb.cs.vu.nl/2009/11/sem/Event"
    assert ontology.name(theirs) == theirs


def test_classes_properties_and_individuals_are_terms(ontology: Ontology) -> None:
    assert all(name in ontology for name in ("Attack", "agent", "Deaths", "slot"))
    assert "Atack" not in ontology


def test_an_unknown_name_is_an_error_that_gives_the_nearest(ontology: Ontology) -> None:
    with pytest.raises(OntologyError, match="Atack: not in the ontology; did you mean Attack"):
        ontology.iri("Atack")


# -- the class tree


def test_isa_is_reflexive_and_transitive_and_not_more(ontology: Ontology) -> None:
    assert ontology.isa("DroneStrike", "DroneStrike")
    assert ontology.isa("DroneStrike", "Incident", "Event")
    assert not ontology.isa("DroneStrike", "Incident", "Entity")
    assert not ontology.isa("Event", "DroneStrike")


def test_ancestors_come_nearest_first(ontology: Ontology) -> None:
    assert ontology.ancestors("DroneStrike") == ("DroneStrike", "Attack", "ConflictEvent", "Event")


def test_a_class_with_two_superclasses_lists_both_before_what_is_above_them(ontology: Ontology) -> None:
    assert ontology.ancestors("Country") == ("Country", "Actor", "Place", "Entity")


def test_descendants_are_the_class_and_all_below_it(ontology: Ontology) -> None:
    below = ontology.descendants("Attack")
    assert {"Attack", "DroneStrike", "ExcessiveForceAgainstProtesters"} <= below
    assert "ArmedClash" not in below
    assert all(ontology.isa(c, "Attack") for c in below)


def test_what_did_not_happen_is_not_below_event(ontology: Ontology) -> None:
    assert not ontology.isa("UnrealizedEvent", "Event")


# -- values


def test_a_label_is_the_english_one(ontology: Ontology) -> None:
    assert ontology.label("UncrewedAerialVehicle") == "uncrewed aerial vehicle"


def test_values_lie_on_the_class_itself_and_are_not_inherited(ontology: Ontology) -> None:
    assert ontology.values("Attack", "plover") == [ox.Literal("ASSAULT")]
    assert ontology.values("Raid", "plover") == []


def test_inherited_values_come_from_the_nearest_superclass_that_has_some(ontology: Ontology) -> None:
    assert [v.value for v in ontology.inherited("Raid", "plover") if isinstance(v, ox.Literal)] == ["ASSAULT"]
    assert [v.value for v in ontology.inherited("MassShooting", "plover") if isinstance(v, ox.Literal)] == ["ASSAULT:firearms"]
    assert ontology.inherited("Person", "plover") == []


def test_values_of_a_node_without_a_name_are_found_through_the_node(ontology: Ontology) -> None:
    frame = next(name for name in ontology.instances("Frame") if ontology.values(name, "slot"))
    slot = ontology.values(frame, "slot")[0]
    assert isinstance(slot, ox.BlankNode)
    assert ontology.objects(slot, "grammar") != []


def test_subjects_are_the_terms_that_carry_a_predicate(ontology: Ontology) -> None:
    aligned = ontology.subjects("acled")
    assert "AirStrike" in aligned
    assert "Person" not in aligned


def test_instances_are_the_individuals_of_a_class(ontology: Ontology) -> None:
    assert ontology.instances("Polarity") == ["Affirmed", "Negated"]


# -- the whole


def test_two_loads_give_the_same_triples_and_the_same_hash(ontology: Ontology) -> None:
    again = Ontology.load()
    assert set(map(str, again.triples())) == set(map(str, ontology.triples()))
    assert again.sha256 == ontology.sha256


def test_the_hash_changes_with_a_users_file_but_the_version_does_not(ontology: Ontology, tmp_path: Path) -> None:
    mine = Ontology.load([user_file(tmp_path, "my:Heist a owl:Class ; rdfs:subClassOf dl:Robbery .")])
    assert mine.sha256 != ontology.sha256
    assert mine.version == ontology.version != "0"


# -- a user's file


def test_a_users_class_in_its_own_namespace_takes_its_place_in_the_tree(tmp_path: Path) -> None:
    path = user_file(
        tmp_path, 'my:LaserStrike a owl:Class ; rdfs:subClassOf dl:Attack ; rdfs:label "laser strike"@en ; dl:noun "laser strike" .'
    )
    ontology = Ontology.load([path])
    assert ontology.iri("LaserStrike") == "https://example.org/my#LaserStrike"
    assert ontology.isa("LaserStrike", "ConflictEvent")
    assert "LaserStrike" in ontology.descendants("Event")
    assert ontology.values("LaserStrike", "noun") == [ox.Literal("laser strike")]


def test_a_users_class_may_hang_below_another_of_the_users(tmp_path: Path) -> None:
    path = user_file(tmp_path, "my:B rdfs:subClassOf my:A . my:A a owl:Class ; rdfs:subClassOf dl:Missile .")
    assert Ontology.load([path]).isa("B", "MilitaryAsset")


def test_a_user_may_add_words_to_a_class_that_is_there(tmp_path: Path) -> None:
    path = user_file(tmp_path, 'dl:Attack dl:verb "zap" .')
    assert ox.Literal("zap") in Ontology.load([path]).values("Attack", "verb")


def test_a_class_below_nothing_known_is_refused_with_its_line(tmp_path: Path) -> None:
    path = user_file(tmp_path, "\nmy:Zap a owl:Class .\n")
    with pytest.raises(OntologyError, match=r"my\.ttl:6: the class https://example\.org/my#Zap is below nothing.*rdfs:subClassOf"):
        Ontology.load([path])


def test_classes_that_are_only_below_each_other_are_refused(tmp_path: Path) -> None:
    path = user_file(tmp_path, "my:A rdfs:subClassOf my:B . my:B rdfs:subClassOf my:A .")
    with pytest.raises(OntologyError, match="below nothing that Dateline knows"):
        Ontology.load([path])


def test_a_class_above_itself_is_refused(tmp_path: Path) -> None:
    path = user_file(tmp_path, "dl:Attack rdfs:subClassOf dl:DroneStrike .")
    with pytest.raises(OntologyError, match=r"my\.ttl:5: the class https://w3id\.org/dateline/ontology#Attack is above itself"):
        Ontology.load([path])


def test_a_misspelt_superclass_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    path = user_file(tmp_path, "my:Zap a owl:Class ;\n  rdfs:subClassOf dl:Atack .\n")
    with pytest.raises(OntologyError, match=r"my\.ttl:6: dl:Atack is not in the ontology; did you mean Attack"):
        Ontology.load([path])


def test_a_misspelt_property_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    path = user_file(tmp_path, 'dl:Attack dl:vreb "zap" .\n')
    with pytest.raises(OntologyError, match=r"dl:vreb is not in the ontology; did you mean verb"):
        Ontology.load([path])


def test_broken_turtle_is_refused_with_file_and_line(tmp_path: Path) -> None:
    path = user_file(tmp_path, "my:Zap a owl:Class ;\n;;\nrdfs:subClassOf [ .\n")
    with pytest.raises(OntologyError, match=r"my\.ttl:\d+: no Turtle"):
        Ontology.load([path])


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "my.ttl"
    path.write_bytes(PREFIXES.encode() + b'dl:Attack dl:verb "z\xff" .')
    with pytest.raises(OntologyError, match=r"my\.ttl"):
        Ontology.load([path])


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"nothing\.ttl: cannot be read"):
        Ontology.load([tmp_path / "nothing.ttl"])


def test_a_users_class_with_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    path = user_file(tmp_path, "my:Attack a owl:Class ; rdfs:subClassOf dl:ConflictEvent .")
    with pytest.raises(
        OntologyError, match=r"https://example\.org/my#Attack has the local name of https://w3id\.org/dateline/ontology#Attack"
    ):
        Ontology.load([path])


def test_the_blank_nodes_of_two_files_do_not_meet(tmp_path: Path) -> None:
    one = user_file(tmp_path, 'dl:Attack dl:trigger _:t . _:t dl:verb "zap" .', "one.ttl")
    two = user_file(tmp_path, 'dl:Fire dl:trigger _:t . _:t dl:verb "smoulder" .', "two.ttl")
    ontology = Ontology.load([one, two])
    node = ontology.values("Fire", "trigger")[-1]
    assert isinstance(node, ox.BlankNode)
    assert ontology.objects(node, "verb") == [ox.Literal("smoulder")]


def test_a_user_may_add_a_role_and_a_frame_that_uses_it(tmp_path: Path) -> None:
    path = user_file(
        tmp_path,
        """my:accomplice a owl:ObjectProperty ; rdfs:subPropertyOf dl:participant .
        my:HeistFrame a dl:Frame ; dl:slot [ dl:grammar "with" ; dl:role my:accomplice ; dl:range dl:Actor ] .
        my:Heist a owl:Class ; rdfs:subClassOf dl:Robbery ; dl:frame my:HeistFrame ; dl:noun "heist" .""",
    )
    ontology = Ontology.load([path])
    slot = ontology.values("HeistFrame", "slot")[0]
    assert isinstance(slot, ox.BlankNode)
    assert ontology.objects(slot, "role") == [ox.NamedNode(ontology.iri("accomplice"))]


def test_a_file_that_names_things_of_other_vocabularies_is_left_in_peace(tmp_path: Path) -> None:
    path = user_file(tmp_path, "@prefix schema: <https://schema.org/> .\ndl:Attack rdfs:seeAlso schema:Event .")
    assert Ontology.load([path]).isa("DroneStrike", "Attack")
