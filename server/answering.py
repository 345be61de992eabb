"""A query's answer as HTTP has it, whoever speaks it: the status, the headers and the body of `answer`.

Nothing here knows Flask: the handlers of pages and protocol, and the short way of `server.fast`, give the same answer.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from itertools import chain

from werkzeug.http import parse_etags

from kg.errors import QueryError
from kg.results import GRAPH_FORMATS, RESULT_FORMATS, find_format
from server.compression import LEVEL, WORTH_PACKING, Packed, takes_gzip
from server.dataset_clause import Based, with_base
from server.evaluator import Answer, Evaluator, NotAcceptableError, Question
from server.negotiation import MediaRange, choose_format, prefers_html
from server.problems import RequestError

_EVERYTHING = tuple(name for form in (*RESULT_FORMATS, *GRAPH_FORMATS) for name in (form.media_type, *form.aliases))
_VARY = ("Vary", "Accept, Accept-Encoding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a request asks for: a query or an update, one of the two, or neither."""

    query: str | None = None
    update: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()
    format: str | None = None
    """A short name that overrules the Accept header, for links that people click; unknown ones count for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request says around its query. `reads`: it is a GET or HEAD, whose answer may be kept and asked for again by its tag."""

    accept: tuple[MediaRange, ...]
    encoding: str | None
    reads: bool
    if_none_match: str | None
    base: Callable[[], str]
    """The address that was asked, against which relative IRIs resolve."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An answer. Its body is a list where it is there as a whole; otherwise it has a `close` to be called whatever happens."""

    status: int
    headers: list[tuple[str, str]]
    body: list[bytes] | Iterator[bytes]
    kept: bool = False
    """Whether it was there before it was asked for, and is the answer as long as the data stay as they are."""


def answer(evaluator: Evaluator, operation: Operation, asked: Asked, filename: str | None = None) -> Outgoing:
    """Evaluate, and give the results in the format that the client likes best.

    Raises:
        RequestError: 406 when it takes none.
        QueryError: the query is broken.
        UnavailableError: see `Evaluator.evaluate`.
    """
    question, based = question_of(operation, asked)
    if (told := unchanged(evaluator, question, asked)) is not None:
        return told
    return finished(lambda: evaluator.evaluate(question), based, asked, filename)


def finished(answered: Callable[[], Answer], based: Based, asked: Asked, filename: str | None = None) -> Outgoing:
    """An evaluator's answer as HTTP has it, or what is wrong with the query in the words of its own text; errors as `answer`."""
    try:
        return outgoing(answered(), asked, filename)
    except QueryError as error:
        raise based.mend(error) from None
    except NotAcceptableError as error:
        fitting = GRAPH_FORMATS if error.shape == "graph" else RESULT_FORMATS
        offered = ", ".join(form.media_type for form in fitting)
        raise RequestError(HTTPStatus.NOT_ACCEPTABLE, f"this query's results come as {offered}", {"Vary": "Accept"}) from None


def question_of(operation: Operation, asked: Asked) -> tuple[Question, Based]:
    """What a worker is asked, and how its words about the text are to be read."""
    assert operation.query is not None
    results, graphs = _wishes(asked.accept)
    if operation.format is not None:
        results = _named_format(operation.format, graph=False) or results
        graphs = _named_format(operation.format, graph=True) or graphs
    based = with_base(operation.query, asked.base)
    question = Question(
        text=based.text,
        result_format=results,
        graph_format=graphs,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
    )
    return question, based


def unchanged(evaluator: Evaluator, question: Question, asked: Asked) -> Outgoing | None:
    """That the client has the answer already, if it has."""
    if asked.reads and asked.if_none_match:
        tag = evaluator.tag(question)
        if tag is not None and parse_etags(asked.if_none_match).contains_weak(tag):
            return Outgoing(HTTPStatus.NOT_MODIFIED, _tagged(tag), [], kept=True)
    return None


@lru_cache(1024)
def is_browser(accept: tuple[MediaRange, ...]) -> bool:
    """Whether somebody would rather see a page than any form of results."""
    return prefers_html(accept, _EVERYTHING)


@lru_cache(1024)
def _wishes(accept: tuple[MediaRange, ...]) -> tuple[str | None, str | None]:
    chosen = (choose_format(accept, RESULT_FORMATS), choose_format(accept, GRAPH_FORMATS))
    results, graphs = (form.name if form else None for form in chosen)
    return results, graphs


def _named_format(name: str, *, graph: bool) -> str | None:
    try:
        return find_format(name, "graph" if graph else "bindings").name
    except QueryError:
        return None


def outgoing(answer: Answer, asked: Asked, filename: str | None = None) -> Outgoing:
    """An evaluator's answer as HTTP has it."""
    chunks = answer.chunks
    first = next(chunks, b"")
    second = next(chunks, None)
    headers = [("Content-Type", answer.form.content_type), *_tagged(answer.tag if asked.reads else None)]
    if filename:
        headers.append(("Content-Disposition", f'attachment; filename="{filename}.{answer.form.ending}"'))
    body: list[bytes] | Iterator[bytes] = [first] if second is None else _Body(chunks, first, second)
    if takes_gzip(asked.encoding) and (second is not None or len(first) >= WORTH_PACKING):
        body = [gzip.compress(first, LEVEL, mtime=0)] if isinstance(body, list) else Packed(body)
        headers.append(("Content-Encoding", "gzip"))
    return Outgoing(HTTPStatus.OK, headers, body, kept=answer.kept and answer.tag is not None)


def _tagged(tag: str | None) -> list[tuple[str, str]]:
    """What caches need to know. The tag is a weak one: packed or not, the bytes say the same."""
    if tag is None:
        return [_VARY]
    # To be kept, and asked for each time: whether it is still so.
    return [_VARY, ("ETag", f'W/"{tag}"'), ("Cache-Control", "no-cache")]


class _Body(Iterator[bytes]):
    """The chunks of an answer with a `close` that the HTTP server calls whatever happens."""

    def __init__(self, chunks: Iterator[bytes], *first: bytes) -> None:
        self._source = chunks
        self._chunks: Iterator[bytes] = chain(first, chunks)

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        close = getattr(self._source, "close", None)
        if close is not None:
            close()
