"""`bench pages`: what pages weigh on the wire, how fast they come, what the server needs (F1, H2, O5).

A made-up school behind the real server, a bare Flask and Jinja app behind the same waitress settings, the client in
this process, all in one run. The goals are shown whether they were met or not.
"""

import gzip
import itertools
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from kiosk import demo
from kiosk.actor import SYSTEM
from kiosk.app import COLLECTIONS
from kiosk.bench import served
from kiosk.bench.bare import Sizes
from kiosk.bench.report import Measure, measure, show, write
from kiosk.bench.served import Server
from kiosk.bench.wire import Asked, Load, fetch, load
from kiosk.clock import SchoolClock
from kiosk.people.records import GROUPS, STAFF
from kiosk.reports.records import ROWS
from kiosk.settings import Settings
from kiosk.signin import sessions
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store
from kiosk.timetable import queries as timetable

SMALL_UNDER: Final = 10_000
ROUNDS: Final = 5
CONNECTIONS: Final = (16, 64)
SAVED_EVERY_SECONDS: Final = 0.1
"""Forty teachers at eight in the evening, each a row every four seconds."""
FAMILY_SHARE: Final = 50
REPORT_SHARE: Final = 400


@dataclass(frozen=True, slots=True)
class Pair:
    """A page of ours and its peer's, to be asked for in turn."""

    kiosk: Server
    ours: Asked
    bare: Server
    theirs: Asked

    def runs(self, at_once: int, requests: int) -> list[tuple[Load, Load]]:
        """Each run of ours beside a run of the peer's."""
        requests = max(at_once, requests)
        return [
            (
                load(self.kiosk.port, self.ours, connections=at_once, requests=requests),
                load(self.bare.port, self.theirs, connections=at_once, requests=requests),
            )
            for _ in range(ROUNDS)
        ]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the bench asks of the made-up school: addresses, and the cookies of a teacher and of the office."""

    family: str
    report: str
    teacher: str
    office: str
    group: int
    staff: int


def main(rows: int, json: Path | None) -> bool:
    """Measure, print, write the JSON if asked; True if every goal was met.

    ``rows`` sets the length of the runs; under 10 000 the small school is taken instead of the one of 480.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        measures = dict(_measures(rows, Path(folder)))
    show(measures)
    if json is not None:
        write(measures, json)
    return all(one.met for one in measures.values())


def _measures(rows: int, folder: Path) -> Iterator[tuple[str, Measure]]:
    size = "small" if rows < SMALL_UNDER else "school"
    sample = made_up_school(folder, size)
    starts = [start(folder) for _ in range(ROUNDS)]
    yield "start to first page", measure(starts, "ms", goal="≤ 700 ms", most=700, peer_name="(with all imports)")
    with served.kiosk(folder) as kiosk:
        idle = kiosk.megabytes()
        yield f"memory idle, school «{size}»", measure([idle], "MB", goal="≤ 45 MB", most=45)
        yield from _weights(kiosk, sample)
        yield from _speeds(kiosk, sample, rows, folder)
        loaded = kiosk.megabytes()
        yield f"memory loaded, school «{size}»", measure([loaded], "MB", goal="≤ 60 MB", most=60)


def made_up_school(folder: Path, size: str) -> Sample:
    """Fill the folder; take the family with most children and the teacher with most lessons today."""
    clock = SchoolClock(Settings(storage=folder).zone)
    with closing(Store.open(folder, COLLECTIONS, clock=clock)) as store:
        demo.prepare(store, clock, size)
        families = cast("list[dict[str, str]]", demo.access(store, "")["families"])  # because JSON has no types
        family = max(families, key=lambda one: len(one["students"]))
        teachers = [plan.teacher for plan in timetable.day(store, clock.today())]
        busiest = store[STAFF].many([max(sorted(set(teachers)), key=teachers.count)]).popitem()[1]
        office = store[ACCOUNTS].all(order=("id",))[0].id
        return Sample(
            family=family["card_url"],
            report=f"/report/{clock.today()}",
            teacher=f"{sessions.STAFF_COOKIE}={sessions.begin(store, account=busiest.account, now=clock.now())}",
            office=f"{sessions.STAFF_COOKIE}={sessions.begin(store, account=office, now=clock.now())}",
            group=store[GROUPS].all(order=("id",))[0].id,
            staff=busiest.id,
        )


