"""What an input is (file, folder, URL, standard input), and the articles in it, one after another."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article, Skipped
from kg.read.admission import Candidate, admit
from kg.read.html import declared_encoding, looks_like_html, read_html
from kg.read.jsonl import looks_like_jsonl, read_jsonl
from kg.read.text import decode
from kg.read.url import is_url, read_url

TEXT_SUFFIXES = frozenset((".txt", ".text"))
HTML_SUFFIXES = frozenset((".html", ".htm", ".xhtml"))
JSONL_SUFFIXES = frozenset((".jsonl", ".ndjson"))

MAX_PAGE_BYTES = 10_000_000
"""Enough for a page with much markup, and for an article of `admission.MAX_CHARACTERS` at 4 bytes a character."""

STDIN = "-"
_LONG, _LONGEST_PATH = 80, 1024
"""Letters of a text that are shown, and of a path, which is shown whole: its end tells most."""
_A_SENTENCE = 8
"""Words from which what is given as a name is rather a text."""


def read_articles(
    inputs: Iterable[str],
    *,
    published: dt.date | None = None,
    publisher: str | None = None,
    check_language: bool = True,
    stdin: BinaryIO | None = None,
) -> Iterator[Article | Skipped]:
    """The articles of all inputs in the order given, and a `Skipped` for each thing that is none.

    An input is a file (text, HTML, JSON lines: told by its suffix, else by its first bytes), a folder (its text, HTML and
    JSONL files, recursively, in the order of their names), an http(s) URL, or ``-`` (`stdin`, told by its first bytes).
    JSONL lines, and nothing else, are read one at a time, so memory does not grow with the corpus.

    `published` and `publisher` overrule what a page says of itself, and fill in what a line of JSONL leaves open.
    A date is never guessed: without one, an article has none. A text's offsets are those of the file as decoded
    (only a byte-order mark is taken off); line ends stay as they are.

    Raises:
        InputError: an input does not exist (at once, before anything is read) or cannot be read (when its turn comes).
    """
    names = list(inputs)
    for name in names:
        if name != STDIN and not is_url(name) and not _exists(name):
            raise InputError(_missing(name))
    candidates = chain.from_iterable(_read_input(name, stdin) for name in names)
    return (
        found if isinstance(found, Skipped) else admit(_complete(found, published, publisher), check_language=check_language)
        for found in candidates
    )


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:  # a name that no file can have, such as one of a thousand letters
        return False


def _missing(name: str) -> str:
    is_text = len(name.split()) >= _A_SENTENCE
    shown = name if len(name) <= (_LONG if is_text else _LONGEST_PATH) else name[:_LONG] + "…"
    if "://" in name:
        return f"{shown}: there is no such file or folder; of addresses, http:// and https:// are read"
    if is_text:
        return f"{shown}: there is no such file or folder; a text goes to standard input (dateline extract - < story.txt)"
    return f"{shown}: there is no such file or folder"


def _complete(found: Candidate, published: dt.date | None, publisher: str | None) -> Candidate:
    """Add what the user said of all inputs; what was written for one article by hand goes before it."""
    article = found.article
    if found.by_hand:
        published, publisher = article.published or published, article.publisher or publisher
    return replace(found, article=replace(article, published=published or article.published, publisher=publisher or article.publisher))


def _read_input(name: str, stdin: BinaryIO | None) -> Iterator[Candidate | Skipped]:
    if name == STDIN:
        yield from _read_stream(stdin or sys.stdin.buffer)
    elif is_url(name):
        yield read_url(name, max_bytes=MAX_PAGE_BYTES)
    elif Path(name).is_dir():
        yield from _read_folder(Path(name))
    else:
        yield from _read_file(Path(name), id=Path(name).name)


def _read_folder(folder: Path) -> Iterator[Candidate | Skipped]:
    """Every file below the folder; hidden files and folders are no input, other kinds of file are skipped by name."""
    files = _files_below(folder)
    first = next(files, None)
    if first is None:
        yield Skipped(input=str(folder), reason="no file in it")
        return
    for path in chain((first,), files):
        if path.suffix.lower() in TEXT_SUFFIXES | HTML_SUFFIXES | JSONL_SUFFIXES:
            yield from _read_file(path, id=path.relative_to(folder).as_posix())
        else:
            yield Skipped(input=str(path), reason="not a text, HTML or JSONL file (by its suffix)")


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent) / name for name in sorted(files) if not name.startswith("."))


def _read_file(path: Path, *, id: str) -> Iterator[Candidate | Skipped]:
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as stream:
            head = stream.peek(1024)
            if suffix in JSONL_SUFFIXES or (suffix not in TEXT_SUFFIXES | HTML_SUFFIXES and looks_like_jsonl(head)):
                if b"\0" in head:
                    yield Skipped(input=str(path), reason="not text (binary data)")
                else:
                    yield from read_jsonl(stream, name=str(path))
            else:
                yield _read_bytes(_read_whole(stream), name=str(path), id=id, html=suffix in HTML_SUFFIXES or looks_like_html(head))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _read_stream(stream: BinaryIO) -> Iterator[Candidate | Skipped]:
    """Standard input: JSON lines are read as they come, anything else as one article."""
    first = stream.readline(MAX_PAGE_BYTES)
    if looks_like_jsonl(first):
        yield from read_jsonl(stream, name="standard input", first=first)
        return
    data = first + _read_whole(stream)
    yield _read_bytes(data, name="standard input", id="stdin", html=looks_like_html(data))


def _read_whole(stream: BinaryIO) -> bytes:
    """The stream, but no more than shows that it is too large."""
    return stream.read(MAX_PAGE_BYTES + 1)


def _read_bytes(data: bytes, *, name: str, id: str, html: bool) -> Candidate | Skipped:
    if len(data) > MAX_PAGE_BYTES:
        reason = f"more than {MAX_PAGE_BYTES:,} bytes; one article has far less, and many articles go in as JSONL"
        return Skipped(input=name, reason=reason)
    text = decode(data, declared=declared_encoding(data) if html else None)
    if text is None:
        return Skipped(input=name, reason="not text (binary data)")
    if html:
        return read_html(text, name=name, id=id)
    return Candidate(name=name, article=Article(id=id, text=text))
