"""The office's cards: /cards, sheets and slips to print, withdraw and issue anew (F2, L5, L6)."""

import secrets

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from kiosk.families import cards
from kiosk.people.records import HOUSEHOLDS
from kiosk.school.queries import the_school
from kiosk.signin import actions
from kiosk.signin.permissions import Action
from kiosk.signin.queries import card_of_household
from kiosk.signin.records import CARDS, Card
from kiosk.web import answer, here, only_here, permit, press, see

bp = Blueprint("cards", __name__)


@bp.get("/cards")
@permit(Action.CARDS_PRINT)
def all_cards() -> Response:
    """Families and their cards: which is held, when it was last used."""
    text = request.args.get("q", "")[:100]
    return answer(
        whole="cards/all.html",
        part="cards/_lines.html",
        lines=cards.lines(here.store, text),
        q=text,
        missing=len(cards.without_card(here.store)),
        base_url=base_url(),
        only_here=only_here(base_url()),
        withdrawn=withdrawn_of(request.args.get("withdrawn", "")),
        key=secrets.token_hex(8),
    )


def withdrawn_of(text: str) -> str:
    """The family whose card was withdrawn by the press before; «» for none."""
    household = here.store[HOUSEHOLDS].get(int(text)) if text.isdecimal() and len(text) < 16 else None  # noqa: PLR2004  because no id is longer
    return household.name if household and card_of_household(here.store, household.id) is None else ""


@bp.get("/cards/sheet")
@permit(Action.CARDS_PRINT)
def sheet() -> Response:
    """Sheets of eight cards to cut: the chosen families, or everybody."""
    chosen = [int(text) for text in request.args.getlist("family") if text.isdecimal() and len(text) < 16][:5000]  # noqa: PLR2004  because no id is longer
    ids = chosen or [line.household.id for line in cards.lines(here.store) if line.card]
    views = cards.card_views(here.store, ids, base_url())
    sheets = [views[start : start + cards.CARDS_ON_SHEET] for start in range(0, len(views), cards.CARDS_ON_SHEET)]
    school = the_school(here.store) or abort(404)
    wifi = Markup(cards.wifi_qr(school))  # noqa: S704  because it is our own drawing
    useless = only_here(base_url())
    return answer(whole="cards/sheet.html", sheets=sheets, school=school, wifi=wifi, only_here=useless)


@bp.post("/cards/missing")
@permit(Action.CARDS_PRINT)
def issue_missing() -> Response:
    """First cards for all families without one; their slips come with the answer, once."""
    now, expires = here.clock.now(), cards.expiry(here.clock.today())
    missing, key = cards.without_card(here.store), press("cards missing")
    issued = actions.issue_cards(here.store, here.actor, missing, expires=expires, now=now, key=key)
    return slips(issued)


@bp.post("/families/<int:household>/card")
@permit(Action.CARDS_PRINT)
def issue(household: int) -> Response:
    """A new card for one family; the old one is worth nothing from now on."""
    if here.store[HOUSEHOLDS].get(household) is None:
        abort(404)
    now, expires = here.clock.now(), cards.expiry(here.clock.today())
    key = press(f"cards card {household}")
    return slips([actions.issue_card(here.store, here.actor, household, expires=expires, now=now, key=key)])


@bp.post("/families/<int:household>/card/withdrawal")
@permit(Action.CARDS_PRINT)
def withdraw(household: int) -> Response:
    """The card is lost or the school withdraws it: its address answers 410 at once."""
    card = card_of_household(here.store, household)
    if card is not None:
        actions.withdraw_card(here.store, here.actor, card.id, now=here.clock.now())
    return see(f"/cards?withdrawn={household}")


@bp.post("/families/<int:household>/card/pin")
@permit(Action.CARDS_PRINT)
def new_pin(household: int) -> Response:
    """A forgotten PIN: a new one, its slip shown once."""
    card = card_of_household(here.store, household) or abort(404)
    actions.new_pin(here.store, here.actor, card.id, key=press(f"cards pin {card.id}"))
    return slips([here.store[CARDS].get(card.id) or card])


def slips(issued: list[Card]) -> Response:
    """Slips to print now: this answer is the only place where the PINs are shown."""
    issued = [card for card in issued if card.withdrawn_at is None]
    if not issued:
        return see("/cards")
    return answer(whole="cards/slips.html", slips=[cards.slip(here.store, card) for card in issued])


def base_url() -> str:
    """The address on paper: the school's, else the one by which this browser came (L14)."""
    school = the_school(here.store)
    return school.address.rstrip("/") if school and school.address else request.host_url.rstrip("/")
