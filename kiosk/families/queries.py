"""What a family sees: today, the week, homework, and under its PIN the remarks (F1, F8)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from kiosk.assignments.handed_in import Handed, handed_in
from kiosk.assignments.queries import tasks_of, ticks_of_rows, with_a_day
from kiosk.assignments.records import Task
from kiosk.assignments.rules import HOMEWORK_DAYS
from kiosk.people.names import by_name, full_name, open_name, short_name
from kiosk.people.records import (
    GROUPS,
    HOUSEHOLDS,
    STAFF,
    STUDENTS,
    SUBJECTS,
    Group,
    Household,
    Staff,
    Student,
)
from kiosk.problems import N_
from kiosk.regime.points import Choice, Point
from kiosk.regime.queries import decided
from kiosk.regime.records import KIND_LABEL, LessonKind
from kiosk.reports.records import ROWS, Row
from kiosk.school.records import CHANNELS, Reach
from kiosk.school.rules import days_between, reach_of
from kiosk.store import Store, where
from kiosk.timetable import stretch
from kiosk.timetable.joining import joining
from kiosk.timetable.records import LESSONS, ChangeKind
from kiosk.timetable.rules import Planned
from kiosk.works.records import REVIEWS

DAYS_AHEAD: Final = 7
CONTROL_AHEAD: Final = 28
LETTERS_AHEAD: Final = 1500


class LessonView(msgspec.Struct, frozen=True):
    """A lesson as the family page says it. ``kind`` and ``change`` are msgids; ``old_start`` is struck out."""

    child: str
    start: dt.time
    end: dt.time
    subject: str
    kind: str
    at_home: bool
    channel: str
    address: str
    teacher: str
    room: str
    homework: str = ""
    links: tuple[str, ...] = ()
    """Addresses of a video or of materials that go with the homework."""
    done: bool = False
    """The family has ticked it."""
    change: str = ""
    old_start: dt.time | None = None
    called: bool = False
    """Held by telephone and no number is given: it is the teacher who calls."""
    cancelled: bool = False

    @property
    def link(self) -> str:
        """The address where it is one that a phone opens."""
        return self.address if self.address.startswith(("https://", "http://", "tel:")) else ""


class ChildDay(msgspec.Struct, frozen=True):
    """One child's lessons today."""

    name: str
    lessons: tuple[LessonView, ...]


class DayOfWeek(msgspec.Struct, frozen=True):
    """A day of the week ahead with everybody's lessons."""

    date: dt.date
    lessons: tuple[LessonView, ...]


class WeekView(msgspec.Struct, frozen=True):
    """The family page: today by child, then the days ahead."""

    today: dt.date
    children: tuple[ChildDay, ...]
    days: tuple[DayOfWeek, ...]

    @property
    def until(self) -> dt.date:
        """The last day that the page tells of."""
        return self.today + dt.timedelta(DAYS_AHEAD - 1)

    @property
    def letters(self) -> int:
        """How many letters of a homework stand on a day ahead: all in a usual family, fewer where lessons are many.

        They share the 4 KB of the page; in full a homework stands on its own day and in the week for printing.
        """
        noted = sum(bool(lesson.homework) for day in self.days for lesson in day.lessons)
        return LETTERS_AHEAD // max(noted, 1)


class ControlView(msgspec.Struct, frozen=True):
    """A control lesson after the week shown: when, whose, in what (F1)."""

    date: dt.date
    start: dt.time
    child: str
    subject: str


class DueView(NamedTuple):
    """A task with its day, and whose it is."""

    date: dt.date
    child: str
    task: Task


class RemarkView(msgspec.Struct, frozen=True):
    """A teacher's remark to one child."""

    date: dt.date
    child: str
    subject: str
    text: str


def children_of(store: Store, household: int) -> list[Student]:
    """The children of a household who still study, in the family's order."""
    family = store[HOUSEHOLDS].get(household)
    if family is None:
        return []
    return [student for student in store[STUDENTS].many(family.students).values() if student.retired_on is None]


def scopes_of(household: Household) -> tuple[str, ...]:
    """What changes of the store make this family's page stale."""
    children = (f"student:{student}" for student in household.students)
    return ("school", "timetable", "notices", f"household:{household.id}", *children)


