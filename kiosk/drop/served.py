"""Everything of uploads that touches waitress: bodies go to the disk as they arrive (W1).

waitress hands over a request when its whole body is there; a phone that vanishes in the middle would lose all of it.
Here a channel stops behind the headers of an upload and has the app look at them. What the app takes is read by the
receiver's thread straight into the part; what it refuses is answered before the body came. All other requests go their
usual way.

Overridden, and watched by a test that knows their source (waitress 3.0.2): HTTPChannel.handle_read, received, service,
writable, handle_write, handle_close; HTTPRequestParser.parse_header; WSGITask.execute, build_response_header.
"""

import copy
import logging
import re
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.server import BaseWSGIServer, MultiSocketServer
from waitress.server import create_server as create_plain_server
from waitress.task import WSGITask

from kiosk.drop.bringing import BODY, Answer, Bringing
from kiosk.drop.receiver import PIECE, Receiver
from kiosk.drop.writing import Ended, Ending

log = logging.getLogger(__name__)

UPLOAD: Final = re.compile(r"/+uploads/[^/]*\Z")
"""Requests whose body is a file; others beneath carry forms and samples."""
NO_LIMIT: Final = 1 << 62
LEAVING_SECONDS: Final = 3.0
"""So long the rest of a refused body is thrown away, so that the client reads the answer before a reset."""


