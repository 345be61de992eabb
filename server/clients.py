"""Who asks, and how much: limits for each client's address, counted for all processes together in a table that does not grow."""

from __future__ import annotations

import ipaddress
import math
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from server.settings import ClientSettings
from server.shared import ROWS, Shared

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SLOTS = 4096
"""Clients that are known at a time; who asked least lately makes room for a new one."""
WAYS = 8
"""A client may be in this many slots: a new one pushes out the oldest of them that has no request at work."""
BURST = 2.0
"""Seconds of the rate that may be asked for at once, when a client was silent before."""
_HEAD = struct.Struct("=Qdd")
"""A slot: the client's hash, when it was seen, what it may still ask; then how many of its requests each process works at."""
_KEY = struct.Struct("=Q")
_COUNT = struct.Struct("=H")
_COUNTS = struct.Struct(f"={ROWS}H")
_SLOT = _HEAD.size + _COUNTS.size
SIZE = SLOTS * _SLOT
"""Bytes of the table."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A client asks too much: why, which limit that is, and after how many seconds it may ask again."""

    detail: str
    reason: str
    retry_after: int


class Clients:
    """The table. Its clock is the system's, which all processes share."""

    def __init__(self, settings: ClientSettings, shared: Shared, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._shared = shared
        self._clock = clock
        self._swept = -1
        self._own = threading.Lock()

    def enter(self, client: str) -> int | Refused:
        """Begin a request of a client's: what to give to `leave`, or why not.

        An IPv6 client is its /64 network, in which it may choose any address.
        """
        key = _key(client, self._shared.salt)
        with self._shared.alone():
            self._forget_the_dead()
            now = self._clock()
            at = self._find(key, now)
            if at is None:
                return -1  # more clients at work than the table has room for; other limits hold
            _, seen, tokens = _HEAD.unpack_from(self._shared.memory, at)
            rate = self._settings.rate
            if rate:
                tokens = min(max(1.0, rate * BURST), tokens + max(0.0, now - seen) * rate)
                if tokens < 1:
                    _HEAD.pack_into(self._shared.memory, at, key, now, tokens)
                    wait = math.ceil((1 - tokens) / rate)
                    return Refused(f"too many requests from one address: {rate:g} a second are answered", "rate", wait)
                tokens -= 1
            if self._settings.queries and sum(_COUNTS.unpack_from(self._shared.memory, at + _HEAD.size)) >= self._settings.queries:
                told = f"too many requests at a time from one address: {self._settings.queries} are worked at"
                return Refused(told, "concurrent", 1)
            _HEAD.pack_into(self._shared.memory, at, key, now, tokens)
            place = at + _HEAD.size + 2 * self._shared.row
            with self._own:
                _COUNT.pack_into(self._shared.memory, place, _COUNT.unpack_from(self._shared.memory, place)[0] + 1)
            return at

    def leave(self, at: int) -> None:
        """The request is over."""
        if at < 0:
            return
        place = at + _HEAD.size + 2 * self._shared.row
        with self._own:  # nobody else writes to this process's count, and with a count the slot stays the client's
            (count,) = _COUNT.unpack_from(self._shared.memory, place)
            _COUNT.pack_into(self._shared.memory, place, max(0, count - 1))

    def _find(self, key: int, now: float) -> int | None:
        """The client's slot, an empty one, or that of the client that was seen least lately and has nothing at work."""
        start = self._shared.common + (key % (SLOTS // WAYS)) * WAYS * _SLOT
        slots = range(start, start + WAYS * _SLOT, _SLOT)
        for at in slots:
            if _KEY.unpack_from(self._shared.memory, at)[0] == key:
                return at
        free, oldest = None, math.inf
        for at in slots:
            found, seen, _ = _HEAD.unpack_from(self._shared.memory, at)
            if (found == 0 or seen < oldest) and not any(_COUNTS.unpack_from(self._shared.memory, at + _HEAD.size)):
                free, oldest = at, seen if found else -math.inf
        if free is not None:
            _HEAD.pack_into(self._shared.memory, free, key, now, max(1.0, self._settings.rate * BURST))
        return free

    def _forget_the_dead(self) -> None:
        """What the process that had this row before was at when it ended is over."""
        row = self._shared.row
        if self._swept != row:
            for at in range(self._shared.common, self._shared.common + SIZE, _SLOT):
                _COUNT.pack_into(self._shared.memory, at + _HEAD.size + 2 * row, 0)
            self._swept = row


@lru_cache(1024)
def _key(client: str, salt: bytes) -> int:
    digest = blake2b(_network_of(client).encode(), digest_size=8, key=salt).digest()
    return int.from_bytes(digest, "big") | 1  # 0 is an empty slot


def _network_of(client: str) -> str:
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 4:
        return client
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))


def see_through_proxies(environ: dict[str, Any], trusted: Sequence[Network]) -> None:
    """Let a request that came through trusted proxies look as if it came from the client: its address, and the scheme and host it asked.

    The client is the last address of X-Forwarded-For that is no trusted proxy's: what stands before it may be invented.
    """
    peer = environ.get("REMOTE_ADDR", "")
    if not trusted or not _is_in(peer, trusted):
        return
    for address in reversed([item.strip() for item in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]):
        if not _is_address(address):
            break
        environ["REMOTE_ADDR"] = address
        if not _is_in(address, trusted):
            break
    scheme = _last(environ, "HTTP_X_FORWARDED_PROTO").lower()
    if scheme in ("http", "https"):
        environ["wsgi.url_scheme"] = scheme
    if host := _last(environ, "HTTP_X_FORWARDED_HOST"):
        environ["HTTP_HOST"] = host


def _last(environ: Mapping[str, Any], name: str) -> str:
    return str(environ.get(name, "")).rpartition(",")[2].strip()


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
