"""The project's own annotated articles: a folder each, with `article.txt` and `gold.toml` (the form is told in README.md here)."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """An article with what a careful coder found in it."""

    name: str
    text: str
    published: dt.date | None
    entities: list[dict[str, Any]]
    events: list[dict[str, Any]]
    claims: list[dict[str, Any]]


def load_cases() -> list[Case]:
    """All cases, by name.

    Raises:
        ValueError: a trigger, name or quote of the annotation is not in the text.
    """
    cases = []
    for folder in sorted(p for p in CASES.iterdir() if (p / "gold.toml").exists()):
        gold = tomllib.loads((folder / "gold.toml").read_text(encoding="utf-8"))
        text = (folder / "article.txt").read_text(encoding="utf-8")
        case = Case(folder.name, text, gold.get("published"), gold.get("entity", []), gold.get("event", []), gold.get("claim", []))
        _check(case)
        cases.append(case)
    return cases


def checksum() -> str:
    """A digest of all texts and annotations: the floors hold for exactly these."""
    digest = hashlib.sha256()
    for path in sorted(p for p in CASES.rglob("*") if p.is_file()):
        digest.update(path.relative_to(CASES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def types_of(event: dict[str, Any]) -> list[str]:
    """The classes of which any is right."""
    return [event["type"]] if isinstance(event["type"], str) else list(event["type"])


def words_of(event: dict[str, Any], key: str) -> list[str]:
    """The words annotated under a key; none if it is not there."""
    return list(event.get(key, []))


def span_of(text: str, words: str, occurrence: int = 1) -> tuple[int, int]:
    """Where the words stand, the nth time.

    Raises:
        ValueError: they do not.
    """
    at = -1
    for _ in range(occurrence):
        at = text.index(words, at + 1)
    return at, at + len(words)


def _check(case: Case) -> None:
    needed = [n for e in case.entities for n in e["names"]]
    for claim in case.claims:
        needed += [claim["quote_has"], *([claim["claimant"]] if "claimant" in claim else [])]
        if unknown := set(claim) - {"quote_has", "claimant", *CLAIM_VALUES}:
            raise ValueError(f"{case.name}/gold.toml: no such key of a claim: {sorted(unknown)}")
    for event in case.events:
        needed += [event["trigger"], *words_of(event, "also"), *words_of(event, "place"), *words_of(event, "claimants")]
        needed += [w for role in ROLES for w in words_of(event, role)]
        if unknown := set(event) - EVENT_KEYS:
            raise ValueError(f"{case.name}/gold.toml: no such key of an event: {sorted(unknown)}")
    for words in needed:
        if words not in case.text:
            raise ValueError(f"{case.name}/gold.toml: {words!r} is not in article.txt")


ROLES = ("agent", "target", "victim", "instrument", "recipient", "origin", "destination", "topic")
CLAIM_VALUES = ("stance", "polarity", "certainty", "temporality")
EVENT_KEYS = {"trigger", "occurrence", "also", "type", "optional", *ROLES, "place", "date", "figures", "status", "claimants"}
