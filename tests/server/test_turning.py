"""The loop: who is asked what it waits for, and when."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterator

import pytest

from server import turning
from server.turning import EpollMap, Map, new_map

MAPS: list[Callable[[], Map]] = [Map, *([EpollMap] if hasattr(select, "epoll") else [])]


class Entry:
    """What waitress has for a connection. It reads what comes, and counts."""

    accepting = False

    def __init__(self) -> None:
        self.socket, self.client = socket.socketpair()
        self.socket.setblocking(False)
        self.reads, self.writes = True, False
        self.read: list[bytes] = []
        self.written = self.closed = self.asked = 0

    def readable(self) -> bool:
        self.asked += 1
        return self.reads

    def writable(self) -> bool:
        return self.writes

    def handle_read_event(self) -> None:
        self.read.append(self.socket.recv(100))

    def handle_write_event(self) -> None:
        self.written += 1
        self.writes = False

    def handle_close(self) -> None:
        self.closed += 1
        self.reads = False

    def close(self) -> None:
        self.socket.close()
        self.client.close()


@pytest.fixture(params=MAPS)
def map_(request: pytest.FixtureRequest) -> Iterator[Map]:
    map_: Map = request.param()
    yield map_
    for entry in map_.values():
        entry.close()
    map_.close()


def opened(map_: Map) -> Entry:
    entry = Entry()
    map_[entry.socket.fileno()] = entry
    return entry


def test_what_comes_is_read_by_whom_it_is_for(map_: Map) -> None:
    one, other = opened(map_), opened(map_)
    for data in (b"a", b"b"):
        one.client.send(data)
        map_.turn(5)
    assert one.read == [b"a", b"b"] and not other.read
    map_.turn(0)


def test_who_does_not_want_to_read_is_left_alone_until_it_does(map_: Map) -> None:
    entry = opened(map_)
    map_.turn(0)
    entry.reads = False
    entry.client.send(b"a")
    for _ in range(3):
        map_.turn(0)
    assert not entry.read
    entry.reads = True
    map_.asks(entry.socket.fileno())
    map_.turn(5)
    assert entry.read == [b"a"]


def test_who_has_something_to_send_does_so_and_then_no_more(map_: Map) -> None:
    entry = opened(map_)
    map_.turn(0)
    entry.writes = True
    map_.asks(entry.socket.fileno())
    for _ in range(3):
        map_.turn(0)
    assert entry.written == 1


def test_an_end_is_told_to_who_waits_and_to_nobody_else(map_: Map) -> None:
    one, other = opened(map_), opened(map_)
    map_.turn(0)
    other.reads = False
    for entry in (one, other):
        entry.client.close()
    for _ in range(3):
        map_.turn(0)
    assert one.closed == 1 and other.closed == 0


def test_what_was_removed_hears_nothing_more(map_: Map) -> None:
    entry = opened(map_)
    map_.turn(0)
    del map_[entry.socket.fileno()]
    entry.client.send(b"a")
    map_.turn(0)
    assert not entry.read
    map_[entry.socket.fileno()] = entry
    map_.turn(5)
    assert entry.read == [b"a"]


def test_a_descriptor_that_another_takes_over_is_the_others(map_: Map) -> None:
    old = opened(map_)
    map_.turn(0)
    number = old.socket.fileno()
    del map_[number]
    old.close()
    new = opened(map_)
    assert new.socket.fileno() == number
    new.client.send(b"a")
    map_.turn(5)
    assert new.read == [b"a"]


@pytest.mark.skipif(not hasattr(select, "epoll"), reason="only where there is epoll")
def test_a_turn_asks_only_those_with_whom_something_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "LOOK_EVERY", 1e9)
    map_ = new_map()
    entries = [opened(map_) for _ in range(50)]
    map_.turn(0)
    before = [entry.asked for entry in entries]
    for _ in range(10):
        entries[7].client.send(b"a")
        map_.turn(5)
    assert [number for number, entry in enumerate(entries) if entry.asked > before[number]] == [7]
    for entry in entries:
        entry.close()
    map_.close()
