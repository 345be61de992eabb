"""What speaks HTTP: waitress, whose connections cost no thread, with a bound to what slow readers make it keep.

A request is read, and an answer sent, by one loop for all connections; a thread has a request only while it is worked at. So
neither a half-sent request nor a slow reader holds up anybody. An answer that its client has not taken yet is kept beyond
`IN_MEMORY` in a file without a name; when all connections of a process together keep more than they may, further answers go at the pace
of their readers, and end with the time of their queries.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask
from waitress.wasyncore import close_all, loop

from kg.errors import DatelineError
from server.repeats import RAW, SERVER, Repeats, is_whole
from server.settings import Settings

CONNECTIONS = 800
"""Open at a time; a process may have 1,024 files open by default."""
STILL = 30
"""Seconds after which a connection is closed that sends nothing, or takes nothing of its answer."""
IN_MEMORY = 1 << 18
"""Bytes of an answer that wait in memory for a client."""
PIECE = 1 << 20
"""Bytes of an answer in one file: a file is given back as a whole, when its client has taken all of it."""
SPARE = 4
"""Threads beside those that wait for a worker."""
THREADS = 8
"""Requests at a time where queries run in this process. Each may hold one answer's chunks in memory (`server.evaluator.AHEAD`)."""
YOUNG = 2.0
"""Seconds that a new connection has to begin its request, when a process ends."""
LOOK_EVERY = 0.5
"""Seconds after which the loop lets others have a word."""


class ServeError(DatelineError):
    """The server cannot start."""


