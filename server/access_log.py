"""The access log: a line for each request, without what anybody asked.

Queries may tell what a researcher works on, so neither the parameters of the address nor those of the referring page are written.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DatelineError

OFF = "off"
STANDARD_ERROR = "-"
_LOOK_EVERY = 1.0
"""Seconds after which it is looked whether the file was moved away (logrotate does that)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request. `time` is when it ended, in seconds since the epoch; `seconds` what it took; `size` the bytes of the body."""

    time: float
    client: str
    method: str
    path: str
    protocol: str
    status: int
    size: int
    seconds: float
    agent: str
    referrer: str


class AccessLog:
    """Appends lines to a file or standard error. Several processes may have the same file: each line is one write."""

    def __init__(self, target: str, *, form: str) -> None:
        """`target` is a file's path or ``-``; `form` is ``combined`` (as Apache and nginx have it) or ``json``.

        Raises:
            DatelineError: the file cannot be opened for writing.
        """
        self._path = None if target == STANDARD_ERROR else Path(target)
        self._write_as = _json if form == "json" else _combined
        self._opening = threading.Lock()
        self._descriptor = sys.stderr.fileno() if self._path is None else self._open()
        self._looked = time.monotonic()

    def write(self, line: Line) -> None:
        """Append a line. A disk that is full costs lines, not answers."""
        if self._path is not None and time.monotonic() - self._looked > _LOOK_EVERY:
            self._look()
        try:
            os.write(self._descriptor, (self._write_as(line) + "\n").encode("utf-8", "replace"))
        except OSError:
            return

    def _look(self) -> None:
        with self._opening:
            self._looked = time.monotonic()
            assert self._path is not None
            try:
                if os.path.samestat(self._path.stat(), os.fstat(self._descriptor)):
                    return
            except FileNotFoundError:
                pass
            except OSError:
                return
            try:
                new = self._open()
            except DatelineError:
                return
            os.dup2(new, self._descriptor)  # under its number, so that no other thread writes to a closed file
            os.close(new)

    def _open(self) -> int:
        try:
            return os.open(str(self._path), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise DatelineError(f"{self._path}: the access log cannot be written ({(error.strerror or '').lower()})") from None

    def close(self) -> None:
        """Let go of the file."""
        if self._path is not None:
            os.close(self._descriptor)


def _combined(line: Line) -> str:
    day = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(line.time))
    asked = f"{line.method} {_safe(line.path)} {line.protocol}"
    about = f'"{_safe(line.referrer) or "-"}" "{_safe(line.agent) or "-"}"'
    return f'{_safe(line.client) or "-"} - - [{day}] "{asked}" {line.status} {line.size} {about} {line.seconds:.6f}'


def _json(line: Line) -> str:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(line.time)) + f".{int(line.time % 1 * 1000):03d}Z"
    told = {
        "time": stamp,
        "client": line.client,
        "method": line.method,
        "path": line.path,
        "status": line.status,
        "bytes": line.size,
        "seconds": round(line.seconds, 6),
        "agent": line.agent,
        "referrer": line.referrer,
    }
    return json.dumps(told, ensure_ascii=False)


def _safe(text: str) -> str:
    """A client must not be able to write lines or fields of its own."""
    return "".join(c if c.isprintable() and c not in '"\\' else f"\\x{ord(c):02x}" for c in text)
