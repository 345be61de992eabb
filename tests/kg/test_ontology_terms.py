"""What the ontology's files say: documentation of every term, complete and exact alignments, no loose ends."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from kg import vocab
from kg.ontology import IRI, NOT_LOADED, Ontology
from kg.resources import data_path, ontology_files
from kg.vocab import DL, OWL, RDF, RDFS, SKOS

PLOVER = {  # PLOVER 0.8: categories and their modes
    "AGREE": "",
    "CONSULT": "visit third-party multilateral phone",
    "SUPPORT": "",
    "CONCEDE": "",
    "COOPERATE": "",
    "AID": "",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
    "heavy-weapons crowd-control unconventional",
}
PLOVER_CODES = set(PLOVER) | {f"{category}:{mode}" for category, modes in PLOVER.items() for mode in modes.split()}

ACLED = {
    "Armed clash",
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Peaceful protest",
    "Protest with intervention",
    "Excessive force against protesters",
    "Violent demonstration",
    "Mob violence",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
}

ESO = set(vocab.ESO.terms.values())
WIKIDATA_CLASSES = {  # those with evidence: a label and an id seen together in machine-made data
    "Airbase": "Q695850",
    "UncrewedAerialVehicle": "Q484000",
    "Bomber": "Q170877",
    "FighterAircraft": "Q127771",
    "Missile": "Q974850",
    "SurfaceToAirMissile": "Q466704",
    "ArmedClash": "Q178561",
    "MilitaryOperation": "Q645883",
    "War": "Q350604",
    "AirStrike": "Q2380335",
    "MissileStrike": "Q111034471",
    "PeaceAgreement": "Q625298",
}


@pytest.fixture(scope="module")
def triples(ontology: Ontology) -> list[ox.Triple]:
    return ontology.triples()


def objects(triples: list[ox.Triple], predicate: ox.NamedNode) -> dict[str, list[str]]:
    """What `predicate` says of each of Dateline's own terms."""
    found: dict[str, list[str]] = {}
    for t in triples:
        if t.predicate == predicate and isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal):
            found.setdefault(t.subject.value.removeprefix(DL.iri), []).append(t.object.value)
    return found


def aligned(ontology: Ontology, name: str, scheme: str) -> str | None:
    values = [v.value for v in ontology.inherited(name, scheme) if isinstance(v, ox.Literal)]
    return values[0] if values else None


# -- documentation


def test_every_term_has_one_english_label(triples: list[ox.Triple]) -> None:
    labels = objects(triples, RDFS.label)
    assert [name for name in DL if len(labels.get(name, ())) != 1] == []
    assert all(t.object.language == "en" for t in triples if t.predicate == RDFS.label and isinstance(t.object, ox.Literal))


def test_every_term_has_one_comment_that_is_a_sentence(triples: list[ox.Triple]) -> None:
    comments = objects(triples, RDFS.comment)
    assert [name for name in DL if len(comments.get(name, ())) != 1] == []
    assert [name for name in DL if len(comments[name][0].split()) < 2 or comments[name][0][-1] not in '."?)'] == []


def test_every_term_says_where_it_is_defined(triples: list[ox.Triple]) -> None:
    defined = objects(triples, RDFS.isDefinedBy)
    assert [name for name in DL if defined.get(name) != [IRI]] == []


def test_no_two_classes_share_a_label(ontology: Ontology, triples: list[ox.Triple]) -> None:
    classes = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Class}
    counted = Counter(ontology.label(name) for name in DL if DL[name] in classes)
    assert [label for label, n in counted.items() if n > 1] == []


def test_the_ontology_has_a_version_iri_a_licence_and_imports_nothing(ontology: Ontology, triples: list[ox.Triple]) -> None:
    about = {t.predicate: t.object for t in triples if t.subject == ox.NamedNode(IRI)}
    assert about[OWL.versionIRI] == ox.NamedNode(f"{IRI}/{ontology.version}")
    assert vocab.DCTERMS.license in about
    assert not any(t.predicate == OWL.imports for t in triples)


