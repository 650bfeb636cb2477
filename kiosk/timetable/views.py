"""A day and a week as their pages see them (T4)."""

import datetime as dt
from collections.abc import Callable, Iterable

import msgspec

from kiosk.people.names import full_name, short_name, student_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.regime.queries import reasons_of_exceptions
from kiosk.regime.records import KIND_LABEL, LessonKind
from kiosk.store import Store
from kiosk.timetable import queries
from kiosk.timetable.rules import Planned

WEEK_DAYS = 6
OfDay = Callable[[dt.date], Iterable[Planned]]
"""The lessons of somebody or something on a date."""


class LessonView(msgspec.Struct, frozen=True):
    """A lesson on a date with names instead of ids; ``kind`` is a msgid."""

    plan: Planned
    teacher: str
    accompanist: str
    subject: str
    short: str
    whom: str
    kind: str
    on_site: bool
    exception: str = ""
    """Why the deputy let a rule pass for this lesson; empty when none was let pass or it was taken back (D2)."""

    @property
    def id(self) -> int:
        """The weekly lesson's id."""
        return self.plan.lesson.id


class WeekView(msgspec.Struct, frozen=True):
    """Six days and the hours at which something begins."""

    days: tuple[dt.date, ...]
    starts: tuple[dt.time, ...]
    cells: dict[tuple[dt.time, dt.date], tuple[LessonView, ...]]

    def at(self, start: dt.time, day: dt.date) -> tuple[LessonView, ...]:
        """What begins then."""
        return self.cells.get((start, day), ())

    def plans(self, day: dt.date) -> list[Planned]:
        """The lessons of one of its days."""
        return [one.plan for (_, date), there in self.cells.items() if date == day for one in there]

    @property
    def lessons(self) -> int:
        """How many lessons the week has, cancelled ones left out."""
        return sum(not one.plan.cancelled for cell in self.cells.values() for one in cell)

    @property
    def quarter_hours(self) -> int:
        """Academic hours of the week in quarters."""
        return sum(
            one.plan.lesson.quarter_hours for cell in self.cells.values() for one in cell if not one.plan.cancelled
        )


def monday_of(date: dt.date) -> dt.date:
    """The Monday of a date's week; a Sunday belongs to the week before it."""
    return date - dt.timedelta(date.weekday())


def week(store: Store, date: dt.date, of_day: OfDay) -> WeekView:
    """The week of a date, each day's lessons given by ``of_day``."""
    days = tuple(monday_of(date) + dt.timedelta(step) for step in range(WEEK_DAYS))
    shown = {day: named(store, list(of_day(day))) for day in days}
    cells: dict[tuple[dt.time, dt.date], tuple[LessonView, ...]] = {}
    for day, lessons in shown.items():
        for lesson in lessons:
            key = (lesson.plan.start, day)
            cells[key] = (*cells.get(key, ()), lesson)
    return WeekView(days, tuple(sorted({start for start, _ in cells})), cells)


def named(store: Store, plans: list[Planned]) -> list[LessonView]:
    """Lessons with their names; a handful of reads for all of them."""
    people = {plan.teacher for plan in plans} | {plan.accompanist for plan in plans} - {0}
    staff = store[STAFF].many(people)
    subjects = store[SUBJECTS].many({plan.lesson.subject for plan in plans})
    students = store[STUDENTS].many({plan.lesson.student for plan in plans} - {0})
    groups = store[GROUPS].many({plan.lesson.group for plan in plans} - {0})
    let_pass = reasons_of_exceptions(store, (plan.lesson.exemption for plan in plans))

    def view(plan: Planned) -> LessonView:
        lesson = plan.lesson
        subject, student, group = subjects.get(lesson.subject), students.get(lesson.student), groups.get(lesson.group)
        return LessonView(
            plan=plan,
            teacher=short_name(staff[plan.teacher]) if plan.teacher in staff else "",
            accompanist=short_name(staff[plan.accompanist]) if plan.accompanist in staff else "",
            subject=subject.name if subject else "",
            short=(subject.short or subject.name) if subject else "",
            whom=student_name(student) if student else group.name if group else "",
            kind=KIND_LABEL[lesson.kind],
            on_site=lesson.kind is LessonKind.ON_SITE,
            exception=let_pass.get(lesson.exemption, ""),
        )

    return [view(plan) for plan in plans]


def of_whom(store: Store, whose: str, number: int) -> tuple[str, OfDay] | None:
    """Whose timetable, as its heading says it, and what they have on a date; ``whose``: teachers, groups, students."""
    if whose == "teachers" and (person := store[STAFF].get(number)):
        return full_name(person), lambda date: queries.of_staff(store, number, date)
    if whose == "groups" and (group := store[GROUPS].get(number)):
        return group.name, lambda date: queries.of_group(store, number, date)
    if whose == "students" and (student := store[STUDENTS].get(number)):
        return student_name(student), lambda date: queries.of_students(store, [number], date)
    return None


def of_room(store: Store, room: str) -> OfDay:
    """What is in a room on a date."""
    return lambda date: [plan for plan in queries.day(store, date) if plan.room == room]
