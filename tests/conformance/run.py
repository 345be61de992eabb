"""Running tests: what a test's kind asks for, and whether what comes of it is what we know."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.conformance import http_requests, language, service_description
from tests.conformance.failure import FailureError, RefusedError
from tests.conformance.manifest import Outcome, Test
from tests.conformance.service import Service

GAPS = Path(__file__).with_name("gaps.toml")

_RUNNERS: dict[str, Callable[[Test, Service], None]] = {
    "QueryEvaluationTest": language.query_evaluation,
    "CSVResultFormatTest": language.query_evaluation,
    "UpdateEvaluationTest": language.update_evaluation,
    "PositiveSyntaxTest": language.positive_syntax,
    "PositiveSyntaxTest11": language.positive_syntax,
    "PositiveUpdateSyntaxTest": language.positive_syntax,
    "PositiveUpdateSyntaxTest11": language.positive_syntax,
    "NegativeSyntaxTest": language.negative_syntax,
    "NegativeSyntaxTest11": language.negative_syntax,
    "NegativeUpdateSyntaxTest": language.negative_syntax,
    "NegativeUpdateSyntaxTest11": language.negative_syntax,
    "ProtocolTest": http_requests.requests_and_responses,
    "GraphStoreProtocolTest": http_requests.requests_and_responses,
    "ServiceDescriptionTest": service_description.description,
}


def run(test: Test, service: Service) -> tuple[Outcome, str]:
    """The outcome, with what the server did instead where the test does not pass."""
    try:
        _RUNNERS[test.kind](test, service)
    except RefusedError as error:
        return "refused", str(error)
    except FailureError as error:
        return "failed", str(error)
    return "passed", ""


@cache
def known() -> dict[str, tuple[Outcome, str]]:
    """The tests that are known not to pass, with what becomes of them and why (`gaps.toml`)."""
    found: dict[str, tuple[Outcome, str]] = {}
    for gap in tomllib.loads(GAPS.read_text("utf-8"))["gap"]:
        for test in gap["tests"]:
            assert test not in found, f"{test}: listed twice"
            found[test] = ("refused" if gap.get("refused") else "failed", gap["reason"])
    return found
