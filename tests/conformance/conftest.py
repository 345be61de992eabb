"""One server for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance.service import Service, running


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    with running() as started:
        yield started
