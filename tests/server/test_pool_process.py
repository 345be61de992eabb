"""The whole server as a process: how it starts, ends, and what it leaves behind when it is killed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from kg.store import open_dataset
from tests.fixtures.example import EXAMPLE

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GROUPED = "SELECT (COUNT(*) AS ?n) WHERE { { SELECT ?p (COUNT(?o) AS ?m) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?m } }"
LONG = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
TOKEN = "a-token-of-the-tests"
DATELINE = "from kg.cli import main; main()"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "store"
    with open_dataset(folder, mode="write") as dataset:
        dataset.load(EXAMPLE)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "store"))


class Served:
    """`dateline serve` as a process."""

    def __init__(self, folder: Path, *options: str, token: str | None = None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
        command = [sys.executable, "-c", DATELINE, "serve", "--store", str(folder), "--port", str(port), "--workers", "2", *options]
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env=environment | ({"DATELINE_TOKEN": token} if token else {})
        )
        assert self.process.stderr is not None
        self.line = self.process.stderr.readline()
        self.address = f"http://127.0.0.1:{port}"
        self.port = port

    def ask(self, query: str, timeout: float = 60) -> int:
        with urlopen(f"{self.address}/sparql?{urlencode({'query': query})}", timeout=timeout) as response:
            return int(json.load(response)["results"]["bindings"][0]["n"]["value"])

    def everybody(self) -> list[int]:
        """All processes that it consists of, but itself."""
        return _below(self.process.pid)

    def of(self, module: str) -> list[int]:
        """Those that run a module of ours."""
        return [pid for pid in self.everybody() if module.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]


def _below(pid: int) -> list[int]:
    found = []
    with contextlib.suppress(FileNotFoundError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *_below(int(child))]
    return found


@contextlib.contextmanager
def served(folder: Path, *options: str, token: str | None = None) -> Iterator[Served]:
    server = Served(folder, *options, token=token)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.wait()
        assert server.process.stderr is not None
        server.process.stderr.close()


def until(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_end_leaves_no_process_and_no_snapshot(folder: Path, number: int) -> None:
    with served(folder) as server:
        assert server.ask(COUNT) > 100
        assert server.line == f"{folder}: {server.address}/ (Ctrl-C ends it)\n"
        processes = server.everybody()
        assert len(server.of("server.pool.worker")) == 3  # one of them a spare one
        assert Path(f"{folder}.snapshots").is_dir()
        server.process.send_signal(number)
        _, errors = server.process.communicate(timeout=60)
        assert (server.process.returncode, errors) == (0, "")
        assert not any(map(is_running, processes))
        assert not Path(f"{folder}.snapshots").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_killed_server_takes_its_workers_with_it_and_the_next_one_tidies_up(folder: Path) -> None:
    with served(folder, "--time-limit", "60") as server:
        assert server.ask(COUNT) > 100
        processes, workers = server.everybody(), server.of("server.pool.worker")

        def run_away() -> None:
            with contextlib.suppress(OSError):
                server.ask(RUNAWAY, timeout=60)

        asking = threading.Thread(target=run_away)
        asking.start()
        until(lambda: any(_ran(pid) > 0.3 for pid in workers))
        server.process.kill()
        until(lambda: not any(map(is_running, processes)))
        asking.join(timeout=60)
    (left,) = Path(f"{folder}.snapshots").iterdir()
    with served(folder) as server:
        assert server.ask(COUNT) > 100
        (run,) = Path(f"{folder}.snapshots").iterdir()
        assert run != left


def _ran(pid: int) -> float:
    """Seconds of processor time."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


def test_two_servers_leave_each_others_snapshots_alone(folder: Path) -> None:
    with served(folder) as one, served(folder) as other:
        assert one.ask(COUNT) == other.ask(COUNT)
        assert len(list(Path(f"{folder}.snapshots").iterdir())) == 2
        other.process.terminate()
        other.process.wait(timeout=60)
        assert one.ask(COUNT + " LIMIT 1") > 100


def test_what_lies_only_in_the_log_is_served(folder: Path) -> None:
    """A writer that was killed has not put its last writes into files."""
    write = (
        "import os, sys, pyoxigraph as ox\n"
        "store = ox.Store(sys.argv[1])\n"
        "node = ox.NamedNode('http://x.example/n')\n"
        "store.add(ox.Quad(node, node, node))\n"
        "os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", write, str(folder)], check=False)
    with served(folder) as server:
        assert server.ask("SELECT (COUNT(*) AS ?n) WHERE { <http://x.example/n> ?p ?o }") == 1


