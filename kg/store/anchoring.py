"""Where the joins of a query begin, told to the engine where it would begin at the wrong end (pyoxigraph 0.5).

The engine joins triple patterns one by one, from that which it takes for the smallest, and it knows no numbers of the store: it takes
``?x dl:locatedIn+ <C>`` for larger than all that has a property, and ``?e dl:place/dl:locatedIn+ <C>`` makes it walk upwards from each
event's place. Starting from <C> is some hundred times as fast. One row of VALUES is what it begins with, so::

    ?e dl:place/dl:locatedIn+ <C>        becomes        VALUES ?v { <C> } ?e dl:place/dl:locatedIn+ ?v

which has the same solutions as often, but for the new variable, that nothing names. So it is with ``?x dl:place ?p FILTER(?p = <P>)``,
of which the engine reads all places: there the row of VALUES is for ?p. The change is made only where the numbers of the store speak for
it: see `_best`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.sparql import tokens
from kg.store.patterns import Group, Pattern, Query, UnreadError, read_query

COUNTED = 2_000
"""Solutions after which a pattern is just called large: to count so many takes a millisecond."""
FEWER = 4
"""How many times fewer nodes a path must lead to than another pattern has solutions, to be begun with: each is joined with several."""
Count = Callable[[str], int]
"""The one number that a query gives."""

_RECURSIVE = re.compile(r"[\w>)][*+]")
_EQUAL = re.compile(r"filter\s*\(\s*\S+\s*=", re.IGNORECASE)
_NEVER = re.compile(r"service|lateral|_:|\\u", re.IGNORECASE)


def anchored(text: str, count: Count) -> str:
    """The query with one row of VALUES for what is the better beginning; the text as it is where there is none."""
    if not (_RECURSIVE.search(text) or _EQUAL.search(text)) or _NEVER.search(text) or _shows_all(text):
        return text
    try:
        query = read_query(text)
    except UnreadError:
        return text
    changes: list[tuple[int, int, str]] = []
    for group in query.groups:
        # Over GRAPH ?g the engine gives some solutions of a path twice, or not, as it evaluates it.
        chosen = _chosen(group, query, count) if group.alone and not group.graph.startswith(("?", "$")) else None
        if chosen is None:
            continue
        place, anchor = chosen
        if anchor.variable:
            changes.append((place, place, f"VALUES ?{anchor.variable} {{ {anchor.value} }} "))
            continue
        name, end = _fresh(text, len(changes)), anchor.pattern.object
        changes += [(place, place, f"VALUES {name} {{ {anchor.value} }} "), (end.start, end.end, f" {name} ")]
    for begin, stop, written in sorted(changes, reverse=True):
        text = text[:begin] + written + text[stop:]
    return text


def _shows_all(text: str) -> bool:
    """Whether a star stands for all variables, of which there must not be one more."""
    before = ""
    for token in tokens(text):
        if token.text == "*" and before in ("select", "distinct", "reduced", "describe"):
            return True
        before = token.text.lower()
    return False


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where to begin: at the end of a path, or at a variable that a filter compares with an IRI."""

    pattern: Pattern
    value: str
    variable: str = ""


def _chosen(group: Group, query: Query, count: Count) -> tuple[int, _Anchor] | None:
    """What to begin the group with, and the offset where its VALUES belongs."""
    for place, block in group.blocks:
        anchors = [anchor for pattern in block for anchor in _anchors(pattern, group)]
        if not anchors:
            continue
        joined = _joined(anchors[0].pattern, group.patterns)
        anchors = [anchor for anchor in anchors if anchor.pattern in joined]
        if _is_open(joined, group):
            best = _best(anchors, joined, group, lambda inner, most: _size(inner, most, group, query, count))
            return None if best is None else (place, best)
    return None


