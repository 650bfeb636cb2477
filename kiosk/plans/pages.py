"""Plan corrections in the browser: a teacher's own, the deputy's list, decisions, the paper (D4)."""

from typing import Any

from flask import Blueprint, Response, abort, request

from kiosk.documents.docx import MEDIA_TYPE
from kiosk.people.queries import staff_of
from kiosk.people.records import SUBJECTS, Staff
from kiosk.plans import actions, forms, papers, queries
from kiosk.plans.records import STATE_LABEL, Content, Correction, State
from kiosk.problems import N_, Refusal
from kiosk.regime.records import KIND_LABEL
from kiosk.school.queries import why_off
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, download, here, permit, see

bp = Blueprint("plans", __name__)

LABELS = {
    "subject": N_("Subject"),
    "whom": N_("Student or group"),
    "what": N_("What changes"),
    "why": N_("Why"),
    "old_date": N_("Date by the plan"),
    "new_date": N_("New date"),
    "kind": N_("Kind of lesson"),
    "remark": N_("Remark"),
}
REMARK = 300


@bp.get("/plans")
@permit(Action.PLANS_READ)
def listing() -> Response:
    """One's own corrections, or those of the school; the deputy's begin with what waits."""
    form = Form(request.args)
    state = form.choice("state", State)
    return answer(
        whole="plans/list.html",
        form=form,
        found=queries.corrections(here.store, here.actor, state),
        state=state,
        states=[(one.value, here.words.gettext(label)) for one, label in STATE_LABEL.items()],
        state_label=STATE_LABEL,
        may_file=allows(here.actor, Action.PLANS_FILE),
        see_all=allows(here.actor, Action.PLANS_READ_ALL),
    )


@bp.get("/plans/new")
@permit(Action.PLANS_FILE)
def new() -> Response:
    """An empty form."""
    return form_page(own_staff(), None, Form())


@bp.post("/plans/new")
@permit(Action.PLANS_FILE)
def add() -> Response:
    """File it: the deputy finds it in the list."""
    staff = own_staff()
    form = Form(request.form, today=here.clock.today())
    content = read(form, staff)
    if content is None:
        return form_page(staff, None, form, status=422)
    filed = actions.file(here.store, here.actor, staff, content, now=here.clock.now())
    return see(f"/plans/{filed.id}")


@bp.get("/plans/<int:correction>")
@permit(Action.PLANS_READ)
def one(correction: int) -> Response:
    """A correction with its history."""
    return correction_page(found(correction), Form())


@bp.get("/plans/<int:correction>/edit")
@permit(Action.PLANS_FILE)
def edit(correction: int) -> Response:
    """Mend what waits or was returned."""
    mine = own_correction(correction)
    return form_page(own_staff(), mine, forms.content_form(mine.content))


@bp.post("/plans/<int:correction>/edit")
@permit(Action.PLANS_FILE)
def change(correction: int) -> Response:
    """File it anew."""
    staff, mine = own_staff(), own_correction(correction)
    form = Form(request.form, today=here.clock.today())
    content = read(form, staff)
    if form.typed("rev") not in {"", str(mine.rev)}:
        form.refuse("subject", actions.MEANWHILE)
    if content is None or form.problems:
        return form_page(staff, mine, form, status=422)
    outcome = actions.file_anew(here.store, here.actor, mine, content, now=here.clock.now())
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return form_page(staff, mine, form, status=422)
    return see(f"/plans/{correction}")


@bp.post("/plans/<int:correction>/approval")
@permit(Action.PLANS_APPROVE)
def approve(correction: int) -> Response:
    """The deputy agrees."""
    return settle(found(correction), State.APPROVED)


@bp.post("/plans/<int:correction>/return")
@permit(Action.PLANS_APPROVE)
def send_back(correction: int) -> Response:
    """The deputy returns it with a remark."""
    return settle(found(correction), State.RETURNED)


@bp.post("/plans/<int:correction>/decision/withdrawal")
@permit(Action.PLANS_APPROVE)
def take_decision_back(correction: int) -> Response:
    """The decision is taken back: it waits again."""
    decided = found(correction)
    if decided.state not in {State.APPROVED, State.RETURNED}:
        return correction_page(decided, refused(actions.NOT_NOW), status=422)
    return settle(decided, State.FILED)


