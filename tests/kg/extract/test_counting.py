"""Which event a number is a figure of, and what it counts: the table `figures.tsv`, and running totals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.interchange import document_from_json, document_to_json
from kg.model import Document, Figure
from kg.ontology import Ontology
from kg.rdf.mapping import to_quads
from kg.vocab import DL

Reader = Callable[..., Document]
TABLE = Path(__file__).with_name("figures.tsv")
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def told(figure: Figure, event: str, entities: dict[str, str]) -> str:
    words = [event, figure.measure, figure.bound, f"{figure.value:g}", figure.unit or "", "total" if figure.cumulative else ""]
    return f"{' '.join(w for w in words if w)} | {entities.get(figure.of or '', '-')}"


@pytest.mark.parametrize(("text", "figures"), [(row[0], row[1] if len(row) > 1 else "") for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_sentence_has_the_figures_of_the_table_and_no_others(read: Reader, text: str, figures: str) -> None:
    document = read(text, "2024-05-13")
    labels = {e.id: e.label for e in document.entities}
    found = [told(f, e.type, labels) for e in document.events for f in e.figures]
    assert sorted(found) == sorted(f for f in figures.split("; ") if f)


def test_a_running_total_is_told_as_one_and_is_not_the_number_of_the_event(read: Reader, ontology: Ontology) -> None:
    document = read("Two more soldiers were killed in an ambush near Gao, bringing the death toll this week to 14.", "2024-05-13")
    (event,) = document.events
    quads = to_quads(document, ontology)
    facts = {(q.predicate, q.object.value) for q in quads if isinstance(q.object, ox.Literal)}
    assert {(f.value, f.cumulative) for f in event.figures} == {(2, False), (14, True)}
    assert (DL.deaths, "2") in facts
    assert (DL.deaths, "14") not in facts
    assert (DL.cumulative, "true") in facts


def test_a_running_total_survives_the_interchange_and_may_be_missing_from_it(read: Reader) -> None:
    document = read("Two more soldiers died of their wounds, bringing the toll to 14.", "2024-05-13")
    data = document_to_json(document)
    assert document_from_json(data) == document
    for event in data["events"]:
        for figure in event["figures"]:
            del figure["cumulative"]
    assert not any(f.cumulative for e in document_from_json(data).events for f in e.figures)


@pytest.mark.parametrize(
    "text",
    [
        "Police mounted a search to arrest the two smugglers.",
        "An average of 30 people are killed each month in the province.",
        "The prisoner did not react to several orders given to him.",
    ],
)
def test_what_did_not_happen_or_is_no_number_of_it_is_no_figure(read: Reader, text: str) -> None:
    assert [f for e in read(text).events for f in e.figures] == []
