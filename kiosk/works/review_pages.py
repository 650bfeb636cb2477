"""One work in the browser: listened to, answered, sent back or accepted (W2)."""

import datetime as dt
import secrets
from contextlib import suppress
from typing import Final, NamedTuple

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from kiosk.assignments.whose import sees_everybody
from kiosk.documents.media import KIND_LABEL
from kiosk.documents.qr import Level, qr_svg
from kiosk.drop.records import CHANNEL_LABEL
from kiosk.journal.queries import mark_that_stands
from kiosk.journal.records import CONDITIONS_LABEL, IDENTIFIED_LABEL, VALUE_LABEL, Value
from kiosk.people.names import short_name
from kiosk.people.records import STAFF
from kiosk.problems import N_, Problem, Refusal
from kiosk.signin.permissions import Action
from kiosk.store import Unwritable
from kiosk.web import Form, Hosts, answer, as_brought, as_shown, for_phones, here, permit, press, see, wants_part
from kiosk.works import actions, queries
from kiosk.works.actions import Author, Deed
from kiosk.works.forms import LABELS, Answer, read_answer
from kiosk.works.owners import Owners
from kiosk.works.pages import me, seen
from kiosk.works.queries import Work
from kiosk.works.records import STATE_LABEL, State
from kiosk.works.rules import identified, seconds_as_read, usual_conditions
from kiosk.works.shown import brought

bp = Blueprint("reviews", __name__)

WEEK: Final = dt.timedelta(7)
QR_MM: Final = 40
NUMBER_LENGTH: Final = 16
DEEDS: Final = {"accept": State.ACCEPTED, "redo": State.RETURNED, "save": None, "remark": None, "ticket": None}
PLACED: Final = ("strike", "restore")
SAY_WHAT: Final = N_("Write or say what is to be done again.")
BEYOND: Final = N_("The recording ends at %(length)s.")
GIVEN_BY: Final = N_("The task was given by %(name)s, %(subject)s.")
TAUGHT_BY: Final = N_("The student is taught by %(name)s")


class Another(NamedTuple):
    """Somebody else who has to answer, as a msgid with its values."""

    sentence: str
    values: dict[str, str]


@bp.get("/inbox/<int:upload>")
@permit(Action.INBOX)
def review(upload: int) -> Response:
    """The work with its player and its answer; its own teacher takes it up by opening it."""
    work, staff = found(upload), me()
    new = work.review is None and not work.first.withdrawn_at
    if staff and new and not sees_everybody(here.actor) and another(work) is None:
        with suppress(Unwritable):  # a full disk must not keep the work from its teacher (L20)
            actions.open_work(here.store, author(), work)
            work = found(upload)
    for one in work.uploads:
        seen(one, staff)
    return work_page(work, filled(work))


@bp.post("/inbox/<int:upload>/review")
@permit(Action.INBOX)
def write(upload: int) -> Response:
    """Keep what was typed; accept, send back, add or strike a remark, show a code for the phone."""
    work, form = found(upload), Form(request.form, today=here.clock.today())
    do, _, place = form.typed("do").partition(":")
    if do not in {*DEEDS, *PLACED} or work.first.withdrawn_at:
        abort(400)
    if (other := another(work)) is not None and not form.flag("instead"):
        form.problems.append(Problem(other.sentence, values=other.values))
        return work_page(work, form, part=part_of(do), status=422)
    places = len(work.review.remarks) if work.review else 0
    typed = read_answer(form, places, today=here.clock.today(), redo=do == "redo")
    part = part_of(do)
    within(work, form, typed)
    if do == "redo" and not (typed.text or typed.oral or typed.added or said(work)):
        form.refuse("text", SAY_WHAT)
    if form.problems:
        return work_page(work, form, part=part, status=422)
    placed = do in PLACED and place.isdecimal() and len(place) < NUMBER_LENGTH
    deed = Deed(DEEDS.get(do), **{do: int(place)} if placed else {})
    rev = form.number("rev") or 0
    outcome = actions.write(here.store, author(), work, typed, deed, rev=rev, key=press(f"review {do}"))
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return work_page(work, form, part=part, status=422)
    if do == "ticket":
        ticket = actions.issue_ticket(here.store, author(), work)
        work = found(upload)
        return work_page(work, filled(work), part="works/_sound.html", ticket=ticket)
    if deed.state is None:
        work = found(upload)
        return work_page(work, filled(work), part=part) if wants_part() else see(f"/inbox/{work.id}#remarks")
    after = queries.next_waiting(here.store, here.actor, me(), work)
    return see(f"/inbox/{after.id}?done={work.id}" if after else f"/inbox?done={work.id}")


