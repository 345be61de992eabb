"""The finest class of an event, by who does it to whom with what, and by what is told beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Insurgents attacked a convoy of Malian soldiers near Gao.", "AttackOnForces"),
        ("At least twelve soldiers were killed in rebel attacks in the east.", "AttackOnForces"),
        ("Warplanes fired a missile at a camp in Yemen.", "AirStrike"),
        ("Two missiles fired at the city of Haifa.", "MissileStrike"),
        ("A Chinese coast guard ship fired water cannon at two Philippine supply boats, injuring four sailors.", "NavalAttack"),
        ("Chinese vessels used water cannon against a Filipino fishing boat.", "NavalAttack"),
        ("Police used water cannon and pepper spray against demonstrators.", "CrowdControl"),
        ("Three rockets struck near the embassy in Kabul on Monday.", "Shelling"),
        ("An explosion caused by a landmine killed five farmers in Angola.", "Bombing"),
        ("Students rallied in Santiago, and clashes broke out in the evening.", "Riot"),
        ("Rebels seized the town after the army withdrew.", "NonViolentTerritoryTransfer"),
        ("Rebels captured the town after heavy fighting.", "NonStateActorOvertakesTerritory"),
    ],
)
def test_an_event_has_its_finest_class(read: Reader, text: str, kind: str) -> None:
    assert kind in {e.type for e in read(text).events}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The Shining Path claimed responsibility for a bomb attack that killed four people in Lima on Friday.", "ResponsibilityClaim"),
        ("Demonstrators clashed with police during a protest in Bogota.", "Riot"),
        ("After days of talks in Nairobi, the two sides signed a peace agreement.", "PeaceAgreement"),
    ],
)
def test_the_main_event_comes_first(read: Reader, text: str, first: str) -> None:
    assert read(text).events[0].type == first


@pytest.mark.parametrize(
    "text",
    [
        "Two gunmen were killed after firing at a patrol in Kandahar.",
        "Two gunmen were killed when they attacked a patrol in Kandahar.",
    ],
)
def test_those_who_fire_are_not_killed_by_their_own_fire(read: Reader, text: str) -> None:
    document = read(text)
    for e in document.events:
        agents = {a.entity for a in e.arguments if a.role == "agent"}
        assert not agents & {a.entity for a in e.arguments if a.role == "victim"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Russia captured Avdiivka on Saturday.", "NonStateActorOvertakesTerritory"),
        ("Rwandan troops captured Goma on Saturday.", "NonStateActorOvertakesTerritory"),
        ("The Syrian army recaptured Aleppo on Saturday.", "GovernmentRegainsTerritory"),
        ("Ukrainian forces recaptured Kherson on Saturday.", "GovernmentRegainsTerritory"),
    ],
)
def test_only_a_government_at_home_regains_territory(read: Reader, text: str, kind: str) -> None:
    assert [e.type for e in read(text).events] == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Japan will not lift the ban on the imports.", "YieldRefusal"),
        ("Hamas said it would not release the hostages.", "YieldRefusal"),
        ("North Korea will not release the sailors, the ministry said.", "YieldRefusal"),
        ("The envoy said that Qatar must withdraw its troops from Libya.", "Demand"),
    ],
)
def test_refusals_and_demands_in_plain_words_have_happened(read: Reader, text: str, kind: str) -> None:
    document = read(text)
    event = next(e for e in document.events if e.type == kind)
    claims = [c for c in document.claims if event.id in c.about]
    assert claims
    assert {c.polarity for c in claims} == {"Affirmed"}
    assert {c.temporality for c in claims} == {"NonFuture"}


@pytest.mark.parametrize(
    "text", ["The army did not release the men in 2019.", "The army may not release the men.", "They must have left the town."]
)
def test_what_did_not_happen_is_no_refusal_and_what_must_have_been_no_demand(read: Reader, text: str) -> None:
    assert not {e.type for e in read(text).events} & {"YieldRefusal", "Demand"}
