"""Accepting, returning and withdrawing in the browser: one day, or all that are as usual by one press (H4)."""

import datetime as dt
import re
from typing import Protocol

from flask import Blueprint, Response, abort, request

from kiosk.actor import Actor
from kiosk.people.records import Staff
from kiosk.problems import N_, Problem, Refusal
from kiosk.reports import acceptance, queries
from kiosk.reports.acceptance import Seen
from kiosk.reports.office_pages import reports_page, their_page
from kiosk.reports.pages import now, read_day
from kiosk.reports.records import DayReport
from kiosk.signin.permissions import Action
from kiosk.store import Store
from kiosk.web import Form, here, permit, press, see

bp = Blueprint("acceptance", __name__)

REMARK = 500
DAY_SEEN = re.compile(r"([0-9]{1,15}) ([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{1,9})")
NONE_CHOSEN = N_("Tick the days that are to be accepted.")


@bp.post("/reports/acceptance")
@permit(Action.REPORTS_ACCEPT)
def accept_days() -> Response:
    """Accept the ticked days as they were seen; those that have changed since are told and left."""
    form = Form(request.form, today=here.clock.today())
    seen = [one for text in form.typed_all("day") if (one := read_seen(text))]
    if not seen:
        return reports_page(form, (Problem(NONE_CHOSEN),), status=422)
    done = acceptance.accept(here.store, here.actor, seen, key=press("acceptance"), now=now())
    if done.left:
        return reports_page(form, tuple(left_alone(one) for one in done.left), status=422)
    return see(f"/reports?{period_of(form)}done={done.number}&count={done.days}")


def left_alone(seen: Seen) -> Problem:
    """Says which day was not accepted."""
    return Problem(
        N_("%(day)s was changed by somebody meanwhile and was not accepted. Look at it once more."),
        values={"day": f"{seen.date:%d.%m}"},
    )


@bp.post("/reports/acceptance/withdrawal")
@permit(Action.REPORTS_ACCEPT)
def undo() -> Response:
    """Undo one press: its days wait again."""
    form = Form(request.form, today=here.clock.today())
    number = form.id("change") or 0
    outcome = acceptance.undo_acceptance(here.store, here.actor, number, key=press(f"undo {number}"), now=now())
    if isinstance(outcome, Refusal):
        return reports_page(form, outcome.problems, status=422)
    return see(f"/reports?{period_of(form)}")


def period_of(form: Form) -> str:
    """«from=2026-11-16&to=2026-11-24&», as the page had it."""
    found = {name: form.date(name) for name in ("from", "to") if form.typed(name)}
    return "".join(f"{name}={day.isoformat()}&" for name, day in found.items() if day)


@bp.post("/teachers/<int:staff>/report/<day>/acceptance")
@permit(Action.REPORTS_ACCEPT)
def accept_day(staff: int, day: str) -> Response:
    """Accept one day after looking at it."""
    person, seen = looked_at(staff, day)
    done = acceptance.accept(here.store, here.actor, [seen], key=press(f"accept {staff} {day}"), now=now())
    if done.left:
        return refused(person, seen.date, Refusal.of(acceptance.MEANWHILE, "remark"))
    return see(f"/teachers/{staff}/report/{day}?done={done.number}&count={done.days}")


@bp.post("/teachers/<int:staff>/report/<day>/return")
@permit(Action.REPORTS_ACCEPT)
def send_back(staff: int, day: str) -> Response:
    """Return it with a remark."""
    return act_with_remark(staff, day, acceptance.send_back, "return")


@bp.post("/teachers/<int:staff>/report/<day>/acceptance/withdrawal")
@permit(Action.REPORTS_ACCEPT)
def withdraw(staff: int, day: str) -> Response:
    """Withdraw the acceptance, with a reason: the day is its author's again."""
    return act_with_remark(staff, day, acceptance.withdraw_acceptance, "withdraw")


@bp.post("/teachers/<int:staff>/report/<day>/return/withdrawal")
@permit(Action.REPORTS_ACCEPT)
def recall(staff: int, day: str) -> Response:
    """Undo a return, or the withdrawal of an acceptance, while the teacher has not touched the day."""
    person, seen = looked_at(staff, day)
    key = press(f"recall {staff} {day}")
    outcome = acceptance.recall(here.store, here.actor, seen, key=key, now=now())
    if isinstance(outcome, Refusal):
        return refused(person, seen.date, outcome)
    return see(f"/teachers/{staff}/report/{day}")


class WithRemark(Protocol):
    """An act on a day that says why."""

    def __call__(
        self, store: Store, actor: Actor, seen: Seen, remark: str, /, *, key: str | None, now: dt.datetime
    ) -> DayReport | Refusal:
        """Do it, or say why not."""


def act_with_remark(staff: int, day: str, act: WithRemark, name: str) -> Response:
    """Read the remark, act once, show the day again; what is refused is said in it."""
    person, seen = looked_at(staff, day)
    form = Form(request.form)
    remark = form.text("remark", limit=REMARK, lines=True)
    key = press(f"{name} {staff} {day}")
    outcome = (
        Refusal.all(form.problems) if form.problems else act(here.store, here.actor, seen, remark, key=key, now=now())
    )
    if isinstance(outcome, Refusal):
        return refused(person, seen.date, outcome)
    return see(f"/teachers/{staff}/report/{day}")


def looked_at(staff: int, day: str) -> tuple[Staff, Seen]:
    """Whose day and how it was seen; 404 for a person one may not read."""
    person = queries.readable_staff(here.store, here.actor, staff) or abort(404)
    rev = Form(request.form).number("rev") or 0
    return person, Seen(staff, read_day(day), rev)


def refused(person: Staff, date: dt.date, refusal: Refusal) -> Response:
    """The day again with what is wrong and what was typed."""
    form = Form(request.form)
    form.take(refusal)
    return their_page(person, date, form, status=422)


def read_seen(text: str) -> Seen | None:
    """«4 2026-11-24 3»; None for anything else."""
    parts = DAY_SEEN.fullmatch(text)
    if parts is None:
        return None
    try:
        return Seen(int(parts[1]), dt.date.fromisoformat(parts[2]), int(parts[3]))
    except ValueError:
        return None
