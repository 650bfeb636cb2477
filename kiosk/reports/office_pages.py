"""Reports of everybody, for those who read them: /reports, Annex 1 of a period, another's day (H1, H3)."""

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from kiosk.people.names import short_name
from kiosk.people.records import STAFF, Staff
from kiosk.reports import papers, queries
from kiosk.reports.day import day_view
from kiosk.reports.pages import docx_of, now, paper_page, read_day, xlsx_of
from kiosk.reports.records import DAYS, KIND_OF_STATE, ROWS, DayReport
from kiosk.school.rules import days_between
from kiosk.signin.permissions import Action
from kiosk.store import Store, where
from kiosk.timetable import queries as timetable
from kiosk.web import Form, answer, here, permit

bp = Blueprint("all_reports", __name__)

MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One member of staff in the list: the days of the period, each with its state."""

    staff: Staff
    name: str
    cells: tuple[tuple[dt.date, str], ...]
    """Date and state: a key of KIND_OF_STATE."""


@bp.get("/reports")
@permit(Action.REPORTS_READ)
def reports() -> Response:
    """Who has handed in which day (L12 in part)."""
    form = Form(request.args, today=here.clock.today())
    since, until = period(form)
    return answer(
        whole="reports/all.html",
        form=form,
        since=since,
        until=until,
        state_label=KIND_OF_STATE,
        lines=staff_lines(here.store, since, until, now()),
        days=days_between(since, until),
    )


@bp.get("/reports/annex-1")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def annex_1() -> Response:
    """Annex 1 of a period for one teacher, to print."""
    staff, since, until = asked()
    query = f"?{request.query_string.decode('ascii', 'ignore')}"
    return paper_page(staff, since, until, back="/reports", files="/reports/annex-1", query=query)


@bp.get("/reports/annex-1.docx")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def annex_1_docx() -> Response:
    """The same as DOCX."""
    return docx_of(paper_of(*asked()))


@bp.get("/reports/annex-1.xlsx")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def annex_1_xlsx() -> Response:
    """The same as XLSX."""
    return xlsx_of(paper_of(*asked()))


@bp.get("/teachers/<int:staff>/report/<day>")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def their_day(staff: int, day: str) -> Response:
    """Somebody's day to read."""
    person = queries.readable_staff(here.store, here.actor, staff) or abort(404)
    date = read_day(day)
    shown = day_view(here.store, person, date, now=now())
    paper = paper_of(person, date, date)
    return answer(whole="reports/their_day.html", day=shown, paper=paper, headings=papers.HEADINGS)


def paper_of(staff: Staff, since: dt.date, until: dt.date) -> papers.Annex1:
    """Annex 1 as this reader may see it."""
    reasons = queries.may_know_reasons(here.store, here.actor, staff)
    return papers.annex_1(here.store, staff, since, until, reasons=reasons)


def asked() -> tuple[Staff, dt.date, dt.date]:
    """Whose report and which days; 404 for a person one may not read."""
    form = Form(request.args, today=here.clock.today())
    person = queries.readable_staff(here.store, here.actor, form.id("teacher") or 0) or abort(404)
    return (person, *period(form))


def period(form: Form) -> tuple[dt.date, dt.date]:
    """From and to, by default this week so far; at most two months."""
    today = here.clock.today()
    since = min(form.date("from") or today - dt.timedelta(today.weekday()), dt.date.max - dt.timedelta(MOST_DAYS))
    until = form.date("to") or max(since, today)
    until = max(since, until)
    return since, min(until, since + dt.timedelta(MOST_DAYS - 1))


def staff_lines(store: Store, since: dt.date, until: dt.date, moment: dt.datetime) -> list[StaffLine]:
    """Everybody one may read with the state of each day; a handful of queries for all of them.

    Nobody owes a report of lessons that at this moment of the school's wall have not ended yet.
    """
    days = days_between(since, until)
    span = (where("date") >= since) & (where("date") <= until)
    sent = {(report.staff, report.date): report for report in store[DAYS].search(span)}
    written = {(row.staff, row.date) for row in store[ROWS].search(span) if not row.struck}
    last: dict[tuple[int, dt.date], dt.time] = {}
    for date in days:
        for plan in timetable.day(store, date):
            for person in {plan.teacher, plan.accompanist} - {0}:
                last[person, date] = max(plan.end, last.get((person, date), plan.end))
    planned = {(person, date): (date, end) <= (moment.date(), moment.time()) for (person, date), end in last.items()}
    people = [one for one in store[STAFF].all(order=("surname", "given")) if one.retired_on is None]
    readable = [one for one in people if queries.readable_staff(store, here.actor, one.id)]
    busy = {person for person, _ in planned.keys() | written}
    return [
        StaffLine(one, short_name(one), tuple((date, state_of(one.id, date, sent, written, planned)) for date in days))
        for one in readable
        if one.id in busy
    ]


def state_of(
    staff: int,
    date: dt.date,
    sent: dict[tuple[int, dt.date], DayReport],
    written: set[tuple[int, dt.date]],
    planned: dict[tuple[int, dt.date], bool],
) -> str:
    """The state of one day of one person; `planned` says of a day with lessons whether all of them have ended."""
    report = sent.get((staff, date))
    if report is not None and queries.is_closed(report):
        return report.state.value
    if (staff, date) in written:
        return "open"
    return {True: "due", False: "ahead", None: ""}[planned.get((staff, date))]
