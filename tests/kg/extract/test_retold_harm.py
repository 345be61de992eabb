"""Nouns that sum up harm told already, and names that somebody gives to a deed: whose words they are, and what they tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document, Event

Read = Callable[..., Document]


def one(document: Document, *kinds: str) -> Event:
    """The only event of these kinds."""
    found = [e for e in document.events if e.type in kinds]
    assert len(found) == 1, [(e.type, e.trigger.text) for e in document.events]
    return found[0]


def tellers(document: Document, event: Event) -> set[str]:
    """Labels of who tells of the event; "" for the article."""
    label = {e.id: e.label for e in document.entities}
    return {label[c.claimant] if c.claimant else "" for c in document.claims if event.id in c.about}


def participants(document: Document, event: Event, role: str) -> set[str]:
    """Labels of the entities in a role."""
    label = {e.id: e.label for e in document.entities}
    return {label[a.entity] for a in event.arguments if a.role == role}


def test_a_noun_for_the_harm_does_not_confirm_what_only_one_side_alleges(read: Read) -> None:
    document = read("The army accused the rebels of blowing up the bridge. The extent of the damage was not known.")
    assert "" not in tellers(document, one(document, "Bombing", "Sabotage"))


def test_a_noun_for_the_harm_told_of_what_the_article_tells_is_the_articles(read: Read) -> None:
    document = read("Rebels blew up the bridge on Monday. The extent of the damage was not known.")
    assert tellers(document, one(document, "Bombing", "Sabotage")) == {""}


def test_a_noun_for_the_harm_does_not_change_what_happened(read: Read) -> None:
    document = read(
        "Fishermen fought back as marines boarded their boats, the governor said. The navy demanded that they pay for the damage."
    )
    assert one(document, "Attack", "ArmedClash", "Damage").type != "Damage"


@pytest.mark.parametrize(
    ("text", "kind", "teller"),
    [
        (
            "A pipeline in the north was cut. The interior ministry called it an act of sabotage by the rebels.",
            "Sabotage",
            "interior ministry",
        ),
        ("Two lorries burnt out. The governor described the fire as an act of sabotage by smugglers.", "Sabotage", "governor"),
    ],
)
def test_a_name_for_a_deed_is_his_who_gives_it(read: Read, text: str, kind: str, teller: str) -> None:
    document = read(text)
    assert tellers(document, one(document, kind)) == {teller}


@pytest.mark.parametrize(
    ("text", "teller"),
    [
        (
            "Troops fired on the marchers, and a lawyers' group linked to the opposition said two students had been arrested.",
            "lawyers' group",
        ),
        ("Soldiers closed the road, and a teachers' union linked to the strikers said one man had been killed.", "teachers' union"),
    ],
)
def test_a_participle_after_a_noun_does_not_take_its_verb_from_it(read: Read, text: str, teller: str) -> None:
    document = read(text)
    event = next(e for e in document.events if e.type in {"Arrest", "Killing", "Death"})
    assert {t for t in tellers(document, event) if t} == {teller}


def test_who_is_sent_fleeing_flees(read: Read) -> None:
    document = read("Rebels took the palace after an assault that sent President Idriss Kone fleeing to Gabon.")
    fled = one(document, "Displacement", "Retreat")
    assert {t for a in ("agent", "victim") for t in participants(document, fled, a)} == {"Idriss Kone"}


def test_those_who_mass_are_those_named_before(read: Read) -> None:
    document = read("Two suicide bombers targeted crowds massing near the Basra airport on Friday.")
    assert {e.type for e in document.events} == {"SuicideAttack"}
    assert participants(document, document.events[0], "victim") == {"crowds"}


def test_a_third_voice_that_speaks_of_the_violence_does_not_confirm_who_did_it(read: Read) -> None:
    document = read("The rebels accused the army of killing villagers. The violence has displaced 900 people, aid agencies say.")
    assert tellers(document, one(document, "Killing")) == {"rebels"}
