"""JSON lines: one article for each line, ``{"id", "text", "title"?, "published"?, "url"?, "publisher"?}``."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from kg.model import Article, Skipped
from kg.read.admission import Candidate

MAX_LINE_BYTES = 20_000_000
"""Far above what one article may have in JSON's longest spelling (12 bytes for a character); a guard for memory."""

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.DOTALL)


def looks_like_jsonl(head: bytes) -> bool:
    """Whether the first bytes of a file open a JSON object."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read_jsonl(stream: BinaryIO, *, name: str, first: bytes = b"") -> Iterator[Candidate | Skipped]:
    """The articles of a stream, `first` being a line of it that was read already.

    A line that is no article is skipped by its number and the lines after it are read. Blank lines count, but are no articles.
    The text is taken exactly as it is given; an article without an id is known by its line.
    """
    number, is_empty = 0, True
    line = first or stream.readline(MAX_LINE_BYTES)
    while line:
        number += 1
        where = f"{name}:{number}"
        if len(line) == MAX_LINE_BYTES:
            is_empty = False
            yield Skipped(input=where, reason=f"a line of more than {MAX_LINE_BYTES:,} bytes")
            _pass_over_line(stream)
        elif line.strip():
            is_empty = False
            yield _read_line(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, where)
        line = stream.readline(MAX_LINE_BYTES)
    if is_empty:
        yield Skipped(input=name, reason="no article in it")


def _pass_over_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
        pass


def _read_line(line: bytes, where: str) -> Candidate | Skipped:
    try:
        data = json.loads(line)
    except UnicodeDecodeError:
        return Skipped(input=where, reason="not UTF-8")
    except json.JSONDecodeError as error:
        return Skipped(input=where, reason=f"not JSON ({error.msg} at character {error.pos + 1})")
    except RecursionError:
        return Skipped(input=where, reason="not an article (nested too deeply)")
    if not isinstance(data, dict):
        return Skipped(input=where, reason='not a JSON object {"id": …, "text": …}')
    try:
        return Candidate(name=where, article=_article(data, where), by_hand=True)
    except _WrongFieldError as error:
        return Skipped(input=where, reason=str(error))


class _WrongFieldError(Exception):
    """A field of an article's line is missing or is not what it has to be."""


def _article(data: Mapping[str, Any], where: str) -> Article:
    if "text" not in data and isinstance(data.get("article"), dict):
        raise _WrongFieldError("a document that was extracted already, not an article")
    return Article(
        id=_string(data, "id", number=True) or where,
        text=_required_text(data),
        title=_string(data, "title"),
        published=_day(data),
        url=_string(data, "url"),
        publisher=_string(data, "publisher"),
    )


def _required_text(data: Mapping[str, Any]) -> str:
    text = data.get("text")
    if not isinstance(text, str):
        raise _WrongFieldError('no "text"' if text is None else '"text" is not a string')
    return text


def _string(data: Mapping[str, Any], field: str, *, number: bool = False) -> str | None:
    value = data.get(field)
    if number and type(value) is int:
        return str(value)
    if value is not None and not isinstance(value, str):
        raise _WrongFieldError(f'"{field}" is not a string')
    return value or None


def _day(data: Mapping[str, Any]) -> dt.date | None:
    """The day of publication; of a date with a time, the day as it is written."""
    value = data.get("published")
    if value in (None, ""):
        return None
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    try:
        if match:
            return dt.date.fromisoformat(match[1])
    except ValueError:
        pass
    raise _WrongFieldError(f'"published" is {value!r}, not a date YYYY-MM-DD')
