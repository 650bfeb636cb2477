"""Consents in the browser: who has not agreed, papers to print, marking them received, one student's, scans (F5)."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from kiosk.consents import actions, forms, papers, queries
from kiosk.consents.beside import sentence
from kiosk.consents.queries import Filter, Register
from kiosk.consents.records import (
    ACT_LABEL,
    CONSENTS,
    KIND_LABEL,
    SHOWN_LABEL,
    Act,
    Consent,
    Kind,
)
from kiosk.consents.rules import STATE_LABEL, last, live, scan_of
from kiosk.documents.docx import MEDIA_TYPE
from kiosk.documents.file_names import safe_name
from kiosk.people.names import class_label, full_name
from kiosk.people.pages import KINDS
from kiosk.people.queries import group_choices
from kiosk.people.records import DEPARTMENTS, STUDENTS, Student
from kiosk.problems import N_, Refusal
from kiosk.regime.records import ORDERS
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, as_brought, download, here, permit, press, see

bp = Blueprint("consents", __name__)

ANY_KIND = f"<any({','.join(Kind)}):kind>"
LACKING = "lacking"
ALL = "all"
FILE_NAME_LENGTH = 100
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


@bp.get("/consents/students/<int:student>")
@permit(Action.CONSENTS_READ)
def of_student(student: int) -> Response:
    """The three consents of one student with everything that happened to their papers."""
    return student_page(found(student), forms.received_form(here.clock.today()))


@bp.post(f"/consents/students/<int:student>/{ANY_KIND}")
@permit(Action.CONSENTS_EDIT)
def receive_one(student: int, kind: str) -> Response:
    """This student's paper is here."""
    form, one = Form(request.form, today=here.clock.today()), found(student)
    given = forms.read_received(form, Kind(kind))
    if given is not None:
        outcome = actions.receive(here.store, here.actor, Kind(kind), [one.id], given, now=here.clock.now())
        if not isinstance(outcome, Refusal):
            return see(f"/consents/students/{student}#{kind}")
        form.take(outcome)
    return student_page(one, form, status=422, kind=Kind(kind))


@bp.post(f"/consents/students/<int:student>/{ANY_KIND}/withdrawal")
@permit(Action.CONSENTS_EDIT)
def withdraw(student: int, kind: str) -> Response:
    """The family withdraws it."""
    form, one = Form(request.form, today=here.clock.today()), found(student)
    date = form.date("withdrawn", required=True)
    if date is not None:
        standing = Register(here.store, here.clock.today()).of(one.id, Kind(kind))
        if standing.by_list:
            refusal = actions.withdraw_list(here.store, here.actor, one.id, Kind(kind), date, now=here.clock.now())
        elif standing.consent is not None:
            refusal = actions.withdraw(here.store, here.actor, standing.consent, date, now=here.clock.now())
        else:
            refusal = Refusal.of(actions.NOT_HERE, "withdrawn")
        if refusal is None:
            return see(f"/consents/students/{student}#{kind}")
        form.take(refusal)
    return student_page(one, form, status=422, kind=Kind(kind))


@bp.post("/consents/<int:consent>/scan")
@permit(Action.CONSENTS_EDIT)
def attach(consent: int) -> Response:
    """A scan of the paper: PDF or picture, as its bytes say."""
    paper = known(consent)
    content, name = b"", ""
    if (file := request.files.get("scan")) is not None:
        with file.stream:
            content = file.stream.read(actions.MEGABYTES * 1024 * 1024 + 1)
            name = safe_name(file.filename or "", letters=FILE_NAME_LENGTH, nameless="scan")
    refusal = actions.attach(here.store, here.actor, paper, name, content, now=here.clock.now())
    return after(paper, refusal)


@bp.get("/consents/<int:consent>/scan")
@permit(Action.CONSENT_SCANS)
def scan(consent: int) -> Response:
    """The scan as it came: a download, never shown within our pages (L6)."""
    step = scan_of(known(consent))
    if step is None or step.scan is None or not here.store.vault.has(step.scan.blob):
        abort(404)
    return as_brought(here.store.vault.path(step.scan.blob), step.scan.file_name)


@bp.post("/consents/<int:consent>/step/withdrawal")
@permit(Action.CONSENTS_EDIT)
def take_back(consent: int) -> Response:
    """Undo the last step of a paper."""
    paper = known(consent)
    return after(paper, actions.take_back(here.store, here.actor, paper, now=here.clock.now()))


@bp.post("/consents/<int:consent>/step/withdrawal/withdrawal")
@permit(Action.CONSENTS_EDIT)
def put_back(consent: int) -> Response:
    """It was no mistake."""
    paper = known(consent)
    return after(paper, actions.put_back(here.store, here.actor, paper))


# helpers


def found(student: int) -> Student:
    """A student who is or was here."""
    return here.store[STUDENTS].get(student) or abort(404)


def known(consent: int) -> Consent:
    """A paper that is kept."""
    return here.store[CONSENTS].get(consent) or abort(404)


def kind_of(form: Form) -> Kind:
    """The kind asked for; distance learning when none is."""
    asked = form.typed("kind")
    return Kind(asked) if asked in set(Kind) else Kind.DISTANCE


def filter_of(form: Form) -> Filter:
    """Whose consents; what cannot be read names nobody."""
    numbers = {name: form.typed(name) for name in ("group", "department", "order")}
    return Filter(**{name: int(text) for name, text in numbers.items() if text.isascii() and text.isdecimal()})


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


def after(consent: Consent, refusal: Refusal | None) -> Response:
    """Back to the student, or what was wrong there."""
    if refusal is None:
        return see(f"/consents/students/{consent.student}#{consent.kind.value}")
    form = forms.received_form(here.clock.today())
    form.take(refusal)
    return student_page(found(consent.student), form, status=422, kind=consent.kind)


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


def student_page(student: Student, form: Form, status: int = 200, kind: Kind | None = None) -> Response:
    """One student's three consents."""
    register, kept = Register(here.store, here.clock.today()), queries.of_student(here.store, student.id)
    return answer(
        whole="consents/student.html",
        status=status,
        kinds=tuple(KINDS.values()),
        student=student,
        name=full_name(student),
        class_label=class_label(student),
        standings=[(register.of(student.id, each), [one for one in kept if one.kind is each]) for each in Kind],
        signers=[(one.code, one.guardian.name) for one in register.signers(student.id)],
        form=form,
        wrong=kind,
        sentence=sentence,
        may_scan=allows(here.actor, Action.CONSENT_SCANS),
        tools={"live": live, "last": last, "scan_of": scan_of, "Act": Act},
        today=here.clock.today(),
        megabytes=actions.MEGABYTES,
        **words_of_consents(),
    )


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
