"""Linking through the whole of extraction holds its floors on names drawn by chance, and leaves no known name of our own texts out."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.quality.linking import Reader, draw, measure_coverage, measure_drawn, measure_read


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_of_three_hundred_drawn_names_most_are_right_and_hardly_one_is_wrong(reader: Reader) -> None:
    """Wrong are namesakes of greater towns in one country, and states and cantons of a great city's name that the text calls no state."""
    outcomes = measure_drawn(reader)
    count = Counter(o.result for o in outcomes)
    assert len(outcomes) == 300
    assert count["right"] >= 260, [(o.drawn.text, o.found) for o in outcomes if o.result == "NIL"]
    assert count["wrong"] <= 9, [(o.drawn.text, o.found) for o in outcomes if o.result == "wrong"]


def test_the_same_names_are_drawn_each_time() -> None:
    assert draw() == draw()


def test_of_the_names_of_our_texts_that_the_gazetteer_holds_nineteen_in_twenty_are_linked(reader: Reader) -> None:
    held, missed = measure_coverage(reader)
    assert held >= 250
    assert held - len(missed) >= 0.95 * held, missed


def test_links_of_our_texts_that_were_read_are_right_and_hardly_any_is_unread(reader: Reader) -> None:
    read = measure_read(reader)
    assert not read.wrong
    assert len(read.right) >= 190
    assert len(read.unread) <= 20, f"read these in their texts, and add them to links.tsv: {read.unread}"
