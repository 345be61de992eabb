"""Data that keep the rules pass; each rule, broken, is named at the node that breaks it."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InputError
from kg.ontology import Ontology
from kg.validate import Report, validate, validate_quads

PREFIXES = """@prefix dl: <https://w3id.org/dateline/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix schema: <https://schema.org/> .
@base <https://w3id.org/dateline/id/> .
"""
QUOTE = "Russian drones struck a power station in Sumy on Tuesday, killing at least two workers, the regional governor said."
GOOD = f"""
<article/a> a dl:Article ; dl:articleId "sumy.txt" ; dl:sha256 "{"0" * 64}" ; schema:datePublished "2025-07-02"^^xsd:date .
<run/r> a dl:Run ; dl:software "dateline" ; dl:softwareVersion "0.1.0" ; dl:ontologyVersion "0.1.0" .
<event/e> a dl:DroneStrike, dl:Attack, dl:ConflictEvent, dl:Event ; dl:kind dl:DroneStrike ; rdfs:label "drone strike in Sumy"@en ;
    dl:agent <entity/russia> ; dl:instrument <entity/drones> ; dl:target <entity/station> ; dl:place <entity/sumy> ;
    dl:date "2025-07-01"^^xsd:date ; dl:dateText "on Tuesday" ; dl:figure <figure/f> ; dl:deaths 2 ; dl:status dl:Reported .
<figure/f> a dl:Figure ; dl:measure dl:Deaths ; dl:value 2.0 ; dl:bound dl:AtLeast ; dl:of <entity/workers> ;
    dl:figureText "at least two workers" .
<entity/russia> a dl:Country, dl:Actor, dl:Place, dl:Entity ; rdfs:label "Russia"@en ;
    skos:exactMatch <http://www.wikidata.org/entity/Q159> .
<entity/drones> a dl:UncrewedAerialVehicle, dl:Aircraft, dl:MilitaryAsset, dl:Entity ; rdfs:label "Russian drones"@en ;
    dl:operator <entity/russia> .
<entity/station> a dl:PowerPlant, dl:EnergyFacility, dl:Facility, dl:Place, dl:Entity ; rdfs:label "a power station"@en .
<entity/workers> a dl:Workers, dl:Civilians, dl:Group, dl:Actor, dl:Entity ; rdfs:label "workers"@en .
<entity/governor> a dl:Person, dl:Actor, dl:Entity ; rdfs:label "the regional governor"@en .
<entity/sumy> a dl:Settlement, dl:Place, dl:Entity ; rdfs:label "Sumy"@en ;
    geo:hasGeometry [ geo:asWKT "POINT(34.80 50.91)"^^geo:wktLiteral ] .
<event/talks> a dl:UnrealizedEvent ; dl:kind dl:Ceasefire ; rdfs:label "ceasefire"@en ; dl:status dl:Planned .
<claim/c> a dl:Claim ; dl:about <event/e>, <event/talks> ; dl:claimant <entity/governor> ; dl:stance dl:States ; dl:polarity dl:Affirmed ;
    dl:certainty dl:Certain ; dl:temporality dl:NonFuture ; dl:cue "said" ; dl:quote "{QUOTE}" ; dl:start 0 ; dl:end {len(QUOTE)} ;
    prov:wasQuotedFrom <article/a> ; prov:wasGeneratedBy <run/r> .
