"""What is loaded once for all tests: nothing of it changes by being used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from kg.gazetteer import Gazetteer
from kg.ontology import Ontology

settings.register_profile("unhurried", deadline=None)  # a loaded machine is slow, and no test is timed
settings.load_profile("unhurried")


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
