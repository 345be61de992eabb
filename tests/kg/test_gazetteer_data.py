"""What `ontology/gazetteer.ttl` may say: known classes, known places, and no Wikidata id without its evidence."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from rigour.territories import get_territories

from kg.gazetteer.entry import Record
from kg.gazetteer.names import is_junk, normalise
from kg.gazetteer.turtle import read_turtle
from kg.ontology import Ontology
from kg.resources import data_path

VERIFIED = Path(__file__).parents[3] / "shared" / "wikidata-verified.tsv"


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    return read_turtle(Path(str(data_path("ontology", "gazetteer.ttl"))), source="project").records


def test_every_item_has_a_class_of_the_ontology(records: tuple[Record, ...]) -> None:
    ontology = Ontology.load()
    assert {r.entry.type for r in records if r.entry.type not in ontology} == set()


def test_every_wikidata_id_has_its_evidence(records: tuple[Record, ...]) -> None:
    assert [r.entry.key for r in records if r.entry.wikidata and not r.entry.evidence] == []


def test_no_two_items_are_exactly_one_wikidata_item(records: tuple[Record, ...]) -> None:
    ids = Counter(r.entry.wikidata for r in records if r.entry.wikidata and r.entry.match == "exact")
    assert [qid for qid, number in ids.items() if number > 1] == []


def test_every_place_that_an_item_lies_in_is_an_item(records: tuple[Record, ...]) -> None:
    keys = {r.entry.key for r in records}
    assert [r.entry.key for r in records if r.entry.parent and r.entry.parent not in keys] == []


def test_no_name_is_junk(records: tuple[Record, ...]) -> None:
    assert [(r.entry.key, n.text) for r in records for n in r.names if is_junk(n.text)] == []


def test_no_strong_name_is_borne_by_two_things_but_a_few_on_purpose(records: tuple[Record, ...]) -> None:
    bearers = Counter(key for r in records for key in {normalise(n.text) for n in r.names if not n.weak})
    shared = {key for key, number in bearers.items() if number > 1}
    assert shared == {"georgia", "washington", "new york", "tripoli", "pti", "rio de janeiro", "sao paulo"}


@pytest.mark.skipif(not VERIFIED.exists(), reason="the list of verified ids lies beside the checkout only")
def test_every_wikidata_id_is_of_the_verified_list_with_its_label_or_rigours(records: tuple[Record, ...]) -> None:
    with VERIFIED.open(encoding="utf-8", newline="") as file:
        labels = {row["qid"]: row["label"] for row in csv.DictReader(file, delimiter="\t") if row["status"] == "verified"}
    territories = {qid for t in get_territories() for qid in t.qids}
    for record in records:
        entry = record.entry
        if not entry.wikidata:
            continue
        if "rigour" in entry.evidence and entry.wikidata not in labels:
            assert entry.wikidata in territories
        else:
            assert entry.match == "close" or entry.label == labels[entry.wikidata]
