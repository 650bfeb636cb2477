"""What the school decided, as other rooms ask it."""

import datetime as dt

from kiosk.school import rules
from kiosk.school.records import (
    CHANNELS,
    HOUR_RULES,
    SCHOOLS,
    SPECIAL_DAYS,
    YEARS,
    AcademicYear,
    Channel,
    ChannelState,
    HourRule,
    School,
    SpecialDay,
)
from kiosk.store import Store, where


def the_school(store: Store) -> School | None:
    """The school of this kiosk; None before the first set-up (O5)."""
    schools = store[SCHOOLS].all()
    return schools[0] if schools else None


def hour_rule(store: Store, date: dt.date) -> HourRule:
    """The hour rule in force on a date (L9)."""
    return rules.rule_on(date, store[HOUR_RULES].all())


def channels(store: Store) -> list[Channel]:
    """The approved forms of distance learning, in the order in which the school entered them (D3)."""
    return [channel for channel in store[CHANNELS].all(order=("id",)) if channel.state is not ChannelState.UNAVAILABLE]


def year_of(store: Store, date: dt.date) -> AcademicYear | None:
    """The academic year that holds a date (P4)."""
    return next((year for year in store[YEARS].all() if year.since <= date <= year.until), None)


def special_day(store: Store, date: dt.date) -> SpecialDay | None:
    """What is special about a date, if anything (L7)."""
    return store[SPECIAL_DAYS].one(where("date") == date)


def weekday_of(store: Store, date: dt.date) -> int | None:
    """The weekday whose timetable a date follows; None when the school rests (L7)."""
    return rules.weekday_of(date, special_day(store, date), year_of(store, date))
