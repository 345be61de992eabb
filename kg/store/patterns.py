"""The triple patterns of a SPARQL query with the places at which they stand: as much of the grammar as `kg.store.anchoring` needs.

Read are SELECT, ASK, CONSTRUCT and DESCRIBE with their groups, and in these the statements of variables, IRIs, literals and paths.
What is not understood (collections, blank nodes, reified triples, SERVICE, LATERAL) is not guessed at: the whole text is left unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from kg.sparql import Token, tokens

_NODES = frozenset({"variable", "iri", "name", "string", "number"})
_END = Token("end", "", -1, -1)


class UnreadError(Exception):
    """Something in the text is not read here; it may be right all the same."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern. A path comes as the steps of its outermost sequence, each the tokens as they stand."""

    subject: Token
    steps: tuple[tuple[Token, ...], ...]
    object: Token

    @property
    def variables(self) -> frozenset[str]:
        """The variables in it, without their mark."""
        ends = (self.subject, self.object, *(step[0] for step in self.steps))
        return frozenset(token.text[1:] for token in ends if token.kind == "variable")


@dataclass(slots=True)
class Group:
    """What stands directly between two braces."""

    alone: bool
    """It is evaluated by itself: no pattern outside of it is joined with those in it, or gives its variables values. The whole is,
    an alternative of UNION, a query within, and the right side of MINUS."""
    graph: str = ""
    """What stands behind GRAPH, if the group does."""
    blocks: list[tuple[int, list[Pattern]]] = field(default_factory=list)
    """Statements that are joined directly, and the offset at which their part of the group begins, which filters and VALUES belong to."""
    others: int = 0
    """Elements that are no statements and no filters."""
    given: set[str] = field(default_factory=set)
    """Variables with values of their own, by BIND, or by VALUES if not in `listed`."""
    listed: dict[str, str] = field(default_factory=dict)
    """Variables whose values are all known, and the text of their VALUES."""
    equal: dict[str, str] = field(default_factory=dict)
    """Variables that a filter compares with an IRI, and that IRI's text."""

    @property
    def patterns(self) -> list[Pattern]:
        """Those of all its blocks."""
        return [pattern for _, block in self.blocks for pattern in block]


@dataclass(frozen=True, slots=True)
class Query:
    """A text's prologue (PREFIX and BASE), as it stands, and its groups, but for those of EXISTS."""

    prologue: str
    groups: tuple[Group, ...]


def read_query(text: str) -> Query:
    """Read a query.

    Raises:
        UnreadError: it is an update, broken, or has something that is not read here.
    """
    return _Reader(text).query()


