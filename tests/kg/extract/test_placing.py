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


def labels_of(document: Document) -> list[list[str]]:
    """Labels of the places of each event, in the order of their triggers."""
    label = {e.id: e.label for e in document.entities}
    return [[label[a.entity] for a in e.place] for e in sorted(document.events, key=lambda e: e.trigger.start)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two nurses were abducted on the road between Gao and Ansongo.", ["Gao", "Ansongo"]),
        ("Soldiers were ambushed on the main road linking Gao to Ansongo.", ["Gao", "Ansongo"]),
        ("A bus hit a mine on the Bamako-Segou highway.", ["Bamako", "Segou"]),
        ("They were killed along the Kabul-Kandahar highway in Ghazni province.", ["Ghazni province"]),
        ("Shelling rocked Khartoum and Omdurman overnight.", ["Khartoum", "Omdurman"]),
        ("A driver rammed a crowd celebrating Easter in Jos.", ["Jos"]),
        ("Fighting broke out in the cities of Goma and Bukavu.", ["Goma", "Bukavu"]),
        ("In Mali, jihadists attacked the towns of Bamba and Gao.", ["Bamba", "Gao", "Mali"]),
        ("Fishermen were shot at by a patrol boat off the coast of Rafah.", ["Rafah"]),
        ("A strike killed six in the Jabalia area.", ["Jabalia area"]),
    ],
)
def test_places_stand_at_the_ends_of_roads_in_lists_and_off_coasts(read: Reader, text: str, expected: list[str]) -> None:
    assert labels_of(read(text))[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers were killed on the road.",
        "The news of the strike shook Washington.",
        "Envoys took the road from Gao.",
    ],
)
def test_a_road_that_joins_nothing_is_no_place(read: Reader, text: str) -> None:
    assert not any(labels_of(read(text)))


@pytest.mark.parametrize("noun", ["city", "same city", "town"])
def test_the_city_is_the_one_town_told_of_before(read: Reader, noun: str) -> None:
    document = read(f"A bomb struck a store in Kharkiv on Saturday. Three people were hurt in the {noun} on Sunday.")
    assert labels_of(document)[-1] == ["Kharkiv"]


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers fought rebels in Goma and Sake on Monday. Two were killed in the city on Tuesday.",
        "A bomb struck a store in Kharkiv, officials in Kyiv said. Three people were hurt in the city on Sunday.",
    ],
)
def test_of_two_towns_the_city_is_neither(read: Reader, text: str) -> None:
    assert not {"Goma", "Sake", "Kharkiv", "Kyiv"} & set(labels_of(read(text))[-1])
