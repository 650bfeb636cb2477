"""Minutes as academic hours and which weekday a date follows, as tables (P4, L7, L9)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.school import hours, queries, rules
from kiosk.school.records import (
    HOUR_RULES,
    SPECIAL_DAYS,
    YEARS,
    AcademicYear,
    HourRule,
    Span,
    SpecialDay,
)
from tests.school import NamedSchool

START = dt.date(2026, 9, 1)

# L9: minutes of the lesson, minutes of an hour, step in quarters → quarters of an hour
HOURS = [
    (20, 40, 2, 2),
    (30, 40, 2, 4),
    (30, 40, 1, 3),
    (40, 40, 2, 4),
    (45, 45, 2, 4),
    (45, 40, 1, 5),
    (55, 40, 2, 6),
    (60, 40, 2, 6),
    (80, 40, 2, 8),
    (90, 45, 2, 8),
    (10, 40, 2, 2),
    (1, 40, 1, 1),
]


@pytest.mark.parametrize(("minutes", "of_hour", "step", "quarters"), HOURS)
def test_minutes_make_hours(minutes: int, of_hour: int, step: int, quarters: int) -> None:
    assert hours.quarter_hours_of(minutes, HourRule(since=START, minutes=of_hour, step_quarters=step)) == quarters


@given(st.integers(1, 600), st.sampled_from([40, 45]), st.sampled_from([1, 2, 4]))
def test_hours_are_whole_steps_near_the_minutes(minutes: int, of_hour: int, step: int) -> None:
    quarters = hours.quarter_hours_of(minutes, HourRule(since=START, minutes=of_hour, step_quarters=step))
    assert quarters % step == 0
    assert quarters >= step
    assert abs(quarters - minutes * 4 / of_hour) <= max(step / 2, step - minutes * 4 / of_hour)


TIMES = [
    ((9, 0), (9, 30), 30),
    ((9, 40), (10, 25), 45),
    ((23, 0), (23, 59), 59),
    ((10, 0), (9, 30), -30),
    ((9, 0), (9, 0), 0),
]


@pytest.mark.parametrize(("start", "end", "minutes"), TIMES)
def test_minutes_between(start: tuple[int, int], end: tuple[int, int], minutes: int) -> None:
    assert rules.minutes_between(dt.time(*start), dt.time(*end)) == minutes


# L9: a date, the minutes of an hour on it; decided on 1 September and anew on 12 January
DECIDED = [
    HourRule(id=1, since=dt.date(2026, 9, 1), minutes=40),
    HourRule(id=2, since=dt.date(2027, 1, 12), minutes=45),
    HourRule(id=3, since=dt.date(2027, 1, 12), minutes=50),
]
IN_FORCE = [
    (dt.date(2020, 1, 1), 40),
    (dt.date(2026, 9, 1), 40),
    (dt.date(2027, 1, 11), 40),
    (dt.date(2027, 1, 12), 50),
    (dt.date(2030, 1, 1), 50),
]


@pytest.mark.parametrize(("date", "minutes"), IN_FORCE)
def test_the_rule_in_force(date: dt.date, minutes: int) -> None:
    assert rules.rule_on(date, DECIDED).minutes == minutes
    assert rules.rule_on(date, reversed(DECIDED)).minutes == minutes


YEAR = AcademicYear(
    name="2026/27",
    since=dt.date(2026, 9, 1),
    until=dt.date(2027, 5, 31),
    holidays=(Span("зимние", dt.date(2026, 12, 28), dt.date(2027, 1, 10)),),
)
OFF = SpecialDay(date=dt.date(2026, 11, 4), off=True)
MOVED = SpecialDay(date=dt.date(2026, 11, 29), off=False, as_weekday=0)
WORKED = SpecialDay(date=dt.date(2026, 12, 28), off=False)

# L7: date, what is special, is the year known → weekday whose timetable holds (0 Monday), None: the school rests
DAYS = [
    (dt.date(2026, 11, 24), None, True, 1),
    (dt.date(2026, 11, 28), None, True, 5),
    (dt.date(2026, 11, 29), None, True, None),  # Sunday
    (dt.date(2026, 11, 4), OFF, True, None),  # a public holiday
    (dt.date(2026, 11, 29), MOVED, True, 0),  # a Sunday worked as a Monday
    (dt.date(2026, 12, 28), None, True, None),  # first and last day of the holidays, both ends included
    (dt.date(2027, 1, 10), None, True, None),
    (dt.date(2027, 1, 11), None, True, 0),
    (dt.date(2026, 12, 28), WORKED, True, 0),  # a special day outranks holidays
    (dt.date(2026, 12, 28), None, False, 0),  # without a known year no day is a holiday
    (dt.date(2026, 11, 29), None, False, None),
]


@pytest.mark.parametrize(("date", "special", "known", "weekday"), DAYS)
def test_which_weekday_a_date_follows(
    date: dt.date,
    special: SpecialDay | None,
    known: bool,
    weekday: int | None,
) -> None:
    assert rules.weekday_of(date, special, YEAR if known else None) == weekday


def test_the_stores_answers_are_those_of_the_rules(school: NamedSchool) -> None:
    with school.store.change(school.actor("Ким"), "L7 calendar") as change:
        change.add(YEARS, YEAR)
        change.add(HOUR_RULES, HourRule(since=dt.date(2027, 1, 12), minutes=45))
        for special in (OFF, MOVED, WORKED):
            change.add(SPECIAL_DAYS, special)
    store = school.store
    assert [queries.weekday_of(store, date) for date in (OFF.date, MOVED.date, WORKED.date)] == [None, 0, 0]
    assert queries.year_of(store, dt.date(2027, 5, 31)) is not None
    assert queries.year_of(store, dt.date(2027, 6, 1)) is None
    assert queries.hour_rule(store, dt.date(2027, 1, 11)).minutes == 40
    assert queries.hour_rule(store, dt.date(2027, 1, 12)).minutes == 45


# D3: the office writes the approved forms of distance learning, one a line
ADDRESSES = [
    ("http://192.168.1.10:8080", True),
    ("http://192.168.1.10:8080/", True),
    ("https://kiosk.school.ru", True),
    ("", True),
    ("192.168.1.10", False),
    ("javascript:alert(1)", False),
    ("http://192.168.1.10/s/x", False),
    ("http://a b", False),
    ("http://кио́ск\u202e", False),
    ("http://x\x00", False),
]


@pytest.mark.parametrize(("address", "good"), ADDRESSES)
def test_the_address_on_paper_is_a_plain_one(school: NamedSchool, address: str, *, good: bool) -> None:
    answer = school.client("Ким").post("/office/school", {"name": "ДМШ", "short_name": "Д", "address": address})
    assert answer.status == (303 if good else 422)
    found = queries.the_school(school.store)
    assert found is not None
    assert found.address == (address.rstrip("/") if good else "")
    if not good:
        assert 'id="address-p"' in answer.text
