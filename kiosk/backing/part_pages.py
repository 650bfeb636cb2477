"""Part checks in the browser: /backing/parts, a list, and a form for a whole group at once (W6)."""

import secrets
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from kiosk.backing import checking, queries
from kiosk.backing.checking import Given
from kiosk.backing.pages import FEW, PIECE, groups_to_choose, own_staff, seen
from kiosk.backing.records import HEARD_LABEL, Heard
from kiosk.journal.records import VALUE_LABEL, Value
from kiosk.people.names import class_label, student_name
from kiosk.people.records import Student
from kiosk.problems import N_
from kiosk.signin.permissions import Action
from kiosk.told.queries import with_name
from kiosk.web import Form, answer, here, permit, press, see
from kiosk.works.pages import me

bp = Blueprint("parts", __name__)

PART: Final = 100
NOTE: Final = 300
LABELS: Final = {
    "piece": N_("Piece"),
    "part": N_("Part"),
    "on": N_("Day"),
    "heard": N_("How it was played"),
    "group": N_("Group"),
}
NO_MARK: Final = N_("Give at least one student a mark.")
NOTE_ALONE: Final = N_("%(who)s has a note and no mark: give the mark too, or take the note out.")
AHEAD: Final = N_("A part cannot have been played later than today.")


@bp.get("/backing/parts")
@permit(Action.BACKING)
def parts() -> Response:
    """What was checked, of one group or piece, and who has not played it yet."""
    form = Form.filled(group=asked().id("group"), piece=asked().text("piece", limit=PIECE))
    group, piece = form.id("group") or 0, form.typed("piece")
    return answer(
        whole="backing/parts.html",
        form=form,
        lines=checking.checks(here.store, here.actor, me(), group=group, piece=piece),
        missing=checking.still_to_play(here.store, group, piece, here.clock.today()) if may_read(group) else [],
        groups=groups_to_choose(),
        pieces=[(one, one) for one in checking.pieces_checked(here.store)],
        heard=HEARD_LABEL,
        may_check=me() is not None,
        made=asked().id("made") or 0,
    )


@bp.get("/backing/parts/new")
@permit(Action.BACKING)
def new() -> Response:
    """Everybody of a group, or one's own students, a mark beside each name."""
    own_staff()
    chosen = {name: asked().typed(name)[:PIECE] for name in ("group", "piece", "q")}
    return new_page(Form.filled(**chosen, on=f"{here.clock.today():%d.%m.%Y}", heard=Heard.SCHOOL.value))


@bp.post("/backing/parts/new")
@permit(Action.BACKING)
def check() -> Response:
    """Record those who got a mark; the others are still to play."""
    staff, form = own_staff(), Form(request.form, today=here.clock.today())
    given = read(form)
    if given is None:
        return new_page(form, status=422)
    made = checking.record(here.store, here.actor, staff, given, key=press("parts checked"), now=here.clock.now())
    shown = {"group": given.group or "", "piece": given.piece, "made": len(made)}
    return see(f"/backing/parts?{urlencode({name: value for name, value in shown.items() if value})}")


@bp.post("/backing/parts/<int:check>/withdrawal")
@permit(Action.BACKING)
def withdraw(check: int) -> Response:
    """Entered by mistake: the check and its mark are struck."""
    return settled(check, withdrawn=True)


@bp.post("/backing/parts/<int:check>/withdrawal/withdrawal")
@permit(Action.BACKING)
def bring_back(check: int) -> Response:
    """It was no mistake."""
    return settled(check, withdrawn=False)


# helpers


def settled(check: int, *, withdrawn: bool) -> Response:
    """The list after that."""
    found = checking.check(here.store, here.actor, me(), check) or abort(403)
    checking.settle(here.store, here.actor, found, withdrawn=withdrawn)
    return see(f"/backing/parts?{urlencode({'group': found.group or '', 'piece': found.piece})}")


def asked() -> Form:
    """What the address asks for."""
    return Form(request.args)


def may_read(group: int) -> bool:
    """Names of those who have not played are for whoever teaches or plays for the group."""
    return group in {id for id, _ in groups_to_choose()}


def read(form: Form) -> Given | None:
    """What was typed; None with problems at their fields. A student without a mark is left out."""
    piece, part = form.text("piece", limit=PIECE, required=True), form.text("part", limit=PART)
    on, heard = form.date("on", required=True), form.choice("heard", Heard, required=True)
    group = form.id("group") or 0
    marks = {}
    for student in students_of(form):
        value = form.choice(f"mark.{student.id}", Value)
        note = form.text(f"note.{student.id}", limit=NOTE)
        if value is not None:
            marks[student.id] = (value, note)
        elif note:
            form.refuse(f"mark.{student.id}", NOTE_ALONE, who=student_name(student))
    if on is not None and on > here.clock.today():
        form.refuse("on", AHEAD)
    if not marks and not form.problems:
        form.refuse("piece", NO_MARK)
    if form.problems or on is None or heard is None:
        return None
    return Given(group, piece, part, on, heard, marks)


def students_of(form: Form) -> list[Student]:
    """Members of the group chosen, else one's own students: all of a few, of many those whose name was typed."""
    group = form.id("group") or 0
    if group:
        return checking.members(here.store, group, here.clock.today()) if may_read(group) else []
    everybody = with_name((one for one in seen().values() if one.retired_on is None), "")
    q = form.typed("q")[:100]
    return queries.narrowed(everybody, (), [one.id for one in with_name(everybody, q)] if q else (), FEW)


def new_page(form: Form, status: int = 200) -> Response:
    """The form with its students."""
    return answer(
        whole="backing/new_parts.html",
        status=status,
        form=form,
        students=[(one.id, student_name(one), class_label(one)) for one in students_of(form)],
        groups=groups_to_choose(),
        pieces=sorted({*checking.pieces_checked(here.store), *queries.pieces_known(here.store)}),
        values=[(one.value, here.words.gettext(VALUE_LABEL[one])) for one in Value],
        heard=[(one.value, here.words.gettext(label)) for one, label in HEARD_LABEL.items()],
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
        many=not form.id("group") and len(seen()) > FEW,
        key=secrets.token_hex(16),
    )
