"""A client of uploads on a plain socket: it may stop, lie and vanish where no library would."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kiosk.app import create_app
from kiosk.drop.depot import Depot
from kiosk.drop.pages import EXTENSION
from kiosk.signin import passes
from tests.drop.uploading import BODY, metadata, pass_of
from tests.school import NamedSchool
from tests.web.serving import served


@dataclass
class Reply:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def offset(self) -> int:
        """Where to go on."""
        return int(self.headers["upload-offset"])


class Line:
    """One connection."""

    def __init__(self, port: int, cookie: str, *, timeout: float = 20) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout)
        self.cookie = cookie
        self.read = b""

    def head(self, method: str, path: str, **headers: object) -> bytes:
        """Headers of a request; a name with _ for -, None leaves one out."""
        usual: dict[str, object] = {"Host": "localhost", "Tus_Resumable": "1.0.0", "Cookie": self.cookie}
        named = (usual | headers).items()
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in named if value is not None]
        return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode("latin-1")

    def send(self, data: bytes) -> None:
        """All of it."""
        self.sock.sendall(data)

    def patch_head(self, path: str, offset: int, length: int | None, **headers: object) -> bytes:
        """Headers of a PATCH; without a length it is chunked."""
        size: dict[str, object] = {"Transfer_Encoding": "chunked"} if length is None else {"Content_Length": length}
        kind = {"Content_Type": BODY["Content-Type"], "Upload_Offset": offset}
        return self.head("PATCH", path, **(size | kind | headers))

    def ask(self, method: str, path: str, body: bytes = b"", **headers: object) -> Reply:
        """A request and its answer."""
        length: dict[str, object] = {"Content_Length": len(body)} if body or method in {"POST", "PATCH"} else {}
        self.send(self.head(method, path, **(length | headers)) + body)
        return self.answer(method)

    def patch(self, path: str, offset: int, body: bytes, **headers: object) -> Reply:
        """A PATCH and its answer."""
        self.send(self.patch_head(path, offset, len(body), **headers) + body)
        return self.answer("PATCH")

    def answer(self, method: str = "") -> Reply:
        """The next answer; ConnectionError when the connection ends before it does."""
        head = self._until(b"\r\n\r\n").decode("latin-1")
        first, *lines = head.split("\r\n")
        status = int(first.split(" ")[1])
        pairs = (line.split(": ", 1) for line in lines if line)
        headers = {name.lower(): value for name, value in pairs}
        if status == 100:
            return Reply(status, headers, b"")
        length = 0 if status in {204, 304} or method == "HEAD" else int(headers.get("content-length", "0"))
        while len(self.read) < length:
            self._more()
        body, self.read = self.read[:length], self.read[length:]
        return Reply(status, headers, body)

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.read:
            self._more()
        found, _, self.read = self.read.partition(mark)
        return found

    def _more(self) -> None:
        more = self.sock.recv(65536)
        if not more:
            raise ConnectionError(f"closed after {self.read!r}")
        self.read += more

    def is_closed(self) -> bool:
        """The server ended it."""
        try:
            return self.sock.recv(1) == b""
        except ConnectionError:
            return True

    def finish(self) -> None:
        """FIN: this side says no more."""
        self.sock.close()

    def reset(self) -> None:
        """RST: as a phone that is gone."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


@dataclass
class Served:
    """The named school behind the real server."""

    school: NamedSchool
    port: int
    depot: Depot
    cookie: str
    lines: list[Line] = field(default_factory=list)

    def line(self, *, cookie: str | None = None, timeout: float = 20) -> Line:
        """A new connection."""
        made = Line(self.port, self.cookie if cookie is None else cookie, timeout=timeout)
        self.lines.append(made)
        return made

    def begun(self, size: int, **told: object) -> str:
        """The address of a new upload."""
        line = self.line()
        told_header = metadata(self.school, **told)  # type: ignore[arg-type]  # because names are free
        answer = line.ask("POST", "/uploads/", Upload_Length=size, Upload_Metadata=told_header)
        line.finish()
        assert answer.status == 201, answer
        return answer.headers["location"]

    def offset(self, path: str) -> int:
        """What HEAD says, on a connection of its own."""
        line = self.line()
        answer = line.ask("HEAD", path)
        line.finish()
        assert answer.status == 200, answer
        return answer.offset


@contextmanager
def behind_a_server(school: NamedSchool, threads: int = 4, **options: object) -> Iterator[Served]:
    """The real server, until everything of uploads has come to rest."""
    app = create_app(school.settings, school.store, school.clock)
    with served(app, threads, **({"max_request_body_size": 101 * 1024 * 1024} | options)) as port:
        depot: Depot = app.extensions[EXTENSION]
        there = Served(school, port, depot, f"{passes.COOKIE}={pass_of(school)}")
        yield there
        for line in there.lines:
            line.finish()
        depot.rest()


def until(true: Callable[[], bool]) -> None:
    """Somebody else is at it: wait until it is done."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "never came"
        time.sleep(0.005)


def lies_there(there: Served, path: str) -> int:
    """Bytes in the part now."""
    part = there.school.store.vault.part(path.rsplit("/", 1)[1])
    return part.stat().st_size if part.exists() else 0
