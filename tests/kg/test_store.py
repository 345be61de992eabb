"""Datasets in memory and in a folder: opening, adding, asking, and every way in which that can fail."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, StoreBusyError, StoreError
from kg.ontology import Ontology
from kg.rdf.schema import GRAPH
from kg.store import Dataset, Settings, open_dataset
from kg.validate import validate
from kg.vocab import DL, RDFS
from tests.kg.documents import retold, worked_example

COUNT_EVENTS = "PREFIX dl: <https://w3id.org/dateline/ontology#> SELECT (COUNT(*) AS ?n) WHERE { ?e a dl:Attack }"


@pytest.fixture
def dataset(ontology: Ontology) -> Dataset:
    return open_dataset("memory:", mode="write", ontology=ontology)


def number(dataset: Dataset, query: str = COUNT_EVENTS) -> int:
    rows = dataset.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    value = next(iter(rows))["n"]
    assert isinstance(value, ox.Literal)
    return int(value.value)


def one_line(error: BaseException) -> str:
    assert "\n" not in str(error)
    return str(error)


# -- opening


def test_a_folder_keeps_what_was_added(tmp_path: Path, ontology: Ontology) -> None:
    with open_dataset(tmp_path / "a" / "kg", mode="write", ontology=ontology) as dataset:
        assert dataset.add(worked_example()) is True
    with open_dataset(tmp_path / "a" / "kg") as dataset:
        assert number(dataset) == 1


def test_reading_needs_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_dataset(tmp_path / "none")
    assert one_line(caught.value) == f"{tmp_path / 'none'}: no dataset there; make one with dateline build"
    assert not (tmp_path / "none").exists()


def test_a_file_is_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match="a file, not a dataset's folder"):
            open_dataset(tmp_path / "file", mode=mode)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("x")
    with pytest.raises(StoreError, match="holds thesis"):
        open_dataset(tmp_path, mode="write")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError) as caught:
        open_dataset(tmp_path / "file" / "kg", mode="write")
    assert str(tmp_path / "file" / "kg") in one_line(caught.value)


def test_a_broken_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("nonsense")
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match="cannot be opened"):
            open_dataset(tmp_path, mode=mode)


def test_a_second_writer_is_told_that_the_first_is_there(tmp_path: Path, ontology: Ontology) -> None:
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology):
        with pytest.raises(StoreBusyError) as caught:
            open_dataset(tmp_path / "kg", mode="write", ontology=ontology)
        one_line(caught.value)
        program = f"from kg.store import open_dataset; open_dataset({str(tmp_path / 'kg')!r}, mode='write')"
        other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert "StoreBusyError: " + str(caught.value) in other.stderr


def test_a_reader_beside_a_writer_sees_what_was_there_when_it_opened(tmp_path: Path, ontology: Ontology) -> None:
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as writer:
        writer.add(worked_example())
        with open_dataset(tmp_path / "kg") as reader:
            writer.add(retold(worked_example(), "Other. "))
            assert len(reader.articles()) == 1
        with open_dataset(tmp_path / "kg") as reader:
            assert len(reader.articles()) == 2


def test_a_closed_dataset_lets_go_of_its_folder(tmp_path: Path, ontology: Ontology) -> None:
    open_dataset(tmp_path / "kg", mode="write", ontology=ontology).close()
    open_dataset(tmp_path / "kg", mode="write", ontology=ontology).close()


def test_a_reader_cannot_write(tmp_path: Path, ontology: Ontology) -> None:
    open_dataset(tmp_path / "kg", mode="write", ontology=ontology).close()
    with open_dataset(tmp_path / "kg") as dataset:
        for write in (
            lambda: dataset.add(worked_example()),
            lambda: dataset.remove("x"),
            lambda: dataset.update("CLEAR ALL"),
            lambda: dataset.load([]),
        ):
            with pytest.raises(StoreError, match="opened for reading"):
                write()


# -- the ontology in the dataset


def test_the_ontology_is_in_the_default_graph_without_the_words(dataset: Dataset) -> None:
    assert any(True for _ in dataset.match(DL.DroneStrike, RDFS.subClassOf, DL.Attack, ox.DefaultGraph()))
    assert not any(True for _ in dataset.match(None, DL.verb, None, None))
    assert not any(True for _ in dataset.match(None, DL.slot, None, None))


def test_a_new_edition_of_the_ontology_replaces_the_old_one(tmp_path: Path, ontology: Ontology) -> None:
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset:
        plain = set(map(str, dataset.quads()))
    extra = tmp_path / "my.ttl"
    extra.write_text(
        "@prefix dl: <https://w3id.org/dateline/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        '@prefix owl: <http://www.w3.org/2002/07/owl#> . dl:Duel a owl:Class ; rdfs:subClassOf dl:ArmedClash ; rdfs:label "duel"@en .'
    )
    with open_dataset(tmp_path / "kg", mode="write", ontology=Ontology.load([extra])) as dataset:
        own = {q for q in dataset.quads() if "Duel" in str(q.subject)}
        assert len(own) == 6
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset:
        again = set(map(str, dataset.quads()))
    assert again == plain | set(map(str, own))  # the data may speak of the user's own terms


def test_a_dataset_of_another_layout_is_told(tmp_path: Path, ontology: Ontology) -> None:
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset:
        dataset.update(
            "PREFIX t: <http://purl.org/dc/terms/> DELETE { GRAPH ?g { ?s t:identifier ?mark } } "
            'INSERT { GRAPH ?g { ?s t:identifier "layout 7, ontology abc" } } WHERE { GRAPH ?g { ?s t:identifier ?mark } }'
        )
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match="layout 7, not 1"):
            open_dataset(tmp_path / "kg", mode=mode)


# -- articles


def test_an_article_is_found_by_iri_id_and_hash(dataset: Dataset) -> None:
    dataset.add(worked_example())
    record = dataset.articles()[0]
    assert (record.title, record.published, record.publisher) == ("Drones hit Sumy", "2025-07-02", "Example Wire")
    assert dataset.has(record.iri)
    assert dataset.has(record.id)
    assert dataset.has(record.sha256)
    assert not dataset.has(record.sha256[:-1] + "x")
    assert not dataset.has("no such")
    assert not dataset.has(record.iri + " <")


def test_removing_what_is_not_there_changes_nothing(dataset: Dataset) -> None:
    dataset.add(worked_example())
    before = set(dataset.quads())
    assert dataset.remove("other.txt") is False
    assert set(dataset.quads()) == before


def test_an_id_that_two_articles_bear_removes_neither(dataset: Dataset) -> None:
    dataset.add(worked_example())
    dataset.add(retold(worked_example(), "Other. ", article="sumy.txt"))
    with pytest.raises(StoreError, match="2 articles have this id"):
        dataset.remove("sumy.txt")
    assert len(dataset.articles()) == 2


def test_two_articles_merge_into_one_event_with_all_evidence(dataset: Dataset) -> None:
    dataset.add(worked_example())
    dataset.add(retold(worked_example(), "Other. ", publisher="Other Wire"))
    info = dataset.info()
    assert (info.articles, info.events, info.claims, info.figures) == (2, 1, 2, 1)
    assert info.events_by_status == {"Reported": 1}  # "the regional governor" of both may be one man


def test_merged_articles_keep_the_rules_of_the_shapes(dataset: Dataset, ontology: Ontology) -> None:
    document = worked_example()
    event = document.events[0]
    other = replace(document, events=(replace(event, figures=(replace(event.figures[0], of=None, value=3),)),))
    dataset.add(document)
    dataset.add(retold(document, "Other. ", publisher="Other Wire"))
    dataset.add(retold(other, "A third. "))
    report = validate(dataset, ontology=ontology)
    assert report.conforms, report.text


def test_the_highest_figure_is_the_short_cut(dataset: Dataset) -> None:
    document = worked_example()
    event = document.events[0]
    more = replace(document, events=(replace(event, figures=(replace(event.figures[0], value=5),)),))
    dataset.add(document)
    dataset.add(retold(more, "Other. "))
    assert {q.object for q in dataset.match(None, DL.deaths, None, ox.DefaultGraph())} == {ox.Literal(5)}


def test_a_failed_article_leaves_nothing_behind(dataset: Dataset) -> None:
    before = set(dataset.quads())
    broken = replace(worked_example(), events=(replace(worked_example().events[0], type="Dragon"),))
    with pytest.raises(Exception, match="Dragon"):
        dataset.add(broken)
    assert set(dataset.quads()) == before


def test_the_base_of_iris_is_a_setting(ontology: Ontology) -> None:
    dataset = open_dataset("memory:", mode="write", ontology=ontology, settings=Settings(base="http://example.org/"))
    dataset.add(worked_example())
    assert dataset.articles()[0].iri.startswith("http://example.org/article/")


def test_the_cost_of_an_article_does_not_grow_with_the_dataset(dataset: Dataset) -> None:
    """Counted in look-ups, for time is not the same twice."""
    counts = []
    look_up = dataset.match
    for number_of_articles in (1, 40):
        while len(dataset.articles()) < number_of_articles:
            dataset.add(retold(worked_example(), f"{len(dataset.articles())}. ", publisher=f"p{len(dataset.articles()) % 2}"))
        calls = 0

        def counting(*args: object, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            return look_up(*args, **kwargs)  # type: ignore[arg-type]

        dataset.match = counting  # type: ignore[method-assign, assignment]
        other_day = retold(worked_example(), f"{number_of_articles} later. ")
        event = other_day.events[0]
        assert event.date is not None
        dataset.add(replace(other_day, events=(replace(event, date=replace(event.date, value="2025-07-09")),)))
        dataset.match = look_up  # type: ignore[method-assign]
        dataset.remove(other_day.article.id)
        counts.append(calls)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("base", ["http://example.org", "http://example.org/kg#", "urn:kg/", "http://a b/", ""])
def test_a_base_that_makes_no_iris_is_refused(base: str) -> None:
    with pytest.raises(StoreError, match="no base for IRIs"):
        Settings(base=base)


# -- questions


def test_a_broken_query_is_told_with_line_and_column(dataset: Dataset) -> None:
    with pytest.raises(QueryError) as caught:
        dataset.query("SELECT *\nWHERE { ?s ?p }")
    assert "line 2, column" in one_line(caught.value)


def test_a_broken_update_is_told_with_line_and_column(dataset: Dataset) -> None:
    with pytest.raises(QueryError) as caught:
        dataset.update("INSERT DATA {\n <a> <b> 2 }")
    assert "line 2, column" in one_line(caught.value)


def test_several_default_graphs_are_merged_without_repeats(dataset: Dataset) -> None:
    a, b = ox.NamedNode("urn:a"), ox.NamedNode("urn:b")
    dataset.update("INSERT DATA { GRAPH <urn:a> { <urn:s> <urn:p> 1 } GRAPH <urn:b> { <urn:s> <urn:p> 1 . <urn:s> <urn:p> 2 } }")
    rows = dataset.query("SELECT ?o WHERE { ?s ?p ?o }", default_graphs=[a, b])
    assert isinstance(rows, ox.QuerySolutions)
    assert sorted(str(r["o"]) for r in rows) == [str(ox.Literal(1)), str(ox.Literal(2))]


def test_a_query_over_chosen_graphs_sees_no_others(dataset: Dataset) -> None:
    dataset.add(worked_example())
    dataset.update("INSERT DATA { GRAPH <urn:a> { <urn:s> <urn:p> 1 } }")
    a = ox.NamedNode("urn:a")
    count = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert number_in(dataset, count, default_graphs=[a]) == 0
    assert number_in(dataset, count, named_graphs=[a]) == 1
    assert number_in(dataset, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", named_graphs=[a]) == 0


def number_in(dataset: Dataset, query: str, **graphs: list[ox.NamedNode]) -> int:
    rows = dataset.query(query, **graphs)
    assert isinstance(rows, ox.QuerySolutions)
    value = next(iter(rows))["n"]
    assert isinstance(value, ox.Literal)
    return int(value.value)


def test_rdflib_sees_the_same_graphs(dataset: Dataset) -> None:
    dataset.add(worked_example())
    rows = dataset.as_rdflib().query(COUNT_EVENTS)
    assert [str(r[0]) for r in rows] == ["1"]  # type: ignore[index]


# -- whole datasets


def test_a_snapshot_stays_as_it_was(tmp_path: Path, ontology: Ontology) -> None:
    with open_dataset(tmp_path / "kg", mode="write", ontology=ontology) as dataset:
        dataset.add(worked_example())
        dataset.snapshot(tmp_path / "copy")
        dataset.remove("sumy.txt")
    with open_dataset(tmp_path / "copy") as copy:
        assert len(copy.articles()) == 1


def test_memory_has_no_snapshot(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no files to copy"):
        dataset.snapshot(tmp_path / "copy")


def test_a_broken_file_is_told_with_its_line_and_loads_nothing(dataset: Dataset, tmp_path: Path) -> None:
    before = set(dataset.quads())
    path = tmp_path / "broken.nq"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> nonsense .\n")
    with pytest.raises(StoreError, match=r"broken\.nq:2: broken RDF"):
        dataset.load(path)
    assert set(dataset.quads()) == before


@pytest.mark.parametrize(("name", "says"), [("x.docx", "which RDF syntax"), ("none.ttl", "cannot be read")])
def test_a_file_that_is_no_rdf_is_told(dataset: Dataset, tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        dataset.load(tmp_path / name)


def test_information_counts_what_there_is(dataset: Dataset) -> None:
    empty = dataset.info()
    assert (empty.articles, empty.triples, empty.entities) == (0, 0, 0)
    dataset.add(worked_example())
    info = dataset.info()
    assert (info.articles, info.entities, info.events, info.claims, info.mentions, info.figures) == (1, 8, 1, 1, 7, 1)
    assert info.entities_by_class["Country"] == 2
    assert info.events_by_class == {"DroneStrike": 1}
    default = list(dataset.match(None, None, None, ox.DefaultGraph()))
    ontology = list(dataset.match(None, None, None, GRAPH))
    assert info.triples == len(default) - (len(ontology) - 1)
    assert info.quads == len(list(dataset.quads()))
