"""Groups that are counted once, and what is then said of all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Read = Callable[..., Document]


def totals(document: Document, measure: str) -> list[float]:
    """The highest number of each event that has one."""
    per_event = ([f.value for f in e.figures if f.measure == measure] for e in document.events)
    return sorted(max(values) for values in per_event if values)


@pytest.mark.parametrize(
    ("text", "measure", "expected"),
    [
        ("A patrol spotted three gunmen near the bridge. The soldiers opened fire and killed the gunmen.", "Deaths", [3]),
        ("Border guards saw several smugglers on the hill. The smugglers opened fire and were killed.", "Deaths", [3]),
        ("Two men fled on a motorcycle. Police gave chase and both men were killed.", "Deaths", [2]),
        ("The officers stopped a driver and his cousin, and both were arrested.", "Captured", [2]),
    ],
)
def test_what_befalls_a_group_befalls_as_many_as_were_counted(read: Read, text: str, measure: str, expected: list[float]) -> None:
    assert totals(read(text), measure) == expected


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Some 10,000 marchers filled the square. By dusk police had arrested the marchers.", "Captured"),
        ("Six fighters attacked the post. The army captured the fighters who surrendered.", "Captured"),
        ("The guards were to hold both sides apart, and killed nobody.", "Deaths"),
    ],
)
def test_no_number_is_made_up_for_a_crowd_or_for_some_of_a_group(read: Read, text: str, measure: str) -> None:
    assert all(n == 0 for n in totals(read(text), measure))


@pytest.mark.parametrize(
    ("text", "measure", "expected"),
    [
        ("Six VDP were killed and eight VDP wounded in Bam.", "Deaths", [6]),
        ("Six VDP were killed and eight VDP wounded in Bam.", "Injuries", [8]),
        ("Twin blasts killed 13 U.S. service members and at least 79 Afghans, officials said.", "Deaths", [92]),
        ("GOMA, Democratic Republic of Congo, Oct 30 (Reuters) - At least 20 people were killed on Sunday.", "Deaths", [20]),
    ],
)
def test_many_called_by_their_force_are_people_and_a_dateline_is_none(read: Read, text: str, measure: str, expected: list[float]) -> None:
    assert totals(read(text), measure) == expected


def test_a_headline_names_the_foremost_of_those_counted_below_it(read: Read) -> None:
    text = "Troops kill rebel leader near {}\n\nTroops killed two rebels near Goma on Monday, the army said."
    assert totals(read(text.format("Goma")), "Deaths") == [2]


def test_the_first_and_the_second_of_those_counted_are_no_more(read: Read) -> None:
    document = read(
        "Police killed three robbers on Monday. The first robber was shot dead at the gate. "
        "A second robber was killed when he reached for a grenade."
    )
    assert totals(document, "Deaths") == [3]


def test_a_driver_whom_police_shoot_is_none_of_those_he_ran_over(read: Read) -> None:
    document = read("A lorry ploughed into the crowd, killing 84 people. The driver was shot dead by police.")
    assert totals(document, "Deaths") == [1, 84]


def test_numbers_told_again_join_what_they_count_and_not_what_stands_nearer(read: Read) -> None:
    document = read(
        "A bomb attack killed two soldiers in Gao on Monday. The attackers fired at the camp. Two soldiers were killed in the bomb attack."
    )
    assert totals(document, "Deaths") == [2]


def test_those_who_fired_and_were_killed_are_in_two_deeds(read: Read) -> None:
    document = read("Two gunmen fired at a patrol in Gao. The soldiers returned fire and killed the gunmen.")
    label = {e.id: e.label for e in document.entities}
    for event in document.events:
        agents = {label[a.entity] for a in event.arguments if a.role == "agent"}
        victims = {label[a.entity] for a in event.arguments if a.role == "victim"}
        assert not agents & victims
