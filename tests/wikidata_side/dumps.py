"""The tests' Wikidata as a dump file, packed or not."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from tests.wikidata_side.world import WORLD, Record

PROPERTY: Record = {"type": "property", "id": "P31", "labels": {}, "claims": {}, "datatype": "wikibase-item"}


def write_dump(path: Path, records: Iterable[Record] = (*WORLD, PROPERTY)) -> Path:
    """Write a dump as Wikidata does: an array with one entity a line; `.gz` and `.bz2` are packed."""
    lines = ",\n".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in records)
    data = f"[\n{lines}\n]\n".encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else bz2.compress(data) if path.suffix == ".bz2" else data)
    return path
