"""Several words that tell of one event, and words of events that stand for who takes part."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document
from kg.ontology import Ontology

Reader = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A suicide bomber drove a car into a camp in Beledweyne, killing at least 11 recruits.", "SuicideAttack"),
        ("The paramilitaries shelled the city, hitting a displacement camp.", "Shelling"),
        ("A court in Minsk sentenced the activist to eleven years in prison.", "Sentence"),
    ],
)
def test_a_participle_or_noun_tells_more_of_the_same(read: Reader, text: str, kind: str) -> None:
    assert [e.type for e in read(text).events] == [kind]


def test_the_participle_adds_whom_the_deed_hit(read: Reader) -> None:
    document = read("The paramilitaries shelled the city, hitting a displacement camp.")
    label = {e.id: e.label for e in document.entities}
    assert "displacement camp" in {label[a.entity] for a in document.events[0].arguments if a.role == "target"}


def test_a_participle_with_a_subject_of_its_own_tells_of_something_else(read: Reader, ontology: Ontology) -> None:
    kinds = [e.type for e in read("The army shelled the town, rebels attacking the airport meanwhile.").events]
    assert sum(ontology.isa(k, "Attack") for k in kinds) == 2


@pytest.mark.parametrize("text", ["Rebels attacked a patrol near Beni.", "Gunmen ambushed an aid convoy in Borno."])
def test_who_is_attacked_on_the_way_is_no_event(read: Reader, ontology: Ontology, text: str) -> None:
    assert [e.type for e in read(text).events if not ontology.isa(e.type, "Attack")] == []
