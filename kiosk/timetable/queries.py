"""What is planned: for a date, for a member of staff, for a family's children (T1, T4)."""

import datetime as dt
from collections.abc import Callable, Iterable
from collections.abc import Collection as Sized

from tinydb.queries import QueryInstance

from kiosk.people.records import GROUPS, Group
from kiosk.school.queries import weekday_of, year_of
from kiosk.store import Store, where
from kiosk.timetable import rules
from kiosk.timetable.in_force import in_force
from kiosk.timetable.records import DATE_CHANGES, LESSONS, DateChange, Lesson, TimetableVersion
from kiosk.timetable.rules import Planned


def version_on(store: Store, date: dt.date) -> TimetableVersion | None:
    """The timetable that holds for the school as a whole on a date."""
    return in_force(store, date).of_school


def day(store: Store, date: dt.date) -> list[Planned]:
    """Every lesson of the school on a date, by time; cancelled ones are in it and say so."""
    return _on(store, date, lambda week: week)


def of_staff(store: Store, staff: int, date: dt.date) -> list[Planned]:
    """What a teacher or accompanist gives on a date, substitutions counted for the one who gives them (L1)."""
    return list(store.work_out(("of staff", staff, date), lambda: _of_staff(store, staff, date)))


def _of_staff(store: Store, staff: int, date: dt.date) -> list[Planned]:
    substituted = [change.lesson for change in changes_on(store, date) if staff in (change.teacher, change.accompanist)]
    mine = (where("teacher") == staff) | (where("accompanist") == staff)
    found = _on(store, date, lambda week: week & mine, also=substituted)
    return [plan for plan in found if staff in (plan.teacher, plan.accompanist)]


def of_students(store: Store, students: Sized[int], date: dt.date) -> list[Planned]:
    """What some students have on a date, alone and in their groups (F1)."""
    groups = [group.id for group in store[GROUPS].all() if not set(group.students_on(date)).isdisjoint(students)]
    theirs = where("student").one_of(list(students)) | where("group").one_of(groups)
    return _on(store, date, lambda week: week & theirs)


def of_group(store: Store, group: int, date: dt.date) -> list[Planned]:
    """What a group has on a date."""
    return _on(store, date, lambda week: week & (where("group") == group))


def groups_at(store: Store, lesson: Lesson) -> list[Group]:
    """The groups that have a lesson at the hour of this one in its version, and its own."""
    there = store[LESSONS].search(_day(lesson) & (where("group") >= 1) & _hour(lesson))
    return list(store[GROUPS].many({one.group for one in there} | {lesson.group} - {0}).values())


def rivals(store: Store, lesson: Lesson, students: Sized[int], groups: Sized[int]) -> list[Lesson]:
    """Lessons at the hour of this one in its version that need one of its people or its room, in the order entered.

    Each alternative names version and weekday, so that each is found by its own index.
    """
    needed = _needed(_day(lesson), lesson, students, groups)
    return store[LESSONS].search(needed & _hour(lesson), order=("id",))


def groups_on(store: Store, lesson: Lesson, date: dt.date) -> list[Group]:
    """The groups that have a lesson at the hour of this one on a date, and its own."""
    there = _at_hour_on(store, lesson, date, lambda week: week & (where("group") >= 1))
    return list(store[GROUPS].many({plan.lesson.group for plan in there} | {lesson.group} - {0}).values())


def rivals_on(store: Store, lesson: Lesson, date: dt.date, students: Sized[int], groups: Sized[int]) -> list[Planned]:
    """`rivals` on a date, by time: also what is different on it, whoever needs it otherwise."""
    return _at_hour_on(store, lesson, date, lambda week: _needed(week, lesson, students, groups))


def _at_hour_on(
    store: Store, lesson: Lesson, date: dt.date, narrowed: Callable[[QueryInstance], QueryInstance]
) -> list[Planned]:
    """Lessons of a date that share a minute with this one; those changed on the date stand outside the narrowing."""
    changed = [change.lesson for change in changes_on(store, date)]
    found = _on(store, date, lambda week: narrowed(week) & _hour(lesson), also=changed)
    return [plan for plan in found if plan.start < lesson.end and lesson.start < plan.end]


def _needed(day: QueryInstance, lesson: Lesson, students: Sized[int], groups: Sized[int]) -> QueryInstance:
    """Who or what the lesson needs, each by its own index of a day."""
    staff = list({lesson.teacher, lesson.accompanist} - {0})
    needed = (day & where("teacher").one_of(staff)) | (day & where("accompanist").one_of(staff))
    if students:
        needed |= day & where("student").one_of(list(students))
    if groups:
        needed |= day & where("group").one_of(list(groups))
    if lesson.room:
        needed |= day & (where("room") == lesson.room)
    return needed


def _day(lesson: Lesson) -> QueryInstance:
    return (where("version") == lesson.version) & (where("weekday") == lesson.weekday)


def _hour(lesson: Lesson) -> QueryInstance:
    return (where("start") < lesson.end) & (where("end") > lesson.start)


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
    return sorted(plans, key=rules.by_time)
