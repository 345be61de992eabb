"""What `ontology/gazetteer.ttl` may say: known classes, known places, and no Wikidata id without its evidence."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from rigour.territories import get_territories

from kg.gazetteer import Gazetteer
from kg.gazetteer.entry import Record
from kg.gazetteer.names import is_junk, normalise
from kg.gazetteer.turtle import read_turtle
from kg.ontology import Ontology
from kg.resources import data_path

VERIFIED = Path(__file__).parents[3] / "shared" / "wikidata-verified.tsv"
NO_ITEMS = {"event", "agreement", "weapon_class", "place_class"}
"""Sorts of the verified list that are no things with names: classes are aligned in `ontology/alignments.ttl`, events are extracted."""
NOT_TAKEN = {
    ("Q2810", "Bryansk"), ("Q3178", "Kursk"),  # the town's name; a region's only where the text calls it one
    ("Q133274", "Kremlin"), ("Q133274", "the Kremlin"),  # the government, which is only close to the building
    ("Q3874799", "President Zelenskyy"), ("Q7747", "President Putin"), ("Q22686", "President Trump"),  # titles are extraction's
    ("Q204944", "Tu-22"),  # another aircraft than the Tu-22M
    ("Q682152", "Ukrainian Army"),  # in the news as often all the armed forces
    ("Q499185", "A-50U"), ("Q150050", "MiG-31K"), ("Q245275", "Su-35S"),  # variants: found by their family, and only close to it
}  # fmt: skip
"""Aliases of the verified list that are somebody else's name in an English text."""


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


@pytest.mark.skipif(not VERIFIED.exists(), reason="the list of verified ids lies beside the checkout only")
def test_every_verified_row_that_fits_is_found_by_its_label_and_aliases_and_has_its_evidence() -> None:
    gazetteer = Gazetteer.load()
    missing, rows = [], 0
    with VERIFIED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["status"] != "verified" or row["type"] in NO_ITEMS:
                continue
            rows += 1
            for name in filter(None, [row["label"], *row["aliases"].split("|")]):
                found = [e for e in gazetteer.lookup(name) if e.wikidata == row["qid"]]
                if (row["qid"], name) not in NOT_TAKEN and not (found and all(e.evidence for e in found)):
                    missing.append((row["qid"], name))
    assert missing == []
    assert rows >= 80


@pytest.mark.skipif(not VERIFIED.exists(), reason="the list of verified ids lies beside the checkout only")
def test_no_row_that_is_not_verified_is_in() -> None:
    with VERIFIED.open(encoding="utf-8", newline="") as file:
        unverified = {r["qid"] for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if r["status"] != "verified"} - {""}
    territories = {qid for t in get_territories() for qid in t.qids}
    text = data_path("ontology", "gazetteer.ttl").read_text(encoding="utf-8")
    assert [qid for qid in sorted(unverified - territories) if f"wd:{qid} " in text] == []


def test_every_id_says_on_which_day_its_evidence_was_seen(records: tuple[Record, ...]) -> None:
    without = [r.entry.key for r in records if r.entry.wikidata and not re.search(r"\b20\d\d-\d\d(-\d\d)?\b", r.entry.evidence)]
    assert without == []


def test_every_settlement_lies_in_a_country_and_has_a_point_but_a_few(gazetteer: Gazetteer) -> None:
    """Of two neither GeoNames' list nor a town near tells where they are; whose the Falkland Islands are is disputed."""
    without = [
        e.label for e in gazetteer.entries(type="Settlement") if e.lat is None or not any(p.type == "Country" for p in gazetteer.parents(e))
    ]
    assert sorted(without) == ["Duqm", "In Amenas", "Stanley"]


def test_a_region_that_lies_in_a_country_has_a_point_unless_it_is_far_away_and_hardly_inhabited(gazetteer: Gazetteer) -> None:
    without = {e.label for e in gazetteer.entries(type="Region") if e.lat is None and e.parent is not None}
    assert without == {
        "Federally Administered Tribal Areas",
        "Red Corridor",
        "Ascension Island",
        "Netherlands Antilles",
        "Bonaire, Sint Eustatius and Saba",
        "Bouvet Island",
        "Clipperton Island",
        "Sark",
        "Diego Garcia",
        "Heard and McDonald Islands",
        "Tokelau",
        "U.S. Outlying Islands",
    }


def test_what_crosses_borders_or_is_disputed_has_no_country(gazetteer: Gazetteer) -> None:
    for name in ("Sahel", "Middle East", "Kashmir", "Golan Heights", "Kurdistan"):
        entry = gazetteer.lookup(name)[0]
        assert (entry.country, gazetteer.parents(entry)) == (None, ()), name


def test_a_point_that_is_not_the_places_own_is_marked(gazetteer: Gazetteer) -> None:
    points = {name: gazetteer.lookup(name)[0] for name in ("Kursk", "Kursk Oblast", "Donbas", "Maghazi", "Masisi")}
    assert {name: e.approximate for name, e in points.items()} == {
        "Kursk": False,
        "Kursk Oblast": True,
        "Donbas": True,
        "Maghazi": True,
        "Masisi": True,
    }
    assert all(e.lat is not None for e in points.values())
