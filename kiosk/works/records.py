"""What is answered to a work: its review with remarks, sound, mark; tickets for a phone that records (W2)."""

import datetime as dt
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.store import Collection, Record


class State(StrEnum):
    """The life of a work: nobody has answered, somebody is at it, sent back to be done again, accepted."""

    NEW = "new"
    OPEN = "open"
    RETURNED = "returned"
    ACCEPTED = "accepted"


STATE_LABEL: Final = {
    State.NEW: N_("waits for a review"),
    State.OPEN: N_("being reviewed"),
    State.RETURNED: N_("sent back"),
    State.ACCEPTED: N_("work accepted"),
}
FOR_FAMILIES: Final = {
    State.NEW: N_("the teacher has not looked yet"),
    State.OPEN: N_("the teacher is at the review"),
    State.RETURNED: N_("to be done again"),
    State.ACCEPTED: N_("work accepted"),
}


class Remark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A remark at a moment of a recording: «1:32 — считай паузу». Struck it stays in the history."""

    at: int
    """Seconds from the beginning."""
    text: str
    upload: int = 0
    struck: bool = False


class Sound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A review spoken by the teacher, recorded with a phone."""

    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    blob: str
    at: dt.datetime
    struck: bool = False


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A family has opened the review."""

    household: int
    at: dt.datetime


class Review(Record, kw_only=True):
    """The answer to one work; a work is everything under one receipt. Families see it once it is decided.

    ``account``: who wrote in it last. ``mark`` and ``redo`` are the numbers of the mark and of the renewed task.
    """

    receipt: str
    student: int
    staff: int
    staff_name: str
    account: int
    state: State = State.OPEN
    text: str = ""
    oral_on: dt.date | None = None
    """The day of the consultation at which it was said (W2)."""
    remarks: tuple[Remark, ...] = ()
    sounds: tuple[Sound, ...] = ()
    mark: int = 0
    redo: int = 0
    due: dt.date | None = None
    opened_at: dt.datetime
    decided_at: dt.datetime | None = None
    read: tuple[Reading, ...] = ()
    written_at: dt.datetime | None = None
    """When somebody last wrote in it."""
    window: str = ""
    """In which window that was: an older one of the same teacher does not know what stands here."""

    @property
    def decided(self) -> bool:
        """The family sees it."""
        return self.state in {State.RETURNED, State.ACCEPTED}

    def unread_by(self, household: int) -> bool:
        """It is decided, and this family has not opened it since."""
        since = self.decided_at if self.decided else None
        return since is not None and all(one.household != household or one.at < since for one in self.read)

    @property
    def read_at(self) -> dt.datetime | None:
        """When a family first opened it as it is now decided."""
        fresh = [one.at for one in self.read if self.decided_at is not None and one.at >= self.decided_at]
        return min(fresh, default=None)


class Ticket(Record, kw_only=True):
    """A phone may bring one recording for one review, until a moment; the secret is in the address, its hash here."""

    hash: str
    receipt: str
    staff: int
    staff_name: str
    account: int
    expires_at: dt.datetime
    used_at: dt.datetime | None = None


REVIEWS = Collection("reviews", Review, indexes=(("student",),), unique=(("receipt",),))
TICKETS = Collection("sound_tickets", Ticket, unique=(("hash",),), history=False)
COLLECTIONS = (REVIEWS, TICKETS)
