"""How an answer leaves the house: packed, cacheable or not, with the headers of safety; and pages kept rendered.

A page open to everyone is rendered once and then answered from memory, or with 304, before any rendering, until a
change touches what it shows (F1, L15). The key holds the number of the last change, so nothing has to be thrown away.
"""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, ParamSpec
from zlib import crc32

from flask import Flask, Response, g, make_response, request
from werkzeug.datastructures import Headers

from kiosk.web.here import Web, here
from kiosk.web.tokens import send_form_cookie

PACK_FROM_BYTES = 500
TEXT_KINDS = {"application/json", "image/svg+xml", "text/calendar", "text/css", "text/csv", "text/html", "text/plain"}
VARY = ("Accept-Encoding", "Accept-Language", "Cookie")
"""The language is chosen by a cookie or the browser, so a browser's copy in the other language must not be used."""

QUARTER_SECONDS = 15 * 60
NOT_MODIFIED = 304
OK = 200

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Arguments = ParamSpec("Arguments")


def policy(family_style_source: str) -> str:
    """Content-Security-Policy: only our own files, and the one inline style of the family pages, named by its hash."""
    return (
        f"default-src 'self'; style-src 'self' {family_style_source}; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )


def safety_headers(family_style_source: str) -> dict[str, str]:
    """Stand on every answer. same-origin and not no-referrer, which would make our own forms carry `Origin: null`."""
    return {
        "Content-Security-Policy": policy(family_style_source),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


def install_delivery(app: Flask) -> None:
    """Finish each answer, whoever made it."""

    @app.after_request
    def finish(response: Response) -> Response:
        if isinstance(response, Sent) or response.status_code == NOT_MODIFIED:
            return response
        send_form_cookie(response)
        for name, value in here.web.safety.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        pack(response)
        if request.method in {"GET", "HEAD"} and is_plain(response) and not response.cache_control.no_store:
            response.add_etag()
            response.make_conditional(request)
        return response


def is_plain(response: Response) -> bool:
    """A whole body in memory, answered with 200: neither a stream nor a file on its way."""
    return response.status_code == OK and not response.is_streamed and not response.direct_passthrough


def pack(response: Response) -> None:
    """Pack text of 500 bytes and more by gzip, errors included; mtime 0, so that the same body gives the same bytes."""
    if response.is_streamed or response.direct_passthrough or response.mimetype not in TEXT_KINDS:
        return
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) < PACK_FROM_BYTES or "Content-Encoding" in response.headers or not takes_gzip():
        return
    response.set_data(gzip.compress(body, 6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"


def takes_gzip() -> bool:
    """Plain http on a school's network is offered gzip and deflate only, so gzip is all we speak."""
    accepted: str = request.environ.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in accepted and "gzip;q=0" not in accepted.replace(" ", "").replace("gzip;q=0.", "")


# pages kept rendered


class Sent(Response):
    """An answer whose headers are complete and shared: nothing is worked out or copied for it, nothing added later."""

    def __init__(self, body: bytes, status: int, complete: Headers) -> None:
        super().__init__([body], status)
        self.complete = complete

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:  # noqa: ARG002  because werkzeug hands it over
        return self.complete


@dataclass(frozen=True)
class KeptPage:
    """A page as it goes out, packed; the plain form is made for the rare browser that cannot unpack."""

    packed: bytes
    headers: Headers

    def answer(self, *, packed: bool) -> Response:
        """A fresh answer with the kept bytes."""
        if packed:
            return Sent(self.packed, OK, self.packed_headers)
        body = gzip.decompress(self.packed)
        return Sent(body, OK, Headers([*self.headers, ("Content-Length", str(len(body)))]))

    @cached_property
    def packed_headers(self) -> Headers:
        more = {"Content-Encoding": "gzip", "Content-Length": str(len(self.packed))}
        return Headers([*self.headers, *more.items()])


class KeptPages:
    """Packed pages by key; the ones longest unused go when there are too many bytes of them."""

    def __init__(self, most_bytes: int = 4 * 1024 * 1024) -> None:
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
    make: Callable[[], Response], *, scopes: Iterable[str], vary: Iterable[object] = (), max_age: int = 60
) -> Response:
    """The page of this address as it was last made, or 304, or made now.

    `scopes` are what changes touch (`change.touch`): "school", "household:3". `vary`: what else the page depends on.
    A page stays a quarter of an hour at most, since it shows the time and what is past. Only 200 is kept.
    """
    environ, web = request.environ, here.web
    etag = stamp(web, scopes, vary)
    if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        return unchanged(etag, max_age)
    key = f"{etag} {environ.get('HTTP_HOST')} {environ['PATH_INFO']}?{environ.get('QUERY_STRING')}"
    page = web.kept.get(key)
    if page is None:
        response = made(make)
        if response.status_code != OK:
            return response
        page = kept_page(response, etag, max_age)
        web.kept.put(key, page)
    return page.answer(packed=takes_gzip())


def kept(
    *, scopes: Iterable[str], vary: Iterable[object] = (), max_age: int = 60
) -> Callable[[Callable[Arguments, Response]], Callable[Arguments, Response]]:
    """The same for a whole view whose scopes are known beforehand; stands under @bp.get and the verdict."""

    def wrap(view: Callable[Arguments, Response]) -> Callable[Arguments, Response]:
        @wraps(view)
        def viewed(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Response:
            return keep(lambda: view(*args, **kwargs), scopes=scopes, vary=vary, max_age=max_age)

        return viewed

    return wrap


def stamp(web: Web, scopes: Iterable[str], vary: Iterable[object]) -> str:
    """The ETag: last change, quarter of an hour, language, edition of the program, and whatever else was named."""
    quarter = int(web.clock.now().timestamp()) // QUARTER_SECONDS
    more = "".join(f"-{crc32(str(part).encode()):x}" for part in vary)
    return f'W/"{web.store.touched(*scopes):x}-{quarter:x}-{here.lang}-{web.edition}{more}"'


def made(make: Callable[[], Response]) -> Response:
    """Render for everybody: the page may not look at who asks for it."""
    g.keeping = True
    try:
        return make_response(make())
    finally:
        g.keeping = False


def kept_page(response: Response, etag: str, max_age: int) -> KeptPage:
    """What a made answer is kept as, with all of its headers but those of the packing."""
    response.vary.update(VARY)
    headers = dict(here.web.safety) | dict(response.headers)
    headers |= {"Cache-Control": f"private, max-age={max_age}", "ETag": etag}
    headers.pop("Content-Length", None)
    return KeptPage(gzip.compress(response.get_data(), 6, mtime=0), Headers(headers))


def unchanged(etag: str, max_age: int) -> Response:
    """304 with what the browser needs and nothing else: 300 bytes at most on the wire."""
    headers = {"ETag": etag, "Cache-Control": f"private, max-age={max_age}", "Vary": ", ".join(VARY)}
    return Sent(b"", NOT_MODIFIED, Headers(headers))
