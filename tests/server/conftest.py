"""A client of the application over the example dataset."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.app import create_app
from server.settings import Settings
from tests.fixtures.example import BASE, ExampleDataset


@pytest.fixture(scope="session")
def dataset() -> ExampleDataset:
    """For tests that only read."""
    return ExampleDataset()


@pytest.fixture(scope="session")
def app(dataset: ExampleDataset) -> Flask:
    return create_app(dataset, settings=Settings(base=BASE))  # type: ignore[arg-type]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
