"""Tasks in the browser: given, seen through, withdrawn; what is overdue (W3, L12)."""

import datetime as dt
import secrets
from typing import Final

from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from kiosk.assignments import actions, board, queries
from kiosk.assignments.board import WHICH_LABEL, TaskView, Which
from kiosk.assignments.forms import LABELS, Offered, read_assignment
from kiosk.assignments.records import KIND_LABEL, Assignment, TaskKind
from kiosk.assignments.rules import short_notice
from kiosk.assignments.whose import own_groups, own_subjects, visible_students
from kiosk.people.names import by_name, class_label, student_name
from kiosk.people.queries import staff_of
from kiosk.people.records import SUBJECTS, Staff
from kiosk.problems import Problem, Refusal
from kiosk.reports.records import ROWS, Row
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, here, permit, press, see

bp = Blueprint("assignments", __name__)

PAGE: Final = 50
WEEK: Final = dt.timedelta(7)


@bp.get("/assignments")
@permit(Action.TASKS)
def listing() -> Response:
    """Tasks that stand, are overdue, are over; and homework that may get a day by one press."""
    staff, today = me(), here.clock.today()
    which = next((one for one in Which if one.value == request.args.get("show")), Which.STANDING)
    page = Form(request.args).number("page", least=1) or 1
    given = board.given_list(here.store, here.actor, staff)
    late = board.overdue(here.store, here.actor, staff, given)
    chosen = [one for one in given if board.which(one, today) is which]
    in_order = chosen if which is Which.STANDING else chosen[::-1]
    total = len(late) if which is Which.LATE else len(chosen)
    return answer(
        whole="assignments/list.html",
        which=which,
        tabs=[(one.value, WHICH_LABEL[one]) for one in Which],
        late_count=len(late),
        late=late[(page - 1) * PAGE : page * PAGE] if which is Which.LATE else [],
        lines=board.task_views(here.store, here.actor, staff, in_order[(page - 1) * PAGE : page * PAGE]),
        page=page,
        pages=-(-total // PAGE),
        today=today,
        offered=board.homework_offered(here.store, staff, today) if staff and which is Which.STANDING else [],
        several=len({one.teacher for one in given}) > 1,
        kind_label=KIND_LABEL,
    )


@bp.get("/assignments/new")
@permit(Action.TASKS)
def new() -> Response:
    """An empty form, or one filled from the homework of a report row."""
    row = own_row(request.args.get("row", ""))
    if row is None:
        only = list(offered().subjects)
        form = Form.filled(kind=TaskKind.TASK.value, subject=only[0] if len(only) == 1 else None)
    else:
        form = filled(grown_from(row, day=None))
    return form_page(form, row=row)


@bp.post("/assignments/new")
@permit(Action.TASKS)
def give() -> Response:
    """Give it."""
    form, today = Form(request.form, today=here.clock.today()), here.clock.today()
    row = own_row(form.typed("row"))
    given = read_assignment(form, offered(), grown_from(row, day=None) if row else blank(), today)
    if given is None:
        return form_page(form, row=row, status=422)
    made = actions.give(here.store, here.actor, given, key=press("task"))
    return see(f"/assignments/{made.reference}?just")


@bp.post("/assignments/rows/<int:row>")
@permit(Action.TASKS)
def give_homework(row: int) -> Response:
    """The homework of a report row becomes a task until the next lesson: one press."""
    found = own_row(str(row)) or abort(404)
    if not found.homework:  # nothing was set in it: the teacher writes what is to be done
        return see(f"/assignments/new?row={row}")
    day = queries.next_lesson(here.store, found, here.clock.today()) or here.clock.today() + WEEK
    made = actions.give(here.store, here.actor, grown_from(found, day=day), key=f"task of row {found.id} {day}")
    return see(f"/assignments/{made.reference}?just")


@bp.get("/assignments/<reference>")
@permit(Action.TASKS)
def one(reference: str) -> Response:
    """A task with everybody who has it."""
    return task_page(found(reference))


@bp.get("/assignments/<reference>/edit")
@permit(Action.TASKS)
def edit(reference: str) -> Response:
    """The form as the task stands."""
    given = changeable(reference)
    return form_page(filled(given), given=given)


@bp.post("/assignments/<reference>/edit")
@permit(Action.TASKS)
def rewrite(reference: str) -> Response:
    """Other words, days or students."""
    given, form = changeable(reference), Form(request.form, today=here.clock.today())
    fresh = read_assignment(form, offered(), given, here.clock.today())
    if fresh is None:
        return form_page(form, given=given, status=422)
    number = form.number("rev", least=1)
    outcome = actions.rewrite(here.store, here.actor, replace(given, rev=number or 0), replace(fresh, rev=number or 0))
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return form_page(form, given=given, status=422)
    return see(f"/assignments/{reference}")


@bp.post("/assignments/<reference>/withdrawal")
@permit(Action.TASKS)
def withdraw(reference: str) -> Response:
    """Nobody has to do it any more."""
    return settled(reference, withdrawn=True)


@bp.post("/assignments/<reference>/withdrawal/withdrawal")
@permit(Action.TASKS)
def bring_back(reference: str) -> Response:
    """It stands again."""
    return settled(reference, withdrawn=False)


@bp.post("/assignments/<reference>/students/<int:student>/tick")
@permit(Action.TASKS)
def tick(reference: str, student: int) -> Response:
    """The family told somebody of the school that it is done (F9)."""
    there = standing_of(reference, student)
    task = queries.task(here.store, reference, there) or abort(404)
    actions.tick(here.store, here.actor, task, there, household=0, now=here.clock.now(), by=here.actor.name)
    return see(f"/assignments/{reference}#students")


@bp.post("/assignments/<reference>/students/<int:student>/tick/withdrawal")
@permit(Action.TASKS)
def untick(reference: str, student: int) -> Response:
    """It is not done after all."""
    actions.untick(here.store, here.actor, reference, standing_of(reference, student))
    return see(f"/assignments/{reference}#students")


# what the pages stand on


def me() -> Staff | None:
    """The member of staff behind the account."""
    return staff_of(here.store, here.actor.account)


def found(reference: str) -> TaskView:
    """A task that the actor sees; what one may not see is not there, and nothing is done to it."""
    return board.task_view(here.store, here.actor, me(), reference) or abort(404 if request.method == "GET" else 403)


def changeable(reference: str) -> Assignment:
    """An assignment that the actor may change; homework is changed in its report."""
    view = found(reference)
    if view.given is None:
        abort(404)
    if not view.may_change:
        abort(403)
    return view.given


def standing_of(reference: str, student: int) -> int:
    """A student who has this task."""
    return student if student in {one.student for one in found(reference).students} else abort(404)


def settled(reference: str, *, withdrawn: bool) -> Response:
    """The task after it was withdrawn or stands again."""
    outcome = actions.settle(here.store, here.actor, changeable(reference), withdrawn=withdrawn)
    if isinstance(outcome, Refusal):
        return task_page(found(reference), outcome.problems, status=422)
    return see(f"/assignments/{reference}")


def own_row(number: str) -> Row | None:
    """The report row with this number, if its homework is the actor's to make a task of."""
    if not number:
        return None
    view = board.task_view(here.store, here.actor, me(), f"r{number}")
    return here.store[ROWS].get(int(number)) if view else abort(404 if request.method == "GET" else 403)


def blank() -> Assignment:
    """A task of whoever gives it, today."""
    staff = me()
    return Assignment(teacher=staff.id if staff else 0, text="", given_on=here.clock.today(), given_by=here.actor.name)


def grown_from(row: Row, day: dt.date | None) -> Assignment:
    """The homework of a row as a task until a day."""
    return replace(
        blank(),
        teacher=row.staff,
        subject=row.subject,
        subject_name=row.subject_name,
        students=(row.student,) if row.student else (),
        group=row.group,
        text=row.homework,
        links=row.links,
        due=day,
        row=row.id,
    )


def offered() -> Offered:
    """Whom and which subjects one may choose."""
    staff = me()
    visible = visible_students(here.store, here.actor, staff).values()
    students = sorted((one for one in visible if one.retired_on is None), key=lambda one: by_name(student_name(one)))
    own = own_subjects(here.store, here.actor, staff)
    subjects = [one for one in here.store[SUBJECTS].all(order=("name",)) if one.retired_on is None]
    return Offered(
        {one.id: f"{student_name(one)}, {class_label(one)}" for one in students},
        {one.id: one.name for one in own_groups(here.store, here.actor, staff)},
        {one.id: one.name for one in subjects if not own or one.id in own},
    )


def filled(given: Assignment) -> Form:
    """What stands in the form for this task."""
    form = Form.filled(
        group=given.group or None,
        subject=given.subject,
        text=given.text,
        links="\n".join(given.links),
        kind=given.kind.value,
        due=f"{given.due:%d.%m.%Y}" if given.due else "",
        attestation_on=f"{given.attestation_on:%d.%m.%Y}" if given.attestation_on else "",
        rev=given.rev,
    )
    form.fields.setlist("students", [str(one) for one in given.students])
    return form


def form_page(form: Form, *, row: Row | None = None, given: Assignment | None = None, status: int = 200) -> Response:
    """The form of a task."""
    choices = offered()
    if row and row.subject:
        choices.subjects = {row.subject: row.subject_name, **choices.subjects}
    return answer(
        whole="assignments/form.html",
        status=status,
        form=form,
        row=row,
        given=given,
        choices=choices,
        kinds=[(kind.value, here.words.gettext(label)) for kind, label in KIND_LABEL.items()],
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
        key=secrets.token_hex(16),
    )


def task_page(view: TaskView, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    """The page of a task."""
    given = view.given
    return answer(
        whole="assignments/one.html",
        status=status,
        task=view,
        problems=problems,
        today=here.clock.today(),
        kind_label=KIND_LABEL,
        just="just" in request.args and given is not None and not given.withdrawn,
        care=short_notice(given.attestation_on, given.given_on) if given else None,
    )
