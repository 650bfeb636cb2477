"""The made-up school has lessons today, reports since last month, an open period, and nobody in two places (O5)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kiosk import demo
from kiosk.app import COLLECTIONS
from kiosk.clock import FixedClock
from kiosk.hours.closing import checks
from kiosk.hours.figures import figures_from
from kiosk.hours.months import Month
from kiosk.hours.queries import account_of
from kiosk.people.records import GROUPS, STAFF, STUDENTS
from kiosk.regime.queries import order_on
from kiosk.reports.contradictions import contradictions_between
from kiosk.reports.records import DAYS, ROWS, DayState
from kiosk.school.queries import special_day
from kiosk.school.records import SPECIAL_DAYS
from kiosk.store import Store, where
from kiosk.timetable import queries as timetable
from kiosk.timetable.records import LESSONS
from kiosk.timetable.rules import clashes

DATES = [
    ("an ordinary Tuesday", dt.datetime(2026, 11, 24, 12), False),
    ("a Sunday", dt.datetime(2026, 11, 29, 12), True),
    ("3 January", dt.datetime(2027, 1, 3, 12), True),
    ("July", dt.datetime(2027, 7, 14, 12), False),
]


def made(folder: Path, moment: dt.datetime, size: str = "small") -> Store:
    """The made-up school of a day."""
    clock = FixedClock(moment)
    store = Store.open(folder, COLLECTIONS, clock=clock)
    demo.prepare(store, clock, size)
    return store


@pytest.mark.parametrize(("moment", "moved"), [case[1:] for case in DATES], ids=[case[0] for case in DATES])
def test_whatever_day_it_is_there_is_something_to_see(tmp_path: Path, moment: dt.datetime, moved: bool) -> None:
    store, today = made(tmp_path, moment), moment.date()
    try:
        assert timetable.day(store, today)
        assert (special_day(store, today) is not None) is moved
        assert order_on(store, today) is not None
        dates = {row.date for row in store[ROWS].all()}
        assert len(dates) >= 10
        assert max(dates) < today
        assert store[DAYS].count() > 30
        states = {day.state for day in store[DAYS].all()}
        assert {DayState.ACCEPTED, DayState.RETURNED, DayState.SENT} <= states
    finally:
        store.close()


@pytest.mark.parametrize(("size", "teachers", "students"), [("small", 6, 40), ("school", 42, 480)])
def test_nobody_is_in_two_places_at_once(tmp_path: Path, size: str, teachers: int, students: int) -> None:
    store = made(tmp_path, DATES[0][1], size)
    try:
        assert store[STUDENTS].count() == students
        lessons = store[LESSONS].search(where("version") == 1)
        assert len({lesson.teacher for lesson in lessons}) == teachers
        members = {one.id: frozenset(member.student for member in one.members) for one in store[GROUPS].all()}
        by_day = [[one for one in lessons if one.weekday == day] for day in range(6)]
        assert not [found for day in by_day for one in day for found in clashes(one, day, members)]
    finally:
        store.close()


def test_the_same_day_makes_the_same_people_and_a_second_time_nothing(tmp_path: Path) -> None:
    first, second = made(tmp_path / "a", DATES[0][1]), made(tmp_path / "b", DATES[0][1])
    try:
        names = [[(one.surname, one.given) for one in store[STAFF].all()] for store in (first, second)]
        assert names[0] == names[1]
        number = first.number
        demo.prepare(first, FixedClock(DATES[0][1]), "small")
        assert first.number == number
    finally:
        first.close()
        second.close()


def test_last_month_has_a_sheet_and_the_year_its_public_holidays(tmp_path: Path) -> None:
    """What a newcomer looks at first in «Часы»: figures, nothing that stands in the way of last month's closing."""
    store = made(tmp_path, DATES[0][1])
    try:
        now = store.clock.local(store.clock.now())
        october = Month(2026, 10)
        account = account_of(store, october.since, october.until, now=now)
        assert len(figures_from(store, account, october, made_on=now.date()).lines) >= 6
        assert checks(store, account).days == ()
        off = [day.date for day in store[SPECIAL_DAYS].all() if day.off]
        assert {dt.date(2026, 11, 4), dt.date(2027, 1, 7), dt.date(2027, 5, 9)} <= set(off)
        assert not {row.date for row in store[ROWS].all()} & set(off)
        (returned,) = [day for day in store[DAYS].all() if day.state is DayState.RETURNED]
        assert returned.remark
        assert [step.deed.value for step in returned.history] == ["sent", "returned"]
        assert contradictions_between(store, october.since, now.date()) == []
    finally:
        store.close()


def test_who_may_sign_in_is_told_in_the_agreed_shape(tmp_path: Path) -> None:
    store = made(tmp_path, DATES[0][1])
    try:
        told = demo.access(store, "http://192.168.1.10:8080/")
        assert set(told) == {"base_url", "staff", "families"}
        staff, families = told["staff"], told["families"]
        assert isinstance(staff, list)
        assert isinstance(families, list)
        assert all(set(one) == {"name", "roles", "login", "secret"} for one in staff)
        wanted = {"name", "card_url", "short_code", "pin", "students"}
        assert all(set(one) == wanted and set(one["students"][0]) == {"id", "name"} for one in families)
        assert families[0]["card_url"].startswith("http://192.168.1.10:8080/s/")
    finally:
        store.close()
