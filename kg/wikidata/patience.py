"""Asking again: how long to wait, and when to give up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeVar

from kg.errors import WikidataError
from kg.wikidata.settings import WikidataSettings

Answer = TypeVar("Answer")
_IN_THIS_PROCESS = Lock()


class Clock(Protocol):
    """The time and its passing, so that tests need not wait."""

    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The clock on the wall."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class NotNowError(Exception):
    """The server did not answer, or asks to come back later (`after` so many seconds, if it says); asking again may help."""

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


def patiently(ask: Callable[[], Answer], *, where: str, settings: WikidataSettings, clock: Clock, tell: Callable[[str], None]) -> Answer:
    """What `ask` gives, which is called again after a wait for as long as it raises `NotNowError`, `settings.attempts` times at most.

    Raises:
        WikidataError: it did not succeed, or the server wants a longer wait than `settings.longest_wait`.
    """
    wait = settings.first_wait
    for attempt in range(1, settings.attempts + 1):
        try:
            return ask()
        except NotNowError as error:
            after = min(wait, settings.longest_wait) if error.after is None else error.after
            if after > settings.longest_wait:
                raise WikidataError(f"{where}: {error}; it asks to come back in {after:,.0f} s, try again then") from error
            if attempt == settings.attempts:
                raise WikidataError(f"{where}: {error} ({attempt} attempt{'s' if attempt > 1 else ''}); try again later") from error
            tell(f"{error}; next attempt in {after:,.0f} s")
            clock.sleep(after)
            wait *= 2
    raise WikidataError(f"{where}: not asked; at least one attempt is needed")


def seconds_to_wait(header: str | None, *, now: float) -> float | None:
    """What a `Retry-After` asks for (RFC 9110, section 10.2.3: seconds or a date); None where it is absent or says nothing."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now)


@contextmanager
def turn(file: Path | None) -> Iterator[None]:
    """One at a time: among the threads of this process, and (on Unix) among the processes that use the same `file`."""
    with _IN_THIS_PROCESS:
        try:
            import fcntl  # noqa: PLC0415 - Unix alone

            handle = file.open("a") if file is not None else None
        except (ImportError, OSError):  # no such locks here, or nowhere to put one: the threads still take turns
            handle = None
        try:
            if handle is not None:
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            if handle is not None:
                handle.close()  # lets go of the lock
