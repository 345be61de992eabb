"""What is loaded once for all tests: nothing of it changes by being used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.gazetteer import Gazetteer
from kg.ontology import Ontology


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The packaged ontology."""
    return Ontology.load()


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    """The packaged gazetteer."""
    found = Gazetteer.load()
    yield found
    found.close()
