"""One evaluation for all who ask the same thing of the same data at the same time: see `Flights`."""

from __future__ import annotations

import threading

from server.evaluator import UnavailableError


class Flights:
    """Who asks first evaluates; the others wait for what becomes of it, and then look whether the answer was kept."""

    def __init__(self) -> None:
        self._locking = threading.Lock()
        self._flying: dict[str, _Flight] = {}

    def lead(self, key: str) -> bool:
        """Whether nobody is at it. Then the caller is, and tells `over` when it is not any more, however that came."""
        with self._locking:
            if key in self._flying:
                return False
            self._flying[key] = _Flight()
            return True

    def wait(self, key: str, seconds: float) -> None:
        """Wait for who is at it, if anybody is, for some seconds at the most.

        Raises:
            UnavailableError: it was stopped: asked again, it would be stopped for the same reason, and take as long until then.
        """
        with self._locking:
            flight = self._flying.get(key)
            if flight is None:
                return
            landed = flight.landed = flight.landed or threading.Event()
        if not landed.wait(seconds):
            return
        if (error := flight.error) is not None:
            raise UnavailableError(error.detail, error.retry_after, reason=error.reason)

    def over(self, key: str, error: Exception | None = None) -> None:
        """Let the others go: the answer is kept, or will not be. With `error`, because it was stopped. To say so twice does no harm."""
        with self._locking:
            flight = self._flying.pop(key, None)
        if flight is not None:
            flight.error = error if isinstance(error, UnavailableError) else None
            if flight.landed is not None:
                flight.landed.set()


class _Flight:
    __slots__ = ("error", "landed")

    def __init__(self) -> None:
        self.landed: threading.Event | None = None
        """Made by the first who waits: most fly alone."""
        self.error: UnavailableError | None = None
