"""How drawn timetables were read: questions, corrections, everything cell by cell (T3).

/office/import/<pending>/readings. An answer holds for all cells alike and is remembered for the next file.
"""

from flask import Blueprint, Response, request

from kiosk.office.exchange.grid.learned import learn
from kiosk.office.exchange_pages import FORGOTTEN, import_page, own_pending, plan_of
from kiosk.problems import Problem
from kiosk.signin.permissions import Action
from kiosk.web import Form, here, permit, see

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
