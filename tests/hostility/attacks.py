"""What is done to a server: each function does one kind of harm and reports what came of it."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from tests.hostility.attacked import BROKEN, Listener, Report, Server, runs

MARGIN = 0.5
"""Seconds after the limit at which an answer must be there."""
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s <urn:x:next> ?o }"
EVERYTHING = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PARTS = 20
"""Triples that one update writes: all of them, or none."""
_DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(32))
_NUMBERS = " ".join(map(str, range(100)))
HEAVY = {
    "cross join": CROSS,
    "sorting cross join": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?e LIMIT 1",
    "grouping cross join": "SELECT ?c ?f (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f",
    "distinct cross join": "SELECT (COUNT(DISTINCT *) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }",
    "paths of any length": "SELECT (COUNT(*) AS ?n) WHERE { ?a <urn:x:next>+ ?b }",
    "20,000 nested braces": "SELECT * WHERE " + "{" * 20_000 + "}" * 20_000,
    "20,000 nested parentheses": "SELECT * WHERE { FILTER" + "(" * 20_000 + "1" + ")" * 20_000 + "}",
    "4,000 OPTIONAL in a row": "SELECT * WHERE { ?a ?b ?c " + "OPTIONAL { ?a ?b ?c } " * 4_000 + "}",
    "doubling CONCAT": f'SELECT (STRLEN(?x32) AS ?n) WHERE {{ BIND("0123456789" AS ?x0) {_DOUBLED} }}',
    "multiplying REPLACE": "SELECT * WHERE { BIND(" + "REPLACE(" * 8 + "STR(RAND())" + f', ".", "{"$0" * 20}")' * 8 + " AS ?x) ?a ?b ?c }",
    "regular-expression bomb": 'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), "^(a?){200}a{200}$")) }',
    "repetition in a regular expression": 'SELECT * WHERE { ?a ?b ?c FILTER(REGEX(STR(?c), "((((a{99}){99}){99}){99}){99}")) }',
    "VALUES of 90,000 characters": "SELECT * WHERE { VALUES ?x { " + "1 " * 44_000 + "} VALUES ?y { 1 2 3 4 5 6 7 8 9 } ?a ?b ?c }",
    "VALUES times VALUES": "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"VALUES ?v{n} {{ {_NUMBERS} }}" for n in range(8)) + " }",
    "a text beyond all limits": "SELECT * WHERE { } #" + "x" * 900_000,
    "an answer without end": EVERYTHING,
    "a graph without end": "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
}


def heavy(server: Server, report: Report, names: list[str] | None = None) -> None:
    """Queries that would take all time, all memory, or the engine's stack."""
    for name in names or HEAVY:
        report.line(name, [server.get(HEAVY[name])], {BROKEN, 200, 400, 413, 503}, server.limit + MARGIN)
        report.line("  and a count after it", [server.get(f"{COUNT} # {name}")], {200}, 1.0)


