"""The W3C's tests over HTTP, as far as they lie beside the project; what does not pass is in `gaps.toml`, with its reason."""

from __future__ import annotations

import os

import pytest

from tests.conformance.manifest import FOLDER, Test, iter_tests
from tests.conformance.run import known, run
from tests.conformance.service import Service

TESTS = list(iter_tests())

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the server runs queries in processes of their own on a Unix only")


if not TESTS:

    def test_the_suites_lie_beside_the_project() -> None:
        pytest.skip(f"the W3C's test suites are not there ({FOLDER.parent.name}/{FOLDER.name} in ../shared)")


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.id)
def test_the_w3c_gets_what_it_expects_or_a_gap_that_is_known(test: Test, service: Service) -> None:
    outcome, told = run(test, service)
    expected, reason = known().get(test.id, ("passed", ""))
    if outcome == "passed":
        assert expected == "passed", f"{test.id} passes now: take it off gaps.toml ({reason})"
    assert outcome == expected, told


def test_every_known_gap_is_one_of_the_tests() -> None:
    assert not TESTS or known().keys() <= {test.id for test in TESTS}
