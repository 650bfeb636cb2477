"""/cards/posters: posters for doors, printed and known by their address (F2, L14)."""

from flask import Blueprint, Response, abort, request

from kiosk.families import posters
from kiosk.families.card_pages import LONGEST_ADDRESS, base_url, numbers
from kiosk.families.records import POSTERS
from kiosk.school.queries import the_school
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, here, only_here, permit, see

bp = Blueprint("posters", __name__)


@bp.get("/cards/posters")
@permit(Action.CARDS_PRINT)
def all_posters() -> Response:
    """What hangs where, under which address; a new one for another place."""
    asked = numbers([request.args.get("taken", "")])
    taken = here.store[POSTERS].get(asked[0]) if asked else None
    return answer(
        whole="cards/posters.html",
        posters=posters.hanging(here.store),
        taken=taken if taken and taken.taken_down else None,
        base_url=base_url(),
        only_here=only_here(base_url()),
        form=Form(),
    )


@bp.get("/cards/poster")
@permit(Action.CARDS_PRINT)
def poster() -> Response:
    """The poster of a place, on A4."""
    school = the_school(here.store) or abort(404)
    place = " ".join(request.args.get("place", "").split())[: posters.PLACE_LENGTH]
    view = posters.poster(school, place, base_url())
    return answer(
        whole="cards/poster.html", poster=view, school=school, base_url=base_url(), only_here=only_here(base_url())
    )


@bp.post("/cards/posters")
@permit(Action.CARDS_PRINT)
def printed() -> Response:
    """The poster came out of the printer well and is hung up."""
    form = Form(request.form)
    place, address = form.text("place", limit=posters.PLACE_LENGTH), form.text("address", limit=LONGEST_ADDRESS)
    posters.printed(here.store, here.actor, place, address=address, today=here.clock.today())
    return see("/cards/posters")


@bp.post("/cards/posters/<int:poster>/removal")
@permit(Action.CARDS_PRINT)
def take_down(poster: int) -> Response:
    """It hangs there no more; with ``back``, it does after all."""
    down = "back" not in request.form
    if posters.take_down(here.store, here.actor, poster, down=down) is None:
        abort(404)
    return see(f"/cards/posters?taken={poster}" if down else "/cards/posters")
