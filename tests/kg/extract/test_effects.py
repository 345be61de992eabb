"""Deaths and damage join the event that caused them; what names its own event stays apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A strike on the port killed three dockers.", "Attack"),
        ("Three dockers were killed in an air strike on the port.", "AirStrike"),
        ("Two guards were killed and four wounded in a suicide bombing in Kabul.", "SuicideAttack"),
        ("Shelling of the village left six people dead.", "Shelling"),
        ("An earthquake in Nepal killed nine people.", "Earthquake"),
        ("The two sides reached an agreement on Friday.", "AgreementSigning"),
    ],
)
def test_cause_and_effect_are_one_event(read: Reader, text: str, kind: str) -> None:
    assert [e.type for e in read(text).events] == [kind]


def test_a_death_that_names_no_cause_joins_the_only_violent_event_before(read: Reader) -> None:
    (event,) = read("Gunmen raided the village of Ogossagou. Two farmers were killed.").events
    assert event.type == "Raid"
    assert [(f.measure, f.value) for f in event.figures] == [("Deaths", 2)]


def test_nobody_is_hurt_by_the_finding_of_weapons(read: Reader) -> None:
    found, hurt = read("Three rifles were recovered from the house. A policeman sustained a bullet injury.").events
    assert (found.type, hurt.type) == ("WeaponsSeizure", "Injury")
    assert "victim" not in {a.role for a in found.arguments}
    assert {a.role for a in hurt.arguments} == {"victim"}


def test_an_effect_with_a_doer_of_its_own_stays_apart(read: Reader) -> None:
    events = read("Rebels shelled the town. The army killed two rebels.").events
    assert len(events) == 2


@pytest.mark.parametrize(
    "text",
    [
        "It was the deadliest clash in the valley since April, when gunmen killed 26 tourists in Pahalgam.",
        "It was the deadliest ambush on the road since 2019, when a bomb killed 40 policemen.",
    ],
)
def test_an_earlier_event_told_for_comparison_stays_apart(read: Reader, text: str) -> None:
    now, *_ = events = sorted(read(text, "2026-09-12").events, key=lambda e: e.trigger.start)
    assert len(events) == 2
    assert not now.figures
    assert not any(a.role == "victim" for a in now.arguments)
