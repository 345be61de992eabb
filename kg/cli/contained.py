"""A command in a process of its own, so that a crash of the engine becomes one line instead of a core dump."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from typing import NoReturn

import click

from kg.cli.exit_codes import ExitCode

_AT_ONCE = 1 << 16
_KEPT = 1 << 20
"""Bytes of what the process tells on standard error before it ends."""


def contain() -> None:
    """Go on in a child process; this one waits for it, ends as it ends, and tells in a line if it crashed. Nothing where there is no fork.

    The engine (pyoxigraph 0.5) ends the process that sorts certain mixtures of values, without an exception that could be caught. What the
    child writes to standard output goes straight there. What it tells on standard error is told when it has ended, unless it crashed:
    then it is the engine's own account, which helps nobody but its authors.
    """
    if not hasattr(os, "fork"):
        return
    reading, writing = os.pipe()
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        os.close(writing)
        _wait(child, reading)
    os.close(reading)
    os.dup2(writing, 2)
    os.close(writing)
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: nobody waits for an answer any more
            if os.getppid() != parent:
                os._exit(ExitCode.INTERRUPTED)


def _wait(child: int, reading: int) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the child too, which tells what is to be told
    told = bytearray()
    while data := os.read(reading, _AT_ONCE):
        told += data[: max(0, _KEPT - len(told))]
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code >= 0:
        click.echo(bytes(told), err=True, nl=False)
        sys.exit(code)
    name = signal.Signals(-code).name
    if code in (-signal.SIGKILL, -signal.SIGTERM):
        reason = f"its process was ended from outside ({name}); ask for less if it took too much memory"
    else:
        reason = f"the engine failed at it ({name}), as it does at sorting some mixtures of values; leave ORDER BY out, or sort by STR(…)"
    click.echo(f"dateline: query: {reason}; what was printed, if anything, is not whole", err=True)
    sys.exit(ExitCode.ERROR)
