"""Orders in the browser: the list, a new one, changes, annulment, the paper, and who studies how on a date (D1)."""

from typing import Any

from flask import Blueprint, Response, abort, request

from kiosk.documents.docx import MEDIA_TYPE
from kiosk.people.queries import group_choices, student_choices, whom_choices
from kiosk.people.records import DEPARTMENTS
from kiosk.problems import N_, Refusal
from kiosk.regime import actions, papers, views
from kiosk.regime.agreeing import without_consent
from kiosk.regime.concerned import concerned, names_for
from kiosk.regime.forms import read_change, read_order
from kiosk.regime.queries import rulings
from kiosk.regime.records import (
    CAUSE_LABEL,
    EFFECT_LABEL,
    GROUND_LABEL,
    MODE_LABEL,
    ORDERS,
    SCOPE_LABEL,
    Effect,
    Mode,
    Order,
    Scope,
)
from kiosk.regime.ruling import Chain, State, chains_of
from kiosk.signin.permissions import Action, allows
from kiosk.store import Conflict
from kiosk.web import Form, answer, download, here, permit, see

bp = Blueprint("orders", __name__)

SOMEBODY_ELSE = N_("Somebody else has changed this order meanwhile. Look at it once more.")
LABELS = {
    "number": N_("Number"),
    "signed": N_("Signed on"),
    "reason": N_("Reason"),
    "since": N_("First day"),
    "until": N_("Last day"),
    "scope": N_("For whom"),
    "departments": N_("Departments"),
    "groups": N_("Groups"),
    "students": N_("Students"),
    "mode": N_("How"),
    "effect": N_("What it does"),
    "why": N_("Why it was a mistake"),
}
"""What the summary calls the fields."""


@bp.get("/orders")
@permit(Action.ORDERS_READ)
def listing() -> Response:
    """All periods with what they are today and which orders changed them."""
    orders = here.store[ORDERS].all()
    chains = list(reversed(chains_of(orders)))
    return answer(
        whole="regime/orders.html",
        lines=views.order_lines(chains, orders, names_for(here.store, orders), here.clock.today()),
        **words_of_orders(),
    )


@bp.get("/orders/new")
@permit(Action.ORDERS_EDIT)
def new() -> Response:
    """An empty form, signed today."""
    form = Form.filled(signed=f"{here.clock.today():%d.%m.%Y}", scope=Scope.SCHOOL.value, mode=Mode.FULL.value)
    return order_form(form)


@bp.post("/orders/new")
@permit(Action.ORDERS_EDIT)
def add() -> Response:
    """Open a period, or say everything that is wrong with it."""
    form = Form(request.form, today=here.clock.today())
    order = read_order(form)
    if order is None or not known(form):
        return order_form(form, status=422)
    outcome = actions.open_order(here.store, here.actor, order, papers.as_signed(here.store, order))
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return order_form(form, status=422)
    return see(f"/orders/{outcome.id}")


@bp.get("/orders/<int:order>")
@permit(Action.ORDERS_READ)
def one(order: int) -> Response:
    """An order, whom it concerns, what follows from it."""
    return order_page(*found(order), Form())


@bp.get("/orders/<int:order>/change")
@permit(Action.ORDERS_EDIT)
def change_form(order: int) -> Response:
    """The form of an order that extends, cuts short or closes this one."""
    first, chain = found(order)
    wanted = request.args.get("effect", "")
    effect = wanted if wanted in {Effect.EXTEND, Effect.CUT, Effect.CLOSE} else Effect.EXTEND.value
    today = f"{here.clock.today():%d.%m.%Y}"
    until = today if effect == Effect.CLOSE else ""
    return change_page(first, chain, Form.filled(signed=today, effect=effect, until=until, reason=first.reason))


