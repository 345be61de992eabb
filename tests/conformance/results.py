"""Results as values that can be compared: tables read from every format the W3C has, and graphs up to the names of blank nodes.

JSON and XML are read here and not by the engine that wrote them: it would find its own mistakes right.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox

from tests.conformance.manifest import RDF, Term, iri_of

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
_SRX = "{http://www.w3.org/2005/sparql-results#}"
_ITS = "{http://www.w3.org/2005/11/its}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_WHOLE = {"integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger", "nonPositiveInteger"}
_WHOLE |= {"unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"}

Row = tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Bindings:
    """Rows of variables with terms, unbound ones left out. `ordered` tells that the rows' order is part of the result."""

    variables: frozenset[str]
    rows: tuple[Row, ...]
    ordered: bool = False


def same_term(term: Term) -> Term:
    """One term for all that are equal here: the engine keeps the values of numbers, dates and booleans, not how they were written."""
    if isinstance(term, ox.Triple):
        return ox.Triple(term.subject, term.predicate, same_term(term.object))
    if not isinstance(term, ox.Literal):
        return term
    if term.language:
        return ox.Literal(term.value, language=term.language.lower(), direction=term.direction)
    kind, text = term.datatype.value.removeprefix(XSD), term.value.strip()
    try:
        if kind in _WHOLE:
            text = str(int(text))
        elif kind == "decimal":
            text = f"{Decimal(text):f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
        elif kind in ("double", "float"):
            text = repr(float(text))
        elif kind == "boolean":
            text = {"1": "true", "0": "false"}.get(text, text)
        elif kind == "dateTime":
            text = text.replace("+00:00", "Z").replace(".0Z", "Z")
        else:
            return term
    except (ValueError, InvalidOperation):
        return term
    return ox.Literal(text, datatype=term.datatype)


def row_of(pairs: Iterable[tuple[str, Term]]) -> Row:
    return tuple(sorted(((name, same_term(term)) for name, term in pairs), key=lambda pair: pair[0]))


# -- reading


def read_json(data: bytes) -> Bindings | bool:
    document = json.loads(data)
    if "boolean" in document:
        assert isinstance(document["boolean"], bool)
        return document["boolean"]
    rows = [row_of((name, _json_term(value)) for name, value in row.items()) for row in document["results"]["bindings"]]
    return Bindings(frozenset(document["head"].get("vars", ())), tuple(rows))


def _json_term(value: dict[str, Any]) -> Term:
    match value["type"]:
        case "uri":
            return ox.NamedNode(value["value"])
        case "bnode":
            return ox.BlankNode(_label(value["value"]))
        case "triple":
            subject, predicate, object_ = (_json_term(value["value"][part]) for part in ("subject", "predicate", "object"))
            assert isinstance(subject, ox.NamedNode | ox.BlankNode) and isinstance(predicate, ox.NamedNode)
            return ox.Triple(subject, predicate, object_)
    return _literal(value["value"], value.get("xml:lang"), value.get("its:dir"), value.get("datatype"))


def read_xml(data: bytes) -> Bindings | bool:
    root = ElementTree.fromstring(data)
    boolean = root.find(f"{_SRX}boolean")
    if boolean is not None:
        return boolean.text == "true"
    variables = frozenset(element.attrib["name"] for element in root.iterfind(f"{_SRX}head/{_SRX}variable"))
    rows = [
        row_of((binding.attrib["name"], _xml_term(binding[0])) for binding in result.iterfind(f"{_SRX}binding"))
        for result in root.iterfind(f"{_SRX}results/{_SRX}result")
    ]
    return Bindings(variables, tuple(rows))


def _xml_term(element: ElementTree.Element) -> Term:
    text = element.text or ""
    match element.tag.removeprefix(_SRX):
        case "uri":
            return ox.NamedNode(text)
        case "bnode":
            return ox.BlankNode(_label(text))
        case "triple":
            subject, predicate, object_ = (_xml_term(element.find(_SRX + part)[0]) for part in ("subject", "predicate", "object"))  # type: ignore[index]
            assert isinstance(subject, ox.NamedNode | ox.BlankNode) and isinstance(predicate, ox.NamedNode)
            return ox.Triple(subject, predicate, object_)
    return _literal(text, element.get(f"{_XML}lang"), element.get(f"{_ITS}dir"), element.get("datatype"))


def read_tsv(data: bytes) -> Bindings | bool:
    """The terms are those of Turtle, so a Turtle parser reads them, one column at a time."""
    lines = data.decode().rstrip("\n").split("\n")
    variables = [name.strip().lstrip("?") for name in lines[0].split("\t")]
    rows = [
        row_of((n, _turtle_term(v.strip())) for n, v in zip(variables, line.split("\t"), strict=True) if v.strip()) for line in lines[1:]
    ]
    return Bindings(frozenset(variables), tuple(rows))


