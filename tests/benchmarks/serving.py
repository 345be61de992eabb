"""Dateline's server beside Oxigraph's, rdflib-endpoint and Virtuoso, over HTTP, in one run: ``python -m tests.benchmarks.serving``.

All of them answer the same questions over the same generated events (1,000,000 triples), in turns; each text is asked once, but for the
rows "repeated". Figures are medians in milliseconds, from the request to the last byte, over one connection that is kept open, and what
a peer takes in relation to this server (above 1: the peer is slower). Then requests a second with several connections, and the processor
time that the server takes for each, which other work on the machine changes less.

Peers are optional: ``python -m venv PEERS && PEERS/bin/pip install oxigraph rdflib-endpoint`` and ``--peers PEERS``; Virtuoso is
Debian's virtuoso-opensource-7-bin. The exit code is 1 if two servers give another number of rows.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.events import Ask, count_events, questions, write_events
from tests.benchmarks.http import Connection
from tests.benchmarks.peers import SERVERS, MissingError, Peer, processor_time

REPEATED = ("point lookup", "GROUP BY", "20,000 rows")
PATIENCE = 15.0
"""Seconds that one server may take for one row of the table; then it has fewer rounds."""
RUNNING = 3.0
"""Seconds for which requests are counted."""


@dataclass(slots=True)
class Row:
    """What the servers took for one kind of question, in milliseconds; and how many solutions they gave."""

    name: str
    times: dict[str, list[float]] = field(default_factory=dict)
    solutions: dict[str, set[int]] = field(default_factory=dict)

    def median(self, server: str) -> float | None:
        """None where it never answered."""
        return statistics.median(self.times[server]) if self.times.get(server) else None


def measure(name: str, ask: Ask, servers: Mapping[str, Connection], rounds: int, *, first: int) -> Row:
    """Ask every server in turn, `rounds` times."""
    row = Row(name)
    for number in range(first, first + rounds):
        query = ask(number)
        for server, connection in servers.items():
            times = row.times.setdefault(server, [])
            if sum(times) > PATIENCE * 1000:
                continue
            request = connection.prepare(query)
            started = time.perf_counter()
            try:
                body = connection.send(request)
            except (OSError, ValueError) as error:
                say(f"# {server}: {name}: {str(error)[:150]}")
                row.times[server] = [*times, PATIENCE * 2000]
                continue
            times.append((time.perf_counter() - started) * 1000)
            if number == first:
                row.solutions.setdefault(server, set()).add(len(json.loads(body)["results"]["bindings"]))
    return row


def count(address: str, requests: Sequence[bytes], results: multiprocessing.Queue[int]) -> None:
    """Send one request after the other for `RUNNING` seconds; how many were answered."""
    connection, answered = Connection(address), 0
    end = time.perf_counter() + RUNNING
    with contextlib.suppress(OSError, ValueError):
        while time.perf_counter() < end:
            connection.skim(requests[answered % len(requests)])
            answered += 1
    results.put(answered)


def per_second(peer: Peer, requests: Sequence[bytes], connections: int) -> tuple[float, float]:
    """Requests a second of so many clients, each a process with one connection and requests of its own; and the microseconds of processor
    that the server took for each.
    """
    context = multiprocessing.get_context("fork")
    results: multiprocessing.Queue[int] = context.Queue()
    share = len(requests) // connections
    shares = [requests[number * share : (number + 1) * share] for number in range(connections)]
    clients = [context.Process(target=count, args=(peer.address, own, results)) for own in shares]
    started, before = time.perf_counter(), processor_time(peer.pid)
    for client in clients:
        client.start()
    answered = sum(results.get() for _ in clients)
    seconds, taken = time.perf_counter() - started, processor_time(peer.pid) - before
    for client in clients:
        client.join()
    return answered / seconds, taken / max(1, answered) * 1e6


def say(line: str) -> None:
    """Print."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _always(query: str) -> Ask:
    return lambda _: query


def told(row: Row, servers: Sequence[str]) -> str:
    """A line of the table."""
    ours = row.median(servers[0])
    cells = []
    for server in servers:
        theirs = row.median(server)
        ratio = f" ({theirs / ours:6.2f})" if theirs is not None and ours and server != servers[0] else ""
        cells.append(f"{theirs:9.3f}{ratio}" if theirs is not None else "        -")
    return f"{row.name:26}" + "".join(f"{cell:>22}" for cell in cells)


def compare(peers: Mapping[str, Peer], events: int, rounds: int) -> bool:
    """Print the tables; whether all servers gave the same number of solutions."""
    servers = {name: Connection(peer.address) for name, peer in peers.items()}
    asks, names, same = questions(events), list(servers), True
    say(f"{'median, ms (ratio)':26}" + "".join(f"{name:>22}" for name in names))
    for name, ask in asks.items():
        many = rounds * 10 if name == "point lookup" else rounds
        measure(name, ask, servers, 3, first=10_000)
        row = measure(name, ask, servers, many, first=0)
        say(told(row, names))
        if len(set().union(*row.solutions.values())) > 1:
            say(f"# they do not give the same: {row.solutions}")
            same = False
    for name in REPEATED:
        say(told(measure(f"repeated: {name}", _always(asks[name](0)), servers, rounds * 3, first=0), names))
    say(f"\n{'requests a second (CPU)':26}" + "".join(f"{name:>22}" for name in names))
    for what, connections in (("point lookup", 1), ("point lookup", 2), ("point lookup", 4), ("point lookup", 16), ("repeated", 2)):
        cells = []
        for number, (name, peer) in enumerate(peers.items()):
            first = 20_000 + 40_000 * (connections + 20 * number)  # nobody gets a text that it had before
            texts = range(first, first + 40_000) if what == "point lookup" else [0] * connections
            requests = [servers[name].prepare(asks["point lookup"](text) + ("" if what == "repeated" else f" # {text}")) for text in texts]
            rate, taken = per_second(peer, requests, connections)
            cells.append(f"{rate:7.0f} ({taken:5.0f} µs)")
        say(f"{f'{what}, {connections} connections':26}" + "".join(f"{cell:>22}" for cell in cells))
    return same


def main() -> int:
    """Start what is there, compare, and end it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=30, help="questions of each kind; ten times as many point lookups")
    parser.add_argument("--peers", type=Path, help="the folder of a virtual environment with oxigraph and rdflib-endpoint")
    parser.add_argument("--only", nargs="*", choices=list(SERVERS), default=list(SERVERS))
    options = parser.parse_args()
    events = count_events(options.triples)
    with tempfile.TemporaryDirectory() as temporary, contextlib.ExitStack() as running:
        folder = Path(temporary)
        with (folder / "events.nt").open("w", encoding="utf-8") as out:
            say(f"{write_events(out, events):,} triples, {events:,} events")
        peers = {}
        for name in options.only:
            (folder / name).mkdir()
            try:
                programs = options.peers.resolve() if options.peers else None
                peers[name] = running.enter_context(SERVERS[name](folder / "events.nt", folder / name, programs))
            except MissingError as missing:
                say(f"{name}: skipped: {missing}")
        return 0 if compare(peers, events, options.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
