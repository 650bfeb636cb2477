"""A teacher's own days with what is missing, and corrections of accepted ones: struck as ink is struck (H4, L12)."""

import datetime as dt
import secrets

from flask import Blueprint, Response, abort, request

from kiosk.problems import Refusal
from kiosk.regime.records import KIND_LABEL
from kiosk.reports import acceptance, gaps, papers, queries
from kiosk.reports.acceptance import Correction
from kiosk.reports.day import day_view
from kiosk.reports.fields import stored_fields
from kiosk.reports.forms import SLOT_LIMIT
from kiosk.reports.pages import me, now, read_day
from kiosk.reports.records import KIND_OF_STATE, REASON_LABEL, DayState, Row
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, here, permit, press, see

bp = Blueprint("corrections", __name__)

WHY = 300
SHOWN_DAYS = 31


@bp.get("/report/days")
@permit(Action.REPORT_OWN)
def own_days() -> Response:
    """One's own days of a month back: what is missing first, what was returned, each a link to exactly that row."""
    staff, today = me(), here.clock.today()
    stretch = gaps.Stretch(here.store, [staff], today - dt.timedelta(SHOWN_DAYS), today, now())
    reports = sorted(stretch.reports.items(), key=lambda one: one[0][1], reverse=True)
    return answer(
        whole="reports/own_days.html",
        staff=staff,
        gaps=gaps.gaps(stretch)[::-1],
        reports=[report for (whose, _), report in reports if whose == staff.id],
        state_label=KIND_OF_STATE,
        today=today,
        since=stretch.since,
    )


@bp.get("/report/<day>/corrections")
@permit(Action.REPORT_OWN)
def rows(day: str) -> Response:
    """The rows of an accepted day: which one is to be corrected."""
    staff, date = me(), read_day(day)
    return answer(
        whole="reports/corrections.html",
        day=day_view(here.store, staff, date, now=now()),
        former=queries.former_rows(here.store, [staff.id], date, date),
        paper=papers.annex_1(here.store, staff, date, date),
        headings=papers.HEADINGS,
    )


@bp.get("/report/<day>/corrections/<slot>")
@permit(Action.REPORT_OWN)
def one(day: str, slot: str) -> Response:
    """A row as it was accepted, in fields."""
    row = accepted_row(day, slot)
    return row_page(row, Form({**stored_fields(row), "rev": str(row.rev)}))


@bp.post("/report/<day>/corrections/<slot>")
@permit(Action.REPORT_OWN)
def correct(day: str, slot: str) -> Response:
    """The corrected row; the old one is struck and stays."""
    row = accepted_row(day, slot)
    form = Form(request.form, today=row.date)
    why, rev = form.text("why", limit=WHY), form.number("rev") or 0
    if form.problems:
        return row_page(row, form, status=422)
    texts = {name: text for name, text in form.fields.items() if name not in {"why", "rev", "token", "key"}}
    texts["off"] = "1" if texts.get("reason") else ""
    wanted = Correction(row.slot, texts, why, rev)
    key = press(f"correct {row.staff} {day} {slot}")
    outcome = acceptance.correct(here.store, here.actor, me(), row.date, wanted, key=key, now=now())
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return row_page(row, form, status=422)
    return see(f"/report/{day}/corrections")


def accepted_row(day: str, slot: str) -> Row:
    """A row of one's own accepted day; anything else is no page, and nothing to change."""
    staff, date = me(), read_day(day)
    report = queries.day_report(here.store, staff.id, date)
    if report is None or report.state not in {DayState.ACCEPTED, DayState.CORRECTED} or len(slot) > SLOT_LIMIT:
        abort(404 if request.method == "GET" else 403)
    row = queries.rows_of_day(here.store, staff.id, date).get(slot)
    if row is None or row.struck:
        abort(404 if request.method == "GET" else 403)
    return row


def row_page(row: Row, form: Form, status: int = 200) -> Response:
    """The form of one row."""
    words = here.words
    view = day_view(here.store, me(), row.date, now=now()).row(row.slot) or abort(404)
    day = day_view(here.store, me(), row.date, now=now())
    channels = dict.fromkeys([*day.channels, *([row.channel] if row.channel else [])])
    return answer(
        whole="reports/correction.html",
        status=status,
        row=row,
        view=view,
        form=form,
        kinds=[(kind.value, words.gettext(label)) for kind, label in KIND_LABEL.items()],
        channels=[(name, name) for name in channels],
        reasons=[(reason.value, words.gettext(label)) for reason, label in REASON_LABEL.items()],
        key=secrets.token_hex(16),
    )
