"""`bench reports`: the day, a saved row, the month's sheet, what is missing; one and five years (H2, H4, O5).

Made-up schools of 480 and, with enough rows asked for, of 4,800 students, each act in turn in one run. The goals are
shown whether they were met or not; where there is none it says so. Milliseconds are those of the processor: what else
the PC does at the time does not count, and waiting for the disk stands in a line of its own.
"""

import datetime as dt
import json as json_alone
import os
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient

from kiosk import demo
from kiosk.actor import SYSTEM, Role
from kiosk.app import COLLECTIONS, create_app
from kiosk.bench.crowd import multiply
from kiosk.bench.filled import fill
from kiosk.bench.report import Measure, measure, show, write
from kiosk.clock import FixedClock, SchoolClock
from kiosk.demo.calendar import first_reported
from kiosk.hours.closing import figures_for
from kiosk.hours.months import Month
from kiosk.people.records import STAFF, STUDENTS, Staff
from kiosk.reports import actions
from kiosk.reports.records import ROWS, Confirmed
from kiosk.settings import Settings
from kiosk.signin import sessions
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store, where
from kiosk.timetable import queries as timetable
from kiosk.timetable.records import VERSIONS, TimetableMode

SMALL_UNDER: Final = 10_000
GREAT_FROM: Final = 500_000
GREAT_LONG_FROM: Final = 2_000_000
COPIES: Final = 9
ROUNDS: Final = 7
PEOPLE: Final = 12
WEEKS_OF_YEAR: Final = 34
FEW_WEEKS: Final = 6
YEARS: Final = 5
MOST_GROWTH: Final = 1.2
DAY_MS, ROW_MS, SHEET_MS = 5, 3, 100
ACTS: Final = (
    ("day", "open the day", DAY_MS),
    ("row", "save a row", ROW_MS),
    ("sheet", "month sheet of the school", SHEET_MS),
    ("page", "page of the month, planned and given", None),
    ("paper", "sheet to print", None),
    ("gaps", "who has not reported", None),
)
"""The act, in words, the most milliseconds at 480 students."""


@dataclass
class Desk:
    """A store with so many years of reports, and what the runs took."""

    store: Store
    clock: FixedClock
    settings: Settings
    years: int
    students: int
    rows: int
    runs: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds of one act, run by run."""

    @property
    def name(self) -> str:
        """As the table says it."""
        return f"{self.students:,} students, {self.years} y, {self.rows:,} rows"

    @cached_property
    def days(self) -> list[dt.date]:
        """The next days with lessons: nothing of them is reported yet. A row is saved on another one in each round."""
        ahead = (self.clock.today() + dt.timedelta(step) for step in range(1, 60))
        return list(islice((date for date in ahead if timetable.day(self.store, date)), ROUNDS))

    def people(self, date: dt.date) -> list[Staff]:
        """Teachers with an account who have lessons on a day, from all over the list."""
        busy = {plan.teacher for plan in timetable.day(self.store, date)}
        staff = [one for one in self.store[STAFF].all(order=("id",)) if one.id in busy and one.account]
        return staff[:PEOPLE]

    @property
    def month(self) -> Month:
        """The last month that is full of these reports."""
        return Month.of(last_reported(self.clock))

    @cached_property
    def office(self) -> FlaskClient:
        """A browser of the deputy's."""
        accounts = self.store[ACCOUNTS].all(order=("id",))
        return self.browser(next(one.id for one in accounts if Role.DEPUTY in one.roles))

    @cached_property
    def teachers(self) -> dict[int, FlaskClient]:
        """A browser of each teacher's."""
        return {person.id: self.browser(person.account) for person in self.people(self.days[0])}

    def browser(self, account: int) -> FlaskClient:
        """Somebody who is signed in."""
        client = create_app(self.settings, self.store, self.clock).test_client()
        client.set_cookie(sessions.STAFF_COOKIE, sessions.begin(self.store, account=account, now=self.clock.now()))
        return client


