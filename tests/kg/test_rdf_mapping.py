"""From a document to quads: the worked example of DESIGN.md, and what each part of a document becomes."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest

from kg.assemble import Knowledge, assemble
from kg.iri import DEFAULT_BASE
from kg.model import Claim, Document, EventDate, Link, Relation, Span
from kg.ontology import Ontology
from kg.rdf.mapping import contribution, to_quads
from kg.vocab import DL, GEO, OWL, PREFIXES, PROV, RDF, RDFS, SCHEMA, SKOS, XSD
from tests.kg.documents import SENTENCE, worked_example

# DESIGN.md section 2, with a place in braces for what a hash decides.
DESIGN = """
<{v1}> a dl:DroneStrike, dl:Attack, dl:ConflictEvent, dl:Event ; dl:kind dl:DroneStrike ;
    rdfs:label "drone strike on a power station in Sumy, 1 July 2025"@en ;
    dl:agent <entity/russia> ; dl:instrument <{e2}> ; dl:target <{e3}> ; dl:place <entity/sumy> ;
    dl:date "2025-07-01"^^xsd:date ; dl:dateText "on Tuesday" ; dl:figure <{figure}> ; dl:deaths 2 ; dl:status dl:Reported ;
    dl:mentionedIn <{article}> .
<{figure}> a dl:Figure ; dl:measure dl:Deaths ; dl:value "2"^^xsd:decimal ; dl:bound dl:AtLeast ; dl:of <{e5}> ;
    dl:figureText "at least two workers" ; dl:mentionedIn <{article}> .
<{e2}> a dl:UncrewedAerialVehicle, dl:Aircraft, dl:MilitaryAsset, dl:Entity ; rdfs:label "Russian drones"@en ;
    dl:operator <entity/russia> ; dl:mentionedIn <{article}> .
<{claim}> a dl:Claim ; dl:about <{v1}> ; dl:claimant <{e6}> ; dl:stance dl:States ; dl:polarity dl:Affirmed ; dl:certainty dl:Certain ;
    dl:temporality dl:NonFuture ; dl:cue "said" ; dl:sourceText "the regional governor" ;
    dl:quote "{sentence}" ; dl:start 0 ; dl:end 115 ; prov:wasQuotedFrom <{article}> ;
    prov:wasGeneratedBy <{run}> .
"""
DESIGN_PLACE = """
<entity/sumy> a dl:Settlement, dl:Place, dl:Entity ; rdfs:label "Sumy"@en ; dl:locatedIn <entity/sumy-oblast> ;
    geo:hasGeometry <entity/sumy#geometry> .
<entity/sumy#geometry> geo:asWKT "POINT(34.80029 50.9216)"^^geo:wktLiteral .
"""
DESIGN_CLAIM_GRAPH = """
<{v1}> a dl:DroneStrike ; dl:kind dl:DroneStrike ; dl:agent <entity/russia> ; dl:instrument <{e2}> ; dl:target <{e3}> ;
    dl:place <entity/sumy> ; dl:date "2025-07-01"^^xsd:date ; dl:dateText "on Tuesday" ; dl:figure <{figure}> ; dl:deaths 2 .
"""
DEFAULT = ox.DefaultGraph()


def filled(template: str, known: Knowledge) -> set[ox.Triple]:
    """The triples of a template with the document's own IRIs."""
    assert known.document.run is not None
    places = {local: node.iri for local, node in (*known.entities.items(), *known.events.items())}
    places |= {"article": known.article, "claim": known.claims[0], "figure": known.figures["v1"][0].iri}
    places |= {"run": known.minter.run(known.document.run), "sentence": SENTENCE}
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return {q.triple for q in ox.parse(prefixes + template.format(**places), format=ox.RdfFormat.TURTLE, base_iri=DEFAULT_BASE)}


def graph(quads: list[ox.Quad], name: str | None = None) -> set[ox.Triple]:
    return {q.triple for q in quads if q.graph_name == (ox.NamedNode(name) if name else DEFAULT)}


def about(quads: list[ox.Quad], subject: str, name: str | None = None) -> dict[ox.NamedNode, set[str]]:
    """What a graph says of a subject: values by predicate."""
    found: dict[ox.NamedNode, set[str]] = {}
    for triple in graph(quads, name):
        if triple.subject == ox.NamedNode(subject):
            assert isinstance(triple.object, ox.NamedNode | ox.Literal)
            found.setdefault(triple.predicate, set()).add(triple.object.value)
    return found


def test_the_worked_example_becomes_the_turtle_of_the_design(ontology: Ontology) -> None:
    known = assemble(worked_example(), ontology)
    default = graph(to_quads(worked_example(), ontology))
    expected = filled(DESIGN, known)
    subjects = {t.subject for t in expected}
    assert {t for t in default if t.subject in subjects} == expected
    assert filled(DESIGN_PLACE, known) <= default


def test_the_claims_graph_has_what_its_source_asserted(ontology: Ontology) -> None:
    known = assemble(worked_example(), ontology)
    assert graph(to_quads(worked_example(), ontology), known.claims[0]) == filled(DESIGN_CLAIM_GRAPH, known)


