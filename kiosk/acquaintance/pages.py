"""Acquaintance lists in the browser: a new one, who has signed and who has not, the paper (F10)."""

import secrets
from typing import Final

from flask import Blueprint, Response, abort, request

from kiosk.acquaintance import actions, papers, queries
from kiosk.acquaintance.forms import OTHER, read_list, read_signed
from kiosk.acquaintance.records import LISTS, REACH_LABEL, WHOSE_LABEL, Reach, SigningList, Whose
from kiosk.acquaintance.rules import STATE_LABEL, State, newcomers, state
from kiosk.documents.docx import MEDIA_TYPE
from kiosk.people.queries import group_choices
from kiosk.people.records import DEPARTMENTS
from kiosk.problems import N_, Refusal
from kiosk.school.queries import school_name
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, download, here, permit, press, see

bp = Blueprint("acquaintance", __name__)

LONGEST_ID: Final = 16
LABELS: Final = {
    "document": N_("Document"),
    "about": N_("What the paper calls it"),
    "whose": N_("Who signs"),
    "reach": N_("Which of them"),
    "departments": N_("Departments"),
    "groups": N_("Groups"),
    "on": N_("Signed on"),
    "person": N_("Who has signed"),
}


@bp.get("/acquaintance")
@permit(Action.LISTS_TO_SIGN)
def listing() -> Response:
    """Open lists first, then those that are done with."""
    found = queries.summaries(here.store)
    parts = [(state, STATE_LABEL[state], [one for one in found if one.state is state]) for state in State]
    return answer(whole="acquaintance/list.html", parts=[part for part in parts if part[2]], whose_label=WHOSE_LABEL)


@bp.get("/acquaintance/new")
@permit(Action.LISTS_TO_SIGN)
def new() -> Response:
    """An empty form; the document may come with the address."""
    code = request.args.get("document", "")[:100]
    reach = Reach.ORDER if code.startswith("order-") else Reach.SCHOOL
    return form_page(Form.filled(document=code, whose=Whose.FAMILIES.value, reach=reach.value))


@bp.post("/acquaintance/new")
@permit(Action.LISTS_TO_SIGN)
def make() -> Response:
    """A list with everybody who belongs to it today."""
    form = Form(request.form, today=here.clock.today())
    given = read_list(form, {one.code: one for one in documents()}, offered())
    if given is None:
        return form_page(form, status=422)
    outcome = actions.make(
        here.store,
        here.actor,
        given,
        school=school_name(here.store),
        today=here.clock.today(),
        key=press("acquaintance"),
    )
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return form_page(form, status=422)
    return see(f"/acquaintance/{outcome.id}")


@bp.get("/acquaintance/<int:number>")
@permit(Action.LISTS_TO_SIGN)
def one(number: int) -> Response:
    """Who has signed and who has not."""
    return list_page(found(number), Form.filled(on=f"{here.clock.today():%d.%m.%Y}"))


@bp.post("/acquaintance/<int:number>/signatures")
@permit(Action.LISTS_TO_SIGN)
def sign(number: int) -> Response:
    """Signatures that came back on paper."""
    there, form = found(number), Form(request.form, today=here.clock.today())
    unsigned = [line.person.id for line in queries.lines_of(here.store, there) if line.signature is None]
    given = read_signed(form, unsigned, there.made_on, here.clock.today())
    if given is None:
        return list_page(there, form, status=422)
    on, persons = given
    actions.sign(here.store, here.actor, there, persons, on, now=here.clock.now())
    return see(f"/acquaintance/{number}?just={'.'.join(map(str, persons))}")


@bp.post("/acquaintance/<int:number>/signatures/withdrawal")
@permit(Action.LISTS_TO_SIGN)
def unsign(number: int) -> Response:
    """They have not signed after all."""
    form = Form(request.form)
    actions.unsign(here.store, here.actor, found(number), (*form.ids("person"), *listed(form.typed("just"))))
    return see(f"/acquaintance/{number}")


@bp.post("/acquaintance/<int:number>/newcomers")
@permit(Action.LISTS_TO_SIGN)
def add_newcomers(number: int) -> Response:
    """Whoever has come since the list was made: at admission, in the middle of the year."""
    return shown(number, actions.add_newcomers(here.store, here.actor, found(number), here.clock.today()))


