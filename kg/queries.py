"""Stored queries: `.rq` files whose `#+` lines say what they answer and what they take.

The header is grlc's: YAML after ``#+``. The query below it is complete SPARQL 1.1 as it stands and runs in any engine: each
parameter is a block ``VALUES ?name { default }`` (``UNDEF`` where there is no default), and binding replaces what is between
the braces. So a value can only ever be data.

A line ``#? name: pattern`` becomes part of the query when the parameter has a value. It says in a pattern what a filter of the query
says already, so it changes no result: engines begin with a pattern, and come to a filter last.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, cast, get_args

import pyoxigraph as ox
import yaml

from kg.errors import QueryError
from kg.ontology import DL
from kg.parameters import TYPES, Names, Parameter, Term, Type, to_terms
from kg.resources import query_files
from kg.sparql import Kind, Token, kind_of, tokens
from kg.vocab import PREFIXES

Kinds = Literal["class", "entity", "event"]
View = Literal["table", "map", "timeline", "network"]
VIEWS: tuple[str, ...] = get_args(View)

# Every scalar stays the string it was written as ("no" is no boolean, a date no date object). The loader in C is ten times as fast.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_KEYS = frozenset({"title", "summary", "description", "tags", "view", "parameters", "endpoint", "method"})
_WHEN_GIVEN = re.compile(r"^([ \t]*)#\? *(\w+): ", re.MULTILINE)
_PARAMETER_KEYS = frozenset({"type", "description", "default", "enumeration", "required"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuery:
    """A query with a name, as read from its file. `text` is the whole file, which runs as it stands."""

    name: str
    title: str
    text: str
    kind: Kind
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    view: View = "table"

    @property
    def body(self) -> str:
        """The query without its header: what an editor shows."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("#+")).strip() + "\n"


class Queryable(Protocol):
    """What can be asked: a `Dataset`, or anything with its `query`."""

    def query(self, sparql: str) -> Any:
        """The engine's results."""
        ...


def load_queries(extra: Path | None = None) -> dict[str, StoredQuery]:
    """The packaged queries, and those of the folder `extra`, which win over packaged ones of the same name.

    Raises:
        QueryError: a file's header or query is broken; the line names file and rule.
    """
    files = list(query_files())
    if extra is not None:
        if not extra.is_dir():
            raise QueryError(f"{extra}: no such folder of queries")
        files += sorted(extra.glob("*.rq"))
    found = {path.stem: read_query(path) for path in files}
    return dict(sorted(found.items()))


