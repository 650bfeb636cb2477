"""What the school decided, as other rooms ask it."""

import datetime as dt

from kiosk.problems import Problem
from kiosk.school import rules
from kiosk.school.records import (
    CHANNELS,
    HOUR_RULES,
    SCHOOLS,
    SPECIAL_DAYS,
    YEARS,
    AcademicYear,
    Channel,
    DayPlan,
    HourRule,
    School,
    SpecialDay,
)
from kiosk.store import Store, where

FAR_DAYS = 120
"""So far ahead the next school day is looked for: the summer is shorter."""


def the_school(store: Store) -> School | None:
    """The school of this kiosk; None before the first set-up (O5)."""
    schools = store[SCHOOLS].all()
    return schools[0] if schools else None


def school_name(store: Store) -> str:
    """What papers call it; empty before the first set-up."""
    school = the_school(store)
    return school.name if school else ""


def hour_rule(store: Store, date: dt.date) -> HourRule:
    """The hour rule in force on a date (L9)."""
    return rules.rule_on(date, store[HOUR_RULES].all())


def channels(store: Store, *, on: dt.date) -> list[Channel]:
    """The forms of distance learning that may be used on a date, in the order in which they were entered (D3)."""
    return [channel for channel in store[CHANNELS].all(order=("id",)) if rules.is_offered(channel, on)]


def year_of(store: Store, date: dt.date) -> AcademicYear | None:
    """The academic year that holds a date (P4)."""
    return next((year for year in years(store) if year.since <= date <= year.until), None)


def years(store: Store) -> list[AcademicYear]:
    """The academic years that are written down, the earliest first."""
    return [year for year in store[YEARS].all(order=("since",)) if not year.taken_back]


def special_day(store: Store, date: dt.date) -> SpecialDay | None:
    """What is special about a date, if anything (L7)."""
    found = store[SPECIAL_DAYS].one(where("date") == date)
    return None if found is None or found.taken_back else found


def special_days(store: Store, since: dt.date, until: dt.date) -> list[SpecialDay]:
    """The special days of a stretch in the order of time."""
    found = store[SPECIAL_DAYS].search((where("date") >= since) & (where("date") <= until), order=("date",))
    return [day for day in found if not day.taken_back]


def weekday_of(store: Store, date: dt.date) -> int | None:
    """The weekday whose timetable a date follows; None when the school rests (L7)."""
    return rules.weekday_of(date, special_day(store, date), year_of(store, date))


def day_plan(day: SpecialDay) -> DayPlan:
    """What is decided about a stored day."""
    return DayPlan(day.date, day.off, day.as_weekday, day.note, day.to_check)


def why_off(store: Store, date: dt.date) -> Problem | None:
    """The sentence that a lesson added on this date is refused with; None when the school works (L7).

    It names the reason and the nearest school day after it.
    """
    year, special = year_of(store, date), special_day(store, date)
    if rules.weekday_of(date, special, year) is not None:
        return None
    holiday = rules.holiday_on(date, year) if year else None
    known = {day.date: day for day in special_days(store, date, date + dt.timedelta(FAR_DAYS))}
    ahead = (date + dt.timedelta(days) for days in range(1, FAR_DAYS))
    next_one = next((day for day in ahead if rules.weekday_of(day, known.get(day), year) is not None), None)
    return rules.off_problem(date, special, holiday, next_one)
