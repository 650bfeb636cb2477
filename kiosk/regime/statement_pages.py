"""Statements for single students in the browser (§4, D1). Why one learns at a distance has a permission (L21)."""

import msgspec
from flask import Blueprint, Response, abort, request

from kiosk.people.names import class_label, student_name
from kiosk.people.queries import staff_choices, student_choices
from kiosk.people.records import STUDENTS
from kiosk.problems import N_, Refusal
from kiosk.regime import actions
from kiosk.regime.forms import read_statement
from kiosk.regime.queries import decided
from kiosk.regime.records import GROUND_LABEL, STATEMENTS, Ground, Statement
from kiosk.signin.permissions import Action, allows
from kiosk.store import Conflict
from kiosk.web import Form, answer, here, permit, see

bp = Blueprint("statements", __name__)

LABELS = {
    "student": N_("Student"),
    "ground": N_("Ground"),
    "since": N_("First day"),
    "until": N_("Last day"),
    "signed": N_("Received on"),
    "teacher": N_("Teacher who states it"),
    "guardian": N_("Guardian who states it"),
    "note": N_("Note"),
    "why": N_("Why"),
}


class StatementLine(msgspec.Struct, frozen=True):
    """A statement with its student's name and whether it holds today; ``ground`` is empty for who may not know it."""

    statement: Statement
    student: str
    ground: str
    today: bool


@bp.get("/orders/statements")
@permit(Action.ORDERS_READ)
def listing() -> Response:
    """All statements, the last received first."""
    return page(Form())


@bp.get("/orders/statements/new")
@permit(Action.ORDERS_EDIT)
def new() -> Response:
    """An empty form, received today."""
    return statement_form(Form.filled(signed=f"{here.clock.today():%d.%m.%Y}"))


@bp.post("/orders/statements/new")
@permit(Action.ORDERS_EDIT)
def add() -> Response:
    """One student learns at a distance for a while."""
    form = Form(request.form, today=here.clock.today())
    statement = read_statement(form)
    for name, offered in (("student", student_choices(here.store)), ("teacher", staff_choices(here.store))):
        if form.typed(name) and form.typed(name) not in {str(id) for id, _ in offered}:
            form.refuse(name, N_("Choose one of the list."))
    if statement is None or form.problems:
        return statement_form(form, status=422)
    outcome = actions.add_statement(here.store, here.actor, statement, decided(here.store, here.clock.today()))
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return statement_form(form, status=422)
    return see("/orders/statements")


@bp.post("/orders/statements/<int:statement>/annulment")
@permit(Action.ORDERS_EDIT)
def annul(statement: int) -> Response:
    """The student is back, or it was a mistake."""
    found = here.store[STATEMENTS].get(statement) or abort(404)
    form = Form(request.form)
    try:
        outcome = actions.annul_statement(
            here.store, here.actor, found, form.text("why", limit=300), now=here.clock.now()
        )
    except Conflict:
        outcome = found
    if isinstance(outcome, Refusal):
        form.take(outcome)
    return page(form, status=422) if form.problems else see("/orders/statements")


def page(form: Form, status: int = 200) -> Response:
    """The list."""
    statements = here.store[STATEMENTS].all(order=("-signed", "-id"))
    students, today = here.store[STUDENTS].many({one.student for one in statements}), here.clock.today()
    seen = allows(here.actor, Action.HEALTH_READ)

    def line(one: Statement) -> StatementLine:
        student = students.get(one.student)
        name = f"{student_name(student)}, {class_label(student)}" if student else ""
        holds = one.annulled is None and one.since <= today <= one.until
        return StatementLine(one, name, GROUND_LABEL[one.ground] if seen else "", holds)

    return answer(
        whole="regime/statements.html",
        status=status,
        form=form,
        lines=[line(one) for one in statements],
        seen=seen,
        may_edit=allows(here.actor, Action.ORDERS_EDIT),
        may_derive=allows(here.actor, Action.TIMETABLE_EDIT),
        today=today,
        labels=labels(),
    )


def statement_form(form: Form, status: int = 200) -> Response:
    """The form."""
    word = here.words.gettext
    return answer(
        whole="regime/new_statement.html",
        status=status,
        form=form,
        students=student_choices(here.store),
        staff=staff_choices(here.store),
        grounds=[(ground.value, word(GROUND_LABEL[ground])) for ground in Ground],
        labels=labels(),
    )


def labels() -> dict[str, str]:
    """Fields as the summary calls them."""
    return {name: here.words.gettext(label) for name, label in LABELS.items()}
