"""The calendar in the browser: the year at a glance, its days and years to edit, the book of changes (P4, L7, D4)."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, abort, request

from kiosk.calendar import papers, views
from kiosk.documents.docx import MEDIA_TYPE
from kiosk.problems import N_, Refusal
from kiosk.school import actions, queries, years
from kiosk.school.records import (
    CALENDAR_EDITS,
    YEARS,
    AcademicYear,
    CalendarDeed,
    CalendarEdit,
)
from kiosk.signin.permissions import Action, allows
from kiosk.web import answer, download, here, permit, see

bp = Blueprint("calendar", __name__)

DEED_LABEL = {
    CalendarDeed.YEAR: N_("academic year"),
    CalendarDeed.DAY: N_("a day"),
    CalendarDeed.LOADED: N_("days from a sheet"),
    CalendarDeed.SAMPLE: N_("sample of 2026/27"),
    CalendarDeed.CONFIRMED: N_("checked"),
}
SHOWN_EDITS = 100
MONDAY = dt.date(2026, 11, 23)


@bp.get("/calendar")
@permit(Action.CALENDAR_READ)
def now() -> Response:
    """The year that holds today, else the nearest one."""
    there, today = queries.years(here.store), here.clock.today()
    if not there:
        return answer(whole="calendar/none.html", **may())
    return year_page(min(there, key=lambda year: distance(year, today)))


@bp.get("/calendar/years/<int:year>")
@permit(Action.CALENDAR_READ)
def one_year(year: int) -> Response:
    """A year at a glance."""
    return year_page(found_year(year))


@bp.get("/calendar/years/<int:year>/sheet")
@permit(Action.CALENDAR_READ)
def sheet(year: int) -> Response:
    """The same on one A4 page for the wall."""
    found = found_year(year)
    view = views.year_view(here.store, found, dt.date.min)
    return answer(whole="calendar/sheet.html", view=view, school=queries.school_name(here.store), **words())


@bp.get("/calendar/changes")
@permit(Action.CALENDAR_READ)
def changes() -> Response:
    """Who changed what when, the latest first."""
    return changes_page()


@bp.post("/calendar/changes/<int:edit>/withdrawal")
@permit(Action.CALENDAR_SAMPLE)
def undo(edit: int) -> Response:
    """Everything of an entry as it was before; the technician undoes only what the technician loaded."""
    found = found_edit(edit)
    if not may_undo(found):
        abort(403)
    outcome = actions.undo(here.store, here.actor, found, now=here.clock.now())
    if isinstance(outcome, Refusal):
        return changes_page(outcome, status=422)
    return see(f"/calendar/changes?entry={edit}")


@bp.get("/calendar/changes/<int:edit>/paper")
@permit(Action.CALENDAR_READ)
def paper(edit: int) -> Response:
    """The paper that an entry leaves."""
    made = papers.change_paper(here.store, found_edit(edit), here.clock)
    return answer(whole="calendar/change_paper.html", paper=made)


@bp.get("/calendar/changes/<int:edit>/paper.docx")
@permit(Action.CALENDAR_READ)
def paper_docx(edit: int) -> Response:
    """The same for Word."""
    made = papers.change_paper(here.store, found_edit(edit), here.clock)
    body = papers.change_docx(made)
    assert not isinstance(body, Refusal)  # noqa: S101  because the shipped template fits its paper
    return download(body, name=f"{made.file_name}.docx", kind=MEDIA_TYPE)


# helpers


def year_page(year: AcademicYear) -> Response:
    """A year with its months, quarters, holidays and special days."""
    return answer(
        whole="calendar/year.html",
        view=views.year_view(here.store, year, here.clock.today()),
        all_years=queries.years(here.store),
        cautions=years.cautions_of(year) if allows(here.actor, Action.CALENDAR_EDIT) else [],
        today=here.clock.today(),
        **words(),
        **may(),
    )


def words() -> dict[str, Any]:  # Any: because a view takes what its template shows
    """What the templates call things."""
    return {
        "weekdays": weekdays(),
        "legend": [(kind.value, views.KIND_LABEL[kind]) for kind in views.LEGEND],
    }


def weekdays() -> list[dt.date]:
    """Some Monday to Sunday, for the names of the days."""
    return [MONDAY + dt.timedelta(place) for place in range(views.WEEK)]


def may() -> dict[str, Any]:  # Any: the same
    """Pages show what changes things only to those who may."""
    return {
        "may_edit": allows(here.actor, Action.CALENDAR_EDIT),
        "may_sample": allows(here.actor, Action.CALENDAR_SAMPLE),
    }


def distance(year: AcademicYear, today: dt.date) -> int:
    """Days between today and the year; 0 inside it."""
    return max((year.since - today).days, (today - year.until).days, 0)


def entry(deed: CalendarDeed, reason: str = "") -> actions.Entry:
    """An entry of the book by who asks."""
    return actions.Entry(here.actor, deed, here.clock.now(), reason)


def changes_page(refusal: Refusal | None = None, status: int = 200) -> Response:
    """The book of changes."""
    edits = here.store[CALENDAR_EDITS].search(order=("-id",), limit=SHOWN_EDITS)
    number = request.args.get("entry", 0, type=int)
    return answer(
        whole="calendar/changes.html",
        status=status,
        edits=[(edit, may_undo(edit)) for edit in edits],
        weekdays=weekdays(),
        just=next((edit for edit in edits if edit.id == number), None),
        problems=refusal.problems if refusal else (),
        none=request.args.get("none", ""),
        deed_label=DEED_LABEL,
        **may(),
    )


def may_undo(edit: CalendarEdit) -> bool:
    """The deputy undoes any entry, the technician what the technician loaded."""
    if edit.undone_at is not None:
        return False
    return allows(here.actor, Action.CALENDAR_EDIT) or (
        edit.deed is CalendarDeed.SAMPLE and edit.account == here.actor.account
    )


def found_year(year: int) -> AcademicYear:
    """A year that is written down, else no page."""
    found = here.store[YEARS].get(year)
    return found if found is not None and not found.taken_back else abort(404)


def found_edit(edit: int) -> CalendarEdit:
    """An entry of the book, else no page."""
    return here.store[CALENDAR_EDITS].get(edit) or abort(404)
