"""Copies of the dataset that workers read: one folder each beside the dataset, so that a copy is a matter of hard links.

A server's copies lie in ``STORE.snapshots/run-…``, with a file that the server holds locked as long as it lives. The system lets go of
the lock when a process ends, however it ends: a folder whose lock is free is left over, and the next server removes it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.interface import Dataset

_LOCK = "lock"
_YOUNG = 60.0
"""Seconds for which a folder without a lock may be one that is just being made."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state of the dataset: a name that no other state has, and the folder."""

    name: str
    folder: Path


class Snapshots:
    """The copies of one server. `close` removes them."""

    def __init__(self, dataset: Dataset) -> None:
        """Remove what dead servers left behind, and make the first copy.

        Raises:
            StoreError: no folder beside the dataset, or for temporary files, can be written.
        """
        self._dataset = dataset
        self._counting = threading.Lock()
        self._users: dict[Snapshot, int] = {}
        self._removing = ThreadPoolExecutor(1, "removal of snapshots")
        self._number = 0
        self._run, self._lock = _make_run(Path(dataset.where))
        self._prefix = secrets.token_hex(6)
        try:
            self._current = self._take()
        except BaseException:
            self.close()
            raise

    @property
    def current(self) -> Snapshot:
        """The newest."""
        return self._current

    def renew(self) -> None:
        """Make a copy of the dataset as it is now: afterwards everybody who asks sees it. Not at the same time as a change of the dataset.

        Raises:
            StoreError: it cannot be written; the old one stays.
        """
        old, self._current = self._current, self._take()
        self._remove_unused(old)

    def acquire(self) -> Snapshot:
        """The newest one, which stays there until it is released."""
        with self._counting:
            found = self._current
            self._users[found] = self._users.get(found, 0) + 1
        return found

    def release(self, snapshot: Snapshot) -> None:
        """Nobody of this caller's reads it any more."""
        with self._counting:
            self._users[snapshot] -= 1
        self._remove_unused(snapshot)

    def close(self) -> None:
        """Remove all copies."""
        self._removing.shutdown()
        shutil.rmtree(self._run, ignore_errors=True)
        os.close(self._lock)
        with contextlib.suppress(OSError):  # another server has its copies there
            self._run.parent.rmdir()

    def _take(self) -> Snapshot:
        self._number += 1
        snapshot = Snapshot(f"{self._prefix}-{self._number}", self._run / str(self._number))
        copy(self._dataset, snapshot.folder)
        return snapshot

    def _remove_unused(self, snapshot: Snapshot) -> None:
        with self._counting:
            unused = snapshot != self._current and not self._users.get(snapshot)
            if unused:
                self._users.pop(snapshot, None)
        if unused:
            # In a thread: on a busy disk it takes longer than the copy, and nobody has to wait for it.
            self._removing.submit(shutil.rmtree, snapshot.folder, ignore_errors=True)


def copy(dataset: Dataset, target: Path) -> None:
    """A copy with everything that was written. `Dataset.snapshot` of a dataset that is open for reading lacks what lies only in the log.

    Raises:
        StoreError: the folder cannot be written.
    """
    where = Path(dataset.where)
    if dataset.mode == "write" or not any(log.stat().st_size for log in where.glob("*.log")):
        dataset.snapshot(target)
        return
    try:
        store = ox.Store(str(where))  # reads the log into files; fails if somebody is writing, or may not write here
    except (OSError, RuntimeError):
        _copy_quads(dataset, target)
        return
    try:
        store.flush()
        store.backup(str(target))
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{target}: cannot be written ({error})") from error


def _copy_quads(dataset: Dataset, target: Path) -> None:
    """Slow (seconds for a million), but asks nothing of the dataset's folder."""
    try:
        store = ox.Store(str(target))
        store.bulk_extend(dataset.quads())
        for graph in dataset.graphs():
            store.add_graph(graph)
        store.flush()
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{target}: cannot be written ({error})") from error


def sweep(root: Path) -> None:
    """Remove the copies of servers that are no more."""
    for run in root.glob("run-*"):
        with contextlib.suppress(OSError):
            if _is_left_over(run):
                shutil.rmtree(run, ignore_errors=True)


def _is_left_over(run: Path) -> bool:
    try:
        descriptor = os.open(run / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return time.time() - run.stat().st_mtime > _YOUNG
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _make_run(where: Path) -> tuple[Path, int]:
    """A folder of this server's own, and its lock."""
    where = where.resolve()
    beside = where.with_name(f"{where.name}.snapshots")
    reasons = []
    # Elsewhere it is a copy, not links; a dataset that lies where nobody may write is small or has time.
    for root in (beside, Path(tempfile.gettempdir()) / f"dateline-{os.getuid()}.snapshots"):
        for _ in range(5):
            try:
                root.mkdir(mode=0o700, exist_ok=True)
                if root.stat().st_uid != os.getuid():  # where everybody may write, somebody else may have been there first
                    raise PermissionError(errno.EACCES, "belongs to another user")
                sweep(root)
                run = Path(tempfile.mkdtemp(prefix="run-", dir=root))
                return run, _locked(run)
            except FileNotFoundError:  # another server that ends took the folder away
                continue
            except OSError as error:
                reasons.append(f"{root}: {error.strerror}")
                break
    raise StoreError(f"{where}: no place for a copy to read from ({'; '.join(reasons)})")


def _locked(run: Path) -> int:
    descriptor = os.open(run / "new", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    (run / "new").rename(run / _LOCK)  # under its name it is never seen unlocked
    return descriptor
