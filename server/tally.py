"""What a server counts, over all of its processes, and how Prometheus reads it: `Tally`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, product
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from server.shared import ROWS, Shared

KINDS = ("select", "ask", "construct", "describe", "update", "other")
"""Forms of queries; "other" is what has none."""
OUTCOMES = ("answered", "cached", "unchanged", "broken", "not_acceptable", "time", "memory", "size", "busy", "failed", "abandoned")
"""How they end. "unchanged": who has the answer was told that it still holds; "broken": a syntax error or a refused text; "failed": its
process was killed or crashed, or a fault of the server; "abandoned": the client read no further."""
REFUSALS = ("rate", "concurrent", "body", "token", "other")
"""Why requests are turned away before anything is evaluated."""
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "other")
CLASSES = ("2xx", "3xx", "304", "4xx", "5xx")
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the histogram, in seconds."""

_QUERIES = list(product(KINDS, OUTCOMES))
_REQUESTS = list(product(METHODS, CLASSES))
_NAMES: list[tuple[str, ...]] = [
    *(("query", *names) for names in _QUERIES),
    *(("request", *names) for names in _REQUESTS),
    *(("refused", name) for name in REFUSALS),
    *(("bucket", f"{bound:g}") for bound in (*BOUNDS, float("inf"))),
    ("seconds",),
    ("bytes",),
]
_PLACES = {names: number for number, names in enumerate(_NAMES)}
WIDTH = 8 * len(_NAMES)
"""Bytes of one process's counts."""

Gauges = Callable[[], Iterable[tuple[str, str, float]]]
"""What is known elsewhere: name, help, value. Names that end in ``_total`` are counters."""


class Tally:
    """Counts of this process, in a row of memory that all processes share; they only ever grow."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._counts = memoryview(shared.memory)[: ROWS * WIDTH].cast("d")
        self._adding = threading.Lock()

    def query(self, kind: str | None, outcome: str, seconds: float | None = None) -> None:
        """A query, or update, is over; `seconds` is what its evaluation took, the wait for a worker included."""
        changes: list[tuple[tuple[str, ...], float]] = [(("query", kind if kind in KINDS else "other", outcome), 1)]
        if seconds is not None:
            bound = next((f"{bound:g}" for bound in BOUNDS if seconds <= bound), "inf")
            changes += [(("bucket", bound), 1), (("seconds",), seconds)]
        self._add(changes)

    def request(self, method: str, status: int, size: int) -> None:
        """A request was answered."""
        kind = "304" if status == 304 else f"{status // 100}xx"
        name = method if method in METHODS else "other"
        self._add([(("request", name, kind if kind in CLASSES else "5xx"), 1), (("bytes",), size)])

    def refused(self, reason: str) -> None:
        """A request was turned away."""
        self._add([(("refused", reason if reason in REFUSALS else "other"), 1)])

    def value(self, *names: str) -> float:
        """A count, over all processes: ``value("query", "select", "answered")``."""
        return self._sum(_PLACES[names])

    def text(self, gauges: Gauges = lambda: ()) -> bytes:
        """Everything in Prometheus' text format, version 0.0.4."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Collector(self, gauges))
        return generate_latest(registry)

    def _add(self, changes: Iterable[tuple[tuple[str, ...], float]]) -> None:
        start, counts = self._shared.row * len(_NAMES), self._counts
        with self._adding:
            for names, value in changes:
                counts[start + _PLACES[names]] += value

    def _sum(self, place: int) -> float:
        return float(sum(self._counts[row * len(_NAMES) + place] for row in range(ROWS)))


class _Collector(Collector):
    def __init__(self, tally: Tally, gauges: Gauges) -> None:
        self._tally = tally
        self._gauges = gauges

    def collect(self) -> Iterator[Any]:
        value = self._tally.value
        yield _counter("dateline_queries", "Queries and updates, by form and end", ("kind", "outcome"), "query", _QUERIES, value)
        yield _counter("dateline_requests", "Requests answered, by method and status", ("method", "status"), "request", _REQUESTS, value)
        refused = [(name,) for name in REFUSALS]
        yield _counter("dateline_refused", "Requests that were turned away, by reason", ("reason",), "refused", refused, value)
        yield CounterMetricFamily("dateline_response_bytes", "Bytes of answers' bodies", value("bytes"))
        bounds = [f"{bound:g}" for bound in BOUNDS] + ["inf"]
        reached = accumulate(value("bucket", bound) for bound in bounds)
        buckets = [(bound.replace("inf", "+Inf"), count) for bound, count in zip(bounds, reached, strict=True)]
        yield HistogramMetricFamily(
            "dateline_query_seconds", "What queries took, from the question to the last byte", buckets=buckets, sum_value=value("seconds")
        )
        for name, told, number in self._gauges():
            family = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
            yield family(name, told, number)


def _counter(
    name: str, told: str, labels: tuple[str, ...], kind: str, rows: Iterable[tuple[str, ...]], value: Callable[..., float]
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, told, labels=labels)
    for row in rows:
        if count := value(kind, *row):
            family.add_metric(row, count)
    return family
