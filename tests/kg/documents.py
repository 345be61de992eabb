"""Documents made by hand for the tests of assembly, mapping, stores and export."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kg.model import (
    Argument,
    Article,
    Claim,
    ContainingPlace,
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
)

SENTENCE = "Russian drones struck a power station in Sumy on Tuesday, killing at least two workers, the regional governor said."
RUN = Run(software="dateline", version="0.1.0", model="en_core_web_sm 3.8.0", ontology="0.1.0")


def at(text: str, words: str) -> tuple[int, int]:
    """Where the words stand first in the text."""
    start = text.index(words)
    return start, start + len(words)


def mention(text: str, words: str, kind: str, form: str, entity: str) -> Mention:
    start, end = at(text, words)
    return Mention(start=start, end=end, text=words, type=kind, form=form, entity=entity)  # type: ignore[arg-type]


def argument(text: str, role: str, entity: str, words: str) -> Argument:
    start, end = at(text, words)
    return Argument(role=role, entity=entity, start=start, end=end)


def span(text: str, words: str) -> Span:
    return Span(*at(text, words))


def words(text: str, part: str) -> TextSpan:
    return TextSpan(*at(text, part), part)


UKRAINE = ContainingPlace(type="Country", label="Ukraine", country="UA")
SUMY = Link(
    geonames=692194,
    score=0.97,
    method="gazetteer",
    label="Sumy",
    latitude=50.9216,
    longitude=34.80029,
    country="UA",
    within=(ContainingPlace(type="Region", label="Sumy Oblast", country="UA"), UKRAINE),
)


def worked_example() -> Document:
    """The worked example of DESIGN.md section 2."""
    t = SENTENCE
    figure_start, figure_end = at(t, "at least two workers")
    return Document(
        article=Article(id="sumy.txt", text=t, title="Drones hit Sumy", published=dt.date(2025, 7, 2), publisher="Example Wire"),
        mentions=(
            mention(t, "Russian", "Country", "adjective", "e1"),
            mention(t, "Russian drones", "UncrewedAerialVehicle", "nominal", "e2"),
            mention(t, "a power station", "PowerPlant", "nominal", "e3"),
            mention(t, "Sumy", "Settlement", "name", "e4"),
            mention(t, "workers", "Workers", "nominal", "e5"),
            mention(t, "the regional governor", "Person", "nominal", "e6"),
        ),
        entities=(
            Entity(id="e1", type="Country", label="Russia", named=True, attributes={"country": "RU"}),
            Entity(id="e2", type="UncrewedAerialVehicle", label="Russian drones", named=False),
            Entity(id="e3", type="PowerPlant", label="power station", named=False),
            Entity(id="e4", type="Settlement", label="Sumy", named=True, link=SUMY),
            Entity(id="e5", type="Workers", label="workers", named=False, attributes={"count": 2}),
            Entity(id="e6", type="Person", label="regional governor", named=False),
        ),
        relations=(Relation(type="operator", subject="e2", object="e1", start=0, end=14),),
        events=(
            Event(
                id="v1",
                type="DroneStrike",
                trigger=words(t, "struck"),
                arguments=(
                    argument(t, "agent", "e1", "Russian"),
                    argument(t, "instrument", "e2", "Russian drones"),
                    argument(t, "target", "e3", "a power station"),
                ),
                place=(argument(t, "place", "e4", "Sumy"),),
                date=EventDate(value="2025-07-01", text="on Tuesday", start=at(t, "on Tuesday")[0], end=at(t, "on Tuesday")[1]),
                figures=(
                    Figure(
                        measure="Deaths", value=2, bound="AtLeast", of="e5", start=figure_start, end=figure_end, text="at least two workers"
                    ),
                ),
                mentions=(span(t, "struck"),),
                rule="verb strike",
            ),
        ),
        claims=(
            Claim(
                about=("v1",),
                claimant="e6",
                stance="States",
                polarity="Affirmed",
                certainty="Certain",
                temporality="NonFuture",
                cue=words(t, "said"),
                source=span(t, "the regional governor"),
                content=Span(0, at(t, ", the regional")[0]),
                quote=t,
                start=0,
                end=len(t),
            ),
        ),
        run=RUN,
    )


def retold(document: Document, text: str, *, publisher: str | None = None, article: str | None = None) -> Document:
    """The same document as if it had been found in another article: `text` goes before the sentence, and all offsets move."""
    moved = _moved(document, len(text))
    told = replace(
        document.article,
        id=article or f"{document.article.id}+{len(text)}",
        text=text + document.article.text,
        publisher=publisher or document.article.publisher,
    )
    return replace(moved, article=told)


def _moved(value: object, by: int) -> Document:
    def move(one: object) -> object:
        if isinstance(one, tuple):
            return tuple(move(o) for o in one)
        if hasattr(one, "__dataclass_fields__") and not isinstance(one, Article | Link | Entity | Run):
            fields = {name: move(getattr(one, name)) for name in one.__dataclass_fields__}
            for name in ("start", "end"):
                if name in fields:
                    fields[name] = getattr(one, name) + by
            return type(one)(**fields)
        return one

    moved = move(value)
    assert isinstance(moved, Document)
    return moved
