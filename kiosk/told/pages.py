"""Told absences in the browser: who will not come, entered by whoever was told (L16)."""

import datetime as dt
import secrets
from typing import Final

from flask import Blueprint, Response, abort, request

from kiosk.people.names import class_label, student_name
from kiosk.people.records import STUDENTS
from kiosk.signin.permissions import Action
from kiosk.store import Conflict
from kiosk.told import actions, queries
from kiosk.told.forms import LABELS, read_telling
from kiosk.told.records import WHY_LABEL
from kiosk.web import Form, answer, here, permit, press, see

bp = Blueprint("told", __name__)

SHOWN: Final = dt.timedelta(days=7)
LONGEST_NAME: Final = 100
FEW: Final = 8
"""So many students are chosen from as they stand; more are looked for by their names."""


@bp.get("/absences/told")
@permit(Action.REPORT_OWN, Action.ABSENCES_EDIT)
def listing() -> Response:
    """Who will not come, and the form."""
    return page(Form())


@bp.post("/absences/told")
@permit(Action.REPORT_OWN, Action.ABSENCES_EDIT)
def enter() -> Response:
    """Write down what was told."""
    form = Form(request.form, today=here.clock.today())
    students = {one.id for one in queries.students_for(here.store, here.actor)}
    told = read_telling(form, students, entered_by=here.actor.name, now=here.clock.now())
    if told is None:
        return page(form, status=422)
    number = actions.enter(here.store, here.actor, told, key=press("told absence"))
    return see(f"/absences/told?just={number}")


@bp.post("/absences/told/<int:told>/withdrawal")
@permit(Action.REPORT_OWN, Action.ABSENCES_EDIT)
def take_back(told: int) -> Response:
    """The student comes after all."""
    return settle(told, taken_back=True)


@bp.post("/absences/told/<int:told>/withdrawal/withdrawal")
@permit(Action.REPORT_OWN, Action.ABSENCES_EDIT)
def bring_back(told: int) -> Response:
    """It holds again."""
    return settle(told, taken_back=False)


def settle(told: int, *, taken_back: bool) -> Response:
    """The list after a telling was settled; what somebody else settled meanwhile is simply shown."""
    found = queries.one_seen(here.store, here.actor, told) or abort(403)
    try:
        actions.settle(here.store, here.actor, found, taken_back=taken_back)
    except Conflict:
        return page(Form(), status=422)
    return see("/absences/told")


def page(form: Form, *, status: int = 200) -> Response:
    """Tellings of the last week and those ahead; the form with one's students, those of a typed part of the name."""
    own = queries.students_for(here.store, here.actor)
    q = request.args.get("q", "")[:LONGEST_NAME]
    found = queries.seen_by(here.store, here.actor, here.clock.today() - SHOWN, own)
    people = here.store[STUDENTS].many(sorted({one.student for one in found}))
    choices = queries.with_name(own, q)
    if q and len(choices) == 1:
        form.fields["student"] = str(choices[0].id)
    just = request.args.get("just", "")
    return answer(
        whole="told/list.html",
        part="told/_student.html",
        status=status,
        q=q,
        many=len(own) > FEW,
        form=form,
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
        lines=[(one, student_name(people[one.student])) for one in found if one.student in people],
        just=next((one for one in found if str(one.id) == just and not one.taken_back), None),
        students=[(str(one.id), f"{student_name(one)}, {class_label(one)}") for one in choices],
        whys=[(why.value, here.words.gettext(label)) for why, label in WHY_LABEL.items()],
        why_label=WHY_LABEL,
        key=secrets.token_hex(16),
    )
