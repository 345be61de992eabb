"""Queries in processes of their own: what a client sees when they run away, grow, crash, are killed, or wait."""

from __future__ import annotations

import contextlib
import gzip
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.errors import QueryError, StoreError
from kg.sparql import Limits
from kg.store import open_dataset
from server.app import create_app
from server.evaluator import Question, UnavailableError
from server.pool.evaluator import PoolEvaluator
from server.pool.supervisor import Keeping, Supervised, Supervisor
from server.settings import PoolSettings, Settings
from tests.fixtures.example import EXAMPLE

TOKEN = "a-token-of-the-tests"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORTED_RUNAWAY = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c LIMIT 1"
LONG = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
DOUBLING = 'SELECT (STRLEN(?x30) AS ?n) WHERE { BIND("0123456789" AS ?x0) ' + " ".join(
    f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30)
)
BRACES = "SELECT * WHERE " + "{" * 20_000 + "?s ?p ?o" + "}" * 20_000
SECONDS = 0.7


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Keeping:
    folder = tmp_path_factory.mktemp("pool") / "store"
    with open_dataset(folder, mode="write") as dataset:
        dataset.load(EXAMPLE)
        return Keeping(where=folder, base=dataset.base, writable=True)


SETTINGS = PoolSettings(workers=2, seconds=60, memory=200 << 20, queue=3, patience=60)


@pytest.fixture(scope="module")
def supervisor(keeping: Keeping) -> Iterator[Supervisor]:
    with Supervised(keeping, SETTINGS) as running:
        yield running


@pytest.fixture(scope="module")
def pool(supervisor: Supervisor) -> PoolEvaluator:
    # No limit of nesting: here a worker has to survive what the scan of the text would refuse.
    return PoolEvaluator(supervisor.run, Limits(depth=10**9, groups=10**9), SETTINGS)


@pytest.fixture
def hasty(keeping: Keeping, supervisor: Supervisor) -> FlaskClient:
    """A client of a server that has little time for a query, with the same processes behind."""
    evaluator = PoolEvaluator(supervisor.run, Limits(), replace(SETTINGS, seconds=SECONDS))
    return create_app(None, settings=Settings(base=keeping.base), evaluator=evaluator, queries={}).test_client()


@contextlib.contextmanager
def evaluating(keeping: Keeping, settings: PoolSettings) -> Iterator[PoolEvaluator]:
    """Processes of one's own, over the same dataset as it is in files, for reading."""
    with Supervised(replace(keeping, writable=False), settings) as supervisor:
        yield PoolEvaluator(supervisor.run, Limits(), settings)


@pytest.fixture
def client(keeping: Keeping, pool: PoolEvaluator) -> FlaskClient:
    return create_app(None, settings=Settings(base=keeping.base, token=TOKEN), evaluator=pool, queries={}).test_client()


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Look again and again, with an end."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def count(client: FlaskClient) -> int:
    response = client.post("/sparql", data={"query": COUNT})
    assert response.status_code == 200, response.text
    return int(response.get_json(force=True)["results"]["bindings"][0]["n"]["value"])


