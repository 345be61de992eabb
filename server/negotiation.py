"""Content negotiation by RFC 9110, section 12.5.1: which of several media types a client likes best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.results import Format

HTML = "text/html"
_RANGE = re.compile(r"^([!#$%&'*+.^_`|~0-9a-z-]+)/([!#$%&'*+.^_`|~0-9a-z-]+)$")
_QUALITY = re.compile(r"^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$")


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One range of an Accept header: ``text/*;q=0.5``."""

    type: str
    subtype: str
    quality: float

    def fits(self, media_type: str) -> int:
        """How exactly it fits: 3 for the very type, 2 for ``type/*``, 1 for ``*/*``, 0 for not at all."""
        kind, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (kind, subtype):
            return 3
        if self.type == kind and self.subtype == "*":
            return 2
        return int(self.type == "*" and self.subtype == "*")


def parse_accept(header: str | None) -> tuple[MediaRange, ...]:
    """The ranges of an Accept header. No header, or an empty one, accepts everything; what is no range is passed over."""
    if header is None or not header.strip():
        return (MediaRange("*", "*", 1.0),)
    # Clients are of few kinds; long headers are not kept, as nobody sends them in earnest.
    return _known(header) if len(header) < 500 else _parse(header)


def _parse(header: str) -> tuple[MediaRange, ...]:
    ranges = []
    for item in header.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        # Java's URLConnection still sends a lone "*".
        match = _RANGE.match("*/*" if name == "*" else name)
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q" and _QUALITY.match(value.strip()):
                quality = float(value)
        if match:
            ranges.append(MediaRange(match[1], match[2], quality))
    return tuple(ranges)


_known = lru_cache(1024)(_parse)


def quality_of(media_type: str, accept: Sequence[MediaRange]) -> float:
    """How much the client likes a media type, 0 to 1: the most exact range that fits decides."""
    best = max(accept, key=lambda range_: (range_.fits(media_type), range_.quality), default=None)
    return best.quality if best is not None and best.fits(media_type) else 0.0


def choose(accept: Sequence[MediaRange], offered: Sequence[str]) -> str | None:
    """The offered media type that the client likes best, the first of those it likes the same; None when it takes none."""
    qualities = [quality_of(media_type, accept) for media_type in offered]
    best = max(qualities, default=0.0)
    return offered[qualities.index(best)] if best > 0 else None


def choose_format(accept: Sequence[MediaRange], formats: Iterable[Format]) -> Format | None:
    """The format that the client likes best, by its media type or one that means the same."""
    known = list(formats)
    # All proper types before all aliases: a client that takes anything gets the first proper one.
    offered = [(form.media_type, form) for form in known] + [(alias, form) for form in known for alias in form.aliases]
    media_type = choose(accept, [name for name, _ in offered])
    return next((form for name, form in offered if name == media_type), None)


def prefers_html(accept: Sequence[MediaRange], others: Iterable[str]) -> bool:
    """Whether this is somebody with a browser: HTML is wished for by name, and no less than anything else on offer."""
    named = any(range_.fits(HTML) == 3 and range_.quality > 0 for range_ in accept)
    return named and quality_of(HTML, accept) >= max((quality_of(other, accept) for other in others), default=0.0)
