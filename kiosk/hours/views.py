"""Accounts as pages see them: lines of a table with their figures, lessons under a figure with sentences (H4)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import msgspec

from kiosk.hours.queries import Account
from kiosk.hours.records import Measure
from kiosk.hours.rules import Entry, Total, totals
from kiosk.hours.sentences import Known, why
from kiosk.people.names import by_name, class_label, student_name
from kiosk.people.records import Funding
from kiosk.problems import Problem
from kiosk.reports.records import Attendance, Position
from kiosk.web import Form


class Line(msgspec.Struct, frozen=True):
    """A line of a table: whose or what, and the lessons beneath its figures. ``key`` is its part of an address."""

    key: str
    name: str
    total: Total
    more: str = ""
    address: str = ""


class Lesson(msgspec.Struct, frozen=True):
    """A lesson under a figure, with the sentences that explain its hours."""

    entry: Entry
    quarters: int
    staff: str
    whom: str
    subject: str
    why: tuple[Problem, ...]


def by_staff(account: Account, people: Iterable[int], address: str) -> list[Line]:
    """Everybody in this order who has anything; ``address`` is that of somebody's month with %d for them."""
    found = totals(account.entries, lambda entry: entry.staff)
    return [
        Line(f"teacher={staff}", account.name(staff), found[staff], address=address % staff)
        for staff in people
        if staff in found
    ]


def by_subject(account: Account) -> list[Line]:
    """Subjects by name, as they are called now."""
    found = totals(account.entries, lambda entry: entry.subject)
    lines = [Line(f"subject={one}", account.subjects.get(one, "—"), total) for one, total in found.items()]
    return sorted(lines, key=lambda line: by_name(line.name))


def by_student(account: Account, *, alone: Callable[[Entry], bool]) -> list[Line]:
    """Students by name; a lesson of a group stands under each of its students. Accompanists' rows are left out.

    ``alone`` says which entries are looked at.
    """
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in account.entries:
        if entry.position is Position.TEACHER and alone(entry):
            for student in account.students_of(entry):
                found[student].append(entry)
    people = account.students
    lines = [
        Line(f"student={one}", student_name(people[one]), Total(tuple(theirs)), class_label(people[one]))
        for one, theirs in found.items()
        if one in people
    ]
    return sorted(lines, key=lambda line: by_name(line.name))


def absent_quarters(total: Total, student: int) -> int:
    """Hours of held lessons at which a student was not there."""
    mark = str(student)
    return sum(
        entry.held
        for entry in total.entries
        if entry.row and entry.row.attendance.get(mark, Attendance.LATE) is not Attendance.LATE
    )


def by_position(entries: Iterable[Entry]) -> dict[tuple[Position, Funding], Total]:
    """Positions and kinds of money apart, in the order of the sheet."""
    found = totals(entries, lambda entry: (entry.position, entry.funding))
    return {key: found[key] for key in ((place, money) for money in Funding for place in Position) if key in found}


def by_day(entries: Iterable[Entry]) -> list[tuple[dt.date, Total]]:
    """Days that have lessons, in the order of time."""
    return sorted(totals(entries, lambda entry: entry.date).items())


class Asked(msgspec.Struct, frozen=True):
    """What a figure is about, as its address says it; what is empty does not matter."""

    position: str
    funding: str
    day: dt.date | None
    subject: int
    student: int

    @classmethod
    def read(cls, form: Form) -> "Asked":
        """Out of the address; what cannot be read does not matter either."""
        return cls(
            position=form.typed("position"),
            funding=form.typed("funding"),
            day=form.date("day"),
            subject=form.id("subject") or 0,
            student=form.id("student") or 0,
        )

    def fits(self, entry: Entry, account: Account) -> bool:
        """True for a lesson that stands under the figure."""
        return (
            self.position in {"", entry.position.value}
            and self.funding in {"", entry.funding.value}
            and self.day in {None, entry.date}
            and self.subject in {0, entry.subject}
            and (
                not self.student or (entry.position is Position.TEACHER and self.student in account.students_of(entry))
            )
        )


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Lessons in the order of time."""
    return sorted(entries, key=lambda one: (one.date, one.start, one.staff))


def lessons_of(account: Account, entries: Sequence[Entry], measure: Measure, known: Known) -> list[Lesson]:
    """The lessons under a figure with their sentences."""
    return [
        Lesson(
            entry=entry,
            quarters=entry.of(measure),
            staff=account.name(entry.staff),
            whom=account.whom(entry),
            subject=account.subject(entry),
            why=why(entry, known),
        )
        for entry in entries
    ]
