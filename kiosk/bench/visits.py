"""Many phones, each with a page and a connection of its own: all at once or spread out (F1, O5)."""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.bench.wire import PATIENCE_SECONDS, Asked, Connection, WrongAnswer, percentile


@dataclass(slots=True)
class Waits:
    """Seconds from the moment a phone wanted its page until it had it whole; how many did not get it."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0

    def ms(self, share: int) -> float:
        """Milliseconds that so many per cent of the phones waited at most."""
        return percentile(self.seconds, share) * 1000 if self.seconds else 0.0


def visit(port: int, asks: Sequence[Asked], over_seconds: float) -> Waits:
    """Every phone asks once, evenly over so many seconds, 0 is all in one moment; late ones do not hold others up."""
    waits, waiting = Waits(), 0
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for number, asked in enumerate(asks):
            due = began + number * over_seconds / len(asks)
            while (left := due - time.perf_counter()) > 0:
                waiting -= _hear(selector, waits, left)
            waiting += _open(selector, port, asked, due, waits)
        while waiting:
            heard = _hear(selector, waits, PATIENCE_SECONDS)
            waiting -= heard
            if not heard and not selector.select(PATIENCE_SECONDS):
                waits.errors += waiting
                break
        for key in list(selector.get_map().values()):
            key.data[0].socket.close()
    return waits


def _open(selector: selectors.BaseSelector, port: int, asked: Asked, due: float, waits: Waits) -> int:
    """1 when the phone is connected and has asked."""
    try:
        connection = Connection(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS))
        connection.ask(asked.as_sent())
    except OSError:
        waits.errors += 1
        return 0
    selector.register(connection.socket, selectors.EVENT_READ, (connection, due))
    return 1


def _hear(selector: selectors.BaseSelector, waits: Waits, seconds: float) -> int:
    """How many phones were done with within so many seconds, or at the first news."""
    done = 0
    for key, _ in selector.select(seconds):
        connection, due = key.data
        try:
            if not connection.hear():
                continue
            waits.seconds.append(time.perf_counter() - due)
        except (OSError, WrongAnswer):
            waits.errors += 1
        selector.unregister(connection.socket)
        connection.socket.close()
        done += 1
    return done
