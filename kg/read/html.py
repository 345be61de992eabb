"""The article in a web page: its text and what the page says of itself, through trafilatura."""

from __future__ import annotations

import datetime as dt
import re

from kg.model import Article, Skipped
from kg.read.admission import Candidate

_OPENING = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)|<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_HEAD = 2_048
"""Bytes in which a page's own word on its encoding is looked for; the HTML standard has it in the first 1,024."""


def declared_encoding(page: bytes) -> str | None:
    """The encoding that a page says it has."""
    match = _CHARSET.search(page, 0, _HEAD)
    return (match[1] or match[2]).decode("ascii") if match else None


def looks_like_html(head: bytes) -> bool:
    """Whether the first bytes of a file open a page."""
    return _OPENING.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read_html(page: str, *, name: str, id: str, url: str | None = None) -> Candidate | Skipped:
    """The main text of a page with its title, day of publication, site's name and canonical address.

    Only a date that the page's metadata, time elements or address give is taken: trafilatura's wider search also reads
    footers and copyright lines, and a wrong date makes every relative date in the text wrong.
    """
    from trafilatura import bare_extraction  # noqa: PLC0415 - a third of a second, needed for pages alone

    found = bare_extraction(
        page,
        url=url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
    )
    if found is None or isinstance(found, dict) or not found.text:
        return Skipped(input=name, reason="no article text found in the page; if it has one, give it as a text file")
    return Candidate(
        name=name,
        article=Article(
            id=id,
            text=found.text,
            title=found.title or None,
            published=dt.date.fromisoformat(found.date) if found.date else None,
            url=url or found.url or None,
            publisher=found.sitename or None,
        ),
    )