def _anchors(pattern: Pattern, group: Group) -> Iterator[_Anchor]:
    if pattern.subject.kind != "variable":
        return
    leads = pattern.object.kind in ("iri", "name") and any(token.text in ("*", "+") for token in pattern.steps[-1])
    if leads and (len(pattern.steps) > 1 or len(_joined(pattern, group.patterns)) > 1):  # else it is joined with nothing
        yield _Anchor(pattern, pattern.object.text)
    for end in (pattern.subject, pattern.object):
        if end.kind == "variable" and end.text[1:] in group.equal:
            yield _Anchor(pattern, group.equal[end.text[1:]], end.text[1:])


def _is_open(joined: Sequence[Pattern], group: Group) -> bool:
    """Whether the engine has no beginning among the patterns that is sure to be small, or that is unknown here."""
    variables = frozenset().union(*(pattern.variables for pattern in joined))
    ends = {pattern.object.text[1:] for pattern in joined if pattern.object.kind == "variable"}
    return (
        not variables & group.given
        and all(pattern.subject.kind == "variable" for pattern in joined)
        and all(name in ends for name in variables & group.listed.keys())
    )


def _best(anchors: Sequence[_Anchor], joined: Sequence[Pattern], group: Group, size: Callable[[str, int], int]) -> _Anchor | None:
    """The anchor that leads to the fewest nodes, if these are much fewer than fit any other pattern that has a given end."""
    taken = [anchor.pattern for anchor in anchors]
    rest = sorted((pattern for pattern in joined if pattern not in taken), key=_is_type)  # of a class there are many
    given = [end for pattern in rest if (end := _given(pattern, group))]
    if not given and len(anchors) == 1 and not anchors[0].variable:
        return anchors[0]  # whatever the engine would begin with is all that has some property
    smallest = COUNTED
    for end in given:
        smallest = min(smallest, size(end, smallest))
        if smallest < FEWER:
            return None
    best, most = None, smallest // FEWER + 1
    for anchor in anchors:
        if (found := size(_start(anchor), most)) < most:
            best, most = anchor, found
    return best


def _is_type(pattern: Pattern) -> bool:
    return pattern.steps[0][0].text in ("a", "rdf:type")


def _given(pattern: Pattern, group: Group) -> str:
    """What to count of a pattern that the engine may begin with, because its object is given; else nothing."""
    if pattern.object.kind != "variable":
        return _last(pattern, pattern.object.text)
    values = group.listed.get(pattern.object.text[1:])
    return f"{values} {_last(pattern, pattern.object.text)}" if values else ""


def _start(anchor: _Anchor) -> str:
    """The pattern's last step with the value at its end; with the value as its subject, its first."""
    if anchor.variable and anchor.pattern.subject.text[1:] == anchor.variable:
        return f"{anchor.value} {''.join(token.text for token in anchor.pattern.steps[0])} ?anchored"
    return _last(anchor.pattern, anchor.value)


def _last(pattern: Pattern, end: str) -> str:
    return f"?anchored {''.join(token.text for token in pattern.steps[-1])} {end}"


def _joined(path: Pattern, patterns: Sequence[Pattern]) -> list[Pattern]:
    """The patterns that are connected with the path by variables, with the path itself."""
    found, variables = [path], set(path.variables)
    rest = [pattern for pattern in patterns if pattern is not path]
    while connected := [pattern for pattern in rest if pattern.variables & variables]:
        found += connected
        rest = [pattern for pattern in rest if pattern not in connected]
        variables.update(*(pattern.variables for pattern in connected))
    return found


def _size(inner: str, most: int, group: Group, query: Query, count: Count) -> int:
    """How many nodes fit, counted up to `most`."""
    if group.graph:
        inner = f"GRAPH {group.graph} {{ {inner} }}"
    return count(f"{query.prologue} SELECT (COUNT(*) AS ?n) {{ SELECT ?anchored {{ {inner} }} LIMIT {most} }}")


def _fresh(text: str, number: int) -> str:
    name = f"?anchor{number}"
    while name[1:] in text:
        name += "_"
    return name
