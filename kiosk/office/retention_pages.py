"""Keeping and erasing in the browser: terms, what is due, a preview, the act, all data of one child (L19)."""

import datetime as dt

import msgspec
from flask import Blueprint, Response, abort, request

from kiosk.documents.docx import MEDIA_TYPE
from kiosk.drop.records import UPLOADS
from kiosk.office.retention import erasing, papers
from kiosk.office.retention.child import child_zip
from kiosk.office.retention.naming import label
from kiosk.office.retention.plan import Plan, left_on, plan_of
from kiosk.office.retention.records import (
    DESTRUCTIONS,
    FROM_LABEL,
    KEPT_LABEL,
    TERMS,
    Destruction,
    Kept,
    Term,
)
from kiosk.office.retention.rules import later, months_on, term_on
from kiosk.people.names import full_name, household_name
from kiosk.people.records import HOUSEHOLDS, STUDENTS, Household, Student
from kiosk.problems import N_, Refusal
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, download, here, permit, see

bp = Blueprint("retention", __name__)

ZIP = "application/zip"
MOST_MONTHS = 1200
WHOSE = "<any(families,students):whose>"
LABELS = {
    "kept": N_("What is kept"),
    "months": N_("For how many months"),
    "since": N_("In force from"),
    "reason": N_("Reason"),
    "ground": N_("Ground"),
    "word": N_("The word"),
}
WORD = "стереть"
SAY_IT = N_("This cannot be undone. Type the word «стереть» to go on.")


class Leaver(msgspec.Struct, frozen=True):
    """A family, or a student without one, who has left: what it is called, when its term ends."""

    address: str
    name: str
    left: dt.date
    due: dt.date


@bp.get("/office/retention")
@permit(Action.ERASE)
def overview() -> Response:
    """Terms, and what is due by them."""
    form = Form.filled(since=f"{here.clock.today():%d.%m.%Y}", ground=here.words.gettext(N_("the term has passed")))
    return overview_page(form)


@bp.post("/office/retention")
@permit(Action.ERASE)
def decide() -> Response:
    """A decision of the school: from a date on, for so many months."""
    form = Form(request.form, today=here.clock.today())
    kept = form.choice("kept", Kept, required=True)
    months = form.number("months", most=MOST_MONTHS, required=True)
    since, reason = form.date("since", required=True), form.text("reason", limit=300, required=True)
    if form.problems or kept is None or months is None or since is None:
        return overview_page(form, status=422)
    term = Term(kept=kept, months=months, since=since, decided_by=here.actor.name, reason=reason, at=here.clock.now())
    erasing.decide(here.store, here.actor, term)
    return see("/office/retention")


@bp.get(f"/office/retention/{WHOSE}/<int:leaver>")
@permit(Action.ERASE)
def preview(whose: str, leaver: int) -> Response:
    """Everything that would be erased, made nameless, kept."""
    form = Form.filled(ground=here.words.gettext(N_("the term has passed")))
    return preview_page(whose, leaver, form)


@bp.post(f"/office/retention/{WHOSE}/<int:leaver>")
@permit(Action.ERASE)
def erase(whose: str, leaver: int) -> Response:
    """Do it: in one change, for good."""
    form = Form(request.form)
    ground = form.text("ground", limit=300, required=True)
    if form.text("word").casefold() != WORD:
        form.refuse("word", SAY_IT)
    if not form.problems:
        home = whom(whose, leaver)
        outcome = erasing.erase_family(here.store, here.clock, here.actor, home, seal=form.typed("seal"), ground=ground)
        if not isinstance(outcome, Refusal):
            return see(f"/office/retention/acts/{outcome.id}/paper")
        form.take(outcome)
    return preview_page(whose, leaver, form, status=422)


@bp.post("/office/retention/works")
@permit(Action.ERASE)
def erase_works() -> Response:
    """Works handed in whose term has passed."""
    form = Form(request.form)
    outcome = erasing.erase_works(here.store, here.clock, here.actor, ground=form.text("ground", limit=300))
    return done(form, outcome)


@bp.post("/office/retention/accounts")
@permit(Action.ERASE)
def erase_accounts() -> Response:
    """Names of erased students in accounts whose term has passed."""
    form = Form(request.form)
    outcome = erasing.erase_accounts(here.store, here.clock, here.actor, ground=form.text("ground", limit=300))
    return done(form, outcome)


@bp.get("/office/retention/acts/<int:destruction>/paper")
@permit(Action.ERASE)
def act(destruction: int) -> Response:
    """The act of destruction, to be signed."""
    made = papers.act(known(destruction))
    return answer(whole="retention/act.html", act=made, nobody=papers.NOBODY, way=papers.WAY, copies=papers.COPIES)