def reaching_out(server: Server, report: Report) -> None:
    """Everything that could make the server call somebody."""
    with Listener() as listener:
        for address in listener.addresses:
            there = f"<{address}>"
            for spelling in (
                f"SELECT * {{ SERVICE {there} {{ ?s ?p ?o }} }}",
                f"SELECT * {{ sErViCe silent {there} {{ ?s ?p ?o }} }}",
                f"SELECT * {{ {{ SELECT * {{ #\n SERVICE#\n{there} {{ ?s ?p ?o }} }} }} }}",
                f"SELECT * {{ OPTIONAL {{ GRAPH ?g {{ SERVICE\t{there}{{ ?s ?p ?o }} }} }} }}",
                f"ASK {{ FILTER NOT EXISTS {{ SERVICE {there} {{ ?s ?p ?o }} }} }}",
                f"SELECT * {{ \\u0053ERVICE {there} {{ ?s ?p ?o }} }}",
                f"SELECT * {{ FILTER(true)SERVICE{there}{{ ?s ?p ?o }} }}",
                f"PREFIX s: {there} SELECT * {{ SERVICE s: {{ ?s ?p ?o }} }}",
                f"PREFIX : {there} SELECT * {{ SERVICE:{{ ?s ?p ?o }} }}",
                f"SELECT * {{ VALUES ?x {{ {there} }} SERVICE ?x {{ ?s ?p ?o }} }}",
                f"SELECT * {{ VALUES (?a ?b ?s) {{ (1 2 {there}) }} FILTER(?a<?b)SERVICE?s#>\n{{ ?x ?y ?z }} }}",
            ):
                report.line(" ".join(spelling.split())[:44], [server.get(spelling)], {400}, None)
            from_there = [server.get(f"SELECT * {clause} {there} {{ ?s ?p ?o }}") for clause in ("FROM", "FROM NAMED")]
            report.line("FROM another address", from_there, {200, 400}, None)
            updates = (
                f"LOAD {there}",
                f"load silent {there} into graph <urn:x:g>",
                f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {there} {{ ?s ?p ?o }} }}",
            )
            report.line("LOAD and SERVICE, with the token", [server.update(text) for text in updates], {400}, None)
        strings = ('SELECT ("SERVICE <urn:x> {} LOAD" AS ?x) {}', "SELECT ('''SERVICE\n<urn:x>''' AS ?x) { # SERVICE <urn:x> {}\n }")
        report.line("SERVICE in strings and comments", [server.get(text) for text in strings], {200}, None)
        files = [server.get(f"SELECT * FROM <file://{path}> {{ ?s ?p ?o }}") for path in ("/etc/passwd", "/dev/zero")]
        report.line("FROM a file", files, {200, 400}, None)
        report.line("LOAD of a file, with the token", [server.update("LOAD <file:///etc/passwd>")], {400}, None)
        report.check(f"calls of other addresses: {len(listener.calls)}", not listener.calls)


def half_sent(server: Server, report: Report, clients: int) -> None:
    """Requests that are never sent to their end."""
    starts = (
        "GET /sparql?query=SELECT",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nquery=",
        "\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n",
    )
    half = [server.connect(starts[number % len(starts)]) for number in range(clients)]
    report.line(f"{clients} half-sent requests; a count meanwhile", [server.get(f"{COUNT} # half")], {200}, 1.0)
    for client in half:
        client.close()


