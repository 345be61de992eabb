"""A process that is killed while it writes leaves whole articles behind, and nothing of the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.ontology import Ontology
from kg.store import Settings, open_dataset
from kg.store.oxigraph import OxigraphDataset
from tests.kg.documents import retold, worked_example

WRITER = """
import sys
from kg.store import open_dataset
from tests.kg.documents import retold, worked_example
with open_dataset(sys.argv[1], mode="write") as dataset:
    for number in range(10_000):
        dataset.add(retold(worked_example(), f"Number {number}. ", publisher=f"p{number % 3}"))
        print(number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 30])
def test_what_was_acknowledged_is_there_and_nothing_is_half_there(tmp_path: Path, after: int) -> None:
    ontology = Ontology.load()
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "kg")], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) == after:
            break
    writer.kill()
    writer.wait()
    writer.stdout.close()
    expected = OxigraphDataset("memory:", ox.Store(), mode="read", ontology=ontology, settings=Settings())
    expected.mode = "write"
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset:
        held = len(dataset.articles())
        assert held > after
        for number in range(held):
            expected.add(retold(worked_example(), f"Number {number}. ", publisher=f"p{number % 3}"))
        assert {str(q) for q in expected.quads()} == {str(q) for q in dataset.quads() if "dateline/id/" in str(q.subject)}
        dataset.add(retold(worked_example(), "One more. "))  # it can be written to again