def is_alive(pid: int) -> bool:
    """Whether there is such a process, be it a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="only where the system tells of other processes")
def test_workers_ask_the_allocator_for_room_unless_the_operator_says_otherwise(
    keeping: Keeping, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(pid: int) -> list[bytes]:
        return [line for line in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") if line.startswith(b"GLIBC_TUNABLES=")]

    until(lambda: bool(supervisor.pids))
    (line,) = told(supervisor.pids[0])
    assert b"tcache_count" in line
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.perturb=0")
    with Supervised(replace(keeping, writable=False), PoolSettings(workers=1)) as other:
        until(lambda: bool(other.pids))
        assert told(other.pids[0]) == [b"GLIBC_TUNABLES=glibc.malloc.perturb=0"]


# -- limits


@pytest.mark.parametrize("query", [RUNAWAY, SORTED_RUNAWAY])
def test_a_runaway_query_ends_at_the_limit_with_503(client: FlaskClient, hasty: FlaskClient, query: str) -> None:
    response = hasty.get("/sparql", query_string={"query": query})
    assert response.status_code == 503
    assert response.mimetype == "application/problem+json"
    problem = response.get_json(force=True)
    if "memory" not in problem["detail"]:  # sorting may meet that limit first
        assert "more than 0.7 seconds" in problem["detail"] and int(response.headers["Retry-After"]) >= 1
    assert count(client) > 100


def test_a_query_that_grows_meets_the_limit_of_memory(keeping: Keeping) -> None:
    with evaluating(keeping, PoolSettings(workers=1, seconds=60, memory=200 << 20)) as pool:
        with pytest.raises(UnavailableError, match="200 MB of memory"):
            pool.evaluate(Question(text=DOUBLING + "}"))
        assert list(pool.evaluate(Question(text=COUNT)).chunks)


def test_what_kills_a_worker_does_not_kill_the_server(client: FlaskClient, pool: PoolEvaluator, supervisor: Supervisor) -> None:
    before = set(supervisor.pids)
    response = client.post("/sparql", data={"query": BRACES})
    assert response.status_code == 503
    assert "nests too deep" in response.get_json(force=True)["detail"]
    assert count(client) > 100
    until(lambda: len(supervisor.pids) == 2 and before != set(supervisor.pids))


def test_braces_are_refused_before_a_worker_sees_them(pool: PoolEvaluator) -> None:
    strict = PoolEvaluator.__new__(PoolEvaluator)
    strict.__dict__.update(vars(pool) | {"_limits": Limits()})
    client = create_app(None, evaluator=strict, queries={}).test_client()
    assert client.post("/sparql", data={"query": BRACES}).status_code == 400


def test_an_answer_beyond_the_limit_of_size_breaks_off(keeping: Keeping) -> None:
    with evaluating(keeping, PoolSettings(workers=1, result_bytes=1_000_000)) as pool:
        answer = pool.evaluate(Question(text=LONG))
        with pytest.raises(UnavailableError, match="more than 1,000,000 bytes"):
            list(answer.chunks)
        assert len(list(pool.evaluate(Question(text=COUNT)).chunks)) == 1


TRY = """
import errno, socket, subprocess, sys
from server.pool.sandbox import close_off
one, other = socket.socketpair()
if not close_off():
    sys.exit("no filter here")
one.sendall(b"x")
assert other.recv(1) == b"x"  # what is open stays open
for forbidden in (
    lambda: socket.socket(socket.AF_INET),
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: subprocess.run(["true"]),
):
    try:
        forbidden()
    except OSError as error:
        assert error.errno == errno.EPERM, error
    else:
        sys.exit("it was possible")
"""


@pytest.mark.skipif(sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="the filter is Linux's")
def test_a_worker_can_neither_open_a_connection_nor_start_a_program() -> None:
    ended = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, timeout=60, check=False)
    if "no filter here" in ended.stderr:
        pytest.skip("this kernel, or the container, has no filters")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_what_slips_through_the_scan_reaches_nobody(keeping: Keeping, pool: PoolEvaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine itself has no switch for SERVICE: so let a query pass that should have been refused."""
    monkeypatch.setattr("server.pool.evaluator.refuse", lambda question, limits: None)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        query = f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        with contextlib.suppress(UnavailableError, QueryError, StoreError):
            b"".join(pool.evaluate(Question(text=query)).chunks)
        with pytest.raises(BlockingIOError):
            listener.accept()


# -- accidents


def test_a_worker_killed_in_the_middle_is_an_error_and_the_next_query_works(
    client: FlaskClient, pool: PoolEvaluator, supervisor: Supervisor
) -> None:
    until(lambda: len(supervisor.pids) == 2)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(client.get("/sparql", query_string={"query": RUNAWAY})))
    asking.start()
    until(lambda: bool(pool.busy))
    os.kill(pool.busy[0], signal.SIGKILL)
    asking.join(timeout=60)
    assert [response.status_code for response in answers] == [503]
    assert "killed from outside" in answers[0].get_json(force=True)["detail"]
    assert count(client) > 100


