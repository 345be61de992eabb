"""Small random documents for the laws of the dataset: few things, so that articles meet often."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from kg.model import Argument, Article, Claim, Document, Entity, Event, EventDate, Figure, Link, Mention, Relation, Span, TextSpan
from tests.kg.documents import RUN, SUMY

_WORDS = ("Russia", "Sumy", "Kiev", "Zelensky", "drones", "officials", "struck", "met", "dead", "said", "Tuesday", "SUMY")
_TEXT = " ".join(_WORDS)
_AT = {word: (_TEXT.index(word), _TEXT.index(word) + len(word)) for word in _WORDS}

_KYIV = Link(wikidata="Q1", score=0.9, method="gazetteer", label="Kyiv", latitude=50.45, longitude=30.52, country="UA")
_KYIV_LATER = Link(wikidata="Q1", score=0.7, method="online search", label="Kyiv", match="close")

_CLASHING = ("Person", "Organization", "Missile", "Hospital")
"""An extractor's slips: most of these exclude each other."""

_ENTITIES = {
    "e1": (("Russia", "Country", "Russia", None), ("Russia", "Country", "Russia", Link(wikidata="Q2", score=0.99, method="gazetteer"))),
    "e2": (("Sumy", "Settlement", "Sumy", SUMY), ("SUMY", "City", "SUMY", None)),
    "e3": (("Kiev", "Settlement", "Kiev", _KYIV), ("Kiev", "City", "Kiev", _KYIV_LATER), ("Kiev", "Settlement", "Kyiv", None)),
    "e4": tuple(("Zelensky", kind, "Zelensky", Link(score=0.8, method="gazetteer", label="Volodymyr Zelenskyy")) for kind in _CLASHING),
    "e5": (("drones", "UncrewedAerialVehicle", "drones", None),),
    "e6": (("officials", "Officials", "officials", None),),
}
_UNNAMED = ("e5", "e6")


def _start(word: str) -> int:
    return _AT[word][0]


def _end(word: str) -> int:
    return _AT[word][1]


@st.composite
def _entities(draw: st.DrawFn) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    entities, mentions = [], []
    for local, choices in _ENTITIES.items():
        word, kind, label, link = draw(st.sampled_from(choices))
        named = local not in _UNNAMED
        entities.append(Entity(id=local, type=kind, label=label, named=named, link=link))
        mentions.append(
            Mention(start=_start(word), end=_end(word), text=word, type=kind, form="name" if named else "nominal", entity=local)
        )
    return tuple(entities), tuple(mentions)


@st.composite
def _event(draw: st.DrawFn, local: str) -> Event:
    word = draw(st.sampled_from(("struck", "met")))
    day = draw(st.sampled_from(("2025-07-01", "2025-07-02", "2025-07", None)))
    arguments = [("agent", draw(st.sampled_from(("e1", "e4", "e5"))))]
    if draw(st.booleans()):
        arguments.append(("target", draw(st.sampled_from(("e2", "e3", "e5", "e6")))))
    figures = [
        Figure(
            measure=draw(st.sampled_from(("Deaths", "Injuries", "Launched"))),
            value=value,
            bound="AtLeast",
            start=_start("dead"),
            end=_end("dead"),
            text="dead",
        )
        for value in draw(st.lists(st.integers(1, 5), max_size=2))
    ]
    return Event(
        id=local,
        type=draw(st.sampled_from(("DroneStrike", "Attack", "Meeting", "Negotiation", "Ceasefire"))),
        trigger=TextSpan(*_AT[word], word),
        arguments=tuple(Argument(role=role, entity=e, start=_start("Russia"), end=_end("Russia")) for role, e in arguments),
        place=tuple(
            Argument(role="place", entity=e, start=_start("Sumy"), end=_end("Sumy")) for e in draw(st.sampled_from((("e2",), ("e3",), ())))
        ),
        date=EventDate(value=day, text="Tuesday", start=_start("Tuesday"), end=_end("Tuesday")) if draw(st.booleans()) or day else None,
        figures=tuple(figures),
        mentions=(Span(*_AT[word]),),
    )


@st.composite
def _claim(draw: st.DrawFn, events: tuple[str, ...]) -> Claim:
    end = draw(st.integers(1, len(_TEXT)))
    return Claim(
        about=tuple(draw(st.lists(st.sampled_from((*events, "e1")), max_size=2, unique=True))),
        claimant=draw(st.sampled_from((None, "e1", "e4", "e6"))),
        stance=draw(st.sampled_from(("States", "Denies", "Demands", "Alleges", "Promises", "Confirms"))),
        polarity=draw(st.sampled_from(("Affirmed", "Negated"))),
        certainty=draw(st.sampled_from(("Certain", "Possible"))),
        temporality=draw(st.sampled_from(("NonFuture", "Future"))),
        quote=_TEXT[:end],
        start=0,
        end=end,
    )


@st.composite
def documents(draw: st.DrawFn, tail: str = "") -> Document:
    """A document. `tail` ends its text: articles with another tail are other articles."""
    entities, mentions = draw(_entities())
    local = tuple(f"v{n}" for n in range(draw(st.integers(0, 3))))
    relations = [
        Relation(type="holdsPosition", subject="e4", object="e1", value="President", start=_start("Zelensky"), end=_end("Zelensky")),
        Relation(type="operator", subject="e5", object="e1", start=_start("drones"), end=_end("drones")),
        Relation(type="follows", subject="v0", object="v1", start=_start("met"), end=_end("met")),
    ]
    return Document(
        article=Article(
            id=f"a{tail}",
            text=_TEXT + tail,
            published=draw(st.sampled_from((None, dt.date(2025, 7, 2)))),
            publisher=draw(st.sampled_from((None, "Wire", "Gazette"))),
        ),
        mentions=mentions,
        entities=entities,
        relations=tuple(draw(st.lists(st.sampled_from(relations), max_size=3, unique=True))),
        events=tuple(draw(_event(v)) for v in local),
        claims=tuple(draw(st.lists(_claim(local), max_size=4))),
        run=draw(st.sampled_from((None, RUN))),
    )
