"""What a SPARQL text is, before any engine sees it: its tokens, its kind, how deep it nests, whether it reaches out.

The engine's own parser recurses and has no limits: 20,000 nested braces, or 4,000 OPTIONAL in a row, kill the process.
It also has no switch for SERVICE and LOAD. So a text from a stranger is measured here first, by a flat scan of tokens.

The engine reads without a lexer: ``FILTER(?a<?b)SERVICE?s#>`` is a comparison and a SERVICE to it, and an IRI to a lexer.
Where the two readings can differ, the scan here takes the stricter one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kg.errors import QueryError

Kind = Literal["select", "ask", "construct", "describe", "update"]

RESULT_KINDS: frozenset[Kind] = frozenset({"select", "ask"})
"""The kinds whose answer is bindings or a boolean; construct and describe give a graph."""

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<blank>_:[\w.·-]*)
  | (?P<name>(?:[^\W\d_][\w.·-]*)?:(?:[\w.:·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SERVICE_PREFIX = re.compile(r"(?:true|false)?service(?:silent)?", re.IGNORECASE)
_POSITION = re.compile(r"error at (\d+):(\d+)")
_UPDATE_WORDS = frozenset({"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"})
_QUERY_KINDS: tuple[Kind, ...] = ("select", "ask", "construct", "describe")


class Token(NamedTuple):
    """A token with its kind (``word``, ``variable``, ``iri``, ``name``, ``string``, ..., ``other``) and code-point offsets.

    A tuple, because it is made in a third of the time that a data class takes, and there are hundreds in a query.
    """

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a text weighs: `kind` None means that no query or update form was found."""

    kind: Kind | None
    depth: int
    """The deepest nesting of braces, brackets and parentheses."""
    groups: int
    """Groups and BINDs in all: the engine's algebra is as deep as their number, nested or not."""
    calls: tuple[str, ...]
    """Words that make the engine open a connection: ``SERVICE``, ``LOAD``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a stranger's query may be. Measured on pyoxigraph 0.5: a depth of 1,000 and 1,000 groups are safe in a thread
    with the usual 8 MB of stack, 4,000 kill the process; these stay well below."""

    length: int = 100_000
    depth: int = 100
    groups: int = 500


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a SPARQL text, without white space and comments. Never fails: what is no token is ``other``."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start(), match.end())


def shape(text: str) -> Shape:
    """Measure a SPARQL text.

    Code-point escapes (``\\u0053ERVICE``) may be undone by an engine before it parses or not at all: both readings are
    measured, and the heavier counts.
    """
    plain = _measure(text)
    if "\\u" not in text and "\\U" not in text:
        return plain
    undone = _measure(_ESCAPE.sub(_unescape, text))
    return Shape(
        kind=plain.kind or undone.kind,
        depth=max(plain.depth, undone.depth),
        groups=max(plain.groups, undone.groups),
        calls=tuple(dict.fromkeys(plain.calls + undone.calls)),
    )


def kind_of(text: str) -> Kind | None:
    """Which form the text has, or None where it has none (then it is no SPARQL)."""
    return _kind(text) or shape(text).kind


def check(text: str, limits: Limits) -> Shape:
    """Refuse a query or update that is too large, too deep, or reaches out of the machine.

    Raises:
        QueryError: one line that names the rule and the limit.
    """
    found = check_size(text, limits)
    if found.calls:
        raise QueryError(f"query: {found.calls[0]} is not allowed here, because it makes this server call another one")
    return found


def check_size(text: str, limits: Limits) -> Shape:
    """Refuse a query or update that would kill the engine: what a user's own process asks of its own queries.

    Raises:
        QueryError: one line that names the rule and the limit.
    """
    if len(text) > limits.length:
        raise QueryError(f"query: {len(text):,} characters; at most {limits.length:,} are taken")
    found = _light(text, limits) or shape(text)
    if found.depth > limits.depth:
        raise QueryError(f"query: nested {found.depth:,} deep; at most {limits.depth} levels are taken")
    if found.groups > limits.groups:
        raise QueryError(f"query: {found.groups:,} groups and BINDs; at most {limits.groups} are taken")
    return found


