"""Handing in a work from the family page: /s/<token>/hand-in (W1, W3, P5)."""

import datetime as dt
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from flask import Blueprint, Response, abort, request

from kiosk.assignments.handed_in import handed_in as works_for
from kiosk.assignments.queries import task, tasks_of
from kiosk.assignments.records import Task
from kiosk.drop.actions import ONE_TAKE, Parcel, Sender, receive
from kiosk.drop.arrivals import TASK_LENGTH
from kiosk.drop.queries import of_household
from kiosk.drop.said import CHOOSE_TASK, NO_LINK, SAID_BY_SCRIPT, SAY_WHAT
from kiosk.families.pages import open_card
from kiosk.families.pin_pages import ask_pin, pin_given
from kiosk.families.queries import children_of, pin_for_works
from kiosk.people.names import open_name
from kiosk.problems import N_, Refusal
from kiosk.signin import passes
from kiosk.signin.permissions import Action
from kiosk.signin.records import Card
from kiosk.web import Form, answer, here, limit_misses, permit, see

bp = Blueprint("hand_in", __name__)

NUMBER: Final = re.compile(r"[0-9]{1,9}")
MOST_SHOWN: Final = 8
LABELS: Final = {
    "assignment": N_("Which task"),
    "task": N_("What it is, in a few words"),
    "file": N_("Files"),
    "link": N_("Link"),
}
NO_WORK: Final = N_("Choose a file, or write a link to the work.")


class Child(msgspec.Struct, frozen=True):
    """A child of the family with what it has to do; a choice is «child.task», «child.» for something else."""

    id: int
    name: str
    tasks: tuple[Task, ...]
    chosen: str
    handed: Mapping[str, dt.datetime]
    """When a recording came already, by its task's reference: the next one takes its place."""

    def value(self, reference: str = "") -> str:
        """What the form sends for this choice."""
        return f"{self.id}.{reference}"

    @property
    def open(self) -> bool:
        """Its tasks stand open: one of them is chosen."""
        return self.chosen.startswith(self.value())


@bp.get("/s/<token>/hand-in")
@permit(Action.CARD)
@limit_misses("cards")
def hand_in(token: str) -> Response:
    """The form; without the PIN it is asked for first."""
    card, _ = open_card(token)
    if not known_by(card):
        return ask_pin(token, f"hand-in?{request.query_string.decode('ascii', 'ignore')}".rstrip("?"))
    asked = Form(request.args)
    return form_page(token, card, Form.filled(assignment=f"{asked.typed('student')}.{asked.typed('assignment')}"))


@bp.post("/s/<token>/hand-in")
@permit(Action.CARD)
@limit_misses("cards")
def handed_in(token: str) -> Response:
    """Keep the files under one receipt (multipart, one form, no script)."""
    card, _ = open_card(token)
    if not (how := known_by(card)):
        return ask_pin(token, "hand-in")
    form = Form(request.form)
    files = [file for file in request.files.getlist("file") if file.filename]
    sender = read(form, card, how, files=len(files))
    if sender is None:
        return form_page(token, card, form, status=422)
    outcome = receive(
        here.store,
        here.actor,
        [Parcel(file.filename or "", file.stream) for file in files],
        sender,
        key=f"hand-in {card.id} {key}" if (key := form.typed("key")[:64]) else None,
        now=here.clock.now(),
    )
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return form_page(token, card, form, status=422)
    return see(f"/receipt/{outcome[0].receipt}?card={token}")


def read(form: Form, card: Card, how: str, *, files: int) -> Sender | None:
    """For whom and what; None while something is missing. Another family's child is not there at all."""
    student, reference = whose(form)
    words, link = form.text("task", limit=TASK_LENGTH, lines=True), form.text("link", limit=TASK_LENGTH)
    if student and student not in {child.id for child in children_of(here.store, card.household)}:
        abort(404)
    found = task(here.store, reference, student) if student and reference else None
    for field, wrong in missing(found, student, reference, words, link, files):
        form.refuse(field, wrong)
    if form.problems:
        return None
    told = words or (f"{found.subject_name}: {found.text}"[:TASK_LENGTH] if found else "")
    recording, assignment = found is not None and found.one_file, found.reference if found else ""
    return Sender(card.household, student, told, how=how, link=link, assignment=assignment, recording=recording)


def missing(
    found: Task | None, student: int, reference: str, words: str, link: str, files: int
) -> Iterator[tuple[str, str]]:
    """What has to be mended before anything is kept: field and sentence."""
    if not student or (reference and found is None):
        yield "assignment", CHOOSE_TASK
    elif not reference and not words:
        yield "task", SAY_WHAT
    if not files and not link:
        yield "file", NO_WORK
    if link and not link.startswith(("https://", "http://")):
        yield "link", NO_LINK
    if found is not None and found.one_file and files + bool(link) > 1:
        yield "file", ONE_TAKE


def whose(form: Form) -> tuple[int, str]:
    """The child and the task's reference of what was chosen; 0 and nothing for anything else."""
    student, _, reference = form.typed("assignment").partition(".")
    return (int(student), reference) if NUMBER.fullmatch(student) else (0, "")


def chosen(form: Form) -> str:
    """The choice by today's reference of its task: homework that got a day meanwhile is still the same task."""
    student, reference = whose(form)
    there = task(here.store, reference, student) if student and reference else None
    return f"{student}.{there.reference}" if there else form.typed("assignment")


def known_by(card: Card) -> str:
    """How whoever hands in is known, as the receipt and the inbox say it; empty: the PIN has to be asked (P5)."""
    if pin_given(card):
        return "card + PIN"
    return "" if pin_for_works(here.store, here.clock.today()) else "card"


def form_page(token: str, card: Card, form: Form, status: int = 200) -> Response:
    """The form with the children's tasks; under the PIN what was handed in before: the receipts are found again.

    The browser gets a pass for uploads: a large video takes longer than the PIN holds.
    """
    children = list(children_with_tasks(card, chosen(form)))
    response = answer(
        whole="families/hand_in.html",
        status=status,
        form=form,
        labels=LABELS,
        token=token,
        children=children,
        names={child.id: child.name for child in children},
        before=of_household(here.store, card.household, MOST_SHOWN) if pin_given(card) else [],
        key=secrets.token_hex(16),
        megabytes=here.settings.upload_megabytes,
        words={name: here.words.gettext(msgid) for name, msgid in SAID_BY_SCRIPT.items()},
    )
    return passes.give(here.store, response, card, pin=pin_given(card), now=here.clock.now())


def children_with_tasks(card: Card, chosen: str) -> Iterator[Child]:
    """Each child with its tasks as they stand today."""
    children = children_of(here.store, card.household)
    for child in children:
        tasks = tuple(tasks_of(here.store, child.id, here.clock.today()))
        only = f"{child.id}." if len(children) == 1 and not tasks else ""
        works = works_for(here.store, [one.reference for one in tasks if one.one_file])
        came = {reference: work.at for (reference, student), work in works.items() if student == child.id}
        yield Child(child.id, open_name(child), tasks, only if chosen in {"", "."} else chosen, came)
