"""Which mentions are one event, and which are several."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled the town of Sake on Monday. The attack lasted two hours.",
        "Gunmen kidnapped a priest in Kaduna. The kidnapping was condemned by nobody.",
        "A bomb exploded in a market in Baghdad. The blast killed four people.",
        "Police in Lima detained a smuggler. He was arrested at the port.",
    ],
)
def test_a_noun_that_points_back_is_no_new_event(read: Reader, text: str) -> None:
    kinds = [e.type for e in read(text).events if e.type not in {"Condemnation"}]
    assert len(kinds) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled Sake on Monday. Rebels shelled Goma on Tuesday.",
        "Turkey attacked a base in Syria. Israel attacked a base in Syria.",
        "The army bombed a camp in Yemen. Another strike hit Sudan.",
    ],
)
def test_different_places_days_or_doers_make_different_events(read: Reader, text: str) -> None:
    assert len(read(text).events) == 2


def test_what_is_planned_is_not_what_happened(read: Reader) -> None:
    events = read("The army attacked the town. It plans to attack the port.").events
    assert len(events) == 2


@pytest.mark.parametrize(
    ("text", "kind", "role", "words"),
    [
        ("In Sabari district, Khost province, an Afghan-led security force detained two insurgents.", "Arrest", "agent", "force"),
        ("The rebels attacked with 112 drones.", "DroneStrike", "instrument", "drones"),
        ("The company announced the release of a hostage by rebels.", "Release", "agent", "rebels"),
        ("Drones struck an oil depot near Engels.", "DroneStrike", "target", "oil depot"),
    ],
)
def test_who_does_what_is_not_what_merely_stands_near(read: Reader, text: str, kind: str, role: str, words: str) -> None:
    d = read(text)
    labels = {e.id: e.label for e in d.entities}
    event = next(e for e in d.events if e.type == kind)
    found = {labels[a.entity] for a in event.arguments if a.role == role}
    assert len(found) == 1
    assert words in found.pop()


def test_a_clause_beside_another_is_no_effect_of_it(read: Reader) -> None:
    d = read("Taliban fighters seized a town, while a bomb in Helmand killed five.")
    capture = next(e for e in d.events if "Territory" in e.type)
    assert not [a for a in capture.arguments if a.role in {"victim", "instrument"}]
    assert not capture.figures


def test_a_death_that_happened_is_no_effect_of_an_attack_that_did_not(read: Reader) -> None:
    d = read("Insurgents were killed when they attempted to attack a base.")
    attack = next((e for e in d.events if e.type == "Attack"), None)
    assert attack is None or not [a for a in attack.arguments if a.role == "victim"]


def test_a_number_that_the_parser_hung_elsewhere_is_counted(read: Reader) -> None:
    d = read("A train derailment in Adana killed three and injured 28, while a fire in Mersin caused multiple injuries.")
    accident = next(e for e in d.events if e.type == "TrainAccident")
    assert {(f.measure, f.value) for f in accident.figures} == {("Deaths", 3.0), ("Injuries", 28.0)}


def test_talks_are_where_they_are_set_to_take_place(read: Reader) -> None:
    d = read("A second round of peace talks set to take place in Geneva this week may fail.")
    labels = {e.id: e.label for e in d.entities}
    assert {labels[a.entity] for e in d.events for a in e.place} == {"Geneva"}


def test_a_headline_and_its_story_are_one_event_though_the_story_knows_the_place_better(read: Reader) -> None:
    d = read("Two militants killed in Kupwara gunfight\n\nSecurity forces killed two militants in an encounter in Handwara on Wednesday.")
    killing = [e for e in d.events if any(f.measure == "Deaths" for f in e.figures)]
    assert len(killing) == 1


def test_what_a_mob_did_is_not_what_one_woman_did(read: Reader) -> None:
    d = read("Mobs murdered hundreds of people in Colombo. A young woman killed the former minister near Madras.")
    assert len([e for e in d.events if e.type == "Killing"]) == 2


def test_a_noun_that_names_what_was_destroyed_means_its_destruction(read: Reader) -> None:
    d = read("Two bridges near Kirov were destroyed. The mayor said the bridge explosions and the bridge collapses were linked.")
    harm = [e for e in d.events if e.type in {"PropertyDestruction", "Explosion", "Collapse"}]
    assert len(harm) == 1
    assert len(harm[0].mentions) == 3
    assert len([a for a in harm[0].arguments if a.role == "target"]) == 1


def test_the_explosion_of_something_else_is_another_event(read: Reader) -> None:
    d = read("Two bridges near Kirov were destroyed. The mayor spoke of the tanker explosion.")
    assert len([e for e in d.events if e.type in {"PropertyDestruction", "Explosion", "Collapse"}]) == 2


def test_what_happened_since_a_day_is_no_deed_told_beside_it(read: Reader) -> None:
    text = "Soldiers detained several smugglers on Monday. Since June, soldiers have detained 125 smugglers in the province."
    arrests = [e for e in read(text, "2024-05-08").events if e.type == "Arrest"]
    assert [e.date.value for e in arrests if e.date] == ["2024-05-06", "2023-06"]
