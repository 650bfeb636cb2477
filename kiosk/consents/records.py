"""What is kept of a consent: whose, of which kind, and every step of its paper (F5)."""

import datetime as dt
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Kind(StrEnum):
    """Three papers, each for itself: since 01.09.2025 a consent to the use of data stands on no other paper."""

    DISTANCE = "distance"
    DATA = "data"
    PUBLISHING = "publishing"


KIND_LABEL: Final = {
    Kind.DISTANCE: N_("Distance learning"),
    Kind.DATA: N_("Use of personal data"),
    Kind.PUBLISHING: N_("Publishing"),
}


class Shown(StrEnum):
    """What the school would like to publish; the family says yes or no to each."""

    NAME = "name"
    PHOTO = "photo"
    VIDEO = "video"
    SOUND = "sound"
    RESULTS = "results"


SHOWN_LABEL: Final = {
    Shown.NAME: N_("name and class"),
    Shown.PHOTO: N_("photographs"),
    Shown.VIDEO: N_("video recordings"),
    Shown.SOUND: N_("sound recordings"),
    Shown.RESULTS: N_("results of contests"),
}


class Act(StrEnum):
    """What happens to a paper."""

    HANDED_OUT = "handed_out"
    RECEIVED = "received"
    SCANNED = "scanned"
    WITHDRAWN = "withdrawn"


ACT_LABEL: Final = {
    Act.HANDED_OUT: N_("printed and handed out"),
    Act.RECEIVED: N_("received, signed"),
    Act.SCANNED: N_("scan attached"),
    Act.WITHDRAWN: N_("withdrawn by the family"),
}


class Scan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture of the signed paper; its bytes lie in the vault."""

    blob: str
    file_name: str
    media_type: str
    size_bytes: int


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step, by whom and when. ``date`` stands on the paper. A step that was taken back stays to be seen."""

    at: dt.datetime
    by: str
    act: Act
    date: dt.date
    until: dt.date | None = None
    """Of a paper received: how long it holds, when it says so."""
    allowed: tuple[Shown, ...] = ()
    """Of a paper received, on publishing: what the family said yes to."""
    scan: Scan | None = None
    taken_back_by: str = ""
    taken_back_at: dt.datetime | None = None


class Received(msgspec.Struct, frozen=True):
    """What stands on papers that came back."""

    date: dt.date
    until: dt.date | None = None
    allowed: tuple[Shown, ...] = ()


class Consent(Record, kw_only=True):
    """A paper for one student and one guardian who signs; the name stands as it was when it was printed."""

    student: int
    kind: Kind
    household: int = 0
    guardian: str = ""
    steps: tuple[Step, ...] = ()


CONSENTS = Collection("consents", Consent, indexes=(("student",),))
COLLECTIONS = (CONSENTS,)
