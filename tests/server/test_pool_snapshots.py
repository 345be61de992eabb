"""The copies that workers read, and the answers that are kept: what stays, and what goes."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.store import open_dataset
from kg.store.interface import Dataset
from server.pool.cache import Cache
from server.pool.snapshots import Snapshots, copy, sweep

INSERT = "INSERT DATA {{ <http://x.example/s> <http://x.example/p> {} }}"
HOLD = """
import sys, pyoxigraph as ox
store = ox.Store(sys.argv[1])
node = ox.NamedNode("http://x.example/only-in-the-log")
store.add(ox.Quad(node, node, node))
print("written", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[Dataset]:
    with open_dataset(tmp_path / "store", mode="write") as made:
        made.update(INSERT.format(0))
        yield made


def size(folder: Path) -> int:
    store = ox.Store.read_only(str(folder))
    return sum(1 for _ in store.quads_for_pattern(ox.NamedNode("http://x.example/s"), None, None, None))


def folder_of(root: Path, name: str, *, locked: bool | None, age: float = 0) -> tuple[Path, int]:
    """A run's folder with a lock that is held or free (None: without one), and the lock's descriptor."""
    run = root / name
    run.mkdir(parents=True)
    descriptor = -1
    if locked is not None:
        descriptor = os.open(run / "lock", os.O_RDWR | os.O_CREAT)
        if locked:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.utime(run, (run.stat().st_atime - age, run.stat().st_mtime - age))
    return run, descriptor


def test_only_what_no_living_server_holds_is_swept(tmp_path: Path) -> None:
    made = [
        folder_of(tmp_path, "run-dead", locked=False),
        folder_of(tmp_path, "run-alive", locked=True),
        folder_of(tmp_path, "run-being-made", locked=None),
        folder_of(tmp_path, "run-never-made", locked=None, age=3600),
        folder_of(tmp_path, "something-else", locked=False),
    ]
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run-alive", "run-being-made", "something-else"]
    for descriptor in (descriptor for _, descriptor in made if descriptor >= 0):
        os.close(descriptor)


def test_a_copy_stays_as_long_as_somebody_reads_it(dataset: Dataset, tmp_path: Path) -> None:
    snapshots = Snapshots(dataset)
    first = snapshots.acquire()
    dataset.update(INSERT.format(1))
    snapshots.renew()
    second = snapshots.acquire()
    assert (size(first.folder), size(second.folder)) == (1, 2)
    assert first.name != second.name
    snapshots.release(first)
    snapshots.release(second)
    assert second.folder.is_dir()  # the newest one is for those who come
    snapshots.close()
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_a_copy_that_fails_leaves_the_old_one(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots = Snapshots(dataset)
    before = snapshots.current

    def full(_: Path) -> None:
        raise StoreError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(dataset, "snapshot", full)
        with pytest.raises(StoreError):
            snapshots.renew()
    assert snapshots.current == before and size(before.folder) == 1
    snapshots.close()


def test_a_copy_has_what_another_process_wrote_but_did_not_put_into_files_yet(tmp_path: Path) -> None:
    with open_dataset(tmp_path / "store", mode="write"):
        pass
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "store")], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"written\n"
        with open_dataset(tmp_path / "store") as read:
            copy(read, tmp_path / "copy")
        writer.communicate(timeout=10)
    assert ox.Store.read_only(str(tmp_path / "copy")).query("ASK { <http://x.example/only-in-the-log> ?p ?o }")


def test_the_cache_keeps_what_was_asked_for_last_within_its_bytes() -> None:
    cache = Cache(100_000)
    for number in range(20):
        cache.put(str(number), number, 9_500)  # ten fit
        assert cache.get("0") == 0
    assert [number for number in range(20) if cache.get(str(number)) is not None] == [0, *range(11, 20)]


def test_the_cache_does_not_give_all_its_room_to_one_answer() -> None:
    cache = Cache(100_000)
    cache.put("large", "value", cache.largest + 1)
    assert cache.get("large") is None
