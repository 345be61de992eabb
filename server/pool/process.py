"""A process of the server: how one is started, how it tells that it is up, and how it is ended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from server.pool.frames import GO, READY, Channel

_ROOT = Path(__file__).parents[2]
"""Where this very package lies: others of its name may be installed."""
_ALLOCATOR = "glibc.malloc.tcache_count=500:glibc.malloc.trim_threshold=16777216:glibc.malloc.top_pad=1048576"
"""Where the C library is glibc (2.26 or later), and the operator has not set it otherwise: the engine asks for many small pieces of memory
and gives them back together, of which glibc keeps seven of a size at hand. With more of them a lookup takes a quarter less of the processor
(pyoxigraph 0.5, glibc 2.36), and memory grows no more. See "Memory Allocation Tunables" in the GNU C Library's manual."""


class Process:
    """A Python module that runs as a process, and a socket to it that ends when either of the two does."""

    def __init__(self, module: str, descriptors: Sequence[int], arguments: Sequence[str]) -> None:
        """The module gets the socket's descriptor and then the given ones and arguments in its `sys.argv`."""
        ours, theirs = socket.socketpair()
        with theirs:
            # A session of its own: Ctrl-C is for the server, which lets the others end. -P: what lies in the folder in which
            # the server was started (a user's own `server`, say) is no part of it.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, str(theirs.fileno()), *map(str, descriptors), *arguments],
                pass_fds=[theirs.fileno(), *descriptors],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                # A crash is one line in the log: whoever sends what crashes the engine shall not fill the disk with backtraces.
                env={
                    "GLIBC_TUNABLES": _ALLOCATOR,
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]),
                    "RUST_BACKTRACE": "0",
                },
            )
        self._life = ours
        self._channel = Channel(ours)
        self.is_up = False
        self.is_at_work = False
        self.failure = ""
        """Why it could not begin, in its own words."""

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def fileno(self) -> int:
        """For `select`: it is readable when the process has something to tell, or is gone."""
        return self._life.fileno()

    def listen(self) -> bool:
        """Hear what it has to tell; False when it is gone."""
        try:
            kind, payload = self._channel.receive(time.monotonic() + 1)
        except (OSError, EOFError):
            return False
        if kind == READY:
            self.is_up = True
        else:
            self.failure = payload.decode()
        return True

    def go(self) -> None:
        """Let it begin."""
        self.is_at_work = True
        with contextlib.suppress(OSError):  # it is gone, which will be seen
            self._channel.send((GO, b""))

    def let_end(self) -> None:
        """Ask it to end, when it has done what it is at."""
        with contextlib.suppress(OSError):
            self._life.shutdown(socket.SHUT_WR)

    def kill(self) -> None:
        """End it at once. It is gone when `reap` returns."""
        self._process.kill()

    def reap(self, within: float | None = None) -> int:
        """Wait for its end, and kill it if it takes longer than `within` seconds; what it ended with (negative: the signal)."""
        try:
            code = self._process.wait(within)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._life.close()
        return code

    def forget(self) -> None:
        """It is another process's: let only the socket go (after a fork)."""
        self._life.close()


def told(code: int) -> str:
    """How a process ended, for the log and for those who count."""
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
