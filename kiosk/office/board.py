"""What the hall may see of a day: teacher, room, subject, group or class; never a child's name (L21)."""

import datetime as dt

import msgspec

from kiosk.families.queries import change_words
from kiosk.people.names import class_label, short_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.regime.records import LessonKind
from kiosk.store import Store
from kiosk.timetable import queries as timetable
from kiosk.timetable.rules import Planned


class BoardLine(msgspec.Struct, frozen=True):
    """A lesson on the board. ``change`` is a msgid; ``old_teacher`` and ``old_room`` are struck out."""

    start: dt.time
    end: dt.time
    room: str
    at_home: bool
    teacher: str
    who: str
    subject: str
    change: str = ""
    cancelled: bool = False
    old_teacher: str = ""
    old_room: str = ""
    past: bool = False
    now: bool = False

    @property
    def rows(self) -> int:
        """How many lines of the monitor it takes: what is different stands beneath."""
        return 2 if self.change or self.old_teacher else 1


def board(store: Store, now: dt.datetime) -> list[BoardLine]:
    """Lessons of today by time; ``now`` is the school's wall."""
    plans = timetable.day(store, now.date())
    staff = store[STAFF].many({plan.teacher for plan in plans} | {plan.lesson.teacher for plan in plans})
    subjects = store[SUBJECTS].many({plan.lesson.subject for plan in plans})
    groups = store[GROUPS].many({plan.lesson.group for plan in plans} - {0})
    students = store[STUDENTS].many({plan.lesson.student for plan in plans} - {0})

    def line(plan: Planned) -> BoardLine:
        lesson = plan.lesson
        group, student = groups.get(lesson.group), students.get(lesson.student)
        subject = subjects.get(lesson.subject)
        return BoardLine(
            start=plan.start,
            end=plan.end,
            room=plan.room,
            at_home=lesson.kind is not LessonKind.ON_SITE,
            teacher=short_name(staff[plan.teacher]) if plan.teacher in staff else "",
            who=group.name if group else (class_label(student) if student else ""),
            subject=(subject.short or subject.name) if subject else "",
            change=change_words(plan),
            cancelled=plan.cancelled,
            old_teacher=short_name(staff[lesson.teacher]) if plan.teacher != lesson.teacher else "",
            old_room=lesson.room if plan.room != lesson.room else "",
            past=plan.end < now.time(),
            now=plan.start <= now.time() <= plan.end,
        )

    return [line(plan) for plan in plans]


def pages(lines: list[BoardLine], rows: int) -> list[list[BoardLine]]:
    """What goes on and comes next, in pages of so many rows; in the evening the day's last lessons. Never none."""
    left = [line for line in lines if not line.past] or around_now(lines, rows // 2)
    turned: list[list[BoardLine]] = [[]]
    for line in left:
        if turned[-1] and sum(one.rows for one in turned[-1]) + line.rows > rows:
            turned.append([])
        turned[-1].append(line)
    return turned


def is_dark(now: dt.time, off: dt.time, on: dt.time) -> bool:
    """Whether the board is dark at a time, from ``off`` to ``on``, mostly over midnight; the same time twice: never."""
    if off < on:
        return off <= now < on
    return off != on and (now >= off or now < on)


def around_now(lines: list[BoardLine], size: int) -> list[BoardLine]:
    """So many lines that one screen holds: what goes on now and comes next; the day's last ones in the evening."""
    first = next((place for place, line in enumerate(lines) if not line.past), len(lines))
    first = min(first, max(0, len(lines) - size))
    return lines[first : first + size]