def create_server(app: Flask, **options: object) -> BaseWSGIServer:
    """The server of waitress, whose channels receive uploads as they arrive."""
    server = create_plain_server(app, **options)
    receiver, gate = Receiver(), Gate(max(2, server.adj.threads * 3 // 4))
    together = isinstance(server, MultiSocketServer)
    everything = server.map if together else server._map  # noqa: SLF001  because it has no other name
    for one in everything.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class, one.receiver, one.gate = Channel, receiver, gate
    return server


class Gate:
    """So many requests of uploads at once: they wait for disks, and some threads must be left for pages."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside = 0
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()

    def enter(self, later: Callable[[], None]) -> bool:
        """Go in; False: `later` is called when there is a place."""
        with self._lock:
            if self._inside < self._most:
                self._inside += 1
                return True
            self._waiting.append(later)
            return False

    def leave(self) -> None:
        """Somebody else may come."""
        with self._lock:
            self._inside -= 1
            later = self._waiting.popleft() if self._waiting else None
        if later is not None:
            later()


class Request(HTTPRequestParser):  # type: ignore[misc]  # waitress ships no types
    """A request, which may be an upload. ``answer`` is what was settled without a view."""

    asking = False
    """An upload's headers are there, its body is not: the app has to look at them."""
    refused = False
    """Its body is still on its way when it is answered."""
    answer: Answer | None = None

    def parse_header(self, header_plus: bytes) -> None:
        """The limit of bodies is for ordinary requests; the app knows that of uploads."""
        super().parse_header(header_plus)
        if self.is_upload:
            self.adj: Any = copy.copy(self.adj)  # Any: waitress ships no types
            self.adj.max_request_body_size = NO_LIMIT

    @property
    def is_upload(self) -> bool:
        """Whether its body, if any, is a file."""
        return UPLOAD.match(getattr(self, "path", "")) is not None


class Task(WSGITask):  # type: ignore[misc]  # waitress ships no types
    """Answers what is settled already; keeps the connection after an upload's 204, which stock waitress closes."""

    bare = False

    @property
    def has_body(self) -> bool:
        """Said to be so while a 204's header is made: without a length waitress would close."""
        return self.bare or bool(super().has_body)

    def execute(self) -> None:
        """The settled answer, or the app's."""
        answer: Answer | None = self.request.answer
        if answer is None:
            super().execute()
            return
        status, headers, body = answer
        self.status = f"{status} {phrase(status)}"
        self.complete = True
        self.response_headers.extend(headers.items())
        if self.request.refused:
            self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)

    def build_response_header(self) -> bytes:
        """As waitress makes it."""
        if super().has_body or not self.request.is_upload:
            return bytes(super().build_response_header())
        self.bare, self.content_length = True, 0
        try:
            header = bytes(super().build_response_header())
        finally:
            self.bare = False
        return header.replace(b"Content-Length: 0\r\n", b"", 1)


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress ships no types
    """One connection. One request at a time is parsed; what follows waits in `pending`.

    From the headers of an upload to its answer the socket is read by the receiver alone (`lent`), the request stands in
    `requests`, and so the server's loop sleeps over this channel and its maintenance leaves it alone.
    """

    parser_class = Request
    task_class = Task
    request: Request | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.pending = b""
        self.reading = threading.Lock()
        self.lent = False
        self.guest: Guest | None = None
        self.leaving = False
        """Answered with a body still coming: the rest is thrown away for a while, then it is closed."""
        super().__init__(*args, **kwargs)

    # in the server's loop

    def handle_read(self) -> None:
        """The loop may come with an event that is older than the lending."""
        with self.reading:
            if not self.lent:
                super().handle_read()

    def received(self, data: bytes) -> bool:
        """Bytes that the loop read."""
        if not data:
            return False
        with self.requests_lock:
            if self.will_close or self.close_when_flushed:
                return False
            self.pending += data
            self.parse()
        return True

    def writable(self) -> bool:
        """While it leaves, only what is to be sent counts: it is closed afterwards."""
        return bool(self.total_outbufs_len) if self.leaving else bool(super().writable())

    def handle_write(self) -> None:
        """The same. Its answer may be in the making, so what is sent is locked."""
        if self.leaving:
            self._flush_exception(self._flush_some_if_lockable, do_close=False)
        else:
            super().handle_write()

    def handle_close(self) -> None:
        """Nobody reads from a closed connection."""
        super().handle_close()
        if self.guest is not None:
            self.server.receiver.forget(self.guest)

    # in any thread, holding requests_lock

    def parse(self) -> None:
        """Make the next request of what is pending."""
        while self.pending and not self.requests:
            request: Request = self.request or self.parser_class(self.adj)
            self.request = request
            count = request.received(self.pending)
            self.pending = self.pending[count:]
            if request.headers_finished and request.is_upload and not request.completed:
                request.asking = True
                self.settle(request)
            elif request.completed:
                request.expect_continue = False  # there is nothing left to ask for, and stock would wait for it
                self.settle(request)
            elif request.expect_continue and request.headers_finished and not self.sent_continue:
                self.send_continue()

    def settle(self, request: Request) -> None:
        """It goes to a thread that answers."""
        self.sent_continue, self.request = False, None
        if not request.empty:
            self.requests.append(request)
            self.server.add_task(self)

    # in a thread that answers

    def service(self) -> None:
        """Look at an upload's headers, or answer a request; then go on with what is pending."""
        request: Request = self.requests[0]
        gate: Gate = self.server.gate
        if not request.is_upload or request.answer is not None:
            self.serve(request)
        elif gate.enter(lambda: self.server.add_task(self)):
            try:
                self.ask(request) if request.asking else self.serve(request)
            finally:
                gate.leave()

    def serve(self, request: Request) -> None:
        """Answer, then the next."""
        self.leaving = request.refused
        super().service()
        if self.leaving:
            self.leave(request)
            return
        with self.requests_lock:
            if self.connected and not (self.will_close or self.close_when_flushed):
                self.parse()

    def ask(self, request: Request) -> None:
        """Have the app look at the headers; it takes the body or answers."""
        request.asking = False
        body = Body()
        answer = asked(self, request, body)
        if body.bringing is None:
            request.answer, request.refused = answer, not self.has_whole(request)
            self.serve(request)
            return
        guest = self.guest = Guest(self, request, body.bringing)
        with self.reading:
            self.lent = True
        with self.requests_lock:
            if request.expect_continue:
                self.request = request
                self.send_continue()
                self.request, self.sent_continue = None, False
            pending, self.pending = self.pending, b""
        if not pending or guest.took(memoryview(pending)):
            self.lend(guest)
        body.bringing.when_ended(guest.ended)

    def has_whole(self, request: Request) -> bool:
        """The refused body is here already: it is thrown away, and the connection is good for the next request."""
        with self.requests_lock:
            body = request.body_rcv
            if not isinstance(body, FixedStreamReceiver) or body.remain > len(self.pending):
                return False
            self.pending = self.pending[body.remain :]
            return True

    def lend(self, guest: "Guest", at_most: float = float("inf")) -> None:
        """From here on the receiver reads."""
        try:
            receiver: Receiver = self.server.receiver
            receiver.receive(self.socket, guest, silent_after=self.adj.channel_timeout, at_most=at_most)
        except OSError:
            guest.lost()

    def leave(self, request: Request) -> None:
        """The answer is on its way, the body too: end our half, throw away the other for a while."""
        with suppress(OSError):
            if not self.total_outbufs_len:
                self.socket.shutdown(socket.SHUT_WR)
        with self.reading:
            self.lent = True
        guest = self.guest
        if guest is not None and guest.request is request:
            self.server.receiver.hurry(guest, LEAVING_SECONDS)
            return
        self.guest = Guest(self, request, None)
        self.lend(self.guest, LEAVING_SECONDS)

    # in the finishing or the receiver's thread

    def give_back(self, request: Request, answer: Answer | None) -> None:
        """The body has ended; None: nobody is there to be answered."""
        if answer is None:
            self.hang_up()
            return
        request.answer = answer
        if not request.refused:
            self.guest = None
            with self.reading:
                self.lent = False
        self.service()  # here and now: what is said is settled, and handing it to another thread costs as much

    def hang_up(self) -> None:
        """Closed by the server's loop, which alone may do it."""
        self.leaving, self.will_close = False, True
        with suppress(OSError):  # the server itself is closed
            self.server.pull_trigger()


class Body:
    """What an app finds in the environ of an upload: here it says where the bytes go."""

    bringing: Bringing | None = None

    def give(self, bringing: Bringing) -> None:
        """Called by the view."""
        self.bringing = bringing


class Guest:
    """An upload's body at the receiver; after a refusal what is left of it, to be thrown away."""

    def __init__(self, channel: Channel, request: Request, bringing: Bringing | None) -> None:
        self.channel = channel
        self.request = request
        self.bringing = bringing
        self.wasting = bringing is None
        self.gone = False
        if bringing is not None:
            request.body_rcv.buf = bringing

    def most(self) -> int:
        """Never a byte of the next request, where the length is known."""
        body = self.request.body_rcv
        if isinstance(body, FixedStreamReceiver) and not self.wasting:
            return int(body.remain)
        return PIECE

    def took(self, data: memoryview) -> bool:
        """Through waitress's own receivers of bodies, plain or chunked, into the part."""
        if self.wasting or self.bringing is None:
            return True
        plain = isinstance(self.request.body_rcv, FixedStreamReceiver)
        try:
            count = self.request.received(data if plain else bytes(data))
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
        answer = self.bringing.answer()
        if not self.request.completed or self.request.error is not None:
            self.request.refused = self.wasting = True
        self.channel.give_back(self.request, None if self.gone else answer)


def asked(channel: Channel, request: Request, body: Body) -> Answer:
    """The app's answer to the headers alone."""
    environ = channel.task_class(channel, request).get_environment()
    environ[BODY] = body
    said: list[Any] = [500, []]

    def start_response(status: str, headers: Iterable[tuple[str, str]], _exc_info: object = None) -> None:
        said[:] = [int(status.split(" ", 1)[0]), list(headers)]

    try:
        parts = channel.server.application(environ, start_response)
        try:
            text = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
    except Exception:
        log.exception("headers of an upload")
        return 500, {}, b""
    status, headers = said
    return status, {name: value for name, value in headers if name.lower() != "content-length"}, text


def phrase(status: int) -> str:
    """The words beside a status."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Checksum Mismatch"
