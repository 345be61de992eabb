"""The article that the project began with, where it is there (`../shared`): its text is no part of the project."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.model import Article, Document
from kg.ontology import Ontology
from kg.store import open_dataset
from kg.validate import validate

ARTICLE = Path(__file__).parents[3] / "shared" / "articles" / "istanbul-talks.txt"
pytestmark = pytest.mark.skipif(not ARTICLE.exists(), reason="../shared/articles is not there")

NAMED = {
    "Country": {"Russia", "Ukraine"},
    "Settlement": {"Istanbul", "Moscow", "Kyiv", "Bryansk", "Kursk"},
    "Region": {"Siberia", "Zaporizhzhia region", "Crimea Peninsula"},
    "Person": {"Volodymyr Zelenskiy", "Vasyl Malyuk", "Mykhaylo Drapatyi", "Rustem Umerov", "Andriy Kovalenko"},
    "Organization": {
        "Ukraine’s Security Service",
        "Russia’s Investigative Committee",
        "Kremlin",
        "Ukraine’s Military Intelligence Service",
    },
    "Aircraft": {"Tu-95", "Tu-22M3", "A-50"},
}
QIDS = {"Russia": "Q159", "Ukraine": "Q212", "Kyiv": "Q1899", "Istanbul": "Q406", "Tu-95": "Q181815", "A-50": "Q499185"}
"""From the list of pairs that were seen in machine-pulled data."""


@pytest.fixture(scope="module")
def document(ontology: Ontology) -> Document:
    gazetteer = Gazetteer.load()
    article = Article(id="talks", text=ARTICLE.read_text(encoding="utf-8"), published=dt.date(2025, 6, 2))
    extracted = next(iter(RulesExtractor(ontology, gazetteer).extract([article])))
    return Linker(gazetteer, ontology).link(extracted)


def test_its_actors_places_and_aircraft_are_there_with_the_right_types(document: Document, ontology: Ontology) -> None:
    forms: dict[str, set[str]] = {}
    for m in document.mentions:
        forms.setdefault(m.text, set()).add(next(e.type for e in document.entities if e.id == m.entity))
    wrong = {n: forms.get(n) for kind, names in NAMED.items() for n in names if not any(ontology.isa(t, kind) for t in forms.get(n, ()))}
    assert not wrong


def test_its_links_are_the_verified_ones(document: Document) -> None:
    found = {e.label: e.link.wikidata for e in document.entities if e.link}
    assert {label: found.get(label) for label in QIDS} == QIDS


def test_at_least_thirty_events_are_found(document: Document) -> None:
    assert len(document.events) >= 30


def test_only_those_attack_of_whom_the_text_says_it(document: Document, ontology: Ontology) -> None:
    labels = {e.id: e.label for e in document.entities}
    attacks = [e for e in document.events if ontology.isa(e.type, "Attack", "MilitaryOperation")]
    agents = {
        (labels[a.entity], labels[t.entity])
        for e in attacks
        for a in e.arguments
        for t in e.arguments
        if (a.role, t.role) == ("agent", "target")
    }
    on_kyiv = {agent for agent, target in agents if target == "Kyiv"}
    assert on_kyiv == {"Russia"}
    assert {agent for agent, target in agents if target != "Kyiv"} <= {"Ukraine"}


def test_figures_stand_with_what_they_count(document: Document) -> None:
    figures = {(f.measure, f.bound, f.value) for e in document.events for f in e.figures}
    assert {
        ("Deployed", "Exactly", 117.0),
        ("Damaged", "MoreThan", 40.0),
        ("Deaths", "AtLeast", 12.0),
        ("Deaths", "Exactly", 3.0),
    } <= figures


def test_talks_have_both_countries_and_what_is_only_hoped_for_is_no_fact(document: Document, ontology: Ontology) -> None:
    labels = {e.id: e.label for e in document.entities}
    talks = [e for e in document.events if ontology.isa(e.type, "Negotiation") and "talks" in e.trigger.text]
    assert talks and all({"Russia", "Ukraine"} <= {labels[a.entity] for a in e.arguments} for e in talks)
    hoped = {e.id for e in document.events if e.trigger.text in {"ceasefire", "summit", "securing"}}
    affirmed = {
        a for c in document.claims if (c.polarity, c.certainty, c.temporality) == ("Affirmed", "Certain", "NonFuture") for a in c.about
    }
    assert hoped and not hoped & affirmed


def test_what_an_agency_confirms_is_not_the_annexation(document: Document) -> None:
    captures = {e.id for e in document.events if e.type == "TerritorialCapture"}
    assert captures and all(c.claimant is None for c in document.claims if captures & set(c.about))


def test_each_quote_is_the_text_and_each_event_has_a_claim(document: Document) -> None:
    assert all(document.article.text[c.start : c.end] == c.quote for c in document.claims)
    assert {e.id for e in document.events} <= {a for c in document.claims for a in c.about}


def test_its_graph_conforms_to_the_shapes(document: Document, ontology: Ontology) -> None:
    with open_dataset("memory:", mode="write") as dataset:
        dataset.add(document)
        report = validate(dataset, ontology=ontology)
    assert report.conforms, report.text
