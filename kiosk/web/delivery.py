"""How an answer leaves the house: packed, cacheable or not, with the headers of safety; and pages kept rendered.

A page open to everyone is rendered once and then answered from memory, or with 304, before any rendering, until a
change touches what it shows (F1, L15). The key holds the number of the last change, so nothing has to be thrown away.
"""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec
from zlib import crc32

from flask import Flask, Response, g, make_response, request
from werkzeug.datastructures import Headers

from kiosk.web.here import here
from kiosk.web.tokens import send_form_cookie

PACK_FROM_BYTES = 500
TEXT_KINDS = {"application/json", "image/svg+xml", "text/calendar", "text/css", "text/csv", "text/html", "text/plain"}
VARY = ("Accept-Encoding", "Accept-Language", "Cookie")
"""The language is chosen by a cookie or the browser, so a browser's copy in the other language must not be used."""

QUARTER_SECONDS = 15 * 60
NOT_MODIFIED = 304
OK = 200

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
        if response.status_code == NOT_MODIFIED or g.get("finished"):
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


class KeptPages:
    """Packed pages by key; the ones longest unused go when there are too many bytes of them."""

    def __init__(self, most_bytes: int = 4 * 1024 * 1024) -> None:
        self._most_bytes = most_bytes
        self._pages: OrderedDict[str, Response] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Response | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Response) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            self._pages[key] = page
            self._bytes += size_of(page) - (size_of(old) if old else 0)
            while self._bytes > self._most_bytes and len(self._pages) > 1:
                self._bytes -= size_of(self._pages.popitem(last=False)[1])

    def __len__(self) -> int:
        return len(self._pages)


def size_of(page: Response) -> int:
    return page.content_length or 0


def keep(
    make: Callable[[], Response], *, scopes: Iterable[str], vary: Iterable[object] = (), max_age: int = 60
) -> Response:
    """The page of this address as it was last made, or 304, or made now.

    `scopes` are what changes touch (`change.touch`): "school", "household:3". `vary`: what else the page depends on.
    A page stays a quarter of an hour at most, since it shows the time and what is past. Only 200 is kept.
    """
    tag, key = stamp(scopes, vary)
    etag = f'W/"{tag}"'
    if etag in request.environ.get("HTTP_IF_NONE_MATCH", ""):
        return unchanged(etag, max_age)
    page = here.web.kept.get(key)
    if page is None:
        page = made(make, etag, max_age)
        if page.status_code != OK:
            return page
        here.web.kept.put(key, page)
    return sent(page)


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


def stamp(scopes: Iterable[str], vary: Iterable[object]) -> tuple[str, str]:
    """The tag that the browser is shown, and the key under which the page lies here."""
    quarter = int(here.clock.now().timestamp()) // QUARTER_SECONDS
    more = "".join(f"-{crc32(str(part).encode()):x}" for part in vary)
    tag = f"{here.store.touched(*scopes):x}-{quarter:x}-{here.lang}-{here.web.edition}{more}"
    return tag, f"{tag} {request.host} {request.full_path}"


def made(make: Callable[[], Response], etag: str, max_age: int) -> Response:
    """Render for everybody: the page may not look at who asks for it."""
    g.keeping = True
    try:
        page = make_response(make())
    finally:
        g.keeping = False
    if page.status_code != OK:
        return page
    for name, value in here.web.safety.items():
        page.headers.setdefault(name, value)
    page.headers["Cache-Control"] = f"private, max-age={max_age}"
    page.headers["ETag"] = etag
    page.vary.update(VARY)
    page.set_data(gzip.compress(page.get_data(), 6, mtime=0))
    page.headers["Content-Encoding"] = "gzip"
    return page


def sent(page: Response) -> Response:
    """A fresh answer with the kept bytes; the kept one itself is never handed out."""
    g.finished = True
    body, headers = page.get_data(), Headers(page.headers)
    if not takes_gzip():
        body = gzip.decompress(body)
        del headers["Content-Encoding"]
        headers["Content-Length"] = str(len(body))
    return Response(body, OK, headers)


def unchanged(etag: str, max_age: int) -> Response:
    """304 with what the browser needs and nothing else: 300 bytes at most on the wire."""
    g.finished = True
    headers = {"ETag": etag, "Cache-Control": f"private, max-age={max_age}", "Vary": ", ".join(VARY)}
    response = Response(status=NOT_MODIFIED, headers=headers)
    del response.headers["Content-Type"]
    return response
