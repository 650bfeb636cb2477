"""What an academic year has to be, what is only said, and days over New Year (P4, L7)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.school import queries, sample, years
from kiosk.school.actions import Entry, confirm, load_sample, save_year, take_days_back, undo, write_days
from kiosk.school.records import (
    CALENDAR_EDITS,
    SPECIAL_DAYS,
    YEARS,
    AcademicYear,
    CalendarDeed,
    DayPlan,
    Span,
    YearPlan,
)
from kiosk.school.rules import weekday_of
from kiosk.words import tongue
from tests.school import NamedSchool

RU = tongue("ru")


def day(text: str) -> dt.date:
    """«24.11» of the academic year 2026/27."""
    number, month = map(int, text.split("."))
    return dt.date(2026 if month >= 9 else 2027, month, number)


def span(name: str, since: str, until: str, *, first: bool = False) -> Span:
    return Span(name, day(since), day(until), first)


def year_of(quarters: list[Span], holidays: list[Span], halves: list[Span] | None = None) -> YearPlan:
    return YearPlan("2026/27", day("1.9"), day("31.5"), tuple(halves or ()), tuple(quarters), tuple(holidays))


def refused(plan: YearPlan, others: tuple[AcademicYear, ...] = ()) -> list[str]:
    """Fields that a year is refused at."""
    spans = {
        sort: [(f"{sort}-{place}", one) for place, one in enumerate(several)]
        for sort, several in (("half", plan.half_years), ("quarter", plan.quarters), ("holiday", plan.holidays))
    }
    return [problem.field for problem in years.problems_of(plan, spans, others)]


# quarters, holidays → fields of what is wrong
WRONG: list[tuple[list[Span], list[Span], list[str]]] = [
    ([span("I", "1.9", "25.10"), span("II", "4.11", "30.12")], [span("осенние", "26.10", "3.11")], []),
    ([span("I", "1.9", "25.10"), span("II", "25.10", "30.12")], [], ["quarter-1-since"]),
    ([span("II", "4.11", "30.12"), span("I", "1.9", "25.10")], [], ["quarter-1-since"]),
    ([span("I", "25.10", "1.9")], [], ["quarter-0-until"]),
    ([span("IV", "5.4", "1.6")], [], ["quarter-0-since"]),
    ([span("I", "1.9", "25.10")], [span("осенние", "25.10", "3.11")], ["holiday-0-since"]),
    ([span("III", "11.1", "20.3")], [span("первые классы", "15.2", "21.2", first=True)], []),
    ([], [span("зимние", "31.12", "10.1"), span("ещё", "1.1", "2.1")], ["holiday-1-since"]),
]


@pytest.mark.parametrize(("quarters", "holidays", "fields"), WRONG)
def test_what_a_year_is_refused_for(quarters: list[Span], holidays: list[Span], fields: list[str]) -> None:
    assert refused(year_of(quarters, holidays)) == fields


def test_a_year_itself() -> None:
    plan, there = year_of([], []), AcademicYear(name="2026/27", since=day("1.9"), until=day("31.5"))
    assert refused(replace(plan, until=day("1.9") - dt.timedelta(1))) == ["until"]
    assert refused(replace(plan, until=dt.date(2027, 9, 2))) == ["until"]
    assert refused(plan, (there,)) == ["name", "since"]
    assert refused(plan, (replace(there, name="другой", since=day("31.5"), until=dt.date(2028, 5, 31)),)) == ["since"]


# quarters, holidays → what is said
DOUBTS: list[tuple[YearPlan, list[str]]] = [
    (year_of([], []), ["Четверти ещё не записаны: уроки стоят с первого до последнего дня."]),
    (
        year_of([span("I", "1.9", "25.10"), span("II", "28.10", "31.5")], [span("осенние", "26.10", "27.10")]),
        ["осенние: дней отдыха — 2. Школам советуют не меньше 7 подряд."],
    ),
    (
        year_of([span("I", "1.9", "25.10"), span("II", "4.11", "31.5")], []),
        ["26.10–03.11.2026: ни четверть, ни каникулы. В эти дни уроки стоят по расписанию."],
    ),
    (year_of([span("I", "1.9", "24.10"), span("II", "26.10", "31.5")], []), []),  # a Sunday between is no gap
    (
        year_of([span("I", "1.9", "31.5")], [], [span("I полугодие", "1.9", "30.12")]),
        ["I полугодие: начало или конец не совпадает с четвертями. Проверьте дни."],
    ),
    (sample.YEAR, []),
]


@pytest.mark.parametrize(("plan", "said"), DOUBTS)
def test_what_is_only_said(plan: YearPlan, said: list[str]) -> None:
    assert [RU.worded(problem) for problem in years.cautions_of(plan)] == said


def test_the_sample_is_a_year_that_may_be_written_down() -> None:
    assert refused(sample.YEAR) == []
    assert sample.YEAR.to_check
    assert all(one.to_check for one in sample.DAYS)
    assert sum(years.weeks_of(quarter) for quarter in sample.YEAR.quarters) >= 34
    assert len({one.date for one in sample.DAYS}) == len(sample.DAYS)


@given(st.dates(day("1.9"), day("31.5")))
def test_holidays_of_the_first_classes_close_nothing(date: dt.date) -> None:
    plan = year_of([], [span("первые классы", "1.9", "31.5", first=True)])
    year = AcademicYear(name=plan.name, since=plan.since, until=plan.until, holidays=plan.holidays)
    assert weekday_of(date, None, year) == (None if date.weekday() == 6 else date.weekday())


# the book of changes


def entry(school: NamedSchool, deed: CalendarDeed = CalendarDeed.DAY) -> Entry:
    return Entry(school.actor("Ким"), deed, school.clock.now(), "приказ № 5")


def test_the_sample_comes_in_once_and_leaves_what_the_school_wrote(school: NamedSchool) -> None:
    store = school.store
    write_days(store, entry(school), [DayPlan(day("4.11"), off=False, note="работаем")])
    edit = load_sample(store, entry(school, CalendarDeed.SAMPLE))
    assert edit is not None
    assert len(edit.days) == len(sample.DAYS) - 1
    assert load_sample(store, entry(school)) is None
    mine = queries.special_day(store, day("4.11"))
    assert mine is not None
    assert (mine.off, mine.to_check) == (False, False)
    assert queries.weekday_of(store, day("31.12")) is None
    undone = undo(store, school.actor("Ким"), edit, now=school.clock.now())
    assert not hasattr(undone, "problems")
    assert queries.years(store) == []
    assert queries.weekday_of(store, day("31.12")) == 3
    assert load_sample(store, entry(school)) is not None
    assert [year.name for year in queries.years(store)] == ["2026/27"]


def test_the_sample_fills_the_year_of_the_set_up(school: NamedSchool) -> None:
    with school.store.change(school.actor("Ким"), "set-up") as change:
        change.add(YEARS, AcademicYear(name="2026–2027", since=day("1.9"), until=day("31.5")))
    load_sample(school.store, entry(school))
    (year,) = queries.years(school.store)
    assert (year.name, len(year.quarters), year.to_check) == ("2026–2027", 4, True)


def test_an_entry_is_undone_unless_its_days_were_changed_later(school: NamedSchool) -> None:
    store, actor, now = school.store, school.actor("Ким"), school.clock.now()
    first = write_days(store, entry(school), [DayPlan(day("5.12"), off=True, note="карантин")])
    second = write_days(store, entry(school), [DayPlan(day("5.12"), off=False, note="работаем")])
    assert first is not None
    assert second is not None
    refusal = undo(store, actor, first, now=now)
    assert hasattr(refusal, "problems")
    assert RU.worded(refusal.problems[0]).startswith("05.12.2026 изменили уже после этой записи")
    assert not hasattr(undo(store, actor, second, now=now), "problems")
    assert queries.weekday_of(store, day("5.12")) is None
    assert not hasattr(undo(store, actor, first, now=now), "problems")
    assert queries.special_day(store, day("5.12")) is None
    assert hasattr(undo(store, actor, first, now=now), "problems")
    assert len(store[SPECIAL_DAYS].all()) == 1  # marked, not removed


def test_a_day_taken_back_comes_again(school: NamedSchool) -> None:
    plan = DayPlan(day("5.12"), off=True, note="карантин", to_check=True)
    write_days(school.store, entry(school), [plan])
    assert write_days(school.store, entry(school), [plan]) is None
    take_days_back(school.store, entry(school), [plan.date])
    assert take_days_back(school.store, entry(school), [plan.date]) is None
    write_days(school.store, entry(school), [plan])
    confirm(school.store, entry(school), [plan.date, day("6.12")])
    found = queries.special_day(school.store, plan.date)
    assert found is not None
    assert (found.off, found.to_check) == (True, False)
    assert [edit.reason for edit in school.store[CALENDAR_EDITS].all()] == ["приказ № 5"] * 4


def test_two_who_change_a_year_at_once(school: NamedSchool) -> None:
    load_sample(school.store, entry(school))
    (year,) = queries.years(school.store)
    plan = years.plan_of(year)
    assert not hasattr(save_year(school.store, entry(school), year, replace(plan, until=day("29.5"))), "problems")
    late = save_year(school.store, entry(school), year, replace(plan, until=day("28.5")))
    assert hasattr(late, "problems")


# L7: a date → why no lesson is added on it
OFF_DAYS = [
    ("4.11", "04.11.2026 — выходной: День народного единства. Ближайший учебный день — 05.11.2026."),
    ("29.11", "29.11.2026 — воскресенье, школа не работает. Ближайший учебный день — 30.11.2026."),
    (
        "31.12",
        "31.12.2026 — выходной: Выходной, перенесён с воскресенья 4 января. Ближайший учебный день — 11.01.2027.",
    ),
    ("9.1", "09.01.2027 — каникулы: Зимние каникулы. Ближайший учебный день — 11.01.2027."),
    ("24.11", ""),
    ("16.2", ""),
]


@pytest.mark.parametrize(("date", "sentence"), OFF_DAYS)
def test_why_no_lesson_is_held(school: NamedSchool, date: str, sentence: str) -> None:
    load_sample(school.store, entry(school))
    problem = queries.why_off(school.store, day(date))
    assert (RU.worded(problem) if problem else "") == sentence


def test_clocks_that_change_move_no_day(school: NamedSchool) -> None:
    """Days are wall dates: no zone and no change of clocks is asked for them (25 October 2026, 28 March 2027)."""
    load_sample(school.store, entry(school))
    year = queries.year_of(school.store, day("24.10"))
    assert year is not None
    dates = [day("23.10") + dt.timedelta(place) for place in range(160)]
    assert len({*dates}) == 160
    assert [queries.weekday_of(school.store, one) for one in (day("23.10"), day("26.10"), day("2.11"))] == [4, None, 0]
    assert queries.weekday_of(school.store, day("28.3")) is None
