"""Answers that are kept, bounded in bytes: what was not asked for longest goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict

_OVERHEAD = 500
"""Bytes that an entry takes beside its data, about."""


class Cache:
    """Values under keys. A key never gets another value (it names the state of the data), so nothing is ever wrong, only unused."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._values: OrderedDict[str, tuple[object, int]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def largest(self) -> int:
        """Bytes of the largest value that is kept: one answer shall not push out all others."""
        return self._most // 8

    def get(self, key: str) -> object | None:
        """The value, if it is still there."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: str, value: object, size: int) -> None:
        """Keep a value of `size` bytes, unless it is too large."""
        if size > self.largest:
            return
        with self._lock:
            if key in self._values:
                return
            self._values[key] = (value, size + _OVERHEAD)
            self._held += size + _OVERHEAD
            while self._held > self._most:
                _, (_, freed) = self._values.popitem(last=False)
                self._held -= freed