def main(rows: int, json: Path | None) -> bool:
    """Measure, print, write the JSON if asked; True if every goal was met.

    With ``rows`` under 10 000 a small school and a few weeks are taken; from half a million on the school of 4,800
    students as well, from two millions on that with five years of reports.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        measures = dict(_measures(rows, Path(folder)))
    show(measures)
    if json is not None:
        write(measures, json)
    return all(one.met for one in measures.values())


def _measures(rows: int, folder: Path) -> Iterator[tuple[str, Measure]]:
    small = rows < SMALL_UNDER
    size, weeks = ("small", FEW_WEEKS) if small else ("school", WEEKS_OF_YEAR)
    plans = [(0, 1), (0, YEARS)]
    plans += [(COPIES, 1)] if rows >= GREAT_FROM else []
    plans += [(COPIES, YEARS)] if rows >= GREAT_LONG_FROM else []
    with ExitStack() as stack:
        desks = [_desk(stack, folder / f"{copies}-{years}", size, copies, (years, weeks)) for copies, years in plans]
        yield "the disk's fsync", measure([sync(folder) for _ in range(ROUNDS)], "ms", goal="(no goal)")
        for turn in range(ROUNDS):  # in turn, so that a busy minute of the PC is shared
            for desk in desks:
                _run(desk, turn)
        yield from _compared(desks)


def _desk(stack: ExitStack, folder: Path, size: str, copies: int, span: tuple[int, int]) -> Desk:
    """A made-up school, so many copies of it, reports of so many years of so many weeks, in a store of its own."""
    folder.mkdir()
    settings = Settings(storage=folder)
    clock = FixedClock(SchoolClock(settings.zone).now(), settings.zone)
    store = stack.enter_context(closing(Store.open(folder, COLLECTIONS, clock=clock)))
    demo.prepare(store, clock, size)
    (version,) = store[VERSIONS].search(where("mode") == TimetableMode.ON_SITE)
    if copies:
        multiply(store, version.id, copies)
    fill(store, version.id, last_reported(clock), years=span[0], weeks=span[1])
    return Desk(store, clock, settings, span[0], store[STUDENTS].count(), store[ROWS].count())


def last_reported(clock: FixedClock) -> dt.date:
    """The last day of the month before those that the made-up school reports itself."""
    return first_reported(clock.today()) - dt.timedelta(1)


def _run(desk: Desk, turn: int) -> None:
    """Every act once, the quick ones for several people."""
    first, another = desk.days[0], desk.days[turn]
    month = f"/hours/{desk.month}"
    slots = {one.id: _first_slot(desk, one, another) for one in desk.people(another)}
    desk.runs["row"].append(_each(lambda one: _save(desk, one, another, slots[one.id]), desk.people(another)))
    desk.runs["day"].append(_each(lambda one: _get(desk.teachers[one.id], f"/report/{first}"), desk.people(first)))
    desk.runs["sheet"].append(_once(lambda: _sheet(desk)))
    desk.runs["plain sum"].append(_once(lambda: plain_sum(desk)))
    desk.runs["page"].append(_once(lambda: _get(desk.office, month)))
    desk.runs["paper"].append(_once(lambda: _get(desk.office, f"{month}/sheet")))
    desk.runs["gaps"].append(_once(lambda: _get(desk.office, "/morning")))


def _get(client: FlaskClient, path: str) -> None:
    """A whole page, so much that it is there."""
    answer = client.get(path)
    if answer.status_code != 200:  # noqa: PLR2004  because HTTP says so
        raise RuntimeError(path, answer.status)  # nothing would have been measured


def _first_slot(desk: Desk, person: Staff, date: dt.date) -> str:
    """The first lesson of somebody's day."""
    plans = timetable.of_staff(desk.store, person.id, date)
    return next(f"L{plan.lesson.id}" for plan in plans if plan.teacher == person.id)


def _save(desk: Desk, person: Staff, date: dt.date, slot: str) -> None:
    """A row confirmed as planned, read and judged and written."""
    evening = dt.datetime.combine(date, dt.time(22), tzinfo=desk.clock.zone)
    outcome = actions.confirm(desk.store, SYSTEM, person, date, [slot], how=Confirmed.SINGLY, key=None, now=evening)
    if not isinstance(outcome, actions.Outcome) or not outcome.saved:
        raise TypeError(outcome)  # the same


def _sheet(desk: Desk) -> None:
    """The figures of everybody's month."""
    if figures_for(desk.store, desk.month, None, now=desk.clock.local(desk.clock.now())) is None:
        raise TypeError(desk.month)  # the same


def plain_sum(desk: Desk) -> int:
    """The peer of the sheet: the same rows of the same file with sqlite3 and json alone, added up by person and day."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    with closing(sqlite3.connect(desk.settings.storage / "kiosk.db")) as bare:
        span = (desk.month.since.isoformat(), desk.month.until.isoformat())
        sql = "SELECT body FROM d_report_rows WHERE json_extract(body,'$.date') BETWEEN ? AND ?"
        for (body,) in bare.execute(sql, span):
            row = json_alone.loads(body)
            sums[row["staff"], row["date"]] += row["quarter_hours"]
    return sum(sums.values())


def sync(folder: Path) -> float:
    """Milliseconds until the disk says that a few hundred bytes are on it."""
    with (folder / "sync").open("ab") as file:
        began = time.perf_counter()
        file.write(b"x" * 512)
        file.flush()
        os.fsync(file.fileno())
        return (time.perf_counter() - began) * 1e3


def _compared(desks: Sequence[Desk]) -> Iterator[tuple[str, Measure]]:
    """One year against its goal, five years against one; the greater school has no goal of its own."""
    for act, what, most in ACTS:
        for desk in desks:
            one_year = next((one for one in desks if one.students == desk.students and one.years == 1), desk)
            goal = f"≤ {most} ms{' beside the fsync' if act == 'row' else ''}" if most else "(no goal)"
            long = desk is not one_year
            peer = one_year.runs[act] if long else desk.runs["plain sum"] if act == "sheet" else ()
            yield (
                f"{what}, {desk.name}",
                measure(
                    desk.runs[act],
                    "ms",
                    goal=f"≤ {MOST_GROWTH} × one year" if long else goal if desk is desks[0] else "(no goal)",
                    peer=peer,
                    peer_name="one year" if long else "sqlite3 and json alone" if peer else "",
                    most=most if desk is desks[0] else None,
                    most_ratio=MOST_GROWTH if long else None,
                ),
            )


def _once(act: Callable[[], object]) -> float:
    """Milliseconds of one act."""
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1e3


def _each(act: Callable[[Staff], None], people: Sequence[Staff]) -> float:
    """Milliseconds of one act, the mean over these people."""
    began = time.process_time()
    for one in people:
        act(one)
    return (time.process_time() - began) / len(people) * 1e3
