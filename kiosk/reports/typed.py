"""From what was typed to a row: read, checked by form, arithmetic, calendar and regulation, and written out (H2).

Nothing is stored here; `actions` does that in one change.
"""

import datetime as dt
from collections.abc import Iterable

from kiosk.people.names import full_name
from kiosk.people.records import STAFF, SUBJECTS
from kiosk.problems import N_, Problem
from kiosk.regime import rules as regime
from kiosk.regime.conditions import edition_on
from kiosk.regime.queries import reasons_of_exceptions, ruling_for
from kiosk.reports import queries, rules
from kiosk.reports.forms import read_row
from kiosk.reports.records import ROWS, AsWritten, Confirmed, Row, RowState
from kiosk.reports.rules import RowInput
from kiosk.reports.views import DayView, RowView
from kiosk.school.queries import school_name, why_off
from kiosk.store import Store

NOT_APPROVED = N_("The school has not approved this form of distance learning. Choose one of the list.")
TYPED_TWICE = N_("Something else was typed here on another computer. Choose one of the two below the row.")


def read_rows(
    store: Store, day: DayView, slots: Iterable[str], how: Confirmed, now: dt.datetime
) -> tuple[list[Row], dict[str, tuple[Problem, ...]]]:
    """Rows ready to be stored, and what is wrong with the others, by slot; rows that are not open are left out."""
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


def utc(now: dt.datetime) -> dt.datetime:
    """The moment as it is stored."""
    return now.astimezone(dt.UTC)