@bp.post("/orders/<int:order>/change")
@permit(Action.ORDERS_EDIT)
def change(order: int) -> Response:
    """Change the period by a further order; the first one stays as it was signed."""
    first, chain = found(order)
    form = Form(request.form, today=here.clock.today())
    given = read_change(form, chain.order)
    if given is None:
        return change_page(first, chain, form, status=422)
    outcome = actions.change_period(here.store, here.actor, given, papers.as_signed(here.store, given))
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return change_page(first, chain, form, status=422)
    return see(f"/orders/{chain.order.id}")


@bp.post("/orders/<int:order>/annulment")
@permit(Action.ORDERS_EDIT)
def annul(order: int) -> Response:
    """It was entered by mistake."""
    mistaken, chain = found(order)
    form = Form(request.form)
    why = form.text("why", limit=300)
    if form.typed("rev") not in {"", str(mistaken.rev)}:
        form.refuse("why", SOMEBODY_ELSE)
    if not form.problems:
        try:
            outcome = actions.annul_order(here.store, here.actor, mistaken, why, now=here.clock.now())
        except Conflict:
            outcome = Refusal.of(SOMEBODY_ELSE, "why")
        if isinstance(outcome, Refusal):
            form.take(outcome)
    if form.problems:
        return order_page(mistaken, chain, form, status=422)
    return see(f"/orders/{order}")


@bp.post("/orders/<int:order>/annulment/withdrawal")
@permit(Action.ORDERS_EDIT)
def take_annulment_back(order: int) -> Response:
    """It was no mistake after all."""
    annulled, chain = found(order)
    outcome = actions.take_annulment_back(here.store, here.actor, annulled)
    if isinstance(outcome, Refusal):
        form = Form()
        form.take(outcome)
        return order_page(annulled, chain, form, status=422)
    return see(f"/orders/{order}")


@bp.get("/orders/<int:order>/paper")
@permit(Action.ORDERS_READ)
def paper(order: int) -> Response:
    """The order as it is printed, with the lists to sign."""
    return answer(whole="regime/order_paper.html", paper=made_paper(order), order=order)


@bp.get("/orders/<int:order>/paper.docx")
@permit(Action.ORDERS_READ)
def paper_docx(order: int) -> Response:
    """The same as a Word document."""
    made = made_paper(order)
    body = papers.to_docx(made)
    if isinstance(body, Refusal):
        abort(500)
    return download(body, name=f"{made.file_name}.docx", kind=MEDIA_TYPE)


@bp.get("/orders/rules")
@permit(Action.ORDERS_READ)
def who_studies_how() -> Response:
    """Which order rules for a student or a group on a date, and why."""
    form = Form(request.args, today=here.clock.today())
    date = (form.date("date") if form.typed("date") else None) or here.clock.today()
    whom = whom_choices(here.store)
    asked = form.one_of("whom", [value for value, _ in whom])
    all_rulings = rulings(here.store)
    number = int(asked[1:] or 0)
    student, group = (number, 0) if asked.startswith("s") else (0, number)
    ruling = all_rulings.of_lesson(date, student=student, group=group) if asked else all_rulings.of_school(date)
    return answer(
        whole="regime/who_studies_how.html",
        status=422 if form.problems else 200,
        form=form,
        date=date,
        whom=whom,
        asked=asked,
        name=dict(whom).get(asked, ""),
        ruling=ruling,
        experiment=all_rulings.experimental(group, date) if group else None,
        ground=GROUND_LABEL[ruling.statement.ground] if ruling.statement and may_see_ground() else "",
        **words_of_orders(),
    )


# helpers


def found(order: int) -> tuple[Order, Chain]:
    """An order and the period that it belongs to."""
    asked = here.store[ORDERS].get(order) or abort(404)
    first = asked.changes_order or asked.id
    chain = next((one for one in chains_of(here.store[ORDERS].all()) if one.order.id == first), Chain(asked))
    return asked, chain


