"""Waitress' loop where the system can be told once what is waited for (epoll): a turn costs what happened, not what is open.

Waitress asks each connection in each turn whether it wants to be read or written, and tells the system all of it anew: with hundreds of
connections that takes longer than a lookup. Here a connection is asked when it is new, after something happened with it, and
at the latest after `LOOK_EVERY`, as are all of them when a thread pulls the trigger. What it does not want any more it is asked
about only when it comes.
"""

from __future__ import annotations

import select
import time
from typing import Any

from waitress.trigger import trigger
from waitress.wasyncore import loop, readwrite

LOOK_EVERY = 0.5
"""Seconds after which everybody is asked."""
_ENDED = select.POLLERR | select.POLLHUP


class Map(dict[int, Any]):
    """Waitress' map of what is open, by descriptor, with a turn of its loop. For one thread."""

    def turn(self, timeout: float) -> None:
        """Wait for something to happen, for some seconds at the most, and let those have it whom it concerns."""
        loop(timeout=timeout, map=self, use_poll=True, count=1)

    def asks(self, descriptor: int | None) -> None:
        """Something was done with this one that may have changed what it waits for."""

    def close(self) -> None:
        """Let go."""


class EpollMap(Map):
    """The same where there is epoll."""

    def __init__(self) -> None:
        super().__init__()
        self._epoll = select.epoll()
        self._told: dict[int, int] = {}
        """What the system was told."""
        self._asking: set[int] = set()
        self._all_at = 0.0

    def __setitem__(self, descriptor: int, entry: Any) -> None:
        super().__setitem__(descriptor, entry)
        self._asking.add(descriptor)

    def __delitem__(self, descriptor: int) -> None:
        super().__delitem__(descriptor)
        self._tell(descriptor, 0)
        self._asking.discard(descriptor)

    def asks(self, descriptor: int | None) -> None:
        """See `Map.asks`."""
        if descriptor is not None:
            self._asking.add(descriptor)

    def turn(self, timeout: float) -> None:
        """See `Map.turn`."""
        if time.monotonic() >= self._all_at:
            self._all_at = time.monotonic() + LOOK_EVERY
            self._asking.update(self)
        while self._asking:
            descriptor = self._asking.pop()
            if (entry := self.get(descriptor)) is not None:
                self._tell(descriptor, self._told.get(descriptor, 0) | _wanted(entry))
        for descriptor, flags in self._epoll.poll(timeout):
            entry = self.get(descriptor)
            if entry is not None:
                self._happened(descriptor, entry, flags)

    def close(self) -> None:
        """See `Map.close`."""
        self._epoll.close()

    def _happened(self, descriptor: int, entry: Any, flags: int) -> None:
        wanted = _wanted(entry)
        if not flags & (wanted | _ENDED) or not wanted:
            self._tell(descriptor, wanted)
            return
        readwrite(entry, flags & (wanted | _ENDED))
        if isinstance(entry, trigger):
            self._asking.update(self)
        elif self.get(descriptor) is entry:
            self._asking.add(descriptor)

    def _tell(self, descriptor: int, flags: int) -> None:
        told = self._told.get(descriptor, 0)
        if flags == told:
            return
        if not told:
            self._epoll.register(descriptor, flags)
        elif flags:
            self._epoll.modify(descriptor, flags)
        else:
            self._epoll.unregister(descriptor)
        if flags:
            self._told[descriptor] = flags
        else:
            self._told.pop(descriptor, None)


def new_map() -> Map:
    """The best that the system has."""
    return EpollMap() if hasattr(select, "epoll") else Map()


def _wanted(entry: Any) -> int:
    flags = select.POLLIN | select.POLLPRI if entry.readable() else 0
    if entry.writable() and not entry.accepting:
        flags |= select.POLLOUT
    return flags
