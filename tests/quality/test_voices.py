"""Who says so, and how certain: our own sentences over the constructions in which news attributes, hedges, denies and supposes.

Each text of `voices.toml` names events by their trigger, with who claims them and their status; or words that somebody says ("said").
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.gazetteer import Gazetteer
from kg.model import Article, Document
from kg.ontology import Ontology
from kg.rdf.sides import Sides
from tests.quality.measure import statuses

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("voices.toml").read_text("utf-8"))["case"]

Read = Callable[[str], tuple[Document, dict[str, str]]]


@pytest.fixture(scope="module")
def read() -> Read:
    """Extract one text, with the status of each of its events."""
    ontology = Ontology.load()
    extractor, sides = RulesExtractor(ontology, Gazetteer.load()), Sides(ontology)

    def extract(text: str) -> tuple[Document, dict[str, str]]:
        document = next(iter(extractor.extract([Article(id="voices", text=text)])))
        return document, statuses(document, sides)

    return extract


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:60])
def test_each_voice_is_heard_and_each_status_is_right(read: Read, case: dict[str, Any]) -> None:
    document, status = read(case["text"])
    label = {e.id: e.label for e in document.entities}
    for trigger, claimants, wanted in case.get("events", ()):
        events = [e for e in document.events if any(trigger in case["text"][m.start : m.end] for m in e.mentions)]
        assert [status[e.id] for e in events] == [wanted], f"{trigger}: {[(e.type, e.trigger.text, status[e.id]) for e in document.events]}"
        made = {label[c.claimant] if c.claimant else "" for c in document.claims if events[0].id in c.about}
        assert made == set(claimants), trigger
    for words, claimant in case.get("said", ()):
        spoken = [c for c in document.claims if c.content and words in case["text"][c.content.start : c.content.end]]
        assert claimant in {label[c.claimant] if c.claimant else "" for c in spoken}, words
    for absent in case.get("no_event", ()):
        assert all(absent not in e.trigger.text for e in document.events), absent
