"""A family takes a work back that it sent by mistake, as long as nobody has opened it, and brings it back (L13, W1)."""

from flask import Blueprint, Response, abort
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.drop.actions import settle
from kiosk.drop.queries import by_receipt
from kiosk.drop.records import UPLOADS, Upload
from kiosk.families.pages import open_card
from kiosk.families.pin_pages import ask_pin, pin_given
from kiosk.people.names import household_name
from kiosk.people.records import HOUSEHOLDS
from kiosk.signin.permissions import Action
from kiosk.signin.records import Card
from kiosk.web import here, limit_misses, permit, see
from kiosk.works.queries import reviews_of

bp = Blueprint("taking_back", __name__)


@bp.post("/s/<token>/works/<int:work>/withdrawal")
@permit(Action.CARD)
@limit_misses("cards")
def take_back(token: str, work: int) -> Response:
    """It is struck for the teacher; one press more brings it back."""
    card, _ = open_card(token)
    if not pin_given(card):
        return ask_pin(token, "works")
    upload = of_family(card, work) or abort(404)
    if not may_take_back(upload):
        return see(f"/s/{token}/works/{work}?late=1")
    settle(here.store, acting(upload), upload, withdrawn_at=here.clock.now())
    return see(f"/s/{token}/works?back={work}")


@bp.post("/s/<token>/works/<int:work>/withdrawal/withdrawal")
@permit(Action.CARD)
@limit_misses("cards")
def bring_back(token: str, work: int) -> Response:
    """It was no mistake."""
    card, _ = open_card(token)
    if not pin_given(card):
        return ask_pin(token, "works")
    upload = of_family(card, work) or abort(404)
    settle(here.store, acting(upload), upload, withdrawn_at=None)
    return see(f"/s/{token}/works/{work}")


def of_family(card: Card, work: int) -> Upload | None:
    """What the family sent itself; what the staff took in is theirs to strike."""
    found = here.store[UPLOADS].get(work)
    mine = found is not None and found.household == card.household and found.taken is None
    return found if mine else None


def may_take_back(upload: Upload) -> bool:
    """Nobody has opened any file of it, nor answered."""
    parcel = by_receipt(here.store, upload.receipt)
    return not any(one.seen_by for one in parcel) and not reviews_of(here.store, {upload.receipt})


def acting(upload: Upload) -> Actor:
    """The family by its name: the inbox says who struck the work."""
    home = here.store[HOUSEHOLDS].get(upload.household)
    return replace(here.actor, name=household_name(home) if home else "")
