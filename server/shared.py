"""Memory that the processes which speak HTTP have in common, made before they are forked off: see `Shared`.

It holds numbers alone: counts for the metrics, and who asks how much. It outlives each of the processes and ends with the last.
"""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
import secrets
import tempfile
import threading

ROWS = 32
"""Processes that may be there at a time: those at work, and those that finish when others have taken their place."""


class Alone:
    """See `Shared.alone`. Each request passes here, so it is no generator."""

    __slots__ = ("_descriptor", "_locking")

    def __init__(self, descriptor: int, locking: threading.RLock) -> None:
        self._descriptor = descriptor
        self._locking = locking

    def __enter__(self) -> None:
        self._locking.acquire()
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX, 1, ROWS)

    def __exit__(self, *_: object) -> None:
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, ROWS)
        finally:
            self._locking.release()


class Shared:
    """`size` bytes for everybody, and for each process one of `ROWS` rows of `width` bytes in which nobody else writes.

    Who has a row is told by the system's locks, which let go however a process ends: the next one takes the row over, and goes on counting
    where the other ended.
    """

    def __init__(self, *, width: int, size: int) -> None:
        self.width = width
        self._file = tempfile.TemporaryFile(prefix="dateline-")  # noqa: SIM115  it is there as long as this object is
        os.ftruncate(self._file.fileno(), ROWS * width + size)
        self.memory = mmap.mmap(self._file.fileno(), ROWS * width + size)
        self.common = ROWS * width
        """Where the common bytes begin."""
        self.salt = secrets.token_bytes(16)
        """For hashes that all processes agree on and nobody outside can foresee."""
        self._owner = 0
        self._row = 0
        self._locking = threading.RLock()
        self._taking = threading.Lock()

    @property
    def row(self) -> int:
        """This process's row; taken when it is asked for the first time."""
        if self._owner != os.getpid():
            with self._taking:
                if self._owner != os.getpid():
                    self._row = self._take()
                    self._owner = os.getpid()
        return self._row

    def alone(self) -> Alone:
        """With the common bytes to oneself, among threads and processes. The lock of one that is killed meanwhile is free again."""
        return Alone(self._file.fileno(), self._locking)

    def after_fork(self) -> None:
        """In a process that was forked off: the locks of threads are not its own."""
        self._locking, self._taking = threading.RLock(), threading.Lock()

    def _take(self) -> int:
        for row in range(ROWS):
            with contextlib.suppress(OSError):
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, row)
                return row
        return ROWS - 1  # more processes than anybody starts: two share a row, and some counts get lost