def _light(text: str, limits: Limits) -> Shape | None:
    """The shape of a text that is within the limits and reaches nowhere however it is read, at a tenth of the price of `shape`.

    Depth and groups are upper bounds: brackets and words are counted where they stand, be it in strings. None: it has to be measured.
    """
    lower = text.lower()
    if "service" in lower or "load" in lower or "\\u" in lower:
        return None
    braces = text.count("{")
    depth, groups = braces + text.count("(") + text.count("["), braces + lower.count("bind")
    if depth > limits.depth or groups > limits.groups:
        return None
    return Shape(kind=_kind(text), depth=depth, groups=groups, calls=())


def _kind(text: str) -> Kind | None:
    before = ""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind in ("space", "comment"):
            continue
        word = match.group().lower()
        if kind == "word" and before != "prefix" and (found := _form(word)):
            return found
        before = word
    return None


def position(message: str) -> tuple[int, int] | None:
    """Line and column (from 1) in an error text of the engine (``error at 3:17: ...``) or of `syntax_error`."""
    match = _POSITION.search(message) or re.search(r"line (\d+), column (\d+)", message)
    return (int(match[1]), int(match[2])) if match else None


def syntax_error(text: str, message: str) -> QueryError:
    """The engine's complaint about `text` as one line with line and column and the words at that place.

    A prefix that is not declared is told first, at its own place: the engine stumbles over it somewhere behind.
    """
    what = "update" if kind_of(text) == "update" else "query"
    undeclared = _undeclared(text)
    if undeclared is not None:
        before = text[: undeclared.start]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        return QueryError(f"{what}: syntax error in line {line}, column {column}: the prefix {_prefix(undeclared)} is not declared")
    at = position(message)
    if at is None:
        return QueryError(f"{what}: {' '.join(message.split())}")
    line, column = at
    # What else the engine lists as expected is its grammar's furthest branch, which misleads more often than it helps
    # ("expected OPTIONAL" for a missing object); only what it says in a sentence is worth telling.
    sentence = re.search(r"The [A-Z]+ [a-z][a-z ]+[a-z]", message)
    reason = sentence.group() if sentence else _stumble(text, line, column)
    return QueryError(f"{what}: syntax error in line {line}, column {column}: {reason}")


def _undeclared(text: str) -> Token | None:
    declared: set[str] = set()
    before = ""
    for token in tokens(text):
        if token.kind == "name":
            if before == "prefix":
                declared.add(token.text)
            elif _prefix(token) not in declared:
                return token
        before = token.text.lower() if token.kind == "word" else ""
    return None


def _prefix(name: Token) -> str:
    return name.text.split(":")[0] + ":"


def _stumble(text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    here = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    if not here:
        return "the text ends too early" if line >= len(lines) else "the line ends too early"
    return f'"{here[:30]}{"…" if len(here) > 30 else ""}" is not expected here'


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _measure(text: str) -> Shape:
    kind: Kind | None = None
    depth = deepest = groups = 0
    calls: list[str] = []
    before = ""
    for token in tokens(text):
        calls.extend(_calls(token, update=kind == "update"))
        lower = token.text.lower()
        if token.kind == "word":
            # BASE and PREFIX come before the form; a prefix may be called anything, but then it is no `word`.
            if kind is None and before not in ("prefix",):
                kind = _form(lower)
            groups += lower == "bind"
        elif token.kind in ("other", "iri"):
            # Parentheses inside an "IRI" count too: the engine may read "<" as less-than (see the module's docstring).
            for character in token.text:
                if character in "{([":
                    depth += 1
                    deepest = max(deepest, depth)
                    groups += character == "{"
                elif character in "})]":
                    depth = max(0, depth - 1)
        before = lower
    return Shape(kind=kind, depth=deepest, groups=groups, calls=tuple(dict.fromkeys(calls)))


def _form(word: str) -> Kind | None:
    for kind in _QUERY_KINDS:
        if word.startswith(kind):
            return kind
    return "update" if word in _UPDATE_WORDS else None


def _calls(token: Token, *, update: bool) -> Iterator[str]:
    lower = token.text.lower()
    if token.kind == "word":
        # No other keyword contains these, and the engine needs no space around a keyword ("trueSERVICE<...>").
        if "service" in lower:
            yield "SERVICE"
        if "load" in lower and (update or lower == "load"):
            yield "LOAD"
    elif token.kind == "name":
        # "SERVICE:x{}" is the keyword and the name ":x" to the engine.
        if _SERVICE_PREFIX.fullmatch(lower.split(":")[0]):
            yield "SERVICE"
    elif token.kind == "iri" and "service" in lower.rpartition(")")[2] and ")" in lower:
        yield "SERVICE"
