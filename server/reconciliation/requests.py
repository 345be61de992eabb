"""What clients send: batches of queries and requests for property values, checked field by field (API 0.2, sections 4.1 and 7.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from kg.reconcile import Constraint
from kg.vocab import DL
from server.problems import RequestError

BATCH = 50
"""Queries at a time."""
LONGEST = 500
"""Characters of a name or value."""
TYPES, PROPERTIES, VALUES, CANDIDATES = 10, 10, 20, 100
IDS = 500
"""Entities whose values are asked for at a time."""
USUAL = 10
"""Candidates, where the client does not say how many."""
_STRICT = ("any", "all", "should")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query of a batch. Empty cells of a table are no mistake: an empty name finds nothing, an empty value constrains nothing."""

    text: str
    types: tuple[str, ...] = ()
    strict: str = "any"
    constraints: tuple[Constraint, ...] = ()
    limit: int = USUAL


@dataclass(frozen=True, slots=True)
class Extension:
    """Which properties of which entities are wanted."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


def read_batch(text: str) -> dict[str, Query]:
    """The queries by their keys.

    Raises:
        RequestError: 400 for what is no batch, 413 for one that is too large.
    """
    batch = _object(_json(text, "queries"), "queries")
    if len(batch) > BATCH:
        raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"queries: {len(batch)} in a batch; at most {BATCH} are taken")
    return {key: _query(value, f"queries: {key[:50]}") for key, value in batch.items()}


def read_extension(text: str) -> Extension:
    """The entities and properties of a data extension query.

    Raises:
        RequestError: 400 for what is none, 413 for one that is too large.
    """
    body = _object(_json(text, "extend"), "extend")
    ids = _list(body.get("ids"), "extend: ids")
    if len(ids) > IDS:
        raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"extend: {len(ids)} ids; at most {IDS} are taken")
    properties = [_object(item, "extend: properties") for item in _list(body.get("properties"), "extend: properties")]
    if len(properties) > PROPERTIES * 2:
        raise _wrong("extend: properties", f"at most {PROPERTIES * 2} are taken")
    names = [_string(item.get("id"), "extend: the id of a property") for item in properties]
    return Extension(tuple(dict.fromkeys(_string(id_, "extend: an id") for id_ in ids)), tuple(dict.fromkeys(names)))


def _query(value: object, where: str) -> Query:
    body = _object(value, where)
    if unknown := body.keys() - {"query", "type", "limit", "properties", "type_strict"}:
        raise _wrong(where, f"no field {min(unknown)[:50]!r}; there are query, type, limit, properties, type_strict")
    constraints = tuple(_constraint(item, where) for item in _list(body.get("properties", []), f"{where}: properties"))
    text = _string(body["query"], f"{where}: query") if "query" in body else ""
    if "query" not in body and not constraints:
        raise _wrong(where, "a query or properties are needed")
    if len(constraints) > PROPERTIES:
        raise _wrong(f"{where}: properties", f"at most {PROPERTIES} are taken")
    given = body.get("type", [])
    types = tuple(_type(item, where) for item in (_list(given, f"{where}: type") if not isinstance(given, str) else [given]) if item)
    if len(types) > TYPES:
        raise _wrong(f"{where}: type", f"at most {TYPES} are taken")
    strict = body.get("type_strict", "any")
    if strict not in _STRICT:
        raise _wrong(f"{where}: type_strict", f"one of {', '.join(_STRICT)}")
    return Query(
        text=text.strip(),
        types=types,
        strict=strict,
        constraints=tuple(one for one in constraints if one.values),
        limit=_limit(body.get("limit", USUAL), where),
    )


def _type(value: object, where: str) -> str:
    """A class by its local name or IRI, as a string or, as some clients send it, as an object with an id."""
    name = value.get("id") if isinstance(value, dict) else value
    return _string(name, f"{where}: type").removeprefix(DL.iri)


def _constraint(value: object, where: str) -> Constraint:
    body = _object(value, f"{where}: properties")
    name = _string(body.get("pid"), f"{where}: pid")
    given = body.get("v")
    values = given if isinstance(given, list) else [given]
    if len(values) > VALUES:
        raise _wrong(f"{where}: v of {name[:50]}", f"at most {VALUES} values are taken")
    return Constraint(name, tuple(text for value in values if (text := _value(value, f"{where}: v of {name[:50]}").strip())))


def _value(value: object, where: str) -> str:
    if value is None:
        return ""  # an empty cell
    if isinstance(value, dict):
        return _string(value.get("id"), where)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:LONGEST] if isinstance(value, int | float) else _string(value, where)


def _limit(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 1e9 or value != int(value):
        raise _wrong(f"{where}: limit", "a whole number from 1")
    return min(int(value), CANDIDATES)


def _json(text: str, what: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        detail = f"{what}: no JSON: syntax error in line {error.lineno}, column {error.colno}: {error.msg.lower()}"
        raise RequestError(HTTPStatus.BAD_REQUEST, detail) from None
    except (ValueError, RecursionError) as error:
        raise _wrong(what, f"no JSON ({str(error)[:80]})") from None


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number in JSON")


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(where, "an object is expected")
    return value


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong(where, "an array is expected")
    return value


def _string(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _wrong(where, "a string is expected")
    if len(value) > LONGEST:
        raise _wrong(where, f"at most {LONGEST} characters are taken")
    return value


def _wrong(where: str, what: str) -> RequestError:
    return RequestError(HTTPStatus.BAD_REQUEST, f"{where}: {what}")
