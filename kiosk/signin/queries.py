"""Accounts and cards as they are found (P1, F1)."""

import datetime as dt
from enum import Enum

from kiosk.school.queries import the_school
from kiosk.signin import cards
from kiosk.signin.records import ACCOUNTS, CARDS, Account, Card
from kiosk.signin.secrets import sha256
from kiosk.store import Store, fold, where

OFFERED = 8


class CardState(Enum):
    """What a card's address is worth."""

    GOOD = "good"
    GONE = "gone"
    """Withdrawn, replaced or expired: 410."""
    UNKNOWN = "unknown"


def accounts_like(store: Store, typed: str) -> list[Account]:
    """Accounts whose name holds what was typed, е and ё alike; those that begin with it come first."""
    wanted = fold(typed)
    if not wanted:
        return []
    found = [account for account in store[ACCOUNTS].find(typed) if not account.closed]
    return sorted(found, key=lambda account: (not fold(account.name).startswith(wanted), fold(account.name)))[:OFFERED]


def card_by_token(store: Store, token: str, today: dt.date) -> tuple[Card | None, CardState]:
    """The card of an address (F1)."""
    return _judged(store, store[CARDS].one(where("token_hash") == sha256(token)), today)


def card_by_code(store: Store, typed: str, today: dt.date) -> tuple[Card | None, CardState]:
    """The card of a short code typed in either alphabet, or of a card held to a scanner that types its address."""
    if token := cards.token_in(typed):
        return card_by_token(store, token, today)
    code = cards.read(typed)
    if not code:
        return None, CardState.UNKNOWN
    return _judged(store, store[CARDS].one(where("code_hash") == cards.code_hash(store.secret, code)), today)


def _judged(store: Store, card: Card | None, today: dt.date) -> tuple[Card | None, CardState]:
    if card is None:
        return None, CardState.UNKNOWN
    gone = card.withdrawn_at is not None or last_day(store, card) < today
    return card, CardState.GONE if gone else CardState.GOOD


def last_day(store: Store, card: Card) -> dt.date:
    """The last day on which a card opens: its year's end and the school's days of grace (F2)."""
    school = the_school(store)
    return card.expires + dt.timedelta(school.cards_grace if school else 0)


def card_of_household(store: Store, household: int) -> Card | None:
    """The card that a household holds now, if any."""
    held = store[CARDS].search((where("household") == household), order=("-issue",))
    return next((card for card in held if card.withdrawn_at is None), None)


def token_of(store: Store, card: Card) -> str:
    """The token of a card, made again for printing."""
    return cards.token_of(store.secret, card.id, card.issue)


def printed_code(store: Store, card: Card) -> str:
    """The short code of a card as it is printed."""
    return cards.printed(cards.code_of(store.secret, card.id, card.issue))
