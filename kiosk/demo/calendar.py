"""The calendar of the made-up school, laid around today so that there is always something to see."""

import datetime as dt
from typing import Final

from kiosk.school.queries import weekday_of
from kiosk.school.records import AcademicYear, Span, SpecialDay
from kiosk.store import Store

PUBLIC: Final = (
    (11, 4, "День народного единства"),
    *((1, day, "Новогодние каникулы") for day in (1, 2, 3, 4, 5, 6, 8)),
    (1, 7, "Рождество Христово"),
    (2, 23, "День защитника Отечества"),
    (3, 8, "Международный женский день"),
    (5, 1, "Праздник Весны и Труда"),
    (5, 9, "День Победы"),
    (6, 12, "День России"),
)
"""The public holidays of the Labour Code: month, day, name."""
SUNDAY: Final = 6
SATURDAY: Final = 5
AROUND: Final = 21


def academic_year(today: dt.date) -> AcademicYear:
    """The year that holds today, summer counted to the year before; holidays near today are left out."""
    first = today.year if today.month >= 9 else today.year - 1  # noqa: PLR2004  because September begins a school year
    last = dt.date(first + 1, 8, 31) if today.month in {6, 7, 8} else dt.date(first + 1, 5, 31)
    holidays = (
        Span("осенние", dt.date(first, 10, 26), dt.date(first, 11, 3)),
        Span("зимние", dt.date(first, 12, 28), dt.date(first + 1, 1, 10)),
        Span("весенние", dt.date(first + 1, 3, 22), dt.date(first + 1, 3, 28)),
    )
    quarters = (
        Span("I", dt.date(first, 9, 1), dt.date(first, 10, 25)),
        Span("II", dt.date(first, 11, 4), dt.date(first, 12, 27)),
        Span("III", dt.date(first + 1, 1, 11), dt.date(first + 1, 3, 21)),
        Span("IV", dt.date(first + 1, 3, 29), last),
    )
    halves = (
        Span("I полугодие", quarters[0].since, quarters[1].until),
        Span("II полугодие", quarters[2].since, quarters[3].until),
    )
    far = tuple(one for one in holidays if not _near(one, today))
    name = f"{first}/{(first + 1) % 100:02d}"
    return AcademicYear(
        name=name, since=dt.date(first, 9, 1), until=last, quarters=quarters, holidays=far, half_years=halves
    )


def _near(span: Span, today: dt.date) -> bool:
    margin = dt.timedelta(AROUND)
    return span.since - margin <= today <= span.until + margin


def working_day(today: dt.date, year: AcademicYear) -> SpecialDay | None:
    """On a Sunday or a holiday today is a moved working day, and says so."""
    if today.weekday() != SUNDAY and not any(one.since <= today <= one.until for one in year.holidays):
        return None
    weekday = SATURDAY if today.weekday() == SUNDAY else today.weekday()
    return SpecialDay(date=today, off=False, as_weekday=weekday, note="Перенесённый рабочий день")


def public_holidays(today: dt.date, year: AcademicYear) -> list[SpecialDay]:
    """Those of the academic year; today is none, so that there is something to see."""
    found = ((dt.date(year.since.year + (month < 9), month, day), note) for month, day, note in PUBLIC)  # noqa: PLR2004  because September begins a school year
    return [SpecialDay(date=date, off=True, note=note) for date, note in found if date != today]


def distance_days(today: dt.date) -> tuple[dt.date, dt.date]:
    """From the Monday of last week to the Saturday of next week."""
    monday = today - dt.timedelta(today.weekday())
    return monday - dt.timedelta(7), monday + dt.timedelta(12)


def first_reported(today: dt.date) -> dt.date:
    """The first of last month."""
    return (today.replace(day=1) - dt.timedelta(1)).replace(day=1)


def reported_days(store: Store, today: dt.date) -> list[dt.date]:
    """The school days from then to yesterday, the oldest first."""
    first = first_reported(today)
    days = (first + dt.timedelta(step) for step in range((today - first).days))
    return [day for day in days if weekday_of(store, day) is not None]