def within(work: Work, form: Form, typed: Answer) -> None:
    """Refuse a remark after the recording's end, where the file tells its length."""
    heard = [one for one in brought(here.store, work.uploads) if one.heard]
    lengths = {one.upload.id: one.seconds for one in heard}
    first = heard[0].upload.id if heard else 0
    there = work.review.remarks if work.review else ()
    moments = [(f"at.{place}", at, there[place].upload) for place, (at, _) in typed.remarks.items()]
    if typed.added is not None:
        moments.append(("at", typed.added[0], typed.upload))
    for field, at, upload in moments:
        length = lengths.get(upload or first, 0)
        if length and at > length:
            form.refuse(field, BEYOND, length=seconds_as_read(length))


def said(work: Work) -> bool:
    """Something of the review stands already: a remark, a recording."""
    review = work.review
    if review is None:
        return False
    return any(not one.struck for one in review.remarks) or any(not one.struck for one in review.sounds)


def part_of(do: str) -> str:
    """What a press of this button has anew on the page."""
    return "works/_kept.html" if do == "save" else "works/_remarks.html"


@bp.post("/inbox/<int:upload>/state")
@permit(Action.INBOX)
def turn_back(upload: int) -> Response:
    """It was a slip: the work is being reviewed again, or waits as if nobody had opened it."""
    work = to_undo(upload)
    state = State.NEW if request.form.get("state") == State.NEW.value else State.OPEN
    actions.reopen(here.store, here.actor, work, state, now=here.clock.now())
    return see("/inbox" if state is State.NEW else f"/inbox/{work.id}")


@bp.get("/inbox/<int:upload>/sounds")
@permit(Action.INBOX)
def sounds(upload: int) -> Response:
    """What the page asks while a phone records: nothing new (204), or the recordings."""
    work = found(upload)
    known = request.args.get("known", "")
    if work.review is None or known == str(len(work.review.sounds)):
        return Response(status=204)
    return work_page(work, filled(work), part="works/_sound.html")


@bp.get("/inbox/<int:upload>/sounds/<int:place>")
@permit(Action.INBOX)
def sound(upload: int, place: int) -> Response:
    """A spoken review, as the player asks for it."""
    review = found(upload).review
    if review is None or not place < len(review.sounds):
        abort(404)
    there = review.sounds[place]
    path = here.store.vault.path(there.blob)
    return as_brought(path, there.file_name) if request.args.get("save") else as_shown(path, there.file_name)


@bp.post("/inbox/<int:upload>/sounds/<int:place>/withdrawal")
@permit(Action.INBOX)
def strike_sound(upload: int, place: int) -> Response:
    """The family does not hear it any more."""
    return settled_sound(upload, place, struck=True)


@bp.post("/inbox/<int:upload>/sounds/<int:place>/withdrawal/withdrawal")
@permit(Action.INBOX)
def restore_sound(upload: int, place: int) -> Response:
    """The family hears it again."""
    return settled_sound(upload, place, struck=False)


def settled_sound(upload: int, place: int, *, struck: bool) -> Response:
    """The page after that."""
    review = to_undo(upload).review or abort(403)
    actions.settle_sound(here.store, here.actor, review, place, struck=struck)
    return see(f"/inbox/{upload}#sound")


