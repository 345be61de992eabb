"""Treats a server badly and prints what happened: ``python -m tests.benchmarks.hostile`` (about a minute; loopback alone).

A dataset of generated events is served as ``dateline serve`` does it, with a limit of 2 seconds and 256 MB for a query. Each line tells
what was done, what the clients got, and how long it took at most. The exit code is 1 if anything was not as it should be.
"""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox

from kg.store import open_dataset

LIMIT = 2.0
"""Seconds that a query may take here."""
MARGIN = 0.5
"""Seconds after the limit at which an answer must be there."""
EVENTS = 5_000
TOKEN = "hostile"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s <urn:x:next> ?o }"
EVERYTHING = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
START = "from kg.cli import main; main()"

Got = tuple[int, float]
"""A status (0: the connection broke) and the seconds that it took."""


class Server:
    """`dateline serve` on a free port."""

    def __init__(self, store: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/sparql"
        options = ["--store", str(store), "--port", str(self.port), "--workers", "2", "--time-limit", str(LIMIT), "--memory-limit", "256"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, "serve", *options, "--result-limit", "16", "--client-queries", "0"],
            env=os.environ | {"DATELINE_TOKEN": TOKEN},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        self.process.stderr.readline()
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def get(self, query: str, **parameters: str) -> Got:
        return self._send(Request(self.address, data=urlencode({"query": query, **parameters}).encode()))

    def update(self, text: str) -> Got:
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
        return self._send(Request(self.address, data=text.encode(), headers=headers))

    def _send(self, request: Request) -> Got:
        started = time.monotonic()
        try:
            with urlopen(request, timeout=30) as response:
                response.read()
                status = response.status
        except urllib.error.HTTPError as error:
            status = error.code
        except (OSError, ValueError, EOFError):
            status = 0
        except Exception:  # http.client: the body broke off
            status = 0
        return status, time.monotonic() - started

    def connect(self, text: str) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        client.sendall(text.encode())
        return client

    def workers(self) -> list[int]:
        tasks = Path(f"/proc/{self.process.pid}/task")
        return [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]

    def memory(self) -> float:
        """MB of the server and its workers."""
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in (self.process.pid, *self.workers()))
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Report:
    """Prints a line for each attack, and keeps count of what was not as it should be."""

    def __init__(self) -> None:
        self.failures = 0

    def line(self, what: str, got: list[Got], allowed: set[int], within: float | None = LIMIT + MARGIN) -> None:
        statuses = Counter(status for status, _ in got)
        longest = max(seconds for _, seconds in got)
        good = set(statuses) <= allowed and (within is None or longest <= within)
        told = ", ".join(f"{number} x {status or 'broken off'}" for status, number in sorted(statuses.items()))
        self.check(f"{what:46} {told:36} at most {longest:6.2f} s", good)

    def check(self, text: str, good: bool) -> None:
        self.failures += not good
        sys.stdout.write(f"{'ok  ' if good else 'BAD '} {text}\n")
        sys.stdout.flush()


def main() -> int:
    """Do everything once; the number of things that were not as they should be."""
    report = Report()
    with tempfile.TemporaryDirectory() as folder, Listener() as (port, calls):
        store = Path(folder) / "store"
        _make(store)
        server = Server(store)
        try:
            report.line("a count", [server.get(COUNT)], {200}, None)
            before = server.memory()
            _heavy(server, report)
            _reaching_out(server, report, port)
            report.check(f"requests that the server made to another address: {len(calls)}", not calls)
            _connections(server, report)
            _killed_workers(server, report)
            _settle(server)
            report.line("a count", [server.get(COUNT)], {200}, 1.0)
            after = server.memory()
            report.check(f"memory of the server and its workers: {before:.0f} MB before, {after:.0f} MB after", after < before * 1.5 + 50)
            server = _killed_server(server, store, report)
        finally:
            server.process.terminate()
            server.process.wait(timeout=30)
        left = sorted(path.name for path in Path(folder).iterdir())
        report.check(f"left beside the dataset at the end: {', '.join(left)}", left == ["store"])
    return report.failures


def _make(store: Path) -> None:
    with open_dataset(store, mode="write") as dataset:
        dataset.load(quads(EVENTS))


def quads(events: int) -> Iterator[ox.Quad]:
    """Events in a ring, with a label and a day each."""

    def node(name: object) -> ox.NamedNode:
        return ox.NamedNode(f"urn:x:{name}")

    for number in range(events):
        yield ox.Quad(node(number), node("next"), node((number + 1) % events))
        yield ox.Quad(node(number), node("label"), ox.Literal(f"event {number} " + "a" * (number % 40)))
        yield ox.Quad(node(number), node("day"), ox.Literal(number % 365))


def _heavy(server: Server, report: Report) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(32))
    queries = {
        "cross join": CROSS,
        "sorting cross join": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?e LIMIT 1",
        "grouping cross join": "SELECT ?c ?f (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f",
        "paths of any length": "SELECT (COUNT(*) AS ?n) WHERE { ?a <urn:x:next>+ ?b }",
        "20,000 nested braces": "SELECT * WHERE " + "{" * 20_000 + "}" * 20_000,
        "4,000 OPTIONAL in a row": "SELECT * WHERE { ?a ?b ?c " + "OPTIONAL { ?a ?b ?c } " * 4_000 + "}",
        "doubling CONCAT": f'SELECT (STRLEN(?x32) AS ?n) WHERE {{ BIND("0123456789" AS ?x0) {doubled} }}',
        "regular-expression bomb": 'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), "^(a?){200}a{200}$")) }',
        "repetition in a regular expression": 'SELECT * WHERE { ?a ?b ?c FILTER(REGEX(STR(?c), "((((a{99}){99}){99}){99}){99}")) }',
        "VALUES of 90,000 characters": "SELECT * WHERE { VALUES ?x { " + "1 " * 44_000 + "} VALUES ?y { 1 2 3 4 5 6 7 8 9 } ?a ?b ?c }",
        "an answer without end": EVERYTHING,
    }
    for name, query in queries.items():
        report.line(name, [server.get(query)], {0, 200, 400, 503})
        report.line("  and a count after it", [server.get(f"{COUNT} # {name}")], {200}, 1.0)


