"""The typed domain model: the language that the stages speak.

Frozen values, no behaviour beyond what follows from their fields. All offsets are code-point offsets into
`Article.text`, end exclusive. `type`, `role`, `measure`, `stance`, ... hold local names of the ontology
(``"DroneStrike"``); ids (``"e1"``, ``"v1"``) are local to one `Document`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Form = Literal["name", "nominal", "adjective", "pronoun"]
Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text."""

    start: int
    end: int

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of the article's text with its words (``article.text[start:end] == text``)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article, as read.

    `id` names it for people and for resuming a run (a file's name, a URL, a JSONL id); identity in the graph comes
    from its content (`sha256` of the text). `published` resolves relative dates and is never guessed.
    """

    id: str
    text: str
    title: str | None = None
    published: dt.date | None = None
    url: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words that refer to an entity."""

    start: int
    end: int
    text: str
    type: str
    form: Form
    entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainingPlace:
    """A region or country that a linked place lies in, as the gazetteer has it: a step of the `dl:locatedIn` chain."""

    type: str
    label: str
    sense: str | None = None
    wikidata: str | None = None
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    approximate: bool = False
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What joins an entity to the world outside: filled by `kg.link`, explained by its score, method and parts."""

    wikidata: str | None = None
    """A QID, never written from memory: it comes from a gazetteer with evidence."""
    geonames: int | None = None
    score: float = 0.0
    method: str = ""
    match: Literal["exact", "close"] = "exact"
    label: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    approximate: bool = False
    """Whether the point is not the thing's own: the centre of a region's towns, a town near, the place that a facility is said to be in."""
    country: str | None = None
    """ISO 3166-1 alpha-2 code of the country it lies in or belongs to."""
    sense: str | None = None
    """What tells it from the best-known bearer of its label: "us" for the state of Georgia, "lb" for Tripoli in Lebanon.
    None: it is that bearer."""
    within: tuple[ContainingPlace, ...] = ()
    """The places it lies in, the nearest first, the country last."""
    parts: Mapping[str, float] = field(default_factory=dict)
    runner_up: str | None = None
    """What came second, for people to judge: its label and id."""
    replaced: bool = False
    """Whether a person's decision took the place of another item, or its item's country that of a guess: what the name alone suggests is
    then no fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An actor, place, asset or position of one article. `named` tells what has a name in the world (one entity for
    all articles) from what has none ("two railway bridges": an entity of its article)."""

    id: str
    type: str
    label: str
    named: bool
    link: Link | None = None
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    """Among them `count` (how many), `country` (ISO code a demonym or name gives), `model`; `undecided` where several things of the
    gazetteer bear its name and the text does not say which is meant: then it is an entity of its article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation between two entities or two events of the document, with the words that show it.

    Entity relations: holdsPosition (object: what the position is in; value: the title), memberOf, affiliation,
    locatedIn, operator. Event relations: partOf, cause, inResponseTo, follows.
    """

    type: str
    subject: str
    object: str | None
    value: str | None = None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What fills a role of an event, with the words that show it. Role `place` is used for places."""

    role: str
    entity: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number said of an event: ``over 40 aircraft`` is measure Damaged, bound MoreThan, value 40, of the aircraft.

    `cumulative`: a running total, of which the event tells the latest part (``bringing the toll to 14``).
    """

    measure: str
    value: float
    bound: str
    unit: str | None = None
    of: str | None = None
    start: int
    end: int
    text: str
    cumulative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time expression with its TIMEX3 value (None: cannot be resolved, not guessed) and type DATE, TIME, DURATION, SET.

    `first` and `last` are the days it covers, where it denotes days on the calendar.
    """

    start: int
    end: int
    text: str
    value: str | None
    type: str
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDate:
    """When an event happens: `value` is YYYY-MM-DD, YYYY-MM or YYYY (None: only words), `until` the last day of a span."""

    value: str | None
    text: str
    start: int
    end: int
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, is said to have happened, or might; every event has at least one `Claim` about it.

    `trigger` is its first or best mention, `mentions` all of them. `rule` says for people which rule, trigger and path made it.
    """

    id: str
    type: str
    trigger: TextSpan
    arguments: tuple[Argument, ...] = ()
    place: tuple[Argument, ...] = ()
    date: EventDate | None = None
    figures: tuple[Figure, ...] = ()
    mentions: tuple[Span, ...] = ()
    duration: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One source's assertion. `claimant` is None in the article's own voice; then there is no cue and no source.

    `about` holds ids of events and entities (empty when what was said names nothing the graph knows). `quote` is the
    exact text from `start` to `end`. polarity, certainty and temporality follow GRaSP and FactBank.
    """

    about: tuple[str, ...]
    claimant: str | None
    stance: str
    polarity: str
    certainty: str
    temporality: str
    cue: TextSpan | None = None
    source: Span | None = None
    content: Span | None = None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What made a document: it becomes the `prov:Activity` of the claims."""

    software: str
    version: str
    model: str
    ontology: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All that was extracted from one article. Events come in order of salience, the main event first."""

    article: Article
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    events: tuple[Event, ...] = ()
    times: tuple[Time, ...] = ()
    claims: tuple[Claim, ...] = ()
    run: Run | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An input that was passed over on purpose, and why: counted in the run's report, never an exception."""

    input: str
    reason: str