def test_idle_workers_that_were_killed_are_replaced(client: FlaskClient, pool: PoolEvaluator, supervisor: Supervisor) -> None:
    until(lambda: len(supervisor.pids) == 2)
    dead = supervisor.pids
    for pid in dead:
        os.kill(pid, signal.SIGKILL)
    assert count(client) > 100
    until(lambda: len(supervisor.pids) == 2 and not set(supervisor.pids) & set(dead))
    until(lambda: not any(map(is_alive, dead)))


def test_a_body_that_has_begun_breaks_off_when_its_worker_dies(client: FlaskClient, pool: PoolEvaluator) -> None:
    answer = pool.evaluate(Question(text=LONG))
    next(answer.chunks)
    os.kill(pool.busy[0], signal.SIGKILL)
    with pytest.raises(UnavailableError):
        list(answer.chunks)


def test_workers_start_wherever_the_server_was_started(keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "server.py").write_text("raise SystemExit('a module of the user')")
    monkeypatch.chdir(tmp_path)
    with evaluating(keeping, PoolSettings(workers=1)) as pool:
        assert list(pool.evaluate(Question(text="ASK {}")).chunks)


# -- slow and absent readers


def test_a_slow_reader_does_not_hold_up_others_and_loses_its_worker_at_the_limit(client: FlaskClient, supervisor: Supervisor) -> None:
    pool = PoolEvaluator(supervisor.run, Limits(), replace(SETTINGS, seconds=4))
    slow = pool.evaluate(Question(text=LONG))
    assert next(slow.chunks)
    (pid,) = pool.busy
    assert count(client) > 100
    until(lambda: not is_alive(pid) or _is_zombie(pid))
    with pytest.raises(UnavailableError):
        list(slow.chunks)


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return " Z " in Path(f"/proc/{pid}/stat").read_text()
    return True


