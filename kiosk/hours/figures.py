"""The figures of the sheet 0504421 out of the accounts of a month, and how two sheets differ (L3)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from kiosk.absences.records import Absence, Cause
from kiosk.hours.months import Month
from kiosk.hours.queries import Account, account_of
from kiosk.hours.records import (
    CODE_ON_PAPER,
    FUNDING_ON_PAPER,
    SETTINGS,
    Code,
    Figures,
    SheetLine,
    SheetSettings,
)
from kiosk.hours.rules import Total, totals
from kiosk.people.names import by_name
from kiosk.people.records import Funding
from kiosk.reports.records import Position
from kiosk.school.queries import school_name, special_days
from kiosk.school.rules import SUNDAY, days_between
from kiosk.store import Store

CODE_OF = {
    Cause.ILLNESS: Code.ILLNESS,
    Cause.LEAVE: Code.LEAVE,
    Cause.TRIP: Code.TRIP,
    Cause.TRAINING: Code.TRAINING,
    Cause.OTHER: Code.OTHER,
}
POSITION_ON_PAPER = {Position.TEACHER: "преподаватель", Position.ACCOMPANIST: "концертмейстер"}


class Difference(msgspec.Struct, frozen=True):
    """A day that a correcting sheet changes: hours in quarters, letters of the code."""

    line: SheetLine
    day: int
    before: tuple[int, str]
    after: tuple[int, str]


def settings(store: Store) -> SheetSettings:
    """Head and codes as the school has them now."""
    found = store[SETTINGS].all(order=("-id",))
    return found[0] if found else SheetSettings()


def figures_of(store: Store, month: Month, *, now: dt.datetime, number: int = 0, reason: str = "") -> Figures:
    """The sheet of a month as reports, absences and calendar have it at this moment."""
    account = account_of(store, month.since, month.until, now=now)
    return figures_from(store, account, month, made_on=now.date(), number=number, reason=reason)


def figures_from(
    store: Store, account: Account, month: Month, *, made_on: dt.date, number: int = 0, reason: str = ""
) -> Figures:
    """The same from accounts at hand."""
    head = settings(store)
    rest = days_of_rest(store, month)
    found = totals(account.entries, lambda entry: (entry.staff, entry.position, entry.funding))
    lines = [_line(account, key, total, month, head, rest) for key, total in found.items()]
    return Figures(
        month=str(month),
        school=school_name(store),
        division=head.division,
        okpo=head.okpo,
        responsible=head.responsible,
        executor=head.executor,
        made_on=made_on,
        lines=tuple(sorted(lines, key=lambda line: (by_name(line.name), line.staff, line.position != "преподаватель"))),
        legend=tuple((head.letters(code), CODE_ON_PAPER[code]) for code in Code),
        number=number,
        reason=reason,
    )


def days_of_rest(store: Store, month: Month) -> frozenset[dt.date]:
    """Sundays and days off of the calendar; in the holidays of the students the staff is at work (L7)."""
    special = {day.date: day for day in special_days(store, month.since, month.until)}
    return frozenset(
        date
        for date in days_between(month.since, month.until)
        if (special[date].off if date in special else date.weekday() == SUNDAY)
    )


def _line(
    account: Account,
    key: tuple[int, Position, Funding],
    total: Total,
    month: Month,
    head: SheetSettings,
    rest: frozenset[dt.date],
) -> SheetLine:
    staff, position, funding = key
    given: dict[dt.date, int] = defaultdict(int)
    for entry in total.entries:
        given[entry.date] += entry.given
    hours = {date: quarters for date, quarters in given.items() if quarters}
    codes = {
        str(date.day): head.letters(code)
        for date in days_between(month.since, month.until)
        if (code := code_of(date, hours, account.absence_on(staff, date), rest)) is not None
    }
    person = account.staff.get(staff)
    return SheetLine(
        staff=staff,
        name=account.name(staff),
        number=person.code if person else "",
        position=POSITION_ON_PAPER[position],
        funding=funding,
        hours={str(date.day): quarters for date, quarters in sorted(hours.items())},
        codes=codes,
    )


def code_of(
    date: dt.date, hours: Mapping[dt.date, int], absence: Absence | None, rest: frozenset[dt.date]
) -> Code | None:
    """What a day is: hours first, then an absence, then a day of rest; a day without lessons is none of them."""
    if hours.get(date):
        return Code.WORKED_ON_DAY_OFF if date in rest else Code.WORKED
    if absence is not None:
        return CODE_OF[absence.cause]
    return Code.DAY_OFF if date in rest else None


def lines_of(figures: Figures, funding: Funding) -> list[SheetLine]:
    """The lines of one kind of money."""
    return [line for line in figures.lines if line.funding is funding]


def differences(before: Figures, after: Figures) -> list[Difference]:
    """Every day that is not what it was, in the order of the later sheet; lines that are gone come last."""
    old = {_key(line): line for line in before.lines}
    new = {_key(line): line for line in after.lines}
    found = []
    for key in dict.fromkeys([*new, *old]):
        line = new.get(key) or old[key]
        for day in range(1, 32):
            was, is_now = _cell(old.get(key), day), _cell(new.get(key), day)
            if was != is_now:
                found.append(Difference(line, day, was, is_now))
    return found


def _key(line: SheetLine) -> tuple[int, str, Funding]:
    return line.staff, line.position, line.funding


def _cell(line: SheetLine | None, day: int) -> tuple[int, str]:
    return (line.hours.get(str(day), 0), line.codes.get(str(day), "")) if line else (0, "")


def quarters_of(lines: Iterable[SheetLine]) -> int:
    """Hours of several lines."""
    return sum(line.quarters() for line in lines)


def money_on_paper(funding: Funding) -> str:
    """«бюджет»."""
    return FUNDING_ON_PAPER[funding]
