"""Grammatical positions: passives, relatives, control and coordination are undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.parse import Parse
from kg.extract.rules.slots import Slots, noun_slots, verb_slots

Parser = Callable[[str], Parse]


def named(p: Parse, slots: Slots) -> dict[str, list[str]]:
    return {g: [p.words[f] for f in fillers] for g, fillers in slots.items()}


@pytest.mark.parametrize(
    ("text", "verb", "subject", "obj"),
    [
        ("Rebels attacked the village on Monday.", "attacked", ["Rebels"], ["village"]),
        ("The village was attacked by rebels on Monday.", "attacked", ["rebels"], ["village"]),
        ("The rebels who attacked the village fled.", "attacked", ["rebels"], ["village"]),
        ("The army arrested men accused of bombing the market.", "bombing", ["men"], ["market"]),
        ("The general ordered troops to shell the town.", "shell", ["troops"], ["town"]),
        ("Gunmen stormed the hotel and killed two guards.", "killed", ["Gunmen"], ["guards"]),
        ("Soldiers and policemen surrounded the camp.", "surrounded", ["Soldiers", "policemen"], ["camp"]),
        ("Soldiers raided a bridge built by engineers.", "built", ["engineers"], ["bridge"]),
    ],
)
def test_deep_subject_and_object(parse: Parser, text: str, verb: str, subject: list[str], obj: list[str]) -> None:
    p = parse(text)
    slots = named(p, verb_slots(p, p.words.index(verb)))
    assert slots.get("subject") == subject
    assert slots.get("object") == obj


def test_prepositions_carry_their_objects(parse: Parser) -> None:
    p = parse("The army shelled the town with howitzers from a nearby hill.")
    slots = named(p, verb_slots(p, p.words.index("shelled")))
    assert slots["with"] == ["howitzers"]
    assert slots["from"] == ["hill"]


def test_a_participle_stands_like_a_preposition(parse: Parser) -> None:
    p = parse("Fighters attacked the base using mortars.")
    assert named(p, verb_slots(p, p.words.index("attacked"))).get("using") == ["mortars"]


def test_a_noun_has_possessor_modifiers_and_agent(parse: Parser) -> None:
    p = parse("The army condemned the shelling of the town by rebels.")
    slots = named(p, noun_slots(p, p.words.index("shelling")))
    assert slots["of"] == ["town"]
    assert slots["subject"] == ["rebels"]
    p = parse("Sudan's drone attack on the port failed.")
    slots = named(p, noun_slots(p, p.words.index("attack")))
    assert slots["possessive"] == ["Sudan"]
    assert slots["compound"] == ["drone"]
    assert slots["on"] == ["port"]