def test_acknowledged_writes_survive_the_death_of_the_server(folder: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { <http://x.example/s> ?p ?o }"
    with served(folder, token=TOKEN) as server:
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
        for number in range(5):
            data = f"INSERT DATA {{ <http://x.example/s> <http://x.example/p> {number} }}".encode()
            with urlopen(Request(server.address + "/sparql", data=data, headers=headers), timeout=60) as response:
                assert response.status == 204
            assert server.ask(count) == number + 1
    with served(folder) as server:
        assert server.ask(count) == 5


def test_a_client_that_goes_or_never_reads_costs_the_others_nothing(folder: Path) -> None:
    request = f"GET /sparql?{urlencode({'query': LONG})} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with served(folder, "--time-limit", "2", "--result-limit", "4") as server, contextlib.ExitStack() as silent:
        for _ in range(6):
            client = silent.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            client.sendall(request)
        silent.enter_context(socket.create_connection(("127.0.0.1", server.port))).sendall(b"GET /sparql?que")
        assert server.ask(COUNT) > 100


def test_an_answer_that_breaks_off_does_not_look_whole(folder: Path) -> None:
    with served(folder, "--result-limit", "1") as server:
        request = f"GET /sparql?{urlencode({'query': LONG})} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
            client.sendall(request)
            received = bytearray()
            while data := client.recv(1 << 16):
                received += data
        assert received.startswith(b"HTTP/1.1 200") and len(received) > 500_000
        assert not received.endswith(b"0\r\n\r\n")


def test_the_least_memory_that_can_be_asked_for_is_enough_for_ordinary_questions(folder: Path) -> None:
    with served(folder, "--memory-limit", "128", token=TOKEN) as server:
        for number in range(3):  # each makes the workers open another snapshot
            headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
            data = f"INSERT DATA {{ <http://x.example/s> <http://x.example/p> {number} }}".encode()
            urlopen(Request(server.address + "/sparql", data=data, headers=headers), timeout=60).close()
            assert server.ask(COUNT) > 100
            assert (
                server.ask("SELECT (COUNT(*) AS ?n) WHERE { { SELECT ?p (COUNT(?o) AS ?m) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?m } }")
                > 10
            )


def test_limits_are_told_in_the_description(folder: Path) -> None:
    with served(folder, "--time-limit", "7", "--memory-limit", "300") as server:
        with urlopen(Request(server.address + "/sparql", headers={"Accept": "text/turtle"}), timeout=60) as response:
            text = response.read().decode()
        assert "7 seconds" in text and "300 MB of memory" in text
        with pytest.raises(urllib.error.HTTPError, match="403"):  # no token, no updates
            urlopen(Request(server.address + "/sparql", data=urlencode({"update": "CLEAR ALL"}).encode()), timeout=60)


INSERT = "INSERT DATA {{ <http://x.example/s> <http://x.example/p> {} }}"


def send_update(server: Served, text: str) -> int:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    with urlopen(Request(server.address + "/sparql", data=text.encode(), headers=headers), timeout=60) as response:
        return int(response.status)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_each_process_that_is_killed_is_replaced_and_nothing_is_lost(folder: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { <http://x.example/s> ?p ?o }"
    with served(folder, "--time-limit", "60", token=TOKEN) as server:
        assert server.ask(COUNT) > 100
        (writer,) = server.of("server.pool.writer")
        assert send_update(server, INSERT.format(1)) == 204
        os.kill(writer, signal.SIGKILL)
        assert send_update(server, INSERT.format(2)) == 204  # it waits for the next one
        assert server.ask(count) == 2
        for pid in server.of("server.pool.worker"):
            os.kill(pid, signal.SIGKILL)
        assert server.ask(count + " # 1", timeout=60) == 2
        # Gunicorn and its processes are forked, so they run what the first process runs.
        gunicorn, *fronts = [
            pid for pid in server.everybody() if pid not in server.of("server.pool.worker") + server.of("server.pool.writer")
        ]
        for number, killed in enumerate((fronts[0], gunicorn)):
            os.kill(killed, signal.SIGKILL)
            until(lambda: _answers(server, count + f" # killed {number}"), 60)  # noqa: B023  called at once
        server.process.terminate()
        server.process.wait(timeout=60)
        assert not Path(f"{folder}.snapshots").exists()


def _answers(server: Served, query: str) -> bool:
    try:
        return server.ask(query, timeout=60) == 2
    except OSError:  # it went to a process that is no more, or nobody listens yet
        return False


def test_a_reload_shows_what_other_commands_wrote_and_keeps_what_cannot_be_read_anew(folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "site.toml"
    config.write_text("time-limit = 20\n")
    with served(folder, "--config", str(config)) as server:
        before = server.ask(COUNT)
        with open_dataset(folder, mode="write") as dataset:
            dataset.update(INSERT.format(1))
        config.write_text("time-limit = 21\n")
        server.process.send_signal(signal.SIGHUP)
        until(lambda: server.ask(COUNT) == before + 1, 60)
        until(lambda: "21 seconds" in _description(server), 60)
        config.write_text("time-limit = 'long'\n")
        server.process.send_signal(signal.SIGHUP)
        assert server.process.stderr is not None
        assert "nothing is loaded anew" in server.process.stderr.readline()
        assert server.ask(COUNT) == before + 1


def _description(server: Served) -> str:
    with urlopen(Request(server.address + "/sparql", headers={"Accept": "text/turtle"}), timeout=60) as response:
        return str(response.read().decode())


def test_no_request_is_lost_while_processes_are_replaced(folder: Path) -> None:
    with served(folder) as server:
        whole = server.ask(COUNT)
        stop = threading.Event()
        got: list[int] = []
        lost: list[Exception] = []

        def go_on(client: int) -> None:
            while not stop.is_set():
                try:
                    got.append(server.ask(f"{COUNT} # {client} {len(got)}", timeout=60))
                except Exception as error:
                    lost.append(error)

        clients = [threading.Thread(target=go_on, args=(number,)) for number in range(4)]
        for client in clients:
            client.start()
        before = set(server.everybody())
        for _ in range(2):
            server.process.send_signal(signal.SIGHUP)
            reached = len(got) + 100
            until(lambda: len(got) > reached, 60)  # noqa: B023  called at once
        stop.set()
        for client in clients:
            client.join()
        assert (lost, set(got)) == ([], {whole})
        assert set(server.everybody()) != before
