"""Hours in the browser: the school, a person, subjects, students, and the lessons under every figure (H4)."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from kiosk.hours import closing, queries, views
from kiosk.hours.months import Month
from kiosk.hours.queries import Account
from kiosk.hours.records import MEASURE_LABEL, Measure
from kiosk.hours.rules import Entry, Total
from kiosk.hours.sentences import FATE_SENTENCE
from kiosk.people.names import full_name
from kiosk.people.records import FUNDING_LABEL, Funding
from kiosk.problems import N_
from kiosk.reports.queries import readable_people
from kiosk.reports.records import Position
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, here, permit, see
from kiosk.worktime.queries import entries_of
from kiosk.worktime.records import KIND_LABEL
from kiosk.worktime.rules import by_kind

bp = Blueprint("hours_given", __name__)

POSITION_LABEL = {Position.TEACHER: N_("teacher"), Position.ACCOMPANIST: N_("accompanist")}
PAGE = 200
"""Lessons on one page: a month of the whole school has thousands."""
COLUMNS = tuple(Measure)
"""The figures of a table, in their order."""


@bp.get("/hours")
@permit(Action.HOURS_READ)
def this_month() -> Response:
    """To the month of today."""
    return see(f"/hours/{Month.of(here.clock.today())}")


@bp.get("/hours/<month>")
@permit(Action.HOURS_READ)
def school(month: str) -> Response:
    """Everybody one may read: planned, given, missed, made up, and in words what makes the difference."""
    asked, account, people = found(month)
    lines = views.by_staff(account, people, f"/hours/{asked}/teachers/%d")
    return table("hours/school.html", asked, account, lines, current=f"/hours/{asked}")


@bp.get("/hours/<month>/subjects")
@permit(Action.HOURS_READ)
def subjects(month: str) -> Response:
    """The same by subject."""
    asked, account, _ = found(month)
    return table("hours/subjects.html", asked, account, views.by_subject(account), current=f"/hours/{asked}/subjects")


@bp.get("/hours/<month>/students")
@permit(Action.HOURS_READ)
def students(month: str) -> Response:
    """What each student was to get and got, with the hours at which they were absent."""
    asked, account, _ = found(month)
    lines = views.by_student(account, alone=lambda _: True)
    return answer(
        whole="hours/students.html",
        **frame(asked, f"/hours/{asked}/students"),
        lines=lines,
        absent={line.key: views.absent_quarters(line.total, int(line.key.partition("=")[2])) for line in lines},
    )


@bp.get("/hours/<month>/teachers/<int:staff>")
@permit(Action.HOURS_READ)
def person(month: str, staff: int) -> Response:
    """One person's month by positions, kinds of money and days."""
    asked, account, people = found(month, staff)
    if staff not in people:
        abort(404)
    return answer(
        whole="hours/person.html",
        **frame(asked, ""),
        staff=staff,
        name=account.name(staff),
        parts=views.by_position(account.entries),
        by_day=views.by_day,
        whole_total=Total(tuple(account.entries)),
        shown=shown_columns(account.entries),
        funding_label=FUNDING_LABEL,
        position_label=POSITION_LABEL,
        several=len(people) > 1,
        other_work=by_kind(entries_of(here.store, staff, asked.since, asked.until)),
        kind_label=KIND_LABEL,
    )


@bp.get("/hours/<month>/lessons")
@permit(Action.HOURS_READ)
def lessons(month: str) -> Response:
    """The lessons under a figure: each with its hours and why they are so many."""
    form = Form(request.args, today=here.clock.today())
    staff = form.id("teacher") or 0
    asked, account, people = found(month, staff)
    if staff and staff not in people:
        abort(404)
    measure = form.choice("what", Measure) or Measure.GIVEN
    asks = views.Asked.read(form)
    chosen = views.in_order(entry for entry in account.entries if entry.shows(measure) and asks.fits(entry, account))
    pages = max(1, -(-len(chosen) // PAGE))
    number = min(max(form.number("page") or 1, 1), pages)
    shown = chosen[(number - 1) * PAGE : number * PAGE]
    reasons = allows(here.actor, Action.ABSENCE_REASONS_READ) or queries.only_own(here.store, here.actor, chosen)
    known = queries.known_for(here.store, shown, account.name, reasons=reasons)
    return answer(
        whole="hours/lessons.html",
        **frame(asked, ""),
        lessons=views.lessons_of(account, shown, measure, known),
        measure=measure,
        page=number,
        pages=pages,
        count=len(chosen),
        address=f"/hours/{asked}/lessons?{the_rest_of(form)}&",
        total=sum(entry.of(measure) for entry in chosen),
        about=about(form, account),
        back=f"/hours/{asked}/teachers/{staff}" if staff else f"/hours/{asked}",
        position_label=POSITION_LABEL,
    )


# helpers


def found(month: str, staff: int = 0) -> tuple[Month, Account, list[int]]:
    """The month, the accounts that one may read, and whose they are; 404 for what is no month."""
    asked = Month.read(month) or abort(404)
    people = [one.id for one in readable_people(here.store, here.actor)]
    theirs = [staff] if staff in people else people
    everybody = allows(here.actor, Action.HOURS_SHEET) and not staff
    account = queries.account_of(
        here.store, asked.since, asked.until, now=now(), staff=None if everybody else frozenset(theirs)
    )
    return asked, account, people


def now() -> dt.datetime:
    """The moment as the school's wall shows it."""
    return here.clock.local(here.clock.now())


def table(template: str, month: Month, account: Account, lines: list[views.Line], *, current: str) -> Response:
    """A page of lines with their sum."""
    return answer(
        whole=template,
        **frame(month, current),
        lines=lines,
        total=Total(tuple(account.entries)),
        shown=shown_columns(account.entries),
    )


def frame(month: Month, current: str) -> dict[str, Any]:  # Any: because templates take values of all kinds
    """What stands around every page of a month."""
    return {
        "month": month,
        "current": current,
        "before": month.beside(-1),
        "after": month.beside(1),
        "state": closing.state_of(here.store, str(month)),
        "may_sheet": allows(here.actor, Action.HOURS_SHEET),
        "measure_label": MEASURE_LABEL,
        "fate_sentence": FATE_SENTENCE,
        "Measure": Measure,
    }


def shown_columns(entries: list[Entry]) -> list[Measure]:
    """Planned, given and missed always; the others where they hold anything."""
    sums = Total(tuple(entries)).sums
    always = {Measure.PLANNED, Measure.GIVEN, Measure.MISSED}
    return [measure for measure in COLUMNS if measure in always or sums[measure]]


def the_rest_of(form: Form) -> str:
    """The address of a list without its page."""
    return urlencode({name: form.typed(name) for name in form.fields if name != "page"})


def about(form: Form, account: Account) -> list[str]:
    """What the figure is about, in words: whose, which subject, day and position."""
    word = here.words
    parts = []
    if staff := form.id("teacher"):
        parts.append(account.name(staff))
    if subject := form.id("subject"):
        parts.append(account.subjects.get(subject, "—"))
    if (student := form.id("student")) and student in account.students:
        parts.append(full_name(account.students[student]))
    if typed := form.typed("day"):
        day = Form({"day": typed}, today=here.clock.today()).date("day")
        parts += [word.day_words(day)] if day else []
    parts += [word.gettext(label) for one, label in POSITION_LABEL.items() if one.value == form.typed("position")]
    parts += [word.gettext(FUNDING_LABEL[one]) for one in Funding if one.value == form.typed("funding")]
    return parts
