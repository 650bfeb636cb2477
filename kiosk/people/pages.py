"""People in the browser: lists, search, forms, retiring (P1–P3). Five kinds, one shape."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec
from flask import Blueprint, Response, abort, request

from kiosk.actor import Role
from kiosk.people import actions, beside, forms, queries
from kiosk.people.beside import Note
from kiosk.people.names import class_label, full_name, student_name
from kiosk.people.queries import PersonLine
from kiosk.people.records import (
    DEPARTMENTS,
    FUNDING_LABEL,
    GROUPS,
    HOUSEHOLDS,
    STAFF,
    STUDENTS,
    SUBJECTS,
    Cycle,
    Household,
    Programme,
    Staff,
    Student,
    Subject,
)
from kiosk.problems import N_, Refusal
from kiosk.school.queries import channels
from kiosk.signin.permissions import Action, allows
from kiosk.signin.records import ACCOUNTS, ROLE_LABEL
from kiosk.store import Collection, Store
from kiosk.web import Form, answer, here, permit, see
from kiosk.web.reading import tidy

bp = Blueprint("people", __name__)

CYCLE_LABEL = {
    Cycle.PERFORMANCE: N_("instrumental and vocal performance"),
    Cycle.VISUAL_ARTS: N_("visual arts"),
    Cycle.THEORY: N_("theory and history of music"),
}
PROGRAMME_LABEL = {Programme.PRE_PROFESSIONAL: N_("pre-professional"), Programme.GENERAL: N_("general developmental")}


class Kind(msgspec.Struct, frozen=True):
    """One kind of people: where it lies, how it is listed, read and saved. Any: because the five records differ."""

    slug: str
    title: str
    new: str
    collection: Collection[Any]
    lines: Callable[..., list[PersonLine]]
    template: str


def subject_line(one: Subject) -> PersonLine:
    """A subject with its cycle and form."""
    form = N_("individual") if one.individual else N_("in groups")
    return PersonLine(one.id, one.name, (CYCLE_LABEL[one.cycle], form), one.retired_on is not None)


def subject_lines(store: Store, text: str, *, retired: bool) -> list[PersonLine]:
    """Subjects with their cycle and form."""
    found = store[SUBJECTS].find(text) if text else store[SUBJECTS].all()
    lines = [subject_line(one) for one in found if retired or one.retired_on is None]
    return sorted(lines, key=lambda line: line.name.casefold())


ID_DIGITS = 16
CHOOSE = N_("Choose one of the list.")
NOT_YET = N_("This day is still to come. Note that they have left when it is here.")

KINDS = {
    kind.slug: kind
    for kind in (
        Kind("people", N_("Staff"), N_("New member of staff"), STAFF, queries.staff_lines, "people/staff.html"),
        Kind("students", N_("Students"), N_("New student"), STUDENTS, queries.student_lines, "people/student.html"),
        Kind(
            "families", N_("Families"), N_("New family"), HOUSEHOLDS, queries.household_lines, "people/household.html"
        ),
        Kind("groups", N_("Groups"), N_("New group"), GROUPS, queries.group_lines, "people/group.html"),
        Kind("subjects", N_("Subjects"), N_("New subject"), SUBJECTS, subject_lines, "people/subject.html"),
    )
}
ANY_KIND = "<any(people,students,families,groups,subjects):slug>"


@bp.get(f"/{ANY_KIND}")
@permit(Action.PEOPLE_READ)
def listing(slug: str) -> Response:
    """A list with search by a part of a name (ё = е), fifty to a page."""
    kind = KINDS[slug]
    text, retired = request.args.get("q", "")[:100].strip(), request.args.get("retired", "") == "1"
    lines = kind.lines(here.store, text, retired=retired)
    pages = max(1, -(-len(lines) // queries.PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return answer(
        whole="people/list.html",
        part="people/_lines.html",
        kind=kind,
        kinds=tuple(KINDS.values()),
        q=text,
        retired=retired,
        lines=lines[(page - 1) * queries.PAGE : page * queries.PAGE],
        total=len(lines),
        page=page,
        pages=pages,
        may_edit=may_edit(),
    )


@bp.get(f"/{ANY_KIND}/new")
@permit(Action.PEOPLE_EDIT)
def new(slug: str) -> Response:
    """An empty form."""
    return form_page(KINDS[slug], None, empty_form(slug))


@bp.post(f"/{ANY_KIND}/new")
@permit(Action.PEOPLE_EDIT)
def add(slug: str) -> Response:
    """Add one."""
    return save(KINDS[slug], None)


@bp.get(f"/{ANY_KIND}/<int:person>")
@permit(Action.PEOPLE_READ)
def edit(slug: str, person: int) -> Response:
    """One of them, to read or to change."""
    found = here.store[KINDS[slug].collection].get(person) or abort(404)
    return form_page(KINDS[slug], found, filled_form(slug, found))


@bp.post(f"/{ANY_KIND}/<int:person>")
@permit(Action.PEOPLE_EDIT)
def change(slug: str, person: int) -> Response:
    """Save the changes."""
    return save(KINDS[slug], here.store[KINDS[slug].collection].get(person) or abort(404))


@bp.post(f"/{ANY_KIND}/<int:person>/retirement")
@permit(Action.PEOPLE_EDIT)
def retire(slug: str, person: int) -> Response:
    """Has left: gone from lists and choices, kept in every report."""
    found = here.store[KINDS[slug].collection].get(person) or abort(404)
    if isinstance(found, Staff) and found.account == here.actor.account:
        form = filled_form(slug, found)
        form.refuse("surname", N_("You cannot retire yourself: somebody else has to do it."))
        return form_page(KINDS[slug], found, form, status=422)
    leaving = Form(request.form, today=here.clock.today())
    left = leaving.date("left_on") or here.clock.today()
    if left > here.clock.today():
        leaving.refuse("left_on", NOT_YET)
    if leaving.problems:
        return form_page(KINDS[slug], found, filled_form(slug, found), status=422, leaving=leaving)
    actions.retire(here.store, here.actor, KINDS[slug].collection, found, on=left)
    return see(f"/{slug}/{person}")


@bp.post(f"/{ANY_KIND}/<int:person>/retirement/withdrawal")
@permit(Action.PEOPLE_EDIT)
def bring_back(slug: str, person: int) -> Response:
    """Undo: they are here again."""
    found = here.store[KINDS[slug].collection].get(person) or abort(404)
    actions.retire(here.store, here.actor, KINDS[slug].collection, found, on=None)
    return see(f"/{slug}/{person}")


def save(kind: Kind, old: Any) -> Response:  # noqa: ANN401  because the five records differ
    """Read the form, save, and back to the list; what was typed stays when something is wrong."""
    form = Form(request.form, today=here.clock.today())
    if old is not None and form.typed("rev") != str(old.rev):
        form.problems.append(Refusal.of(actions.MEANWHILE).problems[0])
    outcome = store_form(kind.slug, form, old)
    if isinstance(outcome, Refusal):
        form.take(outcome)
    if form.problems or outcome is None:
        return form_page(kind, old, form, status=422)
    name = tidy(form.typed("surname") or form.typed("name"))
    return see(f"/{kind.slug}?q={quote(name[:60], safe='')}")


def store_form(slug: str, form: Form, old: Any) -> object:  # noqa: ANN401  the same
    """None when the form has problems, a Refusal when the store says no, else the record."""
    refuse_unknown(form)
    store, actor, today = here.store, here.actor, here.clock.today()
    match slug:
        case "people":
            read = forms.read_staff(form, old)
            return actions.save_staff(store, actor, *read) if read else None
        case "students":
            student = forms.read_student(form, old, health=queries.may_see_health(actor))
            return actions.save_student(store, actor, student) if student else None
        case "families":
            household = forms.read_household(form, old)
            return actions.save_household(store, actor, household) if household else None
        case "groups":
            group = forms.read_group(form, old, today=today)
            return actions.save_group(store, actor, group) if group else None
        case _:
            subject = forms.read_subject(form, old)
            return actions.save_subject(store, actor, subject) if subject else None


def refuse_unknown(form: Form) -> None:
    """Whoever is named by a number has to be there."""
    lists: tuple[tuple[str, Collection[Any]], ...] = (  # Any: because three records are looked up alike
        ("teacher", STAFF),
        ("departments", DEPARTMENTS),
        ("department", DEPARTMENTS),
        ("students", STUDENTS),
    )
    for name, collection in lists:
        chosen = [
            int(text) for text in form.typed_all(name) if text.isdecimal() and len(text) < ID_DIGITS and int(text)
        ]
        if set(chosen) - set(here.store[collection].many(chosen)):
            form.refuse(name, CHOOSE)


def empty_form(slug: str) -> Form:
    """The form of somebody new."""
    return filled_form(slug, None)


def filled_form(slug: str, person: Any) -> Form:  # noqa: ANN401  the same
    """The form with what is stored."""
    match slug:
        case "people":
            return forms.staff_form(person, roles_of(person))
        case "students":
            return forms.student_form(person)
        case "families":
            return forms.household_form(person)
        case "groups":
            return forms.group_form(person, today=here.clock.today())
        case _:
            return forms.subject_form(person)


def roles_of(person: Staff | None) -> tuple[Role, ...]:
    """The roles of the account behind a member of staff."""
    account = here.store[ACCOUNTS].get(person.account) if person and person.account else None
    return account.roles if account else ()


def form_page(
    kind: Kind,
    person: Any,  # noqa: ANN401  the same
    form: Form,
    status: int = 200,
    leaving: Form | None = None,
) -> Response:
    """One person's page; ``leaving`` is what was typed into the form that says that they have left."""
    return answer(
        whole=kind.template,
        status=status,
        kind=kind,
        kinds=tuple(KINDS.values()),
        person=person,
        form=form,
        leaving=leaving or Form.filled(left_on=f"{here.clock.today():%d.%m.%Y}"),
        may_edit=may_edit(),
        health=queries.may_see_health(here.actor),
        notes=notes_on(person),
        may_erase=allows(here.actor, Action.ERASE),
        **choices(kind.slug),
    )


