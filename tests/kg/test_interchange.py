"""The interchange: a document written as JSON is read back equal, and conforms to the generated schema."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.interchange import document_from_json, document_to_json, json_schema
from kg.model import Argument, Article, Document, Entity, Event, Link, Mention, TextSpan

SCHEMA = json_schema()
SETTINGS = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

words = st.text(st.characters(codec="utf-8"), max_size=12)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: words,
    int: st.integers(0, 10_000),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    dt.date: st.dates(),
    type(None): st.none(),
}
SPECIAL: dict[tuple[type, str], st.SearchStrategy[Any]] = {
    (Event, "place"): st.lists(st.builds(Argument, role=st.just("place"), entity=words, start=PLAIN[int], end=PLAIN[int])).map(tuple),
    (Link, "wikidata"): st.none() | st.integers(1, 10**9).map("Q{}".format),
}


def any_of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type of the model, so that a field that is added to it is tested too."""
    origin, arguments = get_origin(hint), get_args(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        fields = {field.name: SPECIAL.get((hint, field.name), any_of(hints[field.name])) for field in dataclasses.fields(hint)}
        return st.builds(hint, **fields)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(any_of, arguments))
    if origin is tuple:
        return st.lists(any_of(arguments[0]), max_size=3).map(tuple)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is not None:
        return st.dictionaries(words, any_of(arguments[1]), max_size=3)
    return PLAIN[hint]


documents = any_of(Document)


def example() -> Document:
    """A small document with one of everything that the wire form changes."""
    text = "Drones struck Sumy."
    return Document(
        article=Article(id="a1", text=text, published=dt.date(2025, 7, 2)),
        mentions=(Mention(start=14, end=18, text="Sumy", type="Settlement", form="name", entity="e1"),),
        entities=(Entity(id="e1", type="Settlement", label="Sumy", named=True, link=Link(wikidata="Q1", score=0.9)),),
        events=(
            Event(
                id="v1",
                type="DroneStrike",
                trigger=TextSpan(7, 13, "struck"),
                place=(
                    Argument(role="place", entity="e1", start=14, end=18),
                    Argument(role="place", entity="e1", start=0, end=4),
                ),
            ),
        ),
    )


@SETTINGS
@given(documents)
def test_a_document_survives_the_way_through_json_text(document: Document) -> None:
    line = json.dumps(document_to_json(document), ensure_ascii=False, allow_nan=False)
    assert document_from_json(json.loads(line)) == document


@SETTINGS
@given(documents)
def test_every_document_conforms_to_the_generated_schema(document: Document) -> None:
    jsonschema.validate(document_to_json(document), SCHEMA, cls=jsonschema.Draft202012Validator)


def test_the_schema_itself_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_the_link_is_shown_on_the_entity() -> None:
    entity = document_to_json(example())["entities"][0]
    assert (entity["wikidata"], entity["link_score"], entity["named"]) == ("Q1", 0.9, True)


def test_a_place_is_listed_once_by_id_and_each_time_by_its_words() -> None:
    event = document_to_json(example())["events"][0]
    assert event["place"] == ["e1"]
    assert event["place_mentions"] == [{"entity": "e1", "start": 14, "end": 18}, {"entity": "e1", "start": 0, "end": 4}]


def test_the_keys_of_the_interchange_contract_are_there() -> None:
    data = document_to_json(example())
    assert list(data)[:3] == ["article", "mentions", "entities"]
    assert data["article"] == {
        "id": "a1",
        "text": "Drones struck Sumy.",
        "title": None,
        "published": "2025-07-02",
        "url": None,
        "publisher": None,
        "language": None,
    }


def test_an_unknown_key_is_passed_over() -> None:
    data = document_to_json(example())
    data["events"][0]["novelty"] = 1
    assert document_from_json(data) == example()


def set_in(data: Any, path: list[Any], value: Any) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["events", 0, "trigger", "start"], "7", "events[0].trigger.start: a whole number is needed, not a string"),
        (["events", 0, "place_mentions", 1], 3, "events[0].place_mentions[1]: an object is needed, not a whole number"),
        (["article", "published"], "2 July", "article.published: a date YYYY-MM-DD is needed, not '2 July'"),
        (["mentions", 0, "form"], "noun", "mentions[0].form: one of name, nominal, adjective, pronoun is needed, not 'noun'"),
        (["entities"], {}, "entities: a list is needed, not an object"),
        (["entities", 0, "named"], 1, "entities[0].named: true or false is needed, not a whole number"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(path: list[Any], value: Any, message: str) -> None:
    data = document_to_json(example())
    set_in(data, path, value)
    with pytest.raises(InputError) as caught:
        document_from_json(data)
    assert str(caught.value) == f"not a Dateline document: {message}"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json_schema(), format_checker=jsonschema.FormatChecker())


def test_a_missing_field_is_named() -> None:
    data = document_to_json(example())
    del data["events"][0]["trigger"]["end"]
    with pytest.raises(InputError, match=r"events\[0\]\.trigger\.end: is missing"):
        document_from_json(data)
