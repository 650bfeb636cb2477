"""Notices in the browser: the list, the form with whom it reaches, who has not read it, the paper for the door (F4)."""

import secrets
from typing import Final

from flask import Blueprint, Response, abort, request

from kiosk.notices import actions, queries
from kiosk.notices.forms import TARGETS, read_notice
from kiosk.notices.records import Notice
from kiosk.notices.rules import STATE_LABEL, State, state
from kiosk.people.names import by_name, household_name, student_name
from kiosk.people.queries import group_choices
from kiosk.people.reach import Targets, reached
from kiosk.people.records import DEPARTMENTS, HOUSEHOLDS, STUDENTS
from kiosk.problems import N_, Refusal
from kiosk.school.queries import school_name
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, here, permit, press, see

bp = Blueprint("notices", __name__)

LABELS: Final = {
    "title": N_("Title"),
    "text": N_("Text"),
    "since": N_("First day"),
    "until": N_("Last day"),
    "for_everyone": N_("For whom"),
    "departments": N_("Departments"),
    "groups": N_("Groups"),
    "households": N_("Families"),
}
ORDER: Final = (State.CURRENT, State.COMING, State.PAST, State.WITHDRAWN)


@bp.get("/notices")
@permit(Action.SIGNED_IN)
def listing() -> Response:
    """Notices by what they are today."""
    found = queries.lines(here.store, here.actor, here.clock.today())
    return answer(
        whole="notices/list.html",
        parts=[(one, STATE_LABEL[one], found[one]) for one in ORDER if one in found],
        may_edit=may_edit(),
    )


@bp.get("/notices/new")
@permit(Action.NOTICES_EDIT)
def new() -> Response:
    """An empty form that begins today; a family may come with the address."""
    form = Form.filled(since=f"{here.clock.today():%d.%m.%Y}", households=request.args.get("family"))
    return form_page(form)


@bp.post("/notices/new")
@permit(Action.NOTICES_EDIT)
def write() -> Response:
    """Put it up; or show first whom it reaches."""
    form = Form(request.form, today=here.clock.today())
    given = read_notice(form, offered(), here.clock.today())
    if given is None or form.typed("act") == "preview":
        return form_page(form, status=422 if form.problems else 200)
    notice = actions.write(here.store, here.actor, given, now=here.clock.now(), key=press("notice"))
    return see(f"/notices/{notice.id}?just")


@bp.get("/notices/<int:notice>")
@permit(Action.SIGNED_IN)
def one(notice: int) -> Response:
    """A notice; for the office with its families, their marks and its history."""
    return notice_page(found(notice))


@bp.get("/notices/<int:notice>/edit")
@permit(Action.NOTICES_EDIT)
def edit(notice: int) -> Response:
    """The form as the notice stands."""
    there = found(notice)
    fields = [(name, str(id)) for name in TARGETS for id in getattr(there, name)]
    flags = [(name, "1") for name in ("for_everyone", "for_staff", "must_read") if getattr(there, name)]
    days = [("since", f"{there.since:%d.%m.%Y}"), ("until", f"{there.until:%d.%m.%Y}")]
    form = Form()
    for name, value in (("title", there.title), ("text", there.text), ("rev", str(there.rev)), *days, *flags, *fields):
        form.fields.add(name, value)
    return form_page(form, notice=there)


@bp.post("/notices/<int:notice>/edit")
@permit(Action.NOTICES_EDIT)
def rewrite(notice: int) -> Response:
    """Other words, days or people."""
    there = found(notice)
    form = Form(request.form, today=here.clock.today())
    given = read_notice(form, offered(), here.clock.today())
    if given is not None and form.typed("rev") != str(there.rev):
        form.refuse("", actions.SOMEBODY_ELSE)
    if given is None or form.problems or form.typed("act") == "preview":
        return form_page(form, notice=there, status=422 if form.problems else 200)
    outcome = actions.rewrite(here.store, here.actor, there, given, now=here.clock.now())
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return form_page(form, notice=there, status=422)
    return see(f"/notices/{notice}")


@bp.post("/notices/<int:notice>/withdrawal")
@permit(Action.NOTICES_EDIT)
def withdraw(notice: int) -> Response:
    """It stands nowhere any more."""
    return settle(notice, withdrawn=True)


@bp.post("/notices/<int:notice>/withdrawal/withdrawal")
@permit(Action.NOTICES_EDIT)
def put_up_again(notice: int) -> Response:
    """It stands again until its last day."""
    return settle(notice, withdrawn=False)


