"""The server on a real port, asked by the clients that people use."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from SPARQLWrapper import CSV, GET, JSON, POST, RDFXML, TURTLE, XML, SPARQLWrapper
from waitress.server import create_server

from kg.errors import DatelineError, StoreError
from kg.queries import DatasetNames, bind, load_queries
from kg.store import open_dataset
from kg.store.settings import Settings as StoreSettings
from server.app import create_app
from server.main import ServeError, serve
from server.settings import Settings
from tests.fixtures.example import EXAMPLE, ExampleDataset

PREFIX = "PREFIX dl: <https://w3id.org/dateline/ontology#> "
ATTACKS = PREFIX + "SELECT ?e WHERE { ?e a dl:Attack } ORDER BY ?e"


TOKEN = "a-token-of-the-tests"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The whole way: a dataset of `kg.store` in memory, the application, and waitress on a free port of the loopback."""
    with open_dataset("memory:", mode="write") as dataset:
        dataset.load(EXAMPLE)
        server = create_server(create_app(dataset, settings=Settings(token=TOKEN)), host="127.0.0.1", port=0, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.effective_port}"
        server.close()
        thread.join(timeout=60)


def ask(endpoint: str, query: str, form: str, method: str = GET) -> Any:
    asked = SPARQLWrapper(endpoint + "/sparql")
    asked.setQuery(query)
    asked.setReturnFormat(form)
    asked.setMethod(method)
    return asked.queryAndConvert()


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_gets_bindings(endpoint: str, method: str) -> None:
    bindings = ask(endpoint, ATTACKS, JSON, method)["results"]["bindings"]
    assert [row["e"]["value"].rpartition("/")[2] for row in bindings] == ["5c1f", "8d20", "c3d4"]


def test_sparqlwrapper_gets_the_other_formats(endpoint: str) -> None:
    assert ask(endpoint, ATTACKS, CSV).count(b"\r\n") == 4
    assert len(ask(endpoint, ATTACKS, XML).getElementsByTagName("result")) == 3


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # SPARQLWrapper makes one for RDF/XML
@pytest.mark.parametrize("form", [TURTLE, RDFXML])
def test_sparqlwrapper_gets_graphs(endpoint: str, form: str) -> None:
    got = ask(endpoint, PREFIX + "CONSTRUCT WHERE { ?e a dl:Attack }", form)
    text = got.decode() if isinstance(got, bytes) else got.serialize(format="turtle")
    assert "8d20" in text


def test_a_dateline_can_be_the_dataset_of_another(endpoint: str) -> None:
    """Every stored query gives the same rows through `kg.store`'s SPARQL client and this server as beside the data."""
    local = ExampleDataset()
    with open_dataset(endpoint + "/sparql") as remote:
        for name, query in load_queries().items():
            text = bind(query, {}, DatasetNames(remote))
            assert sorted(map(str, remote.query(text))) == sorted(map(str, local.query(text))), name  # type: ignore[arg-type]


def test_a_dataset_is_written_through_the_server_by_those_who_have_its_token() -> None:
    with open_dataset("memory:", mode="write") as behind:
        server = create_server(create_app(behind, settings=Settings(token=TOKEN)), host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=server.run, daemon=True).start()
        address = f"http://127.0.0.1:{server.effective_port}/sparql"
        with open_dataset(address, mode="write", settings=StoreSettings(token=TOKEN)) as remote:
            remote.load(EXAMPLE)
        assert behind.info().articles == 2 and behind.info().claims == 12
        with pytest.raises(StoreError), open_dataset(address, mode="write", settings=StoreSettings(token="wrong")) as remote:
            remote.load(EXAMPLE)
        server.close()


def test_a_long_answer_comes_whole_over_the_wire(endpoint: str) -> None:
    query = "SELECT * WHERE { ?s ?p ?o . ?a ?b ?c } LIMIT 20000"
    request = Request(endpoint + "/sparql", data=query.encode(), headers={"Content-Type": "application/sparql-query", "Accept": "text/csv"})
    with urlopen(request) as response:
        assert response.headers["Transfer-Encoding"] == "chunked"
        assert response.read().count(b"\r\n") == 20_001


def test_pages_and_their_files_are_served(endpoint: str) -> None:
    for path, kind in (("/", "text/html"), ("/static/dateline.css", "text/css"), ("/static/dateline.js", "text/javascript")):
        with urlopen(Request(endpoint + path, headers={"Accept": "text/html"})) as response:
            assert response.headers["Content-Type"].startswith(kind) and response.read()


SERVE = """
import sys
from kg.store import open_dataset
from server.main import serve
with open_dataset("memory:", mode="write") as dataset:
    serve(dataset, sys.argv[1], 0, ready=lambda address: print(address, flush=True))
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_server_tells_when_it_is_ready_and_ends_quietly(host: str) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVE, host], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address.startswith(f"http://{host}:")
            with urlopen(address + "health", timeout=60) as response:
                assert response.read() == b'{"status":"ok"}\n'
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")


def test_a_busy_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            ServeError, match=rf"127\.0\.0\.1:{port}: cannot be listened on \(address already in use\); give another --port or --host"
        ) as caught:
            serve(ExampleDataset(), "127.0.0.1", port)  # type: ignore[arg-type]
    assert isinstance(caught.value, DatelineError)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 0), ("192.0.2.1", 0), ("127.0.0.1", 99_999), ("127.0.0.1", -5)])
def test_an_impossible_address_is_one_clear_line(host: str, port: int) -> None:
    with pytest.raises(ServeError) as caught:
        serve(ExampleDataset(), host, port)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value) and (host in str(caught.value) or str(port) in str(caught.value))


def test_the_served_files_are_in_the_package() -> None:
    folder = Path(create_app.__code__.co_filename).parent
    assert {path.suffix for path in (folder / "static").iterdir()} == {".css", ".js", ".svg"}
