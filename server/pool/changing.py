"""One change to the writer, from its place in the queue until whoever asks sees it."""

from __future__ import annotations

import json
import logging
import socket
import time
from typing import Any

from kg.errors import QueryError, StoreError
from server.evaluator import UnavailableError
from server.pool.frames import ASK, END, FAILED, STARTED, WRITTEN, Channel
from server.pool.run import Run
from server.pool.supervisor import CHANGES
from server.settings import PoolSettings

_log = logging.getLogger(__name__)

ALARM_WITHIN = 1.0
"""Seconds after the deadline by when the writer's own alarm must have ended it."""
SHOWN_WITHIN = 30.0
"""Seconds in which a snapshot must show what is written, be it one of the writer that takes a dead one's place."""
LOOK_EVERY = 0.02
"""Seconds between two looks for such a snapshot."""
_NEARLY = 0.05


def change(run: Run, request: dict[str, Any], settings: PoolSettings) -> None:
    """Let the writer make a change; it is made and published when this returns.

    Raises:
        QueryError: the change is broken.
        StoreError: the dataset cannot be written.
        UnavailableError: the server is busy; or the change took more than it may; or it is made, but cannot be shown yet.
    """
    patience = time.monotonic() + settings.update_patience
    data = json.dumps(request, ensure_ascii=False).encode()
    while True:
        with socket.socket(socket.AF_UNIX) as connection:
            channel = Channel(connection)
            try:
                writer = _begun(run, channel, connection, data, patience)
            except EOFError:
                continue  # a writer that ended before this one's turn has done nothing for it; another will come
            _written(channel, settings)
            _shown(run, channel, writer)
            return


def _begun(run: Run, channel: Channel, connection: socket.socket, data: bytes, patience: float) -> str:
    """Wait for this change's turn; the writer's name."""
    try:
        connection.setblocking(False)
        connection.connect(run.address(CHANGES))
        channel.send((ASK, data), deadline=patience)
        kind, payload = channel.receive(patience)
    except TimeoutError:
        raise UnavailableError("the server is busy: others' updates take long; nothing is written", retry_after=5, reason="busy") from None
    except (BlockingIOError, FileNotFoundError):
        raise UnavailableError(
            "the server is busy: too many updates wait already; nothing is written", retry_after=1, reason="busy"
        ) from None
    except ConnectionRefusedError:
        raise UnavailableError("the server is about to end; nothing is written") from None
    except OSError as error:
        if time.monotonic() >= patience:
            raise UnavailableError("the server has nobody who writes; nothing is written", retry_after=5) from None
        raise EOFError from error
    assert kind == STARTED
    name: str = json.loads(payload)[1]
    return name


def _written(channel: Channel, settings: PoolSettings) -> None:
    deadline = time.monotonic() + settings.update_seconds
    try:
        kind, payload = channel.receive(deadline + ALARM_WITHIN)
    except (OSError, EOFError):
        if time.monotonic() >= deadline - _NEARLY:
            counted, reason = "time", f"it took more than {settings.update_seconds:g} seconds"
        else:
            _log.warning("the writer ended at an update")
            memory = f"{settings.update_memory >> 20:,} MB"
            counted, reason = (
                "failed",
                f"its process failed (it takes more than {memory} of memory, meets a fault of the engine, or was killed from outside)",
            )
        # Between the engine's word that it is done and ours there is an instant in which one can be killed.
        raise UnavailableError(f"the update was stopped: {reason}; all of it is written or, most likely, nothing", reason=counted) from None
    if kind == FAILED:
        raise _failure(settings, **json.loads(payload))
    assert kind == WRITTEN


def _shown(run: Run, channel: Channel, writer: str) -> None:
    end = time.monotonic() + SHOWN_WITHIN
    try:
        kind, _ = channel.receive(end)
        if kind == END:
            return
    except EOFError:
        # It is written, and its writer dead: the first snapshot of the next one shows it.
        while time.monotonic() < end:
            current = run.current()
            if current is not None and not current.startswith(f"{writer}-"):
                return
            time.sleep(LOOK_EVERY)
    except OSError:
        pass
    raise UnavailableError("the update is written, but cannot be shown yet; it will be as soon as it can")


def _failure(settings: PoolSettings, kind: str, text: str) -> Exception:
    match kind:
        case "query":
            return QueryError(text)
        case "store":
            return StoreError(text)
        case "memory":
            return UnavailableError(
                f"the update was stopped: it takes more than {settings.update_memory >> 20:,} MB of memory; nothing is written",
                reason="memory",
            )
    return RuntimeError(f"the writer failed\n{text}")
