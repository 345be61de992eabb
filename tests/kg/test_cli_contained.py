"""`dateline query` as a process, when the engine crashes at the query."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store import open_dataset

XSD = "http://www.w3.org/2001/XMLSchema#"
DATELINE = "from kg.cli import main; main()"
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")


def mixed(seed: int) -> ox.Literal:
    """Values of kinds that cannot be compared with each other, at which the engine's sorting gives up (with some of the seeds)."""
    draw = random.Random(seed)
    kinds = (
        (XSD + "integer", str(draw.randrange(1000))),
        ("urn:x:foo", str(draw.randrange(1000))),
        (XSD + "date", f"2020-01-1{draw.randrange(9)}"),
    )
    datatype, value = draw.choice((*kinds, (XSD + "string", str(draw.randrange(1000)))))
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contained") / "store"
    with open_dataset(folder, mode="write") as dataset:
        dataset.load(ox.Quad(ox.NamedNode(f"urn:x:{n}"), ox.NamedNode("urn:x:p"), mixed(n)) for n in range(3000))
    return folder


def query(store: Path, text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DATELINE, "query", text, "--store", str(store)], capture_output=True, text=True, timeout=120, check=False
    )


def test_a_query_that_crashes_the_engine_is_one_line(store: Path) -> None:
    crashed = query(store, "SELECT ?o { ?s <urn:x:p> ?o } ORDER BY ?o")
    if crashed.returncode == 0:
        pytest.skip("this engine sorts it")
    assert crashed.returncode == 1 and crashed.stdout == ""
    assert crashed.stderr.startswith("dateline: query: the engine failed at it (SIGABRT)") and crashed.stderr.count("\n") == 1


def test_other_queries_are_answered_and_refused_as_ever(store: Path) -> None:
    good = query(store, "SELECT (COUNT(*) AS ?n) { ?s <urn:x:p> ?o }")
    assert (good.returncode, good.stdout.split(), good.stderr) == (0, ["n", "3000"], "")
    broken = query(store, "SELECT { ?s")
    assert broken.returncode == 1 and broken.stderr.startswith("dateline: query: syntax error") and broken.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_query_ends_with_the_command_that_asked_it(store: Path) -> None:
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with subprocess.Popen([sys.executable, "-c", DATELINE, "query", runaway, "--store", str(store)]) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        end = time.monotonic() + 60
        while not (child := children.read_text().split()):
            assert time.monotonic() < end
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        stat = Path(f"/proc/{child[0]}/stat")
        while stat.exists() and " Z " not in stat.read_text():
            assert time.monotonic() < end
            time.sleep(0.01)