def _exact(text: str) -> Iterator[Token]:
    """The tokens, with the full stop behind a name or a number apart: it is none of theirs."""
    for token in tokens(text):
        stops = len(token.text) - len(token.text.rstrip(".")) if token.kind in ("name", "number") else 0
        if stops and not token.text.endswith("\\."):
            yield Token(token.kind, token.text[:-stops], token.start, token.end - stops)
            for place in range(token.end - stops, token.end):
                yield Token("other", ".", place, place + 1)
        else:
            yield token


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_exact(text))
        self._at = 0
        self._groups: list[Group] = []
        # "<" may be less-than to the engine and the beginning of an IRI to the scan of tokens; then brackets may be hidden in it.
        if any(token.kind == "iri" and ("(" in token.text or ")" in token.text) for token in self._tokens):
            raise UnreadError

    @property
    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    @property
    def _word(self) -> str:
        return self._next.text.lower() if self._next.kind == "word" else ""

    def _take(self, text: str | None = None) -> Token:
        token = self._next
        if token is _END or (text is not None and token.text.lower() != text):
            raise UnreadError
        self._at += 1
        return token

    def query(self) -> Query:
        while self._word in ("prefix", "base", "version"):
            prefix = self._take().text.lower() == "prefix"
            for _ in range(1 + prefix):
                self._take()
        begin = self._next.start
        form = self._take().text.lower()
        if form == "construct":
            self._skip_brackets()  # the template; without one, the pattern is both
        elif form not in ("select", "ask", "describe"):
            raise UnreadError
        self._skip_to_brace()
        top = self._group(Group(alone=True))
        while self._next is not _END:
            if self._word == "values":
                self._at += 1
                self._values(top)
            elif self._next.text == "(":
                self._skip_brackets()
            else:
                self._at += 1
        return Query(prologue=self._text[:begin], groups=tuple(self._groups))

    def _skip_to_brace(self) -> None:
        """Over the rest of a SELECT with its expressions, and FROM."""
        while self._next.text != "{":
            if self._next.text == "(":
                self._skip_brackets()
            else:
                self._take()

    def _skip_brackets(self) -> None:
        closing = []
        while True:
            token = self._take()
            if token.kind == "other" and token.text in "{([":
                closing.append({"{": "}", "(": ")", "[": "]"}[token.text])
            elif not closing or (token.kind == "other" and token.text in "})]" and token.text != closing.pop()):
                raise UnreadError
            if not closing:
                return

    def _group(self, group: Group) -> Group:
        self._take("{")
        self._groups.append(group)
        if self._word == "select":
            self._skip_to_brace()
            inner = self._group(Group(alone=True, graph=group.graph))
            while self._next.text != "}":
                if self._word == "values":
                    self._at += 1
                    self._values(inner)
                elif self._next.text == "(":
                    self._skip_brackets()
                else:
                    self._take()
            group.others += 1
        else:
            self._elements(group)
        self._take("}")
        return group

    def _elements(self, group: Group) -> None:
        inner: list[Group] = []
        part, block = self._next.start, -1  # where the part of the group begins that is joined directly, and its block if there is one
        while self._next.text != "}":
            if self._next.kind in ("variable", "iri", "name"):
                if block < 0:
                    block = len(group.blocks)
                    group.blocks.append((part, []))
                group.blocks[block][1].extend(self._statement())
                continue
            joins = self._word in ("filter", "values")
            if self._next.text == "{" or self._word == "graph":
                inner += self._nested(group)
            else:
                self._element(group)
            if self._next.text == ".":
                self._at += 1
            if not joins:
                part, block = self._next.start, -1
        # Of a group within a group the engine makes one join.
        joined = len(inner) + group.others + bool(group.blocks) > 1
        for one in inner:
            one.alone = group.alone and not joined
        group.alone = group.alone and not (inner and joined)

    def _nested(self, group: Group) -> list[Group]:
        if self._word == "graph":
            self._at += 1
            return [self._group(Group(alone=False, graph=self._node().text))]
        first = self._group(Group(alone=False, graph=group.graph))
        if self._word != "union":
            return [first]
        first.alone = True
        while self._word == "union":
            self._at += 1
            self._group(Group(alone=True, graph=group.graph))
        group.others += 1
        return []

    def _element(self, group: Group) -> None:
        word = self._take().text.lower()
        if word in ("optional", "minus"):
            self._group(Group(alone=word == "minus", graph=group.graph))
            group.others += 1
        elif word == "filter":
            self._filter(group)
        elif word == "bind":
            begin = self._at
            self._skip_brackets()
            group.given.add(self._tokens[max(begin, self._at - 2)].text[1:])
            group.others += 1
        elif word == "values":
            self._values(group)
            group.others += 1
        else:
            raise UnreadError

    def _filter(self, group: Group) -> None:
        begin = self._at
        while self._next.kind in ("word", "name", "iri"):  # NOT EXISTS, a function
            self._at += 1
        self._skip_brackets()
        match self._tokens[begin : self._at]:
            case [_, left, Token(text="="), right, _]:
                variable, iri = (left, right) if left.kind == "variable" else (right, left)
                if variable.kind == "variable" and iri.kind in ("iri", "name"):
                    group.equal[variable.text[1:]] = iri.text

    def _values(self, group: Group) -> None:
        begin = self._next
        if begin.kind == "variable" and begin.text[1:] not in group.listed:
            self._at += 1
            first = self._at
            self._skip_brackets()
            inside = self._tokens[first : self._at]
            if all(token.text.lower() != "undef" for token in inside):
                group.listed[begin.text[1:]] = f"VALUES {self._text[begin.start : inside[-1].end]}"
            else:
                group.given.add(begin.text[1:])
            return
        if self._next.text == "(":
            self._at += 1
            while self._next.text != ")":
                group.given.add(self._take().text[1:])
            self._at += 1
        else:
            group.given.add(self._take().text[1:])
        self._skip_brackets()

    # -- statements
    def _statement(self) -> Iterator[Pattern]:
        subject = self._node()
        while True:
            steps = self._path()
            while True:
                yield Pattern(subject, steps, self._node())
                if self._next.text != ",":
                    break
                self._at += 1
            if self._next.text != ";":
                break
            while self._next.text == ";":
                self._at += 1
            if self._next.text in (".", "}"):
                break
        if self._next.text == ".":
            self._at += 1
        elif self._next.text not in ("{", "}") and self._next.kind != "word":
            raise UnreadError

    def _node(self) -> Token:
        token = self._take()
        if token.kind == "word" and token.text.lower() in ("true", "false"):
            return token
        if token.kind not in _NODES:
            raise UnreadError
        end = token.end
        if token.kind == "string":
            if self._next.kind == "language":
                end = self._take().end
            elif self._next.text == "^":
                self._take()
                self._take("^")
                end = self._node().end
        return Token(token.kind, self._text[token.start : end], token.start, end)

    def _path(self) -> tuple[tuple[Token, ...], ...]:
        if self._next.kind == "variable":
            return ((self._take(),),)
        begin = self._at
        alternatives, breaks = self._alternatives(), []
        if alternatives == 1:
            depth = 0
            for place in range(begin, self._at):
                depth += {"(": 1, ")": -1}.get(self._tokens[place].text, 0)
                if depth == 0 and self._tokens[place].text == "/":
                    breaks.append(place)
        edges = [begin - 1, *breaks, self._at]
        return tuple(tuple(self._tokens[left + 1 : right]) for left, right in pairwise(edges))

    def _alternatives(self) -> int:
        number = 0
        while True:
            self._sequence()
            number += 1
            if self._next.text != "|":
                return number
            self._at += 1

    def _sequence(self) -> None:
        while True:
            if self._next.text == "^":
                self._at += 1
            token = self._take()
            if token.text == "(":
                self._alternatives()
                self._take(")")
            elif token.kind not in ("iri", "name") and token.text != "a":
                raise UnreadError  # negated sets among them
            if self._next.text in ("*", "+", "?"):
                if self._next.start != self._tokens[self._at - 1].end:
                    raise UnreadError
                sign = self._take().text == "+"
                if sign and self._next.kind == "number":
                    raise UnreadError  # whose sign it may be
            if self._next.text != "/":
                return
            self._at += 1