def test_a_claims_graph_has_only_what_lies_within_its_words(ontology: Ontology) -> None:
    document = worked_example()
    short = replace(document.claims[0], content=Span(0, SENTENCE.index(" on Tuesday")))
    known = assemble(replace(document, claims=(short,)), ontology)
    said = about(to_quads(replace(document, claims=(short,)), ontology), known.events["v1"].iri, known.claims[0])
    assert DL.agent in said
    assert said.keys().isdisjoint({DL.date, DL.deaths, DL.figure})


def test_a_mention_stands_in_its_articles_graph_with_offsets_that_cut_its_words(ontology: Ontology) -> None:
    known = assemble(worked_example(), ontology)
    quads = to_quads(worked_example(), ontology)
    mentions = [t.subject for t in graph(quads, known.article) if t.object == DL.Mention]
    assert len(mentions) == 7
    for mention in mentions:
        assert isinstance(mention, ox.NamedNode)
        facts = {p: v.pop() for p, v in about(quads, mention.value, known.article).items()}
        assert SENTENCE[int(facts[DL.start]) : int(facts[DL.end])] == facts[DL.surface]
    assert not any(t.object == DL.Mention for t in graph(quads))


def test_the_text_is_kept_in_the_articles_graph_alone_and_only_if_wanted(ontology: Ontology) -> None:
    known = assemble(worked_example(), ontology)
    kept, dropped = to_quads(worked_example(), ontology), to_quads(worked_example(), ontology, keep_text=False)
    assert about(kept, known.article, known.article)[DL.text] == {SENTENCE}
    assert DL.text not in about(kept, known.article)
    assert set(kept) - set(dropped) == {q for q in kept if q.predicate == DL.text}


def test_an_article_has_its_metadata(ontology: Ontology) -> None:
    known = assemble(worked_example(), ontology)
    facts = about(to_quads(worked_example(), ontology), known.article)
    assert facts[SCHEMA.headline] == {"Drones hit Sumy"}
    assert facts[SCHEMA.publisher] == {"Example Wire"}
    assert facts[SCHEMA.datePublished] == {"2025-07-02"}
    assert facts[DL.articleId] == {"sumy.txt"}
    assert facts[DL.sha256] == {known.sha256}


def test_no_blank_nodes_are_made(ontology: Ontology) -> None:
    terms = {t for q in to_quads(worked_example(), ontology) for t in (q.subject, q.object, q.graph_name)}
    assert not any(isinstance(t, ox.BlankNode) for t in terms)


def test_the_chain_of_places_leads_to_the_country(ontology: Ontology) -> None:
    rows = to_quads(worked_example(), ontology)
    steps = {(q.subject.value, q.object.value) for q in rows if q.predicate == DL.locatedIn and q.graph_name == DEFAULT}  # type: ignore[union-attr]
    e = f"{DEFAULT_BASE}entity/"
    assert steps == {(f"{e}sumy", f"{e}sumy-oblast"), (f"{e}sumy-oblast", f"{e}ukraine")}


def linked(link: Link) -> Document:
    document = worked_example()
    return replace(document, entities=(replace(document.entities[0], link=link), *document.entities[1:]))


@pytest.mark.parametrize(("match", "predicate"), [("exact", SKOS.exactMatch), ("close", SKOS.closeMatch)])
def test_a_link_to_wikidata_is_http(ontology: Ontology, match: str, predicate: ox.NamedNode) -> None:
    quads = to_quads(linked(Link(wikidata="Q159", score=0.98765, method="m", match=match)), ontology)  # type: ignore[arg-type]
    facts = about(quads, f"{DEFAULT_BASE}entity/russia")
    assert facts[predicate] == {"http://www.wikidata.org/entity/Q159"}
    assert facts[DL.linkScore] == {"0.988"}


def test_same_as_is_written_only_where_it_is_asked_for(ontology: Ontology) -> None:
    document = linked(Link(wikidata="Q159", score=0.9, method="gazetteer"))
    known = assemble(document, ontology)
    plain, asked = contribution(known, ontology), contribution(known, ontology, same_as=True)
    assert {t.predicate for t in asked.shared} - {t.predicate for t in plain.shared} == {OWL.sameAs}
    close = assemble(linked(Link(wikidata="Q159", score=0.9, method="gazetteer", match="close")), ontology)
    assert OWL.sameAs not in {t.predicate for t in contribution(close, ontology, same_as=True).shared}


def test_a_link_explains_itself_on_a_node_of_the_articles_graph(ontology: Ontology) -> None:
    link = Link(wikidata="Q159", score=0.98, method="gazetteer", parts={"name": 1.0}, runner_up="Rus' (Q1)")
    quads = to_quads(linked(link), ontology)
    article = assemble(worked_example(), ontology).article
    node = next(q.subject for q in quads if q.predicate == DL.linkOf and q.object == ox.NamedNode(f"{DEFAULT_BASE}entity/russia"))
    assert isinstance(node, ox.NamedNode)
    facts = about(quads, node.value, article)
    assert facts[DL.linkPart] == {"name=1.000"}
    assert facts[DL.runnerUp] == {"Rus' (Q1)"}
    assert facts[DL.linkMethod] == {"gazetteer"}


