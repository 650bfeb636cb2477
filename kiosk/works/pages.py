"""The inbox in the browser: /inbox (W2)."""

from contextlib import suppress

from flask import Blueprint, Response, abort, request

from kiosk.drop.actions import mark_seen
from kiosk.drop.records import CHANNEL_LABEL
from kiosk.people.queries import staff_of
from kiosk.people.records import Staff
from kiosk.signin.permissions import Action
from kiosk.store import Unwritable
from kiosk.web import answer, as_brought, here, permit
from kiosk.works import queries

bp = Blueprint("works", __name__)


@bp.get("/inbox")
@permit(Action.INBOX)
def inbox() -> Response:
    """What students handed in, new ones marked."""
    works = queries.inbox(here.store, here.actor, me())
    just = request.args.get("just", "")
    return answer(
        whole="works/inbox.html",
        works=works,
        just=next((one for one in works if str(one.upload.id) == just and one.upload.withdrawn_at is None), None),
        channels=CHANNEL_LABEL,
    )


@bp.get("/inbox/<int:upload>/file")
@permit(Action.INBOX)
def file(upload: int) -> Response:
    """The file as it came: a download under its own name, never shown within our pages (L6)."""
    staff = me()
    found = queries.work(here.store, here.actor, staff, upload)
    if found is None or not found.blob:
        abort(404)
    if staff is not None:
        with suppress(Unwritable):  # a full disk must not keep the work from its teacher (L20)
            mark_seen(here.store, here.actor, found, staff.id)
    return as_brought(here.store.vault.path(found.blob), found.file_name)


def me() -> Staff | None:
    """The member of staff behind the account."""
    return staff_of(here.store, here.actor.account)
