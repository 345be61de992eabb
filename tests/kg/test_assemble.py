"""Who is who: IRIs of entities, events, claims and figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.assemble import Knowledge, assemble
from kg.errors import InputError, OntologyError
from kg.iri import DEFAULT_BASE, Minter
from kg.model import Article, Claim, Document, Entity, Event, Link, Mention, Relation
from kg.naming import slug
from kg.ontology import Ontology
from tests.kg.documents import retold, worked_example


def naming(*entities: Entity) -> Document:
    """A document that names these entities, one after the other."""
    text = " ".join(e.label for e in entities)
    mentions, start = [], 0
    for e in entities:
        mentions.append(Mention(start=start, end=start + len(e.label), text=e.label, type=e.type, form="name", entity=e.id))
        start += len(e.label) + 1
    return Document(article=Article(id="a", text=text), mentions=tuple(mentions), entities=entities)


def name_of(entity: Entity, ontology: Ontology) -> str:
    return assemble(naming(entity), ontology).entities[entity.id].iri.removeprefix(f"{DEFAULT_BASE}entity/")


def entity(label: str, kind: str, *, local: str = "e1", link: Link | None = None, country: str | None = None) -> Entity:
    return Entity(id=local, type=kind, label=label, named=True, link=link, attributes={"country": country} if country else {})


@pytest.mark.parametrize(
    ("text", "expected"), [("Sumy Oblast", "sumy-oblast"), ("the Kremlin", "kremlin"), ("São Tomé", "sao-tome"), ("U.S.", "us"), ("—", "")]
)
def test_a_name_in_an_iri_is_folded(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_named_entity_has_one_iri_for_all_articles(ontology: Ontology) -> None:
    one, other = worked_example(), retold(worked_example(), "Kyiv, 2 July. ")
    assert assemble(one, ontology).entities["e4"] == assemble(other, ontology).entities["e4"]
    assert assemble(one, ontology).entities["e4"].iri == f"{DEFAULT_BASE}entity/sumy"


def test_an_unnamed_entity_belongs_to_its_article(ontology: Ontology) -> None:
    one, other = worked_example(), retold(worked_example(), "Kyiv, 2 July. ")
    mine, theirs = assemble(one, ontology).entities["e2"], assemble(other, ontology).entities["e2"]
    assert not mine.shared
    assert mine.iri != theirs.iri
    assert mine.iri.startswith(f"{DEFAULT_BASE}entity/russian-drones-")


def test_two_unnamed_entities_of_one_article_are_two(ontology: Ontology) -> None:
    nodes = assemble(worked_example(), ontology).entities
    assert len({n.iri for n in nodes.values()}) == len(nodes)


@pytest.mark.parametrize(
    "link",
    [
        None,
        Link(label="Russia", method="gazetteer", score=0.4),
        Link(wikidata="Q1", label="Russia", method="gazetteer"),
        Link(wikidata="Q1", label="Russian Federation", method="online title"),
        Link(wikidata="Q1", label="Russian Federation", method="review"),
    ],
)
def test_an_entity_keeps_its_iri_when_a_link_is_found_later(ontology: Ontology, link: Link | None) -> None:
    assert name_of(entity("Russia", "Country", link=link), ontology) == "russia"


def test_variants_meet_in_the_gazetteers_label_with_or_without_a_qid(ontology: Ontology) -> None:
    kiev = entity("Kiev", "Settlement", link=Link(label="Kyiv", method="gazetteer", wikidata="Q1"))
    kyiv = entity("Kyiv", "City", link=Link(label="Kyiv", method="gazetteer"))
    assert name_of(kiev, ontology) == name_of(kyiv, ontology) == name_of(entity("KYIV", "City"), ontology) == "kyiv"


def test_a_lesser_bearer_of_a_name_carries_its_sense(ontology: Ontology) -> None:
    country = entity("Georgia", "Country", link=Link(label="Georgia", method="gazetteer"))
    state = entity("Georgia", "Region", link=Link(label="Georgia", method="gazetteer", sense="us"))
    assert name_of(country, ontology) == "georgia"
    assert name_of(state, ontology) == "georgia-us"


def test_two_unknown_things_of_one_name_in_one_article_are_told_apart_by_their_sort(ontology: Ontology) -> None:
    nodes = assemble(naming(entity("Georgia", "Region"), entity("Georgia", "Country", local="e2")), ontology).entities
    assert nodes["e2"].iri.endswith("entity/georgia")
    assert nodes["e1"].iri.endswith("entity/georgia-region")


@pytest.mark.parametrize(
    ("label", "kind"), [("Defence Ministry", "Ministry"), ("3rd Brigade", "MilitaryUnit"), ("General Staff", "ArmedForce")]
)
def test_a_name_that_many_bear_needs_its_country(ontology: Ontology, label: str, kind: str) -> None:
    assert assemble(naming(entity(label, kind)), ontology).entities["e1"].shared is False
    assert name_of(entity(label, kind, country="UA"), ontology) == f"{slug(label)}-ua"


def test_a_surname_alone_is_nobody_in_the_world(ontology: Ontology) -> None:
    assert assemble(naming(entity("Smith", "Person")), ontology).entities["e1"].shared is False
    assert name_of(entity("Ann Smith", "Person"), ontology) == "ann-smith"


def test_a_name_without_a_letter_still_has_an_iri(ontology: Ontology) -> None:
    assert len(name_of(entity("***", "Organization"), ontology)) == 12


def test_reports_of_one_event_in_two_articles_have_one_iri(ontology: Ontology) -> None:
    one, other = worked_example(), retold(worked_example(), "Kyiv, 2 July. ")
    assert assemble(one, ontology).events["v1"] == assemble(other, ontology).events["v1"]


def without_day(event: Event) -> Event:
    assert event.date is not None
    return replace(event, date=replace(event.date, value="2025-07"))


def without_place(event: Event) -> Event:
    return replace(event, place=())


def without_names(event: Event) -> Event:
    return replace(event, arguments=tuple(a for a in event.arguments if a.role != "agent"))


@pytest.mark.parametrize("less", [without_day, without_place, without_names])
def test_a_report_that_lacks_day_place_or_names_stays_an_event_of_its_article(ontology: Ontology, less: object) -> None:
    document = worked_example()
    assert callable(less)
    known = assemble(replace(document, events=(less(document.events[0]),)), ontology)
    assert known.events["v1"].shared is False


@pytest.mark.parametrize(
    "other",
    [
        lambda e: replace(e, type="MissileStrike"),
        lambda e: replace(e, date=replace(e.date, value="2025-07-02")),
        lambda e: replace(e, date=replace(e.date, until="2025-07-03")),
        lambda e: replace(e, arguments=(replace(e.arguments[0], role="victim"), *e.arguments[1:])),
    ],
)
def test_another_kind_day_or_participant_makes_another_event(ontology: Ontology, other: object) -> None:
    document = worked_example()
    assert callable(other)
    changed = replace(document, events=(other(document.events[0]),))
    assert assemble(changed, ontology).events["v1"].iri != assemble(document, ontology).events["v1"].iri


def hitting(document: Document, *kinds: str) -> Document:
    """The worked example with one event for each kind of target, in this order."""
    plant, event = document.entities[2], document.events[0]
    targets = tuple(replace(plant, id=f"t{n}", type=kind, label=kind) for n, kind in enumerate(kinds))
    arguments = [(*event.arguments[:2], replace(event.arguments[2], entity=t.id)) for t in targets]
    events = tuple(replace(event, id=f"v{n + 1}", arguments=a) for n, a in enumerate(arguments))
    return replace(document, entities=(*document.entities, *targets), events=events)


def test_reports_of_one_attack_meet_whatever_they_say_was_hit(ontology: Ontology) -> None:
    document = worked_example()
    event = document.events[0]
    untold = replace(document, events=(replace(event, arguments=event.arguments[:2]),))
    told = {assemble(d, ontology).events["v1"].iri for d in (document, hitting(document, "Hospital"), untold)}
    assert len(told) == 1


def test_two_attacks_of_one_article_are_told_apart_by_what_was_hit(ontology: Ontology) -> None:
    one = assemble(hitting(worked_example(), "PowerPlant", "Hospital", "School"), ontology).events
    other = assemble(hitting(worked_example(), "Substation", "Hospital", "Market"), ontology).events
    assert len({n.iri for n in one.values()}) == 3
    assert all(n.shared for n in one.values())
    assert one["v1"] == other["v1"]
    assert one["v2"] == other["v2"]
    assert one["v3"] != other["v3"]


def test_what_one_calls_a_power_station_is_an_energy_facility_to_another(ontology: Ontology) -> None:
    one = assemble(hitting(worked_example(), "Hospital", "PowerPlant"), ontology).events
    other = assemble(hitting(worked_example(), "Hospital", "Substation"), ontology).events
    assert one["v2"] == other["v2"]


def test_the_same_number_of_the_same_things_is_one_figure_in_both_articles(ontology: Ontology) -> None:
    document = worked_example()
    event = document.events[0]
    again = assemble(retold(document, "Kyiv, 2 July. "), ontology)
    assert again.figures == assemble(document, ontology).figures
    more = replace(document, events=(replace(event, figures=(replace(event.figures[0], value=3),)),))
    assert assemble(more, ontology).figures != again.figures


def test_an_agent_without_a_name_counts_as_what_it_belongs_to(ontology: Ontology) -> None:
    document = worked_example()
    event = document.events[0]
    by_drones = replace(event, arguments=(replace(event.arguments[0], entity="e2"), *event.arguments[1:]))
    assert assemble(replace(document, events=(by_drones,)), ontology).events["v1"] == assemble(document, ontology).events["v1"]
    nobodys = replace(document, events=(by_drones,), relations=())
    assert assemble(nobodys, ontology).events["v1"].shared is False


def test_talks_are_the_same_whoever_is_named_first(ontology: Ontology) -> None:
    document = worked_example()
    names = (*document.entities, Entity(id="e7", type="Country", label="Ukraine", named=True))
    first, second = document.events[0].arguments[:2]
    ways = []
    for kind, agent, partner in (("Negotiation", "e1", "e7"), ("Meeting", "e7", "e1")):
        arguments = (replace(first, entity=agent), replace(second, role="target", entity=partner))
        event = replace(document.events[0], type=kind, arguments=arguments)
        ways.append(assemble(replace(document, entities=names, events=(event,)), ontology).events["v1"].iri)
    assert ways[0] == ways[1]


def test_events_of_one_article_stay_apart_and_the_main_one_keeps_the_key(ontology: Ontology) -> None:
    document = worked_example()
    again = [
        replace(document.events[0], id=f"v{n}", trigger=replace(document.events[0].trigger, start=58, end=65, text="killing"))
        for n in (2, 3)
    ]
    known = assemble(replace(document, events=(document.events[0], *again)), ontology).events
    assert known["v1"] == assemble(document, ontology).events["v1"]
    assert known["v3"].shared is False
    assert len({n.iri for n in known.values()}) == 3


def test_everything_lies_below_the_base(ontology: Ontology) -> None:
    known = assemble(worked_example(), ontology, minter=Minter("http://example.org/kg/"))
    iris = [known.article, *known.claims, *(n.iri for n in (*known.entities.values(), *known.events.values()))]
    assert all(iri.startswith("http://example.org/kg/") for iri in iris)


def test_claims_that_differ_in_one_thing_are_two(ontology: Ontology) -> None:
    document = worked_example()
    claim = document.claims[0]
    others = (replace(claim, stance="Confirms"), replace(claim, claimant="e1"), replace(claim, about=()), replace(claim, content=None))
    known = assemble(replace(document, claims=(claim, *others)), ontology)
    assert len(set(known.claims)) == 5


def test_an_office_is_one_for_all_articles_if_it_is_known_whose_it_is(ontology: Ontology) -> None:
    document = worked_example()
    held = Relation(type="holdsPosition", subject="e6", object="e1", value="Defence Minister", start=0, end=7)
    known = assemble(replace(document, relations=(held, replace(held, object=None))), ontology)
    assert known.positions[0] is not None
    assert known.positions[1] is not None
    assert known.positions[0].iri == f"{DEFAULT_BASE}entity/defence-minister-russia"
    assert (known.positions[0].shared, known.positions[1].shared) == (True, False)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda d: replace(d, claims=(replace(d.claims[0], quote="something else"),)), "claims[0].quote is not the text"),
        (lambda d: replace(d, mentions=(replace(d.mentions[0], end=8),)), "mentions[0] is not the text"),
        (lambda d: replace(d, entities=d.entities[1:]), "names the entity e1"),
        (lambda d: replace(d, entities=(*d.entities, d.entities[0])), "an id is used twice"),
        (lambda d: replace(d, claims=(replace(d.claims[0], about=("v9",)),)), "claims[0].about names v9"),
        (lambda d: replace(d, claims=(replace(d.claims[0], claimant="v1"),)), "claims[0].claimant names the entity v1"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(ontology: Ontology, broken: object, says: str) -> None:
    assert callable(broken)
    with pytest.raises(InputError) as caught:
        assemble(broken(worked_example()), ontology)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_class_that_the_ontology_lacks_is_named(ontology: Ontology) -> None:
    document = worked_example()
    with pytest.raises(OntologyError, match="Dragon"):
        assemble(replace(document, events=(replace(document.events[0], type="Dragon"),)), ontology)


def test_knowledge_finds_entities_and_events_by_id(ontology: Ontology) -> None:
    known: Knowledge = assemble(worked_example(), ontology)
    assert known.node("e1") == known.entities["e1"]
    assert known.node("v1") == known.events["v1"]
    assert known.node("x") is None


def test_a_claim_about_nothing_is_kept(ontology: Ontology) -> None:
    document = worked_example()
    bare = Claim(
        about=(),
        claimant=None,
        stance="States",
        polarity="Affirmed",
        certainty="Certain",
        temporality="NonFuture",
        quote="Russian",
        start=0,
        end=7,
    )
    known = assemble(replace(document, claims=(bare,)), ontology)
    assert len(known.claims) == 1