# -- no loose ends


def test_every_name_that_a_packaged_file_uses_is_declared(ontology: Ontology) -> None:
    undeclared = set()
    for path in ontology_files():
        if path.name == "gazetteer.ttl":
            continue  # its individuals are entities, declared where they stand
        for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            for node in (q.subject, q.predicate, q.object):
                if isinstance(node, ox.NamedNode) and node.value.startswith(DL.iri) and ontology.name(node.value) not in ontology:
                    undeclared.add((path.name, node.value.removeprefix(DL.iri)))
    assert undeclared == set()


def test_every_class_but_the_roots_is_below_a_root(ontology: Ontology, triples: list[ox.Triple]) -> None:
    classes = {
        t.subject.value for t in triples if t.predicate == RDF.type and t.object == OWL.Class and isinstance(t.subject, ox.NamedNode)
    }
    roots = {n for n in DL if DL[n].value in classes and ontology.parents(n) == ()}
    assert roots == {
        *("Entity", "Event", "UnrealizedEvent", "Claim", "Figure", "Article", "Mention", "Link", "Run"),
        *("Measure", "Bound", "Stance", "Polarity", "Certainty", "Temporality", "Status", "Frame", "WordList"),
    }


def test_no_class_is_above_itself(ontology: Ontology) -> None:
    assert [n for n in DL if any(n in ontology.ancestors(p) for p in ontology.parents(n))] == []


def test_roles_are_below_participant(triples: list[ox.Triple]) -> None:
    below = {name for name, above in objects(triples, RDFS.subPropertyOf).items() if DL.participant.value in above}
    assert below == {"agent", "target", "victim", "instrument", "recipient", "origin", "destination", "topic"}


def test_words_and_codes_lie_on_classes_as_annotations_only(triples: list[ox.Triple]) -> None:
    """A property of another kind on a class would make the class an individual too, and OWL reasoners would complain."""
    annotations = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.AnnotationProperty}
    classes = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Class}
    used = {t.predicate for t in triples if t.subject in classes and t.predicate.value.startswith(DL.iri)}
    assert used - annotations == set()


# -- alignment with event codebooks


def test_every_plover_category_and_mode_has_a_class_and_nothing_else_is_written(triples: list[ox.Triple]) -> None:
    written = {v for values in objects(triples, DL.plover).values() for v in values}
    assert PLOVER_CODES - written == set()
    assert written - PLOVER_CODES == set()


def test_every_acled_sub_event_type_has_a_class_and_nothing_else_is_written(triples: list[ox.Triple]) -> None:
    written = {v for values in objects(triples, DL.acled).values() for v in values}
    assert ACLED - written == set()
    assert written - ACLED == set()


def test_a_class_has_at_most_one_code_of_each_codebook(triples: list[ox.Triple]) -> None:
    for codebook in (DL.plover, DL.acled):
        assert [name for name, values in objects(triples, codebook).items() if len(values) > 1] == []


def test_only_events_carry_codes(ontology: Ontology) -> None:
    coded = {*ontology.subjects("plover"), *ontology.subjects("acled")}
    assert [name for name in sorted(coded) if not ontology.isa(name, "Event")] == []


