"""What is planned: for a date, for a member of staff, for a family's children (T1, T4)."""

import datetime as dt
from collections.abc import Callable, Iterable
from collections.abc import Collection as Sized

from tinydb.queries import QueryInstance

from kiosk.people.records import GROUPS
from kiosk.school.queries import weekday_of, year_of
from kiosk.store import Store, where
from kiosk.timetable import rules
from kiosk.timetable.in_force import in_force
from kiosk.timetable.records import DATE_CHANGES, LESSONS, DateChange, TimetableVersion
from kiosk.timetable.rules import Planned


def version_on(store: Store, date: dt.date) -> TimetableVersion | None:
    """The timetable that holds for the school as a whole on a date."""
    return in_force(store, date).of_school


def day(store: Store, date: dt.date) -> list[Planned]:
    """Every lesson of the school on a date, by time; cancelled ones are in it and say so."""
    return _on(store, date, lambda week: week)


def of_staff(store: Store, staff: int, date: dt.date) -> list[Planned]:
    """What a teacher or accompanist gives on a date, substitutions counted for the one who gives them (L1)."""
    substituted = [change.lesson for change in changes_on(store, date) if staff in (change.teacher, change.accompanist)]
    mine = (where("teacher") == staff) | (where("accompanist") == staff)
    found = _on(store, date, lambda week: week & mine, also=substituted)
    return [plan for plan in found if staff in (plan.teacher, plan.accompanist)]


def of_students(store: Store, students: Sized[int], date: dt.date) -> list[Planned]:
    """What some students have on a date, alone and in their groups (F1)."""
    groups = [group.id for group in store[GROUPS].all() if not set(group.students_on(date)).isdisjoint(students)]
    theirs = where("student").one_of(list(students)) | where("group").one_of(groups)
    return _on(store, date, lambda week: week & theirs)


def changes_on(store: Store, date: dt.date) -> list[DateChange]:
    """What is different on a date and was not taken back."""
    return [change for change in store[DATE_CHANGES].search(where("date") == date) if not change.taken_back]


def _on(
    store: Store, date: dt.date, narrowed: Callable[[QueryInstance], QueryInstance], also: Iterable[int] = ()
) -> list[Planned]:
    known, weekday = in_force(store, date), weekday_of(store, date)
    if not known.versions or weekday is None:
        return []
    odd = rules.is_odd_week(date, year.since if (year := year_of(store, date)) else None)
    week = where("version").one_of([version.id for version in known.versions]) & (where("weekday") == weekday)
    lessons = {lesson.id: lesson for lesson in store[LESSONS].search(narrowed(week))}
    lessons |= store[LESSONS].many([lesson for lesson in also if lesson not in lessons])
    changes = {change.lesson: change for change in changes_on(store, date)}
    plans = [
        rules.planned(lesson, date, changes.get(lesson.id))
        for lesson in lessons.values()
        if rules.given_on(lesson, date, odd=odd) and known.gives(lesson)
    ]
    return sorted(plans, key=lambda plan: (plan.start, plan.end, plan.lesson.id))
