"""One request to a listed address, within limits of time and size, to no private address that was not listed as such, and no redirects."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3

from server.settings import OutboundSettings

CONNECT_WITHIN = 5.0
"""Seconds; part of the limit of the whole request."""
_CHUNK = 1 << 16
_PORTS = {"http": 80, "https": 443}


class OutboundError(Exception):
    """The request was not made, or gave nothing that can be used; the line says why."""


@dataclass(frozen=True, slots=True)
class Got:
    """What came back."""

    data: bytes
    media_type: str


def check_listed(url: str) -> str:
    """An address as an operator lists it: http or https, with a host, without a user, query or fragment.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.query or parts.fragment or _climbs(parts.path):
        raise ValueError(url)
    return url


def listed_as(url: str, listed: Sequence[str]) -> str | None:
    """The entry that allows an address: the very one, or one that ends in a slash and has it below."""
    if any(character.isspace() for character in url):
        return None
    for entry in listed:
        if url == entry or (entry.endswith("/") and url.startswith(entry) and not _climbs(urlsplit(url).path)):
            return entry
    return None


def fetch(url: str, settings: OutboundSettings, *, accept: str, form: Mapping[str, str] | None = None) -> Got:
    """GET an address, or POST a form to it.

    Raises:
        OutboundError: it is not listed, leads to a private address, cannot be reached, says anything but 200, or takes or gives too much.
    """
    entry = listed_as(url, settings.services)
    if entry is None:
        raise OutboundError("is not on the list of this server's operator")
    end = time.monotonic() + settings.seconds
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = _address(host, port, private=_is_address(urlsplit(entry).hostname or ""))
    pool = _pool(parts.scheme, host, address, port)
    headers = {"Host": parts.netloc, "Accept": accept, "User-Agent": "dateline", "Accept-Encoding": "gzip"}
    timeout = urllib3.Timeout(connect=min(CONNECT_WITHIN, settings.seconds), read=settings.seconds)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    options: dict[str, Any] = {"headers": headers, "timeout": timeout, "retries": False, "redirect": False, "preload_content": False}
    try:
        with pool:
            if form is not None:
                response = pool.request_encode_body("POST", target, fields=dict(form), encode_multipart=False, **options)
            else:
                response = pool.request("GET", target, **options)
            assert isinstance(response, urllib3.HTTPResponse)
            if response.status != 200:
                raise OutboundError(f"answered with {response.status}")
            data = b"".join(_read(response, settings, end))
            return Got(data, (response.headers.get("Content-Type") or "").partition(";")[0].strip().lower())
    except urllib3.exceptions.TimeoutError:
        raise OutboundError(f"did not answer within {settings.seconds:g} seconds") from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise OutboundError(f"cannot be reached ({type(error).__name__})") from None


def _read(response: urllib3.HTTPResponse, settings: OutboundSettings, end: float) -> Iterator[bytes]:
    size = 0
    # What is there already: else a server that gives a byte a second would be waited for without an end.
    while chunk := response.read1(_CHUNK, decode_content=True):
        size += len(chunk)
        if size > settings.bytes:
            raise OutboundError(f"gave more than {settings.bytes:,} bytes")
        if time.monotonic() > end:
            raise OutboundError(f"did not answer within {settings.seconds:g} seconds")
        yield chunk


def _address(host: str, port: int, *, private: bool) -> str:
    """Where a host is; asked once, so that what was looked at is what is connected to."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutboundError("has no address") from None
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if private or ipaddress.ip_address(address.partition("%")[0]).is_global:
            return address
    raise OutboundError("leads to a private address, which an operator lists by its number")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _pool(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port)
    return urllib3.HTTPSConnectionPool(address, port, cert_reqs="CERT_REQUIRED", assert_hostname=host, server_hostname=host)


def _climbs(path: str) -> bool:
    """Whether a path may lead somewhere else than it says."""
    plain = path.lower().replace("%2e", ".")
    return any(part in ("..", ".") for part in plain.replace("%2f", "/").replace("\\", "/").split("/"))