def week_for(store: Store, household: int, today: dt.date) -> WeekView:
    """Today and the six days after it, with the last homework of each subject."""
    reader = _WeekReader(store, children_of(store, household), today, today + dt.timedelta(DAYS_AHEAD - 1))
    ahead = [today + dt.timedelta(step) for step in range(1, DAYS_AHEAD)]
    days = [DayOfWeek(date, reader.day(date)) for date in ahead]
    return WeekView(today, reader.today(), tuple(day for day in days if day.lessons))


class _WeekReader:
    """Reads lessons and names of some days once and turns planned lessons into what the page says."""

    def __init__(self, store: Store, children: list[Student], since: dt.date, until: dt.date) -> None:
        self.children, self.now = children, since
        ids = [child.id for child in children]
        self.days = stretch.of_students(store, ids, since, until)
        plans = [plan for day in self.days.values() for plan in day]
        self.groups = store[GROUPS].many({plan.lesson.group for plan in plans} - {0})
        self.subjects = store[SUBJECTS].many({plan.lesson.subject for plan in plans})
        self.staff = store[STAFF].many({plan.teacher for plan in plans} | {plan.lesson.teacher for plan in plans})
        self.homework = _last_homework(store, ids, list(self.groups), since)
        self.done = ticks_of_rows(store, [row.id for row in self.homework.values()])
        self.by_sound = {one.name for one in store[CHANNELS].all() if reach_of(one) is Reach.SOUND}

    def today(self) -> tuple[ChildDay, ...]:
        plans = self.days[self.now]
        return tuple(
            ChildDay(open_name(child), tuple(self._view(plan, child) for plan in plans if self._has(child, plan)))
            for child in self.children
        )

    def day(self, date: dt.date) -> tuple[LessonView, ...]:
        return tuple(
            self._view(plan, child) for plan in self.days[date] for child in self.children if self._has(child, plan)
        )

    def control(self, date: dt.date) -> list[ControlView]:
        """Control lessons of a date, child by child."""
        plans = [one for one in self.days[date] if one.lesson.kind is LessonKind.CONTROL and not one.cancelled]
        return [
            ControlView(date, plan.start, open_name(child), self._view(plan, child).subject)
            for plan in plans
            for child in self.children
            if self._has(child, plan)
        ]

    def _has(self, child: Student, plan: Planned) -> bool:
        group = self.groups.get(plan.lesson.group)
        return plan.lesson.student == child.id or (group is not None and child.id in group.students_on(plan.date))

    def _view(self, plan: Planned, child: Student) -> LessonView:
        lesson = plan.lesson
        subject, teacher = self.subjects.get(lesson.subject), self.staff.get(plan.teacher)
        moved = plan.start != lesson.start
        joined = joining(plan, self.groups.get(lesson.group), teacher)
        noted = self.homework.get((lesson.student, lesson.group, lesson.subject))
        return LessonView(
            child=open_name(child),
            start=plan.start,
            end=plan.end,
            subject=subject.name if subject else "",
            kind=KIND_LABEL[lesson.kind],
            at_home=lesson.kind is not LessonKind.ON_SITE,
            channel=joined.channel,
            address=joined.address,
            teacher=short_name(teacher) if teacher else "",
            room=plan.room,
            homework=noted.homework if noted else "",
            links=noted.links if noted else (),
            done=noted is not None and child.id in self.done.get(noted.id, ()),
            change=change_words(plan),
            old_start=lesson.start if moved else None,
            called=not joined.address and joined.channel in self.by_sound,
            cancelled=plan.cancelled,
        )


def control_ahead(store: Store, household: int, today: dt.date) -> list[ControlView]:
    """Control lessons of the weeks after the one shown; looked for only where the timetable has any."""
    children = children_of(store, household)
    groups = [group.id for group in store[GROUPS].all() if group_has(group, children, today)]
    theirs = where("student").one_of([child.id for child in children]) | where("group").one_of(groups)
    if store[LESSONS].one(theirs & (where("kind") == LessonKind.CONTROL.value)) is None:
        return []
    since, until = today + dt.timedelta(DAYS_AHEAD), today + dt.timedelta(CONTROL_AHEAD - 1)
    reader = _WeekReader(store, children, since, until)
    return [found for date in days_between(since, until) for found in reader.control(date)]


