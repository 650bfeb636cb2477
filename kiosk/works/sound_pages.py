"""A phone brings a spoken review: /sound/<ticket>, whose address is its key for half an hour (W2).

Plain http gives a browser no microphone, so the phone's own recorder records and the form takes its file.
"""

from flask import Blueprint, Response, abort, request

from kiosk.people.names import open_name
from kiosk.problems import N_, Refusal
from kiosk.web import Form, answer, everyone, here, limit_misses, see
from kiosk.works import actions, queries

bp = Blueprint("sounds", __name__)

NO_FILE = N_("Choose the recording first.")


@bp.get("/sound/<ticket>")
@everyone
@limit_misses("sound tickets")
def record(ticket: str) -> Response:
    """The form; afterwards that the recording has come."""
    return phone_page(ticket, Form())


@bp.post("/sound/<ticket>")
@everyone
@limit_misses("sound tickets")
def recorded(ticket: str) -> Response:
    """Keep the recording beside its review."""
    good = actions.good_ticket(here.store, ticket, here.clock.now())
    if good is None:
        return phone_page(ticket, Form())
    form, file = Form(request.form), request.files.get("file")
    if file is None or not file.filename:
        form.refuse("file", NO_FILE)
        return phone_page(ticket, form, status=422)
    outcome = actions.bring_sound(here.store, good, file.filename, file.stream, now=here.clock.now())
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return phone_page(ticket, form, status=422)
    return see(f"/sound/{ticket}")


def phone_page(ticket: str, form: Form, status: int = 200) -> Response:
    """What the phone shows: whose review it is, no more than the family's card says."""
    now = here.clock.now()
    good = actions.good_ticket(here.store, ticket, now)
    there = good or actions.used_ticket(here.store, ticket, now) or abort(404)
    work = queries.work_of(here.store, there.receipt) or abort(404)
    return answer(
        whole="works/phone.html",
        status=status,
        form=form,
        ticket=ticket,
        child=open_name(work.student),
        words=work.words,
        come=good is None,
        until=there.expires_at,
        megabytes=here.settings.upload_megabytes,
    )