def start(folder: Path) -> float:
    """Milliseconds from the start of a server's process to its first page."""
    with served.kiosk(folder) as kiosk:
        return kiosk.started_ms


def _weights(kiosk: Server, sample: Sample) -> Iterator[tuple[str, Measure]]:
    """Bytes of whole answers, heads counted, packed as phones and school PCs take them."""
    for name, path, cookie, most in (
        ("doors", "/", "", None),
        ("board", "/board", "", None),
        ("sign-in", "/sign-in", "", None),
        ("family", sample.family, "", 4096),
        ("family, to print", f"{sample.family}/week", "", None),
        ("report of the day", sample.report, sample.teacher, None),
        ("Annex 1", f"{sample.report}/annex-1", sample.teacher, None),
        ("week of a teacher", f"/timetable/teachers/{sample.staff}", sample.teacher, None),
        ("day of the school", "/timetable/day/" + sample.report.rpartition("/")[2], sample.office, None),
        ("students", "/students", sample.office, None),
        ("a group", f"/groups/{sample.group}", sample.office, None),
        ("cards", "/cards", sample.office, None),
        ("reports", "/reports", sample.office, None),
    ):
        weight = len(fetch(kiosk.port, kiosk.ask(path, cookie)))
        goal = f"≤ {most} bytes" if most else "(no goal)"
        yield f"on the wire: {name}", measure([weight], "bytes", goal=goal, most=most)


def _speeds(kiosk: Server, sample: Sample, rows: int, folder: Path) -> Iterator[tuple[str, Measure]]:
    """Requests a second and the 99th per cent of waits, each run of ours beside a run of the peer's."""
    family = _body(fetch(kiosk.port, kiosk.ask(sample.family)))
    report = gzip.decompress(_body(fetch(kiosk.port, kiosk.ask(sample.report, sample.teacher))))
    ours, ours_report = kiosk.ask(sample.family), kiosk.ask(sample.report, sample.teacher)
    families, reports = rows // FAMILY_SHARE, rows // REPORT_SHARE
    with served.bare(Sizes(kept=len(family), rendered=len(report))) as bare:
        kept = Pair(kiosk, ours, bare, bare.ask("/kept"))
        rendered = Pair(kiosk, ours_report, bare, bare.ask("/rendered"))
        for at_once in CONNECTIONS:
            yield from _speed(f"family page, {at_once} at once", kept.runs(at_once, families), "bare kept page", 0.8)
        for at_once in CONNECTIONS:
            yield from _speed(
                f"report page, {at_once} at once", rendered.runs(at_once, reports), "bare rendered page", 0.4
            )
        with rows_saved_meanwhile(folder):
            name = f"report page, {CONNECTIONS[0]} at once, ten rows a second saved"
            yield from _speed(name, rendered.runs(CONNECTIONS[0], reports), "bare rendered page", None)


def _speed(name: str, pairs: list[tuple[Load, Load]], peer: str, least: float | None) -> Iterator[tuple[str, Measure]]:
    yield (
        name,
        measure(
            [ours.per_second for ours, _ in pairs],
            "/s",
            goal="(no goal)" if least is None else f"≥ {least} × {peer}",
            peer=[theirs.per_second for _, theirs in pairs],
            peer_name=peer,
            least_ratio=least,
        ),
    )
    yield (
        f"{name}, p99",
        measure(
            [ours.p99_ms for ours, _ in pairs],
            "ms",
            goal="(no goal)",
            peer=[theirs.p99_ms for _, theirs in pairs],
            peer_name=peer,
        ),
    )


@contextmanager
def rows_saved_meanwhile(folder: Path) -> Iterator[None]:
    """Somebody beside the server saves rows of reports: what it keeps of them is stale ten times a second."""
    enough = threading.Event()

    def save() -> None:
        with closing(
            Store.open(folder, COLLECTIONS, clock=SchoolClock(Settings(storage=folder).zone), command_line=True)
        ) as store:
            for row in itertools.cycle(store[ROWS].search(limit=50)):
                with store.change(SYSTEM, "bench: a row saved again") as change:
                    change.put(ROWS, row)
                if enough.wait(SAVED_EVERY_SECONDS):
                    return

    thread = threading.Thread(target=save)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def _body(answer: bytes) -> bytes:
    """What follows the head."""
    return answer.partition(b"\r\n\r\n")[2]