def test_an_answer_that_nobody_reads_on_leaves_its_worker_free(pool: PoolEvaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.pool.asking.STOP_WITHIN", 60.0)  # enough for a busy machine
    answer = pool.evaluate(Question(text=LONG))
    next(answer.chunks)
    (pid,) = pool.busy
    answer.chunks.close()  # type: ignore[attr-defined]
    assert not pool.busy
    assert is_alive(pid)


def test_a_query_whose_asker_goes_away_ends_at_once(pool: PoolEvaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.pool.asking.STOP_WITHIN", 0.01)  # it has no time to end by itself, and is busy with a row that never comes
    reply = pool._send(Question(text=RUNAWAY))
    pid = reply.pid
    reply.close()
    until(lambda: not is_alive(pid))


def test_who_finds_the_queue_full_is_sent_away(client: FlaskClient, pool: PoolEvaluator, supervisor: Supervisor) -> None:
    until(lambda: len(supervisor.pids) == 2)
    statuses: list[tuple[int, bool]] = []

    def ask(number: int) -> None:
        # Each its own: equal ones would wait for the first, and not in the queue.
        response = client.get("/sparql", query_string={"query": f"{RUNAWAY} # {number}"})
        statuses.append((response.status_code, "busy" in response.text))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(2 + 5)]
    for thread in threads[:2]:
        thread.start()
    until(lambda: len(pool.busy) == 2)
    for thread in threads[2:]:  # three in the queue, and as many as there are workers
        thread.start()
    until(lambda: pool.waiting == 5)
    response = client.post("/sparql", data={"query": COUNT + " "})
    assert response.status_code == 503 and response.headers["Retry-After"] == "1"
    assert "too many queries wait" in response.text
    while any(thread.is_alive() for thread in threads):
        for pid in pool.busy:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        threads[0].join(0.1)
        threads = [thread for thread in threads if thread.is_alive()] or threads[:1]
    assert [status for status, _ in statuses] == [503] * 7


# -- updates


def update(client: FlaskClient, text: str) -> int:
    return client.post("/sparql", data={"update": text}, headers={"Authorization": f"Bearer {TOKEN}"}).status_code


def test_who_writes_reads_it_at_once_from_every_worker(client: FlaskClient, pool: PoolEvaluator, supervisor: Supervisor) -> None:
    until(lambda: len(supervisor.pids) == 2)
    before = count(client)
    for number in range(1, 4):
        assert update(client, f"INSERT DATA {{ <http://x.example/s> <http://x.example/p> {number} }}") == 204
        assert [count(client) for _ in range(3)] == [before + number] * 3
    assert update(client, "DELETE WHERE { <http://x.example/s> ?p ?o }") == 204
    assert count(client) == before


def test_an_answer_on_its_way_is_that_of_the_data_it_was_asked_of(client: FlaskClient, pool: PoolEvaluator) -> None:
    query = "SELECT * WHERE { ?a a ?b . ?c a ?d . ?e a ?f } LIMIT 20000"
    whole = b"".join(pool.evaluate(Question(text=query, result_format="csv")).chunks)
    answer = pool.evaluate(Question(text=query + " ", result_format="csv"))
    first = next(answer.chunks)
    assert update(client, "INSERT DATA { <http://x.example/s> a <http://x.example/C> }") == 204
    assert first + b"".join(answer.chunks) == whole
    assert update(client, "DELETE WHERE { <http://x.example/s> ?p ?o }") == 204


def test_only_the_newest_snapshot_stays(client: FlaskClient, supervisor: Supervisor) -> None:
    assert update(client, "INSERT DATA { <http://x.example/s> a <http://x.example/C> }") == 204
    assert update(client, "DELETE WHERE { <http://x.example/s> ?p ?o }") == 204
    run = supervisor.run
    until(lambda: [path.name for path in run.folder.iterdir() if path.is_dir() and not path.is_symlink()] == [run.current()])
    assert count(client) > 100


def test_an_update_that_cannot_be_published_is_told_and_shown_as_soon_as_it_can(client: FlaskClient, supervisor: Supervisor) -> None:
    before = count(client)
    name, _, number = (supervisor.run.current() or "").rpartition("-")
    (supervisor.run.folder / f"{name}-{int(number) + 1}" / "in the way").mkdir(parents=True)
    assert update(client, "INSERT DATA { <http://x.example/s> <http://x.example/p> 1 }") == 503
    until(lambda: count(client) == before + 1)
    assert update(client, "DELETE WHERE { <http://x.example/s> ?p ?o }") == 204
    assert count(client) == before


def test_an_update_ends_at_its_limit_and_nothing_of_it_is_written(keeping: Keeping, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(keeping.where, tmp_path / "store"))
    settings = PoolSettings(workers=1, update_seconds=2)
    with Supervised(replace(keeping, where=folder), settings) as supervisor:
        pool = PoolEvaluator(supervisor.run, Limits(), settings)
        pool.update("INSERT DATA { <http://x.example/s> <http://x.example/p> 1 }")
        writer = supervisor.writer
        with pytest.raises(UnavailableError, match="more than 2 seconds"):
            pool.update("INSERT { ?a <http://x.example/p> ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        pool.update("INSERT DATA { <http://x.example/s> <http://x.example/p> 2 }")
        assert supervisor.writer != writer
        rows = pool.table("SELECT ?o WHERE { ?s <http://x.example/p> ?o } ORDER BY ?o").rows
        assert [str(row[0]) for row in rows] == [
            '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
            '"2"^^<http://www.w3.org/2001/XMLSchema#integer>',
        ]


def test_updates_at_the_same_time_share_snapshots_and_each_is_seen_by_who_made_it(keeping: Keeping, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(keeping.where, tmp_path / "store"))
    settings = PoolSettings(workers=2)
    with Supervised(replace(keeping, where=folder), settings) as supervisor:
        pool = PoolEvaluator(supervisor.run, Limits(), settings)

        def write(number: int) -> bool:
            pool.update(f"INSERT DATA {{ <http://x.example/s> <http://x.example/p> {number} }}")
            answer = pool.evaluate(Question(text=f"ASK {{ <http://x.example/s> <http://x.example/p> {number} }}"))
            return b"true" in b"".join(answer.chunks)

        with ThreadPoolExecutor(16) as clients:
            assert all(clients.map(write, range(64)))
        assert int((supervisor.run.current() or "").rpartition("-")[2]) < 64


def test_a_broken_update_changes_nothing_and_is_told(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"update": "INSERT DATA { <a> }"}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 400 and response.get_json(force=True)["line"] == 1


# -- caches


def test_an_answer_is_known_by_its_tag_until_the_data_change(client: FlaskClient, pool: PoolEvaluator) -> None:
    first = client.get("/sparql", query_string={"query": COUNT})
    tag = first.headers["ETag"]
    known = client.get("/sparql", query_string={"query": COUNT}, headers={"If-None-Match": tag})
    assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", tag)
    assert client.get("/sparql", query_string={"query": COUNT}, headers={"Accept": "text/csv"}).headers["ETag"] != tag
    assert update(client, "INSERT DATA { <http://x.example/s> a <http://x.example/C> }") == 204
    changed = client.get("/sparql", query_string={"query": COUNT}, headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag
    assert update(client, "DELETE WHERE { <http://x.example/s> ?p ?o }") == 204


def test_a_repeated_query_needs_no_worker(client: FlaskClient, pool: PoolEvaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/sparql", query_string={"query": COUNT})

    def nobody(*_: object, **__: object) -> None:
        raise AssertionError("a worker was asked")

    monkeypatch.setattr(pool, "_send", nobody)
    again = client.get("/sparql", query_string={"query": COUNT})
    assert (again.status_code, again.data) == (200, first.data)


def test_what_changes_by_itself_has_no_tag_and_is_asked_anew(client: FlaskClient) -> None:
    query = "SELECT (RAND() AS ?n) {}"
    one, other = (client.get("/sparql", query_string={"query": query}) for _ in range(2))
    assert one.data != other.data and "ETag" not in one.headers


@pytest.mark.parametrize("query", ["SELECT * WHERE { ?s ?p ?o } LIMIT 50", LONG + " LIMIT 5000"])
def test_results_are_packed_for_those_who_take_it(client: FlaskClient, query: str) -> None:
    plain, packed, refused = (
        client.get("/sparql", query_string={"query": query}, headers={"Accept-Encoding": accepted}, buffered=True)
        for accepted in ("identity", "br, gzip;q=0.5", "gzip;q=0, *")
    )
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < len(plain.data) / 2
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert "Accept-Encoding" in packed.headers["Vary"] and "Content-Encoding" not in refused.headers


# -- errors are the same as without workers


def test_errors_of_queries_come_through(client: FlaskClient) -> None:
    broken = client.get("/sparql", query_string={"query": "SELECT * WHERE { ?s ?p }"})
    assert broken.status_code == 400 and broken.get_json(force=True)["line"] == 1
    unfit = client.get("/sparql", query_string={"query": COUNT}, headers={"Accept": "text/turtle"})
    assert unfit.status_code == 406
    wrong = client.get("/sparql", query_string={"query": COUNT, "default-graph-uri": "no iri"})
    assert wrong.status_code == 400


def test_pages_are_made_from_workers_answers(client: FlaskClient, hasty: FlaskClient) -> None:
    page = client.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 200 and "Kharkiv" in page.text
    result = hasty.post("/", data={"query": RUNAWAY, "part": "result"}, headers={"Accept": "text/html"})
    assert result.status_code == 503 and "more than 0.7 seconds" in result.text
