"""The catalogue that requests share: made when first needed, and again when the graph's entities have changed."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from kg.gazetteer import Gazetteer
from kg.ontology import Ontology
from kg.reconcile import Catalogue
from kg.reconcile.graph_names import INDEX, read_graph_names
from server.evaluator import Evaluator, Question
from server.graph import Row
from server.settings import Settings

REST = 10.0
"""Seconds for which the names are used as they are: reading them again takes about a second for fifty thousand entities."""
STALE = 60.0
"""Seconds after which they are read again where nobody can tell whether the graph has changed."""
GAZETTEER = "DATELINE_GAZETTEER"


class Holder:
    """Gives the catalogue of the moment."""

    def __init__(self, evaluator: Evaluator, settings: Settings, *, rest: float = REST, stale: float = STALE) -> None:
        self._rest = rest
        self._stale = stale
        self._evaluator = evaluator
        self._settings = settings
        self._lock = threading.Lock()
        self._catalogue: Catalogue | None = None
        self._tag: str | None = None
        self._read_at = 0.0

    def catalogue(self) -> Catalogue:
        """The catalogue. One request makes it while others wait, or, where there is one already, take that.

        Raises:
            GazetteerError: a file that the operator named is missing or broken.
            UnavailableError: the queries for the graph's names take more than a query may.
        """
        held = self._catalogue
        if held is not None and (time.monotonic() - self._read_at < self._rest or not self._lock.acquire(blocking=False)):
            return held
        if held is None:
            self._lock.acquire()
        try:
            return self._renewed()
        finally:
            self._lock.release()

    def _renewed(self) -> Catalogue:
        held, age = self._catalogue, time.monotonic() - self._read_at
        tag = self._evaluator.tag(Question(text=INDEX))
        if held is not None and (tag == self._tag if tag is not None else age < self._stale):
            self._read_at = time.monotonic() if tag is not None else self._read_at
            return held
        ontology = held.ontology if held else Ontology.load()
        gazetteer = held.gazetteer if held else Gazetteer.load(_files())
        names = read_graph_names(self._rows, self._settings.base, ontology)
        self._catalogue, self._tag, self._read_at = Catalogue(names, gazetteer, ontology), tag, time.monotonic()
        return self._catalogue

    def _rows(self, query: str) -> list[Row]:
        table = self._evaluator.table(query)
        return [{name: term for name, term in zip(table.columns, row, strict=True) if term is not None} for row in table.rows]


def _files() -> list[Path]:
    """The operator's own files, as the command line takes them from the environment."""
    return [Path(name) for name in os.environ.get(GAZETTEER, "").split(os.pathsep) if name]
