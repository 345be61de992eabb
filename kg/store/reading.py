"""A folder of hard links from which a dataset is read while another process writes to it.

The engine's read-only mode opens its files when it needs them, and a writer that tidies up takes them away: measured, one opening in
eight fails beside a busy writer, and a reader that stays open fails later. What has a second name stays. The links take a few
milliseconds and no space.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import IO

import pyoxigraph as ox

if sys.platform != "win32":
    import fcntl

PREFIX = ".reading-"
_OWNER = "owner"
_TRIES = 10


class ReadingCopy:
    """A store opened for reading, and the folder of links that it reads from (None: the dataset's own folder)."""

    def __init__(self, store: ox.Store, links: Path | None, owner: IO[bytes] | None) -> None:
        self.store = store
        self._links = links
        self._owner = owner

    @classmethod
    def open(cls, folder: Path) -> ReadingCopy:
        """Open a dataset's folder as it is now.

        Where no links can be made (a read-only file system, no permission), the folder itself is read.

        Raises:
            OSError, RuntimeError: as pyoxigraph does.
        """
        _sweep(folder)
        for _ in range(_TRIES if sys.platform != "win32" else 0):  # there an open file cannot be taken away
            try:
                links = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
            except OSError:
                break
            owner: IO[bytes] | None = None
            try:
                owner = (links / _OWNER).open("wb")
                _lock(owner)
                if _link(folder, links):
                    return cls(ox.Store.read_only(str(links)), links, owner)
            except (OSError, RuntimeError):
                pass  # the writer was faster: a file that was to be linked or read has gone
            _remove(links, owner)
        return cls(ox.Store.read_only(str(folder)), None, None)

    def close(self) -> None:
        """Let go of the store and remove the links. The store must not be used any more."""
        self.store = ox.Store()
        if self._links is not None:
            _remove(self._links, self._owner)
            self._links = None


def _link(folder: Path, links: Path) -> bool:
    """Give the files a second name; False if the writer changed its list of files meanwhile."""
    manifest = _manifest(folder)
    size = manifest.stat().st_size
    # Copied, for the writer appends to it; cut where it was when the other files were linked.
    (links / manifest.name).write_bytes(manifest.read_bytes()[:size])
    shutil.copyfile(folder / "CURRENT", links / "CURRENT")
    for file in folder.iterdir():
        if file.suffix in (".sst", ".log", ".blob") or file.name.startswith(("OPTIONS-", "IDENTITY")):
            os.link(file, links / file.name)
    return _manifest(folder) == manifest and manifest.stat().st_size == size


def _manifest(folder: Path) -> Path:
    return folder / (folder / "CURRENT").read_text().strip()


def _lock(owner: IO[bytes]) -> None:
    """Hold the owner's file, which ends with the process.

    Raises:
        OSError: another process holds it.
    """
    if sys.platform != "win32":
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(folder: Path) -> None:
    """Remove links whose reader was killed: nobody holds the lock of their owner's file."""
    for links in folder.glob(f"{PREFIX}*"):
        try:
            with (links / _OWNER).open("rb") as owner:
                _lock(owner)
                shutil.rmtree(links, ignore_errors=True)
        except OSError:
            continue  # in use, or gone already


def _remove(links: Path, owner: IO[bytes] | None) -> None:
    shutil.rmtree(links, ignore_errors=True)
    if owner is not None:
        owner.close()
