"""Consents in the browser: who has not agreed, papers to print, marking them received (F5)."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from kiosk.consents import actions, forms, papers, queries
from kiosk.consents.queries import Filter, Register
from kiosk.consents.records import ACT_LABEL, CONSENTS, KIND_LABEL, SHOWN_LABEL, Kind
from kiosk.consents.rules import STATE_LABEL
from kiosk.documents.docx import MEDIA_TYPE
from kiosk.people.pages import KINDS
from kiosk.people.queries import group_choices
from kiosk.people.records import DEPARTMENTS, STUDENTS
from kiosk.problems import N_, Refusal
from kiosk.regime.records import ORDERS
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, download, here, permit, press, see

bp = Blueprint("consents", __name__)

LACKING = "lacking"
ALL = "all"
LABELS = {
    "students": N_("Students"),
    "date": N_("Date on the paper"),
    "until": N_("Holds until"),
    "allowed": N_("What the family allows"),
    "withdrawn": N_("Withdrawn on"),
    "scan": N_("Scan of the paper"),
}


@bp.get("/consents")
@permit(Action.CONSENTS_READ)
def listing() -> Response:
    """Counts by kind and those who have not agreed."""
    return listing_page(Form(request.args), forms.received_form(here.clock.today()))


@bp.post("/consents/handed-out")
@permit(Action.CONSENTS_EDIT)
def hand_out() -> Response:
    """The ticked ones' papers are printed now: written down, then shown to be printed."""
    form = Form(request.form, today=here.clock.today())
    kind, students = kind_of(form), forms.read_students(form)
    present = here.store[STUDENTS].many(students)
    if not present:
        form.refuse("students", actions.NOBODY)
        return listing_page(form, form, status=422)
    register = Register(here.store, here.clock.today())
    code = form.typed("signer")
    pairs = []
    for student in present:
        signers = register.signers(student)
        pairs.append((student, next((one for one in signers if one.code == code), signers[0] if signers else None)))
    actions.hand_out(here.store, here.actor, kind, pairs, now=here.clock.now())
    asked = {"kind": kind.value, "students": ",".join(map(str, present)), "order": form.typed("order"), "signer": code}
    return see(f"/consents/paper?{urlencode({name: value for name, value in asked.items() if value})}")


@bp.post("/consents/received")
@permit(Action.CONSENTS_EDIT)
def receive() -> Response:
    """The ticked ones' papers are here, signed."""
    form = Form(request.form, today=here.clock.today())
    kind = kind_of(form)
    given = forms.read_received(form, kind)
    if given is not None:
        outcome = actions.receive(
            here.store,
            here.actor,
            kind,
            forms.read_students(form),
            given,
            key=press("consents received"),
            now=here.clock.now(),
        )
        if not isinstance(outcome, Refusal):
            return see(f"/consents?{address(form)}&done={outcome}#list")
        form.take(outcome)
    return listing_page(form, form, status=422)


@bp.post("/consents/marks/<int:number>/withdrawal")
@permit(Action.CONSENTS_EDIT)
def take_marks_back(number: int) -> Response:
    """Undo: what one press marked is not marked."""
    form = Form(request.form)
    outcome = actions.take_back_marks(here.store, here.actor, number, now=here.clock.now())
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return listing_page(form, forms.received_form(here.clock.today()), status=422, problems=form)
    return see(f"/consents?{address(form)}#list")


@bp.get("/consents/paper")
@permit(Action.CONSENTS_EDIT)
def paper() -> Response:
    """The papers on A4, each on a sheet of its own."""
    form = Form(request.args)
    made = made_papers(form)
    return answer(
        whole="consents/paper.html",
        papers=made,
        title=papers.FILE_NAME[kind_of(form)],
        query=request.query_string.decode("ascii", "ignore"),
        kind=kind_of(form),
    )


