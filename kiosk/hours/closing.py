"""Closing a month: what is looked at before, the lock, and sheets of correction after it (L3, H4).

A closed month is never opened again. Its sheet is kept as figures, so that it prints the same for ever; what is found
wrong later goes into a correcting sheet with a number and a reason: while it is begun, the month's reports take
changes.
"""

import datetime as dt
from collections import Counter, defaultdict
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.hours.figures import Difference, differences, figures_from, figures_of
from kiosk.hours.months import Month
from kiosk.hours.queries import Account, account_of
from kiosk.hours.records import SHEETS, Figures, MonthSheet, SheetState
from kiosk.hours.rules import Entry, Fate
from kiosk.makeups.queries import with_standing
from kiosk.problems import N_, Problem, Refusal
from kiosk.reports.queries import is_closed
from kiosk.reports.records import DAYS, DayReport, DayState
from kiosk.reports.though_away import ThoughAway, held_though_away
from kiosk.store import Collection, Store, where

MONTH_CLOSED: Final = N_(
    "%(month)s is closed and its hours sheet is made. What is wrong goes into a correcting sheet: ask the deputy."
)
NOT_OVER: Final = N_("The month is not over yet. It can be closed from %(day)s.")
CLOSED_BEFORE: Final = N_("The month is closed already.")
NOT_CLOSED: Final = N_("The month is not closed yet, so nothing has to be corrected: reports still take changes.")
STILL_MISSING: Final = N_(
    "Reports are missing, not accepted, or say otherwise than the absences. Close all the same? Then write why."
)
WHY_CORRECTED: Final = N_("Write why the sheet is corrected: it stands in the correcting sheet.")
BEGUN_BEFORE: Final = N_("A correction is begun already.")
NOTHING_BEGUN: Final = N_("No correction is begun.")
REFUSED_BEFORE: Final = N_("This press was refused a moment ago. Look at the page as it is now and press once more.")
NOTHING_DIFFERS: Final = N_("Nothing differs from the last sheet. Change reports or absences first, or take it back.")
DIFFERS: Final = N_("Something differs from the last sheet already. Make the correcting sheet.")


def locked(store: Store, date: dt.date) -> Problem | None:
    """Why a report of this date takes no more changes; None while its month is open or being corrected."""
    month = str(Month.of(date))
    last = last_sheet(store, month)
    if last is None or last.state is SheetState.BEGUN:
        return None
    return Problem(MONTH_CLOSED, values={"month": f"{date:%m.%Y}"})


def sheets_of(store: Store, month: str) -> list[MonthSheet]:
    """The sheets of a month by number; a correction that was taken back is none."""
    found = store[SHEETS].search(where("month") == month, order=("number",))
    return [one for one in found if one.state is not SheetState.TAKEN_BACK]


def last_sheet(store: Store, month: str) -> MonthSheet | None:
    """The latest, closed or begun."""
    found = sheets_of(store, month)
    return found[-1] if found else None


def state_of(store: Store, month: str) -> SheetState | None:
    """Open (None), closed, or being corrected."""
    last = last_sheet(store, month)
    return last.state if last else None


def figures_for(store: Store, month: Month, number: int | None, *, now: dt.datetime) -> Figures | None:
    """The sheet of a number as it was closed, or as it would be now; None for a number that there is not.

    ``number`` None: the latest closed one, or of an open month what there is now.
    """
    found = sheets_of(store, str(month))
    closed = [one for one in found if one.figures is not None]
    if number is None:
        number = closed[-1].number if closed else 0
    asked = next((one for one in found if one.number == number), None)
    if asked is not None and asked.figures is not None:
        return asked.figures
    if asked is not None or (number == 0 and not found):
        return figures_of(store, month, now=now, number=number, reason=asked.reason if asked else "")
    return None


def is_made(store: Store, month: Month, number: int) -> bool:
    """Whether the sheet of a number was closed: else what is shown of it is not final."""
    return any(one.number == number and one.figures is not None for one in sheets_of(store, str(month)))


# what is looked at before


class DayMissing(msgspec.Struct, frozen=True):
    """A day of somebody's that stands in the way: a key of WHAT_IS_WRONG, how many lessons have no row."""

    staff: int
    date: dt.date
    what: str
    lessons: int = 0


