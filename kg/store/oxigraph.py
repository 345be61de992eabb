"""The embedded dataset: Oxigraph in memory or in a folder, through pyoxigraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg.assemble import assemble
from kg.errors import StoreBusyError, StoreError
from kg.iri import Minter
from kg.model import Document
from kg.rdf.changes import Changes
from kg.rdf.derive import Term
from kg.rdf.mapping import contribution
from kg.rdf.relinking import Relinking
from kg.rdf.schema import GRAPH, LAYOUT, edition, other_layout, schema_changes
from kg.store import engine
from kg.store.engine import ENGINE_ERRORS
from kg.store.graphs import write_graph
from kg.store.inspect import article_records, count_everything, find_articles, the_article
from kg.store.interface import ArticleRecord, GraphName, Info, Mode, Results
from kg.store.loading import read_quads
from kg.store.reading import ReadingCopy
from kg.store.reconciling import reconciled
from kg.store.settings import Settings
from kg.store.updates import update_text
from kg.vocab import DCTERMS

if TYPE_CHECKING:
    import rdflib

    from kg.link.decided import Facts
    from kg.link.decisions import Decisions
    from kg.ontology import Ontology

FLUSH_AFTER = 100_000
"""Quads after which the engine is told to write its buffers to files: left alone it keeps gigabytes in memory (measured: 1.4 kB a quad)."""
_MARK = "CURRENT"
"""The file that every RocksDB folder has."""


class OxigraphDataset:
    """A dataset in this process. Get one from `kg.store.open_dataset`."""

    def __init__(self, where: str, store: ox.Store, *, mode: Mode, ontology: Ontology | None, settings: Settings) -> None:
        self.where = where
        self.mode: Mode = mode
        self.base = settings.base
        self._store = store
        self._given_ontology = ontology
        self._settings = settings
        self._minter = Minter(settings.base)
        self._unflushed = 0
        self._reading: ReadingCopy | None = None
        layout = other_layout(self.match(GRAPH, DCTERMS.identifier, None, GRAPH))
        if layout is not None:
            raise StoreError(f"{where}: laid out by another version of Dateline (layout {layout}, not {LAYOUT}); build it again")
        if mode == "write":
            self._refresh_ontology()

    @classmethod
    def in_memory(cls, *, ontology: Ontology | None, settings: Settings) -> Self:
        return cls("memory:", ox.Store(), mode="write", ontology=ontology, settings=settings)

    @classmethod
    def in_folder(cls, folder: Path, *, mode: Mode, ontology: Ontology | None, settings: Settings) -> Self:
        """Open or, for writing, make a dataset in a folder; errors as `kg.store.open_dataset` has them."""
        _check_folder(folder, mode)
        reading = None
        try:
            if mode == "read":
                reading = ReadingCopy.open(folder)
            store = reading.store if reading else ox.Store(str(folder))
        except ENGINE_ERRORS as e:
            raise _opening_error(folder, e) from e
        dataset = cls(str(folder), store, mode=mode, ontology=ontology, settings=settings)
        dataset._reading = reading
        return dataset

    # -- articles
    def add(self, document: Document) -> bool:
        """See `kg.store.interface.Dataset.add`."""
        self._check_writable()
        knowledge = assemble(document, self._ontology, minter=self._minter)
        settings = self._settings
        given = contribution(knowledge, self._ontology, keep_text=settings.keep_text, same_as=settings.same_as)
        changes = Changes(self, self._ontology, self._minter)
        held = self._holds(given.article)
        if held:
            changes.remove_article(given.article)
        changes.add_article(given)
        if held and not changes.removed and all(q in self._store for q in changes.added):
            return False
        self._commit(changes)
        return True

    def remove(self, article: str) -> bool:
        """See `kg.store.interface.Dataset.remove`."""
        self._check_writable()
        found = the_article(self, article, self._minter)
        if found is None:
            return False
        changes = Changes(self, self._ontology, self._minter)
        changes.remove_article(found)
        self._commit(changes)
        return True

    def relink(self, decisions: Decisions, *, facts: Facts, same_as: bool = False) -> int:
        """See `kg.store.interface.Dataset.relink`."""
        self._check_writable()
        plan = Relinking(self, self._ontology, self._minter, facts=facts, same_as=same_as or self._settings.same_as)
        plan.decide(decisions)
        if same_as:
            plan.same_as()
        if plan.changes.added or plan.changes.removed:
            self._commit(plan.changes)
        return len(plan.changed)

    def has(self, article: str) -> bool:
        """See `kg.store.interface.Dataset.has`."""
        return bool(find_articles(self, article, self._minter))

    def articles(self) -> list[ArticleRecord]:
        """See `kg.store.interface.Dataset.articles`."""
        return article_records(self)

    # -- questions
    def query(
        self, sparql_text: str, *, default_graphs: Sequence[GraphName] | None = None, named_graphs: Sequence[ox.NamedNode] | None = None
    ) -> Results:
        """See `kg.store.interface.Dataset.query`."""
        return engine.ask_part(self._store, sparql_text, default_graphs, named_graphs)

    def update(self, sparql_text: str) -> None:
        """See `kg.store.interface.Dataset.update`."""
        self._check_writable()
        engine.change(self._store, sparql_text, where=self.where)

    def write_graph(self, graph: ox.NamedNode | None, triples: Iterable[ox.Triple], *, replace: bool) -> None:
        """See `kg.store.interface.Dataset.write_graph`."""
        self._check_writable()
        try:
            write_graph(self._store, graph, triples, replace=replace)
        except ENGINE_ERRORS as e:
            raise StoreError(f"{self.where}: cannot be written ({e})") from e

    def quads(self) -> Iterator[ox.Quad]:
        """See `kg.store.interface.Dataset.quads`."""
        return iter(self._store)

    def match(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """See `kg.store.interface.Dataset.match`."""
        return self._store.quads_for_pattern(subject, predicate, value, graph)

    def graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """See `kg.store.interface.Dataset.graphs`."""
        return iter(self._store.named_graphs())

    def info(self) -> Info:
        """See `kg.store.interface.Dataset.info`."""
        return count_everything(self)

    # -- whole datasets
    def load(self, source: Path | Iterable[ox.Quad]) -> int:
        """See `kg.store.interface.Dataset.load`."""
        self._check_writable()
        before = len(self._store)
        try:
            self._store.bulk_extend(read_quads(source) if isinstance(source, Path) else source)
        except ENGINE_ERRORS as e:
            raise StoreError(f"{self.where}: cannot be written ({e})") from e
        loaded = len(self._store) - before
        self._commit(reconciled(self, self._ontology, self._minter))
        return loaded

    def as_rdflib(self) -> rdflib.Dataset:
        """See `kg.store.interface.Dataset.as_rdflib`."""
        import oxrdflib  # noqa: PLC0415  rdflib takes a third of a second to import
        import rdflib  # noqa: PLC0415

        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self._store))

    def snapshot(self, target: Path) -> None:
        """See `kg.store.interface.Dataset.snapshot`."""
        if self.where == "memory:":
            raise StoreError("memory: has no files to copy; export it, or keep the dataset in a folder")
        try:
            self._store.backup(str(target))
        except ENGINE_ERRORS as e:
            raise StoreError(f"{target}: cannot be written ({e})") from e

    def close(self) -> None:
        """See `kg.store.interface.Dataset.close`."""
        if self.mode == "write" and self.where != "memory:":
            self._store.flush()
        self._store = ox.Store()  # the last reference to the folder's store goes, and with it the lock
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- inside
    @property
    def _ontology(self) -> Ontology:
        if self._given_ontology is None:
            from kg.ontology import Ontology  # noqa: PLC0415

            self._given_ontology = Ontology.load()
        return self._given_ontology

    def _holds(self, article: ox.NamedNode) -> bool:
        return self._store.contains_named_graph(article) and any(
            True for _ in self._store.quads_for_pattern(article, None, None, ox.DefaultGraph())
        )

    def _refresh_ontology(self) -> None:
        if edition(self._ontology) in self._store:
            return
        removed, added = schema_changes(self._ontology, list(self._store.quads_for_pattern(None, None, None, GRAPH)))
        try:
            for quad in removed:
                self._store.remove(quad)
            self._store.extend(added)  # the edition is among these: a process killed before this line begins anew next time
        except ENGINE_ERRORS as e:
            raise StoreError(f"{self.where}: cannot be written ({e})") from e

    def _commit(self, changes: Changes) -> None:
        """Write the changes in one transaction."""
        try:
            if changes.removed or changes.dropped:
                self._store.update(update_text(changes))
            else:
                self._store.extend(changes.added)
            self._unflushed += len(changes.added) + len(changes.removed)
            if self._unflushed > FLUSH_AFTER and self.where != "memory:":
                self._store.flush()
                self._unflushed = 0
        except ENGINE_ERRORS as e:
            raise StoreError(f"{self.where}: cannot be written ({e})") from e

    def _check_writable(self) -> None:
        if self.mode != "write":
            raise StoreError(f"{self.where}: opened for reading; open it for writing")


def _check_folder(folder: Path, mode: Mode) -> None:
    try:
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder}: a file, not a dataset's folder; give a folder")
        inside = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        if _MARK in inside:
            return
        if inside:
            raise StoreError(f"{folder}: not a dataset (the folder holds {', '.join(inside[:3])}); give a new or an empty folder")
        if mode == "read":
            raise StoreError(f"{folder}: no dataset there; make one with dateline build")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise StoreError(f"{folder}: cannot be used ({e.strerror}); give a folder that you may write to") from e


def _opening_error(folder: Path, error: Exception) -> StoreError:
    text = str(error)
    if "lock" in text.lower():
        return StoreBusyError(f"{folder}: another process has the dataset open for writing; end that one, or wait until it is done")
    return StoreError(f"{folder}: cannot be opened ({' '.join(text.split())[:200]})")