@bp.post("/acquaintance/<int:number>/closing")
@permit(Action.LISTS_TO_SIGN)
def close(number: int) -> Response:
    """Nobody signs it any more."""
    return shown(number, actions.settle(here.store, here.actor, found(number), closed=True))


@bp.post("/acquaintance/<int:number>/closing/withdrawal")
@permit(Action.LISTS_TO_SIGN)
def open_again(number: int) -> Response:
    """It is signed further."""
    return shown(number, actions.settle(here.store, here.actor, found(number), closed=False))


@bp.get("/acquaintance/<int:number>/paper")
@permit(Action.LISTS_TO_SIGN)
def paper(number: int) -> Response:
    """The list to sign."""
    return answer(whole="acquaintance/paper.html", paper=made_paper(number))


@bp.get("/acquaintance/<int:number>/paper.docx")
@permit(Action.LISTS_TO_SIGN)
def paper_docx(number: int) -> Response:
    """The same as a Word document."""
    made = made_paper(number)
    body = papers.to_docx(made)
    if isinstance(body, Refusal):
        abort(500)
    return download(body, name=f"{made.file_name}.docx", kind=MEDIA_TYPE)


# helpers


def found(number: int) -> SigningList:
    """A list, or it is not there."""
    return here.store[LISTS].get(number) or abort(404)


def listed(text: str) -> tuple[int, ...]:
    """«3.17.20»: those who were marked by the press before, so that one press undoes it."""
    return tuple(int(one) for one in text.split(".") if one.isascii() and one.isdecimal() and len(one) < LONGEST_ID)


def made_paper(number: int) -> papers.ListPaper:
    """The paper of a list."""
    there = found(number)
    return papers.list_paper(there, queries.lines_of(here.store, there))


def documents() -> list[queries.Document]:
    """What can be made known today."""
    return queries.documents(here.store, here.clock.today())


def choices() -> dict[str, list[tuple[int, str]]]:
    """Departments and groups to tick."""
    departments = [(one.id, one.name) for one in here.store[DEPARTMENTS].all(order=("name",)) if not one.retired_on]
    return {"departments": departments, "groups": group_choices(here.store)}


def offered() -> dict[str, set[int]]:
    """Their ids."""
    return {name: {id for id, _ in pairs} for name, pairs in choices().items()}


def shown(number: int, outcome: SigningList | Refusal) -> Response:
    """The page after an act; what somebody else did meanwhile is said."""
    if isinstance(outcome, Refusal):
        form = Form.filled(on=f"{here.clock.today():%d.%m.%Y}")
        form.take(outcome)
        return list_page(found(number), form, status=422)
    return see(f"/acquaintance/{number}")


def labels() -> dict[str, str]:
    """Fields as the summary calls them."""
    return {name: here.words.gettext(label) for name, label in LABELS.items()}


def form_page(form: Form, *, status: int = 200) -> Response:
    """The form of a list."""
    word = here.words.gettext
    return answer(
        whole="acquaintance/form.html",
        status=status,
        form=form,
        documents=[*((one.code, one.about) for one in documents()), (OTHER, word(N_("another document")))],
        whose=[(one.value, word(label)) for one, label in WHOSE_LABEL.items()],
        reach=[(one.value, word(label)) for one, label in REACH_LABEL.items()],
        choices=choices(),
        labels=labels(),
        key=form.typed("key") or secrets.token_hex(16),
    )


def list_page(there: SigningList, form: Form, *, status: int = 200) -> Response:
    """One list."""
    lines = queries.lines_of(here.store, there)
    now = queries.people(here.store, there, here.clock.today())
    just = listed(request.args.get("just", ""))
    return answer(
        whole="acquaintance/one.html",
        status=status,
        there=there,
        state=state(there, lines),
        state_label=STATE_LABEL,
        whose_label=WHOSE_LABEL,
        families=there.whose is Whose.FAMILIES,
        signed=[line for line in lines if line.signature],
        unsigned=[line for line in lines if line.signature is None],
        ticked=set(form.typed_all("person")),
        newcomers=len(newcomers(there, now)),
        just=".".join(str(line.person.id) for line in lines if line.signature and line.person.id in just),
        form=form,
        labels=labels(),
    )
