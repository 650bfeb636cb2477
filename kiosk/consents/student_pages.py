"""Consents of one student in the browser: the three papers with everything that happened to them, their scans (F5)."""

from flask import Blueprint, Response, abort, request

from kiosk.consents import actions, forms, queries
from kiosk.consents.beside import sentence
from kiosk.consents.pages import words_of_consents
from kiosk.consents.queries import Register
from kiosk.consents.records import CONSENTS, Act, Consent, Kind
from kiosk.consents.rules import last, live, scan_of
from kiosk.documents.file_names import safe_name
from kiosk.people.names import class_label, full_name
from kiosk.people.pages import KINDS
from kiosk.people.records import STUDENTS, Student
from kiosk.problems import Refusal
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, as_brought, here, permit, see

bp = Blueprint("consents_of_student", __name__)

ANY_KIND = f"<any({','.join(Kind)}):kind>"
FILE_NAME_LENGTH = 100


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


def after(consent: Consent, refusal: Refusal | None) -> Response:
    """Back to the student, or what was wrong there."""
    if refusal is None:
        return see(f"/consents/students/{consent.student}#{consent.kind.value}")
    form = forms.received_form(here.clock.today())
    form.take(refusal)
    return student_page(found(consent.student), form, status=422, kind=consent.kind)


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
