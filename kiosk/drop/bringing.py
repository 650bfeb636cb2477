"""Bytes of one request and its answer, whoever receives them: a view, or a server that does it by itself (W1)."""

import io
import threading
from collections.abc import Callable
from typing import Final, Protocol
from urllib.parse import quote

from kiosk.drop import protocol
from kiosk.drop.arrivals import NO_ROOM
from kiosk.drop.depot import Depot, Outcome
from kiosk.drop.protocol import Checksum
from kiosk.drop.records import Arrival
from kiosk.drop.writing import Ended, Ending, Writer
from kiosk.problems import Problem
from kiosk.words import Tongue

BODY: Final = "kamerton.body"
"""Where in the environ a server that receives bodies by itself says so."""

Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]


class Body(Protocol):
    """A server that receives the body by itself."""

    def give(self, bringing: "Bringing") -> None:
        """From now on bytes go there; when they have ended, its answer goes out."""


class Bringing:
    """One request's way from its first byte to its answer. To whoever fills buffers it is a buffer."""

    def __init__(self, depot: Depot, key: str, answer: Callable[[Outcome], Answer]) -> None:
        self._depot = depot
        self._key = key
        self._answer = answer
        self._lock = threading.Lock()
        self._then: Callable[[], None] | None = None
        self._outcome: Outcome | None = None
        self._writer: Writer | None = None

    def open(self, arrival: Arrival, start: int, length: int | None, checksum: Checksum | None) -> None:
        """From where on, and how many bytes if that is known. Raises NotTaken."""
        self._writer = self._depot.open(arrival, start, length, checksum, self._ended)

    def append(self, data: bytes | memoryview) -> None:
        """Bytes as they come. Raises Ended when they count no longer."""
        try:
            self._depot.bring(self._key, self._there, data)
        except Ended:
            self._depot.finish(self._key, self._there)
            raise

    def end(self, ending: Ending) -> None:
        """No more bytes come."""
        self._depot.end(self._key, self._there, ending)

    def when_ended(self, then: Callable[[], None]) -> None:
        """What to do when everything that follows from the last byte is done; at once if it is."""
        with self._lock:
            if self._outcome is None:
                self._then = then
                return
        then()

    def wait(self) -> None:
        """Until everything that follows from the last byte is done."""
        self._there.closed.wait()

    def answer(self) -> Answer:
        """What the client is told, after everything that follows from the last byte."""
        if self._outcome is None:
            raise ValueError("not ended yet")
        return self._answer(self._outcome)

    def _ended(self, outcome: Outcome) -> None:
        with self._lock:
            self._outcome = outcome
            then = self._then
        if then is not None:
            then()

    @property
    def _there(self) -> Writer:
        if self._writer is None:
            raise ValueError("not open yet")
        return self._writer

    def __len__(self) -> int:
        return self._there.came

    def __bool__(self) -> bool:
        """Without bytes it is there all the same: its length must not decide."""
        return True

    def getfile(self) -> io.BytesIO:
        """What is in the part is read from the part alone."""
        return io.BytesIO()

    def close(self) -> None:
        """The depot closes what it opened."""


STATUS: Final = {
    Ending.BROKEN: 400,
    Ending.TAKEN_OVER: 409,
    Ending.DISK: 507,
    Ending.REFUSED: 415,
    Ending.TOO_MUCH: 413,
    Ending.WRONG_CHECKSUM: protocol.WRONG_CHECKSUM,
}


def answered(good: int, made: Headers, words: Tongue, outcome: Outcome) -> Answer:
    """The answer to a request whose bytes have ended. No view is needed for it."""
    headers = made | {
        "Tus-Resumable": protocol.VERSION,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if outcome.arrival is not None:
        headers |= {"Upload-Offset": str(outcome.offset)} | further(outcome.arrival)
    if outcome.ending is Ending.COMPLETE:
        return good, headers, b""
    problem = outcome.problem or (Problem(NO_ROOM) if outcome.ending is Ending.DISK else None)
    text = words.gettext(problem.msgid) % problem.values if problem else ""
    headers["Content-Type"] = "text/plain; charset=utf-8"
    return STATUS[outcome.ending], headers, text.encode()


def receipt_address(arrival: Arrival) -> str:
    """Where the receipt is to be seen."""
    return f"/receipt/{quote(arrival.receipt)}"


def further(arrival: Arrival) -> Headers:
    """Until when it may be gone on with, or where its receipt is."""
    if arrival.receipt:
        return {"Kiosk-Receipt": receipt_address(arrival)}
    return {"Upload-Expires": protocol.http_date(arrival.expires_at)}
