"""The floors of the quality gate: pinned for exactly these cases, and never lowered without a reason that is written down."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.quality.scoring import Score

PATH = Path(__file__).parent / "floors.json"
SIDES = ("precision", "recall")

Levels = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Floors:
    """What each measure may not fall below, for the cases with this checksum; and why floors were lowered, the latest last."""

    cases: str
    levels: Levels
    history: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def parse(cls, text: str) -> Floors:
        """From the JSON text of floors.json."""
        data = json.loads(text)
        return cls(data["cases"], data["floors"], data.get("history", []))

    @classmethod
    def read(cls) -> Floors:
        """Those pinned in the working tree."""
        return cls.parse(PATH.read_text(encoding="utf-8"))

    def write(self) -> None:
        """Pin them."""
        data = {"cases": self.cases, "floors": self.levels, "history": self.history}
        PATH.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def explains(self, lowered: Mapping[str, list[float]]) -> bool:
        """Whether the latest entry of the history names each of the lowered floors, with both values, and gives a reason."""
        if not lowered:
            return True
        latest = self.history[-1] if self.history else {}
        told = latest.get("lowered", {})
        return bool(str(latest.get("reason", "")).strip()) and all(told.get(name) == values for name, values in lowered.items())


def levels_of(scores: Mapping[str, Score]) -> Levels:
    """The figures as floors: a point below, rounded down to whole percents; nothing below 1 for a figure of 1.

    The point is one answer in a hundred, the size of the smaller measures: better recall elsewhere may cost one.
    """

    def floor(value: float) -> float:
        return value if value == 1 else max(0, math.floor(value * 100) - 1) / 100

    return {m: {side: floor(getattr(s, side)) for side in SIDES} for m, s in scores.items()}


def lowered(old: Levels, new: Levels) -> dict[str, list[float]]:
    """Which floors are lower than they were: "events precision" -> [old, new]. A measure that is gone has fallen to 0."""
    names = [(m, side) for m, sides in old.items() for side in sides]
    changes = {f"{m} {side}": [old[m][side], new.get(m, {}).get(side, 0.0)] for m, side in names}
    return {name: values for name, values in changes.items() if values[1] < values[0]}


def repinned(old: Floors | None, cases: str, levels: Levels, reason: str) -> Floors:
    """The new floors.

    Raises:
        ValueError: a floor would be lower than it was, and no reason is given.
    """
    if old is None:
        return Floors(cases, levels)
    fallen = lowered(old.levels, levels)
    if fallen and not reason.strip():
        raise ValueError(f"lower than pinned: {fallen}; find out why, or lower it knowingly with --reason WHY")
    entry = [{"reason": reason, "lowered": fallen}] if fallen else []
    return Floors(cases, levels, [*old.history, *entry])


def committed_before() -> Floors | None:
    """The latest committed floors that differ from those in the working tree; None where git or its history is not there."""
    now = PATH.read_text(encoding="utf-8")
    for commit in _git("log", "--format=%H", "-5", "--", PATH.name).split():
        text = _git("show", f"{commit}:./{PATH.name}")
        if text and text != now:
            return Floors.parse(text)
    return None


def _git(*arguments: str) -> str:
    try:
        run = subprocess.run(["git", *arguments], cwd=PATH.parent, capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return ""
    return run.stdout if run.returncode == 0 else ""
