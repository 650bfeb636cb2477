"""Files for a work that the staff took in, however large: /inbox/<id>/files, by the same script as a family's (F9, W1).

The files carry the parcel of the work, so they come under its receipt.
"""

from flask import Blueprint, Response, abort

from kiosk.drop.records import Upload
from kiosk.drop.said import SAID_BY_SCRIPT
from kiosk.people.names import student_name
from kiosk.signin.permissions import Action
from kiosk.web import answer, here, permit
from kiosk.works import queries
from kiosk.works.pages import me

bp = Blueprint("more_files", __name__)


@bp.get("/inbox/<int:upload>/files")
@permit(Action.INBOX)
def files(upload: int) -> Response:
    """Choose files and send them; whoever took the work in adds to it."""
    work = queries.work(here.store, here.actor, me(), upload)
    if work is None or not takes_files(work.first):
        abort(404)
    return answer(
        whole="works/files.html",
        work=work,
        name=student_name(work.student),
        parcel=work.first.parcel.partition(" ")[2],
        channel=work.first.taken.channel.value if work.first.taken else "",
        words={name: here.words.gettext(msgid) for name, msgid in SAID_BY_SCRIPT.items()},
    )


def takes_files(upload: Upload) -> bool:
    """It was taken in by whoever looks, and holds."""
    taken = upload.taken
    mine = taken is not None and taken.account == here.actor.account
    return mine and bool(upload.parcel) and upload.withdrawn_at is None
