"""The pipeline: what flows, what is passed over, and what an interruption leaves behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from kg.model import Article, Document, Entity, Run, Skipped
from kg.pipeline import Held, Passed, Stages, build, extract
from kg.store import Dataset, open_dataset


class WholeTextExtractor:
    """Makes one entity of each text, two articles at a time, and remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    @property
    def run(self) -> Run:
        return Run(software="test", version="1", model="none", ontology="none")

    def extract(self, articles: Iterable[Article]) -> Iterator[Document]:
        batch: list[Article] = []
        for article in articles:
            self.seen.append(article.id)
            batch.append(article)
            if len(batch) == 2:
                yield from map(self._document, batch)
                batch = []
        yield from map(self._document, batch)

    def _document(self, article: Article) -> Document:
        return Document(article=article, entities=(Entity(id="e1", type="Country", label=article.text, named=True),))


class UpperCaseLinker:
    def link(self, document: Document) -> Document:
        return replace(document, entities=tuple(replace(entity, label=entity.label.upper()) for entity in document.entities))


@pytest.fixture
def dataset() -> Iterator[Dataset]:
    with open_dataset("memory:", mode="write") as opened:
        yield opened


def held(dataset: Dataset) -> set[str]:
    return {record.id for record in dataset.articles()}


def nobody(passed: Passed) -> None:
    """Watches nothing."""


def articles(*texts: str) -> list[Article | Skipped]:
    return [Article(id=text, text=text) for text in texts]


def labels(documents: Iterable[Document]) -> list[str]:
    return [document.entities[0].label for document in documents]


@pytest.fixture
def stages() -> Stages:
    return Stages(extractor=WholeTextExtractor(), linker=UpperCaseLinker())


def never() -> Stages:
    raise AssertionError("the stages were loaded for nothing")


def test_every_article_is_extracted_and_linked_in_order(stages: Stages) -> None:
    assert labels(extract(articles("a", "b", "c"), lambda: stages, passed=nobody)) == ["A", "B", "C"]


def test_what_is_skipped_is_reported_and_the_rest_flows(stages: Stages) -> None:
    bad = Skipped(input="x", reason="no text in it")
    passed: list[Passed] = []
    assert labels(extract([bad, *articles("a"), bad], lambda: stages, passed=passed.append)) == ["A"]
    assert passed == [bad, bad]


def test_extraction_reads_no_more_than_its_batch_ahead(stages: Stages) -> None:
    documents = extract(articles("a", "b", "c", "d", "e"), lambda: stages, passed=nobody)
    next(documents)
    assert isinstance(stages.extractor, WholeTextExtractor)
    assert stages.extractor.seen == ["a", "b"]


def test_nothing_is_loaded_where_there_is_nothing_to_extract() -> None:
    assert list(extract([Skipped(input="x", reason="empty")], never, passed=nobody)) == []


def test_a_second_run_passes_over_what_is_held_without_extracting_it(stages: Stages, dataset: Dataset) -> None:
    assert labels(build(articles("a", "b"), lambda: stages, dataset, passed=nobody)) == ["A", "B"]
    passed: list[Passed] = []
    assert list(build(articles("a", "b"), never, dataset, passed=passed.append)) == []
    assert passed == [Held(article="a"), Held(article="b")]


def test_a_day_of_publication_that_was_not_known_is_reason_to_extract_again(stages: Stages, dataset: Dataset) -> None:
    undated = Article(id="a", text="a")
    dated = replace(undated, published=dt.date(2025, 6, 2))
    later = replace(undated, published=dt.date(2025, 6, 3))
    for article in (undated, dated, later):
        assert labels(build([article], lambda: stages, dataset, passed=nobody)) == ["A"]
    for article in (undated, later):
        assert list(build([article], never, dataset, passed=nobody)) == []
    assert [record.published for record in dataset.articles()] == ["2025-06-03"]


def test_an_article_that_comes_twice_in_one_batch_is_stored_once(stages: Stages, dataset: Dataset) -> None:
    passed: list[Passed] = []
    assert labels(build(articles("a", "a"), lambda: stages, dataset, passed=passed.append)) == ["A"]
    assert passed == [Held(article="a")]


def test_again_replaces_what_is_held(stages: Stages, dataset: Dataset) -> None:
    dataset.add(Document(article=Article(id="old", text="a")))
    assert labels(build(articles("a"), lambda: stages, dataset, passed=nobody, again=True)) == ["A"]
    assert held(dataset) == {"a"}


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(stages: Stages, dataset: Dataset) -> None:
    run = build(articles("a", "b", "c", "d"), lambda: stages, dataset, passed=nobody)
    next(run)
    del run
    assert held(dataset) == {"a"}
    assert labels(build(articles("a", "b", "c", "d"), lambda: stages, dataset, passed=nobody)) == ["B", "C", "D"]
