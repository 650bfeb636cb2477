"""Backing tracks that a family was handed out: heard on the phone, saved for home (W6).

Whoever holds the card hears them: a piece and its accompaniment say nothing of a child that the timetable does not.
"""

from flask import Blueprint, Response, abort, request

from kiosk.backing.queries import given_to, given_track, name_to_keep
from kiosk.families import queries
from kiosk.families.pages import open_card
from kiosk.people.records import Household
from kiosk.signin.permissions import Action
from kiosk.web import answer, as_brought, as_shown, here, keep, limit_misses, permit

bp = Blueprint("family_tracks", __name__)


@bp.get("/s/<token>/tracks")
@permit(Action.CARD)
@limit_misses("cards")
def tracks(token: str) -> Response:
    """Pieces with their tracks."""
    _, household = open_card(token)
    return keep(lambda: tracks_page(token, household), scopes=queries.scopes_of(household), max_age=0)


def tracks_page(token: str, household: Household) -> Response:
    """The page."""
    given = given_to(here.store, household.id, here.clock.today())
    children = {child for one in given for child in one.children}
    return answer(whole="families/tracks.html", token=token, given=given, children=len(children))


@bp.get("/s/<token>/tracks/<int:track>")
@permit(Action.CARD)
@limit_misses("cards")
def sound(token: str, track: int) -> Response:
    """The sound, whole or the part that the player asks for; of what was not handed out to this family nothing."""
    _, household = open_card(token)
    found = given_track(here.store, household.id, track, here.clock.today()) or abort(404)
    path, name = here.store.vault.path(found.file.blob), name_to_keep(found)
    return as_brought(path, name) if request.args.get("save") else as_shown(path, name)
