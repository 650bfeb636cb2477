"""A year at a glance: twelve small months whose cells say in a sign and a word what kind of day each is (L7)."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from kiosk.problems import N_
from kiosk.school.queries import special_days
from kiosk.school.records import AcademicYear, Span, SpecialDay
from kiosk.school.rules import SUNDAY, holiday_on
from kiosk.school.years import weeks_of
from kiosk.store import Store

WEEK = 7
FIRST_MONTH = 9
MONTHS = 12


class Kind(StrEnum):
    """What a day is; the value is the class of its cell."""

    STUDY = "study"
    SUNDAY = "sun"
    HOLIDAY = "hol"
    FIRST_YEARS = "fy"
    OFF = "off"
    WORKED = "work"
    OUTSIDE = "out"


KIND_LABEL = {
    Kind.STUDY: N_("lessons"),
    Kind.SUNDAY: N_("Sunday"),
    Kind.HOLIDAY: N_("school holidays"),
    Kind.FIRST_YEARS: N_("holidays of the first classes, the others have lessons"),
    Kind.OFF: N_("day off"),
    Kind.WORKED: N_("worked, often by another day's timetable"),
    Kind.OUTSIDE: N_("outside the academic year"),
}
LEGEND = (Kind.OFF, Kind.WORKED, Kind.HOLIDAY, Kind.FIRST_YEARS)
SAID = frozenset({Kind.HOLIDAY, Kind.FIRST_YEARS, Kind.OFF, Kind.WORKED})
"""Kinds that a cell says in words too."""


class DayCell(msgspec.Struct, frozen=True):
    """One day of a small month."""

    date: dt.date
    kind: Kind
    today: bool = False
    to_check: bool = False

    @property
    def classes(self) -> str:
        """Classes of its cell."""
        return " ".join(
            name for name, there in ((self.kind.value, True), ("now", self.today), ("chk", self.to_check)) if there
        )

    @property
    def said(self) -> str:
        """The msgid of what it is, for those who hear the page; empty for plain days."""
        return KIND_LABEL[self.kind] if self.kind in SAID else ""


class Month(msgspec.Struct, frozen=True):
    """A small month: rows of a quarter's number and seven cells, None before and after."""

    first: dt.date
    weeks: tuple[tuple[str, tuple[DayCell | None, ...]], ...]


class SpanLine(msgspec.Struct, frozen=True):
    """A quarter or holiday with how long it is."""

    span: Span
    weeks: int
    days: int


class YearView(msgspec.Struct, frozen=True):
    """Everything that the year's page and its sheet show."""

    year: AcademicYear
    months: tuple[Month, ...]
    half_years: tuple[SpanLine, ...]
    quarters: tuple[SpanLine, ...]
    holidays: tuple[SpanLine, ...]
    days: tuple[SpecialDay, ...]

    @property
    def to_check(self) -> int:
        """How much of it nobody has confirmed."""
        return sum(day.to_check for day in self.days) + self.year.to_check

    @property
    def runs(self) -> list[tuple[SpecialDay, dt.date]]:
        """Special days with neighbours of the same note as one: the first of them and the last date."""
        found: list[tuple[SpecialDay, dt.date]] = []
        for day in self.days:
            last = found[-1] if found else None
            if last and last[1] + dt.timedelta(1) == day.date and replace(last[0], date=day.date, **same(day)) == day:
                found[-1] = (last[0], day.date)
            else:
                found.append((day, day.date))
        return found


def same(day: SpecialDay) -> dict[str, int]:
    """What two days may differ in and still read as one stretch."""
    return {"id": day.id, "rev": day.rev}


def year_view(store: Store, year: AcademicYear, today: dt.date) -> YearView:
    """The year from its first September to the August after, or from its own first month."""
    firsts = months_of(year)
    last = _month_end(firsts[-1])
    days = special_days(store, firsts[0], last)
    known = {day.date: day for day in days}
    return YearView(
        year=year,
        months=tuple(_month(first, year, known, today) for first in firsts),
        half_years=tuple(map(_line, year.half_years)),
        quarters=tuple(map(_line, year.quarters)),
        holidays=tuple(map(_line, year.holidays)),
        days=tuple(day for day in days if year.since <= day.date <= year.until or day.date > year.until),
    )


def months_of(year: AcademicYear) -> list[dt.date]:
    """The first days of twelve months, from September where the year begins in autumn."""
    first = year.since.replace(day=1)
    if first.month > FIRST_MONTH:
        first = first.replace(month=FIRST_MONTH)
    return [
        dt.date(first.year + (first.month - 1 + place) // MONTHS, (first.month - 1 + place) % MONTHS + 1, 1)
        for place in range(MONTHS)
    ]


def _month_end(first: dt.date) -> dt.date:
    return (first + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)


def _month(first: dt.date, year: AcademicYear, known: Mapping[dt.date, SpecialDay], today: dt.date) -> Month:
    last, weeks = _month_end(first), []
    monday = first - dt.timedelta(first.weekday())
    while monday <= last:
        dates = [monday + dt.timedelta(place) for place in range(WEEK)]
        cells = tuple(_cell(date, year, known.get(date), today) if first <= date <= last else None for date in dates)
        weeks.append((_quarter(max(dates[0], first), min(dates[-1], last), year), cells))
        monday += dt.timedelta(WEEK)
    return Month(first, tuple(weeks))


def _quarter(since: dt.date, until: dt.date, year: AcademicYear) -> str:
    """«II»: the first word of the quarter whose school days lie in these days."""
    found = next((one for one in year.quarters if one.since <= until and since <= one.until), None)
    return found.name.split(" ")[0][:4] if found else ""


def _cell(date: dt.date, year: AcademicYear, special: SpecialDay | None, today: dt.date) -> DayCell:
    kind = kind_of(date, year, special)
    return DayCell(date, kind, date == today, to_check=special is not None and special.to_check)


def kind_of(date: dt.date, year: AcademicYear, special: SpecialDay | None) -> Kind:
    """What a day is: a special day outranks holidays, holidays the week."""
    if special is not None:
        return Kind.OFF if special.off else Kind.WORKED
    if not year.since <= date <= year.until:
        return Kind.OUTSIDE
    if holiday_on(date, year) is not None:
        return Kind.HOLIDAY
    if date.weekday() == SUNDAY:
        return Kind.SUNDAY
    if any(one.first_years and one.since <= date <= one.until for one in year.holidays):
        return Kind.FIRST_YEARS
    return Kind.STUDY


def _line(span: Span) -> SpanLine:
    return SpanLine(span, weeks_of(span), (span.until - span.since).days + 1)