def notes_on(person: Any) -> list[tuple[str, list[Note]]]:  # noqa: ANN401  the same
    """What other rooms know of a student, or of each child of a family."""
    match person:
        case Student():
            children = [person]
        case Household():
            children = [one for one in here.store[STUDENTS].many(person.students).values() if one.retired_on is None]
        case _:
            return []
    today = here.clock.today()
    return [(student_name(one), beside.notes_on(here.store, here.actor, one, today)) for one in children]


def choices(slug: str) -> dict[str, Any]:  # Any: because a view takes what its template shows
    """What the selects of a form offer."""
    word = here.words.gettext
    students = [one for one in here.store[STUDENTS].all(order=("surname", "given")) if one.retired_on is None]
    return {
        "roles": [(role.value, word(label)) for role, label in ROLE_LABEL.items()],
        "departments": [(one.id, one.name) for one in here.store[DEPARTMENTS].all(order=("name",))],
        "cycles": [(cycle.value, word(label)) for cycle, label in CYCLE_LABEL.items()],
        "programmes": [(programme.value, word(label)) for programme, label in PROGRAMME_LABEL.items()],
        "fundings": [(funding.value, word(label)) for funding, label in FUNDING_LABEL.items()],
        "teachers": [
            (one.id, full_name(one)) for one in here.store[STAFF].all(order=("surname",)) if not one.retired_on
        ],
        "students": [(one.id, f"{student_name(one)}, {class_label(one)}") for one in students]
        if slug in {"families", "groups"}
        else [],
        "channels": [(one.name, one.name) for one in channels(here.store, on=here.clock.today())],
    }


def may_edit() -> bool:
    """Pages show what changes things only to those who may."""
    return allows(here.actor, Action.PEOPLE_EDIT)