def test_other_forms_of_a_name_are_kept_beside_the_label(ontology: Ontology) -> None:
    document = worked_example()
    sumy = replace(document.entities[3], label="Sumy city", link=replace(document.entities[3].link, label="Sumy"))  # type: ignore[type-var]
    quads = to_quads(replace(document, entities=(*document.entities[:3], sumy, *document.entities[4:])), ontology)
    facts = about(quads, f"{DEFAULT_BASE}entity/sumy")
    assert facts[RDFS.label] == {"Sumy"}
    assert facts[SKOS.altLabel] == {"Sumy city"}


def test_an_office_is_a_node_with_its_country(ontology: Ontology) -> None:
    held = Relation(type="holdsPosition", subject="e6", object="e1", value="governor", start=92, end=109)
    quads = to_quads(replace(worked_example(), relations=(held,)), ontology)
    office = f"{DEFAULT_BASE}entity/governor-russia"
    known = assemble(worked_example(), ontology)
    assert about(quads, known.entities["e6"].iri)[DL.holdsPosition] == {office}
    assert about(quads, office)[DL.positionIn] == {f"{DEFAULT_BASE}entity/russia"}
    assert about(quads, office)[RDFS.label] == {"governor"}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (EventDate(value="2025-07-01", text="x", start=0, end=1), {DL.date: ("2025-07-01", XSD.date)}),
        (EventDate(value="2025-07", text="x", start=0, end=1), {DL.date: ("2025-07", XSD.gYearMonth)}),
        (EventDate(value="2025", text="x", start=0, end=1), {DL.date: ("2025", XSD.gYear)}),
        (EventDate(value=None, text="x", start=0, end=1), {}),
        (EventDate(value="2025-02-30", text="x", start=0, end=1), {}),
        (
            EventDate(value="2025-05-31", until="2025-06-01", text="x", start=0, end=1),
            {DL.date: ("2025-05-31", XSD.date), DL.startDate: ("2025-05-31", XSD.date), DL.endDate: ("2025-06-01", XSD.date)},
        ),
    ],
)
def test_a_date_is_typed_by_what_is_known_of_it(
    ontology: Ontology, date: EventDate, expected: dict[ox.NamedNode, tuple[str, ox.NamedNode]]
) -> None:
    document = worked_example()
    quads = to_quads(replace(document, events=(replace(document.events[0], date=date),)), ontology)
    found = {q.predicate: q.object for q in quads if q.predicate in (DL.date, DL.startDate, DL.endDate) and q.graph_name == DEFAULT}
    assert found == {p: ox.Literal(value, datatype=kind) for p, (value, kind) in expected.items()}


def denied(claim: Claim) -> Claim:
    return replace(claim, stance="Denies")


def planned(claim: Claim) -> Claim:
    return replace(claim, temporality="Future")


def feared(claim: Claim) -> Claim:
    return replace(claim, certainty="Possible")


@pytest.mark.parametrize(("how", "status"), [(denied, DL.Denied), (planned, DL.Planned), (feared, DL.Hypothetical)])
def test_what_did_not_happen_never_looks_like_a_fact(ontology: Ontology, how: object, status: ox.NamedNode) -> None:
    document = worked_example()
    assert callable(how)
    claimed = replace(document, claims=(how(document.claims[0]),))
    quads = to_quads(claimed, ontology)
    known = assemble(claimed, ontology)
    facts = about(quads, known.events["v1"].iri)
    assert facts[RDF.type] == {DL.UnrealizedEvent.value}
    assert facts[DL.kind] == {DL.DroneStrike.value}
    assert facts[DL.status] == {status.value}
    assert not any(q.predicate == RDF.type and q.object == DL.DroneStrike for q in quads)


def test_every_quote_is_the_text_at_its_offsets(ontology: Ontology) -> None:
    known = assemble(worked_example(), ontology)
    facts = {p: v.pop() for p, v in about(to_quads(worked_example(), ontology), known.claims[0]).items()}
    assert SENTENCE[int(facts[DL.start]) : int(facts[DL.end])] == facts[DL.quote]


def test_a_lone_surrogate_does_not_move_offsets(ontology: Ontology) -> None:
    document = Document(article=replace(worked_example().article, text="a\ud800b"))
    quads = to_quads(document, ontology)
    assert ox.Literal("a\ufffdb") in {q.object for q in quads}


def test_the_classes_of_geometry_and_run_are_of_their_vocabularies(ontology: Ontology) -> None:
    quads = to_quads(worked_example(), ontology)
    types = {q.object for q in quads if q.predicate == RDF.type}
    assert {GEO.Geometry, PROV.Activity, DL.Run, SCHEMA.NewsArticle} <= types
