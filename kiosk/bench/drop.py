"""`bench drop`: large files to the production server, one and ten at once, over a weak network, and through kills (W1).

All over loopback, in one run with a bare copy that is put on the disk (fsync). Peers are measured elsewhere; goals that
are missed are shown.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Self

from flask import Response

from kiosk import demo
from kiosk.app import COLLECTIONS
from kiosk.bench import served
from kiosk.bench.broken import faults
from kiosk.bench.phone import MEGABYTE, WHOLE, Film, Phone, at_once
from kiosk.bench.phones import Order, standing_ready
from kiosk.bench.report import Measure, measure, show, write
from kiosk.bench.served import Server
from kiosk.bench.weak_link import weak_link
from kiosk.bench.wire import fetch
from kiosk.clock import SchoolClock
from kiosk.people.records import HOUSEHOLDS
from kiosk.settings import Settings
from kiosk.signin import passes
from kiosk.signin.records import CARDS
from kiosk.store import Store, where

SMALL_UNDER: Final = 10_000
CHUNKS: Final = {"512 KiB": MEGABYTE // 2, "2 MiB": 2 * MEGABYTE, "8 MiB": 8 * MEGABYTE, "whole file": WHOLE}
GOOD: Final = {"8 MiB", "whole file"}
RATE: Final = 2.0
"""MB/s of the weak network."""
ONE_WAY_SECONDS: Final = 0.02
RESETS_EVERY: Final = 4.0
WEAK_BYTES, WEAK_SECONDS, SEEDS = 24 * MEGABYTE, 60.0, 3
LOOK_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is sent."""

    film: int
    weak: int
    seeds: int
    rounds: int