def known(form: Form) -> bool:
    """Whoever is ticked is there."""
    offered = whom_offered()
    for name in ("departments", "groups", "students", "experimental_groups"):
        ids = {str(id) for id, _ in offered["groups" if name == "experimental_groups" else name]}
        if set(form.typed_all(name)) - ids:
            form.refuse(name, N_("Choose one of the list."))
    return not form.problems


def whom_offered() -> dict[str, Any]:  # Any: the same
    """Departments, groups and students to tick."""
    departments = [(one.id, one.name) for one in here.store[DEPARTMENTS].all(order=("name",)) if not one.retired_on]
    return {
        "departments": departments,
        "groups": group_choices(here.store),
        "students": student_choices(here.store),
    }


def order_form(form: Form, status: int = 200) -> Response:
    """The form of an order that opens a period."""
    word = here.words.gettext
    return answer(
        whole="regime/new_order.html",
        status=status,
        form=form,
        causes=[(cause.value, word(label)) for cause, label in CAUSE_LABEL.items()],
        scopes=[(scope.value, word(label)) for scope, label in SCOPE_LABEL.items()],
        modes=[(mode.value, word(label)) for mode, label in MODE_LABEL.items()],
        labels=labels(),
        **whom_offered(),
    )


def change_page(order: Order, chain: Chain, form: Form, status: int = 200) -> Response:
    """The form of an order that changes a period."""
    word = here.words.gettext
    effects = [(effect.value, word(label)) for effect, label in EFFECT_LABEL.items() if effect is not Effect.OPEN]
    return answer(
        whole="regime/change_order.html",
        status=status,
        order=order,
        chain=chain,
        form=form,
        effects=effects,
        labels=labels(),
    )


def order_page(order: Order, chain: Chain, form: Form, status: int = 200) -> Response:
    """One order."""
    today = here.clock.today()
    first = chain.order
    date = max(today, first.since)
    names, people = names_for(here.store, [first]), concerned(here.store, first, date)
    lacking = without_consent(here.store, [one.id for one in people.students], date)
    mine = [one for one in here.store[ORDERS].all() if one.changes_order == first.id]
    return answer(
        whole="regime/order.html",
        status=status,
        order=order,
        first=first,
        line=views.order_lines([chain], mine, names, today)[0],
        people=people,
        experimental=names.experimental(first),
        consequences=views.consequences(first, chain, people, names.experimental(first), lacking=lacking),
        lacking=lacking if allows(here.actor, Action.CONSENTS_READ) else 0,
        form=form,
        labels=labels(),
        reason_seen=may_see_reason(first),
        changeable=first.annulled is None and chain.state(today) in {State.COMING, State.IN_FORCE},
        **words_of_orders(),
    )


def made_paper(order: int) -> papers.OrderPaper:
    """The paper of an order with the people whom its period concerns."""
    asked, chain = found(order)
    if not may_see_reason(chain.order):
        abort(404)
    people = concerned(here.store, chain.order, max(asked.signed, chain.order.since))
    return papers.order_paper(here.store, asked, chain.order, names_for(here.store, [chain.order]), people)


def words_of_orders() -> dict[str, Any]:  # Any: because a view takes what its template shows
    """Labels that the pages of orders share, and whether this person may change them."""
    return {
        "state_label": views.STATE_LABEL,
        "scope_label": SCOPE_LABEL,
        "mode_label": MODE_LABEL,
        "cause_label": CAUSE_LABEL,
        "change_says": views.CHANGE_SAYS,
        "may_edit": allows(here.actor, Action.ORDERS_EDIT),
    }


def labels() -> dict[str, str]:
    """Fields as the summary calls them."""
    return {name: here.words.gettext(label) for name, label in LABELS.items()}


def may_see_reason(order: Order) -> bool:
    """An order for single students tells of their health (L21)."""
    return order.scope is not Scope.STUDENTS or may_see_ground()


def may_see_ground() -> bool:
    """Why one student learns at a distance has the permission of health (L21)."""
    return allows(here.actor, Action.HEALTH_READ)
