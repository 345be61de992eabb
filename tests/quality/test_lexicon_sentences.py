"""The words find in plain sentences what a reader finds, and leave everyday sentences alone.

The sentences are our own (`sentences.tsv`). The floors are what was reached when they were written, less a sentence or two:
raise them when the words get better, never lower them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.gazetteer import Gazetteer
from kg.model import Article
from kg.ontology import Ontology

SENTENCES = Path(__file__).with_name("sentences.tsv")
FOUND_FLOOR = 0.94
SILENT_FLOOR = 0.74


@pytest.fixture(scope="module")
def read() -> list[tuple[str, str, set[str]]]:
    """For each sentence: the class wanted, the text, and the classes found with all above them."""
    ontology = Ontology.load()
    rows = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    articles = [Article(id=str(k), text=text) for k, (_, text) in enumerate(rows)]
    documents = RulesExtractor(ontology, Gazetteer.load()).extract(articles)
    return [
        (wanted, text, {c for e in d.events for c in ontology.ancestors(e.type)}) for (wanted, text), d in zip(rows, documents, strict=True)
    ]


def test_a_reader_s_event_is_found(read: list[tuple[str, str, set[str]]]) -> None:
    asked = [(wanted.split("|"), text, found) for wanted, text, found in read if wanted != "-"]
    missed = [f"{'|'.join(wanted)}: {text}" for wanted, text, found in asked if not found & set(wanted)]
    assert 1 - len(missed) / len(asked) >= FOUND_FLOOR, "\n".join(missed)


def test_everyday_sentences_tell_no_event(read: list[tuple[str, str, set[str]]]) -> None:
    everyday = [(text, found) for wanted, text, found in read if wanted == "-"]
    noisy = [f"{text} {sorted(found)}" for text, found in everyday if found]
    assert 1 - len(noisy) / len(everyday) >= SILENT_FLOOR, "\n".join(noisy)


def test_everyday_sentences_tell_no_violence(read: list[tuple[str, str, set[str]]]) -> None:
    violent = [text for wanted, text, found in read if wanted == "-" and "ConflictEvent" in found]
    assert len(violent) <= 6, "\n".join(violent)
