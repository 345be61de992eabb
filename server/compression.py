"""Answers packed with gzip on their way out, for clients that take it (RFC 9110, section 12.5.3)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import lru_cache

LEVEL = 4
"""Results are repetitive: much is gained at once, and little by more work."""
WORTH_PACKING = 1_000
"""Bytes; a shorter answer goes in one packet anyway."""
_GZIP = 31
"""The window of zlib that means a gzip header and trailer."""


def takes_gzip(header: str | None) -> bool:
    """Whether an Accept-Encoding header allows gzip, by name or by ``*``, with a quality above 0."""
    if not header:
        return False
    return _known(header) if len(header) < 500 else _takes_gzip(header)


def _takes_gzip(header: str) -> bool:
    qualities: dict[str, float] = {}
    for item in header.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        value = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
        try:
            qualities[name] = float(value)
        except ValueError:
            qualities[name] = 0.0
    return qualities.get("gzip", qualities.get("x-gzip", qualities.get("*", 0.0))) > 0


_known = lru_cache(1024)(_takes_gzip)
"""Clients are of few kinds."""


class Packed(Iterator[bytes]):
    """Chunks, packed. A failure of theirs goes through: what is packed so far has no end, so it cannot look whole."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._packer = zlib.compressobj(LEVEL, wbits=_GZIP)
        self._ended = False

    def __next__(self) -> bytes:
        while not self._ended:
            chunk = next(self._chunks, None)
            self._ended = chunk is None
            data = self._packer.flush() if chunk is None else self._packer.compress(chunk)
            if data:
                return data
        raise StopIteration

    def close(self) -> None:
        """Let the chunks know that nobody reads on."""
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()
