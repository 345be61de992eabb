"""What kind of event words tell of: free relatives, deeds named by their means, and words that only look like violence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


def kinds(document: Document) -> list[str]:
    return [e.type for e in document.events]


def filled(document: Document, role: str) -> set[str]:
    labels = {e.id: e.label for e in document.entities}
    return {labels[a.entity] for e in document.events for a in e.arguments if a.role == role}


@pytest.mark.parametrize(
    ("text", "kind", "role", "filler"),
    [
        ("Pyongyang fired what seemed to be three cruise missiles on Monday.", "MissileStrike", "instrument", "cruise missiles"),
        ("The fighters launched what residents described as a kamikaze drone at the barracks.", "DroneStrike", "target", "barracks"),
        ("Troops blew up what they said was a tunnel near Rafah.", "Sabotage", "target", "tunnel"),
        ("Warplanes bombed what the coalition called a training camp.", "AirStrike", "target", "training camp"),
        ("What appeared to be a drone struck a warehouse in Belgorod.", "DroneStrike", "target", "warehouse"),
        ("Gunmen abducted what police believe were two engineers in Sokoto.", "Abduction", "victim", "engineers"),
    ],
)
def test_what_something_seemed_to_be_takes_part_in_the_event(read: Reader, text: str, kind: str, role: str, filler: str) -> None:
    document = read(text)
    assert kind in kinds(document)
    assert any(filler in label for label in filled(document, role))


@pytest.mark.parametrize("text", ["He asked what appeared to be simple questions.", "Nobody knows what caused the crash of prices."])
def test_a_free_relative_of_everyday_things_tells_no_event(read: Reader, text: str) -> None:
    assert kinds(read(text)) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jordan responded with air strikes on the smugglers' depot.", "AirStrike"),
        ("The gunners answered with mortar fire.", "Shelling"),
        ("Ankara retaliated with drone strikes near Kobani.", "DroneStrike"),
    ],
)
def test_a_reply_and_the_strikes_it_was_made_with_are_one_event(read: Reader, text: str, kind: str) -> None:
    assert kinds(read(text)) == [kind]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("Six cooks suffered suffocation in the burning kitchen.", None, "ChemicalAttack"),
        ("Five welders fell ill after inhaling fumes.", None, "IndustrialAccident"),
        ("Tripoli reneged on its promise to free the crew.", "Rejection", "MembershipWithdrawal"),
        ("Pyongyang reneged on the armistice accord with Seoul.", "MembershipWithdrawal", "Rejection"),
        ("The accused wept as the judge left.", None, "Accusation"),
        ("Soldiers entered the town at noon.", "MilitaryOperation", "TerritorialCapture"),
        ("Rebels seized the town at noon.", "NonStateActorOvertakesTerritory", "MilitaryOperation"),
        ("Belarus staged a military parade in Minsk.", "MilitaryPosture", "MilitaryExercise"),
        ("The general lifted the siege of the monastery.", "Concession", "GovernmentRegainsTerritory"),
    ],
)
def test_a_word_tells_no_more_than_it_says(read: Reader, text: str, wanted: str | None, unwanted: str) -> None:
    found = set(kinds(read(text)))
    assert unwanted not in found
    assert wanted is None or wanted in found


def test_the_wounded_are_people_to_whom_harm_was_done(read: Reader) -> None:
    assert "Injury" in kinds(read("Helicopters flew the wounded to Peshawar."))


@pytest.mark.parametrize(
    "text",
    [
        "The hosts stormed into the semi-finals.",
        "The band exploded in popularity after the tour.",
        "The crowd exploded into applause.",
        "The developer backed out of the deal.",
    ],
)
def test_figures_of_speech_tell_no_violence_and_no_break(read: Reader, text: str) -> None:
    assert not {"Attack", "Explosion", "MembershipWithdrawal"} & set(kinds(read(text)))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A bomb killed a magistrate in Quetta.", "Bombing"),
        ("They left the charges under the bridge and detonated them.", "Bombing"),
        ("A roadside bomb wrecked a minibus near Kunduz.", "Bombing"),
        ("A farmer stepped on a landmine near Izium.", "Bombing"),
        ("Fighters entered Manbij without resistance.", "NonViolentTerritoryTransfer"),
        ("Farmers blocked the border crossing at Medyka.", "RoadBlockade"),
    ],
)
def test_what_it_was_done_with_and_by_whom_tells_the_type(read: Reader, text: str, kind: str) -> None:
    assert kind in kinds(read(text))


@pytest.mark.parametrize("text", ["Apple approved the application.", "The airline unveiled plans for a lounge."])
def test_companies_that_approve_and_plan_take_no_part_in_politics(read: Reader, text: str) -> None:
    assert not {"Support", "Proposal"} & set(kinds(read(text)))
