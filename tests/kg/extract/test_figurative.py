"""Words of war in the company of what knows no war, and the same words where war is meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document
from kg.ontology import Ontology

Reader = Callable[..., Document]
VIOLENT = {"ConflictEvent", "Explosion", "Death", "Mobilization"}


def violence(read: Reader, ontology: Ontology, text: str) -> list[str]:
    return [e.type for e in read(text).events if VIOLENT & set(ontology.ancestors(e.type))]


@pytest.mark.parametrize(
    "text",
    [
        "The regulator shot down the proposal.",
        "The cancer attacked his liver.",
        "Her book destroyed the myth of the noble pirate.",
        "The clerk was bombarded with complaints.",
        "The ministry is besieged by requests.",
        "The visitors attacked from the kick-off, and the goalkeeper was busy all evening.",
        "Town launched a late onslaught but could not score.",
        "The council declared war on weeds.",
        "The pianist killed it at the gala.",
    ],
)
def test_what_is_no_war_tells_none(read: Reader, ontology: Ontology, text: str) -> None:
    assert violence(read, ontology, text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Rebels shot down the drone.", "AirDefenceInterception"),
        ("Militants attacked the team's bus before the tournament.", "Attack"),
        ("A bomb exploded at the stadium during the championship.", "Bombing"),
        ("The town was bombarded with artillery.", "Shelling"),
        ("Hackers launched a cyber attack on the power system.", "CyberAttack"),
        ("Sudan declared war on its neighbour.", "Mobilization"),
    ],
)
def test_where_arms_or_armed_people_take_part_war_is_meant(read: Reader, ontology: Ontology, text: str, kind: str) -> None:
    assert kind in violence(read, ontology, text)


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        ("Soldiers shot at unarmed marchers in Bamako.", "ExcessiveForceAgainstProtesters", "unarmed marchers"),
        ("Police cordoned off the area.", "Siege", "area"),
    ],
)
def test_what_a_verb_s_preposition_governs_is_its_object(read: Reader, text: str, kind: str, target: str) -> None:
    document = read(text)
    labels = {e.id: e.label for e in document.entities}
    [event] = [e for e in document.events if e.type == kind]
    assert [labels[a.entity] for a in event.arguments if a.role == "target"] == [target]
