"""The inbox in the browser: /inbox, the files of works, all works of a task as one zip (W2)."""

from contextlib import suppress
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from kiosk.assignments import board
from kiosk.assignments.references import References
from kiosk.documents import pictures
from kiosk.documents.file_names import safe_name
from kiosk.documents.zip_stream import stream_zip, unique_names
from kiosk.drop.actions import mark_seen
from kiosk.drop.records import CHANNEL_LABEL, Upload
from kiosk.people.names import by_name, short_name
from kiosk.people.queries import staff_of
from kiosk.people.records import Staff
from kiosk.problems import N_
from kiosk.signin.permissions import Action
from kiosk.store import Unwritable
from kiosk.web import Form, answer, as_attachment, as_brought, as_shown, here, permit
from kiosk.words.names import NBSP
from kiosk.works import queries
from kiosk.works.owners import looks_at_all
from kiosk.works.queries import Wanted, Work
from kiosk.works.records import STATE_LABEL, State

bp = Blueprint("works", __name__)

NUMBER_LENGTH: Final = 16


class Whose(StrEnum):
    """Which works the inbox shows."""

    OWN = "own"
    ALL = "all"


WHOSE_LABEL: Final = {
    Whose.OWN: N_("mine to answer"),
    Whose.ALL: N_("all works of my students"),
}

PAGE = 50
ASKED_LENGTH = 100
OFFERED = 200
"""Tasks of so many works are offered as a filter; those that wait come first among them."""


@bp.get("/inbox")
@permit(Action.INBOX)
def inbox() -> Response:
    """What students handed in: one's own first, and of these what waits for an answer.

    The count and the choices of the filters do not depend on what is filtered.
    """
    form, staff = Form(request.args, today=here.clock.today()), me()
    form.fields["task"] = today(form.text("task", limit=ASKED_LENGTH))
    whose = form.choice("whose", Whose) or (Whose.ALL if looks_at_all(here.actor, staff) else Whose.OWN)
    form.fields["whose"] = whose.value
    plain = Wanted(own=whose is Whose.OWN)
    wanted = Wanted(
        text=form.text("q", limit=ASKED_LENGTH),
        student=form.id("student") or 0,
        task=form.typed("task"),
        since=form.date("since"),
        state=form.choice("state", State),
        own=plain.own,
    )
    everything = queries.inbox(here.store, here.actor, staff, Wanted())
    base = queries.own_among(here.store, staff, everything) if plain.own and staff else everything
    works = base if wanted == plain else queries.inbox(here.store, here.actor, staff, wanted)
    page = form.number("page", least=1) or 1
    return answer(
        whole="works/inbox.html",
        form=form,
        asked=wanted != plain,
        others=len(everything) - len(base),
        works=works[(page - 1) * PAGE : page * PAGE],
        total=len(works),
        waiting=sum(one.waits for one in base),
        page=page,
        pages=-(-len(works) // PAGE),
        just=one_of("just"),
        done=one_of("done"),
        channels=CHANNEL_LABEL,
        states=STATE_LABEL,
        options=options(base, works),
        address=address_of(form),
        small=pictures.can_be_small(),
    )


def one_of(name: str) -> Work | None:
    """The work that was just taken in or answered, to be taken back by one press."""
    number = request.args.get(name, "")[:NUMBER_LENGTH]
    found = queries.work(here.store, here.actor, me(), int(number)) if number.isdecimal() else None
    return found if found is not None and found.first.withdrawn_at is None else None


def today(reference: str) -> str:
    """The reference by which a task goes today: homework may have got a day since the address was written."""
    return References(here.store, [reference]).today(reference)


def address_of(form: Form) -> str:
    """The list's own address, to go on to its pages."""
    kept = {name: form.typed(name) for name in ("q", "student", "task", "since", "state", "whose") if form.typed(name)}
    return f"/inbox?{urlencode(kept)}&" if kept else "/inbox?"


def options(base: list[Work], works: list[Work]) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: students and tasks that have works, whatever is chosen now, and what is chosen."""
    there = {one.student.id: one.who for one in (*base, *works)}
    tasks = {one.reference: one.words for one in (*base[:OFFERED], *works[:1]) if one.reference}
    return {
        "whose": [(one.value, here.words.gettext(label)) for one, label in WHOSE_LABEL.items()],
        "student": [(str(id), name) for id, name in sorted(there.items(), key=lambda one: by_name(one[1]))],
        "task": [(reference, words[:60]) for reference, words in tasks.items()],
        "state": [(state.value, here.words.gettext(label)) for state, label in STATE_LABEL.items()],
    }


@bp.get("/inbox/<int:upload>/file")
@permit(Action.INBOX)
def file(upload: int) -> Response:
    """The file within a player or a picture; ``?save=1``, and whatever is neither: a download of it as it came (L6).

    ``?small=1``: the small picture of the list, which is no looking at the work.
    """
    staff = me()
    work = queries.work(here.store, here.actor, staff, upload)
    found = next((one for one in work.uploads if one.id == upload), None) if work else None
    if found is None or not found.blob:
        abort(404)
    path = here.store.vault.path(found.blob)
    if request.args.get("small"):
        return as_shown(path, found.file_name, small=True)
    seen(found, staff)
    return as_brought(path, found.file_name) if request.args.get("save") else as_shown(path, found.file_name)


def seen(upload: Upload, staff: Staff | None) -> None:
    """It is new no longer to whoever opened it."""
    if staff is not None:
        with suppress(Unwritable):  # a full disk must not keep the work from its teacher (L20)
            mark_seen(here.store, here.actor, upload, staff.id)


@bp.get("/assignments/<reference>/works.zip")
@permit(Action.INBOX)
def all_works(reference: str) -> Response:
    """All works of a task as one file that leaves while it is made."""
    task = board.task_view(here.store, here.actor, me(), reference) or abort(404)
    works = queries.inbox(here.store, here.actor, me(), Wanted(task=reference))
    files = [(work, one) for work in works for one in work.uploads if one.withdrawn_at is None and is_there(one)]
    if not files:
        abort(404)
    names = unique_names([packed_name(work, one) for work, one in files])
    paths = [here.store.vault.path(one.blob) for _, one in files]
    response = Response(stream_zip(zip(names, paths, strict=True)), mimetype="application/zip")
    response.headers["Cache-Control"] = "no-store"
    return as_attachment(response, f"{safe_name(f'{task.subject_name} {task.whom}'.replace(NBSP, ' '))[:80]}.zip")


def is_there(upload: Upload) -> bool:
    """It has a file, which the disk has not lost: a zip that has begun cannot say so any more."""
    return bool(upload.blob) and here.store.vault.has(upload.blob)


def packed_name(work: Work, upload: Upload) -> str:
    """«Иванова М., 2026-11-24, этюд.mp3»."""
    who = short_name(work.student).replace(NBSP, " ")
    return safe_name(f"{who}, {here.clock.local(upload.received_at):%Y-%m-%d}, {upload.file_name}")


def me() -> Staff | None:
    """The member of staff behind the account."""
    return staff_of(here.store, here.actor.account)
