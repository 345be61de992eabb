"""A server of our own as a process, and a client that sends bytes exactly as it is told."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TOKEN = "a-token-of-the-tests"
_DATELINE = "from kg.cli import main; main()"
_ROOT = Path(__file__).parents[2]
_MEMORY = Path("/dev/shm")
"""Where files cost no disk: each test writes a dataset of its own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def told(self) -> str:
        """Status and the first words, for the message of a failure."""
        return f"{self.status} {' '.join(self.body[:300].decode('utf-8', 'replace').split())}"


class Service:
    """The server under test."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.state: object = None
        """What the dataset is known to hold; None after anything else was written."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, method: str, target: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Answer:
        """One request, with the token of those who may write; a connection that the server closed meanwhile is opened anew."""
        if method not in ("GET", "HEAD") and (headers or {}).get("Content-Type") != "application/sparql-query":
            self.state = None
        sent = {"Authorization": f"Bearer {TOKEN}"} | dict(headers or {})
        try:
            return self._send(method, target, sent, body)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()
            return self._send(method, target, sent, body)

    def _send(self, method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        self._connection.request(method, target, body=body, headers=dict(headers))
        response = self._connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())

    def query(self, text: str, accept: str) -> Answer:
        """A query in the body of a POST."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.send("POST", "/sparql", headers=headers, body=text.encode())

    def update(self, text: str) -> Answer:
        """An update in the body of a POST."""
        return self.send("POST", "/sparql", headers={"Content-Type": "application/sparql-update"}, body=text.encode())


@contextlib.contextmanager
def running() -> Iterator[Service]:
    """`dateline serve` over an empty dataset on a free port of this machine, until the block ends."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
        process = subprocess.Popen(
            [sys.executable, "-c", _DATELINE, "serve", "--store", f"{folder}/store", "--port", str(port), "--workers", "2"],
            stderr=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
            env=environment | {"DATELINE_TOKEN": TOKEN, "PYTHONPATH": str(_ROOT)},
        )
        assert process.stderr is not None
        try:
            line = process.stderr.readline()
            assert f":{port}/" in line, line + (process.stderr.read() if process.poll() is not None else "")
            yield Service(port)
        finally:
            process.terminate()
            process.communicate(timeout=60)
