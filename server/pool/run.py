"""The folder that the processes of one server share: the snapshots, which of them is the newest, and the sockets to ask at.

It lies in ``STORE.snapshots/run-…``, beside the dataset, so that a snapshot is a matter of hard links. Everything that one process
has to know of another is told by the kernel and so survives the death of any of them: a run is in use as long as its ``lock`` is
held, a snapshot as long as somebody holds its own; the system lets go of a lock when its process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import StoreError

_LOCK = "lock"
_CURRENT = "current"
_STATUS = "status.json"
_YOUNG = 60.0
"""Seconds for which a folder without a lock may be one that is just being made."""
_LONGEST_ADDRESS = 100
"""Bytes of a socket's path; the system takes 104 to 108."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A snapshot that stays until `release` (or the end of this process)."""

    name: str
    folder: Path
    _lock: int

    def release(self) -> None:
        """It may be removed."""
        os.close(self._lock)


@dataclass(frozen=True, slots=True)
class Run:
    """A run by its folder. Any process may have one; only who called `create` removes it."""

    folder: Path
    _descriptor: int
    """Of the folder, kept open: a way to its sockets where the path is too long."""

    @classmethod
    def at(cls, folder: Path) -> Run:
        """The run in a folder, made by another process."""
        return cls(folder, os.open(folder, os.O_RDONLY | os.O_DIRECTORY))

    @classmethod
    def create(cls, where: Path) -> tuple[Run, int]:
        """Remove what dead servers left behind, and make a folder of one's own; with its lock, to be kept open.

        Raises:
            StoreError: no folder beside the dataset, or for temporary files, can be written.
        """
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
                    run = cls.at(Path(tempfile.mkdtemp(prefix="run-", dir=root)))
                    return run, _locked(run.folder / _LOCK)
                except FileNotFoundError:  # another server that ends took the folder away
                    continue
                except OSError as error:
                    reasons.append(f"{root}: {error.strerror}")
                    break
        raise StoreError(f"{where}: no place for a copy to read from ({'; '.join(reasons)})")

    def remove(self) -> None:
        """Everything goes; whoever reads a snapshot yet had better be gone."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # another server has its copies there
            self.folder.parent.rmdir()

    # -- snapshots
    def current(self) -> str | None:
        """The newest snapshot's name; None as long as there is none."""
        try:
            # Asked several times for each query: path objects would take ten times as long.
            return os.readlink(f"{self.folder}/{_CURRENT}").rpartition("/")[2]  # noqa: PTH115
        except FileNotFoundError:
            return None

    def folder_of(self, name: str) -> Path:
        """Where a snapshot lies."""
        return self.folder / name

    def publish(self, name: str) -> None:
        """From now on everybody who asks is answered from this one."""
        lock = _locked(self.folder / f"{name}.lock")
        new = self.folder / "new-current"
        new.unlink(missing_ok=True)
        new.symlink_to(name)
        new.rename(self.folder / _CURRENT)
        os.close(lock)  # not before: until it is the newest one, it is one that nobody reads

    def published_at(self) -> float | None:
        """When the newest snapshot was published (seconds since the epoch)."""
        try:
            return (self.folder / _CURRENT).lstat().st_mtime
        except FileNotFoundError:
            return None

    def hold(self) -> Hold:
        """The newest snapshot, for this process to read from.

        Raises:
            StoreError: there is none yet.
        """
        while (name := self.current()) is not None:
            try:
                lock = os.open(self.folder / f"{name}.lock", os.O_RDONLY)
            except FileNotFoundError:  # it was removed between the two steps, so there is a newer one
                continue
            fcntl.flock(lock, fcntl.LOCK_SH)
            if os.fstat(lock).st_nlink:
                return Hold(name, self.folder / name, lock)
            os.close(lock)
        raise StoreError("there is no copy of the dataset to read from yet")

    def remove_unused(self) -> None:
        """Remove the snapshots that are not the newest and that nobody holds."""
        for path in self.folder.glob("*.lock"):
            if path.stem == self.current():
                continue
            with contextlib.suppress(OSError), path.open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if path.stem == self.current():
                    continue
                path.unlink()  # who waits for the lock, or opened it before, sees that it has no name any more
                shutil.rmtree(self.folder / path.stem, ignore_errors=True)

    def remove_unfinished(self) -> None:
        """Remove what a dead writer began to copy, or nobody removed to the end. Only for the writer, before its first copy."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and not folder.is_symlink() and not (self.folder / f"{folder.name}.lock").exists():
                shutil.rmtree(folder, ignore_errors=True)

    # -- sockets
    def address(self, name: str) -> str:
        """The path of a socket in this folder, in a form that is short enough for the system.

        Raises:
            StoreError: there is none.
        """
        path = str(self.folder / name)
        if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
            return path
        if sys.platform == "linux":
            return f"/proc/self/fd/{self._descriptor}/{name}"
        raise StoreError(f"{path}: too long a name for a socket; keep the dataset in a folder with a shorter path")

    # -- what the supervisor tells
    def tell(self, status: Mapping[str, Any]) -> None:
        """Write down how the processes are."""
        new = self.folder / "new-status"
        with contextlib.suppress(OSError):
            new.write_text(json.dumps(status))
            new.rename(self.folder / _STATUS)

    def told(self) -> dict[str, Any]:
        """What was written down last: see `server.pool.supervisor.Supervisor.status`."""
        try:
            found: dict[str, Any] = json.loads((self.folder / _STATUS).read_text())
        except (OSError, ValueError):
            return {}
        return found


def sweep(root: Path) -> None:
    """Remove the runs of servers that are no more."""
    for run in root.glob("run-*"):
        with contextlib.suppress(OSError):
            if _is_left_over(run):
                shutil.rmtree(run, ignore_errors=True)


def _is_left_over(run: Path) -> bool:
    if (run / _LOCK).exists():
        return _take(run / _LOCK)
    return time.time() - run.stat().st_mtime > _YOUNG


def _take(lock: Path) -> bool:
    """Whether nobody holds a lock."""
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _locked(path: Path) -> int:
    new = path.with_name(f"new-{path.name}")
    descriptor = os.open(new, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    new.rename(path)  # under its name it is never seen unlocked
    return descriptor
