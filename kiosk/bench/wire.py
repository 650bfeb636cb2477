"""A client for measuring: persistent connections, one thread, nothing read but what HTTP needs (F1, O5).

It costs a few microseconds a request, so what is measured is the server.
"""

import selectors
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

CHUNK: Final = 256 * 1024
PATIENCE_SECONDS: Final = 60


class WrongAnswer(RuntimeError):
    """The server said something else than 200, or hung up: nothing was measured."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it goes out; ``host`` is what browsers of the school type, not localhost."""

    path: str
    host: str
    cookie: str = ""
    accept: str = "gzip, deflate"
    language: str = "ru"

    def as_sent(self) -> bytes:
        """The request on the wire, with what a browser sends."""
        lines = [f"GET {self.path} HTTP/1.1", f"Host: {self.host}", f"Accept-Encoding: {self.accept}"]
        lines += ["Accept: text/html", f"Accept-Language: {self.language}", "User-Agent: bench"]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True, slots=True)
class Load:
    """What so many requests over so many connections took."""

    per_second: float
    p99_ms: float
    answer_bytes: int


@dataclass(slots=True)
class Connection:
    """One socket that asks again as soon as it was answered."""

    socket: socket.socket
    began: float = 0.0
    heard: bytearray = field(default_factory=bytearray)
    whole: int = 0

    def ask(self, request: bytes) -> None:
        """Send the request; the answer comes later."""
        self.began, self.whole = time.perf_counter(), 0
        self.heard.clear()
        self.socket.sendall(request)

    def hear(self) -> bool:
        """Take what has come; True when the answer is whole."""
        piece = self.socket.recv(CHUNK)
        if not piece:
            raise WrongAnswer("the server hung up")
        self.heard += piece
        if not self.whole:
            end = self.heard.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.whole = end + 4 + body_length(bytes(self.heard[:end]))
        return len(self.heard) >= self.whole


def body_length(head: bytes) -> int:
    """The length that the head of a right answer tells."""
    status, *lines = head.split(b"\r\n")
    if b" 200 " not in status + b" ":
        raise WrongAnswer(status.decode("latin-1"))
    for line in lines:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise WrongAnswer("an answer without Content-Length")


def fetch(port: int, asked: Asked) -> bytes:
    """One answer, head and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as plug:
        connection = Connection(plug)
        connection.ask(asked.as_sent())
        while not connection.hear():
            pass
        return bytes(connection.heard)


def load(port: int, asked: Asked, *, connections: int, requests: int) -> Load:
    """Ask so many times over so many connections at once. Raises WrongAnswer for anything but 200."""
    request, took = asked.as_sent(), list[float]()
    plugs = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) for _ in range(connections)]
    try:
        with selectors.DefaultSelector() as selector:
            began = time.perf_counter()
            size = _ask_all(selector, [Connection(plug) for plug in plugs[:requests]], request, requests, took)
            seconds = time.perf_counter() - began
    finally:
        for plug in plugs:
            plug.close()
    return Load(len(took) / seconds, percentile(took, 99) * 1000, size)


def _ask_all(
    selector: selectors.BaseSelector, ready: list[Connection], request: bytes, requests: int, took: list[float]
) -> int:
    """Keep every connection busy until all is asked and answered; returns the size of the last answer."""
    left, size = requests, 0
    for connection in ready:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.ask(request)
        left -= 1
    while len(took) < requests:
        events = selector.select(PATIENCE_SECONDS)
        if not events:
            raise WrongAnswer("no answer for a minute")
        for key, _ in events:
            connection = key.data
            if not connection.hear():
                continue
            took.append(time.perf_counter() - connection.began)
            size = len(connection.heard)
            if left > 0:
                connection.ask(request)
                left -= 1
    return size


def percentile(values: Iterable[float], share: int) -> float:
    """The value that ``share`` per cent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
