"""Everything of uploads that touches waitress: bodies go to the disk as they arrive (W1).

waitress hands over a request when its whole body is there; a phone that vanishes in the middle would lose all of it.
Here a channel stops behind the headers of an upload and has the app look at them. What it takes is read by the
receiver's thread straight into the part; what it refuses is answered before the body came. All else goes as usual.

Overridden, and watched by a test that knows their source (waitress 3.0.2): HTTPChannel.handle_read, received,
send_continue, service, writable, write_soon, handle_write, handle_close; HTTPRequestParser.parse_header;
WSGITask.execute, build_response_header.
"""

import copy
import re
import socket
import threading
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

from kiosk.drop.bringing import Answer, Bringing
from kiosk.drop.guest import Guest
from kiosk.drop.headers_first import asked
from kiosk.drop.receiver import Receiver
from kiosk.drop.working import Gate

UPLOAD: Final = re.compile(r"/+uploads/[^/]*\Z")
"""Requests whose body is a file; others beneath carry forms and samples."""
GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
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
    def left(self) -> int | None:
        """Bytes of the body that are still to come; None for one in chunks."""
        body = self.body_rcv
        return int(body.remain) if isinstance(body, FixedStreamReceiver) else None

    def goes_to(self, bringing: Bringing) -> None:
        """Where its body is put: waitress's receivers of bodies only append to it."""
        self.body_rcv.buf = bringing

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
        words = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Checksum Mismatch"
        self.status = f"{status} {words}"
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
        self.sending = False
        """The thread that answers is putting bytes on the wire."""
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
        """Not while the thread that answers is sending; while it leaves, only what is to be sent counts.

        The loop could only turn round and round until the thread has done, and since it holds the interpreter for that
        it keeps this very thread waiting, five milliseconds each time.
        """
        if self.sending and not self.will_close and self.total_outbufs_len < self.adj.outbuf_high_watermark:
            return False
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

    def send_continue(self) -> None:
        """«Go on». Stock would close a connection that is gone from whatever thread this is; the loop alone may."""
        if self.request is not None:
            self.request.expect_continue = False
        with self.outbuf_lock:
            self.outbufs[-1].append(GO_ON)
            self.current_outbuf_count += len(GO_ON)
            self.total_outbufs_len += len(GO_ON)
            self.sent_continue = True
            self._flush_exception(self._flush_some, do_close=False)

    def settle(self, request: Request) -> None:
        """It goes to a thread that answers."""
        self.sent_continue, self.request = False, None
        if not request.empty:
            self.requests.append(request)
            self.server.add_task(self)

    # in a thread that answers

    def write_soon(self, data: object) -> int:
        """As stock; the loop is woken for what the wire did not take at once."""
        self.sending = True
        try:
            return int(super().write_soon(data))
        finally:
            self.sending = False
            if self.total_outbufs_len:
                self.server.pull_trigger()

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
        environ = self.task_class(self, request).get_environment()
        answer, bringing = asked(self.server.application, environ)
        if bringing is None:
            request.answer, request.refused = answer, not self.has_whole(request)
            self.serve(request)
            return
        guest = self.guest = Guest(self, request, bringing)
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
        bringing.when_ended(guest.ended)

    def has_whole(self, request: Request) -> bool:
        """The refused body is here already: it is thrown away, and the connection is good for the next request."""
        with self.requests_lock:
            left = request.left
            if left is None or left > len(self.pending):
                return False
            self.pending = self.pending[left:]
            return True

    def lend(self, guest: Guest, at_most: float = float("inf")) -> None:
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

    def give_back(self, *, gone: bool) -> None:
        """The body has ended and what is to be said is settled; ``gone``: nobody is there to be answered."""
        if gone or not self.requests:
            self.hang_up()
            return
        if not self.requests[0].refused:
            self.guest = None
            with self.reading:
                self.lent = False
        self.service()  # here and now: what is said is settled, and handing it to another thread costs as much

    def hang_up(self) -> None:
        """Closed by the server's loop, which alone may do it."""
        self.leaving, self.will_close = False, True
        with suppress(OSError):  # the server itself is closed
            self.server.pull_trigger()
