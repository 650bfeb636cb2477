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
    assignment: str = ""
    """The task's reference: "r17" is the homework of report row 17, "a5" an assignment; "" something else (W3)."""
    kind: str = ""
    """What the bytes are, whatever the name says: a value of `documents.kinds.Kind`; "" for older ones (L6)."""
    parcel: str = ""
    """Files that were sent by one press have it in common, and so one receipt; made unique by whose it is."""


class Arrival(Record, kw_only=True):
    """A file on its way in (tus): whose it is and what it will be. Its offset is the length of its part on the disk.

    It is written when it begins and when it is whole, never between. ``sha256`` is known just before the part gets its
    final name, so that a start after a sudden end finds the file again; ``done_at`` and ``receipt`` when all is stored.
    """

    key: str
    """The address: 128 random bits."""
    maker: str
    """Who may see it: the reference of the one who began it."""
    by: str = ""
    account: int = 0
    household: int = 0
    student: int
    how: str
    task: str
    assignment: str = ""
    parcel: str = ""
    channel: Channel | None = None
    file_name: str
    media_type: str
    size: int
    metadata: str = ""
    """As it was sent: it is told again to whoever asks."""
    began_at: dt.datetime
    expires_at: dt.datetime
    sha256: str = ""
    done_at: dt.datetime | None = None
    receipt: str = ""


UPLOADS = Collection("uploads", Upload, indexes=(("student",), ("receipt",), ("household",), ("assignment",)))
ARRIVALS = Collection("arrivals", Arrival, indexes=(("maker",),), unique=(("key",),), history=False)
COLLECTIONS = (UPLOADS, ARRIVALS)
