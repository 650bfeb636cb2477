"""Pages kept rendered: made once, then answered from memory or with 304 until a change touches them (F1, L15).

A page's ETag names the last change that touched it, the quarter of an hour (or the minute), the language and the
program's edition, so nothing has to be thrown away: a page whose ETag is no longer right is simply made anew.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec
from zlib import crc32

from flask import Response, g, make_response, request
from werkzeug.datastructures import Headers

from kiosk.store import StoreError
from kiosk.web.here import Web, here, language_of
from kiosk.web.keeping import OK, QUARTER_SECONDS, Environ, KeptPage, Sent, nothing
from kiosk.web.safety import safety

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

VARY = ("Accept-Encoding", "Accept-Language", "Cookie")
"""The language is chosen by a cookie or the browser, so a browser's copy in the other language must not be used."""

OK_LINE, NOT_MODIFIED_LINE = "200 OK", "304 NOT MODIFIED"

Arguments = ParamSpec("Arguments")


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


def key_of(environ: Environ, lang: str, marks: str = "") -> str:
    """Where a page lies: host, address, query, language and marks."""
    return f"{environ.get('HTTP_HOST')} {environ['PATH_INFO']}?{environ.get('QUERY_STRING')} {lang}{marks}"


def stamp(web: Web, scopes: tuple[str, ...], lang: str, marks: str = "", seconds: int = QUARTER_SECONDS) -> str:
    """The ETag that is right at this moment."""
    period = int(web.clock.now().timestamp()) // seconds
    return f'W/"{web.store.stamp(*scopes)}-{period:x}-{lang}-{web.edition}{marks}"'


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
