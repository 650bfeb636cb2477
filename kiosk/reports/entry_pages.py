"""Quick entry of a sheet filled by hand: a whole past day typed in one table, by its author or for them (H3, H4).

Nothing is stored until everything is right; who typed it for whom stays with the rows.
"""

import datetime as dt
import secrets
from collections.abc import Mapping

from flask import Blueprint, Response, abort, request

from kiosk.people.records import Staff
from kiosk.problems import N_, Problem, Refusal
from kiosk.regime.records import KIND_LABEL
from kiosk.reports import actions, queries
from kiosk.reports.day import day_view
from kiosk.reports.forms import typed_rows
from kiosk.reports.office_pages import own_id
from kiosk.reports.pages import now, read_day
from kiosk.reports.records import REASON_LABEL, Confirmed
from kiosk.reports.rules import RowInput
from kiosk.reports.typed import read_typed
from kiosk.reports.views import DayView, RowView
from kiosk.signin.permissions import Action, allows
from kiosk.web import answer, here, permit, press, see

bp = Blueprint("entry", __name__)

BLANK_LINES = 4
SAYS_SOMETHING = ("whom", "start", "end", "homework")
NOTHING = N_("There is nothing to write on this day: add a lesson in an empty line.")
Typed = dict[str, dict[str, str]]


@bp.get("/teachers/<int:staff>/report/<day>/entry")
@permit(Action.REPORTS_ACCEPT, Action.REPORT_OWN)
def form(staff: int, day: str) -> Response:
    """The day's lessons as the timetable has them, and empty lines."""
    return entry_page(whose(staff), read_day(day), {})


@bp.post("/teachers/<int:staff>/report/<day>/entry")
@permit(Action.REPORTS_ACCEPT, Action.REPORT_OWN)
def write(staff: int, day: str) -> Response:
    """Check the lines; write all of them and hand the day in, or none and say what is wrong."""
    person, date = whose(staff), read_day(day)
    typed = lines_of(request.form)
    shown = day_view(here.store, person, date, now=now(), typed=typed)
    wrong = problems_of(shown)
    if request.form.get("act") != "write" or wrong:
        return entry_page(person, date, typed, wrong, checked=True, status=422 if wrong else 200)
    slots = [row.slot for row in shown.rows if row.open]
    key = press(f"entry {staff} {day}")
    outcome = actions.confirm(
        here.store,
        here.actor,
        person,
        date,
        slots,
        how=Confirmed.IN_BULK,
        key=key,
        now=now(),
        hand_in=True,
        typed=typed,
    )
    if isinstance(outcome, Refusal):
        return entry_page(person, date, typed, general=outcome.problems, status=422)
    if not outcome.sent:
        return entry_page(person, date, typed, outcome.refused, general=(Problem(NOTHING),), status=422)
    return see(f"/report/{day}" if person.id == own_id() else f"/teachers/{staff}/report/{day}")


def whose(staff: int) -> Staff:
    """One's own day, or anybody's for those who accept reports."""
    person = queries.readable_staff(here.store, here.actor, staff)
    if person is None or (person.id != own_id() and not allows(here.actor, Action.REPORTS_ACCEPT)):
        abort(404 if request.method == "GET" else 403)
    return person


def lines_of(sent: Mapping[str, str]) -> Typed:
    """What was typed by line; empty lines outside the timetable are no lines. A reason says that it was not held."""
    typed = typed_rows(sent)
    for fields in typed.values():
        fields["off"] = "1" if fields.get("reason") else ""
    return {
        slot: fields
        for slot, fields in typed.items()
        if not slot.startswith("N") or any(fields.get(name, "").strip() for name in SAYS_SOMETHING)
    }


def problems_of(shown: DayView) -> dict[str, tuple[Problem, ...]]:
    """What is wrong by line."""
    read = {row.slot: read_typed(here.store, shown, row, now()) for row in shown.rows if row.open}
    return {slot: tuple(found) for slot, found in read.items() if not isinstance(found, RowInput)}


def entry_page(
    person: Staff,
    date: dt.date,
    typed: Typed,
    wrong: Mapping[str, tuple[Problem, ...]] | None = None,
    *,
    general: tuple[Problem, ...] = (),
    checked: bool = False,
    status: int = 200,
) -> Response:
    """The table. Empty lines come after those with something in them."""
    blank = {f"N{secrets.token_hex(6)}": {"start": "", "end": ""} for _ in range(BLANK_LINES)}
    shown = day_view(here.store, person, date, now=now(), typed={**typed, **blank}, problems=wrong or {})
    words = here.words
    return answer(
        whole="reports/entry.html",
        status=status,
        day=shown,
        rows=[*(row for row in shown.rows if row.slot not in blank), *blank_rows(shown, blank)],
        blank=set(blank),
        wrong={slot: found for slot, found in (wrong or {}).items() if found},
        general=general,
        checked=checked,
        own=person.id == own_id(),
        kinds={kind.value: words.gettext(label) for kind, label in KIND_LABEL.items()},
        reasons={reason.value: words.gettext(label) for reason, label in REASON_LABEL.items()},
        channels={name: name for name in shown.channels},
        subjects={str(subject.id): subject.name for subject in shown.subjects},
        people=dict(shown.people),
        key=secrets.token_hex(16),
        before=date - dt.timedelta(1),
        after=date + dt.timedelta(1),
    )


def blank_rows(shown: DayView, blank: Typed) -> list[RowView]:
    """The empty lines."""
    return [row for row in shown.rows if row.slot in blank]
