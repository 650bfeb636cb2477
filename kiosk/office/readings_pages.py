"""How drawn timetables were read: questions, corrections, everything cell by cell (T3).

/office/import/<pending>/readings. An answer holds for all cells alike and is remembered for the next file.
"""

import msgspec
from flask import Blueprint, Response, request

from kiosk.office.exchange.grid.learned import LEARNED, LearnedReading, Of, learn, take_back
from kiosk.office.exchange_pages import FORGOTTEN, import_page, own_pending, plan_of
from kiosk.problems import N_, Problem
from kiosk.signin.permissions import Action
from kiosk.timetable.naming import Names
from kiosk.web import Form, answer, here, permit, see

bp = Blueprint("readings", __name__)


@bp.get("/office/import/<int:pending>/readings")
@permit(Action.EXCHANGE)
def readings(pending: int) -> Response:
    """Open questions first, then each cell with what was read in it; ``?cell=`` asks about one cell anew."""
    from kiosk.office.exchange.readings_view import readings_page

    found = own_pending(pending)
    if found is None:
        return import_page(problems=(Problem(FORGOTTEN),), status=422)
    return readings_page(found, plan_of(found))


@bp.post("/office/import/<int:pending>/readings")
@permit(Action.EXCHANGE)
def answers(pending: int) -> Response:
    """Remember the answers, for these files and the next; then ask what is left, or show what will be written."""
    from kiosk.office.exchange.grid.asking import answers_of
    from kiosk.office.exchange.readings_view import namer_of, questions_of, readings_page

    found = own_pending(pending)
    if found is None:
        return import_page(problems=(Problem(FORGOTTEN),), status=422)
    planned = plan_of(found)
    form = Form(request.form)
    namer = namer_of(planned)
    settled = list(answers_of(form, questions_of(planned.readings), namer))
    if form.problems:
        return readings_page(found, planned, form=form, status=422)
    if settled:
        learn(here.store, here.actor, settled, now=here.clock.now())
    return see(f"/office/import/{found.id}")


# what is remembered


OF_LABEL = {Of.STAFF: N_("a person"), Of.SUBJECT: N_("a subject"), Of.WHOM: N_("a student or group")}


class Remembered(msgspec.Struct, frozen=True):
    """A reading with names: what the text means, empty for no lesson; in whose lessons, who settled it."""

    reading: LearnedReading
    means: str
    teacher: str


@bp.get("/office/import/readings")
@permit(Action.EXCHANGE)
def remembered() -> Response:
    """Every text whose meaning somebody settled, the last settled first, each to be taken back."""
    names = Names(here.store)
    return answer(
        whole="exchange/remembered.html",
        lines=[
            Remembered(one, meaning(one, names), names.teacher(one.teacher))
            for one in here.store[LEARNED].all(order=("-at", "-id"))
        ],
        of_label=OF_LABEL,
    )


@bp.post("/office/import/readings/<int:reading>/withdrawal")
@permit(Action.EXCHANGE)
def forget(reading: int) -> Response:
    """The next file asks about the text again."""
    take_back(here.store, here.actor, reading, taken_back=True)
    return see("/office/import/readings")


@bp.post("/office/import/readings/<int:reading>/withdrawal/withdrawal")
@permit(Action.EXCHANGE)
def remember_again(reading: int) -> Response:
    """It was right after all."""
    take_back(here.store, here.actor, reading, taken_back=False)
    return see("/office/import/readings")


def meaning(reading: LearnedReading, names: Names) -> str:
    """What the text stands for, by name."""
    found = (
        names.staff.get(reading.staff),
        names.subjects.get(reading.subject),
        names.students.get(reading.student),
        names.groups.get(reading.group),
    )
    return ", ".join(filter(None, found))
