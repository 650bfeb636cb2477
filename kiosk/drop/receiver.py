"""The receiver: one thread that reads bodies of uploads from their sockets, beside the server's own loop (W1).

It knows sockets and guests, neither the server nor the protocol. It reads from copies of the sockets (`dup`): a number
that the server closes meanwhile and the system gives to somebody else is never ours. epoll where there is one, else
what the system has (`selectors`).
"""

import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

import msgspec

log = logging.getLogger(__name__)

PIECE: Final = 256 * 1024
"""One buffer for all uploads together."""
LOOK_SECONDS: Final = 0.25
IDLE_SECONDS: Final = 5.0


class Guest(Protocol):
    """Whose bytes they are. Everything is called in the receiver's thread."""

    def most(self) -> int:
        """So many bytes at most belong to it now: what follows is another request's."""

    def took(self, data: memoryview) -> bool:
        """Bytes came; False: no more of them are wanted here. The view is worth nothing afterwards."""

    def lost(self) -> None:
        """No more come: the client went away, fell silent, or its time is over."""


class Seat(msgspec.Struct, eq=False):
    """A guest with its socket."""

    guest: Guest
    sock: socket.socket
    silent_after: float
    last: float
    deadline: float = float("inf")

    def is_late(self, now: float) -> bool:
        """Silent for too long, or over its time."""
        return now >= self.deadline or now - self.last >= self.silent_after


class Receiver:
    """Begins with the first guest and ends a while after the last one."""

    def __init__(self) -> None:
        self._orders: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._runs = False
        self._wake: socket.socket | None = None
        self._seats: dict[Guest, Seat] = {}
        self._selector: selectors.BaseSelector = selectors.DefaultSelector()
        self._view = memoryview(bytearray(PIECE))

    def receive(self, sock: socket.socket, guest: Guest, *, silent_after: float, at_most: float = float("inf")) -> None:
        """Read for this guest from now on; ``at_most`` seconds. Raises OSError when the socket is closed already."""
        now = time.monotonic()
        seat = Seat(guest, sock.dup(), silent_after, now, now + at_most)
        self._order(lambda: self._sit(seat))

    def hurry(self, guest: Guest, at_most: float) -> None:
        """It has so many seconds left."""

        def act() -> None:
            if (seat := self._seats.get(guest)) is not None:
                seat.deadline = time.monotonic() + at_most
            else:
                guest.lost()

        self._order(act)

    def forget(self, guest: Guest) -> None:
        """Its connection is closed."""

        def act() -> None:
            if (seat := self._seats.get(guest)) is not None:
                self._lose(seat)

        self._order(act)

    def _order(self, act: Callable[[], None]) -> None:
        with self._lock:
            self._orders.append(act)
            if self._runs and self._wake is not None:
                with suppress(BlockingIOError):  # it is awake enough already
                    self._wake.send(b"!")
                return
            self._runs = True
            self._wake, woken = socket.socketpair()
            self._wake.settimeout(0)
            woken.settimeout(0)
            threading.Thread(target=self._run, args=(woken,), name="uploads: receiving", daemon=True).start()

    def _run(self, woken: socket.socket) -> None:
        """A fault of one guest is that guest's; the loop itself goes on whatever happens."""
        self._selector.register(woken, selectors.EVENT_READ, None)
        idle_since = time.monotonic()
        while True:
            try:
                self._once(woken)
            except Exception:
                log.exception("receiving uploads")
            if self._seats:
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since > IDLE_SECONDS and self._rests(woken):
                return

    def _rests(self, woken: socket.socket) -> bool:
        with self._lock:
            if self._orders:
                return False
            self._selector.unregister(woken)
            woken.close()
            if self._wake is not None:
                self._wake.close()
            self._wake, self._runs = None, False
            return True

    def _once(self, woken: socket.socket) -> None:
        while self._orders:
            self._orders.popleft()()
        for key, _ in self._selector.select(LOOK_SECONDS):
            if key.data is None:
                with suppress(BlockingIOError):
                    woken.recv(4096)
                continue
            seat: Seat = key.data
            if self._seats.get(seat.guest) is seat:  # it may have left earlier in the same batch
                self._read(seat)
        now = time.monotonic()
        for seat in [one for one in self._seats.values() if one.is_late(now)]:
            self._lose(seat)

    def _sit(self, seat: Seat) -> None:
        self._seats[seat.guest] = seat
        try:
            self._selector.register(seat.sock, selectors.EVENT_READ, seat)
        except (OSError, ValueError):  # closed, or a number beyond what select knows
            self._lose(seat)

    def _read(self, seat: Seat) -> None:
        try:
            count = seat.sock.recv_into(self._view[: min(PIECE, seat.guest.most())])
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            count = 0
        if not count:
            self._lose(seat)
            return
        seat.last = time.monotonic()
        try:
            more = seat.guest.took(self._view[:count])
        except Exception:
            log.exception("an upload's bytes were not taken")
            self._lose(seat)
            return
        if not more:
            self._leave(seat)

    def _leave(self, seat: Seat) -> None:
        self._seats.pop(seat.guest, None)
        with suppress(KeyError, ValueError, OSError):
            self._selector.unregister(seat.sock)
        seat.sock.close()

    def _lose(self, seat: Seat) -> None:
        self._leave(seat)
        seat.guest.lost()
