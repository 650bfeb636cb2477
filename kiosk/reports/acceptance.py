"""The life of a report after it was handed in: accepted, returned with a remark, withdrawn, corrected (H4).

Each act happens once, however often it is sent, and only to the day that its author saw: a day that has changed since
is left alone and told. A decision is undone by one press.
``now`` is the moment as the school's wall shows it, aware.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.people.records import Staff
from kiosk.problems import N_, Problem, Refusal
from kiosk.regime import rules as regime
from kiosk.reports import locks, queries
from kiosk.reports.actions import keep_former
from kiosk.reports.day import day_view
from kiosk.reports.records import (
    DAYS,
    ROWS,
    AsWritten,
    Confirmed,
    DayReport,
    DayState,
    Deed,
    Row,
    RowState,
    Step,
)
from kiosk.reports.rules import RowInput, same_row
from kiosk.reports.typed import names_in_note, read_typed, utc
from kiosk.reports.views import RowView
from kiosk.store import Change, Conflict, Entry, Store, where

MEANWHILE: Final = N_("Somebody else has changed this day meanwhile. Look at it once more.")
NOT_NOW: Final = N_("This cannot be done any more: look at what has become of the day.")
NEEDS_REMARK: Final = N_("Write what is to be mended, so that the teacher knows.")
NEEDS_REASON: Final = N_("Write why: the reason stays beside what is struck.")
NOTHING_CHANGED: Final = N_("Nothing in the row is different from what was accepted.")
WAITING: Final = frozenset({DayState.SENT, DayState.CORRECTED})
ACCEPTED: Final = "H4 days accepted"


class Seen(msgspec.Struct, frozen=True):
    """A day as somebody saw it: whose, which date, which revision."""

    staff: int
    date: dt.date
    rev: int


class Accepted(msgspec.Struct, frozen=True):
    """What came of an acceptance: the change that can be undone, how many days, and those left alone."""

    number: int = 0
    days: int = 0
    left: tuple[Seen, ...] = ()


def accept(store: Store, actor: Actor, seen: Iterable[Seen], *, key: str | None, now: dt.datetime) -> Accepted:
    """Accept days as they were seen, all in one change; what somebody has changed since is left alone."""
    step, left, done = Step(utc(now), actor.name, Deed.ACCEPTED), [], 0
    with store.change(actor, ACCEPTED, key=key) as change:
        if change.repeated is not None:
            return Accepted(change.repeated.number, len(change.repeated.ids(DAYS.name)))
        for one in seen:
            report = _of(change, one.staff, one.date)
            if report is None or report.state not in WAITING or report.rev != one.rev:
                left.append(one)
                continue
            change.put(DAYS, _moved(report, DayState.ACCEPTED, step))
            done += 1
    return Accepted(change.number, done, tuple(left))


def undo_acceptance(store: Store, actor: Actor, number: int, *, key: str | None, now: dt.datetime) -> int | Refusal:
    """Undo one press of the button: the days of that change wait again, unless something was done with them since.

    Returns how many do.
    """
    entry = store.log.get(number)
    if entry is None or entry.what != ACCEPTED or entry.actor != actor.ref:
        return Refusal.of(NOT_NOW)
    step, done = Step(utc(now), actor.name, Deed.UNDONE), 0
    with store.change(actor, "H4 acceptance undone", key=key) as change:
        if change.repeated is not None:
            return len(change.repeated.ids(DAYS.name))
        for report in _untouched(change, entry):
            before = DayState.CORRECTED if _last_but(report, Deed.ACCEPTED) is Deed.CORRECTED else DayState.SENT
            change.put(DAYS, _moved(report, before, step))
            done += 1
    return done


def _untouched(change: Change, entry: Entry) -> Iterable[DayReport]:
    """Days of a change that nobody has touched since."""
    for row in entry.rows:
        report = change.get(DAYS, row.id) if row.table == DAYS.name else None
        if report is not None and report.rev == row.rev:
            yield report


def _last_but(report: DayReport, deed: Deed) -> Deed | None:
    return next((step.deed for step in reversed(report.steps) if step.deed is not deed), None)


def send_back(
    store: Store, actor: Actor, seen: Seen, remark: str, *, key: str | None, now: dt.datetime
) -> DayReport | Refusal:
    """Return a day that waits, with a remark: the teacher mends it and hands it in again."""
    if not remark:
        return Refusal.of(NEEDS_REMARK, "remark")
    return _decide(store, actor, seen, WAITING, Step(utc(now), actor.name, Deed.RETURNED, remark), key)


def withdraw_acceptance(
    store: Store, actor: Actor, seen: Seen, reason: str, *, key: str | None, now: dt.datetime
) -> DayReport | Refusal:
    """Withdraw the acceptance: the day is its author's again; what was accepted is struck when it is changed."""
    if not reason:
        return Refusal.of(NEEDS_REASON, "remark")
    accepted = frozenset({DayState.ACCEPTED})
    return _decide(store, actor, seen, accepted, Step(utc(now), actor.name, Deed.WITHDRAWN, reason), key)


