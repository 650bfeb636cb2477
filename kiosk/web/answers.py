"""Answers: page or part from one address, 303 after a change, downloads, and the only place that sets HX headers.

Header values are ASCII here: Cyrillic in a header is a 500 in waitress although the test client accepts it.
"""

import json
from urllib.parse import quote

from flask import Response, make_response, redirect, render_template
from htmx_flask import make_response as make_htmx_response
from htmx_flask import request as htmx_request
from werkzeug.urls import iri_to_uri

from kiosk.web.compiled import template

NO_CONTENT = 204
SEE_OTHER = 303


def answer(*, whole: str, part: str | None = None, status: int = 200, **view: object) -> Response:
    """The part of the page when htmx asks for it, else the whole page that includes this part."""
    response = make_response(render_template(template(part if part and wants_part() else whole), **view), status)
    if part:
        response.vary.add("HX-Request")
    return response


def wants_part() -> bool:
    """True when htmx will put the answer into a page that is already there."""
    htmx = htmx_request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def see(url: str) -> Response:
    """After a change: go and see this page of ours (303; htmx is told to open it as a page)."""
    target = ascii_url(local(url))
    if wants_part():
        return answered_to_htmx(target)
    response = redirect(target, SEE_OTHER)
    return make_response(response)


def answered_to_htmx(target: str) -> Response:
    response: Response = make_htmx_response("", NO_CONTENT, redirect=target)
    response.vary.add("HX-Request")
    return response


def local(url: str) -> str:
    """The address itself if it lies on this server, else ValueError: nobody is sent to a foreign site."""
    if not is_local(url):
        raise ValueError(f"not an address of this server: {url!r}")
    return url


def is_local(url: str) -> bool:
    """True for «/path…» that no browser reads as another host: no second slash of either kind, no control signs."""
    return url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()


def ascii_url(url: str) -> str:
    """Cyrillic and spaces percent-encoded, what is encoded already left as it is."""
    return iri_to_uri(url)


def trigger(response: Response, event: str, detail: object = None) -> Response:
    """Tell the page that something happened; several events go together. Fires before the swap in htmx 2."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    events[event] = detail
    response.headers["HX-Trigger"] = json.dumps(events)
    return response


def retarget(response: Response, selector: str, swap: str = "outerHTML") -> Response:
    """Put the answer elsewhere than the element asked for; the selector is an ASCII id such as «#row-17»."""
    response.headers["HX-Retarget"] = selector.encode("ascii").decode()
    response.headers["HX-Reswap"] = swap
    return response


def push_url(response: Response, url: str) -> Response:
    """Show this address in the browser's bar and its history."""
    response.headers["HX-Push-Url"] = ascii_url(local(url))
    return response


def download(body: bytes, *, name: str, kind: str) -> Response:
    """A file to keep: never shown within our pages, whatever it holds (L6)."""
    response = make_response(body)
    response.headers["Content-Type"] = kind
    return as_attachment(response, name)


def as_attachment(response: Response, name: str) -> Response:
    """Headers that make any answer a plain download under this name, Cyrillic included."""
    return sandboxed(response, "attachment", name)


def sandboxed(response: Response, how: str, name: str) -> Response:
    """Given out under its name, ``inline`` or as ``attachment``; no browser runs it: no script, nothing loaded (L6)."""
    plain = "".join(char for char in name if char.isprintable() and char not in '"\\/:*?<>|') or "file"
    ascii_name = plain.encode("ascii", "replace").decode().replace("?", "_")
    response.headers["Content-Disposition"] = (
        f"{how}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(plain, safe='')}"
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
