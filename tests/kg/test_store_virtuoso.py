"""A dataset in Virtuoso, where it is installed (Debian: virtuoso-opensource-7-bin): quad for quad what Oxigraph holds."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.iri import DEFAULT_BASE
from kg.ontology import Ontology
from kg.store import Dataset, Settings, open_dataset
from tests.kg.documents import retold, worked_example

VIRTUOSO, ISQL = shutil.which("virtuoso-t"), shutil.which("isql-vt")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (VIRTUOSO and ISQL), reason="Virtuoso is not installed"),
]
INI = """
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
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerRoot={folder}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, (sql, http) = tmp_path_factory.mktemp("virtuoso"), free_ports()
    (folder / "virtuoso.ini").write_text(INI.format(folder=folder, sql=sql, http=http))
    server = subprocess.Popen(
        [str(VIRTUOSO), "+foreground", "+configfile", "virtuoso.ini"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    found = f"http://127.0.0.1:{http}/sparql"
    try:
        wait_for(found)
        grant = [str(ISQL), f"127.0.0.1:{sql}", "dba", "dba", 'exec=GRANT SPARQL_UPDATE TO "SPARQL";']
        subprocess.run(grant, check=True, capture_output=True)
        yield found
    finally:
        server.terminate()
        server.wait(timeout=60)


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=60).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise StoreError(f"{address}: Virtuoso did not start")


def data(dataset: Dataset) -> set[str]:
    return {str(q) for q in dataset.quads() if DEFAULT_BASE in str(q.subject)}


def test_virtuoso_holds_what_oxigraph_holds(address: str, tmp_path: Path) -> None:
    ontology = Ontology.load()
    remote = open_dataset(address, mode="write", ontology=ontology, settings=Settings(default_graph="https://example.org/dateline"))
    local = open_dataset(tmp_path / "kg", mode="write", ontology=ontology)
    a, b = worked_example(), retold(worked_example(), "Other. ", publisher="Other Wire")
    for document in (a, b):
        assert remote.add(document) is True
        local.add(document)
        assert data(remote) == data(local)
    assert remote.add(a) is False
    assert remote.info().events_by_status == local.info().events_by_status == {"Reported": 1}
    for document in (a, b):
        assert remote.remove(document.article.id) is True
        local.remove(document.article.id)
        assert data(remote) == data(local)
