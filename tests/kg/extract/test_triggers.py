"""What evokes an event and what does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Insurgents opened heavy fire on a bus near Mopti.", "Shooting"),
        ("Fire was opened on the bus by insurgents.", "Shooting"),
        ("North Korea test-fired a missile on Tuesday.", "WeaponsTest"),
        ("The army carried out a series of air strikes on Idlib.", "AirStrike"),
        ("The convoy came under attack near Maiduguri.", "Attack"),
        ("Fighting erupted between the army and the rebels in Juba.", "ArmedClash"),
        ("Two killed in blast in Karachi", "Explosion"),
    ],
)
def test_words_in_their_constructions_evoke_events(read: Reader, text: str, kind: str) -> None:
    assert kind in {e.type for e in read(text).events}


@pytest.mark.parametrize(
    "text",
    [
        "He died of a heart attack of nerves, his doctor joked.",
        "The scandal cast a shadow over the party.",
        "It was a war of words and nothing more.",
        "The striker scored twice.",
        "The trade war hurt farmers.",
    ],
)
def test_figures_of_speech_evoke_no_violence(read: Reader, text: str) -> None:
    violent = {"Attack", "War", "ArmedClash", "AirStrike", "Shooting", "LabourStrike"}
    assert not violent & {e.type for e in read(text).events}


@pytest.mark.parametrize(
    "text",
    [
        "The Organization of Islamic Cooperation opened an office.",
        "He met the visiting Prince Khalid of Jordan.",
        "The flood left scores dead.",
        "The scandal damaged diplomatic efforts.",
    ],
)
def test_names_properties_and_figures_of_speech_tell_no_such_event(read: Reader, text: str) -> None:
    assert not {e.type for e in read(text).events} & {"Cooperation", "Visit", "Retreat", "Damage"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Soldiers discovered a large amount of ammunition believed to belong to the group.", "WeaponsSeizure"),
        ("Police in Lyon detonated a suspicious package.", "BombDisposal"),
        ("Drivers called a strike for better conditions.", "LabourStrike"),
    ],
)
def test_misparsed_and_ambiguous_words_tell_what_they_mean(read: Reader, text: str, kind: str) -> None:
    assert kind in {e.type for e in read(text).events}


def test_a_president_s_rally_is_no_protest(read: Reader) -> None:
    assert "Protest" not in {e.type for e in read("He spoke at President Kenyatta's rally at Voi.").events}
