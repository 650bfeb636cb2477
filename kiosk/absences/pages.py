"""Absences in the browser: who is away, who gives which lesson, the sheet of substitutions (L1)."""

import datetime as dt
import secrets
from contextlib import suppress

from flask import Blueprint, Response, abort, request

from kiosk.absences import actions, papers, queries
from kiosk.absences.forms import OFF, chosen, read_absence
from kiosk.absences.records import ABSENCES, CAUSE_LABEL, Absence
from kiosk.absences.reported import held_days
from kiosk.documents import xlsx
from kiosk.people.names import full_name, short_name
from kiosk.people.queries import staff_choices
from kiosk.people.records import STAFF
from kiosk.problems import N_, Problem, Refusal
from kiosk.signin.permissions import Action, allows
from kiosk.store import Conflict
from kiosk.timetable import views
from kiosk.web import Form, answer, download, here, permit, press, see

bp = Blueprint("absences", __name__)

LABELS = {
    "staff": N_("Who is away"),
    "since": N_("First day"),
    "until": N_("Last day"),
    "cause": N_("Reason"),
}


@bp.get("/absences")
@permit(Action.SIGNED_IN)
def listing() -> Response:
    """Everybody's for the office, one's own for a teacher."""
    found, staff = queries.absences(here.store, here.actor), queries.staff_named(here.store)
    return answer(
        whole="absences/list.html",
        lines=[(one, short_name(staff[one.staff]) if one.staff in staff else "") for one in found],
        cause_label=CAUSE_LABEL,
        today=here.clock.today(),
        may_edit=may_edit(),
        month=here.clock.today().replace(day=1),
    )


@bp.get("/absences/new")
@permit(Action.ABSENCES_EDIT)
def new() -> Response:
    """An empty form; who it is may come with the address."""
    today = here.clock.today()
    return new_page(Form.filled(staff=request.args.get("staff", ""), since=f"{today:%d.%m.%Y}"))


@bp.post("/absences/new")
@permit(Action.ABSENCES_EDIT)
def add() -> Response:
    """Enter it, then settle its lessons."""
    form = Form(request.form, today=here.clock.today())
    given = read_absence(form)
    if given is None:
        return new_page(form, status=422)
    outcome = actions.enter(here.store, here.actor, given, key=press("absence new"))
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return new_page(form, status=422)
    return see(f"/absences/{outcome.id}")


def new_page(form: Form, *, status: int = 200) -> Response:
    """The form."""
    return answer(
        whole="absences/new.html",
        status=status,
        form=form,
        staff=staff_choices(here.store),
        causes=[(one.value, here.words.gettext(label)) for one, label in CAUSE_LABEL.items()],
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
        key=secrets.token_hex(8),
    )


@bp.get("/absences/<int:absence>")
@permit(Action.SIGNED_IN)
def one(absence: int) -> Response:
    """An absence with its lessons and who gives each."""
    return absence_page(queries.readable(here.store, here.actor, absence) or abort(404))


@bp.post("/absences/<int:absence>")
@permit(Action.ABSENCES_EDIT)
def settle(absence: int) -> Response:
    """All choices of the page in one save; whoever is busy then is named, and nothing is written."""
    found = here.store[ABSENCES].get(absence) or abort(404)
    outcome = actions.settle(
        here.store, here.actor, found, chosen(request.form), key=press(f"absence settle {absence}")
    )
    if isinstance(outcome, Refusal):
        return absence_page(found, outcome.problems, typed=dict(request.form.items()), status=422)
    return see(f"/absences/{absence}?saved=1")


@bp.post("/absences/<int:absence>/last-day")
@permit(Action.ABSENCES_EDIT)
def last_day(absence: int) -> Response:
    """Back earlier, or away longer."""
    found = here.store[ABSENCES].get(absence) or abort(404)
    form = Form(request.form, today=here.clock.today())
    until = form.date("until", required=True)
    if until is None:
        return absence_page(found, tuple(form.problems), status=422)
    try:
        outcome = actions.end_early(here.store, here.actor, found, until)
    except Conflict:
        outcome = Refusal.of(actions.CHANGED)
    if isinstance(outcome, Refusal):
        return absence_page(found, outcome.problems, status=422)
    return see(f"/absences/{absence}")


@bp.post("/absences/<int:absence>/withdrawal")
@permit(Action.ABSENCES_EDIT)
def take_back(absence: int) -> Response:
    """Nobody was away: every lesson is given as usual again."""
    return _taken_back(absence, taken_back=True)


@bp.post("/absences/<int:absence>/withdrawal/withdrawal")
@permit(Action.ABSENCES_EDIT)
def bring_back(absence: int) -> Response:
    """The absence holds after all; its lessons are to be settled anew."""
    return _taken_back(absence, taken_back=False)


def _taken_back(absence: int, *, taken_back: bool) -> Response:
    found = here.store[ABSENCES].get(absence) or abort(404)
    with suppress(Conflict):  # somebody pressed the same meanwhile: the page shows how it is
        actions.take_back(here.store, here.actor, found, taken_back=taken_back)
    return see(f"/absences/{absence}")


@bp.get("/absences/sheet")
@permit(Action.ABSENCES_EDIT)
def sheet() -> Response:
    """«Лист замещения» of a period, to print."""
    paper = papers.substitution_sheet(here.store, *period())
    return answer(whole="absences/sheet.html", paper=paper, headings=papers.HEADINGS)


@bp.get("/absences/sheet.xlsx")
@permit(Action.ABSENCES_EDIT)
def sheet_xlsx() -> Response:
    """The same as XLSX."""
    paper = papers.substitution_sheet(here.store, *period())
    return download(papers.as_xlsx(paper), name=f"{paper.file_name}.xlsx", kind=xlsx.MEDIA_TYPE)


def period() -> tuple[dt.date, dt.date]:
    """From and to of the address; without them the month of today."""
    form, today = Form(request.args, today=here.clock.today()), here.clock.today()
    since, until = form.date("from"), form.date("to")
    first = today.replace(day=1)
    after = (first + dt.timedelta(32)).replace(day=1)
    since, until = since or first, until or after - dt.timedelta(1)
    return (since, until) if since <= until and (until - since).days <= 366 else (first, after - dt.timedelta(1))  # noqa: PLR2004  because a year is the most


def absence_page(
    found: Absence,
    problems: tuple[Problem, ...] = (),
    *,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """The lessons of an absence, each with who could give it."""
    person = here.store[STAFF].get(found.staff)
    lessons = [] if found.taken_back else queries.due(here.store, found)
    staff = queries.staff_named(here.store)
    return answer(
        whole="absences/one.html",
        status=status,
        absence=found,
        name=full_name(person) if person else "",
        lines=list(zip(lessons, views.named(here.store, [one.plan for one in lessons]), strict=True)),
        names={one.id: short_name(one) for one in staff.values()},
        typed=typed or {},
        problems=problems,
        cause_label=CAUSE_LABEL,
        may_edit=may_edit(),
        off=OFF,
        held=held_days(here.store, found),
        open=sum(one.settled is None for one in lessons),
        key=secrets.token_hex(8),
    )


def may_edit() -> bool:
    """Choices are shown only to those who may make them."""
    return allows(here.actor, Action.ABSENCES_EDIT)
