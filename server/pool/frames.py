"""What the processes say to each other: frames of one letter, a length and a payload, on stream sockets.

A change, and a question of a thread that waits for its answer, has a connection of its own, to a socket at which the writer listens,
or all workers. The connections that nobody has taken yet are the queue. Questions of a front's loop come over lines that are kept
(`server.pool.lines`). In either case the socket's buffer is the only store between the two sides: while the one does not read, the other
waits.
"""

from __future__ import annotations

import select
import socket
import struct
import time

READY = b"R"
"""A new process to who started it: it is up."""
GO = b"G"
"""Who started it to a process that is up: take questions."""
ASK = b"Q"
"""Server: a request, as JSON."""
STARTED = b"B"
"""Worker, writer: the request's turn has come; its time runs. JSON: the process's number and the snapshot."""
STOP = b"S"
"""Server: nobody reads on; end this answer."""
HEAD = b"H"
"""Worker: shape and format of the answer, as JSON."""
ANSWER = b"A"
"""Worker, over a line: a small answer as a whole: `server.pool.lines.pack`."""
DATA = b"D"
"""Worker: a piece of the answer."""
WRITTEN = b"W"
"""Writer: the change is in the dataset; what is missing is a snapshot that shows it."""
END = b"E"
"""Worker: that was all. Writer: whoever asks from now on sees the change."""
FAILED = b"X"
"""Why there is no (whole) answer, as JSON."""

_PREFIX = struct.Struct("!cI")
_READ_AT_ONCE = 1 << 18


class Channel:
    """One end of a connection."""

    def __init__(self, end: socket.socket, begun: bytes = b"") -> None:
        """`begun`: what was read from it already."""
        self._end = end
        self._buffer = bytearray(begun)

    def fileno(self) -> int:
        """For `select`."""
        return self._end.fileno()

    def send(self, *frames: tuple[bytes, bytes], deadline: float | None = None, descriptor: int | None = None) -> None:
        """Send frames in one go; waits, until `deadline`, while the other side does not read. An open file may go with the first byte.

        Raises:
            TimeoutError: it did not read in time.
            OSError: the other side is gone.
        """
        timeout = None if deadline is None else max(0.001, deadline - time.monotonic())
        if timeout != self._end.gettimeout():  # to set it is a call of the system
            self._end.settimeout(timeout)
        data = b"".join(_PREFIX.pack(kind, len(payload)) + payload for kind, payload in frames)
        if descriptor is not None:
            data = data[socket.send_fds(self._end, [data], [descriptor]) :]
        if data:  # the other side may have answered and gone by now
            self._end.sendall(data)

    def receive(self, deadline: float | None = None) -> tuple[bytes, bytes]:
        """The next frame, waited for until `deadline` (of `time.monotonic`).

        Raises:
            TimeoutError: it did not come in time.
            OSError, EOFError: the other side is gone.
        """
        while (frame := self.take()) is None:
            self._fill(deadline)
        return frame

    def take(self) -> tuple[bytes, bytes] | None:
        """The next frame, if it has been read as a whole."""
        if len(self._buffer) < _PREFIX.size:
            return None
        kind, length = _PREFIX.unpack_from(self._buffer)
        end = _PREFIX.size + length
        if len(self._buffer) < end:
            return None
        payload = bytes(self._buffer[_PREFIX.size : end])
        del self._buffer[:end]
        return kind, payload

    def read(self, scratch: memoryview) -> bool:
        """Read what is there, and wait for nothing; False when the other side is gone.

        It goes through `scratch`: to make room anew for each answer takes longer than to read it.
        """
        try:
            size = self._end.recv_into(scratch, 0, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._buffer += scratch[:size]
        return size > 0

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
