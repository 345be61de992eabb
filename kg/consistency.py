"""Whether a document agrees with itself: checked before it enters the graph, for documents come from other programs too."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import InputError
from kg.model import Document


def check_document(document: Document) -> None:
    """Refuse a document whose quotes are not the article's words at their offsets, or whose ids are nobody's.

    Raises:
        InputError: what is wrong, with the article's id and the place in the document.
    """
    problem = next(_problems(document), None)
    if problem is not None:
        raise InputError(f"{document.article.id}: the document contradicts itself: {problem}; extract the article again")


def _problems(document: Document) -> Iterator[str]:
    yield from _wrong_words(document)
    entities = {e.id for e in document.entities}
    events = {e.id for e in document.events}
    if len(entities) < len(document.entities) or len(events) < len(document.events) or not entities.isdisjoint(events):
        yield "an id is used twice"
    for what, local in _references(document):
        if local not in entities:
            yield f"{what} names the entity {local}, which is not there"
    for number, claim in enumerate(document.claims):
        for local in claim.about:
            if local not in entities and local not in events:
                yield f"claims[{number}].about names {local}, which is not there"


def _references(document: Document) -> Iterator[tuple[str, str]]:
    for number, mention in enumerate(document.mentions):
        yield f"mentions[{number}]", mention.entity
    for number, event in enumerate(document.events):
        for argument in (*event.arguments, *event.place):
            yield f"events[{number}]", argument.entity
        for figure in event.figures:
            if figure.of is not None:
                yield f"events[{number}].figures", figure.of
    for number, claim in enumerate(document.claims):
        if claim.claimant is not None:
            yield f"claims[{number}].claimant", claim.claimant


def _wrong_words(document: Document) -> Iterator[str]:
    text = document.article.text
    for number, mention in enumerate(document.mentions):
        if text[mention.start : mention.end] != mention.text:
            yield f"mentions[{number}] is not the text from {mention.start} to {mention.end}"
    for number, event in enumerate(document.events):
        if text[event.trigger.start : event.trigger.end] != event.trigger.text:
            yield f"events[{number}].trigger is not the text from {event.trigger.start} to {event.trigger.end}"
    for number, claim in enumerate(document.claims):
        if text[claim.start : claim.end] != claim.quote:
            yield f"claims[{number}].quote is not the text from {claim.start} to {claim.end}"