def found(upload: int) -> Work:
    """A work of one's own students; what one may not see is not there, and nothing is done to it."""
    return queries.work(here.store, here.actor, me(), upload) or abort(404 if request.method == "GET" else 403)


def to_undo(upload: int) -> Work:
    """A work whose answer is one's own, or is answered instead: nobody undoes in passing what another has decided."""
    work = found(upload)
    mine = work.review is not None and work.review.account == here.actor.account
    return work if mine or another(work) is None or Form(request.form).flag("instead") else abort(403)


def another(work: Work) -> Another | None:
    """Whose work it is, when it is not for the one who looks to answer."""
    owners = Owners(here.store, [work.student]).of(work.student.id, work.task)
    staff = me()
    if not owners or (staff is not None and staff.id in owners):
        return None
    names = ", ".join(short_name(one) for one in here.store[STAFF].many(sorted(owners)).values())
    if work.task is not None and work.task.teacher in owners:
        return Another(GIVEN_BY, {"name": names, "subject": work.task.subject_name})
    return Another(TAUGHT_BY, {"name": names})


def author() -> Author:
    """Who answers; an account without a member of staff answers nobody."""
    return Author(here.actor, me() or abort(403), here.clock.now())


def filled(work: Work) -> Form:
    """The form as the review stands."""
    review = work.review
    mark = mark_that_stands(here.store, review.mark) if review else None
    form = Form.filled(
        text=review.text if review else "",
        oral=f"{review.oral_on:%d.%m.%Y}" if review and review.oral_on else "",
        mark=mark.value.value if mark else "",
        conditions=(mark.conditions if mark else usual_conditions(work.first)).value,
        due=f"{(review and review.due) or here.clock.today() + WEEK:%d.%m.%Y}",
    )
    for place, remark in enumerate(review.remarks if review else ()):
        form.fields[f"at.{place}"], form.fields[f"remark.{place}"] = seconds_as_read(remark.at), remark.text
    return form


def work_page(
    work: Work, form: Form, *, part: str = "works/_remarks.html", ticket: str | None = None, status: int = 200
) -> Response:
    """The page of a work."""
    return answer(whole="works/review.html", part=part, status=status, **view_of(work, form, ticket))


def view_of(work: Work, form: Form, ticket: str | None) -> dict[str, object]:
    """All that the page of a work shows."""
    address = f"{for_phones(request.host_url.rstrip('/'), Hosts().addresses())}/sound/{ticket}" if ticket else ""
    other = another(work)
    return {
        "work": work,
        "another": Problem(other.sentence, values=other.values) if other else None,
        "instead": request.values.get("instead") == "1",
        "by_another": work.review is not None and work.review.account != here.actor.account,
        "form": form,
        "files": brought(here.store, work.uploads),
        "states": STATE_LABEL,
        "channels": CHANNEL_LABEL,
        "kinds": {kind.value: label for kind, label in KIND_LABEL.items()},
        "values": [(one.value, VALUE_LABEL[one]) for one in Value],
        "conditions": [(one.value, here.words.gettext(label)) for one, label in CONDITIONS_LABEL.items()],
        "identified": IDENTIFIED_LABEL[identified(work.first)],
        "labels": {name: here.words.gettext(label) for name, label in LABELS.items()},
        "later": queries.taken_over_by(here.store, work),
        "after": queries.next_waiting(here.store, here.actor, me(), work),
        "before": decided_before(),
        "key": secrets.token_hex(16),
        "ticket": address,
        "qr": Markup(qr_svg(address, Level.M, mm=QR_MM)) if address else "",  # noqa: S704  because it is our own drawing
        "read_as": seconds_as_read,
        "partly": wants_part(),
    }


def decided_before() -> Work | None:
    """The work that was answered a moment ago, to be taken back by one press."""
    number = request.args.get("done", "")[:NUMBER_LENGTH]
    work = queries.work(here.store, here.actor, me(), int(number)) if number.isdecimal() else None
    return work if work is not None and work.review is not None and work.review.decided else None
