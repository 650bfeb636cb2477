"""A pass for handing in: a cookie that lets a family's browser upload once its page knew the card (W1, P5).

The family's session lies under its card's address and ends after half an hour; a large video takes longer, and its
address holds no secret. So the page gives a pass for `/uploads/` alone: signed, kept nowhere, good for a day, worth
nothing when the card is withdrawn or gets a new PIN.
"""

import datetime as dt
import hashlib
import hmac
from typing import Final

from flask import Response

from kiosk.actor import VISITOR, Actor
from kiosk.clock import Clock
from kiosk.signin.queries import last_day
from kiosk.signin.records import CARDS, Card
from kiosk.store import Store

COOKIE: Final = "handing"
PATH: Final = "/uploads/"
GOOD_FOR: Final = dt.timedelta(hours=24)
PARTS: Final = 5


def give(store: Store, response: Response, card: Card, *, pin: bool, now: dt.datetime) -> Response:
    """Let this browser hand in for the card's family; ``pin`` says that it gave the PIN (P5)."""
    text = f"{card.id}.{card.pin_issue}.{int(pin)}.{int((now + GOOD_FOR).timestamp())}"
    response.set_cookie(COOKIE, f"{text}.{_seal(store, text)}", httponly=True, samesite="Strict", path=PATH)
    return response


def family_of(store: Store, cookie: str, clock: Clock) -> Actor:
    """The family behind a pass; a visitor when there is none, it is too old, forged, or its card is gone."""
    text, _, seal = cookie.rpartition(".")
    if len(cookie.split(".")) != PARTS or not hmac.compare_digest(seal.encode(), _seal(store, text).encode()):
        return VISITOR
    number, pin_issue, pin, until = map(int, text.split("."))
    card = store[CARDS].get(number)
    if card is None or card.withdrawn_at is not None or card.pin_issue != pin_issue:
        return VISITOR
    if clock.now().timestamp() > until or last_day(store, card) < clock.today():
        return VISITOR
    return Actor(ref=f"household:{card.household}", household=card.household, pin_ok=bool(pin))


def _seal(store: Store, text: str) -> str:
    return hmac.new(store.secret, f"pass for handing in {text}".encode(), hashlib.sha256).hexdigest()[:32]
