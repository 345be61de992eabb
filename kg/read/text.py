"""From bytes to text."""

from __future__ import annotations

import codecs

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LAYOUT = frozenset("\t\n\v\f\r\x85\x1a")
_MAX_CONTROLS = 0.01
"""A text may have a stray control character; decoded binary data is full of them."""
_SAMPLE = 100_000


def decode(data: bytes, *, declared: str | None = None) -> str | None:
    """The text in some bytes, or None if they hold no text.

    A byte-order mark decides, then UTF-8 (text in another encoding is hardly ever valid UTF-8), then the `declared` encoding
    of a page or an answer, then what charset-normalizer finds most plausible. Nothing but the mark is taken away, line ends
    stay as they are, so that offsets are the file's own.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _readable(_decoded(data, encoding))
    if b"\0" in data[:_SAMPLE] or data.startswith(b"%PDF-"):
        return None
    for known in ("utf-8", declared):
        text = _decoded(data, known) if known else None
        if text is not None:
            return _readable(text)
    return _readable(_guessed(data))


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):  # a page may declare an encoding that does not exist
        return None


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return None
    text = _decoded(data, best.encoding)
    return text if text is not None else data.decode(best.encoding, errors="replace")


def _readable(text: str | None) -> str | None:
    if text is None:
        return None
    sample = text[:_SAMPLE]
    controls = sum(1 for character in sample if (character < " " or "\x7f" <= character < "\xa0") and character not in _LAYOUT)
    return text if controls <= _MAX_CONTROLS * len(sample) else None