@pytest.mark.parametrize(
    ("name", "acled", "plover"),
    [
        ("DroneStrike", "Air/drone strike", "ASSAULT:drone"),
        ("Ambush", "Attack", "ASSAULT"),
        ("GrenadeAttack", "Grenade", "ASSAULT:explosives"),
        ("LandmineExplosion", "Remote explosive/landmine/IED", "ASSAULT:explosives"),
        ("ExcessiveForceAgainstProtesters", "Excessive force against protesters", "ASSAULT:crowd-control"),
        ("Protest", "Peaceful protest", "PROTEST:demo"),
        ("ProtestWithIntervention", "Protest with intervention", "PROTEST:demo"),
        ("MobViolence", "Mob violence", "PROTEST:riot"),
        ("GovernmentRegainsTerritory", "Government regains territory", "ASSAULT"),
        ("AirDefenceInterception", "Disrupted weapons use", "ASSAULT"),
        ("Ceasefire", "Agreement", "RETREAT:ceasefire"),
        ("PrisonerExchange", "Agreement", "RETREAT:release"),
        ("PeaceTalks", "Agreement", "CONSULT"),
        ("Surrender", "Agreement", "RETREAT"),
        ("Repatriation", "Agreement", "RETREAT:release"),
        ("RoadBlockade", "Violent demonstration", "PROTEST:obstruct"),
        ("SitIn", "Peaceful protest", "PROTEST:obstruct"),
        ("LabourStrike", None, "PROTEST:strike"),
        ("HungerStrike", None, "PROTEST:hunger"),
        ("PeacekeepingDeployment", "Change to group/activity", "AID"),
        ("Meeting", None, "CONSULT"),
        ("Sanction", None, "SANCTION"),
        ("Support", None, "SUPPORT"),
        ("OrganizedCrime", None, None),
        ("Smuggling", None, None),
        ("Responsibility", None, None),
        ("Accusation", None, "ACCUSE"),
        ("Explosion", None, None),
        ("Earthquake", None, None),
        ("Death", None, None),
    ],
)
def test_a_class_reads_as_the_codebooks_would_code_it(ontology: Ontology, name: str, acled: str | None, plover: str | None) -> None:
    assert (aligned(ontology, name, "acled"), aligned(ontology, name, "plover")) == (acled, plover)


def test_no_incident_and_no_crime_for_gain_reads_as_an_acled_event(ontology: Ontology) -> None:
    for root in ("Incident", "OrganizedCrime", "Responsibility", "Accusation"):
        assert [c for c in ontology.descendants(root) if aligned(ontology, c, "acled")] == []


# -- alignment with other vocabularies


def test_external_classes_and_properties_are_terms_of_their_vocabularies(triples: list[ox.Triple]) -> None:
    known = {
        iri
        for v in (vocab.SEM, vocab.PROV, vocab.SCHEMA, vocab.GEO, vocab.FOAF, vocab.ORG, vocab.GAF, vocab.GRASP)
        for iri in v.terms.values()
    }
    above = [
        t.object.value
        for t in triples
        if t.predicate in (RDFS.subClassOf, RDFS.subPropertyOf)
        and isinstance(t.object, ox.NamedNode)
        and not t.object.value.startswith(DL.iri)
    ]
    assert [iri for iri in above if iri not in known] == []
    assert {"sem/Event", "sem/Actor", "sem/Place", "sem/hasActor"} <= {"sem/" + iri.rsplit("/", 1)[-1] for iri in above}


def test_newsreader_classes_are_spelt_as_they_are_listed(triples: list[ox.Triple]) -> None:
    eso = [v for values in objects(triples, SKOS.closeMatch).values() for v in values if v.startswith(vocab.ESO.iri)]
    assert eso
    assert set(eso) <= ESO


def test_wikidata_classes_are_those_with_evidence(triples: list[ox.Triple]) -> None:
    items = {
        name: v.rsplit("/", 1)[-1]
        for name, values in objects(triples, SKOS.closeMatch).items()
        for v in values
        if v.startswith("http://www.wikidata.org/entity/Q")
    }
    assert items == WIKIDATA_CLASSES


def test_factuality_meets_grasp(triples: list[ox.Triple]) -> None:
    matches = objects(triples, SKOS.exactMatch)
    assert matches["NonFuture"] == [vocab.FACTUALITY.non_future.value]
    assert {n for n in matches if n in DL} == {"Affirmed", "Negated", "Certain", "Probable", "Possible", "Future", "NonFuture"}


def test_files_that_speak_about_data_are_packaged_though_they_are_not_loaded() -> None:
    assert data_path("ontology", NOT_LOADED[0]).is_file()
