"""A phone that uploads, for measuring: as plain as it can be, so that what is measured is the server (W1)."""

import base64
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS: Final = 60.0
MEGABYTE: Final = 1 << 20
_PIECE: Final = b"ID3\x03" + bytes(range(256)) * 4096
NO_CONTENT, CONTINUE = 204, 100
WHOLE: Final = 1 << 62
"""A chunk as large as any file."""
AT_ONCE: Final = struct.pack("ii", 1, 0)


class Film:
    """Content of any length without memory: the same megabyte again and again, told apart by its first bytes."""

    def __init__(self, size: int, mark: str = "") -> None:
        self.size = size
        self._first = (b"ID3\x03" + mark.encode()).ljust(64, b".")

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from here to there."""
        while start < end:
            if start < len(self._first):
                piece = self._first[start : min(end, len(self._first))]
            else:
                place = start % MEGABYTE
                piece = _PIECE[place : place + min(MEGABYTE - place, end - start)]
            yield piece
            start += len(piece)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer's status and headers."""

    status: int
    headers: dict[str, str]

    @property
    def offset(self) -> int:
        """Where to go on."""
        return int(self.headers.get("upload-offset", "0"))


@dataclass
class Phone:
    """One upload after another to one server; counts its connections."""

    port: int
    cookie: str
    student: int
    connections: int = 0
    sock: socket.socket | None = None
    heard: bytes = field(default=b"")

    def line(self) -> socket.socket:
        """The connection at hand, or a new one."""
        if self.sock is None:
            self.sock = socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS)
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MEGABYTE)
            self.connections += 1
            self.heard = b""
        return self.sock

    def hang_up(self, *, at_once: bool = False) -> None:
        """FIN; or RST, as a phone that is gone."""
        if self.sock is not None:
            if at_once:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self.sock.close()
            self.sock = None

    def say(self, method: str, path: str, **headers: object) -> None:
        """Headers of a request."""
        named = {"Host": "localhost", "Tus_Resumable": "1.0.0", "Cookie": self.cookie} | headers
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
        self.line().sendall("\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode())

    def hear(self) -> Heard:
        """The answer to what was said. Raises ConnectionError, TimeoutError."""
        while b"\r\n\r\n" not in self.heard:
            more = self.line().recv(65536)
            if not more:
                raise ConnectionError
            self.heard += more
        head, _, self.heard = self.heard.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        status = int(first.split(" ")[1])
        if status not in {NO_CONTENT, CONTINUE} and headers.get("content-length", "0") != "0":
            self.hang_up()  # a refusal with a sentence: its body is nothing to us
        return Heard(status, headers)

    def ask(self, method: str, path: str, **headers: object) -> Heard:
        """A request without a body, and its answer."""
        self.say(method, path, **headers)
        return self.hear()

    def begin(self, size: int) -> str:
        """The address of a new upload."""
        told = {"filename": "film.mp3", "student": str(self.student), "task": "bench"}
        pairs = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
        answer = self.ask("POST", "/uploads/", Upload_Length=size, Upload_Metadata=pairs, Content_Length=0)
        return answer.headers["location"]

    def patch(self, path: str, film: Film, start: int, end: int) -> Heard:
        """One PATCH with these bytes."""
        kind = "application/offset+octet-stream"
        self.say("PATCH", path, Upload_Offset=start, Content_Type=kind, Content_Length=end - start)
        for piece in film.pieces(start, end):
            self.line().sendall(piece)
        return self.hear()

    def bring(self, film: Film, chunk: int, *, until: float = float("inf")) -> int:
        """A whole film in such chunks, going on after every cut; how many bytes had come when the time was over."""
        path = self._at_any_rate(lambda: self.begin(film.size), until)
        offset = 0
        while path and offset < film.size and time.monotonic() < until:
            try:
                answer = self.patch(path, film, offset, min(film.size, offset + chunk))
            except OSError:
                answer = None
            if answer is not None and answer.status == NO_CONTENT:
                offset = answer.offset
            else:
                self.hang_up()
                offset = self._at_any_rate(lambda: self.ask("HEAD", path).offset, until) or 0
        return offset

    def _at_any_rate(self, act: Callable[[], T], until: float) -> T | None:
        """Again and again until it works or the time is over."""
        while time.monotonic() < until:
            try:
                return act()
            except OSError:
                self.hang_up()
                time.sleep(0.05)
        return None


def at_once(acts: list[Callable[[], object]]) -> None:
    """All of them, each in a thread."""
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
