"""Document <-> JSON: what `dateline extract` prints and what every extractor, here or elsewhere, can hand over.

One JSON object for one article, the fields of `kg.model` by their own names, in their own order. Three things
differ from the model, so that a reader need not join lists for the commonest questions:

* an entity shows `wikidata` and `link_score` beside its full `link`;
* an event's `place` is the list of entity ids, and `place_mentions` has their offsets;
* dates are ISO 8601 strings.

Reading gives back an equal `Document`. The shape is derived from the dataclasses, here and in `json_schema`:
a field that is added to the model is in the interchange with no change to this module.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from kg.errors import InputError
from kg.model import Argument, Document, Entity, Event, Skipped

SCHEMA_ID = "https://w3id.org/dateline/schema/document.json"

_ATOMS = frozenset((str, int, float, bool, type(None)))


def document_to_json(document: Document) -> dict[str, Any]:
    """The document as plain dictionaries, lists, strings and numbers, ready for `json.dumps`."""
    data: dict[str, Any] = _plain(document)
    return data


def document_from_json(data: Mapping[str, Any]) -> Document:
    """The document that `document_to_json` wrote, or that another program wrote by `json_schema`.

    Fields that the model gives a default may be missing; keys that the model does not know are passed over, so that
    a newer program's output can still be read.

    Raises:
        InputError: a field is missing or has a wrong type; the message says which (``events[2].trigger.start``).
    """
    try:
        document: Document = _reader(Document)(data)
    except _MismatchError as error:
        where = "".join(reversed(error.path)).lstrip(".") or "the whole"
        raise InputError(f"not a Dateline document: {where}: {error.why}") from None
    return document


def read_documents(lines: Iterable[bytes], *, name: str) -> Iterator[Document | Skipped]:
    """The documents of a JSON-lines file that `dateline extract` or another program wrote.

    A line that is no document is skipped by its number, and the lines after it are read; blank lines are nothing.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield document_from_json(json.loads(line))
        except (ValueError, RecursionError):
            yield Skipped(input=f"{name}:{number}", reason="not JSON")
        except InputError as error:
            yield Skipped(input=f"{name}:{number}", reason=str(error))


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one document, generated from the model."""
    definitions: dict[str, Any] = {}
    root = _schema(Document, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Dateline document",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


# ---------------------------------------------------------------- model to JSON


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple:
        return [_plain(item) for item in value]
    if kind is dt.date:
        return value.isoformat()
    if kind is Entity:
        return _plain_entity(value)
    if kind is Event:
        return _plain_event(value)
    if dataclasses.is_dataclass(kind):
        return {name: _plain(getattr(value, name)) for name in _fields(kind)}
    return {key: _plain(item) for key, item in value.items()}


def _plain_entity(entity: Entity) -> dict[str, Any]:
    link = entity.link
    return {
        "id": entity.id,
        "type": entity.type,
        "label": entity.label,
        "wikidata": link.wikidata if link else None,
        "link_score": link.score if link else None,
    } | {name: _plain(getattr(entity, name)) for name in _fields(Entity) if name not in ("id", "type", "label")}


def _plain_event(event: Event) -> dict[str, Any]:
    data = {name: _plain(getattr(event, name)) for name in _fields(Event)}
    data["place"] = list(dict.fromkeys(place.entity for place in event.place))
    data["place_mentions"] = [{"entity": place.entity, "start": place.start, "end": place.end} for place in event.place]
    return data


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


# ---------------------------------------------------------------- JSON to model

Reader = Callable[[Any], Any]


class _MismatchError(Exception):
    """A value that is not what the model has there; `path` grows from the inside out."""

    def __init__(self, why: str, *path: str) -> None:
        super().__init__(why)
        self.why = why
        self.path = list(path)


@cache
def _reader(hint: Any) -> Reader:
    """What turns a JSON value into a value of the type `hint`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _dataclass_reader(hint)
    if origin in (Union, types.UnionType):
        return _union_reader(arguments)
    if origin is tuple:
        return _tuple_reader(_reader(arguments[0]))
    if origin is Literal:
        return _literal_reader(arguments)
    if origin is not None:  # a mapping of strings
        return _mapping_reader(_reader(arguments[1]))
    return _date if hint is dt.date else _atom_reader(hint)


