"""Event data of any size in Dateline's own vocabulary, the same on every machine: what servers are compared on, and what they are asked.

Actors and places are few and shared, as in the news: each event has its kind, label, status, day, place, two sides and a claim; every
third has deaths, every fourth follows another. A place lies in a region, that in a country.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random
from typing import TextIO

from kg.vocab import DL, RDF, RDFS

BASE = "https://w3id.org/dateline/id/"
TRIPLES_PER_EVENT = 14.58
"""On average, with the places' and actors' own."""
ACTORS, COUNTRIES, REGIONS, PLACES = 400, 20, 200, 4_000
KINDS = ("DroneStrike", "Shelling", "MissileStrike", "ArmedClash", "Bombing", "Protest", "Meeting", "PrisonerExchange")
STATUS = ("Reported", "Claimed", "Corroborated", "Disputed")
_FIRST_DAY = dt.date(2015, 1, 1)
_TYPE = str(RDF.type)


def count_events(triples: int) -> int:
    """How many events make about so many triples."""
    return max(1, round((triples - 2 * (ACTORS + REGIONS + PLACES)) / TRIPLES_PER_EVENT))


def write_events(out: TextIO, events: int) -> int:
    """Write N-Triples; the number of triples."""
    number = 0
    for line in _lines(events):
        out.write(line)
        number += 1
    return number


def _lines(events: int) -> Iterator[str]:
    random = Random(1)
    for number in range(ACTORS):
        yield _line(f"entity/actor-{number}", RDF.type, DL.Actor)
        yield _line(f"entity/actor-{number}", RDFS.label, f'"Actor {number}"@en')
    for number in range(REGIONS):
        yield _line(f"entity/region-{number}", DL.locatedIn, _node(f"entity/country-{number % COUNTRIES}"))
        yield _line(f"entity/region-{number}", RDFS.label, f'"Region {number}"@en')
    for number in range(PLACES):
        yield _line(f"entity/place-{number}", DL.locatedIn, _node(f"entity/region-{number % REGIONS}"))
        yield _line(f"entity/place-{number}", RDFS.label, f'"Place {number}"@en')
    for number in range(events):
        yield from _event(number, random)


def _event(number: int, random: Random) -> Iterator[str]:
    event, claim = f"event/{number}", f"claim/{number}"
    kind, place, day = random.choice(KINDS), random.randrange(PLACES), _FIRST_DAY + dt.timedelta(days=random.randrange(4_000))
    yield _line(event, RDF.type, DL.Event)
    yield _line(event, RDF.type, f"{DL.iri}{kind}")
    yield _line(event, DL.kind, f"{DL.iri}{kind}")
    yield _line(event, RDFS.label, f'"{kind} at place {place}, {day}"@en')
    yield _line(event, DL.status, f"{DL.iri}{random.choice(STATUS)}")
    yield _line(event, DL.agent, _node(f"entity/actor-{random.randrange(ACTORS)}"))
    yield _line(event, DL.target, _node(f"entity/actor-{random.randrange(ACTORS)}"))
    yield _line(event, DL.place, _node(f"entity/place-{place}"))
    yield _line(event, DL.date, f'"{day}"^^<http://www.w3.org/2001/XMLSchema#date>')
    if number % 3 == 0:
        yield _line(event, DL.deaths, f'"{random.randrange(40)}"^^<http://www.w3.org/2001/XMLSchema#integer>')
    if number % 4 == 3:
        yield _line(event, DL.follows, _node(f"event/{number - 1 - random.randrange(min(number, 1_000))}"))
    yield _line(claim, RDF.type, DL.Claim)
    yield _line(claim, DL.about, _node(event))
    yield _line(claim, DL.claimant, _node(f"entity/actor-{random.randrange(ACTORS)}"))
    yield _line(claim, DL.quote, f'"quote {number}"')
    yield _line(claim, DL.certainty, DL.Certain)


def _node(local: str) -> str:
    return BASE + local


def _line(subject: str, predicate: object, value: object) -> str:
    told = str(value)
    if not told.startswith('"'):
        told = f"<{getattr(value, 'value', value)}>"
    return f"<{BASE}{subject}> <{getattr(predicate, 'value', predicate)}> {told} .\n"


_PREFIXES = f"PREFIX dl: <{DL.iri}> PREFIX rdfs: <{RDFS.iri}> "

Ask = Callable[[int], str]
"""The number-th text of a kind of question. No two are alike, so that nobody answers from memory."""


def questions(events: int) -> dict[str, Ask]:
    """What servers are asked, by name."""

    def actor(number: int) -> str:
        return f"<{BASE}entity/actor-{number % ACTORS}>"

    def event(number: int) -> str:
        return f"<{BASE}event/{number * 7919 % events}>"

    return {
        "point lookup": lambda n: f"SELECT ?p ?o WHERE {{ {event(n)} ?p ?o }}",
        "star": lambda n: (
            f"{_PREFIXES}SELECT * WHERE {{ ?e dl:agent {actor(n)} ; dl:kind dl:Shelling ; rdfs:label ?label ; dl:date ?day ; "
            f"dl:place ?place ; dl:status ?status ; dl:target ?target }} # {n}"
        ),
        "3 hops": lambda n: (
            f"{_PREFIXES}SELECT * WHERE {{ ?e dl:agent {actor(n)} . ?e dl:place ?place . ?place dl:locatedIn ?region . "
            f"?region dl:locatedIn ?country }} # {n}"
        ),
        "OPTIONAL": lambda n: (
            f"{_PREFIXES}SELECT * WHERE {{ ?e dl:target {actor(n)} ; rdfs:label ?label OPTIONAL {{ ?e dl:deaths ?deaths }} "
            f"OPTIONAL {{ ?e dl:follows ?other . ?other rdfs:label ?before }} }} # {n}"
        ),
        "GROUP BY": lambda n: (
            f"{_PREFIXES}SELECT ?kind ?status (COUNT(*) AS ?n) (SUM(?deaths) AS ?sum) WHERE {{ ?e dl:kind ?kind ; dl:status ?status ; "
            f"dl:deaths ?deaths }} GROUP BY ?kind ?status # {n}"
        ),
        "ORDER BY LIMIT": lambda n: (
            f"{_PREFIXES}SELECT ?e ?label ?day WHERE {{ ?e dl:date ?day ; rdfs:label ?label ; dl:kind dl:Protest }} "
            f"ORDER BY DESC(?day) ?e LIMIT 20 # {n}"
        ),
        "property path": lambda n: (
            f"{_PREFIXES}SELECT (COUNT(*) AS ?n) WHERE {{ ?e dl:place/dl:locatedIn+ <{BASE}entity/country-{n % COUNTRIES}> }} # {n}"
        ),
        "20,000 rows": lambda n: f"{_PREFIXES}SELECT ?e ?day ?place WHERE {{ ?e dl:date ?day ; dl:place ?place }} LIMIT 20000 # {n}",
    }
