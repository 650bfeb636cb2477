"""The app looks at the headers of an upload before its body is there (W1). Knows WSGI, no server."""

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kiosk.drop.bringing import BODY, Answer, Bringing

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)


class Body:
    """What an app finds in the environ of an upload: here it says where the bytes go."""

    bringing: Bringing | None = None

    def give(self, bringing: Bringing) -> None:
        """Called by the view."""
        self.bringing = bringing


def asked(application: "WSGIApplication", environ: "WSGIEnvironment") -> tuple[Answer, Bringing | None]:
    """Where the body goes; None when the app refuses it, then the answer counts."""
    body = environ[BODY] = Body()
    status, headers = 500, list[tuple[str, str]]()

    def start_response(line: str, named: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], object]:
        nonlocal status, headers
        status, headers = int(line.split(" ", 1)[0]), named
        return lambda _data: None

    try:
        text = joined(application(environ, start_response))
    except Exception:
        log.exception("headers of an upload")
        return (500, {}, b""), None
    return (status, {name: value for name, value in headers if name.lower() != "content-length"}, text), body.bringing


def joined(parts: Iterable[bytes]) -> bytes:
    """The whole body of an answer."""
    try:
        return b"".join(parts)
    finally:
        if callable(close := getattr(parts, "close", None)):
            close()