def _reaching_out(server: Server, report: Report, port: int) -> None:
    there = f"<http://127.0.0.1:{port}/>"
    for spelling in (
        f"SELECT * {{ SERVICE {there} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ sErViCe silent {there} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ {{ SELECT * {{ #\n SERVICE#\n{there} {{ ?s ?p ?o }} }} }} }}",
        f"SELECT * {{ \\u0053ERVICE {there} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ FILTER(true)SERVICE{there}{{ ?s ?p ?o }} }}",
        f"PREFIX s: {there} SELECT * {{ SERVICE s: {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?x {{ {there} }} SERVICE ?x {{ ?s ?p ?o }} }}",
    ):
        report.line(" ".join(spelling.split())[:44], [server.get(spelling)], {400})
    report.line("SERVICE in a string", [server.get('SELECT ("SERVICE <x> LOAD" AS ?x) {}')], {200})
    report.line("FROM a file", [server.get("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }")], {200, 400})
    report.line("FROM another address", [server.get(f"SELECT * FROM {there} {{ ?s ?p ?o }}")], {200, 400})
    report.line("LOAD, with the token", [server.update(f"LOAD {there}"), server.update("LOAD <file:///etc/passwd>")], {400})


def _connections(server: Server, report: Report) -> None:
    half = [server.connect("GET /sparql?query=SELECT") for _ in range(200)]
    report.line("200 half-sent requests; a count meanwhile", [server.get(f"{COUNT} # half")], {200}, 1.0)
    slow = [server.connect(f"GET /sparql?{urlencode({'query': EVERYTHING})} HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(6)]
    time.sleep(LIMIT)
    report.line("6 clients that do not read; a count meanwhile", [server.get(f"{COUNT} # slow")], {200}, 2 * LIMIT + MARGIN)
    for client in half + slow:
        client.close()
    with ThreadPoolExecutor(200) as clients:
        everybody = list(clients.map(lambda number: server.get(f"{COUNT} # {number % 50}"), range(200)))
        report.line("200 clients with a count", everybody, {200, 503}, 10.0)
        everybody = list(clients.map(lambda number: server.get(f"{CROSS} # {number}"), range(60)))
        report.line("60 clients with a cross join", everybody, {503}, 10.0 + LIMIT + MARGIN)
    report.line("  and a count after them", [server.get(f"{COUNT} # many")], {200}, 1.0)


def _killed_workers(server: Server, report: Report) -> None:
    with ThreadPoolExecutor(2) as clients:
        asked = [clients.submit(server.get, f"{CROSS} # {number}") for number in range(2)]
        time.sleep(0.5)
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        report.line("kill -9 of both workers", [answer.result() for answer in asked], {503})
    report.line("  and a count after it", [server.get(f"{COUNT} # killed")], {200}, 2.0)


def _killed_server(server: Server, store: Path, report: Report) -> Server:
    times = []
    acknowledged = 0
    for number in range(20):
        status, seconds = server.update(f"INSERT DATA {{ <urn:x:written> <urn:x:value> {number} }}")
        acknowledged += status == 204
        times.append(seconds)
    report.check(f"an update takes {statistics.median(times) * 1000:.0f} ms (median of {len(times)})", acknowledged == len(times))
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        number = 1000
        while not stop.is_set() and server.update(f"INSERT DATA {{ <urn:x:written> <urn:x:value> {number} }}")[0] == 204:
            written.append(number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(1.0)
    workers = server.workers()
    server.process.kill()
    server.process.wait()
    stop.set()
    writer.join()
    time.sleep(0.5)
    alive = [pid for pid in workers if _runs(pid)]
    report.check(f"kill -9 of the server during updates: {len(alive)} workers left", not alive)
    again = Server(store)
    values = " ".join(map(str, written))
    lost = _asks(again, f"ASK {{ VALUES ?v {{ {values} }} FILTER NOT EXISTS {{ <urn:x:written> <urn:x:value> ?v }} }}")
    report.check(f"of {len(written)} acknowledged updates some were lost: {lost}", not lost)
    runs = list(Path(f"{store}.snapshots").glob("run-*"))
    report.check(f"folders of snapshots after the next start: {len(runs)}", len(runs) == 1)
    return again


def _runs(pid: int) -> bool:
    """Whether it does anything yet: what is left of an orphan until somebody waits for it is not the server's to clear."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _asks(server: Server, query: str) -> bool:
    with urlopen(Request(server.address, data=urlencode({"query": query}).encode()), timeout=30) as response:
        return b"true" in response.read()


def _settle(server: Server) -> None:
    end = time.monotonic() + 5
    while len(server.workers()) < 2 and time.monotonic() < end:
        time.sleep(0.1)


class Listener:
    """A place that must not be called."""

    def __enter__(self) -> tuple[int, list[object]]:
        self._socket = socket.create_server(("127.0.0.1", 0))
        calls: list[object] = []
        threading.Thread(target=self._count, args=(calls.append,), daemon=True).start()
        return self._socket.getsockname()[1], calls

    def _count(self, called: Callable[[object], None]) -> None:
        while True:
            try:
                client, address = self._socket.accept()
            except OSError:
                return
            called(address)
            client.close()

    def __exit__(self, *_: object) -> None:
        self._socket.close()


if __name__ == "__main__":
    sys.exit(min(1, main()))
