"""Who does and who suffers where a verb shows no voice: headlines leave "were" out, and attackers need no object."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


def _roles(document: Document) -> set[tuple[str, str]]:
    label = {e.id: e.label.lower() for e in document.entities}
    return {(a.role, label[a.entity]) for e in document.events for a in e.arguments}


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("Two suicide bombers struck on Friday.", "suicide bombers"),
        ("Insurgents struck again before dawn.", "insurgents"),
        ("Gunmen attacked overnight.", "gunmen"),
        ("Rebels attacked with drones.", "rebels"),
        ("A Saudi-led coalition bombed Sanaa.", "saudi-led coalition"),
        ("The mission confirmed reports that Boko Haram has killed 12 farmers.", "boko haram"),
        ("A claim that rebels had shelled the school was denied.", "rebels"),
        ("Residents left the town on the day the army attacked.", "army"),
        ("Air defences shot down two drones over Kyiv.", "air defences"),
    ],
)
def test_attackers_act_without_an_object(read: Reader, text: str, agent: str) -> None:
    roles = _roles(read(text))
    assert ("agent", agent) in roles
    assert not {("target", agent), ("victim", agent)} & roles


@pytest.mark.parametrize(
    ("text", "agent", "sufferer"),
    [
        ("Police attacked and injured students.", "police", "students"),
        ("Rebels shelled and destroyed houses.", "rebels", "houses"),
        ("Soldiers stormed and looted the clinic.", "soldiers", "clinic"),
        ("Security forces raped, beat and assaulted civilians.", "security forces", "civilians"),
    ],
)
def test_two_verbs_share_who_acts_and_what_suffers(read: Reader, text: str, agent: str, sufferer: str) -> None:
    roles = _roles(read(text))
    assert ("agent", agent) in roles
    suffering = {who for role, who in roles if role in {"target", "victim"}}
    assert any(who.endswith(sufferer) for who in suffering)
    assert agent not in suffering
    assert not any(role == "agent" and who.endswith(sufferer) for role, who in roles)


@pytest.mark.parametrize(
    ("text", "sufferer"),
    [
        ("Two soldiers killed in blast", "soldiers"),
        ("Militants killed in raid", "militants"),
        ("Three policemen wounded in ambush in Quetta", "policemen"),
        ("Opposition leader arrested in Minsk", "opposition leader"),
        ("Mayor shot dead in Bogota", "mayor"),
        ("Drone shot down near airport, two guards wounded", "guards"),
        ("Houses burned in Gedaref, ten villagers killed", "villagers"),
        ("Army convoy attacked in Bauchi", "army convoy"),
        ("Oil tanker attacked off Yemen", "oil tanker"),
        ("Church bombed in Jakarta", "church"),
        ("Bishop attacked in Sydney", "bishop"),
        ("Civilians attacked in Darfur", "civilians"),
        ("Drone shot down over Crimea", "drone"),
        ("Helicopter shot down in Mali", "helicopter"),
    ],
)
def test_headlines_leave_out_the_auxiliary(read: Reader, text: str, sufferer: str) -> None:
    roles = _roles(read(text))
    assert {("target", sufferer), ("victim", sufferer)} & roles
    assert not {("agent", sufferer), ("instrument", sufferer)} & roles


def test_jets_that_strike_are_the_means(read: Reader) -> None:
    roles = _roles(read("Israeli jets struck near Damascus."))
    assert {("instrument", "israeli jets"), ("agent", "israel")} <= roles
    assert not any(role == "target" and "jets" in who for role, who in roles)
