"""A Wi-Fi that breaks: between browser and kiosk, cut after so many bytes, as often as a test wants (W1)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class BrokenLine:
    """Passes bytes on to a port; when so many have gone there, everything open is cut and something is done."""

    to_port: int
    cuts: list[tuple[int, Callable[[], object]]]
    """After how many bytes towards the kiosk, and what happens then."""
    port: int = 0
    sent: int = 0
    down: bool = False
    """Nobody gets through."""
    _open: set[socket.socket] = field(default_factory=set)
    _turn: threading.RLock = field(default_factory=threading.RLock)
    _ended: bool = False

    def run(self, listening: socket.socket) -> None:
        """Take connections until the end."""
        while not self._ended:
            with suppress(OSError):
                here, _ = listening.accept()
                threading.Thread(target=self._connect, args=(here,), daemon=True).start()

    def _connect(self, here: socket.socket) -> None:
        if self.down:
            here.close()
            return
        try:
            there = socket.create_connection(("127.0.0.1", self.to_port))
        except OSError:
            here.close()
            return
        with self._turn:
            self._open |= {here, there}
        threading.Thread(target=self._pass, args=(there, here, False), daemon=True).start()
        self._pass(here, there, True)

    def _pass(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
                if counted:
                    self._count(len(data))
        for one in (source, target):
            self._shut(one)

    def _count(self, size: int) -> None:
        with self._turn:
            self.sent += size
            if self.cuts and self.sent >= self.cuts[0][0]:
                _, then = self.cuts.pop(0)
                self.cut()
                then()

    def cut(self) -> None:
        """Everything that is open breaks off."""
        with self._turn:
            for one in list(self._open):
                self._shut(one)

    def _shut(self, one: socket.socket) -> None:
        with self._turn:
            self._open.discard(one)
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextmanager
def broken_line(to_port: int, cuts: list[tuple[int, Callable[[], object]]]) -> Iterator[BrokenLine]:
    """The line with a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        line = BrokenLine(to_port, cuts, listening.getsockname()[1])
        listening.settimeout(0.2)
        thread = threading.Thread(target=line.run, args=(listening,), daemon=True)
        thread.start()
        yield line
        line._ended = True
        line.cut()
        thread.join()
