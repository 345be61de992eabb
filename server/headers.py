"""The headers that all answers have, whichever way they go."""

from __future__ import annotations

from werkzeug.datastructures import Headers

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALLOWED = "GET, HEAD, POST, OPTIONS"
_ALL = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    # Data too: an RDF document that a browser is talked into showing as a page must not run anything.
    ("Content-Security-Policy", POLICY),
)
_READABLE = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "ETag, Location, Retry-After"))
"""Data may be read from any page in the world."""
DATA = (*_ALL, *_READABLE)
"""What an answer of data has, beside its own."""


def complete(headers: Headers, *, method: str, is_page: bool) -> None:
    """Add to an answer's headers what all have: a page may load what this server has and nothing else."""
    for name, value in _ALL:
        headers.setdefault(name, value)
    if not is_page:
        headers.update(_READABLE)
    if method == "OPTIONS":
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", ALLOWED)
        headers["Access-Control-Allow-Headers"] = "Accept, Authorization, Content-Type"
        headers["Access-Control-Max-Age"] = "86400"
