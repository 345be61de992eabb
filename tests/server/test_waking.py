"""Who is woken for work that several wait for."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator

import pytest

from server.pool.waking import Sources


@pytest.fixture(params=["the best", "the common"])
def ends(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[socket.socket]]:
    if request.param == "the common":
        monkeypatch.delattr(select, "EPOLLEXCLUSIVE", raising=False)
    ends = [*socket.socketpair(), *socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)]
    yield ends
    for end in ends:
        end.close()


def test_it_is_told_what_there_is_to_read(ends: list[socket.socket]) -> None:
    life, owner, queue, asker = ends
    sources = Sources(life, [queue])
    assert sources.wait(0) == []
    asker.send(b"work")
    assert sources.wait(5) == [queue.fileno()]
    assert sources.wait(5) == [queue.fileno()]  # as long as it is there
    queue.recv(10)
    owner.close()
    assert sources.wait(5) == [life.fileno()]
    sources.close()


def test_each_piece_of_work_finds_somebody(ends: list[socket.socket]) -> None:
    life, owner, queue, asker = ends
    queue.setblocking(False)
    taken: list[bytes] = []
    over = threading.Event()

    def work() -> None:
        sources = Sources(life, [queue])
        while life.fileno() not in sources.wait(60):
            with contextlib.suppress(BlockingIOError):
                taken.append(queue.recv(10))
                if len(taken) == 1000:
                    over.set()
        sources.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for number in range(1000):
        asker.send(str(number).encode())
    assert over.wait(30)
    owner.close()
    for worker in workers:
        worker.join()
    assert sorted(map(int, taken)) == list(range(1000))


def test_who_is_free_is_woken_while_another_is_at_work(ends: list[socket.socket]) -> None:
    life, owner, queue, asker = ends
    queue.setblocking(False)
    both = threading.Barrier(2)  # each stays at its work until the other has some too
    rounds = 300
    done = threading.Semaphore(0)

    def work() -> None:
        sources = Sources(life, [queue])
        while life.fileno() not in sources.wait(60):
            with contextlib.suppress(BlockingIOError):
                queue.recv(10)
                both.wait(30)
                done.release()
        sources.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    try:
        for _ in range(rounds):
            asker.send(b"one")
            asker.send(b"other")
            assert done.acquire(timeout=30) and done.acquire(timeout=30)
    finally:
        owner.close()
        for worker in workers:
            worker.join()
