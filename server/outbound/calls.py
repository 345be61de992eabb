"""Where a text calls other servers, and the text without these calls: what they gave stands in their place.

SERVICE of an IRI is evaluated by itself and joined with the rest (SPARQL 1.1 Federated Query, section 4), so its solutions can be written
in its place as VALUES. LOAD is an INSERT DATA of what is there, in the same transaction as the rest of the update. What is none of these
two (a SERVICE of a variable, one inside another, a keyword in escapes) is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import QueryError
from kg.sparql import Token, shape, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A SERVICE or LOAD: whom it calls, where it stands, and what it says."""

    keyword: str
    iri: str
    silent: bool
    start: int
    end: int
    body: str = ""
    """What is asked of a service: a query of its own."""
    graph: str = ""
    """Where what is loaded goes, as the text has it: ``GRAPH <…>``, or nothing."""


def calls_of(text: str) -> Iterator[Call]:
    """The calls of a query or update, in their order.

    Raises:
        QueryError: one has a form that is not taken; the line says what is.
    """
    found = list(tokens(text))
    names: dict[str, str] = {}
    prologue: list[str] = []
    update = shape(text).kind == "update"
    depth = at = 0
    while at < len(found):
        token = found[at]
        word = token.text.lower() if token.kind == "word" else ""
        if word == "prefix" and _kinds(found, at + 1, 2) == ["name", "iri"]:
            names[found[at + 1].text] = found[at + 2].text[1:-1]
            prologue.append(text[token.start : found[at + 2].end])
        elif word == "base" and _kinds(found, at + 1, 1) == ["iri"]:
            prologue.append(text[token.start : found[at + 1].end])
        elif word == "service" or (word == "load" and update and depth == 0):
            call, at = _call(text, found, at, names, prologue)
            yield call
            continue
        depth += (token.text == "{") - (token.text == "}")
        at += 1


def without(text: str, calls: Sequence[Call], given: Callable[[Call], str]) -> str:
    """The text with what was `given` in the place of each call.

    Raises:
        QueryError: it calls somebody all the same, in a way that is not seen here.
    """
    parts, done = [], 0
    for call in calls:
        parts += [text[done : call.start], given(call)]
        done = call.end
    rest = "".join([*parts, text[done:]])
    # What was given is data: only the text's own words may not call.
    own, done = [], 0
    for call in calls:
        own.append(text[done : call.start])
        done = call.end
    if hidden := shape(" {} ".join([*own, text[done:]])).calls:
        raise QueryError(f"query: {hidden[0]} is taken with an IRI, written out as a keyword, and nowhere else")
    return rest


def solutions(data: bytes, number: int) -> str:
    """A service's answer (SPARQL 1.1 Query Results JSON) as a group that has the same solutions.

    A blank node, which VALUES cannot have, becomes an IRI of its own: ``urn:dateline:blank:NUMBER:LABEL``.

    Raises:
        SyntaxError, ValueError: it is no such answer.
    """
    results = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        raise ValueError("it gave no rows")
    rows = [" ".join(_value(term, number) for term in row) for row in results]
    return f"{{ VALUES ({' '.join(map(str, results.variables))}) {{ {' '.join(f'({row})' for row in rows)} }} }}"


def inserted(triples: Sequence[ox.Triple], call: Call, number: int) -> str:
    """An INSERT DATA of a document; its blank nodes are its own."""
    lines = " ".join(f"{_own(t.subject, number)} {t.predicate} {_own(t.object, number)} ." for t in triples)
    return f"INSERT DATA {{ {call.graph} {{ {lines} }} }}" if call.graph else f"INSERT DATA {{ {lines} }}"


def _call(text: str, found: Sequence[Token], at: int, names: dict[str, str], prologue: Sequence[str]) -> tuple[Call, int]:
    keyword, start = found[at].text.upper(), found[at].start
    at += 1
    silent = at < len(found) and found[at].text.lower() == "silent"
    at += silent
    iri = _iri(found, at, names, keyword)
    at += 1
    if keyword == "LOAD":
        end, graph = found[at - 1].end, ""
        if [token.text.lower() for token in found[at : at + 2]] == ["into", "graph"]:
            graph = f"GRAPH <{_iri(found, at + 2, names, keyword)}>"
            at += 3
            end = found[at - 1].end
        return Call(keyword=keyword, iri=iri, silent=silent, start=start, end=end, graph=graph), at
    opened = at
    depth = 0
    while at < len(found):
        depth += (found[at].text == "{") - (found[at].text == "}")
        at += 1
        if depth == 0:
            break
    if depth or at == opened or found[opened].text != "{":
        raise QueryError(f"query: SERVICE <{iri}> has no group in braces behind it")
    block = text[found[opened].start : found[at - 1].end]
    if shape(block).calls:
        raise QueryError("query: a SERVICE inside another SERVICE is not taken")
    body = "\n".join([*prologue, f"SELECT * WHERE {block}"])
    return Call(keyword=keyword, iri=iri, silent=silent, start=start, end=found[at - 1].end, body=body), at


def _iri(found: Sequence[Token], at: int, names: dict[str, str], keyword: str) -> str:
    token = found[at] if at < len(found) else None
    iri = None
    if token is not None and token.kind == "iri":
        iri = token.text[1:-1]
    elif token is not None and token.kind == "name":
        prefix, _, local = token.text.partition(":")
        iri = names[f"{prefix}:"] + local if f"{prefix}:" in names else None
    if iri is None or "\\" in iri:
        raise QueryError(f"query: {keyword} takes an IRI here, no variable and nothing in escapes")
    return iri


def _kinds(found: Sequence[Token], at: int, number: int) -> list[str]:
    return [token.kind for token in found[at : at + number]]


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, number: int) -> str:
    if isinstance(term, ox.BlankNode):
        return f"<urn:dateline:blank:{number}:{term.value}>"
    return "UNDEF" if term is None else str(term)


def _own(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, number: int) -> str:
    if isinstance(term, ox.BlankNode):
        return f"_:l{number}x{term.value}"
    if isinstance(term, ox.Triple):
        return f"<<( {_own(term.subject, number)} {term.predicate} {_own(term.object, number)} )>>"
    return str(term)