class Checks(msgspec.Struct, frozen=True):
    """What is not in order in a month."""

    days: tuple[DayMissing, ...]
    away: tuple[ThoughAway, ...]
    owed: tuple[Entry, ...]
    over_from: dt.date

    @property
    def in_the_way(self) -> frozenset[tuple[int, dt.date]]:
        """Whose days stand in the way, each counted once."""
        away = {(one.staff, one.date) for one in self.away}
        return frozenset(away.union((one.staff, one.date) for one in self.days))

    def away_by_staff(self) -> dict[int, list[ThoughAway]]:
        """Days of lessons held though away, by person."""
        found: dict[int, list[ThoughAway]] = defaultdict(list)
        for day in self.away:
            found[day.staff].append(day)
        return dict(found)

    def by_staff(self) -> dict[int, list[DayMissing]]:
        """Days by person."""
        found: dict[int, list[DayMissing]] = defaultdict(list)
        for day in self.days:
            found[day.staff].append(day)
        return dict(found)

    def by_what(self) -> list[tuple[str, int]]:
        """How many days for each thing that is wrong: keys of WHAT_IS_WRONG."""
        counted = Counter(day.what for day in self.days)
        return [(what, counted[what]) for what in WHAT_IS_WRONG if counted[what]]


WHAT_IS_WRONG = {
    "missing": N_("no report"),
    "begun": N_("not handed in"),
    "sent": N_("not accepted"),
    "returned": N_("returned"),
}


class Extent(msgspec.Struct, frozen=True):
    """What closing a month locks: days handed in, whose, and how many quarters of an hour were given."""

    days: int
    people: int
    given: int


def extent(store: Store, account: Account) -> Extent:
    """What the lock takes in."""
    days = [day for day in _days(store, account) if is_closed(day)]
    return Extent(len(days), len({day.staff for day in days}), sum(entry.given for entry in account.entries))


def _days(store: Store, account: Account) -> list[DayReport]:
    return store[DAYS].search((where("date") >= account.since) & (where("date") <= account.until))


def checks(store: Store, account: Account) -> Checks:
    """Days of the account without a report or not accepted, or at odds with an absence, and lessons not made up."""
    state = {(day.staff, day.date): day.state for day in _days(store, account)}
    open_lessons: dict[tuple[int, dt.date], int] = defaultdict(int)
    written: set[tuple[int, dt.date]] = set()
    for entry in account.entries:
        if entry.fate is Fate.OPEN:
            open_lessons[entry.staff, entry.date] += 1
        elif entry.row is not None:
            written.add((entry.staff, entry.date))
    days = [
        DayMissing(staff, date, what, open_lessons.get((staff, date), 0))
        for staff, date in sorted(open_lessons.keys() | written | state.keys())
        if (what := _wrong(state.get((staff, date)), bool(open_lessons.get((staff, date)))))
        and (what != "begun" or (staff, date) in written)
    ]
    away = held_though_away(store, account.since, account.until)
    return Checks(tuple(days), tuple(away), tuple(owed(store, account)), account.until + dt.timedelta(1))


def _wrong(state: DayState | None, open_lessons: bool) -> str:  # noqa: FBT001  because it is private to the line above
    match state:
        case DayState.ACCEPTED:
            return "missing" if open_lessons else ""
        case DayState.SENT | DayState.CORRECTED:
            return "missing" if open_lessons else "sent"
        case DayState.RETURNED:
            return "returned"
        case _:
            return "missing" if open_lessons else "begun"


def owed(store: Store, account: Account) -> list[Entry]:
    """Lessons of the stretch that were not held and are still to be made up (L4)."""
    missed = {entry.row.id: entry for entry in account.entries if entry.row is not None and entry.missed}
    rows = [entry.row for entry in missed.values() if entry.row is not None]
    return [missed[one.row.id] for one in with_standing(store, rows) if one.is_due]


# what the deputy does


def pressed_before(store: Store, sheets: Collection[MonthSheet], key: str | None) -> MonthSheet | Refusal | None:
    """What came of the press with this key; None when it is the first. One that was refused is not tried again."""
    first = store.log.by_key(key) if key else None
    if first is None:
        return None
    made = store[sheets].many(first.ids(sheets.name)).values()
    return next(iter(made), Refusal.of(REFUSED_BEFORE))


def close(
    store: Store, actor: Actor, month: Month, *, reason: str, key: str | None, now: dt.datetime
) -> MonthSheet | Refusal:
    """Make the primary sheet and lock the month; with something missing only for a written reason."""
    if (before := pressed_before(store, SHEETS, key)) is not None:
        return before
    if now.date() <= month.until:
        return Refusal.of(NOT_OVER, day=f"{month.until + dt.timedelta(1):%d.%m.%Y}")
    if last_sheet(store, str(month)) is not None:
        return Refusal.of(CLOSED_BEFORE)
    with store.change(actor, "L3 month closed", key=key) as change:  # nobody can report meanwhile: there is one writer
        if change.one(SHEETS, where("month") == str(month)) is not None:
            return Refusal.of(CLOSED_BEFORE)
        account = account_of(store, month.since, month.until, now=now)
        if checks(store, account).in_the_way and not reason:
            return Refusal.of(STILL_MISSING, "reason")
        figures = figures_from(store, account, month, made_on=now.date())
        return change.add(SHEETS, made_sheet(actor, figures, reason, now))


