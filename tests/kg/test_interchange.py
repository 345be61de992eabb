"""The interchange: a document written as JSON is read back equal, and conforms to the generated schema."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.interchange import document_from_json, document_to_json, json_schema
from kg.model import (
    Argument,
    Article,
    Claim,
    Document,
    Entity,
    Event,
    EventDate,
    Figure,
    Link,
    Mention,
    Relation,
    Run,
    Span,
    TextSpan,
    Time,
)

SCHEMA = json_schema()
SETTINGS = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

words = st.text(st.characters(codec="utf-8"), max_size=12)
names = st.text("ABCdefg0123", min_size=1, max_size=8)
offsets = st.integers(0, 10_000)
numbers = st.floats(allow_nan=False, allow_infinity=False)
dates = st.dates()
qids = st.none() | st.integers(1, 10**9).map("Q{}".format)


def build(kind: type, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a dataclass; every field is named, so that a new field of the model fails here until it is tested."""
    assert set(fields) == {field.name for field in dataclasses.fields(kind)}
    return st.builds(kind, **fields)


def several(item: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(item, max_size=3).map(tuple)


spans = build(Span, start=offsets, end=offsets)
text_spans = build(TextSpan, start=offsets, end=offsets, text=words)
articles = build(
    Article,
    id=words,
    text=words,
    title=st.none() | words,
    published=st.none() | dates,
    url=st.none() | words,
    publisher=st.none() | words,
    language=st.none() | words,
)
forms = st.sampled_from(["name", "nominal", "adjective", "pronoun"])
mentions = build(Mention, start=offsets, end=offsets, text=words, type=names, form=forms, entity=names)
links = build(
    Link,
    wikidata=qids,
    geonames=st.none() | offsets,
    score=numbers,
    method=words,
    match=st.sampled_from(["exact", "close"]),
    label=st.none() | words,
    latitude=st.none() | numbers,
    longitude=st.none() | numbers,
    country=st.none() | names,
    parts=st.dictionaries(words, numbers, max_size=3),
)
scalars = words | st.integers() | numbers | st.booleans()
entities = build(
    Entity,
    id=names,
    type=names,
    label=words,
    named=st.booleans(),
    link=st.none() | links,
    attributes=st.dictionaries(words, scalars, max_size=3),
)
relations = build(Relation, type=names, subject=names, object=st.none() | names, value=st.none() | words, start=offsets, end=offsets)
arguments = build(Argument, role=names, entity=names, start=offsets, end=offsets)
places = build(Argument, role=st.just("place"), entity=names, start=offsets, end=offsets)
figures = build(
    Figure,
    measure=names,
    value=numbers,
    bound=names,
    unit=st.none() | words,
    of=st.none() | names,
    start=offsets,
    end=offsets,
    text=words,
)
times = build(
    Time, start=offsets, end=offsets, text=words, value=st.none() | words, type=names, first=st.none() | dates, last=st.none() | dates
)
event_dates = build(EventDate, value=st.none() | words, text=words, start=offsets, end=offsets, until=st.none() | words)
events = build(
    Event,
    id=names,
    type=names,
    trigger=text_spans,
    arguments=several(arguments),
    place=several(places),
    date=st.none() | event_dates,
    figures=several(figures),
    mentions=several(spans),
    duration=st.none() | words,
    rule=words,
)
claims = build(
    Claim,
    about=several(names),
    claimant=st.none() | names,
    stance=names,
    polarity=names,
    certainty=names,
    temporality=names,
    cue=st.none() | text_spans,
    source=st.none() | spans,
    content=st.none() | spans,
    quote=words,
    start=offsets,
    end=offsets,
)
documents = build(
    Document,
    article=articles,
    mentions=several(mentions),
    entities=several(entities),
    relations=several(relations),
    events=several(events),
    times=several(times),
    claims=several(claims),
    run=st.none() | build(Run, software=words, version=words, model=words, ontology=words),
)


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
