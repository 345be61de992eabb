"""The copies that workers read, and the answers that are kept: what stays, and what goes."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store import open_dataset
from server.pool.cache import Cache
from server.pool.run import Run, sweep
from server.pool.snapshots import copy

HOLD = """
import sys, pyoxigraph as ox
store = ox.Store(sys.argv[1])
node = ox.NamedNode("http://x.example/only-in-the-log")
store.add(ox.Quad(node, node, node))
print("written", flush=True)
sys.stdin.read()
"""


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


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    made, lock = Run.create(tmp_path / "store")
    yield made
    os.close(lock)
    made.remove()
    assert [path.name for path in tmp_path.iterdir()] in ([], ["store"])


def publish(run: Run, name: str) -> None:
    run.folder_of(name).mkdir()
    (run.folder_of(name) / "data").write_text(name)
    run.publish(name)


def test_a_snapshot_stays_as_long_as_somebody_holds_it(run: Run) -> None:
    publish(run, "a-1")
    first = run.hold()
    publish(run, "a-2")
    second = run.hold()
    run.remove_unused()
    assert [(held.folder / "data").read_text() for held in (first, second)] == ["a-1", "a-2"]
    first.release()
    second.release()
    run.remove_unused()
    assert not run.folder_of("a-1").exists()
    assert run.folder_of("a-2").is_dir()  # the newest one is for those who come


def test_whoever_asks_gets_the_newest_snapshot_however_often_they_change(run: Run) -> None:
    """Publishing, holding and removing at the same time never hands out what is not there."""
    publish(run, "a-0")
    stop = threading.Event()

    def renew() -> None:
        for number in range(1, 200):
            publish(run, f"a-{number}")
            run.remove_unused()
        stop.set()

    renewing = threading.Thread(target=renew)
    renewing.start()
    seen = set()
    while not stop.is_set():
        held = run.hold()
        seen.add((held.folder / "data").read_text() == held.name)
        held.release()
    renewing.join()
    assert seen == {True}


def test_what_a_dead_writer_began_is_removed_and_what_it_published_stays(run: Run) -> None:
    publish(run, "a-1")
    run.folder_of("a-2").mkdir()
    run.remove_unfinished()
    assert run.folder_of("a-1").is_dir() and not run.folder_of("a-2").exists()


def test_a_socket_can_have_a_longer_path_than_the_system_takes(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    made, lock = Run.create(deep / "store")
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as client:
        listener.bind(made.address("s"))
        listener.listen()
        client.connect(Run.at(made.folder).address("s"))
    os.close(lock)
    made.remove()


def test_a_copy_has_what_another_process_wrote_but_did_not_put_into_files_yet(tmp_path: Path) -> None:
    with open_dataset(tmp_path / "store", mode="write"):
        pass
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "store")], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"written\n"
        with open_dataset(tmp_path / "store") as read:
            copy(read, tmp_path / "copy")
        writer.communicate(timeout=60)
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