@bp.post("/plans/<int:correction>/withdrawal")
@permit(Action.PLANS_FILE)
def withdraw(correction: int) -> Response:
    """Its author takes it back."""
    return settle(own_correction(correction), State.WITHDRAWN)


@bp.get("/plans/<int:correction>/paper")
@permit(Action.PLANS_READ)
def paper(correction: int) -> Response:
    """The paper that a correction leaves."""
    made = papers.correction_paper(found(correction), here.clock)
    return answer(whole="plans/paper.html", paper=made)


@bp.get("/plans/<int:correction>/paper.docx")
@permit(Action.PLANS_READ)
def paper_docx(correction: int) -> Response:
    """The same for Word."""
    made = papers.correction_paper(found(correction), here.clock)
    body = papers.correction_docx(made)
    assert not isinstance(body, Refusal)  # noqa: S101  because the shipped template fits its paper
    return download(body, name=f"{made.file_name}.docx", kind=MEDIA_TYPE)


# helpers


def found(correction: int) -> Correction:
    """A correction that the actor may see, else no page."""
    return queries.correction(here.store, here.actor, correction) or abort(404)


def own_correction(correction: int) -> Correction:
    """One that the actor filed; what may not be seen is not there, what may not be changed is said so."""
    seen = queries.correction(here.store, here.actor, correction)
    if seen is None:
        abort(404 if request.method == "GET" else 403)
    return seen if queries.is_own(here.store, here.actor, seen) else abort(403)


def own_staff() -> Staff:
    """Who files; an account without a person files nothing."""
    return staff_of(here.store, here.actor.account) or abort(404)


def read(form: Form, staff: Staff) -> Content | None:
    """The content as typed."""
    return forms.read_content(
        form,
        subjects=subjects(),
        whom=dict(queries.whom_of(here.store, staff)),
        why_off=lambda date: why_off(here.store, date),
    )


def subjects() -> dict[int, str]:
    """Subjects that lessons are given in."""
    return {one.id: one.name for one in here.store[SUBJECTS].all(order=("name",)) if one.retired_on is None}


def settle(correction: Correction, state: State) -> Response:
    """Do it, or say why not."""
    form = Form(request.form)
    remark = form.text("remark", limit=REMARK)
    if form.typed("rev") not in {"", str(correction.rev)}:
        form.refuse("remark", actions.MEANWHILE)
    if not form.problems:
        outcome = actions.settle(here.store, here.actor, correction, state, remark=remark, now=here.clock.now())
        if isinstance(outcome, Refusal):
            form.take(outcome)
    if form.problems:
        return correction_page(correction, form, status=422)
    return see(f"/plans/{correction.id}")


def refused(msgid: str) -> Form:
    """A form that only says why not."""
    form = Form()
    form.take(Refusal.of(msgid))
    return form


def labels() -> dict[str, str]:
    """What the summary calls the fields."""
    return {name: here.words.gettext(label) for name, label in LABELS.items()}


def correction_page(correction: Correction, form: Form, status: int = 200) -> Response:
    """A correction with what this reader may do about it."""
    own = queries.is_own(here.store, here.actor, correction) and allows(here.actor, Action.PLANS_FILE)
    waits = correction.state is State.FILED
    return answer(
        whole="plans/correction.html",
        status=status,
        one=correction,
        form=form,
        labels=labels(),
        state_label=STATE_LABEL,
        kind_label=KIND_LABEL,
        may_edit=own and correction.state is not State.APPROVED,
        may_withdraw=own and correction.state in {State.FILED, State.RETURNED},
        may_decide=allows(here.actor, Action.PLANS_APPROVE) and waits,
        may_undo=allows(here.actor, Action.PLANS_APPROVE) and correction.state in {State.APPROVED, State.RETURNED},
    )


def form_page(staff: Staff, correction: Correction | None, form: Form, status: int = 200) -> Response:
    """The form of a correction."""
    choices: dict[str, Any] = {  # Any: because a view takes what its template shows
        "subjects": list(subjects().items()),
        "whom": queries.whom_of(here.store, staff),
        "kinds": [(kind.value, here.words.gettext(label)) for kind, label in KIND_LABEL.items()],
    }
    return answer(whole="plans/form.html", status=status, one=correction, form=form, labels=labels(), **choices)
