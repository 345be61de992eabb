"""What an event is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Document, Entity, Event
from kg.ontology import Ontology
from kg.rdf.labels import event_labels, readable_date
from tests.kg.documents import worked_example


def label(document: Document, ontology: Ontology) -> str:
    return event_labels(document, ontology)["v1"]


def changed(**fields: object) -> Document:
    document = worked_example()
    event: Event = replace(document.events[0], **fields)  # type: ignore[arg-type]
    return replace(document, events=(event,))


def test_the_worked_example_has_the_label_of_the_design(ontology: Ontology) -> None:
    assert label(worked_example(), ontology) == "drone strike on a power station in Sumy, 1 July 2025"


def test_without_a_target_the_agent_is_named(ontology: Ontology) -> None:
    agent = worked_example().events[0].arguments[0]
    assert label(changed(arguments=(agent,)), ontology) == "drone strike by Russia in Sumy, 1 July 2025"


def test_a_place_that_is_the_target_is_named_once(ontology: Ontology) -> None:
    agent, _, target = worked_example().events[0].arguments
    assert label(changed(arguments=(agent, replace(target, entity="e4"))), ontology) == "drone strike by Russia in Sumy, 1 July 2025"


def test_a_facility_that_is_hit_is_the_target_and_not_the_place(ontology: Ontology) -> None:
    _, _, target = worked_example().events[0].arguments
    place = (replace(target, role="place"),)
    assert label(changed(arguments=(target,), place=place), ontology) == "drone strike on a power station, 1 July 2025"
    agent = worked_example().events[0].arguments[0]
    assert label(changed(arguments=(agent,), place=place), ontology) == "drone strike by Russia at a power station, 1 July 2025"


def test_victims_are_named_only_where_there_is_no_target(ontology: Ontology) -> None:
    _, _, target = worked_example().events[0].arguments
    victim = replace(target, role="victim", entity="e5")
    assert label(changed(arguments=(target, victim)), ontology) == "drone strike on a power station in Sumy, 1 July 2025"
    assert label(changed(arguments=(victim,)), ontology) == "drone strike on workers in Sumy, 1 July 2025"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("power station", "a power station"),
        ("airfield", "an airfield"),
        ("airfields", "airfields"),
        ("the old airfield", "the old airfield"),
        ("centre of Sumy", "the centre of Sumy"),
        ("group of men", "a group of men"),
        ("people", "people"),
    ],
)
def test_what_has_no_name_is_called_as_in_running_text(ontology: Ontology, words: str, expected: str) -> None:
    document = worked_example()
    thing = replace(document.entities[2], label=words)
    named = replace(document, entities=(*document.entities[:2], thing, *document.entities[3:]))
    assert label(named, ontology) == f"drone strike on {expected} in Sumy, 1 July 2025"


def test_a_bare_number_is_nobody(ontology: Ontology) -> None:
    document = worked_example()
    number = replace(document.entities[2], label="More than 60")
    named = replace(document, entities=(*document.entities[:2], number, *document.entities[3:]))
    assert label(named, ontology) == "drone strike by Russia in Sumy, 1 July 2025"


def test_talks_are_between_their_parties(ontology: Ontology) -> None:
    document = changed(type="Negotiation", date=None)
    agent, _, target = document.events[0].arguments
    ukraine = Entity(id="e7", type="Country", label="Ukraine", named=True)
    event = replace(document.events[0], arguments=(agent, replace(target, entity="e7")))
    found = label(replace(document, entities=(*document.entities, ukraine), events=(event,)), ontology)
    assert found == f"{ontology.label('Negotiation')} between Russia and Ukraine in Sumy"


def test_a_kind_alone_is_enough(ontology: Ontology) -> None:
    assert label(changed(type="Coup", arguments=(), place=(), date=None), ontology) == ontology.label("Coup")


def test_many_targets_are_not_all_listed(ontology: Ontology) -> None:
    target = worked_example().events[0].arguments[2]
    four = tuple(replace(target, entity=e) for e in ("e1", "e3", "e5", "e6"))
    assert "and others" in label(changed(arguments=four), ontology)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2025-07-01", "1 July 2025"), ("2025-07", "July 2025"), ("2025", "2025"), ("2025-13", "2025-13"), ("2025-W22", "2025-W22")],
)
def test_dates_are_written_as_people_write_them(value: str, expected: str) -> None:
    assert readable_date(value) == expected
