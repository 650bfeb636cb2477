"""`bench timetable`: what the checks of a timetable take, in a school of 480 and in one of 4,800 students (T1, T2, O5).

A made-up school, and ten of it in another store, asked in turn in one run. The goals are shown whether they were met
or not; where there is none it says so.
"""

import datetime as dt
import gc
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import cached_property
from math import log2
from pathlib import Path
from typing import Final

from kiosk import demo
from kiosk.app import COLLECTIONS
from kiosk.bench.crowd import multiply
from kiosk.bench.report import Measure, measure, show, write
from kiosk.bench.store import memory
from kiosk.clock import Clock, SchoolClock
from kiosk.people.records import STUDENTS
from kiosk.regime.records import ORDERS
from kiosk.school.queries import weekday_of
from kiosk.settings import Settings
from kiosk.store import Store, where
from kiosk.timetable.actions import clash_problems, clash_problems_on
from kiosk.timetable.conflicts import conflicts
from kiosk.timetable.deriving import Draft, draft_of
from kiosk.timetable.forms import ChangeInput
from kiosk.timetable.judging import findings_of
from kiosk.timetable.places import places
from kiosk.timetable.queries import version_on
from kiosk.timetable.records import LESSONS, VERSIONS, ChangeKind, Lesson, TimetableMode, TimetableVersion
from kiosk.timetable.surroundings import in_force_from, surroundings

SMALL_UNDER: Final = 10_000
ROUNDS: Final = 5
CHECKS: Final = 200
COPIES: Final = 9
LOOKED_AT: Final = 90
ACTS: Final = (
    ("check", "check of a lesson", 2, False),
    ("date", "check of one date", 2, False),
    ("report", "report of conflicts", 150, True),
    ("derivation", "derivation", 1000, True),
    ("places", "free places of a lesson", None, True),
)
"""The act, in words, the most milliseconds in the smaller school, whether it may grow with the school."""


@dataclass(frozen=True)
class Desk:
    """A store with the timetable that is measured, and what the runs took."""

    store: Store
    clock: Clock
    version: TimetableVersion
    lessons: list[Lesson]
    students: int
    runs: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds of one act, run by run."""

    @cached_property
    def dates(self) -> list[dt.date]:
        """For each weekday the next date on which this timetable is the one of the school."""
        coming = (self.clock.today() + dt.timedelta(step) for step in range(LOOKED_AT))
        ours = [
            date
            for date in coming
            if weekday_of(self.store, date) == date.weekday() and version_on(self.store, date) == self.version
        ]
        return [next(date for date in ours if date.weekday() == weekday) for weekday in range(6)]

    @property
    def some(self) -> list[Lesson]:
        """Lessons from all over the week."""
        return [self.lessons[place * 7919 % len(self.lessons)] for place in range(CHECKS)]


def main(rows: int, json: Path | None) -> bool:
    """Measure, print, write the JSON if asked; True if every goal was met.

    With ``rows`` under 10 000 the small school is taken instead of the one of 480, and one copy instead of nine.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        measures = dict(_measures(rows, Path(folder)))
    show(measures)
    if json is not None:
        write(measures, json)
    return all(one.met for one in measures.values())


def _measures(rows: int, folder: Path) -> Iterator[tuple[str, Measure]]:
    size, copies = ("small", 1) if rows < SMALL_UNDER else ("school", COPIES)
    with ExitStack() as stack:
        desks = [_desk(stack, folder / str(number), size, copies * number) for number in (0, 1)]
        gc.freeze()  # as the server does when it begins
        for _ in range(ROUNDS):  # in turn, so that a busy minute of the PC is shared
            for desk in desks:
                _run(desk)
        yield from _compared(*desks)
        yield "memory of both", measure([memory()], "MB", goal="(no goal)", peer_name="(with all imports)")