@bp.get("/office/retention/acts/<int:destruction>/paper.docx")
@permit(Action.ERASE)
def act_docx(destruction: int) -> Response:
    """The same as a Word document."""
    made = papers.act(known(destruction))
    body = papers.act_docx(made)
    assert not isinstance(body, Refusal)  # noqa: S101  because the shipped template fits its paper
    return download(body, name=f"{made.file_name}.docx", kind=MEDIA_TYPE)


@bp.post("/office/retention/students/<int:student>/data.zip")
@permit(Action.ERASE)
def all_of_one(student: int) -> Response:
    """All data of one child, to hand to the family; that it left the kiosk stands in the log."""
    found = here.store[STUDENTS].get(student) or abort(404)
    body = child_zip(here.store, found)
    with here.store.change(here.actor, "L19 data of one child carried out", note=f"student:{student}"):
        pass
    response = download(body, name=f"{full_name(found)}.zip", kind=ZIP)
    response.headers["Cache-Control"] = "no-store"  # the PC is shared
    return response


# helpers


def known(destruction: int) -> Destruction:
    """An act that was written."""
    return here.store[DESTRUCTIONS].get(destruction) or abort(404)


def whom(whose: str, leaver: int) -> Household:
    """A family, or a student without one as a family of its own."""
    if whose == "families":
        return here.store[HOUSEHOLDS].get(leaver) or abort(404)
    student = here.store[STUDENTS].get(leaver) or abort(404)
    if student.erased_on is not None or any(student.id in one.students for one in here.store[HOUSEHOLDS].all()):
        abort(404)
    return Household(students=(student.id,))


def done(form: Form, outcome: Destruction | Refusal) -> Response:
    """To the act, or what was wrong."""
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return overview_page(form, status=422)
    return see(f"/office/retention/acts/{outcome.id}/paper")


def leavers(months: int) -> list[Leaver]:
    """Families and students without one who have left, by the end of their term."""
    homes = here.store[HOUSEHOLDS].all()
    housed = {student for one in homes for student in one.students}
    alone = [one for one in here.store[STUDENTS].all() if one.id not in housed and is_leaver(one)]
    found = [(f"/office/retention/families/{one.id}", household_name(one), left_on(here.store, one)) for one in homes]
    found += [(f"/office/retention/students/{one.id}", full_name(one), one.retired_on) for one in alone]
    gone = [Leaver(href, name, left, later(left, months)) for href, name, left in found if left is not None]
    return sorted(gone, key=lambda one: (one.due, one.name))


def is_leaver(student: Student) -> bool:
    """They have left, and their name is still there."""
    return student.retired_on is not None and student.erased_on is None


def overview_page(form: Form, status: int = 200) -> Response:
    """The page of terms."""
    today, terms, word = here.clock.today(), here.store[TERMS].all(), here.words.gettext
    return answer(
        whole="retention/overview.html",
        status=status,
        form=form,
        today=today,
        lines=[(one, months_on(one, today, terms), term_on(one, today, terms)) for one in Kept],
        kept_label=KEPT_LABEL,
        from_label=FROM_LABEL,
        leavers=leavers(months_on(Kept.FAMILY, today, terms)),
        works=sum(collection is UPLOADS for collection, _ in erasing.works_due(here.store, here.clock)),
        accounts=len(erasing.accounts_due(here.store, here.clock)),
        acts=here.store[DESTRUCTIONS].all(order=("-id",)),
        kinds=[(one.value, word(text)) for one, text in KEPT_LABEL.items()],
        labels=labels(),
    )


def preview_page(whose: str, leaver: int, form: Form, status: int = 200) -> Response:
    """What erasing would do."""
    home = whom(whose, leaver)
    plan = plan_of(here.store, here.clock, home)
    return answer(
        whole="retention/preview.html",
        status=status,
        form=form,
        name=name_of(plan),
        home=home,
        plan=plan,
        students=[(one, full_name(one)) for one in plan.students],
        shared=shared_children(plan),
        removed=sorted(plan.counts(plan.removed).items()),
        rewritten=sorted(plan.counts(plan.rewritten).items()),
        kept=sorted(plan.kept.items()),
        label=label,
        address=f"/office/retention/{whose}/{leaver}",
        labels=labels(),
    )


def shared_children(plan: Plan) -> list[tuple[Student, str]]:
    """Children of this family whom another one has too: they are erased with the last of them."""
    own = {one.id for one in plan.students}
    children = here.store[STUDENTS].many(plan.household.students).values()
    return [(one, full_name(one)) for one in children if one.id not in own and one.erased_on is None]


def name_of(plan: Plan) -> str:
    """What the page calls those whom it is about."""
    return household_name(plan.household) if plan.household.id else full_name(plan.students[0])


def labels() -> dict[str, str]:
    """Fields as the summary calls them."""
    return {name: here.words.gettext(text) for name, text in LABELS.items()}
