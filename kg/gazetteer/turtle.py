"""The project's own gazetteer, and a user's, as Turtle: typed names, each with its evidence.

What an item may carry (`gaz:` = `https://w3id.org/dateline/gazetteer#`; described in `ontology/gazetteer.ttl` itself):
`rdf:type` (a class of the ontology), `rdfs:label`, `skos:altLabel` (further names), `gaz:ambiguousName` (names that need
context), `gaz:demonym`, `skos:exactMatch` or `skos:closeMatch` to a Wikidata item, `gaz:geonames`, `gaz:latitude`,
`gaz:longitude`, `gaz:territory` (rigour's code: the item adds names to that country or region), `gaz:countryCode`,
`gaz:locatedIn`, `gaz:seat`, `gaz:admin1` (GeoNames' code of a first-level region), `gaz:nearTown`, `gaz:evidence`, `gaz:checked` (the day).
A `gaz:WordList` carries `gaz:word`: names that are weak for whatever bears them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import GazetteerError
from kg.gazetteer.entry import Entry, Name, Record
from kg.resources import data_path

GAZ = "https://w3id.org/dateline/gazetteer#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_WIKIDATA = "http://www.wikidata.org/entity/"
_GEONAMES = "https://sws.geonames.org/"
_NOT_ITEMS = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    "http://www.w3.org/2000/01/rdf-schema#Class",
    "http://www.w3.org/2002/07/owl#Ontology",
}


@dataclass(frozen=True, slots=True)
class TurtleGazetteer:
    """What one file says: its items, and the words that are weak as anybody's name."""

    records: tuple[Record, ...]
    words: frozenset[str]


def packaged_words() -> frozenset[str]:
    """The words that are weak as anybody's name, of the project's own gazetteer."""
    return read_turtle(Path(str(data_path("ontology", "gazetteer.ttl"))), source="project").words


Properties = dict[str, list[str]]


def read_turtle(path: Path, *, source: str) -> TurtleGazetteer:
    """Read a Turtle gazetteer.

    Raises:
        GazetteerError: the file is no Turtle (with the parser's line), or an item has no label or no single type.
    """
    items: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    try:
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            items[str(triple.subject)][triple.predicate.value].append(_text(triple.object))
    except (SyntaxError, OSError, ValueError) as error:
        raise GazetteerError(f"{path}: not readable as Turtle ({error})") from error
    records: list[Record] = []
    words: set[str] = set()
    for subject, properties in items.items():
        types = properties[_RDF_TYPE]
        if f"{GAZ}WordList" in types:
            words.update(properties[f"{GAZ}word"])
        elif not _NOT_ITEMS.intersection(types):
            records.append(_record(path, subject.strip("<>"), types, properties, source))
    return TurtleGazetteer(tuple(records), frozenset(words))


def _record(path: Path, subject: str, types: list[str], properties: Properties, source: str) -> Record:
    labels = properties[_LABEL]
    if len(labels) != 1 or len(types) != 1:
        raise GazetteerError(
            f"{path}: {subject} has {len(labels)} labels and {len(types)} types; an item needs one rdfs:label and one class"
        )
    names = [Name(labels[0], weak=labels[0] in properties[f"{GAZ}ambiguousName"])]
    names += [Name(n) for n in properties[f"{_SKOS}altLabel"]]
    names += [Name(n, weak=True) for n in properties[f"{GAZ}ambiguousName"] if n != labels[0]]
    exact, close = (_first(properties, f"{_SKOS}{kind}Match") for kind in ("exact", "close"))
    wikidata, geonames = exact or close, _first(properties, f"{GAZ}geonames")
    near = _first(properties, f"{GAZ}nearTown")
    parent = _first(properties, f"{GAZ}locatedIn")
    entry = Entry(
        key=_key(subject),
        label=labels[0],
        type=types[0].rpartition("#")[2].rpartition("/")[2],
        names=tuple(n.text for n in names),
        wikidata=wikidata.removeprefix(_WIKIDATA) if wikidata else None,
        match="exact" if exact or not close else "close",
        geonames=_geonames_id(path, subject, "geonames", geonames) if geonames else None,
        lat=_number(path, subject, properties, "latitude"),
        lon=_number(path, subject, properties, "longitude"),
        country=_first(properties, f"{GAZ}countryCode"),
        admin1=_first(properties, f"{GAZ}admin1"),
        source=source,
        parent=_key(parent) if parent else None,
        evidence=" ; ".join([*sorted(properties[f"{GAZ}evidence"]), *(f"checked {day}" for day in properties[f"{GAZ}checked"])]),
    )
    return Record(
        entry=entry,
        names=tuple(names),
        demonyms=tuple(properties[f"{GAZ}demonym"]),
        territory=_first(properties, f"{GAZ}territory"),
        seat=_first(properties, f"{GAZ}seat"),
        near=_geonames_id(path, subject, "nearTown", near) if near else None,
    )


def _first(properties: Properties, predicate: str) -> str | None:
    values: Iterable[str] = properties.get(predicate, ())
    return min(values, default=None)


def _number(path: Path, subject: str, properties: Properties, name: str) -> float | None:
    value = _first(properties, f"{GAZ}{name}")
    try:
        return None if value is None else float(value)
    except ValueError as error:
        raise GazetteerError(f"{path}: {subject} has gaz:{name} {value!r}; it must be a number of degrees") from error


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)


def _key(iri: str) -> str:
    """`dateline:Donbas` for the project's own namespace, else the IRI itself."""
    return iri.replace("https://w3id.org/dateline/gazetteer/", "dateline:", 1)


def _geonames_id(path: Path, subject: str, name: str, iri: str) -> int:
    digits = iri.removeprefix(_GEONAMES).strip("/")
    if not digits.isdigit():
        raise GazetteerError(f"{path}: {subject} has gaz:{name} {iri!r}; it must be {_GEONAMES}NUMBER/")
    return int(digits)