@bp.get("/consents/paper.docx")
@permit(Action.CONSENTS_EDIT)
def paper_docx() -> Response:
    """The same as one Word document."""
    form = Form(request.args)
    made = made_papers(form)
    body = papers.to_docx(made)
    assert not isinstance(body, Refusal)  # noqa: S101  because the shipped template fits its papers
    name = papers.file_name(kind_of(form), made, here.clock.today())
    return download(body, name=f"{name}.docx", kind=MEDIA_TYPE)


# helpers


def kind_of(form: Form) -> Kind:
    """The kind asked for; distance learning when none is."""
    asked = form.typed("kind")
    return Kind(asked) if asked in set(Kind) else Kind.DISTANCE


def filter_of(form: Form) -> Filter:
    """Whose consents; what cannot be read names nobody."""
    numbers = {name: Form(form.fields).id(name) for name in ("group", "department", "order")}
    return Filter(**{name: number for name, number in numbers.items() if number is not None})


def address(form: Form) -> str:
    """The list as it is looked at, for coming back to it."""
    names = ("kind", "group", "department", "order", "state")
    return urlencode({name: form.typed(name) for name in names if form.typed(name)})


def made_papers(form: Form) -> list[papers.ConsentPaper]:
    """Papers of the students listed, else of all in the filter who have not agreed."""
    kind, chosen, today = kind_of(form), filter_of(form), here.clock.today()
    listed = forms.read_students(form)
    if listed:
        students = sorted(here.store[STUDENTS].many(listed).values(), key=lambda one: listed.index(one.id))
    else:
        lines = queries.board(here.store, today, kind, chosen, state=LACKING).lines
        students = [line.student for line in lines]
    order = here.store[ORDERS].get(chosen.order) if chosen.order else None
    return papers.papers_for(here.store, kind, students, signer=form.typed("signer"), order=order)


def listing_page(asked: Form, form: Form, status: int = 200, problems: Form | None = None) -> Response:
    """The list; ``asked`` says what is looked at, ``form`` what was typed into the marks."""
    kind, chosen, word = kind_of(asked), filter_of(asked), here.words.gettext
    state = asked.typed("state") or LACKING
    order = here.store[ORDERS].get(chosen.order) if chosen.order else None
    done = asked.id("done") or 0
    return answer(
        whole="consents/list.html",
        status=status,
        kinds=tuple(KINDS.values()),
        kind=kind,
        board=queries.board(here.store, here.clock.today(), kind, chosen, state="" if state == ALL else state),
        asked=asked,
        form=form,
        problems=(problems or form).problems,
        order=order,
        state=state,
        states=[(LACKING, word(N_("who has not agreed"))), *named(STATE_LABEL), (ALL, word(N_("everybody")))],
        groups=group_choices(here.store),
        departments=[(one.id, one.name) for one in here.store[DEPARTMENTS].all(order=("name",)) if not one.retired_on],
        done=done,
        marked=marked(done),
        ticked=set(forms.read_students(form)),
        tick_all=asked.typed("tick") == ALL,
        address=address(asked),
        key=secrets.token_hex(16),
        **words_of_consents(),
    )


def marked(done: int) -> int:
    """How many papers the press just made marked."""
    entry = here.store.log.get(done) if done else None
    return len(entry.ids(CONSENTS.name)) if entry and entry.what in actions.MARKS else 0


def words_of_consents() -> dict[str, Any]:  # Any: because a view takes what its template shows
    """Labels that both pages share, and whether this person may change things."""
    return {
        "kind_label": KIND_LABEL,
        "state_label": STATE_LABEL,
        "act_label": ACT_LABEL,
        "shown_label": SHOWN_LABEL,
        "shown": named(SHOWN_LABEL),
        "labels": {name: here.words.gettext(label) for name, label in LABELS.items()},
        "may_edit": allows(here.actor, Action.CONSENTS_EDIT),
    }


def named(labels: Mapping[Any, str]) -> list[tuple[str, str]]:  # Any: because three enums have labels
    """Members of an enum for a choice."""
    return [(one.value, here.words.gettext(label)) for one, label in labels.items()]
