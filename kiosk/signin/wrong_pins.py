"""Wrong PINs of family cards, as the office is told of them: which card, how many, from which device, when (L6)."""

import datetime as dt
from contextlib import suppress
from typing import Final

from msgspec.structs import replace

from kiosk.signin.records import WRONG_PINS, WrongPins
from kiosk.store import Store, StoreError, where

KEPT: Final = dt.timedelta(days=7)
MANY: Final = 3
"""Fewer are slips of the finger and told to nobody."""


def note(store: Store, card: int, address: str, now: dt.datetime) -> None:
    """One more of this card from this device; those of last week go. A disk that cannot write tells nobody."""

    def once_more(one: WrongPins) -> WrongPins:
        return replace(one, count=one.count + 1, last_at=now)

    writer = store.quick(WRONG_PINS)
    with suppress(StoreError):
        writer.remove_where(where("last_at") < now - KEPT)
        if not writer.update((where("card") == card) & (where("address") == address), once_more):
            writer.add(WrongPins(card=card, address=address, count=1, last_at=now))


def forgotten(store: Store, card: int) -> None:
    """The card has a new PIN: what was tried before says nothing any more."""
    store.quick(WRONG_PINS).remove_where(where("card") == card)


def lately(store: Store, now: dt.datetime) -> list[WrongPins]:
    """Devices that tried many times in the last week, the latest first."""
    found = store[WRONG_PINS].search((where("last_at") >= now - KEPT) & (where("count") >= MANY))
    return sorted(found, key=lambda one: one.last_at, reverse=True)
