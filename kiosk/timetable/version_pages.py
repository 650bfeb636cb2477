"""Timetables one after another, a copy of one to begin from, and the distance one of an order (T1, T3, L2, D1)."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress

import msgspec
from flask import Blueprint, Response, abort, request

from kiosk.people.names import student_name
from kiosk.people.records import STUDENTS
from kiosk.problems import N_, Refusal
from kiosk.regime.records import KIND_LABEL, ORDERS, STATEMENTS
from kiosk.signin.permissions import Action, allows
from kiosk.store import Conflict
from kiosk.timetable import deriving, versions
from kiosk.timetable.derivation import Repair, repair_of
from kiosk.timetable.derivation_views import drafted
from kiosk.timetable.records import VERSIONS, TimetableVersion
from kiosk.web import Form, answer, here, permit, press, see

bp = Blueprint("timetable_versions", __name__)

MOST_REPAIRS = 500
ID_DIGITS = 15


@bp.get("/timetable/versions")
@permit(Action.TIMETABLE_READ)
def all_versions() -> Response:
    """Every timetable the school has had, the latest first, and which are in force today."""
    return answer(
        whole="timetable/versions.html",
        lines=versions.lines(here.store, here.clock.today()),
        may_edit=allows(here.actor, Action.TIMETABLE_EDIT),
        mode_label=versions.MODE_LABEL,
    )


@bp.post("/timetable/versions/<int:version>/annulment")
@permit(Action.TIMETABLE_EDIT)
def annul(version: int) -> Response:
    """Made by mistake: in force no more, seen struck through."""
    return _taken_back(version, taken_back=True)


@bp.post("/timetable/versions/<int:version>/annulment/withdrawal")
@permit(Action.TIMETABLE_EDIT)
def take_annulment_back(version: int) -> Response:
    """It was no mistake."""
    return _taken_back(version, taken_back=False)


def _taken_back(version: int, *, taken_back: bool) -> Response:
    found = here.store[VERSIONS].get(version) or abort(404)
    with suppress(Conflict):  # somebody pressed the same meanwhile: the list shows how it is
        versions.take_back(here.store, here.actor, found, taken_back=taken_back)
    return see("/timetable/versions")


@bp.get("/timetable/versions/<int:version>/copy")
@permit(Action.TIMETABLE_EDIT)
def copy(version: int) -> Response:
    """A copy to begin from: last year's timetable for this year (T3)."""
    found = here.store[VERSIONS].get(version) or abort(404)
    return copy_page(found, Form.filled(name=found.name, since="", key=secrets.token_hex(8)))


@bp.post("/timetable/versions/<int:version>/copy")
@permit(Action.TIMETABLE_EDIT)
def make_copy(version: int) -> Response:
    """The copy is in force from its date on; nothing of the old one changes."""
    found = here.store[VERSIONS].get(version) or abort(404)
    form = Form(request.form, today=here.clock.today())
    name, since = form.text("name", limit=100, required=True), form.date("since", required=True)
    if since is not None and not form.problems:
        outcome = versions.copy(
            here.store, here.actor, found, name=name, since=since, key=press(f"timetable copy {version}")
        )
        if not isinstance(outcome, Refusal):
            return see("/timetable/versions")
        form.take(outcome)
    return copy_page(found, form, status=422)


def copy_page(found: TimetableVersion, form: Form, *, status: int = 200) -> Response:
    """The form of a copy."""
    return answer(
        whole="timetable/copy.html", status=status, version=found, form=form, lessons=versions.count(here.store, found)
    )


# the distance timetable of an order, or of a statement for one student


@bp.get("/orders/<int:order>/timetable")
@permit(Action.TIMETABLE_EDIT)
def derivation(order: int) -> Response:
    """What the order's distance timetable would be: nothing is written by looking."""
    return derivation_page(asked_by_order(order), repairs_in(request.args.getlist("r")))


@bp.post("/orders/<int:order>/timetable")
@permit(Action.TIMETABLE_EDIT)
def derive(order: int) -> Response:
    """Put it in force as it was looked at; when something changed meanwhile it is shown anew instead."""
    return put_in_force(asked_by_order(order))


@bp.get("/orders/statements/<int:statement>/timetable")
@permit(Action.TIMETABLE_EDIT)
def derivation_of_statement(statement: int) -> Response:
    """The same for the one student of a statement (§4)."""
    return derivation_page(asked_by_statement(statement), repairs_in(request.args.getlist("r")))


@bp.post("/orders/statements/<int:statement>/timetable")
@permit(Action.TIMETABLE_EDIT)
def derive_of_statement(statement: int) -> Response:
    """Put it in force; the student's groups stay where they are."""
    return put_in_force(asked_by_statement(statement))


class Asked(msgspec.Struct, frozen=True):
    """Who asks for a distance timetable: the heading of its page, the way back, and how the draft is made."""

    title: str
    back: str
    draft: Callable[[Mapping[int, Repair]], deriving.Draft | Refusal]


def asked_by_order(order: int) -> Asked:
    """An order, or no page."""
    found = here.store[ORDERS].get(order) or abort(404)
    title = here.words.gettext(N_("Distance timetable by order No. %(number)s")) % {"number": found.number}
    today = here.clock.today()
    return Asked(
        title,
        f"/orders/{order}",
        lambda repairs: deriving.draft_of(here.store, order, today=today, repairs=repairs),
    )


def asked_by_statement(statement: int) -> Asked:
    """A statement, or no page; its ground is not said here (L21)."""
    found = here.store[STATEMENTS].get(statement) or abort(404)
    student, today = here.store[STUDENTS].get(found.student), here.clock.today()
    name = student_name(student) if student else ""
    return Asked(
        here.words.gettext(N_("Distance timetable by statement, %(student)s")) % {"student": name},
        "/orders/statements",
        lambda repairs: deriving.draft_of_statement(here.store, statement, today=today, repairs=repairs),
    )


def put_in_force(asked: Asked) -> Response:
    """Exactly what was looked at, or the page once more."""
    repairs = repairs_in(request.form.getlist("r"))
    draft = asked.draft(repairs)
    if isinstance(draft, Refusal):
        return derivation_page(asked, repairs, status=422)
    if draft.seal != request.form.get("seal", ""):
        return derivation_page(asked, repairs, status=422, changed=True)
    deriving.write(here.store, here.actor, draft, key=press(f"timetable derive {draft.seal}"))
    return see("/timetable/versions")


def derivation_page(
    asked: Asked, repairs: Mapping[int, Repair], *, status: int = 200, changed: bool = False
) -> Response:
    """The preview with its list of what could not be placed."""
    draft = asked.draft(repairs)
    if isinstance(draft, Refusal):
        return answer(whole="timetable/no_derivation.html", status=status, asked=asked, problems=draft.problems)
    return answer(
        whole="timetable/derivation.html",
        status=status,
        asked=asked,
        draft=draft,
        view=drafted(here.store, draft, repairs, teacher=Form(request.args).id("teacher") or 0),
        changed=changed,
        kind_label=KIND_LABEL,
        earlier=versions.made_for(here.store, draft.reason),
        key=secrets.token_hex(8),
    )


def repairs_in(codes: list[str]) -> dict[int, Repair]:
    """«12:self_study» → lesson 12 becomes self-study; what is no repair is left out."""
    found: dict[int, Repair] = {}
    for code in codes[:MOST_REPAIRS]:
        number, _, what = code.partition(":")
        repair = repair_of(what)
        if number.isdecimal() and len(number) <= ID_DIGITS and repair is not None:
            found[int(number)] = repair
    return found
