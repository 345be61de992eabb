"""The main event comes first."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest

from kg.model import Document
from kg.ontology import Ontology
from kg.resources import data_path

Reader = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Militants killed six miners in Quetta on Friday, officials said. A trial is due in May.", "Killing"),
        ("Talks had failed before rebels attacked the airport in Goma on Friday, killing nine soldiers.", "AttackOnForces"),
        ("Police arrested four men over a murder in 2009.", "Arrest"),
        ("An earthquake struck Nepal on Monday and thousands were evacuated.", "Earthquake"),
    ],
)
def test_the_lead_leads(read: Reader, text: str, first: str) -> None:
    assert read(text).events[0].type == first


def test_weights_are_of_classes_that_are_there(ontology: Ontology) -> None:
    kinds = tomllib.loads(data_path("ontology", "salience.toml").read_text(encoding="utf-8"))["kinds"]
    assert all(ontology.isa(kind, "Event") for kind in kinds)
