"""What is no topic, no event and no count: where a thing is done, what a newsroom asks for, and the number in a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Read = Callable[..., Document]


def topics(document: Document, kind: str) -> set[str]:
    """Labels of the topics of the events of a class, which the text must tell of."""
    label = {e.id: e.label for e in document.entities}
    assert kind in {e.type for e in document.events}
    return {label[a.entity] for e in document.events if e.type == kind for a in e.arguments if a.role == "topic"}


@pytest.mark.parametrize(
    ("text", "kind", "wrong"),
    [
        ("Hundreds of students took to the streets of Lagos to protest.", "Protest", "Lagos"),
        ("A colonel was sentenced to nine years in prison for the torture of prisoners.", "Sentence", "prisoners"),
        ("The guerrillas suspended negotiations over the murder of a priest.", "DiplomaticBreak", "priest"),
    ],
)
def test_the_place_of_an_act_and_the_victims_of_others_are_no_topic(read: Read, text: str, kind: str, wrong: str) -> None:
    assert wrong not in topics(read(text), kind)


@pytest.mark.parametrize(
    "text",
    [
        "The ministry did not respond to requests for comment.",
        "The governor did not reply to a request for comment.",
    ],
)
def test_what_a_newsroom_asks_for_is_no_event(read: Read, text: str) -> None:
    assert not read(text).events


def test_a_request_for_help_is_one(read: Read) -> None:
    assert read("Mali sent a request for military help to Moscow.").events


@pytest.mark.parametrize(
    "text",
    [
        "Chad expelled France's military attachés on Monday.",
        "Peru expelled two Venezuelan defence attachés.",
        "Moldova expelled a Russian military attaché.",
    ],
)
def test_attaches_are_expelled_as_diplomats(read: Read, text: str) -> None:
    assert [e.type for e in read(text).events] == ["DiplomatExpulsion"]


def test_the_number_in_a_name_counts_nothing(read: Read) -> None:
    (event,) = (e for e in read("Norway will supply Ukraine with another 8 Leopard 2 tanks.").events if e.type == "ArmsTransfer")
    assert [f.value for f in event.figures] == [8]


def test_a_mention_begins_after_all_words_of_its_number(read: Read) -> None:
    document = read("The navy fired more than a dozen cruise missiles at the port.")
    assert "cruise missiles" in {e.label for e in document.entities}