def read_query(path: Path) -> StoredQuery:
    """Read one `.rq` file.

    Raises:
        QueryError: it cannot be read, or `parse_query` refuses it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: cannot be read ({error})") from None
    return parse_query(path.stem, text, where=str(path))


def parse_query(name: str, text: str, *, where: str | None = None) -> StoredQuery:
    """Read a stored query from its text; a text without a header is a query without a description.

    Raises:
        QueryError: the header is not YAML, has unknown keys or values, or a parameter has no VALUES block,
            or a line is for a parameter that is not there.
    """
    where = where or name
    header = _header(text, where)
    _known(header, _KEYS, where)
    kind = kind_of(text)
    if kind == "update":
        raise QueryError(
            f"{where}: an update, and here only queries run: SELECT, ASK, CONSTRUCT or DESCRIBE; a server takes updates at /sparql"
        )
    if kind is None:
        raise QueryError(f"{where}: a query is a SELECT, ASK, CONSTRUCT or DESCRIBE, and this is none")
    view = _string(header, "view", where) or "table"
    if view not in VIEWS:
        raise QueryError(f'{where}: view "{view}" is none of {", ".join(VIEWS)}')
    parameters = header.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise QueryError(f"{where}: parameters is a mapping of names to their type, description, default")
    query = StoredQuery(
        name=name,
        title=_string(header, "title", where) or name.replace("-", " "),
        summary=_string(header, "summary", where),
        description=_string(header, "description", where),
        tags=_list(header, "tags", where),
        kind=kind,
        view=cast(View, view),
        parameters=tuple(_parameter(key, value, where) for key, value in parameters.items()),
        text=text,
    )
    for parameter in query.parameters:
        if not _blocks(text, parameter.name):
            raise QueryError(f"{where}: parameter {parameter.name} has no block VALUES ?{parameter.name} {{ UNDEF }} in the query")
    for line in _WHEN_GIVEN.finditer(text):
        if all(parameter.name != line[2] for parameter in query.parameters):
            raise QueryError(f"{where}: the line #? {line[2]}: is for a parameter that the query does not have")
    return query


def find_query(queries: Mapping[str, StoredQuery], name: str) -> StoredQuery:
    """The stored query of that name.

    Raises:
        QueryError: there is none; the line says which names are near.
    """
    if name in queries:
        return queries[name]
    near = difflib.get_close_matches(name, queries, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(queries)}"
    raise QueryError(f"{name}: no stored query of this name; {hint}")


def bind(query: StoredQuery, values: Mapping[str, str], names: Names | None = None) -> str:
    """The query's text with `values` in the place of its parameters; an empty value counts as not given.

    `names` looks up the names of entities, events and classes; without it they must be IRIs (classes: local names).

    Raises:
        QueryError: an unknown parameter, a missing required one, or a value of the wrong type.
    """
    known = [parameter.name for parameter in query.parameters]
    for name in values:
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise QueryError(f"query {query.name}: no parameter {name}; {takes}")
    text = query.text
    for parameter in query.parameters:
        value = values.get(parameter.name) or parameter.default
        if not value and parameter.required:
            raise QueryError(f"query {query.name}: the parameter {parameter.name} is required ({parameter.description or parameter.type})")
        # A default class is the query's own word, not a person's: it needs no looking up, and a dataset may be without its ontology.
        default_class = parameter.type == "class" and not values.get(parameter.name)
        terms = to_terms(parameter, value, None if default_class else names) if value else ()
        text = _replace(text, parameter.name, terms)
        if terms:
            text = re.sub(rf"^([ \t]*)#\? *{re.escape(parameter.name)}: ", r"\1", text, flags=re.MULTILINE)
    return text


class DatasetNames:
    """Looks names up in a dataset: labels and other names of entities, labels of events, classes of its ontology."""

    def __init__(self, dataset: Queryable) -> None:
        self._dataset = dataset

    def find(self, kind: Kinds, text: str) -> Sequence[ox.NamedNode]:
        """The nodes of that name, case aside; see `Names.find`."""
        found = self._exactly(kind, text)
        if found:
            return found
        known = self._select(_NAMES[kind])
        folded = text.casefold()
        if kind == "event":
            found = [node for node, name in known if folded in name.casefold() or node.value.endswith("/" + text)]
        else:
            found = [node for node, name in known if name.casefold() == folded]
        if kind == "class":
            # "Event" is a class of several vocabularies; Dateline's own is meant where it has one.
            found = [node for node in found if node.value.startswith(DL)] or found
        if not found:
            raise _nobody(kind, text, [name for _, name in known])
        return list(dict.fromkeys(found))

    def _exactly(self, kind: Kinds, text: str) -> list[ox.NamedNode]:
        """Entities by their name as it stands, which an index answers however large the dataset is."""
        if kind != "entity":
            return []
        names: list[ox.NamedNode | ox.Literal] = [ox.Literal(text), ox.Literal(text, language="en")]
        if re.fullmatch(r"Q[1-9]\d*", text, re.ASCII):
            names.append(ox.NamedNode(PREFIXES["wd"] + text))
        return [node for node, _ in self._select(_ENTITY.format(names=" ".join(map(str, names))))]

    def _select(self, sparql: str) -> list[tuple[ox.NamedNode, str]]:
        return [(row["node"], row["name"].value) for row in self._dataset.query(sparql)]


def _nobody(kind: Kinds, text: str, known: Sequence[str]) -> QueryError:
    names = {name.casefold(): name for name in known}
    near = [names[match] for match in difflib.get_close_matches(text.casefold(), names, n=3, cutoff=0.6)]
    hint = f"near: {', '.join(near)}" if near else "give its name as the graph has it, or its IRI"
    return QueryError(f'no {kind} is called "{text[:60]}" in this dataset; {hint}')


_PREFIXES = f"""
PREFIX dl: <{DL}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""
_NAMES: Mapping[Kinds, str] = {
    "class": _PREFIXES
    + """SELECT DISTINCT ?node ?name WHERE {
  { ?node a owl:Class } UNION { ?node a rdfs:Class }
  FILTER(ISIRI(?node)) BIND(REPLACE(STR(?node), "^.*[/#]", "") AS ?name)
}""",
    "entity": _PREFIXES + "SELECT ?node ?name WHERE { ?node a dl:Entity ; rdfs:label|skos:altLabel ?name FILTER(ISIRI(?node)) }",
    "event": _PREFIXES
    + """SELECT ?node ?name WHERE {
  { ?node a dl:Event } UNION { ?node a dl:UnrealizedEvent } ?node rdfs:label ?name . FILTER(ISIRI(?node))
}""",
}
_ENTITY = (
    _PREFIXES.replace("{", "{{")
    + """SELECT DISTINCT ?node (?node AS ?name) WHERE {{
  VALUES ?called {{ {names} }} ?node rdfs:label|skos:altLabel|skos:exactMatch ?called ; a dl:Entity FILTER(ISIRI(?node))
}}"""
)


