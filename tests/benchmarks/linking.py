"""What a large gazetteer costs: `python -m tests.benchmarks.linking [ITEMS]`.

A table of invented names (100,000 unless said otherwise) is compiled with the packaged sources, then loaded in a fresh process.
Targets: linking adds at most 5 % to extraction's time, loading takes under 0.3 s, and the gazetteer holds under 150 MB.
The time to compile is told as well: it is spent once, for each version of the sources.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from itertools import chain, repeat
from pathlib import Path

from kg.extract.rules.engine import RulesExtractor
from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.model import Article, Document
from kg.ontology import Ontology
from tests.quality.cases import load_cases

ITEMS = 100_000
ROUNDS = 5
_SYLLABLES = "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so ta te ti to za zo"
_LOADING = """
import resource, sys, time
from pathlib import Path
from kg.gazetteer import Gazetteer
from kg.link import Linker
from kg.ontology import Ontology
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
before, start = held(), time.perf_counter()
gazetteer = Gazetteer.load([Path(sys.argv[1])])
loaded = time.perf_counter() - start
words = Path(sys.argv[2]).read_text(encoding="utf-8").split()
for i in range(len(words)):
    gazetteer.longest_match(words, i)
print(loaded, held() - before)
"""


def write_table(path: Path, items: int) -> None:
    """Invented towns, units and people of two and three words, each with an alias: as a user's table has them."""
    chance = random.Random(1)
    syllables = _SYLLABLES.split()
    countries = ["UA", "RU", "SD", "YE", "SY", "IQ", "ML", "NG", "CD", "MM"]

    def word() -> str:
        return "".join(chance.choice(syllables) for _ in range(chance.randint(2, 4))).capitalize()

    with path.open("w", encoding="utf-8") as file:
        file.write("label\ttype\tnames\twikidata\tlat\tlon\tcountry\tpopulation\n")
        for n in range(items):
            kind = chance.choice(["Settlement", "Settlement", "MilitaryUnit", "Person"])
            label = f"{word()} {word()}" if kind != "MilitaryUnit" else f"{n}th {word()} Brigade"
            lat, lon = chance.uniform(-60, 70), chance.uniform(-180, 180)
            file.write(
                f"{label}\t{kind}\t{word()} {word()} {word()}\tQ{10**9 + n}\t{lat:.4f}\t{lon:.4f}\t{chance.choice(countries)}\t{n}\n"
            )


def seconds_to_link(gazetteer: Gazetteer) -> tuple[float, float, int]:
    """The least times of extraction alone and of linking its documents, and how many words there were."""
    own = [Article(id=c.name, text=c.text, published=c.published) for c in load_cases()]
    articles = list(chain.from_iterable(repeat(own, 5)))
    ontology = Ontology.load()
    extractor, linker = RulesExtractor(ontology, gazetteer), Linker(gazetteer, ontology)
    extracting, linking = [], []
    for _ in range(ROUNDS):
        start = time.process_time()
        documents: list[Document] = list(extractor.extract(articles))
        between = time.process_time()
        for document in documents:
            linker.link(document)
        extracting.append(between - start)
        linking.append(time.process_time() - between)
    return min(extracting), min(linking), sum(len(a.text.split()) for a in articles)


def main(items: int) -> None:
    """Compile, load in a fresh process, link; print the figures with their targets."""
    write = sys.stdout.write
    with tempfile.TemporaryDirectory() as folder:
        table, text = Path(folder) / "large.tsv", Path(folder) / "text.txt"
        write_table(table, items)
        text.write_text("\n".join(c.text for c in load_cases()), encoding="utf-8")
        start = time.perf_counter()
        gazetteer = Gazetteer.load([table])
        write(f"{items:,} items beside the packaged ones: compiled in {time.perf_counter() - start:.1f} s (once)\n")
        if gazetteer.path is not None:
            write(f"file {gazetteer.path.stat().st_size / 1e6:.0f} MB\n")
        loads, sizes = [], []
        for _ in range(ROUNDS):
            done = subprocess.run([sys.executable, "-c", _LOADING, str(table), str(text)], capture_output=True, text=True, check=True)
            loaded, held = map(float, done.stdout.split())
            loads.append(loaded)
            sizes.append(held)
        write(f"loads in {min(loads):.3f} s (target 0.3), holds {max(sizes):.0f} MB after a read of our texts (target 150)\n")
        extract, link, words = seconds_to_link(gazetteer)
        write(f"{words:,} words: extraction {extract:.2f} s, linking {link:.3f} s, which adds {link / extract:.1%} (target 5 %)\n")
        write(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")
        if gazetteer.path is not None:
            gazetteer.close()
            gazetteer.path.unlink(missing_ok=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ITEMS)
