"""An event takes place where its clause, what it was part of, what was hit or who did it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


def places(document: Document, kind: str) -> set[str]:
    labels = {e.id: e.label for e in document.entities}
    event = next(e for e in document.events if e.type == kind)
    return {labels[a.entity] for a in event.place}


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Police arrested a smuggler during a raid in Kandahar.", "Arrest", "Kandahar"),
        ("A bomber drove into the gate of a barracks in the town of Beledweyne, killing nine recruits.", "SuicideAttack", "Beledweyne"),
        ("Mobs in Colombo burned shops.", "PropertyDestruction", "Colombo"),
        ("Gunmen killed a herder and burned his hut near Maiduguri.", "Killing", "Maiduguri"),
        ("Helicopters dropped bombs filled with nails on the town of Saraqib.", "AirStrike", "Saraqib"),
        ("A blast ripped through a platform of a station in Quetta.", "Explosion", "Quetta"),
        ("Troops attacked in the Kupiansk direction.", "Attack", "Kupiansk"),
        ("Militants attacked a post 20 km east of Kirkuk.", "Attack", "Kirkuk"),
    ],
)
def test_the_place_is_found_where_it_stands(read: Reader, text: str, kind: str, expected: str) -> None:
    assert any(expected in p for p in places(read(text), kind))


def test_the_district_comes_before_its_province(read: Reader) -> None:
    d = read("In Khost province, soldiers found a weapons cache in Sabari district on Wednesday.")
    labels = {e.id: e.label for e in d.entities}
    event = next(e for e in d.events if e.type == "WeaponsSeizure")
    assert [labels[a.entity] for a in event.place] == ["Sabari district", "Khost province"]


def test_what_only_points_at_a_place_is_none(read: Reader) -> None:
    assert not places(read("Soldiers shelled rebels in the area."), "Shelling")


def test_who_speaks_in_a_town_did_nothing_there(read: Reader) -> None:
    assert "Kyiv" not in places(read("Officials in Kyiv said that rebels attacked a convoy."), "Attack")


def test_regions_that_share_their_noun_are_regions_of_their_own(read: Reader) -> None:
    d = read("Two bridges in the Bryansk and Kursk regions were destroyed. Shelling hit the Ituri and North Kivu provinces.")
    types = {e.label: e.type for e in d.entities}
    assert {label: types.get(label) for label in ("Bryansk region", "Kursk region")} == {
        "Bryansk region": "Region",
        "Kursk region": "Region",
    }
    assert places(d, "PropertyDestruction") == {"Bryansk region", "Kursk region"}
    assert not any(" and " in label for label in types)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A blast hit a bus as it passed through the town of Maan.", "Maan"),
        ("The convoy was ambushed while passing through Galkayo.", "Galkayo"),
        ("Troops shot a boy as he threw stones in Nablus.", "Nablus"),
        ("Police fired tear gas to disperse marchers in Nairobi's Mathare estate.", "Mathare estate"),
    ],
)
def test_a_clause_that_tells_the_moment_or_the_end_tells_where(read: Reader, text: str, place: str) -> None:
    document = read(text)
    labels = {e.id: e.label for e in document.entities}
    first = min(document.events, key=lambda e: e.trigger.start)
    assert [labels[a.entity] for a in first.place] == [place]


def test_what_others_do_meanwhile_tells_no_place(read: Reader) -> None:
    (shelling,) = (e for e in read("The army shelled the hills as envoys met in Geneva.").events if e.trigger.text == "shelled")
    assert "Geneva" not in str(shelling.place)
