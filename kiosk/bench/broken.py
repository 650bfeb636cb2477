"""The part of `bench drop` in which things break: phones vanish, the server is killed, strangers send nonsense (W1)."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from kiosk.bench import served
from kiosk.bench.phone import MEGABYTE, Film, Phone
from kiosk.bench.report import Measure, measure
from kiosk.bench.served import Server

KIBIBYTE: Final = 1024
HOW: Final = ("FIN", "RST", "silence")
PAUSE_SECONDS: Final = 0.001
ROUNDS: Final = 3

Phones = Callable[[int], Phone]


def faults(storage: Path, phone: Phones, size: int) -> Iterator[tuple[str, Measure]]:
    """F2, F3, F9, F11, F12; the server is started anew for them and killed in the middle."""
    part = max(size // 20, MEGABYTE // 2)
    with served.kiosk(storage) as kiosk:
        for how in HOW:
            yield from _vanished(kiosk, phone, storage, how, part)
        yield from _strangers(kiosk, phone(kiosk.port))
        yield from _twice(kiosk, phone, storage, part)
        film = Film(2 * part, "killed")
        sender = phone(kiosk.port)
        path, sent = _half_sent(sender, storage, film)
        os.kill(kiosk.process, getattr(signal, "SIGKILL", signal.SIGTERM))
        sender.hang_up()
    with served.kiosk(storage) as kiosk:
        after = phone(kiosk.port)
        offset = after.ask("HEAD", path).offset
        done = after.patch(path, film, offset, film.size)
        after.hang_up()
    yield "server killed in mid-PATCH: lost", measure([(sent - offset) / MEGABYTE], "MiB", goal="F3: ≤ 1 MiB", most=1)
    yield _yes("server killed: goes on to its receipt", "kiosk-receipt" in done.headers, "F3: yes (1)")


def _half_sent(phone: Phone, storage: Path, film: Film) -> tuple[str, int]:
    """A PATCH whose first half lies in the part, and no more comes."""
    path = phone.begin(film.size)
    kind, half = "application/offset+octet-stream", film.size // 2
    phone.say("PATCH", path, Upload_Offset=0, Content_Type=kind, Content_Length=film.size)
    for piece in film.pieces(0, half):
        phone.line().sendall(piece)
    part = storage / "vault" / f"{path.rsplit('/', 1)[1]}.part"
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size == half):
        time.sleep(PAUSE_SECONDS)
    return path, half


def _vanished(kiosk: Server, phones: Phones, storage: Path, how: str, part: int) -> Iterator[tuple[str, Measure]]:
    lost, waited = [], []
    for number in range(ROUNDS):
        phone, other = phones(kiosk.port), phones(kiosk.port)
        path, sent = _half_sent(phone, storage, Film(2 * part, f"{how} {number}"))
        if how != "silence":
            phone.hang_up(at_once=how == "RST")
        began = time.perf_counter()
        lost.append((sent - other.ask("HEAD", path).offset) / KIBIBYTE)
        waited.append((time.perf_counter() - began) * 1000)
        phone.hang_up()
        other.hang_up()
    yield f"client gone by {how}: lost", measure(lost, "KiB", goal="F2: ≤ 64 KiB", most=64)
    yield f"client gone by {how}: right offset after", measure(waited, "ms", goal="F2: ≤ 1000 ms", most=1000)


def _strangers(kiosk: Server, phone: Phone) -> Iterator[tuple[str, Measure]]:
    """Whoever has no session sends what he likes; Expect never hangs; too large is said before the body."""
    nonsense = (
        b"PATCH /uploads/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 100_000,
        b"PATCH /uploads/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        b"POST /uploads/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n",
        b"HEAD /uploads/../../secret HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\0" * 70_000,
        b"POST /uploads/ HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: DELETE\r\nContent-Length: 5\r\n\r\nx",
    )
    left_open = []
    for words in nonsense * 5:
        line = socket.create_connection(("127.0.0.1", kiosk.port), 10)
        left_open.append(line)
        try:
            line.sendall(words)
        except OSError:
            continue
    began = time.perf_counter()
    alive = phone.ask("GET", "/health").status
    waited = (time.perf_counter() - began) * 1000
    for line in left_open:
        line.close()
    phone.hang_up()
    yield _yes("after 30 requests without a session: answers", alive == 200, "F11: yes (1)")  # noqa: PLR2004  «well»
    yield "the same: a page after", measure([waited], "ms", goal="F11: ≤ 1000 ms", most=1000)
    told = {
        "Upload_Length": 10 * KIBIBYTE**3,
        "Expect": "100-continue",
        "Content_Type": "application/offset+octet-stream",
    }
    large = phone.ask("POST", "/uploads/", Content_Length=1000, **told).status
    phone.hang_up()
    yield _yes("10 GB with Expect: 413 before the body", large == 413, "F9: yes (1)")  # noqa: PLR2004  its own number


def _twice(kiosk: Server, phones: Phones, storage: Path, part: int) -> Iterator[tuple[str, Measure]]:
    """The same file again costs no second copy; whatever has a final name is whole."""
    sizes = []
    for _ in range(2):
        phone = phones(kiosk.port)
        phone.bring(Film(part, "twice"), part)
        phone.hang_up()
        sizes.append(sum(file.stat().st_size for file in storage.glob("vault/??/*")))
    yield "the same file again: on the disk", measure([sizes[1] - sizes[0]], "bytes", goal="F12: 0 more", most=0)


def _yes(name: str, true: bool, goal: str) -> tuple[str, Measure]:  # noqa: FBT001  because it is what was seen
    return name, measure([float(true)], "", goal=goal, peer=[1.0], peer_name="", least_ratio=1)