def _dataclass_reader(kind: type) -> Reader:
    hints = get_type_hints(kind)
    fields = [(field.name, _reader(hints[field.name]), _is_required(field)) for field in dataclasses.fields(kind)]
    if kind is Event:
        fields = [field for field in fields if field[0] != "place"]

    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _MismatchError(f"an object is needed, not {_name(value)}")
        given: dict[str, Any] = {}
        for name, reader, required in fields:
            if name in value:
                try:
                    given[name] = reader(value[name])
                except _MismatchError as error:
                    error.path.append(f".{name}")
                    raise
            elif required:
                raise _MismatchError("is missing", f".{name}")
        if kind is Event:
            given["place"] = _places(value)
        return kind(**given)

    return read


def _places(event: Mapping[str, Any]) -> tuple[Argument, ...]:
    """The places of an event, from their mentions."""
    mentions = event.get("place_mentions", [])
    if not isinstance(mentions, list):
        raise _MismatchError(f"a list is needed, not {_name(mentions)}", ".place_mentions")
    with_role = [{"role": "place", **mention} if isinstance(mention, Mapping) else mention for mention in mentions]
    try:
        places: tuple[Argument, ...] = _tuple_reader(_reader(Argument))(with_role)
    except _MismatchError as error:
        error.path.append(".place_mentions")
        raise
    return places


def _tuple_reader(item: Reader) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise _MismatchError(f"a list is needed, not {_name(value)}")
        items = []
        for number, element in enumerate(value):
            try:
                items.append(item(element))
            except _MismatchError as error:
                error.path.append(f"[{number}]")
                raise
        return tuple(items)

    return read


def _mapping_reader(item: Reader) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _MismatchError(f"an object is needed, not {_name(value)}")
        return {str(key): item(element) for key, element in value.items()}

    return read


def _union_reader(members: tuple[Any, ...]) -> Reader:
    """`X | None`, or one of several plain types (`Scalar`), where JSON's own types decide."""
    others = [member for member in members if member is not type(None)]
    if len(others) == 1:
        reader = _reader(others[0])
        return lambda value: None if value is None else reader(value)
    allowed = frozenset(others)

    def read(value: Any) -> Any:
        if type(value) not in allowed:
            raise _MismatchError(f"a string, number or truth value is needed, not {_name(value)}")
        return value

    return read


def _literal_reader(allowed: tuple[Any, ...]) -> Reader:
    def read(value: Any) -> Any:
        if value not in allowed:
            raise _MismatchError(f"one of {', '.join(map(str, allowed))} is needed, not {value!r}")
        return value

    return read


def _atom_reader(kind: type) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is kind:
            return value
        if kind is float and type(value) is int:
            return float(value)
        raise _MismatchError(f"{_JSON_NAMES[kind]} is needed, not {_name(value)}")

    return read


def _date(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _MismatchError(f"a date YYYY-MM-DD is needed, not {value!r}") from None


_JSON_NAMES: Mapping[type, str] = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
    list: "a list",
    dict: "an object",
}


def _name(value: Any) -> str:
    return _JSON_NAMES.get(type(value), type(value).__name__)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


# ---------------------------------------------------------------- JSON Schema

_JSON_TYPES: Mapping[type, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    dt.date: {"type": "string", "format": "date"},
}


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; dataclasses go to `definitions` and are referred to."""
    origin, arguments = get_origin(hint), get_args(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}  # the place is taken before the fields are read, should a type hold itself
            definitions[hint.__name__] = _object_schema(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(member, definitions) for member in arguments]}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is not None:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    return dict(_JSON_TYPES[hint])


def _object_schema(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    properties = {name: _schema(hints[name], definitions) for name in _fields(kind)}
    for name in ("start", "end"):
        if name in properties:
            properties[name]["minimum"] = 0
    if kind is Entity:
        properties["wikidata"] = {"anyOf": [{"type": "string", "pattern": "^Q[1-9][0-9]*$"}, {"type": "null"}]}
        properties["link_score"] = {"anyOf": [{"type": "number"}, {"type": "null"}]}
    if kind is Event:
        properties["place"] = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
        properties["place_mentions"] = {"type": "array", "items": _place_schema(definitions)}
    return {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").split()),
        "properties": properties,
        "required": [field.name for field in dataclasses.fields(kind) if _is_required(field)],
        "additionalProperties": False,
    }


def _place_schema(definitions: dict[str, Any]) -> dict[str, Any]:
    """A place's mention: an argument without its role, which is always `place`."""
    argument = _object_schema(Argument, definitions)
    return {
        "type": "object",
        "properties": {name: shape for name, shape in argument["properties"].items() if name != "role"},
        "required": [name for name in argument["required"] if name != "role"],
        "additionalProperties": False,
    }
