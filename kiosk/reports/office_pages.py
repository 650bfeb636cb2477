"""Reports of everybody, for those who read and accept them: /reports, another's day (H1, H4, L12)."""

import datetime as dt
import secrets

import msgspec
from flask import Blueprint, Response, abort, request

from kiosk.people.names import short_name
from kiosk.people.queries import staff_of
from kiosk.people.records import Staff
from kiosk.problems import Problem
from kiosk.reports import gaps, papers, queries
from kiosk.reports.day import day_view
from kiosk.reports.pages import now, read_day
from kiosk.reports.records import DAYS, DEED_LABEL, KIND_OF_STATE, ROWS, DayReport, DayState
from kiosk.reports.views import DayView, RowView
from kiosk.school.rules import days_between
from kiosk.signin.permissions import Action, allows
from kiosk.store import Store, where
from kiosk.told.queries import named, told_on
from kiosk.told.rules import told_in_words
from kiosk.web import Form, answer, here, permit

bp = Blueprint("all_reports", __name__)

MOST_DAYS = 62


class StaffLine(msgspec.Struct, frozen=True):
    """One member of staff in the list: the days of the period, each with its state."""

    staff: Staff
    name: str
    cells: tuple[tuple[dt.date, str], ...]
    """Date and state: a key of KIND_OF_STATE."""


@bp.get("/reports")
@permit(Action.REPORTS_READ)
def reports() -> Response:
    """Who has handed in which day, and what waits for acceptance, the unusual first (H4, L12)."""
    return reports_page(Form(request.args, today=here.clock.today()))


def reports_page(form: Form, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    """The page of a period."""
    since, until = period(form)
    stretch = gaps.Stretch(here.store, queries.readable_people(here.store, here.actor), since, until, now())
    waiting = gaps.waiting(stretch, here.clock.local, own=own_id())
    return answer(
        whole="reports/all.html",
        status=status,
        form=form,
        problems=problems,
        since=since,
        until=until,
        state_label=KIND_OF_STATE,
        lines=staff_lines(stretch),
        days=days_between(since, until),
        unusual=[one for one in waiting if one.is_unusual],
        usual=[one for one in waiting if not one.is_unusual],
        ticked=form.typed("tick") != "none",
        may_accept=allows(here.actor, Action.REPORTS_ACCEPT),
        key=secrets.token_hex(16),
        done=accepted_now(),
    )


def accepted_now() -> tuple[str, str] | None:
    """The change that was made just now and how many days it accepted, told by the address."""
    number, count = request.args.get("done", ""), request.args.get("count", "")
    return (number, count) if number.isdecimal() and count.isdecimal() else None


@bp.get("/teachers/<int:staff>/report/<day>")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def their_day(staff: int, day: str) -> Response:
    """Somebody's day to read, to accept or to return."""
    person = queries.readable_staff(here.store, here.actor, staff) or abort(404)
    return their_page(person, read_day(day), Form())


def their_page(person: Staff, date: dt.date, form: Form, status: int = 200) -> Response:
    """The day in the columns of Annex 1, what is missing, what is unusual, its history, what may be done."""
    shown = day_view(here.store, person, date, now=now())
    reasons = queries.may_know_reasons(here.store, here.actor, person)
    stretch = gaps.Stretch(here.store, [person], date, date, now())
    waits = gaps.waiting(stretch, here.clock.local, own=own_id())
    may_accept = allows(here.actor, Action.REPORTS_ACCEPT)
    return answer(
        whole="reports/their_day.html",
        status=status,
        day=shown,
        paper=papers.annex_1(here.store, person, date, date, reasons=reasons),
        headings=papers.HEADINGS,
        form=form,
        waits=waits[0] if waits else None,
        told=told_lines(shown, reasons=reasons),
        missing=[row for row in shown.rows if row.open and row.ended and not (row.plan and row.plan.cancelled)],
        deed_label=DEED_LABEL,
        typed_by=next((row.stored.written.typed_by for row in shown.rows if row.stored and not row.open), ""),
        may_accept=may_accept,
        may_enter=may_accept or person.id == own_id(),
        next_one=next_waiting(person.id, date) if may_accept else None,
        key=secrets.token_hex(16),
        done=accepted_now(),
        before=date - dt.timedelta(1),
        after=date + dt.timedelta(1),
    )


def told_lines(shown: DayView, *, reasons: bool) -> list[tuple[RowView, Problem]]:
    """Lessons of the day without a row about which somebody told that a student will not come (L16, L21)."""
    waiting = [row for row in shown.rows if row.open and not (row.plan and row.plan.cancelled)]
    names = {pupil.id: pupil.name for row in waiting for pupil in row.pupils}
    absent = told_on(here.store, shown.date, names)
    said = [
        (row, told_in_words(named((one.id for one in row.pupils), absent, names), alone=row.alone, reasons=reasons))
        for row in waiting
    ]
    return [(row, words) for row, words in said if words]


def next_waiting(staff: int, date: dt.date) -> DayReport | None:
    """Another day that waits, the oldest first."""
    found = here.store[DAYS].search(
        where("state").one_of([one.value for one in gaps.WAITING]), order=("date", "staff"), limit=2
    )
    return next((one for one in found if (one.staff, one.date) != (staff, date)), None)


def own_id() -> int:
    """The reader's own staff; 0 for an account without one."""
    own = staff_of(here.store, here.actor.account)
    return own.id if own else 0


def period(form: Form) -> tuple[dt.date, dt.date]:
    """From and to, by default this week so far; at most two months."""
    today = here.clock.today()
    since = min(form.date("from") or today - dt.timedelta(today.weekday()), dt.date.max - dt.timedelta(MOST_DAYS))
    until = form.date("to") or max(since, today)
    until = max(since, until)
    return since, min(until, since + dt.timedelta(MOST_DAYS - 1))


def staff_lines(stretch: gaps.Stretch) -> list[StaffLine]:
    """Everybody of the stretch with the state of each day; a handful of queries for all of them.

    Nobody owes a report of lessons that at this moment of the school's wall have not ended yet.
    """
    days = days_between(stretch.since, stretch.until)
    written = written_in(stretch.store, stretch.since, stretch.until)
    planned, reports = stretch.over(), stretch.reports
    busy = {person for person, _ in planned.keys() | written}

    def cells(one: Staff) -> tuple[tuple[dt.date, str], ...]:
        whose = ((one.id, date) for date in days)
        return tuple((day[1], state_of(reports.get(day), day, written, planned)) for day in whose)

    return [
        StaffLine(one, short_name(one), cells(one))
        for one in stretch.people
        if one.id in busy and one.retired_on is None
    ]


def written_in(store: Store, since: dt.date, until: dt.date) -> set[tuple[int, dt.date]]:
    """Who has confirmed something on which day."""
    found = store[ROWS].search((where("date") >= since) & (where("date") <= until))
    return {(row.staff, row.date) for row in found if not row.struck}


def state_of(
    report: DayReport | None,
    whose: tuple[int, dt.date],
    written: set[tuple[int, dt.date]],
    planned: dict[tuple[int, dt.date], bool],
) -> str:
    """The state of one day of one person; `planned` says of a day with lessons whether all of them have ended."""
    if report is not None and (queries.is_closed(report) or report.state is DayState.RETURNED):
        return report.state.value
    if whose in written:
        return "open"
    return {True: "due", False: "ahead", None: ""}[planned.get(whose)]
