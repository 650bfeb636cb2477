"""A work that came by phone, mail, messenger or by hand: taken in by the staff, with the same receipt (F9, W1)."""

import datetime as dt
import secrets
import textwrap
from typing import Final

from flask import Blueprint, Response, abort, request

from kiosk.assignments.queries import tasks_of
from kiosk.assignments.records import Task
from kiosk.assignments.whose import visible_students
from kiosk.drop.actions import NO_FILE, Parcel, Sender, receive, settle
from kiosk.drop.arrivals import NOT_YOURS, TASK_LENGTH
from kiosk.drop.records import CHANNEL_LABEL, Channel, Taken
from kiosk.drop.said import NO_LINK
from kiosk.people.names import class_label, student_name
from kiosk.people.records import Student
from kiosk.problems import N_, Refusal
from kiosk.signin.permissions import Action
from kiosk.told.queries import with_name
from kiosk.web import Form, answer, here, permit, press, see
from kiosk.works import queries
from kiosk.works.pages import me, today

bp = Blueprint("taking_in", __name__)

FEW: Final = 8
TASK_SHOWN: Final = 60
LABELS: Final = {
    "student": N_("Student"),
    "assignment": N_("Task"),
    "task": N_("In words"),
    "channel": N_("How it came"),
    "day": N_("Day it came"),
    "time": N_("Time it came"),
    "file": N_("Files"),
    "link": N_("Link"),
}
NO_SUCH_TASK: Final = N_("Choose a task of this student, or none and write in words what it is.")
SAY_WHAT: Final = N_("Choose the task or write in words what it is.")
SEE_LINKS: Final = N_("see the links")
AHEAD: Final = N_("A work cannot have come later than now. Mend the day or the time.")


@bp.get("/inbox/new")
@permit(Action.INBOX)
def form() -> Response:
    """Whose work, which task, how it came, and the work itself; student and task may come with the address."""
    asked = Form(request.args)
    known = {"student": asked.typed("student"), "assignment": today(asked.typed("assignment"))}
    return page(Form.filled(day=f"{here.clock.today():%d.%m.%Y}", **known))


@bp.post("/inbox/new")
@permit(Action.INBOX)
def take_in() -> Response:
    """Keep it under a receipt, which the family is told."""
    form = Form(request.form, today=here.clock.today())
    if form.typed("do") == "tasks":
        return page(form)
    sender = read(form)
    parcels = [Parcel(one.filename or "", one.stream) for one in request.files.getlist("file") if one.filename]
    if not (parcels or form.typed("link") or form.flag("without") or form.flag("later")):
        form.refuse("file", NO_FILE)
    if sender is None or form.problems:
        return page(form, status=422)
    key, now = press("work taken in"), here.clock.now()
    outcome = receive(here.store, here.actor, parcels, sender, key=key, now=now)
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return page(form, status=422)
    return see(f"/inbox/{outcome[0].id}/files" if form.flag("later") else f"/inbox?just={outcome[0].id}")


def read(form: Form) -> Sender | None:
    """Who sent what and how it came; None while something is missing."""
    student, words = form.id("student", required=True), form.text("task", limit=TASK_LENGTH, lines=True)
    asked = next((one for one in tasks_for(form) if one.reference == form.typed("assignment")), None)
    if form.typed("assignment") and asked is None:
        form.refuse("assignment", NO_SUCH_TASK)
    elif not words and asked is None and form.problem("task") is None:
        form.refuse("task", SAY_WHAT)
    channel, link = form.choice("channel", Channel, required=True), form.text("link", limit=TASK_LENGTH)
    day, time = form.date("day", required=True), form.time("time")
    if student and student not in {one.id for one in own_students()}:
        form.refuse("student", NOT_YOURS)
    if link and not link.startswith(("https://", "http://")):
        form.refuse("link", NO_LINK)
    local = here.clock.local(here.clock.now())
    at = dt.datetime.combine(day, time or dt.time(), local.tzinfo) if day else local
    if at > local:
        form.refuse("day", AHEAD)
    if form.problems or not student or channel is None:
        return None
    staff = me()
    return Sender(
        household=queries.home_of(here.store, student),
        student=student,
        task=words or (f"{asked.subject_name}: {asked.text}"[:TASK_LENGTH] if asked else ""),
        assignment=asked.reference if asked else "",
        recording=asked is not None and asked.one_file,
        how=f"{channel.value}: {here.actor.name}",
        taken=Taken(channel=channel, at=at.astimezone(dt.UTC), by=here.actor.name, account=here.actor.account),
        link=link,
        seen_by=(staff.id,) if staff else (),
        parcel=f"{here.actor.ref} {secrets.token_hex(16)}",
    )


@bp.post("/inbox/<int:upload>/withdrawal")
@permit(Action.INBOX)
def withdraw(upload: int) -> Response:
    """It was taken in by mistake: struck, and still to be seen."""
    return settled(upload, withdrawn_at=here.clock.now())


@bp.post("/inbox/<int:upload>/withdrawal/withdrawal")
@permit(Action.INBOX)
def bring_back(upload: int) -> Response:
    """It holds again."""
    return settled(upload, withdrawn_at=None)


def settled(upload: int, *, withdrawn_at: dt.datetime | None) -> Response:
    """The inbox after that; what the actor does not see or did not take in is not theirs."""
    found = queries.work(here.store, here.actor, me(), upload)
    if found is None or not found.may_settle:
        abort(403)
    settle(here.store, here.actor, found.first, withdrawn_at=withdrawn_at)
    return see("/inbox")


def tasks_for(form: Form) -> list[Task]:
    """What the chosen student has to do."""
    number = form.typed("student")
    own = {str(one.id): one.id for one in own_students()}
    return tasks_of(here.store, own[number], here.clock.today()) if number in own else []


def own_students() -> list[Student]:
    """Whose works one sees, those who study here, by name."""
    visible = visible_students(here.store, here.actor, me()).values()
    return with_name((one for one in visible if one.retired_on is None), "")


def page(form: Form, status: int = 200) -> Response:
    """The form; its students are narrowed by a typed part of the name."""
    q = request.args.get("q", "")[:100]
    everybody = own_students()
    students = with_name(everybody, q)
    if q and len(students) == 1:
        form.fields["student"] = str(students[0].id)
    return answer(
        whole="works/new.html",
        part="works/_student.html",
        status=status,
        form=form,
        q=q,
        many=len(everybody) > FEW,
        tasks=[(one.reference, task_words(one)) for one in tasks_for(form)],
        students=[(str(one.id), f"{student_name(one)}, {class_label(one)}") for one in students],
        channels=[(one.value, here.words.gettext(label)) for one, label in CHANNEL_LABEL.items()],
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
        key=secrets.token_hex(16),
        megabytes=here.settings.upload_megabytes,
    )


def task_words(task: Task) -> str:
    """A task in a list: subject, the beginning of its words, its day."""
    words = textwrap.shorten(task.text, TASK_SHOWN, placeholder=" …") or here.words.gettext(SEE_LINKS)
    return f"{task.subject_name}: {words}" + (f" ({task.due:%d.%m})" if task.due else "")
