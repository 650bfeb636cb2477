"""Other work in the browser: of a day beside its report, of a month in sums (H5)."""

import calendar
import datetime as dt
import secrets
from typing import Final

from flask import Blueprint, Response, abort, request

from kiosk.actor import Role
from kiosk.people.queries import staff_of
from kiosk.people.records import Staff
from kiosk.problems import N_, Problem, Refusal
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, here, permit, press, see
from kiosk.web.reading import day_of_address
from kiosk.worktime import actions, papers, queries, rules
from kiosk.worktime.records import KIND_LABEL, Entry, WorkKind

bp = Blueprint("worktime", __name__)

LATELY: Final = dt.timedelta(days=30)
LABELS: Final = {"kind": N_("What kind of work"), "hours": N_("Hours"), "what": N_("What it was")}
NO_TIME: Final = N_("Write how long it took, such as 0,5 or 1.")


@bp.get("/report/<day>/other-work")
@permit(Action.REPORT_OWN)
def day(day: str) -> Response:
    """What was done on a day beside the lessons."""
    return day_page(me(), read_day(day), Form())


@bp.post("/report/<day>/other-work")
@permit(Action.REPORT_OWN)
def add(day: str) -> Response:
    """Write an entry: typed, or once more what was written before."""
    staff, date = me(), read_day(day)
    form = Form(request.form, today=here.clock.today())
    kind = form.choice("kind", WorkKind, required=True)
    hours = form.hours("hours", required=True)
    what = form.text("what", limit=200)
    if hours == 0:
        form.refuse("hours", NO_TIME)
    if form.problems or kind is None or hours is None:
        return day_page(staff, date, form, status=422)
    entry = Entry(staff=staff.id, date=date, kind=kind, quarter_hours=hours, what=what, written_at=here.clock.now())
    key = press(f"other work {staff.id} {date}")
    written = actions.write(here.store, here.actor, entry, today=here.clock.today(), key=key)
    if isinstance(written, Refusal):
        form.take(written)
        return day_page(staff, date, form, status=422)
    return see(f"/report/{date}/other-work?just={written}")


@bp.post("/report/other-work/<int:entry>/withdrawal")
@permit(Action.REPORT_OWN)
def strike(entry: int) -> Response:
    """Strike an entry; it stays to be seen."""
    return struck(entry, struck=True)


@bp.post("/report/other-work/<int:entry>/withdrawal/withdrawal")
@permit(Action.REPORT_OWN)
def bring_back(entry: int) -> Response:
    """Bring a struck entry back."""
    return struck(entry, struck=False)


@bp.get("/report/months/<month>/other-work")
@permit(Action.REPORT_OWN)
def month(month: str) -> Response:
    """A month of it: by kind and by day, to read and to print."""
    staff, first = me(), read_day(f"{month}-01")
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return answer(
        whole="worktime/month.html",
        paper=papers.month_paper(here.store, staff, first, last),
        before=first - dt.timedelta(days=1),
        after=last + dt.timedelta(days=1),
    )


# helpers


def struck(entry: int, *, struck: bool) -> Response:
    """The page of the day after an entry was struck or brought back."""
    staff = me()
    found = queries.own_entry(here.store, staff.id, entry) or abort(403)
    refusal = actions.strike(here.store, here.actor, found, struck=struck, today=here.clock.today())
    if refusal is not None:
        return day_page(staff, found.date, Form(), general=refusal.problems, status=422)
    return see(f"/report/{found.date}/other-work")


def day_page(
    staff: Staff, date: dt.date, form: Form, *, general: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    """Entries of the day, the form, what can be written again by one press."""
    entries = queries.entries_of(here.store, staff.id, date - LATELY, date)
    today = [one for one in entries if one.date == date]
    kinds = rules.kinds_for(accompanist=here.actor.has(Role.ACCOMPANIST))
    just = request.args.get("just", "")
    return answer(
        whole="worktime/day.html",
        status=status,
        date=date,
        before=date - dt.timedelta(1),
        after=date + dt.timedelta(1),
        form=form,
        general=general,
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
        kinds=[(kind.value, here.words.gettext(KIND_LABEL[kind])) for kind in kinds],
        kind_label=KIND_LABEL,
        entries=today,
        total=rules.total(today),
        again=rules.again(entries, kinds),
        just=next((one for one in today if str(one.id) == just and not one.struck), None),
        key=secrets.token_hex(16),
    )


def me() -> Staff:
    """The member of staff behind the account."""
    return staff_of(here.store, here.actor.account) or abort(404)


def read_day(text: str) -> dt.date:
    """The date of an address; anything else is no page."""
    return day_of_address(text) or abort(404)
