"""The quality gate: extraction on the project's own annotated articles may not fall below its floors unnoticed."""

from __future__ import annotations

import tomllib

import pytest

from kg.ontology import Ontology
from tests.quality.cases import CASES, CLAIM_VALUES, checksum, load_cases, types_of
from tests.quality.floors import Floors, committed_before, levels_of, lowered, repinned
from tests.quality.measure import measure
from tests.quality.scoring import Result, Score


@pytest.fixture(scope="module")
def result() -> Result:
    return measure()


def test_the_floors_are_those_of_the_cases_that_are_there() -> None:
    """Whoever changes a case measures anew: `python -m tests.quality.measure --pin`, and says so in the commit."""
    assert Floors.read().cases == checksum()


def test_the_cases_are_of_many_conflicts_and_voices() -> None:
    gold = [tomllib.loads(p.read_text(encoding="utf-8")) for p in CASES.glob("*/gold.toml")]
    assert len(load_cases()) == len(gold) >= 26
    assert len({g["conflict"] for g in gold}) >= 20
    assert len({g["voice"] for g in gold}) >= 15


def test_the_annotations_use_words_of_the_ontology_only() -> None:
    ontology = Ontology.load()
    for case in load_cases():
        wanted = [(t, "Event") for e in case.events for t in types_of(e)] + [(e["type"], "Entity") for e in case.entities]
        wrong = [t for t, root in wanted if t not in ontology or not ontology.isa(t, root)]
        values = [e["status"] for e in case.events if "status" in e]
        values += [f[key] for e in case.events for f in e.get("figures", []) for key in ("measure", "bound")]
        values += [c[v] for c in case.claims for v in CLAIM_VALUES if v in c]
        wrong += [v for v in values if v not in ontology]
        assert not wrong, f"{case.name}: {wrong}"


def test_no_measure_falls_below_its_floor(result: Result) -> None:
    fallen = [
        f"{m} {side} {getattr(result.scores[m], side):.3f} < {floor}"
        for m, sides in Floors.read().levels.items()
        for side, floor in sides.items()
        if getattr(result.scores[m], side) < floor
    ]
    assert not fallen, "\n".join([*fallen, "What was missed or invented:", *sorted(result.misses)])


def test_every_measure_has_its_floor(result: Result) -> None:
    assert set(Floors.read().levels) == set(result.scores)


def test_no_floor_was_lowered_without_a_reason() -> None:
    before, now = committed_before(), Floors.read()
    fallen = lowered(before.levels, now.levels) if before else {}
    assert now.explains(fallen), f"lower than committed, with no reason in the history of floors.json: {fallen}"


def test_a_floor_is_a_point_below_the_figure_but_what_is_perfect_stays_so() -> None:
    scores = {"events": Score(hit=843, predicted=1000, gold=1000), "quotes": Score(hit=9, predicted=9, gold=9)}
    assert levels_of(scores) == {"events": {"precision": 0.83, "recall": 0.83}, "quotes": {"precision": 1.0, "recall": 1.0}}


OLD = Floors("old", {"events": {"precision": 0.9, "recall": 0.8}, "dates": {"precision": 0.7, "recall": 0.7}})
WORSE = {"events": {"precision": 0.85, "recall": 0.82}, "dates": {"precision": 0.7, "recall": 0.7}}


def test_pinning_refuses_to_lower_a_floor_silently() -> None:
    with pytest.raises(ValueError, match=r"events precision.*--reason"):
        repinned(OLD, "new", WORSE, " ")


def test_a_reason_lowers_a_floor_and_is_kept_with_both_values() -> None:
    new = repinned(OLD, "new", WORSE, "harder cases were added")
    assert new.history == [{"reason": "harder cases were added", "lowered": {"events precision": [0.9, 0.85]}}]
    assert new.explains(lowered(OLD.levels, new.levels))
    assert not Floors("new", WORSE).explains(lowered(OLD.levels, WORSE))


def test_an_old_reason_does_not_explain_a_new_fall() -> None:
    first = repinned(OLD, "new", WORSE, "harder cases were added")
    worse = {**WORSE, "events": {"precision": 0.8, "recall": 0.82}}
    assert not Floors("new", worse, first.history).explains(lowered(first.levels, worse))


def test_a_measure_that_is_gone_counts_as_lowered() -> None:
    assert set(lowered(OLD.levels, {"events": OLD.levels["events"]})) == {"dates precision", "dates recall"}


def test_floors_that_rise_need_no_reason() -> None:
    better = {m: dict.fromkeys(sides, 0.95) for m, sides in OLD.levels.items()}
    assert repinned(OLD, "new", better, "").history == []