def bind(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen: one for each address that the host's name stands for. With port 0 the system chooses one, for all of them.

    Raises:
        ServeError: the address cannot be listened on; the line says why and what to do.
    """
    if not 0 <= port <= 65535:
        # The resolver would take it modulo 65536, and the server would answer somewhere else.
        raise ServeError(f"{port}: no port; a port is a number from 0 to 65535")
    bound: list[socket.socket] = []
    try:
        for family, _, _, _, address in dict.fromkeys(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)):
            listener = socket.socket(family, socket.SOCK_STREAM)
            bound.append(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind((address[0], port, *address[2:]))
            port = listener.getsockname()[1]
            listener.listen(1024)
    except (OSError, UnicodeError) as error:
        for listener in bound:
            listener.close()
        if isinstance(error, socket.gaierror | UnicodeError):
            raise ServeError(f"{host}: no such address; give --host 127.0.0.1") from None
        reason = (error.strerror or str(error)).lower()
        raise ServeError(f"{host}:{port}: cannot be listened on ({reason}); give another --port or --host") from None
    return bound


def address_of(host: str, listener: socket.socket) -> str:
    """The address to tell people."""
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class HttpServer:
    """The loop of one process, and the threads that work at requests."""

    def __init__(self, app: Flask, listeners: Sequence[socket.socket], settings: Settings) -> None:
        pool = settings.pool
        # Those who wait for a worker keep a thread each, and some are left for what needs no worker.
        threads = THREADS if pool is None else pool.workers + pool.queue + SPARE
        self._map: dict[int, Any] = {}
        self._dispatcher = ThreadedTaskDispatcher()
        self._dispatcher.set_thread_count(threads)
        adjustments = _Adjustments(
            threads=threads, ident=SERVER, connection_limit=CONNECTIONS, channel_timeout=STILL, outbuf_overflow=IN_MEMORY
        )
        if pool is not None:
            # A whole answer may wait for its client, so that a slow one holds up no worker.
            adjustments.one_may = pool.result_bytes + (1 << 20)
            adjustments.all_may = pool.waiting_bytes // pool.fronts
        adjustments.held = self._held
        self._servers: list[_Server] = [
            _Server(
                app,
                self._map,
                _sock=listener,
                dispatcher=self._dispatcher,
                adj=adjustments,
                bind_socket=False,
                sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            )
            for listener in listeners
        ]

        for server in self._servers:
            server.repeats = app.extensions["repeats"]

    def turn(self) -> None:
        """Do what there is to do, for some tenths of a second at the most."""
        loop(timeout=LOOK_EVERY, map=self._map, use_poll=True, count=1)

    def wake(self) -> None:
        """End a turn now: for signal handlers."""
        with contextlib.suppress(OSError):
            self._servers[0].pull_trigger()

    def accept_no_more(self) -> None:
        """New connections are for others, or for nobody; those that are open go on."""
        for server in self._servers:
            server.del_channel()
            server.accepting = False

    @property
    def is_busy(self) -> bool:
        """Whether a request comes in or is worked at, or an answer is not sent to its end."""
        channels = [channel for server in self._servers for channel in list(server.active_channels.values())]
        # A connection that is young and silent is one whose request is on its way.
        young = time.time() - YOUNG
        return any(
            channel.requests or channel.request or channel.total_outbufs_len or channel.creation_time == channel.last_activity > young
            for channel in channels
        )

    def close(self, within: float = 0.0) -> None:
        """Close all connections; before, wait some seconds for the threads, if any."""
        if within:
            self._dispatcher.shutdown(timeout=within)
        close_all(self._map)

    def _held(self) -> int:
        return sum(channel.held for server in self._servers for channel in list(server.active_channels.values()))


class _Adjustments(Adjustments):  # type: ignore[misc]  # waitress has no types
    one_may = 1 << 24
    all_may = 1 << 28
    held: Callable[[], int]

    @property
    def outbuf_high_watermark(self) -> int:
        """Bytes that a connection may keep now."""
        return self.one_may if self.held() < self.all_may else IN_MEMORY


class _Task(WSGITask):  # type: ignore[misc]
    channel: Any

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        if raw := getattr(self.request, "raw", None):
            environ[RAW] = raw
        return environ

    def set_close_on_finish(self) -> None:
        """Waitress ends the connection after an answer without a length; but a 304 has no body, and chunks have an end of their own."""
        request = self.request
        stays = not self.wrote_header and self.version == "1.1" and request.headers.get("CONNECTION", "").lower() != "close"
        if not stays or request.command == "HEAD":
            super().set_close_on_finish()

    def write(self, data: bytes) -> None:
        """Send a part of the answer; its head and the first part in one packet."""
        if self.wrote_header or not data:
            super().write(data)
            return
        channel = self.channel
        together = self.channel = _Together(channel.server)
        try:
            super().write(data)
        finally:
            self.channel = channel
        channel.write_soon(b"".join(together.parts))


class _Together:
    """Collects what a task writes to its channel."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.parts: list[bytes] = []

    def write_soon(self, data: bytes) -> None:
        self.parts.append(data)


class _Channel(HTTPChannel):  # type: ignore[misc]
    current_outbuf_count: int = 0

    @property
    def held(self) -> int:
        """Bytes that wait for this client, with what it took already of the piece that it is at."""
        waiting = int(self.total_outbufs_len)
        return waiting + PIECE if len(self.outbufs) > 1 or self.current_outbuf_count > IN_MEMORY else waiting

    def write_soon(self, data: Any) -> int:
        """Take a part of an answer, and begin a new piece when it is time."""
        if self.current_outbuf_count >= PIECE:
            with self.outbuf_lock:
                self.outbufs.append(OverflowableBuffer(IN_MEMORY))
                self.current_outbuf_count = 0
        return int(super().write_soon(data))

    task_class = _Task

    def received(self, data: bytes) -> bool:
        """Take what a client sends: a request that is known to the byte is answered at once."""
        if self.request is not None or self.requests or not is_whole(data):
            return bool(super().received(data))
        answer = self.server.repeats.answer(data, str(self.addr[0]))
        if answer is not None and not self.will_close and not self.close_when_flushed:
            self._say(answer)
            return True
        taken = bool(super().received(data))
        with self.requests_lock:
            if self.requests:
                self.requests[-1].raw = data
        return taken

    def _say(self, answer: bytes) -> None:
        with self.outbuf_lock:
            self.outbufs[-1].append(answer)
            self.current_outbuf_count += len(answer)
            self.total_outbufs_len += len(answer)
        self._flush_exception(self._flush_some)

    def _flush_outbufs_below_high_watermark(self) -> None:
        if self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return
        end = time.monotonic() + STILL
        with self.outbuf_lock:
            while self.connected and self.total_outbufs_len > self.adj.outbuf_high_watermark:
                self.server.pull_trigger()
                # Room may also come from others' reading, which wakes nobody here.
                self.outbuf_lock.wait(LOOK_EVERY)
                if time.monotonic() > end:
                    self.will_close = True
                    raise ClientDisconnected


class _Server(TcpWSGIServer):  # type: ignore[misc]
    channel_class = _Channel
    repeats: Repeats

    def maintenance(self, now: float) -> None:
        """Close connections that stand still, also those whose request is worked at but that take nothing of the answer."""
        for channel in list(self.active_channels.values()):
            if channel.last_activity < now - STILL and (not channel.requests or channel.total_outbufs_len):
                channel.will_close = True
