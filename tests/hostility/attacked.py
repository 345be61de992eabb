"""`dateline serve` as a process, with what can be seen of it from outside, and a report of what was done to it."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox

TOKEN = "hostile"
HANGING = -1
"""The status of a request that nobody answered."""
BROKEN = 0
"""The status of one whose connection was closed."""
START = "from kg.cli import main; main()"

Got = tuple[int, float]
"""A status and the seconds that it took."""


class Server:
    """`dateline serve` on a free port."""

    def __init__(self, store: Path, *, limit: float, patience: float, waiting: int, hanging_after: float = 60.0) -> None:
        """`limit`: seconds for a query; `patience`: seconds in the queue; `waiting`: MB of answers that wait for slow clients."""
        self.store = store
        self.limit = limit
        self.patience = patience
        self.waiting = waiting << 20
        self._hanging_after = hanging_after
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/sparql"
        options = {
            "store": store, "port": self.port, "workers": 2, "fronts": 2, "time-limit": limit, "memory-limit": 256, "result-limit": 16,
            "queue-wait": patience, "waiting-limit": waiting, "client-queries": 0, "update-time-limit": 2 * limit,
        }  # fmt: skip
        arguments = [text for name, value in options.items() for text in (f"--{name}", str(value))]
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, "serve", *arguments],
            env=os.environ | {"DATELINE_TOKEN": TOKEN},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        self.process.stderr.readline()
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    # -- requests
    def get(self, query: str) -> Got:
        """Ask."""
        return self._send(Request(self.address, data=urlencode({"query": query}).encode()))

    def update(self, text: str) -> Got:
        """Write, with the token."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
        return self._send(Request(self.address, data=text.encode(), headers=headers))

    def number(self, query: str) -> int:
        """The one number that a query gives; asked again while the server is busy."""
        end = time.monotonic() + self._hanging_after
        while True:
            try:
                with urlopen(Request(self.address, data=urlencode({"query": query}).encode(), headers={"Accept": "text/csv"})) as response:
                    return int(response.read().split()[1])
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def connect(self, text: str) -> socket.socket:
        """A client that sends this and does nothing more."""
        client = socket.create_connection(("127.0.0.1", self.port), timeout=self._hanging_after)
        client.sendall(text.encode())
        return client

    def _send(self, request: Request) -> Got:
        started = time.monotonic()
        try:
            with urlopen(request, timeout=self._hanging_after) as response:
                response.read()
                status = response.status
        except urllib.error.HTTPError as error:
            status = error.code
        except TimeoutError:
            status = HANGING
        except (OSError, http.client.HTTPException) as error:
            status = HANGING if isinstance(getattr(error, "reason", None), TimeoutError) else BROKEN
        return status, time.monotonic() - started

    # -- what can be seen of it
    def everybody(self) -> list[int]:
        """Its processes."""
        return [self.process.pid, *below(self.process.pid)]

    def of(self, module: str) -> list[int]:
        """Those that run a module."""
        found = []
        for pid in self.everybody():
            with contextlib.suppress(OSError):
                if module.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                    found.append(pid)
        return found

    def memory(self) -> float:
        """MB of all processes together; what several share counts once."""
        total = 0
        for pid in self.everybody():
            with contextlib.suppress(OSError):
                total += int(re.findall(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[0])
        return total / 1000

    def disk(self) -> int:
        """Bytes of the files without a name that its processes have open."""
        files = {}
        for pid in self.everybody():
            with contextlib.suppress(OSError):
                for descriptor in Path(f"/proc/{pid}/fd").iterdir():
                    with contextlib.suppress(OSError):
                        stat = descriptor.stat()
                        if "(deleted)" in os.readlink(descriptor):  # noqa: PTH115  the name that the kernel made up is no path
                            files[stat.st_dev, stat.st_ino] = stat.st_size
        return sum(files.values())

    def connections(self) -> int:
        """Connections of clients that are open."""
        lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
        return sum(1 for line in lines if line.split()[1].endswith(f":{self.port:04X}") and line.split()[3] == "01")

    def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> bool:
        """Whether something comes about in time."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True


class Report:
    """A line for each attack, and the number of those after which something was not as it should be."""

    def __init__(self, tell: Callable[[str], object], *, timed: bool) -> None:
        """`timed`: whether an answer that comes late counts as a failure (not on a machine that has other things to do)."""
        self.failures: list[str] = []
        self._tell = tell
        self._timed = timed

    def line(self, what: str, got: list[Got], allowed: set[int], within: float | None) -> None:
        """The answers to an attack: their statuses must be among those allowed, and come within so many seconds (None: some time)."""
        statuses = Counter(status for status, _ in got)
        longest = max(seconds for _, seconds in got)
        good = set(statuses) <= allowed and (not self._timed or within is None or longest <= within)
        names = {HANGING: "hanging", BROKEN: "broken off"}
        told = ", ".join(f"{number} x {names.get(status, status)}" for status, number in sorted(statuses.items()))
        bound = f" (of {within:g})" if within is not None else ""
        self.check(f"{what:46} {told:36} at most {longest:6.2f} s{bound}", good)

    def check(self, text: str, good: bool) -> None:
        """A fact that must be true."""
        if not good:
            self.failures.append(text)
        self._tell(f"{'ok  ' if good else 'BAD '} {text}\n")


class Listener:
    """Places that must not be called."""

    def __enter__(self) -> Listener:
        self.calls: list[object] = []
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        with contextlib.suppress(OSError):
            self._sockets.append(socket.create_server(("::1", 0), family=socket.AF_INET6))
        self.addresses = [f"http://127.0.0.1:{self._sockets[0].getsockname()[1]}/"]
        self.addresses += [f"http://[::1]:{listener.getsockname()[1]}/" for listener in self._sockets[1:]]
        for listener in self._sockets:
            threading.Thread(target=self._count, args=(listener,), daemon=True).start()
        return self

    def _count(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, address = listener.accept()
                self.calls.append(address)
                client.close()

    def __exit__(self, *_: object) -> None:
        for listener in self._sockets:
            listener.close()


def below(pid: int) -> list[int]:
    """The processes that one started, and those that these started."""
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *below(int(child))]
    return found


def runs(pid: int) -> bool:
    """Whether it does anything yet: what is left of an orphan until somebody waits for it is not the server's to clear."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def quads(events: int) -> Iterator[ox.Quad]:
    """Events in a ring, with a label and a day each."""

    def node(name: object) -> ox.NamedNode:
        return ox.NamedNode(f"urn:x:{name}")

    for number in range(events):
        yield ox.Quad(node(number), node("next"), node((number + 1) % events))
        yield ox.Quad(node(number), node("label"), ox.Literal(f"event {number} " + "a" * (number % 40)))
        yield ox.Quad(node(number), node("day"), ox.Literal(number % 365))
