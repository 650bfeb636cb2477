"""Pages kept rendered: made once, then answered from memory or with 304 until a change touches them (F1, L15).

A page's ETag names the last change that touched it, the quarter of an hour (or the minute), the language and the
program's edition, so nothing has to be thrown away: a page whose ETag is no longer right is simply made anew.
"""

from __future__ import annotations

import gzip
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, ParamSpec
from zlib import crc32

import msgspec
from flask import Response, g, make_response, request
from werkzeug.datastructures import Headers

from kiosk.store import StoreError
from kiosk.web.here import Web, here, language_of
from kiosk.web.safety import safety

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

VARY = ("Accept-Encoding", "Accept-Language", "Cookie")
"""The language is chosen by a cookie or the browser, so a browser's copy in the other language must not be used."""

QUARTER_SECONDS = 15 * 60
MOST_BYTES = 4 * 1024 * 1024
OK, OK_LINE = 200, "200 OK"
NOT_MODIFIED, NOT_MODIFIED_LINE = 304, "304 NOT MODIFIED"
REFUSED_GZIP = re.compile(r"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")

Arguments = ParamSpec("Arguments")
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


def keep(
    make: Callable[[], Response],
    *,
    scopes: Iterable[str],
    vary: Iterable[object] = (),
    max_age: int = 60,
    seconds: int = QUARTER_SECONDS,
    at_door: bool = False,
    each_time: Callable[[], None] = nothing,
) -> Response:
    """The page of this address as it was last made, or 304, or made now. Only 200 is kept.

    `scopes` are what changes touch (`change.touch`): "school", "household:3". `vary`: what else the page depends on.
    A page is made anew every `seconds` at least, since it shows the time and what is past: a quarter of an hour will do
    for one that names its time, a page with a clock on it needs a minute.

    `at_door` lets the next visits be answered before the view is asked at all, ten times as fast as by it: right where
    whatever decides who may see the page touches one of its scopes (withdrawing a card touches its household).
    `each_time` is then what happens with every visit, such as counting it; it must not look at the request.
    """
    scopes = tuple(scopes)
    marks = "".join(f"-{crc32(str(part).encode()):x}" for part in vary)
    etag = stamp(here.web, scopes, here.lang, marks, seconds)
    key = key_of(request.environ, here.lang, marks)
    page = here.web.kept.get(key)
    if page is None or page.etag != etag:
        response = made(make)
        if response.status_code != OK:
            return response
        page = KeptPage(
            etag,
            gzip.compress(response.get_data(), 9, mtime=0),
            kept_headers(response, etag, max_age),
            scopes,
            seconds,
            at_door=at_door and not marks,
            each_time=each_time,
        )
        here.web.kept.put(key, page)
    page.each_time()
    return Sent(*page.outcome(request.environ))


def kept(
    *, scopes: Iterable[str], vary: Iterable[object] = (), max_age: int = 60, at_door: bool = False
) -> Callable[[Callable[Arguments, Response]], Callable[Arguments, Response]]:
    """The same for a whole view whose scopes are known beforehand; stands under @bp.get and the verdict."""

    def wrap(view: Callable[Arguments, Response]) -> Callable[Arguments, Response]:
        @wraps(view)
        def viewed(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Response:
            make = lambda: view(*args, **kwargs)  # noqa: E731  because ParamSpec allows no named one
            return keep(make, scopes=scopes, vary=vary, max_age=max_age, at_door=at_door)

        return viewed

    return wrap


class Door:
    """Stands before the app: a page kept `at_door` and still right is answered here, all else goes in.

    Nothing is decided here: the page was let out by the guard when it was made, for a visitor, under this very host
    name and address, and no change has touched it since.
    """

    def __init__(self, inner: WSGIApplication, web: Web) -> None:
        self.inner = inner
        self.web = web

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        page = self.page_for(environ) if environ["REQUEST_METHOD"] == "GET" else None
        if page is None:
            return self.inner(environ, start_response)
        page.each_time()
        status, headers, body = page.outcome(environ)
        start_response(OK_LINE if status == OK else NOT_MODIFIED_LINE, headers.to_wsgi_list())
        return [body]

    def page_for(self, environ: Environ) -> KeptPage | None:
        """The kept page of this address if it is still right."""
        lang = language_of(environ, self.web.settings.language)
        page = self.web.kept.get(key_of(environ, lang))
        try:
            right = (
                page is not None
                and page.at_door
                and page.etag == stamp(self.web, page.scopes, lang, seconds=page.seconds)
            )
        except StoreError:
            right = False
        return page if right else None

    def right_stamp(self, page: KeptPage, lang: str) -> str:
        """The ETag that the page would have if it were made now."""
        return stamp(self.web, page.scopes, lang, seconds=page.seconds)


def key_of(environ: Environ, lang: str, marks: str = "") -> str:
    """Where a page lies: host, address, query, language and marks."""
    return f"{environ.get('HTTP_HOST')} {environ['PATH_INFO']}?{environ.get('QUERY_STRING')} {lang}{marks}"


def stamp(web: Web, scopes: tuple[str, ...], lang: str, marks: str = "", seconds: int = QUARTER_SECONDS) -> str:
    """The ETag that is right at this moment."""
    period = int(web.clock.now().timestamp()) // seconds
    return f'W/"{web.store.touched(*scopes):x}-{period:x}-{lang}-{web.edition}{marks}"'


def made(make: Callable[[], Response]) -> Response:
    """Render for everybody: the page may not look at who asks for it."""
    g.keeping = True
    try:
        return make_response(make())
    finally:
        g.keeping = False


def kept_headers(response: Response, etag: str, max_age: int) -> Headers:
    """All headers of a kept page but those of the packing."""
    response.vary.update(VARY)
    headers = safety() | dict(response.headers)
    headers |= {"Cache-Control": f"private, max-age={max_age}", "ETag": etag}
    headers.pop("Content-Length", None)
    return Headers(headers)


def takes_gzip(environ: Environ) -> bool:
    """Plain http on a school's network is offered gzip and deflate only, so gzip is all we speak."""
    accepted: str = environ.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in accepted and not REFUSED_GZIP.search(accepted)
