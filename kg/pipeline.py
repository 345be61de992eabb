"""The stages in a row: read -> extract -> link -> store. The one module that joins them.

Articles flow through one at a time (extraction reads ahead no more than its batch), so memory does not grow with the
corpus. Every article is stored in a transaction of its own: a run can be stopped anywhere and taken up again, and what is
held already is passed over before the costly stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from kg.extract.interface import Extractor
from kg.iri import Minter, sha256
from kg.model import Article, Document, Skipped
from kg.vocab import SCHEMA

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.store import Dataset


class Linking(Protocol):
    """The linking stage, as `kg.link.Linker` has it."""

    def link(self, document: Document) -> Document:
        """The document with its entities linked to the world, nothing else changed."""
        ...


class Extraction(Protocol):
    """The stages between reading and storing, in this process (`Stages`) or in several (`kg.parallel.Workers`)."""

    def documents(self, articles: Iterable[Article]) -> Iterator[Document]:
        """A linked document for each article, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The stages between reading and storing, ready to run."""

    extractor: Extractor
    linker: Linking

    def documents(self, articles: Iterable[Article]) -> Iterator[Document]:
        """A linked document for each article, in order, reading ahead no more than the extractor's batch."""
        return map(self.linker.link, self.extractor.extract(articles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Enriched:
    """An extraction whose documents go through one more linking stage, in this process and one after the other (`kg.link.online`)."""

    extraction: Extraction
    linker: Linking

    def documents(self, articles: Iterable[Article]) -> Iterator[Document]:
        """A document for each article, in order."""
        return map(self.linker.link, self.extraction.documents(articles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An article that was passed over because the dataset has it."""

    article: str


Passed = Skipped | Held
Watcher = Callable[[Passed], None]
"""Is told of what passes by without a document, at once and not when its turn in a batch comes."""


def load_stages(
    ontology: Ontology | Sequence[Path] = (),
    *,
    gazetteer: Sequence[Path] = (),
    model: str | None = None,
    decisions: Path | None = None,
) -> Stages:
    """The offline stages: rules over spaCy, and the gazetteer, each with the user's own files.

    `ontology` is one that is loaded already, or the files that go beside the packaged one. `decisions` is a file of people's
    decisions about links, which win over what linking finds.

    Raises:
        OntologyError: an ontology file is broken.
        GazetteerError: a gazetteer file is broken.
        ModelError: the language model is not installed.
        DecisionError: the file of decisions is broken.
    """
    # Imported here: a run that finds nothing new needs neither spaCy nor the gazetteer.
    from kg.extract.rules.engine import RulesExtractor  # noqa: PLC0415
    from kg.gazetteer import Gazetteer  # noqa: PLC0415
    from kg.link import Linker  # noqa: PLC0415
    from kg.ontology import Ontology  # noqa: PLC0415

    vocabulary = ontology if isinstance(ontology, Ontology) else Ontology.load(ontology)
    names = Gazetteer.load(gazetteer)
    linker: Linking = Linker(names, vocabulary)
    if decisions is not None:
        from kg.link.decided import DecidedLinker  # noqa: PLC0415
        from kg.link.decisions import Decisions  # noqa: PLC0415
        from kg.link.making import facts_about  # noqa: PLC0415

        linker = DecidedLinker(linker, Decisions.read(decisions), vocabulary, lambda qid: facts_about(qid, names))
    return Stages(extractor=RulesExtractor(vocabulary, names, model=model), linker=linker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What the stages are loaded from; called, it loads them. It is a value, so it can be sent to another process."""

    ontology: tuple[Path, ...] = ()
    gazetteer: tuple[Path, ...] = ()
    model: str | None = None
    decisions: Path | None = None

    def __call__(self) -> Extraction:
        """See `load_stages`."""
        return load_stages(self.ontology, gazetteer=self.gazetteer, model=self.model, decisions=self.decisions)


def extract(found: Iterable[Article | Skipped], load: Callable[[], Extraction], *, passed: Watcher) -> Iterator[Document]:
    """A linked document for each article, in order. `load` is called when the first article comes, and never for none."""
    articles = _articles(found, passed)
    first = next(articles, None)
    if first is None:
        return
    yield from load().documents(chain((first,), articles))


def build(
    found: Iterable[Article | Skipped],
    load: Callable[[], Extraction],
    dataset: Dataset,
    *,
    passed: Watcher,
    again: bool = False,
) -> Iterator[Document]:
    """Store a document for each new article and give it out once it is stored.

    Articles that the dataset holds (the same text, and no other day of publication) are passed over without extraction,
    unless `again` asks for what extraction makes of them now. An interruption loses at most what is under way; the next run
    goes on from there.
    """
    fresh = found if again else _fresh(found, dataset, passed)
    for document in extract(fresh, load, passed=passed):
        if dataset.add(document):
            yield document
        else:
            passed(Held(article=document.article.id))


def _articles(found: Iterable[Article | Skipped], passed: Watcher) -> Iterator[Article]:
    for one in found:
        if isinstance(one, Skipped):
            passed(one)
        else:
            yield one


def _fresh(found: Iterable[Article | Skipped], dataset: Dataset, passed: Watcher) -> Iterator[Article | Skipped]:
    for one in found:
        if isinstance(one, Article) and _is_held(one, dataset):
            passed(Held(article=one.id))
        else:
            yield one


def _is_held(article: Article, dataset: Dataset) -> bool:
    """Whether extraction could learn nothing new: a day of publication that was not known before dates what the text leaves open."""
    if not dataset.has(sha256(article.text)):
        return False
    if article.published is None:
        return True
    node = ox.NamedNode(Minter(dataset.base).article(article))
    days = dataset.match(node, SCHEMA.datePublished, None, ox.DefaultGraph())
    return any(isinstance(quad.object, ox.Literal) and quad.object.value == article.published.isoformat() for quad in days)