"""


@cache
def ontology() -> Ontology:
    return Ontology.load()


def report_on(turtle: str) -> Report:
    return validate_quads(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TRIG), ontology=ontology())


def messages(report: Report) -> str:
    return "\n".join(map(str, report.violations))


def test_the_worked_example_conforms() -> None:
    report = report_on(GOOD)
    assert report.violations == ()
    assert report.conforms
    assert report.text.startswith("conforms: ")


@pytest.mark.parametrize(
    ("old", "new", "focus", "message"),
    [
        ("dl:stance dl:States ;", "", "claim/c", "exactly one stance"),
        ("dl:stance dl:States", "dl:stance dl:Affirmed", "claim/c", "exactly one stance"),
        ("dl:polarity dl:Affirmed", "dl:polarity dl:Affirmed, dl:Negated", "claim/c", "exactly one polarity"),
        ("dl:certainty dl:Certain ;", "", "claim/c", "exactly one certainty"),
        ("dl:temporality dl:NonFuture", "dl:temporality dl:Past", "claim/c", "exactly one temporality"),
        (f'dl:quote "{QUOTE}" ;', "", "claim/c", "exactly one quote"),
        ("dl:start 0 ;", "", "claim/c", "exactly one offset (dl:start)"),
        ("dl:start 0", "dl:start 500", "claim/c", "less than dl:end"),
        ("dl:start 0", "dl:start -1", "claim/c", "integer from 0"),
        ("dl:start 0", "dl:start 5", "claim/c", "as long as its offsets say"),
        ("dl:claimant <entity/governor>", "dl:claimant <entity/drones>", "claim/c", "claimant, who is an actor"),
        ("dl:claimant <entity/governor>", "dl:claimant <entity/nobody>", "claim/c", "claimant, who is an actor"),
        ("prov:wasQuotedFrom <article/a> ;", "", "claim/c", "quoted from exactly one article"),
        ("dl:about <event/e>, <event/talks>", "dl:about <event/talks>", "event/e", "at least one claim about it"),
        ("dl:kind dl:DroneStrike ;", "", "event/e", "exactly one kind"),
        ("dl:kind dl:DroneStrike ;", "dl:kind dl:Attack ;", "event/e", "most specific class"),
        ("dl:kind dl:DroneStrike ;", "dl:kind dl:Meeting ;", "event/e", "one of its types"),
        ("dl:kind dl:DroneStrike ;", "dl:kind dl:Person ;", "event/e", "a class of events"),
        ('rdfs:label "drone strike in Sumy"@en ;', "", "event/e", "one label in a language"),
        ("dl:status dl:Reported", "dl:status dl:Denied", "event/e", "reported, corroborated or disputed"),
        ("dl:status dl:Reported", "dl:deaths 3", "event/e", "reported, corroborated or disputed"),
        ("dl:status dl:Planned", "dl:status dl:Reported", "event/talks", "denied, planned or hypothetical"),
        (
            "a dl:UnrealizedEvent ;",
            "a dl:UnrealizedEvent, dl:Ceasefire, dl:DiplomaticEvent, dl:Event ;",
            "event/talks",
            "must not look like a fact",
        ),
        ("a dl:UnrealizedEvent ;", "", "event/talks", "what has a status"),
        ('"2025-07-01"^^xsd:date', '"2025-07-01"', "event/e", "a day, a month or a year"),
        ('"2025-07-01"^^xsd:date', '"2025-13-45"^^xsd:date', "event/e", "a day, a month or a year"),
        ("dl:agent <entity/russia>", "dl:agent <entity/drones>", "event/e", "an agent is an actor"),
        ("dl:target <entity/station>", "dl:target <figure/f>", "event/e", "fills a role is an entity"),
        ("dl:target <entity/station>", 'dl:target "a power station"', "event/e", "fills a role is an entity"),
        ("dl:deaths 2", "dl:deaths -2", "event/e", "deaths are a whole number"),
        ("dl:measure dl:Deaths", "dl:measure dl:Dead", "figure/f", "exactly one measure"),
        ("dl:bound dl:AtLeast ;", "", "figure/f", "exactly one bound"),
        ("dl:value 2.0", 'dl:value "two"', "figure/f", "exactly one value"),
        ("dl:figure <figure/f> ;", "", "figure/f", "belongs to an event"),
        ('rdfs:label "workers"@en', 'rdfs:label "workers"', "entity/workers", "one label in a language"),
        ('rdfs:label "workers"@en', 'rdfs:label "workers"@en, "labourers"@en', "entity/workers", "one label in a language"),
        ("dl:Workers, dl:Civilians, dl:Group,", "dl:Workers, dl:Group,", "entity/workers", "all superclasses"),
        (
            "dl:Person, dl:Actor,",
            "dl:Person, dl:Army, dl:ArmedForce, dl:Organization, dl:Actor,",
            "entity/governor",
            "a person is no organization",
        ),
        ("dl:operator <entity/russia>", "dl:operator <entity/station>", "entity/drones", "an operator is an actor"),
        ("http://www.wikidata.org/entity/Q159", "https://www.wikidata.org/entity/Q159", "entity/russia", "http, and exactly so"),
        ("http://www.wikidata.org/entity/Q159", "http://www.wikidata.org/wiki/Q159", "entity/russia", "http, and exactly so"),
        ("http://www.wikidata.org/entity/Q159", "http://www.wikidata.org/entity/Q0159", "entity/russia", "http, and exactly so"),
        ("POINT(34.80 50.91)", "POINT(50.91 134.80)", "", "longitude before latitude"),
        ("POINT(34.80 50.91)", "34.80, 50.91", "", "longitude before latitude"),
        (f'"{"0" * 64}"', '"sumy"', "article/a", "SHA-256"),
        ('"2025-07-02"^^xsd:date', '"2 July 2025"', "article/a", "day of publication"),
    ],
)
def test_a_broken_rule_is_named_at_the_node_that_breaks_it(old: str, new: str, focus: str, message: str) -> None:
    assert GOOD.count(old) == 1, "the example has changed; mend this case"
    report = report_on(GOOD.replace(old, new))
    found = [v for v in report.violations if message in v.message and v.focus.endswith(focus)]
    assert found, messages(report) or "nothing was found"


def test_a_link_to_another_authority_is_not_held_to_wikidatas_form() -> None:
    report = report_on(GOOD.replace("skos:exactMatch <http", "skos:exactMatch <https://example.org/authority/1>, <http"))
    assert report.violations == ()


def test_an_entity_whose_kind_is_not_known_may_be_just_an_entity() -> None:
    assert report_on(GOOD + '<entity/thing> a dl:Entity ; rdfs:label "thing"@en .').violations == ()


# -- evidence against the article's own text


def with_text(text: str, mention: str) -> str:
    return GOOD + f'<article/a> {{ <article/a> dl:text "{text}" . {mention} }}'


MENTION = "<mention/m> a dl:Mention ; dl:refersTo <entity/russia> ; dl:start 0 ; dl:end 7 ; dl:surface {0} ; dl:form {1} ."


def test_quotes_and_mentions_that_are_the_text_at_their_offsets_conform() -> None:
    assert report_on(with_text(QUOTE, MENTION.format('"Russian"', '"adjective"'))).violations == ()


def test_a_quote_that_is_not_the_text_at_its_offsets_is_found() -> None:
    report = report_on(with_text(QUOTE.replace("two", "ten"), ""))
    assert [(v.focus.rsplit("/")[-1], v.rule) for v in report.violations] == [("c", "evidence")]


def test_a_mention_that_is_not_the_text_at_its_offsets_is_found() -> None:
    report = report_on(with_text(QUOTE, MENTION.format('"Belarus"', '"name"')))
    assert [v.message for v in report.violations] == ["evidence is the article's text at its offsets"]


def test_a_mention_of_an_unknown_form_is_found() -> None:
    assert "a name, nominal, adjective" in messages(report_on(with_text(QUOTE, MENTION.format('"Russian"', '"noun"'))))


LINK = "<link/l> a dl:Link ; dl:linkOf <entity/russia> ; dl:linkTarget <{0}> ; dl:linkScore {1} ."


def test_a_link_to_an_item_with_a_score_conforms() -> None:
    assert report_on(with_text(QUOTE, LINK.format("http://www.wikidata.org/entity/Q159", 0.9))).violations == ()


@pytest.mark.parametrize(
    ("target", "score", "message"),
    [("https://www.wikidata.org/wiki/Q159", 0.9, "their own IRIs' form"), ("http://www.wikidata.org/entity/Q159", 1.1, "from 0 to 1")],
)
def test_a_link_of_another_form_or_with_an_impossible_score_is_found(target: str, score: float, message: str) -> None:
    assert message in messages(report_on(with_text(QUOTE, LINK.format(target, score))))


def test_a_named_graph_that_belongs_to_nothing_is_found() -> None:
    report = report_on(GOOD + "<claim/gone> { <event/e> a dl:Attack . }")
    assert [(v.focus.rsplit("/")[-1], v.rule) for v in report.violations] == [("gone", "graphs")]


def test_a_claims_graph_is_the_sources_word_and_is_not_held_to_the_rules() -> None:
    assert report_on(GOOD + "<claim/c> { <event/talks> a dl:Ceasefire ; dl:agent <entity/drones> . }").violations == ()


# -- where the data come from


def test_a_turtle_file_is_validated(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(PREFIXES + GOOD.replace("dl:stance dl:States ;", ""), encoding="utf-8")
    assert [v.message for v in validate(path).violations] == ["a claim has exactly one stance of the list (dl:stance)"]


def test_a_broken_file_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(PREFIXES + "<x> a ;\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"graph\.ttl:10: broken"):
        validate(path)


def test_a_file_of_no_known_kind_is_an_error_that_says_which_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"graph\.txt: no RDF file by its name; give one that ends in \.ttl"):
        validate(tmp_path / "graph.txt")


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.ttl: cannot be read"):
        validate(tmp_path / "nothing.ttl")


def test_the_ontology_beside_the_data_does_not_count(tmp_path: Path) -> None:
    ontology = "dl:Attack a owl:Class ; rdfs:label 'x' ; dl:trigger [ dl:noun 'x' ; dl:start 'x' ] ."
    alone, beside = report_on(GOOD), report_on(GOOD + ontology)
    assert beside == alone


def test_the_report_for_people_counts_each_rule() -> None:
    report = report_on(GOOD.replace("dl:stance dl:States ;", ""))
    assert not report.conforms
    assert "claim/c: a claim has exactly one stance" in report.text
    assert "1 violations in" in report.text


def test_broken_literals_are_reported_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        report_on(GOOD.replace("2025-07-01", "2025-13-45"))
    assert caplog.records == []
