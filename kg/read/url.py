"""Articles from the web: one page, fetched with limits of time and size."""

from __future__ import annotations

from email.message import Message
from importlib.metadata import version
from typing import TYPE_CHECKING

from kg.model import Article, Skipped
from kg.read.admission import Candidate
from kg.read.html import declared_encoding, looks_like_html, read_html
from kg.read.text import decode

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
MAX_REDIRECTS = 5
_CHUNK = 65_536


def is_url(name: str) -> bool:
    """Whether an input is an address that is fetched; nothing but http and https is."""
    return name.lower().startswith(("http://", "https://"))


def read_url(url: str, *, max_bytes: int) -> Candidate | Skipped:
    """The article at an address (HTML or plain text), or why there is none: no answer, an error, too large, another type."""
    import urllib3  # noqa: PLC0415 - needed for addresses alone

    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        retries=urllib3.Retry(connect=1, read=1, redirect=MAX_REDIRECTS, status=0, other=0),
        headers={"User-Agent": f"dateline/{version('dateline')}", "Accept": "text/html, text/plain;q=0.9"},
    )
    try:
        with pool.request("GET", url, preload_content=False) as response:
            if response.status != 200:
                return Skipped(input=url, reason=f"the server answered {response.status} {response.reason or ''}".rstrip())
            data = _limited(response, max_bytes)
            header = Message()
            header["Content-Type"] = response.headers.get("Content-Type", "application/octet-stream")
    except urllib3.exceptions.HTTPError as error:
        return Skipped(input=url, reason=f"cannot be fetched ({_cause(error)})")
    if data is None:
        return Skipped(input=url, reason=f"more than {max_bytes:,} bytes")
    return _read_answer(data, url, kind=header.get_content_type(), charset=header.get_content_charset())


def _limited(response: BaseHTTPResponse, max_bytes: int) -> bytes | None:
    """The answer's bytes, unpacked; None as soon as they are too many."""
    data = bytearray()
    for chunk in response.stream(_CHUNK, decode_content=True):
        data += chunk
        if len(data) > max_bytes:
            return None
    return bytes(data)


def _read_answer(data: bytes, url: str, *, kind: str, charset: str | None) -> Candidate | Skipped:
    text = decode(data, declared=charset or declared_encoding(data))
    if text is None:
        return Skipped(input=url, reason=f"not text ({kind})")
    if kind in ("text/html", "application/xhtml+xml") or looks_like_html(data):
        return read_html(text, name=url, id=url, url=url)
    if kind == "text/plain":
        return Candidate(name=url, article=Article(id=url, text=text, url=url))
    return Skipped(input=url, reason=f"neither a page nor plain text ({kind})")


def _cause(error: Exception) -> str:
    """What went wrong, in a few words: the innermost reason that urllib3 gives."""
    while isinstance(reason := getattr(error, "reason", None), Exception):
        error = reason
    return str(error).rpartition("): ")[2] or type(error).__name__
