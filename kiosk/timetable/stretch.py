"""The lessons of many days at once: a month is read in a handful of queries, not in a handful for each day (H4, T1)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Collection as Sized

from kiosk.people.records import GROUPS
from kiosk.school.queries import special_days, years
from kiosk.school.rules import days_between, weekday_of
from kiosk.store import Store, where
from kiosk.timetable import rules
from kiosk.timetable.in_force import timetables
from kiosk.timetable.records import DATE_CHANGES, LESSONS, DateChange, Lesson
from kiosk.timetable.rules import Planned


def days(store: Store, since: dt.date, until: dt.date) -> dict[dt.date, list[Planned]]:
    """What `queries.day` says of each date of a stretch, in no order within a day; days without lessons are there."""
    return _days(store, since, until, lambda version: store[LESSONS].between("version", version, version))


def of_students(store: Store, students: Sized[int], since: dt.date, until: dt.date) -> dict[dt.date, list[Planned]]:
    """What `queries.of_students` says of each date of a stretch, by time: alone and in the groups of that date (F1)."""
    groups = {group.id: group for group in store[GROUPS].all() if any(one.student in students for one in group.members)}
    whose = where("student").one_of(list(students)) | where("group").one_of(list(groups))
    found = _days(store, since, until, lambda version: store[LESSONS].search((where("version") == version) & whose))

    def is_theirs(plan: Planned) -> bool:
        group = groups.get(plan.lesson.group)
        there = group.students_on(plan.date) if group else (plan.lesson.student,)
        return any(student in students for student in there)

    return {date: sorted(filter(is_theirs, plans), key=rules.by_time) for date, plans in found.items()}


def _days(
    store: Store, since: dt.date, until: dt.date, read: Callable[[int], list[Lesson]]
) -> dict[dt.date, list[Planned]]:
    dates, known = days_between(since, until), timetables(store)
    in_force = {date: known.on(date) for date in dates}
    versions = {version.id for one in in_force.values() for version in one.versions}
    week: dict[tuple[int, int], list[Lesson]] = defaultdict(list)
    for version_id in sorted(versions):
        for lesson in read(version_id):
            week[lesson.version, lesson.weekday].append(lesson)
    changes, odd = _changes(store, since, until), _odd_weeks(store, dates)
    special = {day.date: day for day in special_days(store, since, until)}
    known_years = years(store)
    found: dict[dt.date, list[Planned]] = {}
    for date in dates:
        year = next((year for year in known_years if year.since <= date <= year.until), None)
        weekday, ruling = weekday_of(date, special.get(date), year), in_force[date]
        lessons = [
            lesson
            for version in (ruling.versions if weekday is not None else ())
            for lesson in week[version.id, weekday or 0]
            if rules.given_on(lesson, date, odd=odd[date]) and ruling.gives(lesson)
        ]
        found[date] = [rules.planned(lesson, date, changes.get((lesson.id, date))) for lesson in lessons]
    return found


def _changes(store: Store, since: dt.date, until: dt.date) -> dict[tuple[int, dt.date], DateChange]:
    found = store[DATE_CHANGES].between("date", since, until)
    return {(change.lesson, change.date): change for change in found if not change.taken_back}


def _odd_weeks(store: Store, dates: list[dt.date]) -> dict[dt.date, bool]:
    known = years(store)
    firsts = {date: next((year.since for year in known if year.since <= date <= year.until), None) for date in dates}
    return {date: rules.is_odd_week(date, first) for date, first in firsts.items()}