def recall(store: Store, actor: Actor, seen: Seen, *, key: str | None, now: dt.datetime) -> DayReport | Refusal:
    """Undo a return or a withdrawal, as long as its author has not touched the day: it is what it was before."""
    if locked := locks.refusal(store, seen.date):
        return locked
    step = Step(utc(now), actor.name, Deed.RECALLED)
    with store.change(actor, "H4 decision undone", key=key) as change:
        if change.repeated is not None:
            return _told_again(change, change.repeated)
        report = _of(change, seen.staff, seen.date)
        if report is None or report.state is not DayState.RETURNED or _touched_since(store, change, report):
            return Refusal.of(NOT_NOW, "remark")
        if report.rev != seen.rev:
            return Refusal.of(MEANWHILE, "remark")
        return change.put(DAYS, _moved(report, _before_return(report), step))


def _told_again(change: Change, first: Entry) -> DayReport | Refusal:
    """What came of this press before: the day as it is, or nothing, when it was refused."""
    return next((found for id in first.ids(DAYS.name) if (found := change.get(DAYS, id))), Refusal.of(NOT_NOW))


def _touched_since(store: Store, change: Change, report: DayReport) -> bool:
    """Whether a row of the day was written since it came back."""
    rows = change.search(ROWS, (where("staff") == report.staff) & (where("date") == report.date))
    returned = store.log.search(table=DAYS.name, id=report.id, limit=1)[0].number
    return any(store.log.search(table=ROWS.name, id=row.id, since=returned, limit=1) for row in rows)


def _before_return(report: DayReport) -> DayState:
    """What the day was before its last step."""
    if report.steps[-1].deed is Deed.WITHDRAWN:
        return DayState.ACCEPTED
    corrected = len(report.steps) > 1 and report.steps[-2].deed is Deed.CORRECTED
    return DayState.CORRECTED if corrected else DayState.SENT


def _decide(
    store: Store, actor: Actor, seen: Seen, when: frozenset[DayState], step: Step, key: str | None
) -> DayReport | Refusal:
    if locked := locks.refusal(store, seen.date):
        return locked
    with store.change(actor, f"H4 day {step.deed}", key=key) as change:
        if change.repeated is not None:
            return _told_again(change, change.repeated)
        report = _of(change, seen.staff, seen.date)
        if report is None or report.state not in when:
            return Refusal.of(NOT_NOW, "remark")
        if report.rev != seen.rev:
            return Refusal.of(MEANWHILE, "remark")
        return change.put(DAYS, _moved(report, DayState.RETURNED, step))


class Correction(msgspec.Struct, frozen=True):
    """A row of an accepted day as its author wants it to be: texts as typed, why, and what it was seen at."""

    slot: str
    fields: Mapping[str, str]
    why: str
    rev: int


