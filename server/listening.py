"""What speaks HTTP: waitress, whose connections cost no thread, with a bound to what slow readers make it keep.

A request is read, and an answer sent, by one loop for all connections; a thread has a request only while it is worked at, and what
`server.direct` can do needs none at all. So neither a half-sent request nor a slow reader holds up anybody. An answer that its client
has not taken yet is kept beyond `IN_MEMORY` in a file without a name; when all connections of a process together keep more than they
may, further answers go at the pace of their readers, and end with the time of their queries.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask
from waitress.wasyncore import close_all

from kg.errors import DatelineError
from server.gate import HANDED, Handed
from server.repeats import RAW, SERVER, Repeats, is_whole
from server.settings import Settings
from server.turning import LOOK_EVERY, Map, new_map

if TYPE_CHECKING:
    from server.direct import Direct

_log = logging.getLogger(__name__)

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
LOOK_OFTEN = 0.1
"""Seconds after which the loop looks for those who wait too long for a worker; without them, `LOOK_EVERY`."""


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
        self._map = new_map()
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

        direct: Direct | None = app.extensions.get("direct")
        for server in self._servers:
            server.repeats = app.extensions["repeats"]
            server.direct = direct
        self._exchange = direct.exchange if direct is not None else None
        if self._exchange is not None:
            self._exchange.attach(_Loop(self._map, self._servers[0]))

    def turn(self) -> None:
        """Do what there is to do, for some tenths of a second at the most."""
        exchange = self._exchange
        wait = LOOK_OFTEN if exchange is not None and exchange.waiting else LOOK_EVERY
        self._map.turn(wait)
        if exchange is not None:
            exchange.look()

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
            channel.requests
            or channel.waits
            or channel.request
            or channel.total_outbufs_len
            or channel.creation_time == channel.last_activity > young
            for channel in channels
        )

    def close(self, within: float = 0.0) -> None:
        """Close all connections; before, wait some seconds for the threads, if any."""
        if within:
            self._dispatcher.shutdown(timeout=within)
        close_all(self._map)
        self._map.close()
        if self._exchange is not None:
            self._exchange.close()

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
        if (raw := self.channel.raw) is not None:
            environ[RAW] = raw
        if (handed := self.channel.handed) is not None:
            environ[HANDED] = handed
            self.channel.handed = None
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


class _Watched:
    """A descriptor in waitress' loop that is no client's."""

    accepting = False

    def __init__(self, call: Callable[[], None]) -> None:
        self.handle_read_event = self.handle_close = call

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def handle_write_event(self) -> None:
        """Never asked for."""

    handle_expt_event = close = handle_write_event

    def handle_error(self) -> None:
        _log.exception("a fault of the server")


class _Loop:
    """Waitress' loop as `server.pool.exchange.Loop`."""

    def __init__(self, map_: Map, server: _Server) -> None:
        self._map = map_
        self._server = server

    def watch(self, descriptor: int, call: Callable[[], None]) -> None:
        self._map[descriptor] = _Watched(call)

    def unwatch(self, descriptor: int) -> None:
        if descriptor in self._map:
            del self._map[descriptor]

    def later(self, call: Callable[[], None]) -> None:
        with contextlib.suppress(OSError):  # the loop has ended
            self._server.pull_trigger_with(call)


class _Channel(HTTPChannel):  # type: ignore[misc]
    current_outbuf_count: int = 0
    task_class = _Task
    raw: bytes | None = None
    """The bytes of the request, if it came as one piece."""
    handed: Handed | None = None
    """What was done for it already."""
    waits = False
    """Whether it is with `server.direct`, which will tell the answer."""

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

    def readable(self) -> bool:
        """Answers go out in the order of their requests, so nothing is read before an answer that comes later."""
        return not self.waits and bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Take what a client sends: a request that is known to the byte, or asks for results, is answered without a thread if it can be."""
        if self.request is not None or self.requests:
            return bool(super().received(data))
        self.raw = None
        if not self.will_close and not self.close_when_flushed:
            if is_whole(data):
                answer = self.server.repeats.answer(data, self.client)
                if answer is not None:
                    self._say(answer)
                    return True
                self.raw = data
            if self.server.direct is not None:
                taken = self.server.direct.take(data, self)
                if taken is True:
                    return True
                self.handed = taken or None
        return bool(super().received(data))

    def service(self) -> None:
        """Let a thread work at the request."""
        try:
            super().service()
        finally:
            if (handed := self.handed) is not None:  # its client was gone before
                self.handed = None
                handed.drop()

    # -- as `server.direct.Connection`
    @property
    def client(self) -> str:
        """The client's address."""
        return str(self.addr[0])

    def wait(self) -> None:
        """Read nothing until `answer` or `go_on`."""
        self.waits = True

    def answer(self, data: bytes, *, last: bool) -> None:
        """Send an answer."""
        self.waits = False
        if last:
            self.close_when_flushed = True
        self._say(data)
        self._map.asks(self._fileno)

    def go_on(self, raw: bytes, handed: Handed) -> None:
        """Let a thread answer."""
        self.waits = False
        self.handed = handed
        if not super().received(raw):  # it is about to be closed
            self.handed = None
            threading.Thread(target=handed.drop, daemon=True).start()

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
    direct: Direct | None = None

    def pull_trigger_with(self, call: Callable[[], None]) -> None:
        """Call something from the loop."""
        self.trigger.pull_trigger(call)

    def maintenance(self, now: float) -> None:
        """Close connections that stand still, also those whose request is worked at but that take nothing of the answer."""
        for channel in list(self.active_channels.values()):
            if channel.last_activity < now - STILL and (not (channel.requests or channel.waits) or channel.total_outbufs_len):
                channel.will_close = True
