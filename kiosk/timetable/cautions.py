"""What is to be thought over after a lesson was saved: pauses, the evening limit, one device at home (T2).

Nothing of it is refused; the page that follows the saving says it. The report of conflicts says it of a whole version.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from kiosk.problems import N_, Problem
from kiosk.store import Store
from kiosk.timetable import queries
from kiosk.timetable.conflicts import Conflict, ConflictKind, Surroundings, conflicts
from kiosk.timetable.naming import Names
from kiosk.timetable.records import Lesson
from kiosk.timetable.rules import later, meet, on_its_date, students_of
from kiosk.timetable.surroundings import surroundings

SENTENCE: Final = {
    ConflictKind.PAUSE: N_(
        "Less than %(minutes)s minutes lie between this lesson and another one: %(what)s, %(when)s."
    ),
    ConflictKind.DEVICE: N_(
        "%(who)s share one device at home, and another lesson is at the same time: %(what)s, %(when)s."
    ),
    ConflictKind.EVENING: N_("The lesson ends after %(time)s, the evening limit of the school."),
}


def of_lesson(store: Store, lesson: Lesson, date: dt.date) -> list[Problem]:
    """Of a weekly lesson: compared with those near its hour in its own version, found by their indexes."""
    around = surroundings(store, date)
    home = around.one_device.get(lesson.student)
    theirs = set(students_of(lesson, around.members))
    theirs |= {student for student, other in around.one_device.items() if home and other == home}
    groups = [group for group, members in around.members.items() if group == lesson.group or theirs & members]
    wide = replace(lesson, start=later(lesson.start, -around.pause), end=later(lesson.end, around.pause))
    near = [one for one in queries.rivals(store, wide, theirs, groups) if one.id != lesson.id and meet(one, lesson)]
    return _said(store, lesson, near, around)


def of_date(store: Store, lesson: int, date: dt.date) -> list[Problem]:
    """Of a lesson as it is given on one date, compared with all others of that day as they are given."""
    there = {plan.lesson.id: on_its_date(plan) for plan in queries.day(store, date) if not plan.cancelled}
    mine = there.pop(lesson, None)
    return _said(store, mine, there.values(), surroundings(store, date)) if mine else []


def _said(store: Store, lesson: Lesson, near: Iterable[Lesson], around: Surroundings) -> list[Problem]:
    found = [one for one in conflicts([lesson, *near], around) if not one.kind.hard and lesson.id in _both(one)]
    names = Names(store) if found else None
    return [_sentence(one, lesson, around, names) for one in found if names]


def _both(conflict: Conflict) -> tuple[int, ...]:
    return (conflict.one.id, *([conflict.other.id] if conflict.other else []))


def _sentence(conflict: Conflict, lesson: Lesson, around: Surroundings, names: Names) -> Problem:
    other = conflict.other if conflict.other and conflict.other.id != lesson.id else conflict.one
    named = names.of(other)
    values: dict[str, str | int] = {
        "minutes": around.pause,
        "time": f"{around.evening:%H:%M}",
        "who": ", ".join(names.family(home) for home in conflict.who) if conflict.kind is ConflictKind.DEVICE else "",
        "what": ", ".join(part for part in (named.subject, named.whom, named.teacher) if part),
        "when": f"{other.start:%H:%M}–{other.end:%H:%M}",
    }
    return Problem(SENTENCE[conflict.kind], values=values)
