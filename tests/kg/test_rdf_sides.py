"""Whom a claimant speaks for; and that two voices of one government do not confirm each other."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.gazetteer import Gazetteer
from kg.model import Article, Document
from kg.ontology import Ontology
from kg.rdf.sides import Sides
from kg.store import open_dataset
from kg.vocab import DL


@pytest.fixture(scope="module")
def extractor(ontology: Ontology) -> Iterator[RulesExtractor]:
    yield RulesExtractor(ontology, Gazetteer.load())


def read(extractor: RulesExtractor, text: str) -> Document:
    return next(iter(extractor.extract([Article(id="a", text=text)])))


def sides(document: Document, ontology: Ontology) -> dict[str, str]:
    label = {e.id: e.label for e in document.entities}
    return {label[a]: label[b] for a, b in Sides(ontology).of(document).items()}


@pytest.mark.parametrize(
    ("text", "who", "side"),
    [
        ("Ukrainian officials said the bridge was hit.", "Ukrainian officials", "Ukraine"),
        ("Sudanese President Omar Idris said the bridge was hit.", "Omar Idris", "Sudan"),
        ("Hamas fighters said the bridge was hit.", "Hamas fighters", "Hamas"),
        # who comes from a country does not speak for it
        ("Ukrainian residents said the bridge was hit.", "Ukrainian residents", None),
        ("The Saudi journalist Ali Hamdan said the bridge was hit.", "Ali Hamdan", None),
    ],
)
def test_a_claimant_speaks_for_what_he_holds_office_in(
    extractor: RulesExtractor, ontology: Ontology, text: str, who: str, side: str | None
) -> None:
    assert sides(read(extractor, text), ontology).get(who) == side


def status_of_strike(extractor: RulesExtractor, text: str) -> str:
    with open_dataset("memory:", mode="write") as dataset:
        dataset.add(read(extractor, text))
        (found,) = {q.object for q in dataset.match(None, DL.status, None)}
        assert isinstance(found, ox.NamedNode)
        return found.value.rsplit("#")[-1]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("Ukrainian officials said the drone strike killed two people.", "Reported"),
        ("Residents said the drone strike killed two people.", "Corroborated"),
        ("Russian officials said the drone strike killed two people.", "Corroborated"),
    ],
)
def test_officials_do_not_corroborate_their_president(extractor: RulesExtractor, second: str, expected: str) -> None:
    first = "Ukrainian President Volodymyr Zelensky said a drone strike hit the port of Izmail."
    assert status_of_strike(extractor, f"{first} {second}") == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("A police spokesman said the drone strike killed two people.", "Reported"),
        ("The defence ministry said the drone strike killed two people.", "Reported"),
        ("Officials said the drone strike killed two people.", "Reported"),
        ("A hospital official said the drone strike killed two people.", "Corroborated"),
        ("The agency quoted the governor as saying that the drone strike killed two people.", "Reported"),
    ],
)
def test_voices_of_a_state_that_is_not_told_do_not_corroborate_each_other(extractor: RulesExtractor, second: str, expected: str) -> None:
    assert status_of_strike(extractor, f"The governor said a drone strike hit the port of Izmail. {second}") == expected
