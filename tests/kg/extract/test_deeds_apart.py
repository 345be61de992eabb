"""Who and what a deed befell: people are taken and things burnt, the police are not those they arrest, a name is its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Read = Callable[..., Document]


def deeds(document: Document) -> dict[str, set[str]]:
    """For each class of event the labels of those and of what it befell."""
    label = {e.id: e.label for e in document.entities}
    return {e.type: {label[a.entity] for a in e.arguments if a.role in {"target", "victim"}} for e in document.events}


def stands(document: Document, kind: str) -> set[tuple[str, str]]:
    """Certainty and temporality of the claims about the events of a class."""
    ids = {e.id for e in document.events if e.type == kind}
    return {(c.certainty, c.temporality) for c in document.claims if ids & set(c.about)}


@pytest.mark.parametrize("burning", ["torching two granaries", "setting fire to two granaries", "burning down two granaries"])
def test_houses_are_not_abducted_with_people(read: Read, burning: str) -> None:
    found = deeds(read(f"Gunmen stormed a village in Katsina state, abducting 12 girls and {burning}."))
    assert found["Abduction"] == {"girls"}
    assert "granaries" in found["ArsonAttack"]


def test_the_attack_is_what_the_sentence_before_was_about(read: Read) -> None:
    document = read("Gunmen raided a village in Katsina, torching huts. The mayor confirmed the attack.")
    raid = next(e for e in document.events if e.trigger.text == "raided")
    assert any(c.stance == "Confirms" and raid.id in c.about for c in document.claims)


def test_the_police_are_not_those_to_be_arrested(read: Read) -> None:
    found = deeds(read("Kenyan police named two suspected smugglers and asked for information that could lead to their arrest."))
    assert found["Arrest"] == {"suspected smugglers"}


def test_the_name_after_the_capital_is_the_place(read: Read) -> None:
    document = read("Rebels seized the capital Tripoli on Sunday.")
    assert "Tripoli" in {t for found in deeds(document).values() for t in found}


def test_a_town_that_somebody_took_is_not_its_taker(read: Read) -> None:
    document = read("Shells fell on the town Kyiv recaptured in May.")
    assert "Kyiv" not in {e.label for e in document.entities if e.type == "City"}


def test_what_is_broken_off_over_a_kidnapping_is_no_doubt_about_the_kidnapping(read: Read) -> None:
    document = read("The rebels broke off negotiations over the kidnapping of a bishop.")
    assert stands(document, "Abduction") == {("Certain", "NonFuture")}


def test_talks_over_a_release_leave_it_open(read: Read) -> None:
    document = read("The rebels broke off negotiations over the release of a bishop.")
    assert ("Certain", "NonFuture") not in stands(document, "Release")


def test_of_the_members_of_a_body_the_body_is_not_dead(read: Read) -> None:
    document = read(
        "A suspected Turkish air strike flattened a villa, killing five members of the Peshmerga including Colonel Azad Barzan."
    )
    found = deeds(document)
    assert set(found) == {"AirStrike"}
    assert "Azad Barzan" in found["AirStrike"]
    assert "Peshmerga" not in found["AirStrike"]


def test_a_protest_over_a_killing_did_not_bring_it_about(read: Read) -> None:
    found = deeds(read("Relatives protested over the killing of a student by police."))
    assert found["Protest"] == set()
    assert found["Killing"] == {"student"}


def test_looting_after_an_attack_is_another_deed(read: Read) -> None:
    found = deeds(read("Gunmen attacked a convoy near Gao. The looting of warehouses followed the attack."))
    assert found["Attack"] == {"convoy"}
    assert found["Looting"] == {"warehouses"}


def test_of_the_members_of_a_body_the_body_is_not_arrested(read: Read) -> None:
    found = deeds(read("Police arrested eleven members of the Muslim Brotherhood, including its deputy leader Khairat Amin."))
    assert "Khairat Amin" in found["Arrest"]
    assert "Muslim Brotherhood" not in found["Arrest"]
