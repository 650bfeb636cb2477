"""How an answer leaves the house: packed, cacheable or not, with the headers of safety (L15, L21)."""

import gzip

from flask import Flask, Response, request

from kiosk.web.keeping import NOT_MODIFIED, OK, Sent, takes_gzip
from kiosk.web.safety import POLICY, safety
from kiosk.web.tokens import send_form_cookie

PACK_FROM_BYTES = 500
PACK_LEVEL = 6
TEXT_KINDS = {"application/json", "image/svg+xml", "text/calendar", "text/css", "text/csv", "text/html", "text/plain"}
NO_DOCUMENTS = {"text/css", "text/javascript"}
"""A policy on them says nothing and weighs 200 bytes each time."""


def install_delivery(app: Flask) -> None:
    """Finish each answer, whoever made it."""

    @app.after_request
    def finish(response: Response) -> Response:
        if isinstance(response, Sent) or response.status_code == NOT_MODIFIED:
            return response
        send_form_cookie(response)
        for name, value in safety().items():
            if name != POLICY or response.mimetype not in NO_DOCUMENTS:
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
    if len(body) < PACK_FROM_BYTES or "Content-Encoding" in response.headers or not takes_gzip(request.environ):
        return
    response.set_data(gzip.compress(body, PACK_LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