def due_ahead(store: Store, household: int, today: dt.date) -> list[DueView]:
    """Tasks of the children with a day that is still to come, which nobody has done yet; the nearest first."""
    children = {one.id: open_name(one) for one in children_of(store, household)}
    asked = with_a_day(store, list(children), today)
    tasks = [(child, one) for child in asked for one in tasks_of(store, child, today) if one.due and not one.done]
    works = handed_in(store, {one.reference for _, one in tasks})
    open_ones = [(child, one) for child, one in tasks if _lacks_a_work(works.get((one.reference, child)))]
    found = (DueView(one.due, children[child], one) for child, one in open_ones if one.due and one.due >= today)
    return sorted(found, key=lambda one: one.date)


def _lacks_a_work(work: Handed | None) -> bool:
    return work is None or work.returned


def new_reviews(store: Store, household: int) -> bool:
    """A teacher has answered a work of the children, and nobody of the family has opened it."""
    children = [one.id for one in children_of(store, household)]
    reviews = store[REVIEWS].search(where("student").one_of(children))
    return any(one.unread_by(household) for one in reviews)


def teachers_of(store: Store, household: int, today: dt.date) -> list[Staff]:
    """Who teaches this family's children in these two weeks, by name."""
    children = [child.id for child in children_of(store, household)]
    days = stretch.of_students(store, children, today, today + dt.timedelta(2 * DAYS_AHEAD - 1))
    plans = [plan for day in days.values() for plan in day]
    teachers = {plan.teacher for plan in plans} | {plan.lesson.teacher for plan in plans}
    return sorted(store[STAFF].many(sorted(teachers)).values(), key=lambda one: by_name(full_name(one)))


def group_has(group: Group, children: Iterable[Student], date: dt.date) -> bool:
    """One of the children is a member on a date."""
    return not {child.id for child in children}.isdisjoint(group.students_on(date))


def change_words(plan: Planned) -> str:
    """What is different on this date, as a msgid; words, never colour alone (F1)."""
    if plan.change is None:
        return ""
    if plan.change.kind is ChangeKind.CANCELLED:
        return N_("cancelled")
    if plan.change.teacher:
        return N_("another teacher")
    if plan.change.kind is ChangeKind.JOINED:
        return N_("joined otherwise")
    if plan.start != plan.lesson.start:
        return N_("another time")
    return N_("another room") if plan.room != plan.lesson.room else N_("changed")


def _last_homework(
    store: Store, students: list[int], groups: list[int], today: dt.date
) -> Mapping[tuple[int, int, int], Row]:
    """The rows with the latest homework, by (student, group, subject)."""
    since = today - dt.timedelta(HOMEWORK_DAYS)
    whom = where("student").one_of(students) | where("group").one_of(groups)
    rows = store[ROWS].search(whom & (where("date") >= since), order=("date", "start"))
    given = (row for row in rows if (row.homework or row.links) and not row.struck)
    return {(row.student, row.group, row.subject): row for row in given}


def pin_for_works(store: Store, date: dt.date) -> bool:
    """Whether a work is handed in with the PIN: how the student is known is the school's choice (P5, §1)."""
    return decided(store, date)[Point.IDENTITY] is Choice.CARD_AND_PIN


def remarks_for(store: Store, household: int, today: dt.date) -> list[RemarkView]:
    """Remarks of the last weeks about this family's children, newest first: shown under the PIN only (L21)."""
    children = {child.id: child for child in children_of(store, household)}
    groups = [group.id for group in store[GROUPS].all() if group_has(group, children.values(), today)]
    whom = where("student").one_of(list(children)) | where("group").one_of(groups)
    since = today - dt.timedelta(HOMEWORK_DAYS)
    rows = store[ROWS].search(whom & (where("date") >= since), order=("-date", "-start"))
    return [
        _remark(row, child)
        for row in rows
        for child in children.values()
        if row.remarks.get(str(child.id)) and not row.struck
    ]


def _remark(row: Row, child: Student) -> RemarkView:
    return RemarkView(row.date, open_name(child), row.subject_name, row.remarks[str(child.id)])
