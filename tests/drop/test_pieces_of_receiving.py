"""What receives uploads, piece by piece: writer, bringing, receiver, gate (W1)."""

import functools
import socket
import threading
import time
from pathlib import Path

import pytest

from kiosk.drop import arrivals
from kiosk.drop.bringing import Bringing
from kiosk.drop.receiver import Receiver, Seat
from kiosk.drop.working import Gate, Worker
from kiosk.drop.writing import Ended, Ending, Writer
from tests.drop.wire import Served, behind_a_server, until
from tests.school import NamedSchool


def test_a_writer_writes_nothing_after_its_end_and_ends_once(tmp_path: Path) -> None:
    """The number of its file may be another's by then: a byte of ours would turn up in somebody's answer."""
    writer = Writer(tmp_path / "x.part", 0, 100)
    writer.append(b"some")
    assert [writer.leave(Ending.BROKEN), writer.leave(Ending.COMPLETE)] == [True, False]
    writer.close()
    with (tmp_path / "another").open("wb"), pytest.raises(Ended):
        writer.append(b"late")
    writer.close()
    assert ((tmp_path / "x.part").read_bytes(), (tmp_path / "another").read_bytes()) == (b"some", b"")


def test_without_a_byte_it_is_there_all_the_same(school: NamedSchool) -> None:
    with behind_a_server(school) as there:
        check_without_a_byte(there)


def check_without_a_byte(there: Served) -> None:
    key = there.begun(5).rsplit("/", 1)[1]
    arrival = arrivals.by_key(there.school.store, key)
    assert arrival is not None
    bringing = Bringing(there.depot, key, lambda outcome: (outcome.offset, {}, b""))
    bringing.open(arrival, 0, 5, None)
    assert (len(bringing), bool(bringing), bringing.getfile().read()) == (0, True, b"")
    bringing.end(Ending.BROKEN)
    bringing.wait()
    assert bringing.answer() == (0, {}, b"")


def test_who_left_in_the_same_moment_is_not_asked_again() -> None:
    """Two sockets are ready at once; the first guest sends the second away."""
    receiver, asked = Receiver(), []
    ours, theirs = zip(*(socket.socketpair() for _ in range(2)), strict=True)

    class Jealous:
        def __init__(self, name: str) -> None:
            self.name = name
            self.other: Jealous | None = None

        def most(self) -> int:
            return 10

        def took(self, data: memoryview) -> bool:
            asked.append((self.name, bytes(data)))
            assert self.other is not None
            receiver._leave(receiver._seats[self.other])
            return False

        def lost(self) -> None:
            raise AssertionError

    one, two = Jealous("one"), Jealous("two")
    one.other, two.other = two, one
    for sock in theirs:
        sock.sendall(b"!")
    for sock, guest in zip(ours, (one, two), strict=True):
        sock.settimeout(0)
        receiver._orders.append(functools.partial(receiver._sit, Seat(guest, sock.dup(), 5, time.monotonic())))
    woken, wake = socket.socketpair()
    receiver._once(woken)
    receiver._once(woken)
    assert len(asked) == 1
    for sock in (*ours, *theirs, woken, wake):
        sock.close()
    receiver._selector.close()


def test_one_faulty_guest_does_not_end_the_others() -> None:
    receiver, came, lost = Receiver(), bytearray(), threading.Event()

    class Good:
        def most(self) -> int:
            return 10

        def took(self, data: memoryview) -> bool:
            came.extend(data)
            return len(came) < 20

        def lost(self) -> None:
            raise AssertionError

    class Bad(Good):
        def took(self, data: memoryview) -> bool:
            raise ValueError(bytes(data))

        def lost(self) -> None:
            lost.set()

    ours, theirs = zip(*(socket.socketpair() for _ in range(2)), strict=True)
    for sock, guest in zip(ours, (Bad(), Good()), strict=True):
        sock.settimeout(0)
        receiver.receive(sock, guest, silent_after=5)
    for sock in theirs:
        sock.sendall(b"x" * 25)
    assert lost.wait(10)
    until(lambda: len(came) == 20)
    assert ours[1].recv(100) == b"x" * 5
    for sock in (*ours, *theirs):
        sock.close()


def test_at_the_gate_some_threads_stay_free() -> None:
    came: list[int] = []
    gate, later = Gate(2), [functools.partial(came.append, number) for number in range(4)]
    assert [gate.enter(one) for one in later] == [True, True, False, False]
    gate.leave()
    assert came == [2]
    gate.leave()
    gate.leave()
    assert came == [2, 3]
    assert gate.enter(later[0])


@pytest.mark.parametrize("threads", [1, 3])
def test_a_worker_does_as_much_at_once_as_it_may_and_all_of_it(threads: int) -> None:
    worker, may_end, begun, done = Worker("test", threads), threading.Event(), threading.Semaphore(0), []

    def act(number: int) -> None:
        begun.release()
        may_end.wait(20)
        done.append(number)
        if number == 1:
            raise ValueError(number)

    for number in range(7):
        worker.do(functools.partial(act, number))
    for _ in range(threads):
        assert begun.acquire(timeout=10)
    assert not begun.acquire(blocking=False)
    may_end.set()
    until(lambda: len(done) == 7)
    assert sorted(done) == list(range(7))
    worker.do(functools.partial(act, 8))
    until(lambda: 8 in done)
