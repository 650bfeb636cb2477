"""Ten phones in a process of their own, so that what is looked at meanwhile is not held up by them (W1)."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from kiosk.bench.phone import WHOLE, Film, Phone, at_once

ROOT: Final = Path(__file__).parents[2]


class Order(msgspec.Struct):
    """Where they go, whose they are, what each brings."""

    port: int
    cookie: str
    student: int
    size: int
    marks: list[str]


@contextmanager
def standing_ready(order: Order) -> Iterator[Callable[[], None]]:
    """They have their films; calling what comes back lets them all go and waits for the last."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.bench.phones"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin  # noqa: S101  because it was asked for
    assert process.stdout  # noqa: S101  the same
    send, hear = process.stdin, process.stdout
    send.write(msgspec.json.encode(order) + b"\n")
    send.flush()
    hear.readline()

    def go() -> None:
        send.write(b"go\n")
        send.flush()
        hear.readline()

    try:
        yield go
    finally:
        process.communicate()


def main() -> None:
    """The process itself."""
    order = msgspec.json.decode(sys.stdin.readline(), type=Order)
    phones = [Phone(order.port, order.cookie, order.student) for _ in order.marks]
    print("ready", flush=True)
    sys.stdin.readline()
    films = [Film(order.size, mark) for mark in order.marks]
    at_once([partial(phone.bring, film, WHOLE) for phone, film in zip(phones, films, strict=True)])
    print("done", flush=True)
    for phone in phones:
        phone.hang_up()


if __name__ == "__main__":
    main()
