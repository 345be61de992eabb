"""Asking the engine, with what it reads otherwise than the standard says put right first (pyoxigraph 0.5).

* ``TRUE`` and ``False`` are keywords, and keywords have no case (SPARQL 1.1, section 19.8, note 3): the engine takes small letters only.
* ``GROUP_CONCAT`` gives a text without a language (section 18.5.1.7): the engine keeps the language that all its members share.
* A function that nobody knows is an error of the expression (section 17.6), so a FILTER fails and a BIND binds nothing: the engine
  refuses the whole query.
* ``SELECT *`` gives the columns in the order of the alphabet, not in that in which the query names them: of no weight to the standard,
  but to people, and to the W3C's tests of CSV.

Each is mended in the text or by an option of the engine, and only if the engine takes the result; else it gets the text as it was sent,
so that an error is one of the text that the user knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.sparql import Token, syntax_error, tokens
from kg.store.anchoring import anchored
from kg.store.interface import GraphName, Results
from kg.store.strictness import check_strictly

ENGINE_ERRORS = (OSError, RuntimeError)
"""What pyoxigraph raises when a dataset cannot be read or written; a damaged one is a RuntimeError."""
FUNCTIONS = 100
"""Unknown functions that one text may name: the engine tells one at a time."""
_UNKNOWN = re.compile(r"The custom function <(.+)> is not supported")
_STATE = re.compile(r"The graph (<.+>) (does not exist|already exists)")
# Most queries need no mending: a look at the letters is a hundred times cheaper than a scan of the tokens.
_MENDABLE = re.compile(r"[*+(]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]")
"""Without a star, a plus, a parenthesis and a boolean there is nothing in a text that is read otherwise than it should be."""
_HIDING = ("select", "filter", "exists", "minus", "bind", "as", "by", "having", "lateral")
"""Words (or their ends: the engine needs no space before one) behind which variables may stand that ``SELECT *`` does not give."""
_BOOLEAN = re.compile(r"\b(?!true\b|false\b)(?i:true|false)\b")
_GROUP_CONCAT = re.compile(r"group_concat", re.IGNORECASE)
_SERVICE = re.compile(r"service", re.IGNORECASE)
_STAR = re.compile(r"select\s*(?:distinct\s*|reduced\s*)?\*", re.IGNORECASE)
_T = TypeVar("_T")
Functions = dict[ox.NamedNode, Callable[..., ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None]]


def ask(
    store: ox.Store, text: str, *, default_graph: Sequence[GraphName] | None = None, named_graphs: Sequence[ox.NamedNode] | None = None
) -> Results:
    """The engine's results for a query; without graphs, over the whole store.

    Raises:
        QueryError: the query is broken; one line with line and column.
        StoreError: the store cannot be read.
    """
    # The engine tells a dataset that was not given from an empty one.
    graphs = {name: list(given) for name, given in (("default_graph", default_graph), ("named_graphs", named_graphs)) if given is not None}

    def run(query: str) -> Results:
        return _knowing(lambda functions: store.query(query, custom_functions=functions, **graphs))  # type: ignore[arg-type]

    def count(query: str) -> int:
        (row,) = store.query(query, **graphs)  # type: ignore[arg-type,misc]
        return int(row[0].value)

    try:
        return _mended(text, run, lambda mended: anchored(in_order(mended), count))
    except SyntaxError as e:
        raise syntax_error(text, str(e)) from e
    except ENGINE_ERRORS as e:
        raise StoreError(f"the dataset cannot be read ({e})") from e


def ask_part(
    store: ox.Store, text: str, default_graphs: Sequence[GraphName] | None, named_graphs: Sequence[ox.NamedNode] | None
) -> Results:
    """As `kg.store.interface.Dataset.query`: over some graphs, if any are given. The engine repeats what several default graphs share,
    so these are put together first.

    Raises:
        QueryError, StoreError: as `ask`.
    """
    if default_graphs is None and named_graphs is None:
        return ask(store, text)
    default_graphs, named_graphs = default_graphs or (), named_graphs or ()
    if len(set(default_graphs)) < 2:
        return ask(store, text, default_graph=default_graphs[:1], named_graphs=named_graphs)
    part = ox.Store()
    for graph in default_graphs:
        part.extend(ox.Quad(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, graph))
    for graph in named_graphs:
        part.extend(store.quads_for_pattern(None, None, None, graph))
    return ask(part, text)


def change(store: ox.Store, text: str, *, where: str) -> None:
    """Run an update in one transaction. `where` names the store in errors.

    Raises:
        QueryError: the update is broken, or a graph that it makes is there, or one that it speaks of is not.
        StoreError: the store cannot be written.
    """

    def run(update: str) -> None:
        _knowing(lambda functions: store.update(update, custom_functions=functions))

    try:
        _mended(text, run, in_order)
    except SyntaxError as e:
        raise syntax_error(text, str(e)) from e
    except ENGINE_ERRORS as e:
        if state := _STATE.search(str(e)):
            raise QueryError(f"update: the graph {state[1]} {state[2]}; with SILENT, the update goes on all the same") from None
        raise StoreError(f"{where}: cannot be written ({e})") from e


def _mended(text: str, run: Callable[[str], _T], rewritten: Callable[[str], str]) -> _T:
    if not _MENDABLE.search(text):
        return run(text)
    check_strictly(text)
    plain = small_letters(text)
    try:
        mended = rewritten(without_language(plain))
        if mended != plain:
            return run(mended)
    except SyntaxError:
        pass  # of the text as it was sent the engine shall say what is wrong: there the place is the right one
    return run(plain)


def _knowing(run: Callable[[Functions], _T]) -> _T:
    functions: Functions = {}
    while True:
        try:
            return run(functions)
        except RuntimeError as e:
            unknown = _UNKNOWN.search(str(e))
            if unknown is None or len(functions) >= FUNCTIONS:
                raise
            functions[ox.NamedNode(unknown[1])] = _nothing


def _nothing(*_: object) -> None:
    """What a function gives that nobody knows: an error of the expression."""


def small_letters(text: str) -> str:
    """The text with small letters in ``true`` and ``false``; no place in it changes."""
    if not _BOOLEAN.search(text):
        return text
    words = [token for token in tokens(text) if token.kind == "word" and token.text.lower() in ("true", "false")]
    return _changed(text, [(word.start, word.end, word.text.lower()) for word in words])


def without_language(text: str) -> str:
    """The text with ``GROUP_CONCAT(…)`` as ``STR(GROUP_CONCAT(…))``."""
    if not _GROUP_CONCAT.search(text):
        return text
    changes: list[tuple[int, int, str]] = []
    open_calls: list[int] = []
    depth = 0
    for token, following in pairwise([*tokens(text), Token("other", "", len(text), len(text))]):
        if token.kind == "word" and token.text.lower() == "group_concat" and following.text == "(":
            changes.append((token.start, token.start, "STR("))
            open_calls.append(depth)
        elif token.text == "(":
            depth += 1
        elif token.text == ")":
            depth -= 1
            if open_calls and open_calls[-1] == depth:
                open_calls.pop()
                changes.append((token.end, token.end, ")"))
    return _changed(text, changes)


def in_order(text: str) -> str:
    """The text with the columns of a top-level ``SELECT *`` written out, in the order in which the query names them.

    Of patterns alone it gives all variables. Else the engine says which, of a query that it sees to be empty: it evaluates ORDER BY and
    GROUP BY before it is asked for a row, so to ask it of the query itself would cost as much as the answer.
    """
    if not _STAR.search(text) or _SERVICE.search(text):  # whatever the engine makes of it, another service is asked once
        return text
    found = list(tokens(text))
    words = [token.text.lower() if token.kind == "word" else "" for token in found]
    if "select" not in words:
        return text
    select = words.index("select")
    star = select + 1 + (words[select + 1 : select + 2] in (["distinct"], ["reduced"]))
    start = next((token for token in found[star:] if token.text == "{"), None)
    if start is None or found[star].text != "*" or any(token.text == "{" for token in found[:select]):
        return text
    if any(word.endswith(_HIDING) for word in words[star:]):
        given = _given(text, found[select], found[star], start)
    else:
        given = {token.text[1:] for token in found[star:] if token.kind == "variable"}
    named = [name for name in dict.fromkeys(token.text[1:] for token in found if token.kind == "variable") if name in given]
    if not named or len(named) != len(given):
        return text
    columns = " ".join(f"?{name}" for name in named)
    return _changed(text, [(found[star].start, found[star].end, f" {columns} ")])


def _given(text: str, select: Token, star: Token, start: Token) -> set[str]:
    """The columns of the query whose SELECT, star and first brace these are; none, if it is broken."""
    # Between the star and the brace are WHERE and FROM, which a query within a query cannot have, and which name no variable.
    inner = f"{text[select.start : star.end]} {text[start.start :]}"
    probe = f"{text[: select.start]}SELECT * {{ {{ {inner}\n}} FILTER(false) }}"
    try:
        results = _knowing(lambda functions: ox.Store().query(probe, custom_functions=functions))
    except (SyntaxError, *ENGINE_ERRORS):
        return set()  # the engine shall say what is wrong of the text as it was sent
    assert isinstance(results, ox.QuerySolutions)
    return {variable.value for variable in results.variables}


def _changed(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    written, done = [], 0
    for start, end, replacement in changes:
        written += [text[done:start], replacement]
        done = end
    return "".join([*written, text[done:]])
