"""Notices behind the card: the whole texts, and the family's mark that it has read one (F4)."""

from flask import Blueprint, Response, abort

from kiosk.actor import Actor
from kiosk.families.pages import open_card
from kiosk.notices.actions import mark_read
from kiosk.notices.queries import for_family
from kiosk.notices.records import NOTICES
from kiosk.signin.permissions import Action
from kiosk.web import answer, here, limit_misses, permit, see

bp = Blueprint("family_notices", __name__)


@bp.get("/s/<token>/notices")
@permit(Action.CARD)
@limit_misses("cards")
def notices(token: str) -> Response:
    """All that stands for this family today, in full."""
    _, household = open_card(token)
    shown = for_family(here.store, household, here.clock.today())
    return answer(whole="families/notices.html", notices=shown, token=token)


@bp.post("/s/<token>/notices/<int:notice>")
@permit(Action.CARD, token=False)
@limit_misses("cards")
def read(token: str, notice: int) -> Response:
    """The family has read it: the card suffices.

    A PIN would be asked of a mother in the corridor for what she gives away by it: that she was told. It opens nothing,
    the office can undo it, and a notice that needs a signature has a list to sign (F10). The page of the week is kept
    for every visit and cannot carry the form token of one; the card's own token, which no foreign page knows, stands
    in the address instead, and Origin is looked at as ever.
    """
    card, household = open_card(token)
    if notice not in {one.id for one in for_family(here.store, household, here.clock.today()) if one.must_read}:
        abort(404)
    there = here.store[NOTICES].get(notice) or abort(404)
    family = Actor(ref=f"household:{card.household}", household=card.household)
    mark_read(here.store, family, there, card.household, now=here.clock.now())
    return see(f"/s/{token}")