def settle(notice: int, *, withdrawn: bool) -> Response:
    """The page after it; what somebody else did meanwhile is simply shown."""
    there = found(notice)
    outcome = actions.settle(here.store, here.actor, there, withdrawn=withdrawn)
    if isinstance(outcome, Refusal):
        return notice_page(found(notice), outcome, status=422)
    return see(f"/notices/{notice}")


@bp.post("/notices/<int:notice>/readings")
@permit(Action.NOTICES_EDIT)
def mark(notice: int) -> Response:
    """The office has told a family by telephone, or it came in."""
    there = found(notice)
    if household := reached_household(there):
        actions.mark_read(here.store, here.actor, there, household, now=here.clock.now(), by=here.actor.name)
    return see(f"/notices/{notice}#families")


@bp.post("/notices/<int:notice>/readings/withdrawal")
@permit(Action.NOTICES_EDIT)
def unmark(notice: int) -> Response:
    """It has not read it after all."""
    there = found(notice)
    if household := reached_household(there):
        actions.unmark(here.store, here.actor, there, household)
    return see(f"/notices/{notice}#families")


@bp.get("/notices/<int:notice>/unread")
@permit(Action.NOTICES_EDIT)
def unread(notice: int) -> Response:
    """Who has not read it, with telephones, on paper."""
    there = found(notice)
    families = queries.families_of(here.store, there, here.clock.today())
    return answer(
        whole="notices/unread.html",
        notice=there,
        families=[one for one in families if not one.read],
        total=len(families),
        school=school_name(here.store),
        now=here.clock.local(here.clock.now()),
    )


@bp.get("/notices/<int:notice>/paper")
@permit(Action.SIGNED_IN)
def paper(notice: int) -> Response:
    """For the door: A4, large type."""
    return answer(whole="notices/paper.html", notice=found(notice), school=school_name(here.store))


# helpers


def found(notice: int) -> Notice:
    """A notice that this person may see; what may not be seen is not there."""
    return queries.readable(here.store, here.actor, notice) or abort(404)


def reached_household(notice: Notice) -> int | None:
    """The family of a press; one whom the notice does not reach is not there."""
    household = Form(request.form).id("household")
    families = queries.families_of(here.store, notice, here.clock.today())
    return household if household is None or any(one.household == household for one in families) else abort(404)


def may_edit() -> bool:
    """Whether the forms are for this person."""
    return allows(here.actor, Action.NOTICES_EDIT)


def choices() -> dict[str, list[tuple[int, str]]]:
    """Departments, groups and families to tick, families by their children's names."""
    departments = [(one.id, one.name) for one in here.store[DEPARTMENTS].all(order=("name",)) if not one.retired_on]
    students = {one.id: one for one in here.store[STUDENTS].all() if one.retired_on is None}
    families = [
        (
            one.id,
            f"{', '.join(student_name(students[id]) for id in one.students if id in students)} ({household_name(one)})",
        )
        for one in here.store[HOUSEHOLDS].all()
        if one.retired_on is None and any(id in students for id in one.students)
    ]
    return {
        "departments": departments,
        "groups": group_choices(here.store),
        "households": sorted(families, key=lambda one: by_name(one[1])),
    }


def offered() -> dict[str, set[int]]:
    """Their ids."""
    return {name: {id for id, _ in pairs} for name, pairs in choices().items()}


def form_page(form: Form, *, notice: Notice | None = None, status: int = 200) -> Response:
    """The form; with what it reaches when it was asked for."""
    form.today = here.clock.today()
    preview = None
    if form.typed("act") == "preview" and not form.problems:
        ids = {name: form.ids(name) for name in TARGETS}
        targets = Targets(everyone=form.flag("for_everyone"), **ids)
        preview = reached(here.store, targets, max(form.today, form.date("since") or form.today))
    return answer(
        whole="notices/form.html",
        status=status,
        form=form,
        notice=notice,
        preview=preview,
        choices=choices(),
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
        key=form.typed("key") or secrets.token_hex(16),
    )


def notice_page(notice: Notice, refused: Refusal | None = None, *, status: int = 200) -> Response:
    """One notice."""
    today, office = here.clock.today(), may_edit()
    families = queries.families_of(here.store, notice, today) if office and notice.for_families else []
    return answer(
        whole="notices/notice.html",
        status=status,
        notice=notice,
        state=state(notice, today),
        state_label=STATE_LABEL,
        whom=queries.Names(here.store).whom(notice),
        problems=refused.problems if refused else (),
        may_edit=office,
        read=[one for one in families if one.read],
        unread=[one for one in families if not one.read],
        history=queries.history(here.store, notice) if office else [],
        just="just" in request.args,
    )
