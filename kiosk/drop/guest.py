"""An upload's body at the receiver: from the headers to the last byte, or to the end of patience (W1).

It knows a channel and a request by what they offer here, not the server that they belong to.
"""

from typing import Protocol

from kiosk.drop.bringing import Answer, Bringing
from kiosk.drop.receiver import PIECE
from kiosk.drop.writing import Ended, Ending


class Asking(Protocol):
    """A request whose headers are known and whose body is on its way."""

    completed: bool
    error: object
    refused: bool
    answer: Answer | None

    @property
    def left(self) -> int | None:
        """Bytes of the body that are still to come; None for one in chunks."""

    def goes_to(self, bringing: Bringing) -> None:
        """Where its body is put."""

    def received(self, data: bytes | memoryview) -> int:
        """Take the part of these bytes that is its own; how many."""


class Channel(Protocol):
    """Its connection."""

    pending: bytes
    leaving: bool

    def give_back(self, *, gone: bool) -> None:
        """The body has ended; what is to be said stands in the request."""

    def hang_up(self) -> None:
        """Nobody is there."""


class Guest:
    """An upload's body at the receiver; after a refusal what is left of it, to be thrown away."""

    def __init__(self, channel: Channel, request: Asking, bringing: Bringing | None) -> None:
        self.channel = channel
        self.request = request
        self.bringing = bringing
        self.wasting = bringing is None
        self.gone = False
        if bringing is not None:
            request.goes_to(bringing)

    def most(self) -> int:
        """Never a byte of the next request, where the length is known."""
        left = self.request.left
        return PIECE if left is None or self.wasting else left

    def took(self, data: memoryview) -> bool:
        """Through waitress's own receivers of bodies, plain or chunked, into the part."""
        if self.wasting or self.bringing is None:
            return True
        try:
            count = self.request.received(data if self.request.left is not None else bytes(data))
        except Ended:
            self.wasting = self.request.refused = True
            return True
        if count < len(data):
            self.channel.pending += bytes(data[count:])
        if self.request.error is not None:  # chunks that are none
            self.wasting = self.request.refused = True
            self.bringing.end(Ending.BROKEN)
            return True
        if self.request.completed:
            self.bringing.end(Ending.COMPLETE)
            return False
        return True

    def lost(self) -> None:
        """The client is gone, or had its time."""
        self.gone = True
        if self.bringing is not None and not self.wasting:
            self.bringing.end(Ending.BROKEN)
        elif self.channel.leaving or self.bringing is None:
            self.channel.hang_up()

    def ended(self) -> None:
        """Everything that follows from the last byte is done."""
        assert self.bringing is not None  # noqa: S101  because only then there was something to end
        self.request.answer = self.bringing.answer()
        if not self.request.completed or self.request.error is not None:
            self.request.refused = self.wasting = True
        self.channel.give_back(gone=self.gone)