def _desk(stack: ExitStack, folder: Path, size: str, copies: int) -> Desk:
    """A made-up school and so many copies of it in a store of its own."""
    folder.mkdir()
    clock = SchoolClock(Settings(storage=folder).zone)
    store = stack.enter_context(closing(Store.open(folder, COLLECTIONS, clock=clock)))
    demo.prepare(store, clock, size)
    (version,) = store[VERSIONS].search(where("mode") == TimetableMode.ON_SITE)
    multiply(store, version.id, copies)
    lessons = store[LESSONS].search(where("version") == version.id)
    return Desk(store, clock, version, lessons, store[STUDENTS].count())


def _run(desk: Desk) -> None:
    """Every act once, the quick ones over many lessons."""
    desk.runs["check"].append(_each(lambda one: check(desk, one), desk.some))
    desk.runs["date"].append(_each(lambda one: check_of_date(desk, one), desk.some))
    desk.runs["report"].append(_each(lambda _: report(desk), desk.some[:5]))
    desk.runs["derivation"].append(_each(lambda _: derivation(desk), desk.some[:1]))
    desk.runs["places"].append(_each(lambda one: free_places(desk, one), desk.some[:5]))


def _compared(small: Desk, great: Desk) -> Iterator[tuple[str, Measure]]:
    """Both sizes of each act; what looks at a whole timetable may grow as n·log n with its lessons."""
    growth = _work(great) / _work(small)
    for act, what, most, grows in ACTS:
        goal = f"≤ {most} ms" if most else "(no goal)"
        yield _name(what, small), measure(small.runs[act], "ms", goal=goal, most=most)
        yield (
            _name(what, great),
            measure(
                great.runs[act],
                "ms",
                goal=f"≤ {growth:.1f} × the smaller (n·log n)" if grows else goal,
                peer=small.runs[act],
                peer_name=f"{small.students:,} students",
                most=None if grows else most,
                most_ratio=growth if grows else None,
            ),
        )


def _work(desk: Desk) -> float:
    """n·log n of its lessons."""
    return len(desk.lessons) * log2(len(desk.lessons))


def _name(what: str, at: Desk) -> str:
    return f"{what}, {at.students:,} students"


def check(desk: Desk, lesson: Lesson) -> None:
    """What is asked before a lesson is saved: who would be in two places, what the regulation says."""
    clash_problems(desk.store, lesson, instead_of=lesson.id)
    findings_of(desk.store, lesson, desk.clock.today())


def check_of_date(desk: Desk, lesson: Lesson) -> None:
    """What is asked before a lesson is moved on one date: the same, with what is different on that date."""
    date = desk.dates[lesson.weekday]
    given = ChangeInput(ChangeKind.MOVED, lesson.start, lesson.end, lesson.room, 0, "")
    clash_problems_on(desk.store, lesson, date, given)


def report(desk: Desk) -> None:
    """Every conflict of the version."""
    date = desk.clock.today()
    conflicts(in_force_from(desk.store, desk.version, date), surroundings(desk.store, date))


def derivation(desk: Desk) -> None:
    """The distance timetable of the order of the made-up school, before it is written."""
    order = desk.store[ORDERS].all(order=("id",))[0]
    outcome = draft_of(desk.store, order.id, today=order.since)
    if not isinstance(outcome, Draft):
        raise TypeError(outcome)  # nothing would have been measured


def free_places(desk: Desk, lesson: Lesson) -> None:
    """Where one lesson could be instead."""
    date = desk.clock.today()
    others = in_force_from(desk.store, desk.version, date)
    rooms = sorted({one.room for one in others if one.room})
    places(lesson, others, surroundings(desk.store, date), rooms)


def _each(act: Callable[[Lesson], None], lessons: list[Lesson]) -> float:
    """Milliseconds of the processor for one act, the mean over these lessons: what else the PC does is left out."""
    began = time.process_time()
    for lesson in lessons:
        act(lesson)
    return (time.process_time() - began) / len(lessons) * 1e3
