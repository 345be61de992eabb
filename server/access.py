"""Who may write: those who show the bearer token (RFC 6750) that the operator gave the server."""

from __future__ import annotations

import hmac
from http import HTTPStatus

from flask import Request

from server.problems import RequestError
from server.settings import Settings


def has_token(request: Request, settings: Settings) -> bool:
    """Whether the request shows the server's token; never, where the server has none."""
    return shows_token(request.headers.get("Authorization"), settings)


def shows_token(authorization: str | None, settings: Settings) -> bool:
    """The same of an Authorization header."""
    scheme, _, token = (authorization or "").partition(" ")
    if settings.token is None or scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(token.strip().encode(), settings.token.encode())


def authorize(request: Request, settings: Settings) -> None:
    """Let a request pass that may write.

    Raises:
        RequestError: 403 where nobody may, 401 where the token is missing or wrong.
    """
    if settings.token is None:
        raise RequestError(HTTPStatus.FORBIDDEN, "this server takes no updates (it was started without a token)")
    if not has_token(request, settings):
        raise RequestError(HTTPStatus.UNAUTHORIZED, "an update needs the server's bearer token", {"WWW-Authenticate": "Bearer"})
