"""Export in six formats: what goes out comes back, sorted formats are the same byte for byte, and files are written whole."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ExportError
from kg.export import FORMATS, SUFFIXES, export, export_file, format_of
from kg.model import Document
from kg.ontology import Ontology
from kg.rdf.schema import GRAPH
from kg.store import Dataset, Settings, open_dataset
from kg.store.loading import FORMATS as SYNTAXES
from kg.store.oxigraph import OxigraphDataset
from tests.kg.documents import retold, worked_example
from tests.kg.random_documents import documents

WITH_GRAPHS = ("trig", "nquads", "jsonld")
RDF_FORMATS: dict[str, ox.RdfFormat] = {name: SYNTAXES[suffix] for suffix, name in SUFFIXES.items()}


@pytest.fixture(scope="module")
def dataset(ontology: Ontology) -> Dataset:
    found = open_dataset("memory:", mode="write", ontology=ontology)
    found.add(worked_example())
    found.add(retold(worked_example(), "Other. ", publisher="Other Wire"))
    return found


def bare(ontology: Ontology, *told: Document) -> OxigraphDataset:
    """A dataset without the ontology."""
    found = OxigraphDataset("memory:", ox.Store(), mode="read", ontology=ontology, settings=Settings())
    found.mode = "write"
    for document in told:
        found.add(document)
    return found


def exported(dataset: Dataset, format: str, *, ontology: bool = False) -> bytes:
    out = io.BytesIO()
    export(dataset, out, format, ontology=ontology)
    return out.getvalue()


def as_set(quads: object) -> set[str]:
    """Quads as they are once they are stored (Oxigraph normalises literals)."""
    store = ox.Store()
    store.extend(quads)  # type: ignore[arg-type]
    return {str(q) for q in store}


def parsed(data: bytes, format: str) -> set[str]:
    return as_set(ox.parse(data, RDF_FORMATS[format]))


def expected(dataset: Dataset, format: str, *, ontology: bool = False) -> set[str]:
    schema = set() if ontology else {q.triple for q in dataset.match(None, None, None, GRAPH)}
    chosen = (
        q
        for q in dataset.quads()
        if (q.graph_name == ox.DefaultGraph() and q.triple not in schema)
        or (format in WITH_GRAPHS and q.graph_name not in (ox.DefaultGraph(), *(() if ontology else (GRAPH,))))
    )
    return as_set(chosen)


@pytest.mark.parametrize("format", FORMATS)
def test_what_goes_out_comes_back(dataset: Dataset, format: str) -> None:
    found = parsed(exported(dataset, format), format)
    assert found == expected(dataset, format)
    assert len(found) > 100


@pytest.mark.parametrize("format", FORMATS)
def test_the_ontology_goes_out_if_it_is_asked_for(dataset: Dataset, format: str) -> None:
    data = ox.Dataset(ox.parse(exported(dataset, format, ontology=True), RDF_FORMATS[format]))
    whole = ox.Dataset(q for q in dataset.quads() if format in WITH_GRAPHS or q.graph_name == ox.DefaultGraph())
    data.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    whole.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert data == whole


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(a=documents(), b=documents(" b"), format=st.sampled_from(FORMATS))
def test_random_datasets_come_back(ontology: Ontology, a: Document, b: Document, format: str) -> None:
    found = bare(ontology, a, b)
    assert parsed(exported(found, format), format) == expected(found, format)


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
    other=st.one_of(
        st.integers().map(str).map(lambda s: ox.Literal(s, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))),
        st.text(st.characters(codec="utf-8", exclude_characters="\x00")).map(lambda s: ox.Literal(s, language="en")),
        st.text(st.characters(codec="utf-8", exclude_characters="\x00")).map(lambda s: ox.Literal(s, datatype=ox.NamedNode("urn:type"))),
        st.text("abcXYZ09_-.é/", min_size=1).map(lambda s: ox.NamedNode(f"https://w3id.org/dateline/id/{s}")),
        st.text("abcXYZ09_-.é/", min_size=1).map(lambda s: ox.NamedNode(f"https://w3id.org/dateline/ontology#{s}")),
        st.just(ox.BlankNode("b1")),
    ),
    format=st.sampled_from(["turtle", "trig", "ntriples", "nquads"]),
)
def test_any_text_and_any_iri_come_back(ontology: Ontology, text: str, other: ox.Literal, format: str) -> None:
    found = bare(ontology)
    node = ox.NamedNode("https://w3id.org/dateline/id/entity/x")
    found.load([ox.Quad(node, node, ox.Literal(text)), ox.Quad(node, ox.NamedNode("urn:p"), other)])
    assert parsed(exported(found, format), format) == {str(q) for q in found.quads()}


@pytest.mark.parametrize("format", ["turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml"])
def test_the_same_data_give_the_same_bytes_whatever_came_first(ontology: Ontology, format: str) -> None:
    a, b = worked_example(), retold(worked_example(), "Other. ")
    assert exported(bare(ontology, a, b), format) == exported(bare(ontology, b, a), format)


def test_turtle_is_in_reading_order(dataset: Dataset) -> None:
    text = exported(dataset, "turtle").decode()
    places = [text.index(f"\n# {heading}\n") for heading in ("Articles", "Entities", "Events", "Claims")]
    assert places == sorted(places)
    event = text.index("\n<event/")
    assert text.index("\n<figure/") > event
    assert "\n<event/" not in text[text.index("\n<figure/") :]  # one event, and its figures right after it


def test_turtle_reads_as_the_design_has_it(dataset: Dataset) -> None:
    text = exported(dataset, "turtle").decode()
    assert "> a dl:DroneStrike, dl:Attack, dl:ConflictEvent, dl:Event ;\n    rdfs:label " in text
    assert "<entity/sumy> a dl:Settlement, dl:Place, dl:Entity ;" in text
    assert 'dl:date "2025-07-01"^^xsd:date ;' in text
    assert "dl:deaths 2 ;" in text


def test_turtle_of_an_empty_dataset_has_only_prefixes(ontology: Ontology) -> None:
    text = exported(open_dataset("memory:", mode="write", ontology=ontology), "turtle").decode()
    assert all(line.startswith(("@prefix ", "@base ")) for line in text.splitlines())


def test_events_stand_in_order_of_time(ontology: Ontology) -> None:
    document = worked_example()
    event = document.events[0]
    assert event.date is not None
    earlier = replace(document, events=(replace(event, date=replace(event.date, value="2024-01-01")),))
    text = exported(bare(ontology, document, retold(earlier, "Other. ")), "turtle").decode()
    assert text.index("2024-01-01") < text.index("2025-07-01")


def test_another_base_is_written_too(ontology: Ontology) -> None:
    found = open_dataset("memory:", mode="write", ontology=ontology, settings=Settings(base="http://example.org/kg/"))
    found.add(worked_example())
    assert parsed(exported(found, "turtle"), "turtle") == expected(found, "turtle")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_files_name_tells_the_format_and_the_file_loads_again(dataset: Dataset, ontology: Ontology, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"kg{suffix}"
    export_file(dataset, path)
    again = bare(ontology)
    assert again.load(path) > 100
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_an_unknown_format_is_told(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no such format; one of turtle"):
        export(dataset, io.BytesIO(), "excel")
    with pytest.raises(ExportError, match="which format"):
        format_of("kg.xlsx")
    with pytest.raises(ExportError):
        export_file(dataset, tmp_path / "kg.ttl", "excel")
    assert list(tmp_path.iterdir()) == []


def test_a_file_stays_as_it_was_when_writing_fails(dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kg.nt"
    path.write_text("old")

    def fails(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.export.export", fails)
    with pytest.raises(KeyboardInterrupt):
        export_file(dataset, path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["kg.nt"]


def test_a_place_that_is_not_there_is_told(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        export_file(dataset, tmp_path / "none" / "kg.ttl")