def _turtle_term(text: str) -> Term:
    if text.startswith("_:"):
        return ox.BlankNode(_label(text[2:]))
    term: Term = next(iter(ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.TURTLE))).object
    return term


def read_csv(data: bytes) -> tuple[list[str], Counter[tuple[str, ...]]]:
    """CSV keeps texts only: the header and how often each row is there, numbers by value and blank nodes by being blank."""
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    return header, Counter(tuple(_plain(cell) for cell in row) for row in rows if row or len(header) == 1)


def _plain(cell: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    try:
        return str(float(cell))
    except ValueError:
        return cell


def read_rdf(path: Path) -> Bindings | bool | ox.Dataset:
    """A Turtle or RDF/XML file: results in the vocabulary of the first working group, or a graph."""
    dataset = read_dataset(path)
    values: dict[tuple[Term, str], list[Term]] = {}
    for quad in dataset:
        values.setdefault((quad.subject, quad.predicate.value.removeprefix(RS)), []).append(quad.object)
    if not any(ox.NamedNode(f"{RS}ResultSet") in found for found in values.values()):
        return dataset
    booleans = [found[0] for (_, predicate), found in values.items() if predicate == "boolean"]
    if booleans:
        assert isinstance(booleans[0], ox.Literal)
        return booleans[0].value == "true"
    variables = {v.value for (_, p), found in values.items() if p == "resultVariable" for v in found if isinstance(v, ox.Literal)}
    rows: list[tuple[int, Row]] = []
    for (_, predicate), found in values.items():
        for solution in found if predicate == "solution" else ():
            pairs = [(str(values[b, "variable"][0].value), values[b, "value"][0]) for b in values.get((solution, "binding"), ())]  # type: ignore[union-attr]
            index = values.get((solution, "index"))
            rows.append((int(index[0].value) if index else -1, row_of(pairs)))  # type: ignore[union-attr]
    ordered = bool(rows) and all(index >= 0 for index, _ in rows)
    return Bindings(frozenset(variables), tuple(row for _, row in sorted(rows, key=lambda pair: pair[0])), ordered)


def read_dataset(path: Path, graph: str | None = None) -> ox.Dataset:
    """The quads of a file; `graph` takes the place of its default graph."""
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    quads = ox.parse(path=path, base_iri=iri_of(path), rename_blank_nodes=True)
    return ox.Dataset(q if q.graph_name != ox.DefaultGraph() else ox.Quad(q.subject, q.predicate, same_term(q.object), name) for q in quads)


def _literal(text: str, language: str | None, direction: str | None, datatype: str | None) -> ox.Literal:
    if direction:
        return ox.Literal(text, language=language, direction=ox.BaseDirection(direction))
    if language:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(text)


def _label(text: str) -> str:
    return "b" + text.encode().hex()


# -- comparing


def same_bindings(found: Bindings, expected: Bindings, *, distinct: bool = False) -> bool:
    """Whether two tables are the same up to the names of blank nodes. `distinct`: how often a row comes does not matter (REDUCED)."""
    if expected.ordered and not any(_has_blank(term) for row in (*found.rows, *expected.rows) for _, term in row):
        return found.rows == expected.rows
    return same_graph(_as_graph(found, distinct), _as_graph(expected, distinct))


def same_graph(found: ox.Dataset, expected: ox.Dataset) -> bool:
    """Whether two datasets are the same up to the names of blank nodes."""
    if len(found) != len(expected):
        return False
    for dataset in (found, expected):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return bool(found == expected)


def _has_blank(term: Term) -> bool:
    return isinstance(term, ox.BlankNode) or (isinstance(term, ox.Triple) and any(_has_blank(t) for t in (term.subject, term.object)))


def _as_graph(bindings: Bindings, distinct: bool) -> ox.Dataset:
    """A table as a graph: two tables are the same where their graphs are isomorphic."""
    dataset = ox.Dataset()
    for number, (row, count) in enumerate(Counter(bindings.rows).items()):
        # A row without blank nodes has a name made of its content, so that only those with some need to be matched.
        node: ox.NamedNode | ox.BlankNode = ox.BlankNode(f"row{number}")
        if not any(_has_blank(term) for _, term in row):
            node = ox.NamedNode("x:row:" + repr(row).encode().hex())
        dataset.add(ox.Quad(node, ox.NamedNode(RDF + "value"), ox.Literal(1 if distinct else count)))
        for name, term in row:
            dataset.add(ox.Quad(node, ox.NamedNode(f"x:variable:{name.encode().hex()}"), term))
    return dataset