FULL: Final = Sizes(1000 * MEGABYTE, WEAK_BYTES, SEEDS, 2)
FEW: Final = Sizes(4 * MEGABYTE, MEGABYTE // 4, 1, 1)


@dataclass(frozen=True, slots=True)
class Family:
    """Who hands in."""

    cookie: str
    student: int

    def phone(self, port: int) -> Phone:
        """One of its phones."""
        return Phone(port, self.cookie, self.student)


def main(rows: int, json: Path | None) -> bool:
    """Measure, print, write the JSON if asked; True if every goal was met. Under 10 000 rows: small files only."""
    sizes = FEW if rows < SMALL_UNDER else FULL
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        measures = dict(_measures(sizes, Path(folder)))
    show(measures)
    if json is not None:
        write(measures, json)
    return all(one.met for one in measures.values())


def _measures(sizes: Sizes, folder: Path) -> Iterator[tuple[str, Measure]]:
    family = family_of(folder / "storage")
    with served.kiosk(folder / "storage") as kiosk:
        first = family.phone(kiosk.port)
        first.bring(Film(MEGABYTE, "warm"), WHOLE)
        first.hang_up()
        for name, chunk in CHUNKS.items():
            yield from _speed(kiosk, family, folder, sizes, f"in {name} chunks" if chunk < WHOLE else name, chunk)
        yield from _at_once(kiosk, family, folder, sizes)
        yield from _weak(kiosk, family, sizes)
    yield from faults(folder / "storage", family.phone, sizes.film)


def family_of(storage: Path) -> Family:
    """A family of a made-up school with its pass."""
    clock = SchoolClock(Settings(storage=storage).zone)
    with closing(Store.open(storage, COLLECTIONS, clock=clock)) as store:
        demo.prepare(store, clock, "small")
        card = store[CARDS].search(where("withdrawn_at") == None)[0]  # noqa: E711  because TinyDB compares
        home = store[HOUSEHOLDS].get(card.household)
        response = passes.give(store, Response(), card, pin=True, now=clock.now())
    return Family(response.headers["Set-Cookie"].split(";")[0], home.students[0] if home else 0)


def _speed(
    kiosk: Server, family: Family, folder: Path, sizes: Sizes, name: str, chunk: int
) -> Iterator[tuple[str, Measure]]:
    """One client: how fast beside a bare copy, how much memory more, how many connections."""
    ours, copies, grown, connections = [], [], [], []
    for number in range(sizes.rounds):
        copies.append(copied(folder / "bare", sizes.film))
        film, phone = Film(sizes.film, f"{name} {number}"), family.phone(kiosk.port)
        with Memory(kiosk) as memory:
            ours.append(rate(sizes.film, lambda film=film, phone=phone: phone.bring(film, chunk)))  # type: ignore[misc]
        phone.hang_up()
        swept(folder)
        grown.append(memory.grown)
        connections.append(float(phone.connections))
    yield f"one client, {name}", measure(ours, "MB/s", goal="(no goal)", peer=copies, peer_name="copy with fsync")
    yield f"one client, {name}: memory", measure(grown, "MiB", goal="F7: ≤ 8 MiB more", most=8)
    yield f"one client, {name}: connections", measure(connections, "", goal="F9: 1", most=1)


def _at_once(kiosk: Server, family: Family, folder: Path, sizes: Sizes) -> Iterator[tuple[str, Measure]]:
    """Ten clients, together as much as the one."""
    ours, copies, grown, pages = [], [], [], Pages(kiosk)
    for number in range(sizes.rounds):
        copies.append(copied(folder / "bare", sizes.film))
        marks = [f"at once {number} {place}" for place in range(10)]
        order = Order(kiosk.port, family.cookie, family.student, sizes.film // 10, marks)
        with standing_ready(order) as go, Memory(kiosk) as memory, pages:
            ours.append(rate(sizes.film, go))
        swept(folder)
        grown.append(memory.grown)
    yield "ten clients at once", measure(ours, "MB/s", goal="(no goal)", peer=copies, peer_name="copy with fsync")
    yield "ten clients at once: memory", measure(grown, "MiB", goal="F7: ≤ 16 MiB more", most=16)
    yield "a page beside them: p99", measure([pages.worst_but_one_in_hundred()], "ms", goal="(no goal)")


def _weak(kiosk: Server, family: Family, sizes: Sizes) -> Iterator[tuple[str, Measure]]:
    """What arrives over a corridor's Wi-Fi, beside what the link itself carries."""
    came: dict[str, list[float]] = {name: [] for name in CHUNKS}
    for seed in range(sizes.seeds):
        at_once([partial(_flow, kiosk, family, sizes, seed, name, came[name]) for name in CHUNKS])
    for name, runs in came.items():
        least = 0.85 if name in GOOD else 0.001
        goal = "F4: ≥ 0.85 of the link" if name in GOOD else "F4: never 0"
        yield (
            f"weak network, {name}",
            measure(runs, "MB/s", goal=goal, peer=[RATE], peer_name="the link", least_ratio=least),
        )


def _flow(kiosk: Server, family: Family, sizes: Sizes, seed: int, name: str, came: list[float]) -> None:
    film = Film(sizes.weak, f"weak {seed} {name}")
    link = partial(weak_link, kiosk.port, bytes_per_second=RATE * 1e6, one_way_seconds=ONE_WAY_SECONDS)
    with link(resets_every=RESETS_EVERY, seed=f"{seed}") as weak:
        phone, began = family.phone(weak.port), time.monotonic()
        arrived = phone.bring(film, CHUNKS[name], until=began + WEAK_SECONDS)
        came.append(arrived / 1e6 / (time.monotonic() - began))
        phone.hang_up()


def rate(size: int, act: Callable[[], object]) -> float:
    """MB/s."""
    began = time.perf_counter()
    act()
    return size / 1e6 / (time.perf_counter() - began)


def swept(folder: Path) -> None:
    """Make room for the next ones: what came is looked at no more."""
    for file in (folder / "storage/vault").glob("??/*"):
        file.unlink()


def copied(place: Path, size: int) -> float:
    """MB/s of the same bytes written by this program to the same disk, put on it by fsync."""

    def write_all() -> None:
        with place.open("wb", buffering=0) as file:
            for piece in Film(size).pieces(0, size):
                file.write(piece)
            os.fsync(file.fileno())

    speed = rate(size, write_all)
    place.unlink()
    return speed


class Beside:
    """Something looked at again and again while something else happens."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._ended = threading.Event()
        self._thread = threading.Thread()

    def __enter__(self) -> Self:
        self._ended.clear()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        """Once."""
        raise NotImplementedError


class Memory(Beside):
    """The resident memory of a server: how much more than before at the most."""

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self.before = self.most = server.megabytes()

    def look(self) -> None:
        """Now."""
        self.most = max(self.most, self.server.megabytes())

    @property
    def grown(self) -> float:
        """MiB."""
        return self.most - self.before


class Pages(Beside):
    """How long a page takes meanwhile."""

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self.waits: list[float] = []

    def look(self) -> None:
        """One page, on a connection of its own."""
        began = time.perf_counter()
        fetch(self.server.port, self.server.ask("/health"))
        self.waits.append((time.perf_counter() - began) * 1000)

    def worst_but_one_in_hundred(self) -> float:
        """Milliseconds; 0 when there was no time for a page."""
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, len(waits) * 99 // 100)] if waits else 0.0
