"""What is missing and what waits: who has not reported, by day; what was returned; what is to be accepted (L12, H4).

A stretch is read in a handful of queries for all people together, never one for each.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

import msgspec

from kiosk.absences.records import ABSENCES, Absence
from kiosk.people.names import short_name
from kiosk.people.records import Staff
from kiosk.problems import Problem
from kiosk.reports import queries, unusual
from kiosk.reports.contradictions import Contradiction, contradictions_between
from kiosk.reports.fields import slot_of
from kiosk.reports.records import DAYS, ROWS, DayReport, DayState, Row
from kiosk.school.rules import days_between
from kiosk.store import Store, where
from kiosk.timetable.rules import Planned
from kiosk.timetable.stretch import days as planned_days

LOOK_BACK: Final = dt.timedelta(days=14)
WAITING: Final = (DayState.SENT, DayState.CORRECTED)
MOST_WAITING: Final = 500
STUDENTS_AT_ONCE: Final = 60


class Gap(msgspec.Struct, frozen=True):
    """A day that somebody still owes: how many of its ended lessons have no row, and the first of them."""

    staff: Staff
    date: dt.date
    missing: int
    slot: str
    begun: bool
    away: bool
    returned: str = ""
    """The remark with which it came back; empty when it was never handed in or taken back."""

    @property
    def name(self) -> str:
        """«Соколова М. П.»."""
        return short_name(self.staff)

    @property
    def mark(self) -> str:
        """Where in the day's page: «#row-L12»; empty when every row is there and only the day is to be handed in."""
        return f"#row-{self.slot}" if self.slot else ""


class Stretch(msgspec.Struct, dict=True):
    """Days of some people at a moment of the school's wall: what was planned, what is stored."""

    store: Store
    people: Sequence[Staff]
    since: dt.date
    until: dt.date
    moment: dt.datetime

    @cached_property
    def planned(self) -> Mapping[dt.date, list[Planned]]:
        """Every lesson of the school by date."""
        return planned_days(self.store, self.since, self.until)

    @cached_property
    def reports(self) -> dict[tuple[int, dt.date], DayReport]:
        """Days by whose and when."""
        found = self.store[DAYS].search((where("date") >= self.since) & (where("date") <= self.until))
        return {(report.staff, report.date): report for report in found}

    @cached_property
    def absences(self) -> list[Absence]:
        """Who is away on some day of the stretch."""
        found = self.store[ABSENCES].search((where("since") <= self.until) & (where("until") >= self.since))
        return [one for one in found if not one.taken_back]

    def lessons(self, date: dt.date) -> dict[int, list[Planned]]:
        """Lessons of a date that are over by now, by who gives or accompanies them."""
        found: dict[int, list[Planned]] = defaultdict(list)
        for plan in self.planned.get(date, ()):
            if not plan.cancelled and dt.datetime.combine(date, plan.end) <= self.moment.replace(tzinfo=None):
                for person in {plan.teacher, plan.accompanist} - {0}:
                    found[person].append(plan)
        return found

    def over(self) -> dict[tuple[int, dt.date], bool]:
        """Days with lessons by whose and when; True once the last of them has ended."""
        last: dict[tuple[int, dt.date], dt.time] = {}
        for date, plans in self.planned.items():
            for plan in plans:
                for person in {plan.teacher, plan.accompanist} - {0} if not plan.cancelled else ():
                    last[person, date] = max(plan.end, last.get((person, date), plan.end))
        local = self.moment.replace(tzinfo=None)
        return {(person, date): dt.datetime.combine(date, end) <= local for (person, date), end in last.items()}

    def is_away(self, staff: int, date: dt.date) -> bool:
        """Whether an absence of this person holds the date."""
        return any(one.staff == staff and one.since <= date <= one.until for one in self.absences)

    def owed(self) -> list[tuple[Staff, dt.date, list[Planned]]]:
        """Days with ended lessons that are not handed in."""
        return [
            (one, date, lessons[one.id])
            for date in days_between(self.since, min(self.until, self.moment.date()))
            for lessons in (self.lessons(date),)
            for one in self.people
            if one.id in lessons and not queries.is_closed(self.reports.get((one.id, date)))
        ]


def gaps(stretch: Stretch) -> list[Gap]:
    """Who has not reported which day, by date and name. A lesson cancelled for its date is owed by nobody."""
    owed = stretch.owed()
    rows = _rows(stretch.store, {one.id for one, _, _ in owed}, {date for _, date, _ in owed})
    return [_gap(stretch, one, date, plans, rows[one.id, date]) for one, date, plans in owed]


def _rows(store: Store, people: Collection[int], dates: Collection[dt.date]) -> dict[tuple[int, dt.date], list[Row]]:
    """Rows of the days that are owed, and of those alone."""
    found: dict[tuple[int, dt.date], list[Row]] = defaultdict(list)
    if people:
        theirs = where("staff").one_of(sorted(people)) & where("date").one_of(sorted(dates))
        for row in store[ROWS].search(theirs):
            if not row.struck:
                found[row.staff, row.date].append(row)
    return found


def _gap(stretch: Stretch, staff: Staff, date: dt.date, plans: Iterable[Planned], rows: Sequence[Row]) -> Gap:
    missing = without_row(staff.id, plans, rows)
    report = stretch.reports.get((staff.id, date))
    return Gap(
        staff=staff,
        date=date,
        missing=len(missing),
        slot=missing[0] if missing else "",
        begun=bool(rows),
        away=stretch.is_away(staff.id, date),
        returned=report.remark if report and report.state is DayState.RETURNED else "",
    )