def slow_readers(server: Server, report: Report, clients: int) -> None:
    """Clients that ask for much and read nothing."""
    slow = [server.connect(f"GET /sparql?{urlencode({'query': EVERYTHING})} HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(clients)]
    rounds = -(-clients // 2)
    busy = server.patience + server.limit + MARGIN
    report.line(f"{clients} clients that do not read; a count meanwhile", [server.get(f"{COUNT} # slow")], {200, 503}, busy)
    largest = 0
    end = time.monotonic() + rounds * (server.limit + MARGIN)
    while time.monotonic() < end:
        largest = max(largest, server.disk())
        time.sleep(0.1)
    report.line("  and when they still do not read", [server.get(f"{COUNT} # slower")], {200}, 1.0)
    allowed = server.waiting + clients * (1 << 20)
    report.check(f"disk that their answers take: {largest / 1e6:.0f} MB (of {allowed / 1e6:.0f})", largest <= allowed)
    for client in slow:
        client.close()
    report.check("disk given back when they go", server.until(lambda: server.disk() < 1 << 20))


def many(server: Server, report: Report, clients: int) -> None:
    """More clients than anybody can serve at a time."""
    with ThreadPoolExecutor(clients) as everybody:
        counts = list(everybody.map(lambda number: server.get(f"{COUNT} # {number % 50}"), range(clients)))
        report.line(f"{clients} clients with a count", counts, {200, 503}, server.patience + MARGIN)
        runaways = list(everybody.map(lambda number: server.get(f"{CROSS} # {number}"), range(clients)))
        report.line(f"{clients} clients with a cross join", runaways, {503}, server.patience + server.limit + MARGIN)
    report.line("  and a count after them", [server.get(f"{COUNT} # many")], {200}, 1.0)


def killed_workers(server: Server, report: Report) -> None:
    """kill -9 of the processes that answer."""
    with ThreadPoolExecutor(2) as clients:
        asked = [clients.submit(server.get, f"{CROSS} # killed {number}") for number in range(2)]
        time.sleep(0.5)
        for pid in server.of("server.pool.worker"):
            os.kill(pid, signal.SIGKILL)
        report.line("kill -9 of both workers", [answer.result() for answer in asked], {503}, server.limit + MARGIN)
    report.line("  and a count after it", [server.get(f"{COUNT} # killed")], {200}, 2.0)


def heavy_updates(server: Server, report: Report) -> None:
    """Updates that would take all time or memory; nothing of them may be there."""
    updates = {
        "an update that runs away": "INSERT { ?a <urn:x:bad> ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "an update that fails at its end": "INSERT DATA { <urn:x:1> <urn:x:bad> 1 } ; CREATE GRAPH <urn:x:g> ; CREATE GRAPH <urn:x:g>",
        "20,000 nested braces, with the token": "INSERT { } WHERE " + "{" * 20_000 + "}" * 20_000,
    }
    for name, text in updates.items():
        report.line(name, [server.update(text)], {400, 503}, 2 * server.limit + MARGIN)
    left = server.number("SELECT (COUNT(*) AS ?n) WHERE { ?s <urn:x:bad> ?o }")
    report.check(f"triples that stopped updates left: {left}", left == 0)


class Writers:
    """Clients that write as fast as they can, and know what they were told is written."""

    def __init__(self, server: Server, clients: int, first: int) -> None:
        self.written: list[int] = []
        self._server = server
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(first + 100_000 * number,)) for number in range(clients)]

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, number: int) -> None:
        while not self._stop.is_set():
            parts = " , ".join(map(str, range(PARTS)))
            status, _ = self._server.update(f"INSERT DATA {{ <urn:x:w{number}> <urn:x:part> {parts} }}")
            if status == 204:
                self.written.append(number)
            elif status == BROKEN:
                return
            number += 1


def check_written(server: Server, report: Report, written: list[int]) -> None:
    """Whether everything is there that was acknowledged, and nothing by halves."""
    values = " ".join(f"<urn:x:w{number}>" for number in written)
    there = server.number(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ VALUES ?s {{ {values} }} ?s <urn:x:part> ?o }}")
    report.check(f"of {len(written)} acknowledged updates {len(written) - there} were lost", there == len(written) > 0)
    counted = f"SELECT ?s (COUNT(?o) AS ?c) WHERE {{ ?s <urn:x:part> ?o }} GROUP BY ?s HAVING (?c != {PARTS})"
    halves = server.number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {counted} }} }}")
    report.check(f"updates that are written by halves: {halves}", halves == 0)


def killed_writer(server: Server, report: Report, times: int) -> None:
    """kill -9 of the process that writes, while it writes."""
    with Writers(server, 4, 0) as writers:
        for _ in range(times):
            time.sleep(0.7)
            for pid in server.of("server.pool.writer"):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.5)
    report.line(f"kill -9 of the writer, {times} times, during updates", [server.get(f"{COUNT} # writer")], {200}, 1.0)
    check_written(server, report, writers.written)


def killed_server(server: Server, report: Report, again: object) -> Server:
    """kill -9 of the first process during updates and queries; all others must end, and the next server has everything."""
    with Writers(server, 2, 10_000_000) as writers:
        time.sleep(1.0)
        processes = server.everybody()
        server.process.kill()
        server.process.wait()
    gone = server.until(lambda: not any(map(runs, processes)), 5.0)
    report.check(f"kill -9 of the server: {sum(map(runs, processes))} of its {len(processes)} processes left", gone)
    assert callable(again)
    other: Server = again()
    check_written(other, report, writers.written)
    runs_left = list(other.store.parent.glob(f"{other.store.name}.snapshots/run-*"))
    report.check(f"folders of snapshots after the next start: {len(runs_left)}", len(runs_left) == 1)
    return other