def correct(
    store: Store,
    actor: Actor,
    staff: Staff,
    date: dt.date,
    correction: Correction,
    *,
    key: str | None,
    now: dt.datetime,
) -> Row | Refusal:
    """Correct a row of an accepted day: the old one is struck and kept, the day waits to be accepted anew.

    The lesson stays what it was in the timetable of its day; only what its author writes changes.
    """
    if key and (first := store.log.by_key(key)):
        return next(iter(store[ROWS].many(first.ids(ROWS.name)).values()), None) or Refusal.of(NOT_NOW)
    view = day_view(store, staff, date, now=now, typed={correction.slot: correction.fields}).row(correction.slot)
    if view is None or view.stored is None:
        return Refusal.of(NOT_NOW)
    read = _read(store, staff, date, view, correction, now)
    if isinstance(read, Refusal):
        return read
    try:
        return _write(store, actor, read, correction.why, key, now)
    except Conflict:
        return Refusal.of(MEANWHILE)


def _read(
    store: Store, staff: Staff, date: dt.date, view: RowView, correction: Correction, now: dt.datetime
) -> Row | Refusal:
    """The row as it would be, or everything that is wrong."""
    if locked := locks.refusal(store, date):
        return locked
    problems = [] if correction.why else [Problem(NEEDS_REASON, "why")]
    day = day_view(store, staff, date, now=now)
    read = read_typed(store, day, view, now)
    if isinstance(read, list) or problems:
        return Refusal.all([*problems, *(read if isinstance(read, list) else ())])
    old = view.stored
    assert old is not None  # noqa: S101  because the caller has looked
    counted = regime.counted(read.kind, timetabled=bool(old.planned_quarters), decided=day.decided)
    new = _corrected(old, view, read, replace(old.written, counted=counted), now)
    if old.rev != correction.rev:
        return Refusal.of(MEANWHILE)
    return Refusal.of(NOTHING_CHANGED) if same_row(old, new) else new


def _corrected(old: Row, view: RowView, read: RowInput, written: AsWritten, now: dt.datetime) -> Row:
    return replace(
        old,
        start=read.start,
        end=read.end,
        quarter_hours=read.quarter_hours,
        kind=read.kind,
        channel=read.channel,
        homework=read.homework,
        links=read.links,
        remarks=dict(read.remarks),
        office_note=read.office_note,
        attendance=dict(read.attendance),
        state=RowState.NOT_HELD if read.off else RowState.HELD,
        reason=read.reason,
        make_up=read.make_up,
        confirmed=Confirmed.SINGLY,
        confirmed_at=utc(now),
        written=replace(written, names={**written.names, **names_in_note(view, read)}),
    )


def _write(store: Store, actor: Actor, row: Row, why: str, key: str | None, now: dt.datetime) -> Row | Refusal:
    with store.change(actor, "H4 accepted row corrected", key=key) as change:
        report, old = _of(change, row.staff, row.date), change.get(ROWS, row.id)
        if report is None or old is None or report.state not in {DayState.ACCEPTED, DayState.CORRECTED}:
            return Refusal.of(NOT_NOW)
        if queries.was_accepted(report, old):
            keep_former(change, old, why=why, by=actor.name, now=now)
        saved = change.put(ROWS, row, expected=row.rev)
        step = Step(utc(now), actor.name, Deed.CORRECTED, why)
        change.put(DAYS, _moved(report, DayState.CORRECTED, step))
        change.touch(*(f"student:{student}" for student in row.students))
    return saved


def _of(change: Change, staff: int, date: dt.date) -> DayReport | None:
    return change.one(DAYS, (where("staff") == staff) & (where("date") == date))


def _moved(report: DayReport, state: DayState, step: Step) -> DayReport:
    """The day one step further; its remark is that of a return."""
    remark = step.remark if state is DayState.RETURNED else ""
    return replace(report, state=state, remark=remark, steps=(*report.steps, step))