def _header(text: str, where: str) -> dict[str, Any]:
    lines = [line[2:] for line in text.splitlines() if line.startswith("#+")]
    # All have the one space after "#+" that people write; YAML needs the columns to agree, not to be zero.
    source = "\n".join(line.removeprefix(" ") for line in lines)
    try:
        header = yaml.load(source, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise QueryError(f"{where}: the #+ header is not YAML ({' '.join(str(error).split())})") from None
    if header is None:
        return {}
    if not isinstance(header, dict):
        raise QueryError(f"{where}: the #+ header is a mapping of keys to values")
    return header


def _known(mapping: Mapping[str, Any], keys: frozenset[str], where: str) -> None:
    for key in mapping:
        if key not in keys:
            raise QueryError(f"{where}: unknown key {key} in the #+ header; known are {', '.join(sorted(keys))}")


def _string(mapping: Mapping[str, Any], key: str, where: str) -> str:
    value = mapping.get(key, "")
    if not isinstance(value, str):
        raise QueryError(f"{where}: {key} in the #+ header is a text")
    return " ".join(value.split())


def _list(mapping: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = mapping.get(key, [])
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise QueryError(f"{where}: {key} in the #+ header is a list of texts")
    return tuple(value)


def _parameter(name: str, options: Any, where: str) -> Parameter:
    where = f"{where}: parameter {name}"
    if not isinstance(options, dict):
        raise QueryError(f"{where}: its options are a mapping (type, description, default, enumeration, required)")
    _known(options, _PARAMETER_KEYS, where)
    kind = _string(options, "type", where) or "string"
    if kind not in TYPES:
        raise QueryError(f'{where}: type "{kind}" is none of {", ".join(TYPES)}')
    required = _string(options, "required", where) or "false"
    if required not in ("true", "false"):
        raise QueryError(f"{where}: required is true or false")
    return Parameter(
        name=name,
        type=cast(Type, kind),
        description=_string(options, "description", where),
        default=_string(options, "default", where) or None,
        enumeration=_list(options, "enumeration", where),
        required=required == "true",
    )


def _blocks(text: str, name: str) -> list[tuple[int, int]]:
    """Where the insides of ``VALUES ?name { ... }`` stand."""
    found: list[tuple[int, int]] = []
    window: list[Token] = []
    for token in tokens(text):
        if token.text == "}" and window and window[-1].text == "{" and len(window) > 1:
            found.append((window[-1].end, token.start))
            window = []
        elif window and window[-1].text == "{" and len(window) > 1:
            continue
        else:
            window = _advance(window, token, name)
    return found


def _advance(window: list[Token], token: Token, name: str) -> list[Token]:
    if token.kind == "word" and token.text.lower() == "values":
        return [token]
    if len(window) == 1 and token.kind == "variable" and token.text[1:] == name:
        return [*window, token]
    if len(window) == 2 and token.text == "{":
        return [*window, token]
    return []


def _replace(text: str, name: str, terms: Iterable[Term]) -> str:
    inside = " ".join(str(term) for term in terms) or "UNDEF"
    for start, end in reversed(_blocks(text, name)):
        text = f"{text[:start]} {inside} {text[end:]}"
    return text
