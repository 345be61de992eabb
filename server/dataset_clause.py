"""What a request says around its text, written into the text: the base IRI, and the graphs that an update reads.

The engine takes no dataset for updates, so ``using-graph-uri`` becomes USING (SPARQL 1.1 Protocol, section 2.2.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import QueryError
from kg.sparql import Token, position, tokens


@dataclass(frozen=True, slots=True)
class Based:
    """A text with the base IRI that its relative IRIs need put before it, if it needs one."""

    text: str
    shift: int = 0

    def mend(self, error: QueryError) -> QueryError:
        """An error about the text, with its column in the text as it was sent."""
        at = position(str(error))
        if not self.shift or at is None or at[0] != 1:
            return error
        return QueryError(str(error).replace(f"line 1, column {at[1]}", f"line 1, column {max(1, at[1] - self.shift)}", 1))


_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\"{}|^`\\\x00-\x20]*>")
"""What may be an IRI without a scheme."""


def with_base(text: str, base: Callable[[], str]) -> Based:
    """Resolve relative IRIs against the endpoint's address (RFC 3986, section 5.1), unless the text has a BASE of its own."""
    if "\\" not in text and not _RELATIVE.search(text):
        return Based(text)  # as most are: nothing in it can be relative
    relative = False
    for token in tokens(text):
        if token.kind == "word" and token.text.lower() == "base":
            return Based(text)
        relative = relative or (token.kind == "iri" and not _is_absolute(token.text[1:-1]))
    if not relative or not _is_absolute(address := base()):
        return Based(text)
    before = f"BASE <{address}> "
    return Based(before + text, len(before))


def with_graphs(update: str, graphs: Sequence[str], named: Sequence[str]) -> str:
    """Let every operation of an update that has a WHERE read from these graphs alone.

    Raises:
        QueryError: the update names graphs itself (USING, WITH), or a graph's IRI is no IRI.
    """
    clause = " ".join([*(f"USING {_node(graph)}" for graph in graphs), *(f"USING NAMED {_node(graph)}" for graph in named)])
    if not clause:
        return update
    top = _top_level(update)
    if any(token.text.lower() in ("using", "with") for token in top if token.kind == "word"):
        raise QueryError("update: USING or WITH in the update, and using-graph-uri in the request; one of the two")
    written: list[str] = []
    done = 0
    for number, token in enumerate(top):
        if token.kind != "word" or token.text.lower() != "where":
            continue
        written.append(update[done : token.start])
        pattern = top[number + 1 : number + 3]
        if number and top[number - 1].text.lower() == "delete" and [token.text for token in pattern] == ["{", "}"]:
            # DELETE WHERE { P } has no place for USING; it is short for DELETE { P } WHERE { P }.
            written.append(f"{update[pattern[0].start : pattern[1].end]} ")
        written.append(f"{clause} ")
        done = token.start
    return "".join([*written, update[done:]])


def _top_level(update: str) -> list[Token]:
    """The tokens outside of all braces, with the outermost braces themselves."""
    found, depth = [], 0
    for token in tokens(update):
        depth -= token.text == "}"
        if depth == 0:
            found.append(token)
        depth += token.text == "{"
    return found


def _is_absolute(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True


def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"a graph's IRI is no absolute IRI ({str(error).lower()})") from None
