"""The sheet of the first half of a month, for the advance: made once, corrected with numbers, as the month is (L3).

It locks no reports, since the month goes on. What changes in its days before the month is closed goes into a correcting
sheet of the half; afterwards into that of the month.
"""

import datetime as dt

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.hours.closing import STILL_MISSING, WHY_CORRECTED, checks, last_sheet, made_sheet, pressed_before
from kiosk.hours.figures import Difference, differences, figures_from
from kiosk.hours.months import HALF, Month
from kiosk.hours.queries import Account, account_of
from kiosk.hours.records import HALF_SHEETS, Figures, MonthSheet, SheetLine
from kiosk.problems import N_, Refusal
from kiosk.store import Store, where

HALF_NOT_OVER = N_("The first half is not over yet. Its sheet can be made from %(day)s.")
HALF_MADE = N_("The sheet of the first half is made already.")
HALF_NOT_MADE = N_("The sheet of the first half is not made yet, so there is nothing to correct.")
HALF_SAME = N_("Nothing in the days 1–15 differs from the last sheet of the first half.")
MONTH_DONE = N_("The month is closed: what is wrong goes into the correcting sheet of the month.")


def half_sheets(store: Store, month: Month) -> list[MonthSheet]:
    """The sheets of a first half by number; none before it was made."""
    return store[HALF_SHEETS].search(where("month") == str(month), order=("number",))


def half_figures(store: Store, month: Month, number: int | None, *, now: dt.datetime) -> Figures | None:
    """The sheet of a first half as it was made; before that, of an open month, what there is now.

    None where there is no sheet of this number, and where a month was closed without one: the month's own is shown.
    """
    made = half_sheets(store, month)
    if made:
        wanted = made[-1].number if number is None else number
        return next((one.figures for one in made if one.number == wanted), None)
    if number or last_sheet(store, str(month)) is not None:
        return None
    return _figures(store, _account(store, month, now), month, now=now)


def half_differences(store: Store, figures: Figures) -> list[Difference]:
    """What a correcting sheet of a first half changes against the one before; nothing for the primary one."""
    month = Month.read(figures.month)
    before = [one for one in half_sheets(store, month) if one.number == figures.number - 1] if month else []
    return differences(before[0].figures, figures) if before and before[0].figures else []


def pending_in_half(store: Store, month: Month, *, now: dt.datetime) -> list[Difference]:
    """What a correcting sheet of a first half would change by now; nothing where none can be made."""
    made = half_sheets(store, month)
    if not made or made[-1].figures is None or last_sheet(store, str(month)) is not None:
        return []
    return differences(made[-1].figures, _figures(store, _account(store, month, now), month, now=now))


def make_half(
    store: Store, actor: Actor, month: Month, *, reason: str, key: str | None, now: dt.datetime
) -> MonthSheet | Refusal:
    """Make the primary sheet of the first half; with something missing only for a written reason."""
    if (before := pressed_before(store, HALF_SHEETS, key)) is not None:
        return before
    if now.date() <= last_day(month):
        return Refusal.of(HALF_NOT_OVER, day=f"{last_day(month) + dt.timedelta(1):%d.%m.%Y}")
    with store.change(actor, "L3 sheet of the first half made", key=key) as change:
        if change.one(HALF_SHEETS, where("month") == str(month)) is not None:
            return Refusal.of(HALF_MADE)
        if last_sheet(store, str(month)) is not None:
            return Refusal.of(MONTH_DONE)
        account = _account(store, month, now)
        if checks(store, account).in_the_way and not reason:
            return Refusal.of(STILL_MISSING, "half_reason")
        figures = _figures(store, account, month, now=now)
        return change.add(HALF_SHEETS, made_sheet(actor, figures, reason, now))


def correct_half(
    store: Store, actor: Actor, month: Month, *, reason: str, key: str | None, now: dt.datetime
) -> MonthSheet | Refusal:
    """Make the correcting sheet of the next number out of what has changed in the days 1–15."""
    if (before := pressed_before(store, HALF_SHEETS, key)) is not None:
        return before
    if not reason:
        return Refusal.of(WHY_CORRECTED, "half_why")
    with store.change(actor, "L3 correcting sheet of the first half made", key=key) as change:
        made = change.search(HALF_SHEETS, where("month") == str(month))
        if not made:
            return Refusal.of(HALF_NOT_MADE)
        if last_sheet(store, str(month)) is not None:
            return Refusal.of(MONTH_DONE)
        last = max(made, key=lambda one: one.number)
        figures = _figures(store, _account(store, month, now), month, now=now)
        if last.figures is None or not differences(last.figures, figures):
            return Refusal.of(HALF_SAME)
        numbered = replace(figures, number=last.number + 1, reason=reason)
        return change.add(HALF_SHEETS, made_sheet(actor, numbered, reason, now))


def last_day(month: Month) -> dt.date:
    """The 15th."""
    return month.since.replace(day=HALF)


def _account(store: Store, month: Month, now: dt.datetime) -> Account:
    return account_of(store, month.since, last_day(month), now=now)


def _figures(store: Store, account: Account, month: Month, *, now: dt.datetime) -> Figures:
    """Nothing of the days after the 15th stands in it."""
    figures = figures_from(store, account, month, made_on=now.date())
    return replace(figures, lines=tuple(_cut(line) for line in figures.lines))


def _cut(line: SheetLine) -> SheetLine:
    return replace(
        line,
        hours={day: quarters for day, quarters in line.hours.items() if int(day) <= HALF},
        codes={day: code for day, code in line.codes.items() if int(day) <= HALF},
    )
