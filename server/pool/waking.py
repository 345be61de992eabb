"""Waiting for work that any of several processes may do: see `Sources`."""

from __future__ import annotations

import select
import socket
from collections.abc import Sequence


class Sources:
    """What a worker waits for: its life's end, and queues that it shares with others.

    Of those who wait for the same queue the system wakes one, where it can (epoll); else it wakes all, and for most of them in vain. Who
    was woken may be killed before it takes anything, and nobody is woken again: so whoever has waited in vain looks into the queues too.
    """

    def __init__(self, life: socket.socket, queues: Sequence[socket.socket]) -> None:
        self._descriptors = [life.fileno(), *(queue.fileno() for queue in queues)]
        self._epoll: select.epoll | None = None
        if hasattr(select, "EPOLLEXCLUSIVE"):
            self._epoll = select.epoll()
            self._epoll.register(life, select.EPOLLIN)
            for queue in queues:
                self._epoll.register(queue, select.EPOLLIN | select.EPOLLEXCLUSIVE)

    def wait(self, timeout: float) -> list[int]:
        """The descriptors with something to read; none if there was none for some seconds."""
        if self._epoll is not None:
            return [descriptor for descriptor, _ in self._epoll.poll(timeout)]
        return select.select(self._descriptors, [], [], timeout)[0]

    def close(self) -> None:
        """Let go."""
        if self._epoll is not None:
            self._epoll.close()
