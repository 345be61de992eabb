"""Opens a dataset by what its address looks like."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.store.interface import Dataset, Mode
from kg.store.settings import Settings

if TYPE_CHECKING:
    from kg.ontology import Ontology


def open_dataset(where: str | Path, *, mode: Mode = "read", ontology: Ontology | None = None, settings: Settings | None = None) -> Dataset:
    """Open a dataset: ``memory:``, a folder, or the address (``http://…``) of a SPARQL service.

    For reading, a folder must hold a dataset; for writing, it is made where there is none. One process at a time may write; others may
    read beside it, and see the dataset as it was when they opened it.

    Args:
        ontology: what the classes are, and what goes into the default graph; the packaged one if none is given (read when needed).

    Raises:
        StoreError: there is no dataset, the folder holds something else, or it cannot be read or written.
        StoreBusyError: another process writes to it.
    """
    settings = settings or Settings()
    address = str(where)
    if address.startswith(("http://", "https://")):
        from kg.store.remote import RemoteDataset  # noqa: PLC0415  SPARQLWrapper and rdflib take a while to import

        return RemoteDataset(address, mode=mode, ontology=ontology, settings=settings)
    from kg.store.oxigraph import OxigraphDataset  # noqa: PLC0415

    if address == "memory:":
        return OxigraphDataset.in_memory(ontology=ontology, settings=settings)
    return OxigraphDataset.in_folder(Path(where), mode=mode, ontology=ontology, settings=settings)