def made_sheet(actor: Actor, figures: Figures, reason: str, now: dt.datetime) -> MonthSheet:
    """A sheet that stands from now on, of a month or of its first half."""
    return MonthSheet(
        month=figures.month,
        number=figures.number,
        state=SheetState.CLOSED,
        reason=reason,
        by=actor.name,
        at=now.astimezone(dt.UTC),
        figures=figures,
    )


def begin_correction(
    store: Store, actor: Actor, month: Month, *, reason: str, key: str | None, now: dt.datetime
) -> MonthSheet | Refusal:
    """Let the month's reports take changes again, for the correcting sheet of the next number."""
    if (before := pressed_before(store, SHEETS, key)) is not None:
        return before
    if not reason:
        return Refusal.of(WHY_CORRECTED, "why")
    with store.change(actor, "L3 correction of a month begun", key=key) as change:
        found = change.search(SHEETS, where("month") == str(month))
        if not found:
            return Refusal.of(NOT_CLOSED)
        last = max(found, key=lambda one: one.number)
        if last.state is SheetState.BEGUN:
            return Refusal.of(BEGUN_BEFORE)
        if last.state is SheetState.TAKEN_BACK:
            again = replace(last, state=SheetState.BEGUN, reason=reason, by=actor.name, at=now.astimezone(dt.UTC))
            return change.put(SHEETS, again)
        begun = MonthSheet(
            month=str(month),
            number=last.number + 1,
            state=SheetState.BEGUN,
            reason=reason,
            by=actor.name,
            at=now.astimezone(dt.UTC),
        )
        return change.add(SHEETS, begun)


def finish_correction(store: Store, actor: Actor, month: Month, *, now: dt.datetime) -> MonthSheet | Refusal:
    """Make the correcting sheet of what has been changed, and lock the month again."""
    begun = last_sheet(store, str(month))
    if begun is None or begun.state is not SheetState.BEGUN:
        return Refusal.of(NOTHING_BEGUN)
    with store.change(actor, "L3 correcting sheet made") as change:
        figures = figures_of(store, month, now=now, number=begun.number, reason=begun.reason)
        if not differences(_before(store, begun), figures):
            return Refusal.of(NOTHING_DIFFERS)
        closed = replace(begun, state=SheetState.CLOSED, figures=figures, by=actor.name, at=now.astimezone(dt.UTC))
        return change.put(SHEETS, closed, expected=begun.rev)


def take_back_correction(store: Store, actor: Actor, month: Month, *, now: dt.datetime) -> Refusal | None:
    """A correction begun by mistake, before anything was changed: the month is as closed as before."""
    begun = last_sheet(store, str(month))
    if begun is None or begun.state is not SheetState.BEGUN:
        return Refusal.of(NOTHING_BEGUN)
    if differences(_before(store, begun), figures_of(store, month, now=now)):
        return Refusal.of(DIFFERS)
    with store.change(actor, "L3 correction of a month taken back") as change:
        change.put(SHEETS, replace(begun, state=SheetState.TAKEN_BACK), expected=begun.rev)
    return None


def corrected(store: Store, sheet: Figures) -> list[Difference]:
    """What a correcting sheet changes against the one before; nothing for the primary one."""
    if not sheet.number:
        return []
    before = next((one for one in sheets_of(store, sheet.month) if one.number == sheet.number - 1), None)
    return differences(before.figures, sheet) if before and before.figures else []


def _before(store: Store, begun: MonthSheet) -> Figures:
    """The sheet that a correction corrects: every number before a begun one is closed."""
    sheets = sheets_of(store, begun.month)
    figures = next(one.figures for one in sheets if one.number == begun.number - 1)
    if figures is None:
        raise ValueError(begun.month)
    return figures


def pending_differences(store: Store, account: Account, month: Month, begun: MonthSheet) -> list[Difference]:
    """What the sheet of a begun correction would change by now."""
    now_figures = figures_from(store, account, month, made_on=month.until, number=begun.number)
    return differences(_before(store, begun), now_figures)
