"""Uploads as they are found again (W1)."""

from collections.abc import Collection

from kiosk.drop.records import UPLOADS, Upload
from kiosk.store import Store, where

_LATIN_TO_CYRILLIC = str.maketrans("ABEKMHPCTX", "АВЕКМНРСТХ")


def by_receipt(store: Store, typed: str) -> list[Upload]:
    """The files of one receipt; its letters may be typed in either alphabet."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_LATIN_TO_CYRILLIC)
    return store[UPLOADS].search(where("receipt") == f"{signs[:3]}-{signs[3:]}")


def of_household(store: Store, household: int, most: int) -> list[Upload]:
    """The latest works of a family, newest first, one upload for each receipt."""
    found = store[UPLOADS].search(where("household") == household, order=("-received_at",))
    uploads = [upload for upload in found if upload.withdrawn_at is None]
    return list({upload.receipt: upload for upload in uploads}.values())[:most]


def of_students(store: Store, students: list[int]) -> list[Upload]:
    """What these students handed in, newest first."""
    return store[UPLOADS].search(where("student").one_of(students), order=("-received_at",))


def for_task(store: Store, references: Collection[str]) -> list[Upload]:
    """What was handed in for a task under any of its references, newest first."""
    return store[UPLOADS].search(where("assignment").one_of(list(references)), order=("-received_at",))
