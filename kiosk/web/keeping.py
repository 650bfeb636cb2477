"""What is kept rendered, and how it goes out: pages by address (F1, L15), parts of pages by what they show (H2)."""

from __future__ import annotations

import gzip
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from flask import Response
from markupsafe import Markup
from werkzeug.datastructures import Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

QUARTER_SECONDS = 15 * 60
MOST_BYTES = 4 * 1024 * 1024
MOST_PARTS = 256
"""Rows of some 40 teachers' days, about 3 MB."""
OK, NOT_MODIFIED = 200, 304
REFUSED_GZIP = re.compile(r"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")

Environ = dict[str, Any]  # Any: because WSGI puts strings, streams and flags into it


def nothing() -> None:
    """What is done each time a page is sent, when nothing is."""


class KeptPage(msgspec.Struct, frozen=True, dict=True):
    """A page as it goes out, packed; the plain form is made for the rare browser that cannot unpack."""

    etag: str
    packed: bytes
    headers: Headers
    scopes: tuple[str, ...] = ()
    seconds: int = QUARTER_SECONDS
    at_door: bool = False
    each_time: Callable[[], None] = nothing

    @cached_property
    def packed_headers(self) -> Headers:
        more = {"Content-Encoding": "gzip", "Content-Length": str(len(self.packed))}
        return Headers([*self.headers, *more.items()])

    @cached_property
    def short_headers(self) -> Headers:
        """What a browser needs with a 304 and nothing else: 300 bytes at most on the wire."""
        return Headers({name: self.headers[name] for name in ("ETag", "Cache-Control", "Vary")})

    def outcome(self, environ: Environ) -> tuple[int, Headers, bytes]:
        """Status, headers and body for this browser."""
        if self.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            return NOT_MODIFIED, self.short_headers, b""
        if takes_gzip(environ):
            return OK, self.packed_headers, self.packed
        body = gzip.decompress(self.packed)
        return OK, Headers([*self.headers, ("Content-Length", str(len(body)))]), body


class Sent(Response):
    """An answer whose headers are complete and shared: nothing is worked out or copied for it, nothing added later."""

    def __init__(self, status: int, complete: Headers, body: bytes) -> None:
        super().__init__([body], status)
        self.complete = complete

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:  # noqa: ARG002  because werkzeug hands it over
        return self.complete


class KeptPages:
    """Pages by address and language; the ones longest unused go when there are too many bytes of them."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: KeptPage) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            self._pages[key] = page
            self._bytes += len(page.packed) - (len(old.packed) if old else 0)
            while self._bytes > self._most_bytes and len(self._pages) > 1:
                self._bytes -= len(self._pages.popitem(last=False)[1].packed)

    def __len__(self) -> int:
        return len(self._pages)


class KeptParts:
    """The parts drawn last, whoever read them. Threads may draw the same part twice, which harms nobody."""

    def __init__(self) -> None:
        self.known: OrderedDict[bytes, Markup] = OrderedDict()
        self.lock = threading.Lock()

    def part(self, key: bytes, draw: Callable[[], Markup]) -> Markup:
        """The part of this key as it was drawn, or drawn now."""
        with self.lock:
            if key in self.known:
                self.known.move_to_end(key)
                return self.known[key]
        drawn = draw()
        with self.lock:
            self.known[key] = drawn
            if len(self.known) > MOST_PARTS:
                self.known.popitem(last=False)
        return drawn


def takes_gzip(environ: Environ) -> bool:
    """Plain http on a school's network is offered gzip and deflate only, so gzip is all we speak."""
    accepted: str = environ.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in accepted and not REFUSED_GZIP.search(accepted)
