"""A reconciliation service as a source of candidates (the Reconciliation Service API 0.2 that OpenRefine speaks).

Only ids of Wikidata items are taken from its answers: what they are and how well they fit is asked of Wikidata and weighed here, so
neither the service's score nor its "match" decides anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import urllib3

from kg.errors import WikidataError
from kg.wikidata.answers import QID, cause, read_json, read_stream
from kg.wikidata.cache import Cache
from kg.wikidata.patience import Clock, NotNowError, SystemClock, patiently, seconds_to_wait, turn
from kg.wikidata.settings import WikidataSettings

BATCH = 10
"""Queries in one request: what OpenRefine itself sends."""
LIMIT = 5
_AGAIN = frozenset({429, 500, 502, 503, 504})


class Reconciler:
    """Asks one service, as patiently and with the same cache as Wikidata is asked."""

    def __init__(self, url: str, settings: WikidataSettings, *, clock: Clock | None = None) -> None:
        """`url` is the service's endpoint, to which queries are posted."""
        self.url, self._settings = url, settings
        self._clock: Clock = clock or SystemClock()
        self._cache = Cache(settings.cache)
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=min(10.0, settings.timeout), read=settings.timeout),
            retries=urllib3.Retry(0, redirect=3),
            headers={"User-Agent": settings.user_agent, "Accept": "application/json"},
        )

    def find(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """For each name the ids of Wikidata items that the service proposes, in its order.

        Raises:
            WikidataError: the service does not answer, or what it answers is no reconciliation result.
        """
        oldest = self._clock.now() - self._settings.keep_days * 86_400 if self._settings.keep_days > 0 else float("inf")
        found: dict[str, tuple[str, ...]] = {}
        for name in names:
            kept = self._cache.get("reconcile", self.url, name, oldest=oldest)
            if kept is not None:
                found[name] = tuple(kept)
        missing = [n for n in dict.fromkeys(names) if n not in found]
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            answer = self._ask(batch)
            for number, name in enumerate(batch):
                found[name] = _ids(answer.get(f"q{number}"))
                self._cache.put("reconcile", self.url, name, answer=list(found[name]), at=self._clock.now())
        return found

    def close(self) -> None:
        """Let go of connections and the cache."""
        self._pool.clear()
        self._cache.close()

    def _ask(self, names: Sequence[str]) -> dict[str, Any]:
        queries = {f"q{n}": {"query": name, "limit": LIMIT} for n, name in enumerate(names)}

        def ask() -> dict[str, Any]:
            fields = {"queries": json.dumps(queries, ensure_ascii=False)}
            try:
                with self._pool.request("POST", self.url, fields=fields, encode_multipart=False, preload_content=False) as response:
                    body = read_stream(response)
                    status, after = response.status, response.headers.get("Retry-After")
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise NotNowError(cause(error)) from error
            if status in _AGAIN:
                raise NotNowError(f"it answered {status}", after=seconds_to_wait(after, now=self._clock.now()))
            if status != 200:
                raise WikidataError(f"{self.url}: it answered {status}")
            return read_json(body)

        with turn(self._settings.cache.with_suffix(".lock") if self._settings.cache is not None else None):
            return patiently(ask, where=self.url, settings=self._settings, clock=self._clock, tell=lambda _: None)


def _ids(answer: Any) -> tuple[str, ...]:
    """The items among the results: ids as they are, or at the end of an address."""
    results = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise WikidataError("the reconciliation service gave an answer without results; is the address that of its endpoint?")
    ids = [str(r.get("id", "")).rpartition("/")[2] for r in results if isinstance(r, dict)]
    return tuple(dict.fromkeys(i for i in ids if QID.fullmatch(i)))
