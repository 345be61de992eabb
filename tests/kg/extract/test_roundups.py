"""Sums of several deeds that the text tells one by one."""

from __future__ import annotations

from collections.abc import Callable

from kg.model import Document

Read = Callable[..., Document]

PARTS = "Near Goma, soldiers ambushed a column and killed two rebels."


def deaths(document: Document) -> list[float]:
    return sorted(f.value for e in document.events for f in e.figures if f.measure == "Deaths")


def test_several_in_separate_raids_give_way_to_the_number_of_the_raid(read: Read) -> None:
    document = read(f"Several rebels were killed in separate raids in the east on Monday. {PARTS}")
    assert deaths(document) == [2]
    assert "partOf" in {r.type for r in document.relations}


def test_a_number_of_its_own_stays_with_the_sum(read: Read) -> None:
    document = read(f"Fourteen rebels were killed in separate raids in the east on Monday. {PARTS}")
    assert deaths(document) == [2, 14]


def test_a_sum_whose_parts_are_not_told_keeps_its_word(read: Read) -> None:
    assert deaths(read("Several rebels were killed in separate raids in the east on Monday. Talks resume on Friday.")) == [3]


def test_several_in_one_raid_are_no_sum_of_many(read: Read) -> None:
    document = read("Several rebels were killed in a raid near Goma on Monday. The soldiers killed four rebels.")
    assert deaths(document) == [3, 4]
    assert len([e for e in document.events if e.figures]) == 1
