"""The lessons of many days at once: a month is read in a handful of queries, not in a handful for each day (H4, T1)."""

import datetime as dt
from collections import defaultdict

from tinydb.queries import QueryInstance

from kiosk.school.queries import special_days, years
from kiosk.school.rules import days_between, weekday_of
from kiosk.store import Store, where
from kiosk.timetable import rules
from kiosk.timetable.in_force import timetables
from kiosk.timetable.records import DATE_CHANGES, LESSONS, DateChange, Lesson
from kiosk.timetable.rules import Planned


def days(
    store: Store, since: dt.date, until: dt.date, *, whose: QueryInstance | None = None
) -> dict[dt.date, list[Planned]]:
    """What `queries.day` says of each date of a stretch, in no order within a day; days without lessons are there.

    ``whose`` narrows the lessons that are read: those of a family are a few out of a thousand.
    """
    dates, known = days_between(since, until), timetables(store)
    in_force = {date: known.on(date) for date in dates}
    versions = {version.id for one in in_force.values() for version in one.versions}
    week: dict[tuple[int, int], list[Lesson]] = defaultdict(list)
    for version_id in sorted(versions):
        for lesson in _of_version(store, version_id, whose):
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


def _of_version(store: Store, version: int, whose: QueryInstance | None) -> list[Lesson]:
    if whose is None:
        return store[LESSONS].between("version", version, version)
    return store[LESSONS].search((where("version") == version) & whose)


def _changes(store: Store, since: dt.date, until: dt.date) -> dict[tuple[int, dt.date], DateChange]:
    found = store[DATE_CHANGES].between("date", since, until)
    return {(change.lesson, change.date): change for change in found if not change.taken_back}


def _odd_weeks(store: Store, dates: list[dt.date]) -> dict[dt.date, bool]:
    known = years(store)
    firsts = {date: next((year.since for year in known if year.since <= date <= year.until), None) for date in dates}
    return {date: rules.is_odd_week(date, first) for date, first in firsts.items()}
