"""What a teacher does with a day: confirm, take back, hand in (H2). Each once, however often it is sent.

``now`` is the moment as the school's wall shows it, aware; what is stored of it is UTC.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.people.names import full_name
from kiosk.people.records import STAFF, SUBJECTS, Staff
from kiosk.problems import N_, Problem, Refusal
from kiosk.regime import rules as regime
from kiosk.regime.conditions import edition_on
from kiosk.regime.queries import reasons_of_exceptions, ruling_for
from kiosk.reports import locks, queries, rules
from kiosk.reports.day import day_view, stored_fields
from kiosk.reports.forms import read_row
from kiosk.reports.merging import reopened
from kiosk.reports.records import (
    DAYS,
    DRAFTS,
    FORMER_ROWS,
    ROWS,
    AsWritten,
    Confirmed,
    DayReport,
    DayState,
    Deed,
    Draft,
    FormerRow,
    Row,
    RowState,
    Step,
)
from kiosk.reports.rules import RowInput
from kiosk.reports.views import DayView, RowView
from kiosk.school.queries import school_name, why_off
from kiosk.store import Change, Conflict, Entry, Store, where

STILL_OPEN = N_("Not handed in: %(left)s rows are still open. Confirm each or say why it was not held.")
NOT_APPROVED = N_("The school has not approved this form of distance learning. Choose one of the list.")
TYPED_TWICE = N_("Something else was typed here on another computer. Choose one of the two below the row.")
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
    ready, refused = _read_rows(store, day, slots, how, now)
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


def _read_rows(
    store: Store, day: DayView, slots: Iterable[str], how: Confirmed, now: dt.datetime
) -> tuple[list[Row], dict[str, tuple[Problem, ...]]]:
    ready, refused = [], {}
    for slot in slots:
        view = day.row(slot)
        if view is None or not view.open:
            continue
        read = read_typed(store, day, view, now)
        if isinstance(read, RowInput):
            ready.append(_row(store, day, view, read, how, now))
        else:
            refused[slot] = tuple(read)
    return ready, refused


def read_typed(store: Store, day: DayView, view: RowView, now: dt.datetime) -> RowInput | list[Problem]:
    """A row's values, or everything that is wrong with them: form, arithmetic, calendar, regulation."""
    if view.outside and (missing := _missing_whom(view)):
        return missing
    read = read_row(view.fields, [pupil.id for pupil in view.pupils], day.date)
    if not isinstance(read, RowInput):
        return read
    problems = rules.check_row(read, day.date, now=now)
    problems += [Problem(TYPED_TWICE, name) for name in view.contested]
    if read.make_up and not problems and (rest := why_off(store, read.make_up)):
        problems.append(Problem(rest.msgid, "makeup", rest.paragraph, rest.values))
    if not read.off:
        problems += regime.check(view.facts, edition_on(day.date), day.decided).refused
        problems += _check_channel(read, view, day)
    return problems or read


def _missing_whom(view: RowView) -> list[Problem]:
    problems = []
    if not (view.student or view.group):
        problems.append(Problem(N_("Choose the student or the group."), "whom"))
    if not view.subject:
        problems.append(Problem(N_("Choose the subject."), "subject"))
    return problems


def _check_channel(row: RowInput, view: RowView, day: DayView) -> list[Problem]:
    """Reports offer only approved channels, and a distance lesson has one (§3, D3)."""
    if row.channel and view.facts.distance and row.channel not in day.channels:
        return [Problem(NOT_APPROVED, "channel", "§3")]
    return []


def _row(store: Store, day: DayView, view: RowView, read: RowInput, how: Confirmed, now: dt.datetime) -> Row:
    subject = store[SUBJECTS].get(view.subject_id)
    return Row(
        staff=day.staff.id,
        date=day.date,
        slot=view.slot,
        position=view.position,
        lesson=view.plan.lesson.id if view.plan else 0,
        start=read.start,
        end=read.end,
        quarter_hours=read.quarter_hours,
        student=view.student,
        group=view.group,
        students=tuple(pupil.id for pupil in view.pupils),
        who=f"{view.who}, {view.who_more}" if view.who_more else view.who,
        subject=view.subject_id,
        subject_name=subject.name if subject else view.subject,
        kind=read.kind,
        channel=read.channel,
        homework=read.homework,
        links=read.links,
        remarks=dict(read.remarks),
        office_note=read.office_note,
        attendance=dict(read.attendance),
        state=RowState.NOT_HELD if read.off else RowState.HELD,
        planned_quarters=view.plan.lesson.quarter_hours if view.plan else 0,
        instead_of=view.replaces,
        makes_up=view.makes_up,
        funding=view.funding,
        reason=read.reason,
        make_up=read.make_up,
        exception=_exception(store, view),
        confirmed=how,
        confirmed_at=utc(now),
        written=_as_written(store, day, view, read),
    )


def _as_written(store: Store, day: DayView, view: RowView, read: RowInput) -> AsWritten:
    """The copies that let the row print the same for ever (L2)."""
    replaced = store[STAFF].get(view.replaces) if view.replaces else None
    missed = store[ROWS].get(view.makes_up) if view.makes_up else None
    return AsWritten(
        staff_name=full_name(day.staff),
        school_name=school_name(store),
        hour_minutes=day.hour_minutes,
        order=queries.order_on_paper(ruling_for(store, day.date, student=view.student, group=view.group).period),
        instead_of=full_name(replaced) if replaced else "",
        makes_up=f"{missed.date:%d.%m.%Y}" if missed else "",
        counted=regime.counted(read.kind, timetabled=view.plan is not None, decided=day.decided),
        names=names_in_note(view, read),
    )


def names_in_note(view: RowView, read: RowInput) -> dict[str, str]:
    """Names of those whom column 8 names, as they are called now (L2)."""
    named = {*read.remarks, *read.attendance}
    return {str(pupil.id): queries.name_on_paper(pupil.name) for pupil in view.pupils if str(pupil.id) in named}


def _exception(store: Store, view: RowView) -> str:
    """Why the deputy let a rule pass for this lesson: the row keeps it for ever (D2)."""
    named = view.plan.lesson.exemption if view.plan else 0
    return reasons_of_exceptions(store, [named]).get(named, "")


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


def utc(now: dt.datetime) -> dt.datetime:
    """The moment as it is stored."""
    return now.astimezone(dt.UTC)
