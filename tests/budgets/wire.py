"""Bytes as they go over the wire: a real socket, gzip, a name that is not localhost (web-facts 3.4, 8.2)."""

from __future__ import annotations

import gzip
import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.app import create_app
from kiosk.signin import sessions
from tests.school import NamedSchool
from tests.web.serving import served

HOST = "kiosk.test"
FILES = re.compile(r"""(?:src|href)="(/static/[^"]+)""")


@dataclass(frozen=True)
class Came:
    """An answer: its status, its size on the wire with headers, and what it holds once unpacked."""

    status: int
    size: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, no-break spaces read as spaces."""
        return self.body.decode().replace("\u00a0", " ")

    @property
    def files(self) -> tuple[str, ...]:
        """What else a browser fetches for this page."""
        return tuple(dict.fromkeys(name for name in FILES.findall(self.text) if not name.endswith(".svg")))


@dataclass(frozen=True)
class Wire:
    """A browser's side of the socket."""

    port: int
    school: NamedSchool

    def get(self, path: str, *, who: str = "", lang: str = "ru", etag: str = "", cookie: str = "") -> Came:
        """Ask for one address, as somebody or nobody."""
        cookies = [f"lang={lang}", *([cookie] if cookie else [])]
        if who:
            session = sessions.begin(
                self.school.store, account=self.school.staff[who].account, now=self.school.clock.now()
            )
            cookies.append(f"{sessions.STAFF_COOKIE}={session}")
        headers = {"Host": HOST, "Accept-Encoding": "gzip, deflate", "Cookie": "; ".join(cookies)}
        if etag:
            headers["If-None-Match"] = etag
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Connection": "close", **headers})
        answer = connection.getresponse()
        packed = answer.read()
        connection.close()
        head = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{n}: {v}" for n, v in answer.getheaders()), "", ""]
        size = len("\r\n".join(head).encode()) + len(packed)
        body = gzip.decompress(packed) if answer.headers.get("Content-Encoding") == "gzip" else packed
        return Came(answer.status, size, answer.headers, body)

    def whole(self, path: str, *, who: str = "", lang: str = "ru", cookie: str = "") -> tuple[int, Came]:
        """Bytes of a first visit, the page with its files; and the page."""
        page = self.get(path, who=who, lang=lang, cookie=cookie)
        return page.size + sum(self.get(name).size for name in page.files), page


@contextmanager
def wired(school: NamedSchool) -> Iterator[Wire]:
    """The school's app on a free port."""
    with served(create_app(school.settings, school.store, school.clock)) as port:
        yield Wire(port, school)
