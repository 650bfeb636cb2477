"""What was handed in: a description here, the bytes in the vault (W1)."""

import datetime as dt
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Channel(StrEnum):
    """By what way a work came that somebody of the staff took in (F9)."""

    PHONE = "phone"
    EMAIL = "email"
    MESSENGER = "messenger"
    HAND = "hand"


CHANNEL_LABEL: Final = {
    Channel.PHONE: N_("by phone"),
    Channel.EMAIL: N_("by e-mail"),
    Channel.MESSENGER: N_("by messenger"),
    Channel.HAND: N_("by hand, on a stick or on paper"),
}


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A work that came to the school by another way than the family page: how, when, and who took it in (F9)."""

    channel: Channel
    at: dt.datetime
    by: str
    account: int


class Upload(Record, kw_only=True):
    """One file that came whole: from whom, for what, its size and checksum, and the receipt's code.

    ``how`` says how the sender was identified (P5). The task is the family's own words until assignments exist (W3).
    What was taken in by the staff may lie elsewhere (``link``) or have no file at all: played on the telephone.
    """

    receipt: str
    household: int
    student: int
    task: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    blob: str
    received_at: dt.datetime
    how: str
    seen_by: tuple[int, ...] = ()
    taken: Taken | None = None
    link: str = ""
    withdrawn_at: dt.datetime | None = None
    """Taken in by mistake: struck in the inbox, its receipt says so."""
    withdrawn_by: str = ""


UPLOADS = Collection("uploads", Upload, indexes=(("student",), ("receipt",), ("household",)))
COLLECTIONS = (UPLOADS,)
