"""Which mentions are one event, and which are several."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Reader = Callable[..., Document]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled the town of Sake on Monday. The attack lasted two hours.",
        "Gunmen kidnapped a priest in Kaduna. The kidnapping was condemned by nobody.",
        "A bomb exploded in a market in Baghdad. The blast killed four people.",
        "Police in Lima detained a smuggler. He was arrested at the port.",
    ],
)
def test_a_noun_that_points_back_is_no_new_event(read: Reader, text: str) -> None:
    kinds = [e.type for e in read(text).events if e.type not in {"Condemnation"}]
    assert len(kinds) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled Sake on Monday. Rebels shelled Goma on Tuesday.",
        "Turkey attacked a base in Syria. Israel attacked a base in Syria.",
        "The army bombed a camp in Yemen. Another strike hit Sudan.",
    ],
)
def test_different_places_days_or_doers_make_different_events(read: Reader, text: str) -> None:
    assert len(read(text).events) == 2


def test_what_is_planned_is_not_what_happened(read: Reader) -> None:
    events = read("The army attacked the town. It plans to attack the port.").events
    assert len(events) == 2