def without_row(staff: int, plans: Iterable[Planned], rows: Sequence[Row]) -> list[str]:
    """Places of lessons that have no row, by time. A lesson edited since is the same by whom and what it is."""
    stored = {row.slot for row in rows}
    places = {slot_of(plan, staff): plan for plan in sorted(plans, key=lambda plan: (plan.start, plan.lesson.id))}
    old = [(row.slot[0], row.student, row.group, row.subject) for row in rows if row.slot not in places]
    missing = []
    for slot, plan in places.items():
        same = (slot[0], plan.lesson.student, plan.lesson.group, plan.lesson.subject)
        if slot in stored:
            continue
        if same in old:
            old.remove(same)
        else:
            missing.append(slot)
    return missing


class Waiting(msgspec.Struct, frozen=True):
    """A day that waits for acceptance, with what is unusual in it; hours are quarters."""

    staff: Staff
    report: DayReport
    rows: int
    held: int
    unusual: tuple[Problem, ...]
    against: tuple[Contradiction, ...] = ()
    """Lessons of which its teacher and its accompanist wrote differently."""

    @property
    def is_unusual(self) -> bool:
        """To be looked at before it is accepted."""
        return bool(self.unusual or self.against)

    @property
    def name(self) -> str:
        """«Соколова М. П.»."""
        return short_name(self.staff)

    @property
    def code(self) -> str:
        """The day as it was seen: «4 2026-11-24 3»."""
        return f"{self.report.staff} {self.report.date.isoformat()} {self.report.rev}"


def waiting(stretch: Stretch, wall: Callable[[dt.datetime], dt.datetime], *, own: int = 0) -> list[Waiting]:
    """Days of the stretch that wait, the unusual ones first. ``own``: the reader's staff; ``wall``: UTC → the wall."""
    people = {one.id: one for one in stretch.people}
    reports = [one for one in stretch.reports.values() if one.state in WAITING and one.staff in people]
    reports = sorted(reports, key=lambda one: (one.date, one.staff))[:MOST_WAITING]
    rows = _rows(stretch.store, {one.staff for one in reports}, {one.date for one in reports})
    silent = _silent(stretch.store, reports, rows)
    against = _against(stretch, reports)
    found = []
    for report in reports:
        theirs = sorted(rows[report.staff, report.date], key=lambda row: (row.start, row.id))
        facts = unusual.Facts(
            report,
            theirs,
            wall(report.sent_at).date(),
            own=report.staff == own,
            without_note=silent,
            entered_on=max((wall(row.confirmed_at).date() for row in theirs), default=None),
            away=stretch.is_away(report.staff, report.date),
        )
        hours = sum(row.quarter_hours for row in theirs)
        sentences = tuple(unusual.unusual(facts))
        contradicted = tuple(against[report.staff, report.date])
        found.append(Waiting(people[report.staff], report, len(theirs), hours, sentences, contradicted))
    return sorted(found, key=lambda one: not one.is_unusual)


def _against(stretch: Stretch, reports: Sequence[DayReport]) -> dict[tuple[int, dt.date], list[Contradiction]]:
    """Contradictions by whose day and when, for both who wrote."""
    found: dict[tuple[int, dt.date], list[Contradiction]] = defaultdict(list)
    for one in contradictions_between(stretch.store, stretch.since, stretch.until) if reports else ():
        for row in (one.missed, one.held):
            found[row.staff, row.date].append(one)
    return found


def _silent(
    store: Store, reports: Sequence[DayReport], rows: Mapping[tuple[int, dt.date], list[Row]]
) -> frozenset[unusual.Whose]:
    """Whose families had no word for a month: looked up only for students whose lessons here have none.

    Some students at a time: a month of the whole school would take megabytes that the server then keeps.
    """
    doubtful = sorted({row.student for theirs in rows.values() for row in theirs if unusual.is_silent(row)})
    if not doubtful:
        return frozenset()
    last = max(report.date for report in reports)
    lately = (where("date") > last - unusual.MONTH) & (where("date") <= last)
    parts = (doubtful[start : start + STUDENTS_AT_ONCE] for start in range(0, len(doubtful), STUDENTS_AT_ONCE))
    found = (unusual.silent_for_a_month(store[ROWS].search(where("student").one_of(part) & lately)) for part in parts)
    return frozenset[unusual.Whose]().union(*found)


class Uncovered(msgspec.Struct, frozen=True):
    """A lesson of somebody who is away, which nobody else gives and nobody cancelled (L1)."""

    date: dt.date
    plan: Planned
    absence: Absence


def uncovered(stretch: Stretch, since: dt.date, until: dt.date) -> list[Uncovered]:
    """Lessons without anybody in some days of the stretch, by date and time."""
    found = []
    for date in days_between(since, until):
        away = {one.staff: one for one in stretch.absences if one.since <= date <= one.until}
        for plan in stretch.planned.get(date, ()) if away else ():
            absence = away.get(plan.teacher) or away.get(plan.accompanist)
            if absence is not None and not plan.cancelled:
                found.append(Uncovered(date, plan, absence))
    return sorted(found, key=lambda one: (one.date, one.plan.start, one.plan.lesson.id))
