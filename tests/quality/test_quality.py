"""The quality gate: extraction on the project's own annotated articles may not fall below its floors unnoticed."""

from __future__ import annotations

import json

import pytest

from tests.quality.cases import checksum, load_cases
from tests.quality.measure import FLOORS, measure
from tests.quality.scoring import Result


@pytest.fixture(scope="module")
def result() -> Result:
    return measure()


def test_the_floors_are_those_of_the_cases_that_are_there() -> None:
    """Whoever changes a case measures anew: `python -m tests.quality.measure --pin`, and says so in the commit."""
    assert json.loads(FLOORS.read_text(encoding="utf-8"))["cases"] == checksum()


def test_the_cases_are_of_many_conflicts_and_voices() -> None:
    assert len(load_cases()) >= 5


def test_no_measure_falls_below_its_floor(result: Result) -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    fallen = [
        f"{m} {side} {getattr(result.scores[m], side):.3f} < {floor}"
        for m, sides in floors.items()
        for side, floor in sides.items()
        if getattr(result.scores[m], side) < floor
    ]
    assert not fallen, "\n".join([*fallen, "What was missed or invented:", *sorted(result.misses)])


def test_every_quote_is_the_text_at_its_offsets(result: Result) -> None:
    assert result.scores["quotes"].precision == 1.0
    assert result.scores["quotes"].gold > 0
