"""The writer's process: alone in having the dataset open for writing, it makes the changes and the snapshots that show them.

Started as ``python -P -m server.pool.writer LIFE LISTENER RUN OPTIONS``. Changes come one to a connection. Each is a transaction; those
that have come in meanwhile are made before the next snapshot, so that many small ones share one; and each is answered when a
snapshot shows it. A change that takes too long ends this process, at whatever point the engine is: the engine's log has transactions
that are whole, and no others, so what was made stays made, and the next process shows it.

Where a dataset is only read, this process makes a snapshot and ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from kg.errors import QueryError, StoreError
from kg.store.interface import Dataset, Mode
from kg.store.opening import open_dataset
from kg.store.settings import Settings
from server.evaluator import write_triples
from server.pool.frames import ASK, END, FAILED, READY, STARTED, WRITTEN, Channel
from server.pool.run import Run
from server.pool.sandbox import close_off, data_of_this_process, die_with_parent, limit_memory
from server.pool.snapshots import copy

TRY_AGAIN = 1.0
"""Seconds after which a snapshot that failed is tried again."""
GATHER_WITHIN = 0.1
"""Seconds of changes that share a snapshot (which takes some hundredths): more, and the first of them would wait for the others."""
ASK_WITHIN = 30.0
"""Seconds that a change may take from its first byte to its last: it may be large, but comes from the same machine."""


def main() -> None:
    """Make changes until the socket to the server ends; then put everything into files."""
    life, listener = (socket.socket(fileno=int(descriptor)) for descriptor in sys.argv[1:3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    die_with_parent()
    close_off()
    options = json.loads(sys.argv[4])
    to_server = Channel(life)
    try:
        mode: Mode = "write" if options["writable"] else "read"
        dataset = open_dataset(options["where"], mode=mode, settings=Settings(base=options["base"]))
        writer = Writer(dataset, Run.at(Path(sys.argv[3])), options["seconds"], options["memory"])
        writer.publish()
    except StoreError as error:
        to_server.send((FAILED, str(error).encode()))
        sys.exit(1)
    with contextlib.suppress(OSError):
        to_server.send((READY, b""))
        if options["writable"]:
            writer.run(life, listener)
    dataset.close()


class Writer:
    """Changes in, snapshots out."""

    def __init__(self, dataset: Dataset, run: Run, seconds: float, memory: int) -> None:
        self._dataset = dataset
        self._run = run
        self._seconds = seconds
        self._memory = memory
        self._name = secrets.token_hex(6)
        self._number = 0
        self._is_shown = False
        run.remove_unfinished()

    def run(self, life: socket.socket, listener: socket.socket) -> None:
        """Make one round of changes after the other, until the server wants an end or is gone."""
        listener.setblocking(False)
        while True:
            ready, _, _ = select.select([life, listener], [], [], None if self._is_shown else TRY_AGAIN)
            if life in ready:
                return
            self._round(listener)

    def publish(self) -> None:
        """Make a snapshot, and let everybody who asks from now on be answered from it.

        Raises:
            StoreError: it cannot be written; the one before stays.
        """
        self._number += 1
        name = f"{self._name}-{self._number}"
        copy(self._dataset, self._run.folder_of(name))
        try:
            self._run.publish(name)
        except OSError as error:
            raise StoreError(f"{self._run.folder}: cannot be written ({error.strerror})") from error
        self._is_shown = True

    def _round(self, listener: socket.socket) -> None:
        """What waits, one after the other, and then one snapshot for all of them."""
        made: list[tuple[socket.socket, Channel]] = []
        end = time.monotonic() + GATHER_WITHIN
        try:
            while time.monotonic() < end and (client := _accepted(listener)) is not None:
                channel = Channel(client)
                if self._make(channel):
                    made.append((client, channel))
                else:
                    client.close()
            if self._is_shown:
                return
            try:
                self.publish()
                told = (END, b"")
            except StoreError as error:
                told = (FAILED, json.dumps({"kind": "unpublished", "text": str(error)}).encode())
            for _, channel in made:
                with contextlib.suppress(OSError):  # who asked does not wait any more
                    channel.send(told, deadline=time.monotonic() + 1)
        finally:
            for client, _ in made:
                client.close()

    def _make(self, channel: Channel) -> bool:
        """Make one change; whether it is made, and remains to be shown."""
        try:
            kind, payload = channel.receive(time.monotonic() + ASK_WITHIN)
            if kind != ASK:
                return False
            request: dict[str, Any] = json.loads(payload)
            # Not made if who asked is gone by now: it was told that the server is busy.
            channel.send((STARTED, json.dumps([os.getpid(), self._name]).encode()))
        except (OSError, EOFError):
            return False
        failure = self._try(request)
        with contextlib.suppress(OSError):
            channel.send((WRITTEN, b"") if failure is None else (FAILED, json.dumps(failure).encode()))
        return failure is None

    def _try(self, request: dict[str, Any]) -> dict[str, str] | None:
        limit_memory(data_of_this_process() + self._memory)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        try:
            if "text" in request:
                self._dataset.update(request["text"])
            else:
                write_triples(self._dataset, request["graph"], request["triples"], replace=request["replace"])
            self._is_shown = False
        except QueryError as error:
            return {"kind": "query", "text": str(error)}
        except StoreError as error:
            return {"kind": "store", "text": str(error)}
        except MemoryError:
            return {"kind": "memory", "text": ""}
        except Exception as error:
            return {"kind": "fault", "text": "".join(traceback.format_exception(error))}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            limit_memory(None)
        return None


def _accepted(listener: socket.socket) -> socket.socket | None:
    try:
        return listener.accept()[0]
    except BlockingIOError:
        return None


if __name__ == "__main__":
    main()
