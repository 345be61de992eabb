"""What the server and a worker say to each other: frames of one letter, a length and a payload, on a pair of sockets.

The socket's buffer is the only store between the two: while the server does not read, the worker waits.
"""

from __future__ import annotations

import select
import socket
import struct
import time

READY = b"R"
"""Worker: the process is up."""
ASK = b"Q"
"""Server: a request, as JSON."""
STOP = b"S"
"""Server: nobody reads on; end this answer."""
HEAD = b"H"
"""Worker: shape and format of the answer, as JSON."""
DATA = b"D"
"""Worker: a piece of the answer."""
END = b"E"
"""Worker: that was all."""
RETIRE = b"L"
"""Worker: that was all, and this process has grown too large to go on."""
FAILED = b"X"
"""Worker: why there is no (whole) answer, as JSON."""

_PREFIX = struct.Struct("!cI")
_READ_AT_ONCE = 1 << 18


class Channel:
    """One end of the pair."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._buffer = bytearray()

    def send(self, *frames: tuple[bytes, bytes], deadline: float | None = None) -> None:
        """Send frames in one go; waits, until `deadline`, while the other side does not read.

        Raises:
            TimeoutError: it did not read in time.
            OSError: the other side is gone.
        """
        self._end.settimeout(None if deadline is None else max(0.001, deadline - time.monotonic()))
        self._end.sendall(b"".join(_PREFIX.pack(kind, len(payload)) + payload for kind, payload in frames))

    def receive(self, deadline: float | None = None) -> tuple[bytes, bytes]:
        """The next frame, waited for until `deadline` (of `time.monotonic`).

        Raises:
            TimeoutError: it did not come in time.
            OSError, EOFError: the other side is gone.
        """
        while True:
            if len(self._buffer) >= _PREFIX.size:
                kind, length = _PREFIX.unpack_from(self._buffer)
                end = _PREFIX.size + length
                if len(self._buffer) >= end:
                    payload = bytes(self._buffer[_PREFIX.size : end])
                    del self._buffer[:end]
                    return kind, payload
            self._fill(deadline)

    def _fill(self, deadline: float | None) -> None:
        if deadline is not None and (left := deadline - time.monotonic()) <= 0:
            raise TimeoutError
        self._end.settimeout(None if deadline is None else left)
        data = self._end.recv(_READ_AT_ONCE)
        if not data:
            raise EOFError
        self._buffer += data

    def has_news(self) -> bool:
        """Whether something from the other side is waiting (or the other side is gone)."""
        return bool(self._buffer) or bool(select.select([self._end], [], [], 0)[0])

    def close(self) -> None:
        """Let the other side see the end."""
        self._end.close()
