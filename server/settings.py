"""The settings of a server, in one place; each limit is told to clients in the service description.

Who sets them, and under which names: `server.options`.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from typing import Literal

from kg.sparql import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSettings:
    """How queries run in processes of their own."""

    workers: int = field(default_factory=lambda: min(4, max(2, os.cpu_count() or 1)))
    """Queries that run at a time."""
    seconds: float = 30.0
    """What one query may take, from its start to the last byte of its answer."""
    memory: int = 1 << 30
    """Bytes that a query may allocate, beyond what its idle worker has (some 100 MB); where the system counts them: Linux."""
    result_bytes: int = 1 << 27
    """The largest answer."""
    queue: int = 64
    """Queries that may wait for a worker; more are turned away. Those that the loops ask themselves (`server.direct`) are as many again at
    the most: beyond, they join the others."""
    patience: float = 10.0
    """Seconds that one waits before it is turned away."""
    cache_bytes: int = 1 << 26
    """Answers that are kept until the data change, in each of the processes that speak HTTP."""
    fronts: int = field(default_factory=lambda: min(4, max(2, os.cpu_count() or 1)))
    """Processes that speak HTTP."""
    waiting_bytes: int = 1 << 30
    """Answers that wait for slow clients, in all: in memory, and beyond 256 kB of each in files."""
    update_seconds: float = 60.0
    """What one update may take."""
    update_memory: int = 2 << 30
    """Bytes that an update may allocate: it is in memory until it is whole."""
    update_queue: int = 64
    """Updates that may wait for the one before; more are turned away."""
    update_patience: float = 30.0
    """Seconds that one waits before it is turned away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """What one client, by its address, may ask. Who shows the token is not limited."""

    queries: int = 16
    """Requests that are worked at, or wait, at a time; 0: as many as it likes."""
    rate: float = 0.0
    """Requests a second, over some time; 0: as many as it likes."""
    trusted: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    """Proxies whose word on the client's address counts (X-Forwarded-For)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundSettings:
    """Whom the server calls for SERVICE and LOAD, and what such a call may take."""

    services: tuple[str, ...] = ()
    """Addresses, and with a slash at the end all below them; nobody else is ever called."""
    seconds: float = 10.0
    """For one call."""
    bytes: int = 4_000_000
    """Of what it gives."""
    calls: int = 4
    """In one query or update."""
    at_once: int = 4
    """Queries and updates that call somebody at a time, in each of the processes that speak HTTP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The server's settings."""

    base: str = "https://w3id.org/dateline/id/"
    """IRIs below it are this server's to answer for: ``{base}entity/sumy`` is the page ``/entity/sumy``."""
    title: str = "Dateline"
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 8000
    """Port to listen on."""
    limits: Limits = field(default_factory=Limits)
    max_body: int = 1_000_000
    """Bytes of a request's body: room for the longest query in the longest encoding."""
    update_limits: Limits = field(default_factory=lambda: Limits(length=50_000_000, depth=100, groups=1_000_000))
    """Who has the token sends whole articles, each claim a graph of its own; data nest little and are not evaluated."""
    max_update_body: int = 100_000_000
    """Bytes of an update's body, once the token was shown."""
    page_rows: int = 1_000
    """Rows that a page shows; a download has them all."""
    token: str | None = None
    """The bearer token that updates need; None refuses them all."""
    outbound: OutboundSettings = field(default_factory=OutboundSettings)
    clients: ClientSettings = field(default_factory=ClientSettings)
    access_log: str = "off"
    """The file to which each request is written, ``-`` for standard error, or ``off``."""
    log_form: Literal["combined", "json"] = "combined"
    """The form of its lines."""
    metrics: Literal["on", "off"] = "on"
    """Whether ``/metrics`` is there."""
    pool: PoolSettings | None = None
    """How queries run in processes of their own; None: they run in this one, without a limit of time or memory."""
