"""Papers of reports: Annex 1 of a period for one or many, forms to fill by hand (H3)."""

import datetime as dt

from flask import Blueprint, Response, abort, request

from kiosk.documents import docx, xlsx
from kiosk.people.records import Staff
from kiosk.problems import Refusal
from kiosk.regime.records import KIND_ON_PAPER
from kiosk.reports import papers, queries
from kiosk.reports.day import day_view
from kiosk.reports.office_pages import period
from kiosk.reports.pages import now
from kiosk.reports.records import Position
from kiosk.reports.views import RowView
from kiosk.school.rules import hours_text
from kiosk.signin.permissions import Action, allows
from kiosk.timetable.rules import Planned
from kiosk.web import Form, answer, download, here, permit

bp = Blueprint("report_papers", __name__)

MOST_PAPERS = 100
BLANKS_BELOW_THE_PLAN, BLANKS_OF_AN_EMPTY_FORM = 3, 12
ZIP = "application/zip"


@bp.get("/reports/annex-1")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def annex_1() -> Response:
    """Annex 1 of a period to print: of those asked for, else of everybody who reported; a page break before each."""
    return sheets(asked(), files="/reports/annex-1")


@bp.get("/reports/annex-1.docx")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def annex_1_docx() -> Response:
    """The same as DOCX; several come as one archive."""
    return documents(asked())


@bp.get("/reports/annex-1.xlsx")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def annex_1_xlsx() -> Response:
    """The same as XLSX, a sheet for each."""
    made = asked()
    return download(papers.as_xlsx(*made), name=f"{name_of(made)}.xlsx", kind=xlsx.MEDIA_TYPE)


@bp.get("/reports/form")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def form() -> Response:
    """The form of a day to be filled by hand: with the timetable, or empty."""
    return sheets([to_fill()], files="/reports/form")


@bp.get("/reports/form.docx")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def form_docx() -> Response:
    """The same as DOCX."""
    return documents([to_fill()])


@bp.get("/reports/form.xlsx")
@permit(Action.REPORTS_READ, Action.REPORT_OWN)
def form_xlsx() -> Response:
    """The same as XLSX."""
    made = to_fill()
    return download(papers.as_xlsx(made), name=f"{made.file_name}.xlsx", kind=xlsx.MEDIA_TYPE)


# helpers


def sheets(made: list[papers.Annex1], *, files: str) -> Response:
    """The print page, with a way back to where its reader came from."""
    back = "/reports" if allows(here.actor, Action.REPORTS_READ) else "/report/days"
    query = f"?{request.query_string.decode('ascii', 'ignore')}"
    return answer(
        whole="reports/annex_1.html", papers=made, headings=papers.HEADINGS, back=back, files=files, query=query
    )


def documents(made: list[papers.Annex1]) -> Response:
    """One Word document, or an archive of several."""
    filled = papers.as_zip(made) if made[1:] else papers.as_docx(made[0])
    if isinstance(filled, Refusal):
        abort(500)
    ending, kind = ("zip", ZIP) if made[1:] else ("docx", docx.MEDIA_TYPE)
    return download(filled, name=f"{name_of(made)}.{ending}", kind=kind)


def name_of(made: list[papers.Annex1]) -> str:
    """What the file is called."""
    return made[0].file_name if not made[1:] else f"Отчеты {papers.days_in_name(made[0].since, made[0].until)}"


def asked() -> list[papers.Annex1]:
    """Papers of those asked for; 404 for anybody one may not read, and when nobody reported anything."""
    form = Form(request.args, today=here.clock.today())
    since, until = period(form)
    people = chosen(form, since, until)
    if not people:
        abort(404)
    reasons = queries.reasons_known(here.store, here.actor, people)
    return papers.annexes(here.store, people[:MOST_PAPERS], since, until, reasons=reasons)


def chosen(form: Form, since: dt.date, until: dt.date) -> list[Staff]:
    """Those named in the address, else everybody with a row in the period."""
    readable = {one.id: one for one in queries.readable_people(here.store, here.actor)}
    if named := form.ids("teacher"):
        return [readable.get(one) or abort(404) for one in named]
    busy = {row.staff for row in queries.rows_of_people(here.store, list(readable), since, until)}
    return [one for one in readable.values() if one.id in busy]


def to_fill() -> papers.Annex1:
    """The form of one person's day."""
    form = Form(request.args, today=here.clock.today())
    person = queries.readable_staff(here.store, here.actor, form.id("teacher") or 0) or abort(404)
    date = form.date("day") or here.clock.today()
    if form.typed("rows") == "none":
        return papers.form_to_fill(here.store, person, date, [], blanks=BLANKS_OF_AN_EMPTY_FORM)
    shown = day_view(here.store, person, date, now=now())
    rows = [(row, row.plan) for row in shown.rows if row.plan is not None and not row.plan.cancelled]
    lines = [planned_line(row, plan) for row, plan in rows]
    accompanies = bool(rows) and all(row.position is Position.ACCOMPANIST for row, _ in rows)
    position = Position.ACCOMPANIST if accompanies else Position.TEACHER
    return papers.form_to_fill(here.store, person, date, lines, position=position, blanks=BLANKS_BELOW_THE_PLAN)


def planned_line(row: RowView, plan: Planned) -> papers.Line:
    """A lesson as the timetable has it, with room to write."""
    return papers.Line(
        date=f"{plan.date:%d.%m}",
        time=f"{plan.start:%H:%M}–{plan.end:%H:%M}",
        hours=hours_text(plan.lesson.quarter_hours),
        who=papers.bound_class(f"{row.who}, {row.who_more}" if row.who_more else row.who),
        subject=row.subject,
        kind=KIND_ON_PAPER[plan.lesson.kind],
        channel=row.text("channel") or plan.lesson.channel or "—",
        note="",
    )
