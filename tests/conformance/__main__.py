"""``python -m tests.conformance [WORD]``: run the suites (or the tests whose name has the word), and print what came of them."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.conformance.manifest import FOLDER, Outcome, Test, iter_tests
from tests.conformance.run import known, run
from tests.conformance.service import running


def main(word: str = "") -> int:
    """Run, print a table and what does not pass; 1 if anything is not as `gaps.toml` knows it."""
    out, err = Console(), Console(stderr=True)
    tests = [test for test in iter_tests() if word in test.id]
    if not tests:
        err.print(f"no tests{f' with {word!r} in their name' if word else ''} in {FOLDER}")
        return 2
    counts: dict[str, Counter[Outcome]] = defaultdict(Counter)
    missed: list[tuple[Test, Outcome, str]] = []
    with running() as service:
        for test in track(tests, "running", console=err):
            outcome, told = run(test, service)
            counts[test.suite][outcome] += 1
            if outcome != known().get(test.id, ("passed", ""))[0]:
                missed.append((test, outcome, told))
    table = Table("suite", "tests", "passed", "failed", "refused on purpose", "passed of those not refused")
    for suite, count in counts.items():
        taken = count["passed"] + count["failed"]
        share = f"{count['passed'] / taken:.1%}" if taken else ""
        table.add_row(suite, *(str(n) for n in (count.total(), count["passed"], count["failed"], count["refused"])), share)
    out.print(table)
    for test in tests:
        if test.id in known():
            out.print(f"{test.id}: {known()[test.id][0]}. {' '.join(known()[test.id][1].split())}", soft_wrap=True, highlight=False)
    for test, outcome, told in missed:
        out.print(f"[red]not as known[/red] {test.id}: {outcome} {told}", soft_wrap=True, highlight=False)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
