"""Reading beside a busy writer: always a whole, frozen state, and no files left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.ontology import Ontology
from kg.store import open_dataset
from kg.store.reading import PREFIX
from tests.kg.documents import worked_example

WRITER = """
import sys
import pyoxigraph as ox
store, node = ox.Store(sys.argv[1]), ox.NamedNode
for number in range(1_000_000):
    graph = node(f"urn:{number}")
    store.extend(ox.Quad(node(f"urn:{number}/{n}"), node("urn:p"), ox.Literal(str(n)), graph) for n in range(100))
    if number % 3 == 0:
        store.flush()
    if number == 20:
        print("begin", flush=True)
"""
READER = """
import sys, time
from kg.store import open_dataset
dataset = open_dataset(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""


def links(folder: Path) -> list[str]:
    return [p.name for p in folder.glob(f"{PREFIX}*")]


def test_a_reader_beside_a_busy_writer_sees_whole_transactions_and_keeps_its_state(tmp_path: Path) -> None:
    folder = tmp_path / "kg"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "begin\n"
        readers = [open_dataset(folder) for _ in range(8)]
        counts = []
        for reader in readers:
            first, second = (sum(1 for _ in reader.quads()) for _ in range(2))
            assert first == second
            assert first % 100 == 0
            counts.append(first)
            reader.close()
        assert counts == sorted(counts)
        assert counts[0] >= 2000
    finally:
        writer.kill()
        writer.wait()
        if writer.stdout:
            writer.stdout.close()
    assert links(folder) == []


def test_what_a_killed_reader_left_is_removed_by_the_next(tmp_path: Path, ontology: Ontology) -> None:
    folder = tmp_path / "kg"
    with open_dataset(folder, mode="write", ontology=ontology) as dataset:
        dataset.add(worked_example())
    killed = subprocess.Popen([sys.executable, "-c", READER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "open\n"
    left = links(folder)
    with open_dataset(folder) as beside:
        assert set(left) < set(links(folder))  # in use: it stays
        assert len(beside.articles()) == 1
    killed.kill()
    killed.wait()
    killed.stdout.close()
    with open_dataset(folder):
        assert not set(left) & set(links(folder))
    assert links(folder) == []


def test_a_folder_where_no_links_can_be_made_is_read_itself(tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset:
        dataset.add(worked_example())

    def refuses(**_: object) -> str:
        raise PermissionError

    monkeypatch.setattr("tempfile.mkdtemp", refuses)
    with open_dataset(tmp_path / "kg") as dataset:
        assert len(dataset.articles()) == 1
        assert links(tmp_path / "kg") == []


def test_a_damaged_dataset_is_told_and_leaves_no_links(tmp_path: Path, ontology: Ontology) -> None:
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset:
        dataset.add(worked_example())
    for file in (tmp_path / "kg").glob("*.sst"):
        file.unlink()
    with pytest.raises(StoreError, match="cannot be opened"):
        open_dataset(tmp_path / "kg")
    assert links(tmp_path / "kg") == []


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()
