"""Codes of receipts: they can be read out on the telephone, «К7Р-4М2» (W1)."""

import secrets
from typing import Final, Protocol

from kiosk.drop.records import UPLOADS, Upload
from kiosk.store import Collection, Condition, where

SIGNS: Final = "АВЕКМНРСТХ23456789"
LENGTH: Final = 6


class Looking(Protocol):
    """An open change, which sees what it has written itself."""

    def one(self, collection: Collection[Upload], cond: Condition) -> Upload | None:
        """The first that fulfils it."""


def new_receipt(change: Looking) -> str:
    """A code that no work has."""
    while True:
        signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        receipt = f"{signs[:3]}-{signs[3:]}"
        if change.one(UPLOADS, where("receipt") == receipt) is None:
            return receipt
