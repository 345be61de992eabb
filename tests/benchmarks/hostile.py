"""Treats a server badly and prints what happened: ``python -m tests.benchmarks.hostile`` (some two minutes; loopback alone; Linux).

A dataset of generated events is served as ``dateline serve`` does it, with a limit of 2 seconds and 256 MB for a query. Each line tells
what was done, what the clients got, and how long it took at most (and how long it may). The exit code is 1 if anything was not as it should
be: a query that took longer than its limit and half a second, a request that nobody answered, memory, disk or connections that did not
come back, an acknowledged write that is lost or any that is written by halves, a call of another address, a process or folder left over.
Whether answers are in time can only be seen on a machine that has nothing else to do.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from kg.store import open_dataset
from tests.hostility import attacks
from tests.hostility.attacked import Report, Server, quads

EVENTS = 5_000


def main() -> int:
    """Do everything once; the number of things that were not as they should be."""

    def tell(line: str) -> None:
        sys.stdout.write(line)
        sys.stdout.flush()

    report = Report(tell, timed=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        with open_dataset(store, mode="write") as dataset:
            dataset.load(quads(EVENTS))

        def start() -> Server:
            return Server(store, limit=2.0, patience=10.0, waiting=64)

        server = start()
        try:
            report.line("a count", [server.get(attacks.COUNT)], {200}, None)
            before = server.memory()
            attacks.heavy(server, report)
            attacks.reaching_out(server, report)
            attacks.half_sent(server, report, 200)
            attacks.slow_readers(server, report, 12)
            attacks.many(server, report, 200)
            attacks.killed_workers(server, report)
            attacks.heavy_updates(server, report)
            attacks.killed_writer(server, report, 3)
            _time_updates(server, report)
            report.check(f"connections left open: {server.connections()}", server.until(lambda: server.connections() == 0, 5.0))
            server.until(lambda: len(server.of("server.pool.worker")) == 2)
            report.line("a count", [server.get(attacks.COUNT)], {200}, 1.0)
            after = server.memory()
            # A worker may hold on to half of what a query may take, for the next one; beyond, it is replaced.
            report.check(f"memory of all processes: {before:.0f} MB before, {after:.0f} MB after", after < before + 256)
            server = attacks.killed_server(server, report, start)
        finally:
            server.process.terminate()
            server.process.wait(timeout=30)
        left = sorted(path.name for path in Path(folder).iterdir())
        report.check(f"left beside the dataset at the end: {', '.join(left)}", left == ["store"])
    tell(f"{len(report.failures)} things were not as they should be\n")
    return len(report.failures)


def _time_updates(server: Server, report: Report) -> None:
    got = [server.update(f"INSERT DATA {{ <urn:x:written> <urn:x:value> {number} }}") for number in range(20)]
    taken = statistics.median(seconds for _, seconds in got) * 1000
    report.check(f"an update takes {taken:.0f} ms (median of {len(got)})", all(status == 204 for status, _ in got))


if __name__ == "__main__":
    sys.exit(min(1, main()))
