"""Make-ups in the browser: what is owed, where it could be given, that it is not (L4)."""

from itertools import groupby
from typing import Final

from flask import Blueprint, Response, abort, request

from kiosk.makeups import actions, queries
from kiosk.makeups.rules import Owed, Standing
from kiosk.problems import N_, Problem, Refusal
from kiosk.reports.queries import may_know_reasons, readable_staff
from kiosk.reports.records import REASON_LABEL
from kiosk.school.queries import year_of
from kiosk.signin.permissions import Action, allows
from kiosk.timetable.cautions import of_date
from kiosk.web import Form, answer, here, permit, see

bp = Blueprint("makeups", __name__)

STANDING_LABEL: Final = {
    Standing.OPEN: N_("owed"),
    Standing.PLACED: N_("has a place"),
    Standing.HELD: N_("made up"),
    Standing.MISSED_AGAIN: N_("missed again"),
    Standing.WAIVED: N_("not made up"),
    Standing.GIVEN: N_("held by its teacher"),
}
TAKEN: Final = N_("This place is free no more: somebody has changed the timetable. Choose another one.")
LABELS: Final = {
    "why": N_("Why nobody makes it up"),
    "date": N_("Day"),
    "start": N_("Begin"),
    "end": N_("End"),
    "room": N_("Room"),
}


@bp.get("/make-ups")
@permit(Action.REPORT_OWN, Action.REPORTS_READ)
def listing() -> Response:
    """What is owed, by teacher, the oldest first; what is settled folded away."""
    today = here.clock.today()
    found = queries.of_year(here.store, here.actor, today)
    year = year_of(here.store, today)
    quarter = next((one for one in (year.quarters if year else ()) if one.since <= today <= one.until), None)
    found.sort(key=lambda one: (one.row.written.staff_name, one.row.date, one.row.start))
    return answer(
        whole="makeups/list.html",
        parts=[
            (name, [one for one in mine if one.is_due], [one for one in mine if not one.is_due])
            for name, mine in (
                (name, list(mine)) for name, mine in groupby(found, lambda one: one.row.written.staff_name)
            )
        ],
        quarters=sum(one.quarters for one in found if one.is_due),
        quarter=quarter,
        left=(quarter.until - today).days if quarter else None,
        standing_label=STANDING_LABEL,
    )


@bp.get("/make-ups/<int:row>")
@permit(Action.REPORT_OWN, Action.REPORTS_READ)
def one(row: int) -> Response:
    """A missed lesson: what has become of it, when it could be given."""
    return page(found_one(row))


@bp.post("/make-ups/<int:row>")
@permit(Action.REPORT_OWN, Action.TIMETABLE_EDIT)
def place(row: int) -> Response:
    """Put it where the pressed button says."""
    owed = settling(row)
    chosen = request.form.get("place", "")
    offers = queries.offers_for(here.store, owed.row, here.clock.today())
    offer = next((one for one in offers if one.code == chosen), None)
    if offer is None:
        return page(owed, problems=(Problem(TAKEN),), status=422)
    outcome = actions.place(here.store, here.actor, owed, offer, now=here.clock.now())
    if isinstance(outcome, Refusal):
        return page(owed, problems=outcome.problems, status=422)
    return see(f"/make-ups/{row}")


@bp.post("/make-ups/<int:row>/hour")
@permit(Action.REPORT_OWN, Action.TIMETABLE_EDIT)
def place_at(row: int) -> Response:
    """Put it at the hour that was typed."""
    owed, form = settling(row), Form(request.form, today=here.clock.today())
    date, start = form.date("date", required=True), form.time("start", required=True)
    end, room = form.time("end"), form.text("room", limit=20)
    if form.problems or date is None or start is None:
        return page(owed, form=form, status=422)
    wish = actions.Wish(date, start, end, room)
    outcome = actions.place_at(here.store, here.actor, owed, wish, today=here.clock.today(), now=here.clock.now())
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return page(owed, form=form, status=422)
    return see(f"/make-ups/{row}")


@bp.post("/make-ups/<int:row>/withdrawal")
@permit(Action.REPORT_OWN, Action.TIMETABLE_EDIT)
def take_back(row: int) -> Response:
    """Take its place back."""
    return after(row, actions.take_back_place(here.store, here.actor, settling(row)))


@bp.post("/make-ups/<int:row>/waiver")
@permit(Action.TIMETABLE_EDIT)
def waive(row: int) -> Response:
    """The office decides that nobody makes it up."""
    owed = settling(row)
    form = Form(request.form)
    why = form.text("why", limit=300, required=True)
    if form.problems:
        return page(owed, form=form, status=422)
    refusal = actions.waive(here.store, here.actor, owed, why, now=here.clock.now())
    return after(row, refusal)


@bp.post("/make-ups/<int:row>/waiver/withdrawal")
@permit(Action.TIMETABLE_EDIT)
def take_back_waiver(row: int) -> Response:
    """It is owed after all."""
    return after(row, actions.take_back_waiver(here.store, here.actor, settling(row)))


# helpers


def part_of(name: str, mine: list[Owed]) -> tuple[str, list[Owed], list[Owed]]:
    """A teacher with what is still to be done and what is settled."""
    return name, [one for one in mine if one.is_due], [one for one in mine if not one.is_due]


def found_one(row: int) -> Owed:
    """A missed lesson that the actor may see."""
    return queries.one_owed(here.store, here.actor, row) or abort(404 if request.method == "GET" else 403)


def settling(row: int) -> Owed:
    """One that the actor may settle."""
    owed = found_one(row)
    return owed if queries.may_settle(here.store, here.actor, owed.row) else abort(403)


def after(row: int, refusal: Refusal | None) -> Response:
    """The page of the missed lesson again."""
    if refusal is not None:
        return page(found_one(row), problems=refusal.problems, status=422)
    return see(f"/make-ups/{row}")


def page(owed: Owed, *, form: Form | None = None, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    """A missed lesson with its ways out."""
    store, actor = here.store, here.actor
    staff = readable_staff(store, actor, owed.row.staff) or abort(404)
    settles = queries.may_settle(store, actor, owed.row)
    open_now = owed.standing in {Standing.OPEN, Standing.WAIVED}
    return answer(
        whole="makeups/one.html",
        status=status,
        owed=owed,
        row=owed.row,
        standing=STANDING_LABEL[owed.standing],
        reason=REASON_LABEL[owed.row.reason] if owed.row.reason and may_know_reasons(store, actor, staff) else "",
        offers=queries.offers_for(store, owed.row, here.clock.today()) if settles and open_now else [],
        settles=settles,
        open=settles and open_now,
        cautions=of_date(store, owed.lesson.id, owed.lesson.since) if owed.lesson and owed.lesson.since else (),
        reads_other=owed.held is not None and readable_staff(store, actor, owed.held.staff) is not None,
        waives=allows(actor, Action.TIMETABLE_EDIT),
        form=form or Form(),
        problems=problems,
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
    )
