"""The servers that are compared, each started on a free port of the loopback over the same N-Triples file."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.store import open_dataset
from tests.benchmarks.http import Connection
from tests.hostility.attacked import below

START_WITHIN = 900.0
"""Seconds: rdflib parses a million triples in a minute or two."""
_VIRTUOSO = """
[Database]
DatabaseFile={folder}/v.db
ErrorLogFile={folder}/v.log
LockFile={folder}/v.lck
TransactionFile={folder}/v.trx
xa_persistent_file={folder}/v.pxa
[TempDatabase]
DatabaseFile={folder}/t.db
TransactionFile={folder}/t.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
DirsAllowed={allowed}
NumberOfBuffers=85000
MaxDirtyBuffers=65000
[SPARQL]
ResultSetMaxRows=1000000
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerRoot={folder}
"""


class MissingError(Exception):
    """A peer is not installed here; the text says what is missing."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def processor_time(pid: int) -> float:
    """Seconds of processor that a process took until now, with those that it started; 0 where there is no /proc."""
    ticks = 0
    with contextlib.suppress(OSError):
        # After the name, which may have spaces: state is the first, utime and stime are the 12th and 13th (proc(5)).
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK") + sum(map(processor_time, below(pid)))


def find(name: str, folder: Path | None) -> str:
    """The program of this name, in the folder of a virtual environment or on the path."""
    beside = shutil.which(name, path=str(folder / "bin")) if folder else None
    found = beside or shutil.which(name)
    if found is None:
        raise MissingError(f"no {name} here")
    return found


@dataclass(frozen=True, slots=True)
class Peer:
    """A server that runs: its endpoint, and its first process."""

    address: str
    pid: int


@contextlib.contextmanager
def running(command: list[str], address: str, folder: Path, environment: dict[str, str] | None = None) -> Iterator[Peer]:
    """A server's process, when it answers."""
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=os.environ | (environment or {})) as process,
    ):
        try:
            wait_for(address, process)
            yield Peer(address, process.pid)
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers.

    Raises:
        MissingError: it ended, or does not.
    """
    end = time.monotonic() + START_WITHIN
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError, ValueError):
            Connection(address).ask("ASK {}")
            return
        time.sleep(0.1)
    raise MissingError(f"it does not start (it is {'still silent' if process.poll() is None else 'gone'})")


@contextlib.contextmanager
def dateline(data: Path, folder: Path, _: Path | None) -> Iterator[Peer]:
    """This project's server, as `dateline serve` runs it."""
    with open_dataset(folder / "store", mode="write") as dataset:
        dataset.load(data)
    port = free_port()
    command = [sys.executable, "-c", "from kg.cli import main; main()", "serve", "--store", str(folder / "store"), "--port", str(port)]
    with running(command, f"http://127.0.0.1:{port}/sparql", folder, {"PYTHONPATH": str(Path.cwd())}) as peer:
        yield peer


@contextlib.contextmanager
def oxigraph(data: Path, folder: Path, programs: Path | None) -> Iterator[Peer]:
    """Oxigraph's own server."""
    program, port = find("oxigraph", programs), free_port()
    subprocess.run([program, "load", "--location", "store", "--file", str(data)], cwd=folder, check=True, capture_output=True)
    command = [program, "serve-read-only", "--location", "store", "--bind", f"127.0.0.1:{port}"]
    with running(command, f"http://127.0.0.1:{port}/query", folder) as peer:
        yield peer


@contextlib.contextmanager
def rdflib_endpoint(data: Path, folder: Path, programs: Path | None) -> Iterator[Peer]:
    """rdflib-endpoint over rdflib's own store, as its documentation starts it."""
    port = free_port()
    command = [find("rdflib-endpoint", programs), "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
    with running(command, f"http://127.0.0.1:{port}/", folder) as peer:
        yield peer


@contextlib.contextmanager
def virtuoso(data: Path, folder: Path, programs: Path | None) -> Iterator[Peer]:
    """Virtuoso 7, its data in one graph."""
    program, isql = find("virtuoso-t", programs), find("isql-vt", programs)
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(folder=folder, sql=sql, http=http, allowed=data.parent))
    with running([program, "+foreground", "+configfile", "virtuoso.ini"], f"http://127.0.0.1:{http}/sparql", folder) as peer:
        for statement in (f"ld_dir('{data.parent}', '{data.name}', 'urn:x:events');", "rdf_loader_run();", "checkpoint;"):
            subprocess.run([isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={statement}"], check=True, capture_output=True)
        yield peer


SERVERS: dict[str, Callable[[Path, Path, Path | None], contextlib.AbstractContextManager[Peer]]] = {
    "dateline": dateline,
    "oxigraph": oxigraph,
    "rdflib-endpoint": rdflib_endpoint,
    "virtuoso": virtuoso,
}
"""Each takes the data, a folder of its own, and the folder of a virtual environment in which programs may be."""
