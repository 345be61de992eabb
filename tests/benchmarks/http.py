"""A client that costs little beside the server that it measures: one connection, kept open, and no more of HTTP than servers send."""

from __future__ import annotations

import socket
from urllib.parse import urlencode, urlsplit

ACCEPT = "application/sparql-results+json"


class Connection:
    """A connection to a SPARQL endpoint. Not for several threads."""

    def __init__(self, address: str, *, timeout: float = 60.0) -> None:
        parts = urlsplit(address)
        self._host, self._port, self._path = parts.hostname or "", parts.port or 80, parts.path or "/"
        self._timeout = timeout
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(self, query: str) -> bytes:
        """The body of the answer, decoded from its chunks.

        Raises:
            OSError: the server is gone, or takes too long.
            ValueError: its answer is no 200.
        """
        return self.send(self.prepare(query))

    def prepare(self, query: str) -> bytes:
        """The request."""
        target = f"{self._path}?{urlencode({'query': query})}"
        return f"GET {target} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAccept: {ACCEPT}\r\n\r\n".encode()

    def send(self, request: bytes) -> bytes:
        """The body of the answer to a prepared request; see `ask`."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection((self._host, self._port), timeout=self._timeout)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(request)
            return self._answer()
        except BaseException:
            self.close()
            raise

    def skim(self, request: bytes) -> None:
        """Send a prepared request, and read its answer with the least that tells where it ends; for counting.

        Raises:
            OSError, ValueError: see `ask`.
        """
        if self._socket is None:
            self.send(request)
            return
        self._socket.sendall(request)
        data = self._socket.recv(1 << 16)
        while (at := data.find(b"\r\n\r\n")) < 0:
            data += self._received()
        head = data[:at].lower()
        if not head.startswith((b"http/1.1 200", b"http/1.0 200")):
            raise ValueError(head[:100].decode("latin-1"))
        if (found := head.find(b"content-length: ")) >= 0:
            missing = at + 4 + int(head[found + 16 : head.find(b"\r\n", found) if head.find(b"\r\n", found) > 0 else None]) - len(data)
            while missing > 0:
                missing -= len(self._received())
        else:
            while not data.endswith(b"0\r\n\r\n"):
                data += self._received()

    def _answer(self) -> bytes:
        head = self._until(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        fields = dict(line.split(":", 1) for line in lines[1:] if ":" in line)
        body = self._chunks() if "chunked" in fields.get("transfer-encoding", "") else self._exactly(int(fields["content-length"]))
        if fields.get("connection", "").strip() == "close":
            self.close()
        if lines[0].split()[1] != "200":
            raise ValueError(f"{lines[0]}: {body[:300].decode('utf-8', 'replace')}")
        return body

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            parts.append(self._exactly(size))
            self._exactly(2)
        self._until(b"\r\n")
        return b"".join(parts)

    def _until(self, end: bytes) -> bytes:
        while (at := self._rest.find(end)) < 0:
            self._rest += self._received()
        found, self._rest = self._rest[:at], self._rest[at + len(end) :]
        return found

    def _exactly(self, size: int) -> bytes:
        parts, missing = [self._rest[:size]], size - len(self._rest)
        self._rest = self._rest[size:]
        while missing > 0:
            data = self._received()
            parts.append(data[:missing])
            self._rest = data[missing:]
            missing -= len(data)
        return b"".join(parts)

    def _received(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(1 << 18)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""
