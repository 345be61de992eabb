"""What the standard calls a syntax error and the engine takes, to give nothing or zero for it (pyoxigraph 0.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from kg.sparql import Token, tokens

_AGGREGATES = frozenset({"count", "sum", "min", "max", "avg", "sample", "group_concat"})
_CALL = re.compile(rf"\b(?:{'|'.join(sorted(_AGGREGATES))})\s*\(", re.IGNORECASE)
_TERM = "<<("
_NO_EXPRESSION = frozenset({"a", "true", "false", "values"})
"""Words that may stand before a list in parentheses."""


def check_strictly(text: str) -> None:
    """Refuse an aggregate within an aggregate, and in an expression a triple term whose subject is a literal or a triple term.

    Raises:
        SyntaxError: there is one; with its place, as the engine tells places.
    """
    if len(_CALL.findall(text)) > 1:
        _check_aggregates(text)
    if _TERM in text:
        _check_terms(text)


def _check_aggregates(text: str) -> None:
    for before, token, inside in _brackets(text, lambda before: before.text.lower() in _AGGREGATES):
        if inside and token.text == "(" and before.kind == "word" and before.text.lower() in _AGGREGATES:
            raise _error(text, before, f"The {before.text.upper()} stands within another aggregate")


def _check_terms(text: str) -> None:
    """In patterns such subjects are allowed; they match nothing."""
    found = list(tokens(text))
    places = {token.start: place for place, token in enumerate(found)}
    for _, token, inside in _brackets(text, lambda before: before.text.lower() not in _NO_EXPRESSION):
        place = places[token.start]
        if inside and _opens_term(found, place) and place + 3 < len(found):
            subject = found[place + 3]
            if subject.kind in ("string", "number") or subject.text.lower() in ("true", "false", "+", "-") or _opens_term(found, place + 3):
                raise _error(text, token, "The TRIPLE term has a literal or a triple term as its subject")


def _brackets(text: str, counts: Callable[[Token], bool]) -> Iterator[tuple[Token, Token, bool]]:
    """Each token that is no word or name with the one before it, and whether it is within parentheses behind a word that counts.

    A group begins anew.
    """
    open_brackets = [False]
    for before, token in pairwise([Token("", "", 0, 0), *tokens(text)]):
        if token.kind != "other":
            continue
        yield before, token, open_brackets[-1]
        if token.text == "(":
            open_brackets.append(open_brackets[-1] or (before.kind == "word" and counts(before)))
        elif token.text == "{":
            open_brackets.append(False)
        elif token.text in ")}" and len(open_brackets) > 1:
            open_brackets.pop()


def _opens_term(found: list[Token], place: int) -> bool:
    opening = found[place : place + 3]
    return "".join(token.text for token in opening) == _TERM and opening[2].end - opening[0].start == len(_TERM)


def _error(text: str, token: Token, told: str) -> SyntaxError:
    before = text[: token.start]
    return SyntaxError(f"error at {before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}: {told}")
