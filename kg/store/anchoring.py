"""Where the joins of a query begin, told to the engine where it would begin at the wrong end (pyoxigraph 0.5).

The engine joins triple patterns one by one, from that which it takes for the smallest, and it knows no numbers of the store: it takes
``?x dl:locatedIn+ <C>`` for larger than all that has a property, and ``?e dl:place/dl:locatedIn+ <C>`` makes it walk upwards from each
event's place. Starting from <C> is some hundred times as fast. One row of VALUES is what it begins with, so::

    ?e dl:place/dl:locatedIn+ <C>        becomes        VALUES ?v { <C> } ?e dl:place/dl:locatedIn+ ?v

which has the same solutions as often, but for the new variable, that nothing names. The change is made only where the numbers of the
store speak for it: see `_is_worth_it`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kg.sparql import tokens
from kg.store.patterns import Group, Pattern, Query, UnreadError, read_query

COUNTED = 2_000
"""Solutions after which a pattern is just called large: to count so many takes a millisecond."""
FEWER = 4
"""How many times fewer nodes a path must lead to than another pattern has solutions, to be begun with: each is joined with several."""
Count = Callable[[str], int]
"""The one number that a query gives."""

_RECURSIVE = re.compile(r"[\w>)][*+]")
_NEVER = re.compile(r"service|lateral|_:|\\u", re.IGNORECASE)


def anchored(text: str, count: Count) -> str:
    """The query with the ends of its recursive paths in VALUES, where that is the better beginning; else the text as it is."""
    if not _RECURSIVE.search(text) or _NEVER.search(text) or _shows_all(text):
        return text
    try:
        query = read_query(text)
    except UnreadError:
        return text
    changes: list[tuple[int, int, str]] = []
    for group in query.groups:
        chosen = _chosen(group, query, count) if group.alone else None
        if chosen is None:
            continue
        place, pattern = chosen
        name = _fresh(text, len(changes))
        changes.append((place, place, f"VALUES {name} {{ {pattern.object.text} }} "))
        changes.append((pattern.object.start, pattern.object.end, f" {name} "))
    for start, end, written in sorted(changes, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def _shows_all(text: str) -> bool:
    """Whether a star stands for all variables, of which there must not be one more."""
    before = ""
    for token in tokens(text):
        if token.text == "*" and before in ("select", "distinct", "reduced", "describe"):
            return True
        before = token.text.lower()
    return False


def _chosen(group: Group, query: Query, count: Count) -> tuple[int, Pattern] | None:
    """The path whose end to begin with, and the offset of the block that it stands in."""
    for place, block in group.blocks:
        for pattern in block:
            if _is_recursive(pattern) and _is_worth_it(pattern, group, query, count):
                return place, pattern
    return None


def _is_recursive(pattern: Pattern) -> bool:
    """Whether it leads to an IRI over any number of steps."""
    return (
        pattern.subject.kind == "variable"
        and pattern.object.kind in ("iri", "name")
        and any(token.text in ("*", "+") for token in pattern.steps[-1])
    )


def _is_worth_it(path: Pattern, group: Group, query: Query, count: Count) -> bool:
    """Whether to begin with the end of the path is better than with any other pattern that the engine might begin with.

    It is, where no other one has an end that is given; else where the path has much fewer solutions than each of these.
    """
    joined = _joined(path, group.patterns)
    if len(joined) == len(path.steps) == 1:
        return False  # by itself, it is joined with nothing
    variables = frozenset().union(*(pattern.variables for pattern in joined))
    if variables & group.given or any(pattern.subject.kind != "variable" for pattern in joined):
        return False
    given = [pattern for pattern in joined if pattern is not path and pattern.object.kind != "variable"]
    if not given:
        return True
    smallest = min(_size(pattern, group, query, count) for pattern in given)
    return smallest > FEWER and _size(path, group, query, count) * FEWER <= smallest


def _joined(path: Pattern, patterns: Sequence[Pattern]) -> list[Pattern]:
    """The patterns that are connected with the path by variables, with the path itself."""
    found, variables = [path], set(path.variables)
    rest = [pattern for pattern in patterns if pattern is not path]
    while connected := [pattern for pattern in rest if pattern.variables & variables]:
        found += connected
        rest = [pattern for pattern in rest if pattern not in connected]
        variables.update(*(pattern.variables for pattern in connected))
    return found


def _size(pattern: Pattern, group: Group, query: Query, count: Count) -> int:
    """From how many nodes the last step leads to its object, counted up to `COUNTED`."""
    step = "".join(token.text for token in pattern.steps[-1])
    inner = f"?anchored {step} {pattern.object.text}"
    if group.graph:
        inner = f"GRAPH {group.graph} {{ {inner} }}"
    return count(f"{query.prologue} SELECT (COUNT(*) AS ?n) {{ SELECT ?anchored {{ {inner} }} LIMIT {COUNTED} }}")


def _fresh(text: str, number: int) -> str:
    name = f"?anchor{number}"
    while name[1:] in text:
        name += "_"
    return name
