"""Receipts: /receipt/<code>, and the field where anybody types the code of one (W1)."""

from collections.abc import Iterator
from typing import Final

import msgspec
from flask import Blueprint, Response, abort, request

from kiosk.assignments.queries import task
from kiosk.assignments.whose import visible_students
from kiosk.documents.kinds import Found, what_is
from kiosk.documents.media import KIND_LABEL
from kiosk.drop.arrivals import coming_with
from kiosk.drop.queries import by_receipt
from kiosk.drop.records import CHANNEL_LABEL, Upload
from kiosk.drop.room import arrived
from kiosk.people.names import class_label, open_name, student_name
from kiosk.people.queries import staff_of
from kiosk.people.records import STUDENTS, Student
from kiosk.problems import N_
from kiosk.school.queries import the_school
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, everyone, here, limit_misses, see

bp = Blueprint("receipts", __name__)

NO_SUCH: Final = N_("There is no receipt with this code. Compare it with the screen or the paper, sign by sign.")


class Came(msgspec.Struct, frozen=True):
    """One file as the receipt tells of it: what the bytes are, and what its family has to know of them."""

    upload: Upload
    kind: str = ""
    note: str = ""
    seconds: int = 0


@bp.get("/receipt")
@everyone
@limit_misses("receipts")
def check() -> Response:
    """A field for the code; the receipt, when there is one."""
    form = Form(request.args)
    code = form.typed("code")[:40]
    uploads = by_receipt(here.store, code) if code else []
    if uploads:
        return see(f"/receipt/{uploads[0].receipt}")
    if code:
        form.refuse("code", NO_SUCH)
    return answer(whole="families/receipt_check.html", status=404 if code else 200, form=form)


@bp.get("/receipt/<code>")
@everyone
@limit_misses("receipts")
def receipt(code: str) -> Response:
    """What came, when, how large, its checksum, what is still on its way; first name and initial only."""
    uploads = by_receipt(here.store, code)
    if not uploads:
        abort(404)
    first = uploads[0]
    student = here.store[STUDENTS].get(first.student)
    token = request.args.get("card", "")
    return answer(
        whole="families/receipt.html",
        first=first,
        came=list(what_came(uploads)),
        coming=[(one.file_name, arrived(here.store, one), one.size) for one in coming_with(here.store, first)],
        given=task(here.store, first.assignment, first.student) if first.assignment else None,
        channels=CHANNEL_LABEL,
        child=called(student) if student else "",
        class_label=class_label(student) if student else "",
        token=token if token.isascii() and token.replace("-", "").replace("_", "").isalnum() else "",
        school=the_school(here.store),
        staff=allows(here.actor, Action.INBOX),
    )


def called(student: Student) -> str:
    """First name and initial for whoever has the number; whole for the staff who see this student's works (L21)."""
    staff = allows(here.actor, Action.INBOX) and staff_of(here.store, here.actor.account)
    if staff and student.id in visible_students(here.store, here.actor, staff):
        return student_name(student)
    return open_name(student)


def what_came(uploads: list[Upload]) -> Iterator[Came]:
    """Each file with its kind, asked of its bytes: an older record does not know it."""
    for upload in uploads:
        there = here.store.vault.path(upload.blob) if upload.blob else None
        found = what_is(there, upload.file_name) if there is not None and there.is_file() else None
        if isinstance(found, Found):
            yield Came(upload, KIND_LABEL[found.kind], found.note, found.seconds)
        else:
            yield Came(upload)
