"""What follows from the ontology's properties, in the published copy and there alone."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.iri import DEFAULT_BASE
from kg.ontology import Ontology
from kg.store import Dataset, open_dataset
from kg.store.publishing import infer, publish
from kg.vocab import DL, GEO, RDF, SEM
from tests.kg.documents import worked_example


def entity(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{DEFAULT_BASE}entity/{name}")


def holds(dataset: Dataset, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode) -> bool:
    return any(True for _ in dataset.match(subject, predicate, value, ox.DefaultGraph()))


def test_a_published_copy_has_what_follows_and_the_dataset_has_not(tmp_path: Path, ontology: Ontology) -> None:
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset:
        dataset.add(worked_example())
        before = {str(q) for q in dataset.quads()}
        event = next(q.subject for q in dataset.match(None, DL.kind, DL.DroneStrike, ox.DefaultGraph()))
        assert isinstance(event, ox.NamedNode)
        publish(dataset, tmp_path / "copy", ontology)
        assert {str(q) for q in dataset.quads()} == before
    with open_dataset(tmp_path / "copy") as copy:
        assert before < {str(q) for q in copy.quads()}
        assert holds(copy, entity("sumy"), DL.locatedIn, entity("ukraine"))
        assert holds(copy, entity("ukraine"), DL.contains, entity("sumy"))
        assert holds(copy, entity("sumy"), GEO.sfWithin, entity("ukraine"))
        assert holds(copy, event, DL.participant, entity("russia"))
        assert holds(copy, event, SEM.hasActor, entity("russia"))
        assert not holds(copy, event, SEM.hasActor, entity("sumy"))
        assert holds(copy, event, RDF.type, SEM.Event)
        assert holds(copy, entity("sumy"), RDF.type, GEO.Feature)


def test_inferring_twice_changes_nothing(tmp_path: Path, ontology: Ontology) -> None:
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset:
        dataset.add(worked_example())
        publish(dataset, tmp_path / "copy", ontology)
    store = ox.Store(str(tmp_path / "copy"))
    assert infer(store, ontology) == 0


def test_a_place_that_is_taken_is_told(tmp_path: Path, ontology: Ontology) -> None:
    with (
        open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset,
        pytest.raises(StoreError, match="cannot be written"),
    ):
        publish(dataset, tmp_path / "kg", ontology)
    with open_dataset("memory:", mode="write", ontology=ontology) as memory, pytest.raises(StoreError, match="no files"):
        publish(memory, tmp_path / "copy", ontology)
