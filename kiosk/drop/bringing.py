"""Bytes of one request and its answer, whoever receives them: a view, or a server that does it by itself (W1)."""

from collections.abc import Callable
from typing import Final, Protocol
from urllib.parse import quote

from kiosk.drop import protocol
from kiosk.drop.arrivals import NO_ROOM
from kiosk.drop.depot import Depot, Outcome
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

    def give(self, writer: "Told") -> None:
        """From now on bytes go to this writer; when they have ended, its answer goes out."""


class Told:
    """A writer with what it takes to receive for it and to answer."""

    def __init__(self, depot: Depot, key: str, answer: Callable[[Outcome], Answer]) -> None:
        self.depot = depot
        self.key = key
        self.writer: Writer | None = None
        self.outcome: Outcome | None = None
        self.then: Callable[[], None] = lambda: None
        self._answer = answer

    def ended(self, outcome: Outcome) -> None:
        """Called by the finishing thread."""
        self.outcome = outcome
        self.then()

    @property
    def there(self) -> Writer:
        """The writer, once it is open."""
        if self.writer is None:
            raise ValueError("not open yet")
        return self.writer

    def append(self, data: bytes | memoryview) -> None:
        """Bytes as they come; those after the end are thrown away. Raises Ended."""
        try:
            self.depot.bring(self.key, self.there, data)
        except Ended:
            self.depot.finish(self.key, self.there)
            raise

    def end(self, ending: Ending) -> None:
        """No more bytes come."""
        self.depot.end(self.key, self.there, ending)

    def answer(self) -> Answer:
        """What the client is told."""
        if self.outcome is None:
            raise ValueError("not ended yet")
        return self._answer(self.outcome)


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
