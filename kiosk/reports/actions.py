"""What a teacher does with a day: confirm, take back, hand in (H2). Each once, however often it is sent.

``now`` is the moment as the school's wall shows it, aware; what is stored of it is UTC.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.people.records import Staff
from kiosk.problems import N_, Problem, Refusal
from kiosk.reports import locks, queries
from kiosk.reports.day import day_view
from kiosk.reports.fields import stored_fields
from kiosk.reports.merging import reopened
from kiosk.reports.records import (
    DAYS,
    DRAFTS,
    FORMER_ROWS,
    ROWS,
    Confirmed,
    DayReport,
    DayState,
    Deed,
    Draft,
    FormerRow,
    Row,
    Step,
)
from kiosk.reports.typed import read_rows, utc
from kiosk.reports.views import DayView, RowView
from kiosk.store import Change, Conflict, Entry, Store, where

STILL_OPEN = N_("Not handed in: %(left)s rows are still open. Confirm each or say why it was not held.")
LEFT_TIMETABLE = N_("The lesson was changed or has left the timetable meanwhile. What you typed is kept: see above.")
DAY_CLOSED = N_("The day has been handed in. Take it back first, then change the row.")


class Outcome(msgspec.Struct, frozen=True):
    """What came of a confirmation: slots that are stored now, and what was refused by slot."""

    saved: tuple[str, ...] = ()
    refused: Mapping[str, tuple[Problem, ...]] = msgspec.field(default_factory=dict)
    sent: bool = False


def confirm(  # noqa: PLR0913  because each is a separate fact of one press of a button
    store: Store,
    actor: Actor,
    staff: Staff,
    date: dt.date,
    slots: Iterable[str],
    *,
    how: Confirmed,
    key: str | None,
    now: dt.datetime,
    hand_in: bool = False,
    typed: Mapping[str, Mapping[str, str]] | None = None,
) -> Outcome | Refusal:
    """Write rows from what stands in them; each is refused for itself. ``hand_in``: send the day when none is left.

    ``typed`` by slot is laid over what stands in the rows, where somebody types for another and leaves no drafts.
    ``key`` makes it happen once: the second time the first outcome is told again.
    """
    if first := _first_time(store, key):
        return _told_again(store, first)
    slots = tuple(slots)
    day = day_view(store, staff, date, now=now, typed=typed, only=None if hand_in else slots)
    gone = slots and not hand_in and not any(day.row(slot) for slot in slots)
    if refusal := locks.refusal(store, date) or _shut(day, gone=bool(gone)):
        return refusal
    ready, refused = read_rows(store, day, slots, how, now)
    left = {row.slot for row in day.rows if row.open} - {row.slot for row in ready}
    sent = hand_in and not left and bool(day.rows)
    if not ready and not sent:
        return Outcome(refused=refused)
    with store.change(actor, "H2 rows confirmed", key=key) as change:
        if change.repeated is not None:
            return _told_again(store, change.repeated)
        if _closed_meanwhile(change, staff, date):
            return Refusal.of(DAY_CLOSED)
        for row in ready:
            _write(change, _signed(row, actor, staff), day.row(row.slot))
        if sent:
            _send(change, actor, staff, date, now)
    return Outcome(tuple(row.slot for row in ready), refused, sent)


def _shut(day: DayView, *, gone: bool) -> Refusal | None:
    """Why nothing of the day can be confirmed: it is handed in, or what was pressed is not there any more."""
    if day.closed:
        return Refusal.of(DAY_CLOSED)
    return Refusal.of(LEFT_TIMETABLE) if gone else None


def _signed(row: Row, actor: Actor, staff: Staff) -> Row:
    """The row with the name of whoever typed it for its author (H2)."""
    if actor.account == staff.account:
        return row
    return replace(row, written=replace(row.written, typed_by=actor.name))


def _first_time(store: Store, key: str | None) -> Entry | None:
    """The change that this very press made before; looked for first, since by now the day may look otherwise."""
    return store.log.by_key(key) if key else None


def _told_again(store: Store, first: Entry) -> Outcome:
    """What came of it then, for a page that never heard the answer (H2)."""
    rows = store[ROWS].many(first.ids(ROWS.name)).values()
    return Outcome(saved=tuple(row.slot for row in rows), sent=bool(first.ids(DAYS.name)))


def _closed_meanwhile(change: Change, staff: Staff, date: dt.date) -> bool:
    """Another tab has handed the day in since this one read it."""
    return queries.is_closed(change.one(DAYS, (where("staff") == staff.id) & (where("date") == date)))


def _write(change: Change, row: Row, view: RowView | None) -> None:
    """Put the row where its slot already stands (taken back before), or add it.

    Its draft has done its work, unless another page has typed into it at this moment: then it stays beside the row.
    """
    mine = queries.in_slot(row.staff, row.date, row.slot)
    old = change.one(ROWS, mine)
    if old is None:
        change.add(ROWS, row)
    elif old.struck:
        change.put(ROWS, replace(row, id=old.id, rev=old.rev))
    draft = change.one(DRAFTS, mine)
    if draft is not None and view is not None and view.draft is not None and draft.rev == view.draft.rev:
        change.remove(DRAFTS, draft.id)
    _touch(change, row)


def withdraw(
    store: Store, actor: Actor, staff: Staff, date: dt.date, slots: Iterable[str], *, key: str | None, now: dt.datetime
) -> Outcome | Refusal:
    """Take confirmations back: the rows are drafts again with all that stood in them, and stay in the history."""
    if first := _first_time(store, key):
        return _told_again(store, first)
    if locked := locks.refusal(store, date):
        return locked
    rows = queries.rows_of_day(store, staff.id, date)
    report = queries.day_report(store, staff.id, date)
    taken = [rows[slot] for slot in slots if slot in rows and not rows[slot].struck]
    with store.change(actor, "H2 confirmation taken back", key=key) as change:
        if change.repeated is not None:
            return _told_again(store, change.repeated)
        if _closed_meanwhile(change, staff, date):
            return Refusal.of(DAY_CLOSED)
        for row in taken:
            if queries.was_accepted(report, row):
                keep_former(change, row, why=report.remark if report else "", by=actor.name, now=now)
            change.put(ROWS, replace(row, struck=True))
            old = change.one(DRAFTS, queries.in_slot(staff.id, date, row.slot))
            blank = Draft(staff=staff.id, date=date, slot=row.slot, fields={}, saved_at=utc(now))
            draft = reopened(old or blank, stored_fields(row))
            if old is None:
                change.add(DRAFTS, draft)
            else:
                change.put(DRAFTS, draft)
            _touch(change, row)
    return Outcome(tuple(row.slot for row in taken))


def keep_former(change: Change, row: Row, *, why: str, by: str, now: dt.datetime) -> None:
    """Keep the row as it was accepted, struck as ink is struck: with who, when and why (H4)."""
    former = FormerRow(
        staff=row.staff, date=row.date, slot=row.slot, row=row, why=why, by=by, at=utc(now), on=now.date()
    )
    change.add(FORMER_ROWS, former)


def hand_in(
    store: Store, actor: Actor, staff: Staff, date: dt.date, *, key: str | None, now: dt.datetime
) -> Outcome | Refusal:
    """Send the day when every row of it is settled (H2)."""
    if first := _first_time(store, key):
        return _told_again(store, first)
    if locked := locks.refusal(store, date):
        return locked
    day = day_view(store, staff, date, now=now)
    if day.closed:
        return Outcome(sent=True)
    if not day.rows:
        return Refusal.of(N_("There is nothing to hand in on this day."))
    if waiting := [row for row in day.rows if row.open]:
        return Refusal.of(STILL_OPEN, left=len(waiting))
    with store.change(actor, "H2 day handed in", key=key) as change:
        if change.repeated is None:
            _send(change, actor, staff, date, now)
    return Outcome(sent=True)


def take_back(
    store: Store, actor: Actor, staff: Staff, date: dt.date, *, key: str | None, now: dt.datetime
) -> Outcome | Refusal:
    """Take a sent day back to change it; an accepted one stays (H4)."""
    if first := _first_time(store, key):
        return _told_again(store, first)
    if locked := locks.refusal(store, date):
        return locked
    report = queries.day_report(store, staff.id, date)
    if report is None or report.state is not DayState.SENT:
        return Refusal.of(N_("Only a day that was handed in and not yet accepted can be taken back."))
    step = Step(utc(now), actor.name, Deed.TAKEN_BACK)
    try:
        with store.change(actor, "H2 day taken back", key=key) as change:
            if change.repeated is None:
                back = replace(report, state=DayState.TAKEN_BACK, steps=(*report.steps, step))
                change.put(DAYS, back, expected=report.rev)
    except Conflict:
        return Refusal.of(N_("The day was accepted or returned at this moment. Look at it once more."))
    return Outcome()


def _send(change: Change, actor: Actor, staff: Staff, date: dt.date, now: dt.datetime) -> None:
    """The day is handed in; what was done with it before stays in its history."""
    old = change.one(DAYS, (where("staff") == staff.id) & (where("date") == date))
    steps = (*(old.steps if old else ()), Step(utc(now), actor.name, Deed.SENT))
    report = DayReport(staff=staff.id, date=date, state=DayState.SENT, sent_at=utc(now), steps=steps)
    if old is None:
        change.add(DAYS, report)
    else:
        change.put(DAYS, replace(report, id=old.id, rev=old.rev))


def _touch(change: Change, row: Row) -> None:
    """Homework and attendance of these students have changed: their family pages are stale."""
    change.touch(*(f"student:{student}" for student in row.students))
